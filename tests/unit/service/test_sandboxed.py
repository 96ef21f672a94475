"""What a sandbox does to a generation and its call-back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest

from maskkit.errors import WebhookRefused
from maskkit.roomapi.signing import new_secret, verify
from maskkit.service import sandboxed
from maskkit.service.accounts import Welcome
from maskkit.service.call_backs import new_delivery
from maskkit.service.db.database import Database
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.db.sandbox import add_faults
from maskkit.service.parts import Parts
from maskkit.service.sandbox import NOTHING, Faults
from maskkit.service.settings import ServiceSettings

AddRoom = Callable[[Database, str, str], str]
SECRET = new_secret()


@pytest.fixture
def box(parts: Parts) -> Parts:
    settings = ServiceSettings(data=parts.settings.data, sandbox="", webhook_secret=SECRET)
    return dataclasses.replace(parts, settings=settings)


@pytest.fixture
def order(box: Parts, user: Welcome, add_room: AddRoom) -> Callable[[Faults], str]:
    """Adds a generation with these faults; its id."""

    def add(faults: Faults) -> str:
        room = add_room(box.database, user.user_id, f"room-{faults.callback}-{faults.fail}")
        with box.database.write() as transaction:
            add_faults(transaction, room, faults.to_json())
        return room

    return add


def call_back(parts: Parts, room: str, body: dict[str, object]) -> DeliveryRow:
    data = json.dumps(body).encode()
    return new_delivery(user_id="u", generation_id=room, url="http://r/", body=data, now_ms=parts.now_ms())


def due_ms(parts: Parts, room: str) -> int | None:
    with parts.database.read() as transaction:
        return sandboxed.due_ms(parts, transaction, room, 1000)


def test_a_generation_fails_where_that_was_ordered(box: Parts, order: Callable[[Faults], str]) -> None:
    assert sandboxed.must_fail(box, order(Faults(fail=True)))
    assert not sandboxed.must_fail(box, order(NOTHING))


def test_a_call_back_is_late_or_never_comes(box: Parts, order: Callable[[Faults], str]) -> None:
    assert due_ms(box, order(Faults(callback="late", late_s=7))) == 8000
    assert due_ms(box, order(Faults(callback="none"))) is None
    assert due_ms(box, order(NOTHING)) == 1000


def test_a_duplicate_is_the_same_in_id_and_bytes(box: Parts, order: Callable[[Faults], str]) -> None:
    row = call_back(box, order(Faults(callback="duplicate")), {"status": "SUCCEEDED"})
    [(body, headers)] = sandboxed.deceptions(box, row)
    assert body == row.body
    assert verify(body, headers, secrets=[SECRET], now_s=box.now_ms() / 1000) == row.id


@pytest.mark.parametrize(("true", "lie"), [("SUCCEEDED", "FAILED"), ("FAILED", "SUCCEEDED")])
def test_a_forged_one_lies_and_does_not_verify(box: Parts, order: Callable[[Faults], str], true: str, lie: str) -> None:
    row = call_back(box, order(Faults(callback="forged")), {"status": true, "variations": 2})
    [(body, headers)] = sandboxed.deceptions(box, row)
    assert json.loads(body)["status"] == lie
    with pytest.raises(WebhookRefused):
        verify(body, headers, secrets=[SECRET], now_s=box.now_ms() / 1000)


def test_outside_of_a_sandbox_nothing_is_looked_up(parts: Parts, order: Callable[[Faults], str]) -> None:
    room = order(Faults(fail=True, callback="forged"))
    assert not sandboxed.must_fail(parts, room)
    assert sandboxed.deceptions(parts, call_back(parts, room, {})) == []
    assert due_ms(parts, room) == 1000
