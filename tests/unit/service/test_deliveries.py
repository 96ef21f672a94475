"""Call-backs: the schedule, who gets a place, and that each arrives."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.roomapi.signing import new_secret, verify
from maskkit.service.accounts import Welcome
from maskkit.service.db.database import Database
from maskkit.service.db.outbox import add_delivery, delivery_of, due_deliveries
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.deliveries import AT_A_TIME, AT_A_TIME_PER_RECEIVER, WAITS_S, Courier, next_due, with_places
from maskkit.service.parts import Parts, Receipt
from maskkit.service.settings import ServiceSettings

AddRoom = Callable[[Database, str, str], str]
URL = "http://receiver.example/hook"


Order = Callable[..., str]


@pytest.fixture
def order(parts: Parts, user: Welcome, add_room: AddRoom) -> Order:
    """Puts the call-back of a new generation into the outbox."""

    def put(room: str, *, receiver: str = "receiver.example") -> str:
        add_room(parts.database, user.user_id, room)
        body = b'{"status":"SUCCEEDED"}'
        row = DeliveryRow(f"evt_{room}", room, URL, receiver, body, 0, parts.now_ms(), 0, None, None)
        with parts.database.write() as transaction:
            add_delivery(transaction, row)
        return room

    return put


def state(parts: Parts, room: str) -> DeliveryRow:
    with parts.database.read() as transaction:
        row = delivery_of(transaction, room)
    assert row is not None
    return row


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come true in 10 s")


@given(attempts=st.integers(1, len(WAITS_S)), chance=st.floats(0, 1))
def test_each_wait_is_that_of_the_schedule_give_or_take_a_fifth(attempts: int, chance: float) -> None:
    due = next_due(attempts, None, now_ms=1000, chance=lambda: chance)
    assert due is not None
    assert 0.8 * WAITS_S[attempts - 1] <= (due - 1000) / 1000 <= 1.2 * WAITS_S[attempts - 1]


def test_the_schedule_lasts_three_days_and_then_ends() -> None:
    assert sum(WAITS_S) >= 75 * 3600
    assert next_due(len(WAITS_S) + 1, None, now_ms=0) is None


def test_a_receiver_that_is_gone_is_left_alone() -> None:
    assert next_due(1, Receipt(410), now_ms=0) is None


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    assert next_due(1, Receipt(503, 100.0), now_ms=0) == 100_000
    assert next_due(1, Receipt(503, 1e9), now_ms=0) == 86_400_000


def row(number: int, receiver: str) -> DeliveryRow:
    return DeliveryRow(str(number), "g", URL, receiver, b"", 0, 0, 0, None, None)


def test_one_receiver_gets_only_a_few_places() -> None:
    due = [row(number, "dead") for number in range(50)] + [row(99, "alive")]
    chosen = with_places(due, ["dead"])
    assert [each.receiver for each in chosen] == ["dead"] * (AT_A_TIME_PER_RECEIVER - 1) + ["alive"]


def test_no_more_begin_than_there_are_places() -> None:
    assert len(with_places([row(number, str(number)) for number in range(100)], [])) == AT_A_TIME


def test_a_dead_receiver_with_a_long_queue_does_not_hide_the_others(parts: Parts, order: Order) -> None:
    for number in range(20):
        order(f"dead-{number}", receiver="dead")
    order("alive", receiver="alive")
    with parts.database.read() as transaction:
        due = due_deliveries(transaction, parts.now_ms() + 1, each=2)
    assert sorted(each.receiver for each in due) == ["alive", "dead", "dead"]


def test_a_callback_is_delivered_with_its_id_and_its_very_bytes(parts: Parts, order: Order, outside: object) -> None:
    room = order("room")
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()
    [(url, body, headers)] = outside.posted
    assert (url, body) == (URL, b'{"status":"SUCCEEDED"}')
    assert headers["webhook-id"] == "evt_room"
    assert headers["content-type"] == "application/json"
    assert "webhook-signature" not in headers
    assert (state(parts, room).attempts, state(parts, room).due_ms) == (1, None)


def test_a_callback_that_fails_is_sent_again_the_same(
    parts: Parts, order: Order, outside: object, clock: object
) -> None:
    outside.answers[URL] = [Receipt(500), Receipt(302), Receipt(200)]
    room = order("room")
    courier = Courier(parts)
    courier.start()
    for attempts in (1, 2):
        until(lambda attempts=attempts: state(parts, room).attempts == attempts)
        assert state(parts, room).last_problem == f"the receiver answered {(500, 302)[attempts - 1]}"
        clock.forward(WAITS_S[attempts - 1] * 1.3)
        courier.wake()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()
    assert len({(body, headers["webhook-id"]) for _, body, headers in outside.posted}) == 1
    assert len({headers["webhook-timestamp"] for _, _, headers in outside.posted}) == 3


def test_a_callback_is_signed_where_there_is_a_secret(
    parts: Parts, order: Order, outside: object, settings: ServiceSettings, clock: object
) -> None:
    secret = new_secret()
    signing = Parts(
        settings.model_copy(update={"webhook_secret": ServiceSettings(data="x", webhook_secret=secret).webhook_secret}),
        *(parts.database, parts.store, parts.outside, parts.base_url, clock),
    )
    room = order("room")
    courier = Courier(signing)
    courier.start()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()
    [(_, body, headers)] = outside.posted
    assert verify(body, headers, secrets=[secret], now_s=clock() / 1000) == "evt_room"


def test_a_receiver_that_is_gone_is_not_asked_again(parts: Parts, order: Order, outside: object) -> None:
    outside.answers[URL] = [Receipt(410)]
    room = order("room")
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, room).attempts == 1)
    courier.stop()
    assert (state(parts, room).due_ms, state(parts, room).delivered_ms) == (None, None)


def test_what_was_not_delivered_is_delivered_by_the_next_courier(parts: Parts, order: Order, outside: object) -> None:
    stopped = Courier(parts)
    stopped.start()
    stopped.stop()
    room = order("room")
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()
    assert len(outside.posted) == 1
