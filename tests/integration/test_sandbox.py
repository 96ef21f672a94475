"""The sandbox against the real client, by the fixtures that are there for everybody's tests."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
import requests
from standardwebhooks.webhooks import Webhook

from maskkit.client.rooms import RoomClient
from maskkit.errors import GenerationFailed, WebhookRefused
from maskkit.images.decode import decode
from maskkit.images.encode import encode
from maskkit.masks.mask import Mask
from maskkit.roomapi.signing import verify
from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.faults import status
from maskkit.testing.fixtures import callback_catcher, room_sandbox, room_sandbox_process
from maskkit.testing.sandbox import RoomSandbox

__all__ = ["callback_catcher", "room_sandbox", "room_sandbox_process"]

PHOTO = encode((np.arange(48 * 64 * 3) % 251).astype(np.uint8).reshape(48, 64, 3))
MASK = encode(np.where(np.arange(48)[:, None] < 20, 0, 255).astype(np.uint8).repeat(64, axis=1))
CREATE, GET = "/api/create_room/generate", "/api/create_room/get"


class Caller:
    """Speaks the wire without a client's patience."""

    def __init__(self, sandbox: RoomSandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.headers["x-api-key"] = sandbox.api_key
        self.urls = [self.upload(data) for data in (PHOTO, MASK)]

    def upload(self, data: bytes) -> str:
        return str(self.session.post(self.sandbox.url + "/api/assets", data=data, timeout=10).json()["url"])

    def create(self, faults: str | None = None, **changes: object) -> requests.Response:
        body = {"user_id": self.sandbox.user_id, "image_url": self.urls[0], "mask_url": self.urls[1], **changes}
        fields = {"room_type": "KITCHEN", "theme": "MODERN", "width": 64, "height": 48}
        headers = {} if faults is None else {"maskkit-sandbox": faults}
        return self.session.post(self.sandbox.url + CREATE, json=body | fields, headers=headers, timeout=10)

    def get(self, generation_id: str, faults: str | None = None) -> requests.Response:
        body = {"user_id": self.sandbox.user_id, "generation_id": generation_id}
        headers = {} if faults is None else {"maskkit-sandbox": faults}
        return self.session.post(self.sandbox.url + GET, json=body, headers=headers, timeout=10)

    def ended(self, generation_id: str) -> dict[str, object]:
        for _ in range(500):
            told = self.get(generation_id).json()
            if told["status"] in {"SUCCEEDED", "FAILED"}:
                return told
            time.sleep(0.02)
        pytest.fail("the generation did not end in 10 s")

    def photos(self) -> int:
        body = {"user_id": self.sandbox.user_id}
        return int(self.session.post(self.sandbox.url + "/api/account/credit", json=body, timeout=10).json()["total"])


@pytest.fixture
def caller(room_sandbox: RoomSandbox) -> Iterator[Caller]:
    made = Caller(room_sandbox)
    with made.session:
        yield made


def test_nothing_goes_wrong_unless_it_was_ordered(caller: Caller) -> None:
    assert caller.ended(caller.create().json()["generation_id"])["status"] == "SUCCEEDED"


def test_a_status_is_answered_in_the_place_of_the_call(caller: Caller) -> None:
    before = caller.photos()
    answer = caller.create("status=429,retry-after=7")
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "7", "sandbox")
    assert caller.create("status=503").status_code == 503
    assert caller.photos() == before


def test_a_lost_answer_is_one_to_a_call_that_was_carried_out(caller: Caller) -> None:
    before = caller.photos()
    with pytest.raises(requests.RequestException):
        caller.create("lose=answer")
    assert caller.photos() == before - 1
    with pytest.raises(requests.RequestException):
        caller.create("lose=request")
    assert caller.photos() == before - 1


def test_an_answer_can_be_late(caller: Caller) -> None:
    began = time.monotonic()
    assert caller.create("latency=0.4").status_code == 200
    assert time.monotonic() - began >= 0.4


def test_a_generation_can_fail_and_is_refunded(caller: Caller) -> None:
    before = caller.photos()
    told = caller.ended(caller.create("fail").json()["generation_id"])
    assert (told["status"], told["error"]["code"]) == ("FAILED", "sandbox")
    assert caller.photos() == before


def test_urls_can_be_expired_and_say_since_when(caller: Caller) -> None:
    generation = caller.create().json()["generation_id"]
    good = caller.ended(generation)["images"][0]
    [stale] = caller.get(generation, "expired").json()["images"]
    gone = requests.get(stale, timeout=10)
    assert gone.status_code == 410
    assert gone.json()["expired_at"].startswith("20")
    assert requests.get(good, timeout=10).status_code == 200


def test_a_header_that_cannot_be_understood_is_400(caller: Caller) -> None:
    answer = caller.create("explode")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["header"] == "maskkit-sandbox"


def taken(catcher: CallbackCatcher, sandbox: RoomSandbox) -> list[str]:
    """The ids of the call-backs that are genuine."""
    ids = []
    for each in catcher.caught:
        try:
            ids.append(verify(each.body, each.headers, secrets=[sandbox.webhook_secret], now_s=time.time()))
        except WebhookRefused:
            continue
    return ids


def test_a_call_back_can_come_twice_with_one_id(caller: Caller, callback_catcher: CallbackCatcher) -> None:
    caller.create("callback=duplicate", webhook=callback_catcher.callback_url)
    bodies = callback_catcher.wait_for(2)
    ids = taken(callback_catcher, caller.sandbox)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert bodies[0] == bodies[1]


def test_a_call_back_can_be_preceded_by_a_forged_one(caller: Caller, callback_catcher: CallbackCatcher) -> None:
    caller.create("callback=forged", webhook=callback_catcher.callback_url)
    forged, true = callback_catcher.wait_for(2)
    assert (forged["status"], true["status"]) == ("FAILED", "SUCCEEDED")
    assert len(taken(callback_catcher, caller.sandbox)) == 1


def test_a_call_back_can_be_late(caller: Caller, callback_catcher: CallbackCatcher) -> None:
    generation = caller.create("callback=late,late=0.5", webhook=callback_catcher.callback_url).json()["generation_id"]
    caller.ended(generation)
    assert callback_catcher.caught == []
    assert callback_catcher.wait_for(1)[0]["status"] == "SUCCEEDED"


def test_a_call_back_can_never_come(caller: Caller, callback_catcher: CallbackCatcher) -> None:
    caller.ended(caller.create("callback=none", webhook=callback_catcher.callback_url).json()["generation_id"])
    time.sleep(0.5)
    assert callback_catcher.caught == []


def webhooks(caller: Caller, call: str, **fields: str) -> requests.Response:
    body = {"user_id": caller.sandbox.user_id, **fields}
    return caller.session.post(f"{caller.sandbox.url}/api/webhooks/{call}", json=body, timeout=10)


def settled(caller: Caller, delivery_id: str, attempts: int) -> dict[str, object]:
    """The log of a call-back, once so many attempts are in it."""
    for _ in range(500):
        [told] = webhooks(caller, "deliveries", delivery_id=delivery_id).json()["deliveries"]
        if len(told["attempts"]) == attempts:
            return told
        time.sleep(0.02)
    pytest.fail("the attempt was not noted in 10 s")


def test_a_ping_arrives_signed_as_others_verify_it(caller: Caller, callback_catcher: CallbackCatcher) -> None:
    ordered = webhooks(caller, "ping", webhook=callback_catcher.callback_url)
    assert ordered.status_code == 202
    assert callback_catcher.wait_for(1)[0]["type"] == "ping"
    [ping] = callback_catcher.caught
    assert Webhook(caller.sandbox.webhook_secret).verify(ping.body, dict(ping.headers))["type"] == "ping"
    assert ping.headers["webhook-id"] == ordered.json()["delivery_id"]
    assert settled(caller, ordered.json()["delivery_id"], 1)["status"] == "DELIVERED"


def test_a_call_back_that_failed_is_delivered_once_more_the_same(
    caller: Caller, callback_catcher: CallbackCatcher
) -> None:
    callback_catcher.script("callback", status(410))
    generation = caller.create(webhook=callback_catcher.callback_url).json()["generation_id"]
    caller.ended(generation)
    [told] = webhooks(caller, "deliveries", generation_id=generation).json()["deliveries"]
    gone = settled(caller, told["delivery_id"], 1)
    assert (gone["status"], gone["attempts"][0]["status"]) == ("GIVEN_UP", 410)
    assert webhooks(caller, "redeliver", delivery_id=told["delivery_id"]).status_code == 202
    assert callback_catcher.wait_for(1)[0]["status"] == "SUCCEEDED"
    first, second = (each for each in callback_catcher.received if each.method == "POST")
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert settled(caller, told["delivery_id"], 2)["status"] == "DELIVERED"
    assert first.body == caller.get(generation).content, "the body of a call-back is retrieve's answer"


@pytest.fixture
def rooms(room_sandbox: RoomSandbox) -> Iterator[RoomClient]:
    with RoomClient(room_sandbox.url, api_key=room_sandbox.api_key, user_id=room_sandbox.user_id) as client:
        yield client


def order_room(rooms: RoomClient) -> object:
    photo, mask = decode(PHOTO), Mask.open(MASK)
    return rooms.create(photo, mask, room_type="kitchen", theme="modern")


def test_the_client_survives_a_lost_answer_and_pays_once(room_sandbox: RoomSandbox, rooms: RoomClient) -> None:
    before = rooms.credits().total
    room_sandbox.order("create", "lose=answer", times=2)
    room = order_room(rooms)
    assert rooms.wait_for(room, deadline_s=30).succeeded
    assert rooms.credits().total == before - 1


@pytest.mark.parametrize("faults", ["status=429,retry-after=1", "status=503", "lose=request"])
def test_the_client_goes_on_after_what_passes(room_sandbox: RoomSandbox, rooms: RoomClient, faults: str) -> None:
    room_sandbox.order("create", faults)
    room_sandbox.order("retrieve", faults)
    assert rooms.wait_for(order_room(rooms), deadline_s=30).succeeded


def test_the_client_tells_a_generation_that_fails(room_sandbox: RoomSandbox, rooms: RoomClient) -> None:
    room_sandbox.order("create", "fail")
    with pytest.raises(GenerationFailed, match="the sandbox was asked for this"):
        rooms.wait_for(order_room(rooms), deadline_s=30)


def test_orders_that_make_no_sense_are_refused(room_sandbox: RoomSandbox) -> None:
    for call, text, times in (("dance", "fail", 1), ("create", "explode", 1), ("create", "fail", 0)):
        with pytest.raises(ValueError, match=r"must be|no fault"):
            room_sandbox.order(call, text, times=times)


def test_what_the_setting_holds_goes_wrong_with_every_call() -> None:
    with RoomSandbox(always="rate=1,status=418") as broken:
        answer = requests.post(broken.url + CREATE, json={}, headers={"x-api-key": broken.api_key}, timeout=10)
        assert answer.status_code == 418
