"""Queries about call-backs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maskkit.service.accounts import Welcome
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.outbox import (
    add_delivery,
    delivery_of,
    due_deliveries,
    mark_delivered,
    mark_undelivered,
    next_due_ms,
)
from maskkit.service.db.rows import DeliveryRow

AddRoom = Callable[[Database, str, str], str]


@pytest.fixture
def orders(database: Database, user: Welcome, add_room: AddRoom) -> dict[str, DeliveryRow]:
    """One call-back each for the receivers x, x and y, due at 10, 20 and 30."""
    made = {}
    for number, receiver in enumerate("xxy", start=1):
        room = add_room(database, user.user_id, f"room-{number}")
        row = DeliveryRow(f"evt-{number}", room, "http://r/", receiver, b"body", 0, number * 10, 1, None, None)
        with database.write() as transaction:
            add_delivery(transaction, row)
        made[row.id] = row
    return made


def due(database: Database, now_ms: int, *, each: int = 9, except_for: tuple[str, ...] = ()) -> list[str]:
    with database.read() as transaction:
        return [row.id for row in due_deliveries(transaction, now_ms, each=each, except_for=except_for)]


def test_what_is_due_comes_by_age_and_by_receiver(database: Database, orders: dict[str, DeliveryRow]) -> None:
    assert due(database, 9) == []
    assert due(database, 30) == ["evt-1", "evt-2", "evt-3"]
    assert due(database, 30, each=1) == ["evt-1", "evt-3"]
    assert due(database, 30, each=1, except_for=("evt-1",)) == ["evt-2", "evt-3"]


def test_the_next_one_is_found(database: Database, orders: dict[str, DeliveryRow]) -> None:
    with database.read() as transaction:
        assert [next_due_ms(transaction, after_ms=now) for now in (0, 10, 30)] == [10, 20, None]


def test_what_was_delivered_is_due_no_more(database: Database, orders: dict[str, DeliveryRow]) -> None:
    with database.write() as transaction:
        mark_delivered(transaction, "evt-1", 11)
        mark_undelivered(transaction, "evt-2", "refused", due_ms=500)
        mark_undelivered(transaction, "evt-3", "gone", due_ms=None)
        rows = [delivery_of(transaction, f"room-{number}") for number in (1, 2, 3)]
    assert [(row.attempts, row.due_ms, row.delivered_ms, row.last_problem) for row in rows if row] == [
        (1, None, 11, None),
        (1, 500, None, "refused"),
        (1, None, None, "gone"),
    ]
    assert due(database, 499) == []
    assert due(database, 500) == ["evt-2"]


def test_a_generation_has_one_callback(database: Database, orders: dict[str, DeliveryRow]) -> None:
    row = DeliveryRow("evt-9", "room-1", "http://r/", "x", b"", 0, 1, 1, None, None)
    with pytest.raises(Refused), database.write() as transaction:
        add_delivery(transaction, row)
