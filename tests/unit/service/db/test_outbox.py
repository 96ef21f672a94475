"""Queries about call-backs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maskkit.service.accounts import Welcome
from maskkit.service.call_backs import new_delivery
from maskkit.service.db import outbox
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.rows import AttemptRow, DeliveryRow

AddRoom = Callable[[Database, str, str], str]


@pytest.fixture
def database(any_database: Database) -> Database:
    """Each test on both kinds of database."""
    return any_database


def order(database: Database, user_id: str, room: str | None, receiver: str, due_ms: int) -> str:
    row = new_delivery(user_id=user_id, generation_id=room, url=f"http://{receiver}/", body=b"body", now_ms=due_ms)
    with database.write() as transaction:
        outbox.add_delivery(transaction, row)
    return row.id


@pytest.fixture
def orders(database: Database, user: Welcome, add_room: AddRoom) -> list[str]:
    """One call-back each for the receivers x, x and y, due at 10, 20 and 30."""
    rooms = [add_room(database, user.user_id, f"room-{number}") for number in (1, 2, 3)]
    return [
        order(database, user.user_id, room, receiver, due_ms)
        for room, receiver, due_ms in zip(rooms, "xxy", (10, 20, 30), strict=True)
    ]


def due(database: Database, now_ms: int, *, each: int = 9, limit: int = 9) -> list[str]:
    with database.read() as transaction:
        return [row.id for row in outbox.due_deliveries(transaction, now_ms, each=each, limit=limit)]


def state(database: Database, delivery_id: str) -> DeliveryRow:
    with database.read() as transaction:
        row = outbox.delivery(transaction, delivery_id)
    assert row is not None
    return row


def test_what_is_due_comes_by_age_and_by_receiver(database: Database, orders: list[str]) -> None:
    assert due(database, 9) == []
    assert due(database, 30) == orders
    assert due(database, 30, limit=2) == orders[:2]
    assert due(database, 30, each=1) == [orders[0], orders[2]]


def test_what_has_failed_before_comes_last(database: Database, orders: list[str]) -> None:
    with database.write() as transaction:
        outbox.note_failed(transaction, orders[0], 11, status=500, problem="refused", due_ms=12)
    assert due(database, 30) == [orders[1], orders[2], orders[0]]
    assert due(database, 30, each=1) == [orders[1], orders[2]]


def test_what_is_claimed_is_not_due_until_the_claim_ends(database: Database, orders: list[str]) -> None:
    with database.write() as transaction:
        assert outbox.claim(transaction, orders[0], 15, until_ms=100)
        assert not outbox.claim(transaction, orders[0], 15, until_ms=200)
        assert not outbox.claim(transaction, orders[1], 15, until_ms=200), "it is not due yet"
    assert due(database, 99) == orders[1:]
    assert due(database, 100) == orders
    with database.write() as transaction:
        outbox.release_claims(transaction)
    assert due(database, 99) == orders


def test_the_next_one_is_found(database: Database, orders: list[str]) -> None:
    with database.read() as transaction:
        assert [outbox.next_due_ms(transaction, after_ms=now) for now in (0, 10, 30)] == [10, 20, None]
    with database.write() as transaction:
        outbox.claim(transaction, orders[0], 15, until_ms=100)
        assert outbox.next_due_ms(transaction, after_ms=30) == 100


def test_every_attempt_is_noted(database: Database, orders: list[str]) -> None:
    with database.write() as transaction:
        outbox.note_failed(transaction, orders[0], 11, status=500, problem="refused", due_ms=500)
        outbox.note_failed(transaction, orders[0], 501, status=None, problem="silent", due_ms=900)
        outbox.note_delivered(transaction, orders[0], 901, status=204)
        outbox.note_failed(transaction, orders[1], 21, status=410, problem="gone", due_ms=None)
        noted = outbox.attempts_of(transaction, orders[:1])
    assert noted == [
        AttemptRow(orders[0], 1, 11, 500, "refused"),
        AttemptRow(orders[0], 2, 501, None, "silent"),
        AttemptRow(orders[0], 3, 901, 204, None),
    ]
    first, second = (state(database, each) for each in orders[:2])
    assert (first.attempts, first.failures, first.due_ms, first.delivered_ms) == (3, 2, None, 901)
    assert (second.due_ms, second.delivered_ms, second.last_problem) == (None, None, "gone")
    with database.read() as transaction:
        assert outbox.count_undelivered(transaction) == 1


def test_a_receiver_that_asks_for_it_is_held_back_at_that_url_only(database: Database, orders: list[str]) -> None:
    with database.write() as transaction:
        outbox.hold_back(transaction, "http://x/", "x", until_ms=1000)
    assert due(database, 999) == orders[2:]
    assert sorted(due(database, 1000)) == sorted(orders)


def test_it_is_delivered_again_when_its_user_asks_for_it(database: Database, orders: list[str], user: Welcome) -> None:
    with database.write() as transaction:
        outbox.note_delivered(transaction, orders[0], 11, status=200)
        assert not outbox.deliver_again(transaction, "somebody else", orders[0], 50)
        assert outbox.deliver_again(transaction, user.user_id, orders[0], 50)
    assert (state(database, orders[0]).attempts, state(database, orders[0]).failures) == (1, 0)
    assert orders[0] in due(database, 50)


def test_the_log_of_a_user_is_his_own_and_newest_first(database: Database, orders: list[str], user: Welcome) -> None:
    with database.read() as transaction:
        listed = outbox.deliveries_of(transaction, user.user_id, limit=2)
        one = outbox.deliveries_of(transaction, user.user_id, generation_id="room-2", limit=9)
        assert outbox.deliveries_of(transaction, "somebody else", limit=9) == []
    assert [row.id for row in listed] == [orders[2], orders[1]]
    assert [row.id for row in one] == [orders[1]]


def test_what_has_ended_long_ago_is_forgotten_with_its_attempts(database: Database, orders: list[str]) -> None:
    with database.write() as transaction:
        outbox.note_delivered(transaction, orders[0], 11, status=200)
        assert outbox.forget_deliveries(transaction, before_ms=31, limit=9) == 1
        assert outbox.attempts_of(transaction, orders) == []
    assert due(database, 30) == orders[1:]


def test_a_generation_has_one_callback(database: Database, orders: list[str], user: Welcome) -> None:
    with pytest.raises(Refused):
        order(database, user.user_id, "room-1", "z", 1)


def test_pings_belong_to_no_generation(database: Database, user: Welcome) -> None:
    assert order(database, user.user_id, None, "x", 1) != order(database, user.user_id, None, "x", 1)
