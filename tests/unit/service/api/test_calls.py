"""What the routes have in common, through the application itself and without a network."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from maskkit.service.api.documents import documented
from maskkit.service.app import build_app
from maskkit.service.core import Service, open_service
from maskkit.service.db import database as database_module
from maskkit.service.db import generations, outbox
from maskkit.service.files import signature
from maskkit.service.settings import ServiceSettings

CREATE, GET, CREDIT = "/api/create_room/generate", "/api/create_room/get", "/api/account/credit"


@dataclass
class Answer:
    """What the application answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Application:
    """The application of a service that is open and not started: nothing is worked on."""

    service: Service

    def __post_init__(self) -> None:
        self.app = build_app(self.service)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        return self.send("POST", path, json.dumps(body).encode(), headers)

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str], *, query: str = "") -> Answer:
        sent = {"x-api-key": self.service.owner.api_key or "", "host": "rooms.local", **headers}
        answer = Answer()

        coming = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not coming:
                await asyncio.sleep(3600)
            return coming.pop()

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            answer.body += message.get("body", b"")

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
        }
        asyncio.run(self.app(scope, receive, send))
        return answer

    def create(self, **changes: object) -> Answer:
        url = "http://127.0.0.1/p.png"
        body = {
            "user_id": self.service.owner.user_id,
            "image_url": url,
            "mask_url": url,
            "room_type": "KITCHEN",
            "theme": "MODERN",
            "width": 64,
            "height": 48,
            **changes,
        }
        return self.post(CREATE, body)


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    service = open_service(ServiceSettings(data=tmp_path, initial_photos=2), base_url="http://127.0.0.1:8000")
    yield Application(service)
    service.stop()


def test_a_create_is_answered_before_anything_is_worked_on(application: Application) -> None:
    created = application.create()
    assert (created.status, created.json()["remaining_photos"]) == (200, 1)
    body = {"user_id": application.service.owner.user_id, "generation_id": created.json()["generation_id"]}
    assert application.post(GET, body).json() == {"status": "STARTING", "variations": 0}
    shouted = {"user_id": body["user_id"].upper(), "generation_id": body["generation_id"].upper()}
    assert application.post(GET, shouted).json()["status"] == "STARTING"


def test_fields_that_the_wire_does_not_know_are_passed_over(application: Application) -> None:
    assert application.create(colour="green").status == 200


def test_a_service_that_is_not_started_is_alive_and_not_ready(application: Application) -> None:
    assert application.send("GET", "/healthz", b"", {}).status == 200
    assert application.send("GET", "/readyz", b"", {}).status == 503


def test_a_database_that_is_busy_for_too_long_is_503_and_costs_nothing(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_S", 0.05)
    with application.service.parts.database.write():
        answer = application.create()
    assert (answer.status, answer.json()["code"]) == (503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    credit = application.post(CREDIT, {"user_id": application.service.owner.user_id})
    assert credit.json()["total"] == 2


def test_a_key_that_is_revoked_is_refused_at_once(application: Application) -> None:
    with application.service.parts.database.write() as transaction:
        transaction.exec_driver_sql("UPDATE api_keys SET revoked_ms = 1")
    assert application.create().status == 401


def test_an_answer_names_the_service_as_it_was_called(application: Application, photo_png: bytes) -> None:
    answer = application.send("POST", "/api/assets", photo_png, {})
    assert answer.status == 201
    assert answer.json()["url"].startswith("http://rooms.local/files/")


def test_an_unknown_generation_and_one_of_somebody_else_cannot_be_told_apart(application: Application) -> None:
    created = application.create().json()["generation_id"]
    with application.service.parts.database.write() as transaction:
        transaction.exec_driver_sql("INSERT INTO users (id, created_ms) VALUES ('other', 1)")
        mine = generations.generation(transaction, created)
        theirs = replace(mine, id=str(uuid.uuid4()), user_id="other", output_key="theirs")
        generations.add_generation(transaction, theirs)
    user_id = application.service.owner.user_id
    answers = [
        application.post(GET, {"user_id": user_id, "generation_id": generation}, x_request_id="same").body
        for generation in (theirs.id, str(uuid.uuid4()))
    ]
    assert answers[0] == answers[1]


def test_outside_of_a_sandbox_nothing_goes_wrong_on_request(application: Application) -> None:
    answer = application.send("GET", "/api/capabilities", b"", {"maskkit_sandbox": "status=503"})
    assert answer.status == 200
    assert application.post("/api/sandbox/faults", {"call": "create", "faults": "fail"}).status == 404


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[Application]:
    settings = ServiceSettings(data=tmp_path, requests_per_minute=12)
    service = open_service(settings, base_url="http://127.0.0.1:8000")
    yield Application(service)
    service.stop()


def test_a_key_that_calls_too_often_is_told_when_to_come_back(hurried: Application) -> None:
    body = {"user_id": hurried.service.owner.user_id}
    answers = [hurried.post(CREDIT, body) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in answers] == ['"key";r=1;t=5', '"key";r=0;t=10', '"key";r=0;t=10']
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"key";q=2;w=10'}
    assert answers[2].headers["retry-after"] == "5"
    assert (answers[2].json()["code"], answers[2].json()["retry_after"]) == ("rate_limited", 5)


def test_a_wrong_key_is_401_however_often_and_others_are_not_slowed(hurried: Application) -> None:
    body = {"user_id": hurried.service.owner.user_id}
    wrong = [hurried.send("POST", CREDIT, json.dumps(body).encode(), {"x-api-key": "mk_no"}) for _ in range(5)]
    assert {answer.status for answer in wrong} == {401}
    assert "ratelimit" not in wrong[0].headers
    assert hurried.post(CREDIT, body).status == 200


def metrics_of(application: Application, **headers: str) -> Answer:
    return application.send("GET", "/metrics", b"", headers)


def test_the_numbers_tell_what_was_answered_and_what_waits(application: Application) -> None:
    application.create()
    application.create(theme="ROCOCO")
    told = metrics_of(application).body.decode()
    assert f'maskkit_requests_total{{route="{CREATE}",status="200"}} 1.0' in told
    assert f'maskkit_requests_total{{route="{CREATE}",status="400"}} 1.0' in told
    assert "maskkit_generations_open 1.0" in told
    assert "maskkit_ready 0.0" in told
    assert application.service.owner.user_id not in told


def test_the_numbers_can_be_kept_from_strangers(tmp_path: Path) -> None:
    settings = ServiceSettings(data=tmp_path, metrics_key="a-long-key-for-the-numbers")
    closed = Application(open_service(settings, base_url="http://127.0.0.1:8000"))
    assert metrics_of(closed).status == 401
    assert metrics_of(closed, authorization="Bearer a-long-key-for-the-number").status == 401
    assert metrics_of(closed, authorization="Bearer a-long-key-for-the-numbers").status == 200
    closed.service.stop()


def test_a_file_is_given_to_whoever_has_its_signed_url_and_only_for_its_time(
    application: Application, photo_png: bytes
) -> None:
    url = application.send("POST", "/api/assets", photo_png, {}).json()["url"]
    path, _, query = url.removeprefix("http://rooms.local").partition("?")
    good = application.send("GET", path, b"", {}, query=query)
    assert (good.status, good.body) == (200, photo_png)
    assert good.headers["x-content-type-options"] == "nosniff"
    for wrong in ("", query.replace("signature=", "signature=x"), query.replace("expires=", "expires=9")):
        assert application.send("GET", path, b"", {}, query=wrong).status == 404
    parts = application.service.parts
    name, past = path.removeprefix("/files/"), parts.now_ms() // 1000 - 60
    stale = application.send("GET", path, b"", {}, query=f"expires={past}&signature={signature(parts, name, past)}")
    assert stale.status == 410
    assert stale.json()["expired_at"] == datetime.fromtimestamp(past, UTC).isoformat()


def test_call_backs_are_tested_listed_and_sent_again(application: Application) -> None:
    user = {"user_id": application.service.owner.user_id}
    ping = application.post("/api/webhooks/ping", {**user, "webhook": "https://hooks.example/a?token=hush"})
    assert (ping.status, ping.json()["status"]) == (202, "WAITING")
    delivery_id = ping.json()["delivery_id"]
    with application.service.parts.database.write() as transaction:
        outbox.note_failed(transaction, delivery_id, 1000, status=500, problem="it answered 500", due_ms=None)
    [listed] = application.post("/api/webhooks/deliveries", user).json()["deliveries"]
    assert (listed["status"], listed["url"]) == ("GIVEN_UP", "https://hooks.example/a")
    assert listed["attempts"] == [{"at": "1970-01-01T00:00:01+00:00", "status": 500, "problem": "it answered 500"}]
    again = application.post("/api/webhooks/redeliver", {**user, "delivery_id": delivery_id})
    assert (again.status, again.json()["status"], len(again.json()["attempts"])) == (202, "WAITING", 1)
    unknown = application.post("/api/webhooks/redeliver", {**user, "delivery_id": "evt_" + "0" * 32})
    assert unknown.status == 404
    wrong = application.post("/api/webhooks/ping", {**user, "webhook": "ftp://a/"})
    assert wrong.json()["errors"][0]["pointer"] == "#/webhook"


def test_every_documented_route_tells_of_its_problems() -> None:
    told = documented({}, 402)
    assert {"400", "401", "402", "408", "413", "429", "500", "503"} == set(told["responses"])
    assert told["security"] == [{"key": []}]
