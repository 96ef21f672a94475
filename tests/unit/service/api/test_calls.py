"""What the routes have in common, through the application itself and without a network."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from maskkit.service.api.calls import documented
from maskkit.service.app import build_app
from maskkit.service.core import Service, open_service
from maskkit.service.db import database as database_module
from maskkit.service.db import generations
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

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        sent = {"x-api-key": self.service.owner.api_key or "", "host": "rooms.local", **headers}
        answer = Answer()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

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
            "query_string": b"",
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


def test_every_documented_route_tells_of_its_problems() -> None:
    told = documented({}, 402)
    assert {"400", "401", "402", "408", "413", "429", "500", "503"} == set(told["responses"])
    assert told["security"] == [{"key": []}]
