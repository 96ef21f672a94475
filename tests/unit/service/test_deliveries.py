"""The courier: each call-back arrives, whatever its receiver and the others do."""

from __future__ import annotations

import dataclasses
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from maskkit.roomapi.signing import new_secret, verify
from maskkit.service.accounts import Welcome, welcome
from maskkit.service.call_backs import AT_A_TIME_PER_USER, WAITS_S, new_delivery
from maskkit.service.db import outbox
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import migrate
from maskkit.service.db.rows import AttemptRow, DeliveryRow
from maskkit.service.db.users import add_user
from maskkit.service.deliveries import Courier
from maskkit.service.outside import GuardedOutside
from maskkit.service.parts import Parts, Receipt, system_now_ms
from maskkit.service.settings import ServiceSettings
from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.server import LoopbackServer, Received, Reply

AddRoom = Callable[[Database, str, str], str]
URL = "http://receiver.example/hook"


Order = Callable[..., str]


@pytest.fixture
def order(parts: Parts, user: Welcome, add_room: AddRoom) -> Order:
    """Puts the call-back of a new generation into the outbox."""

    def put(room: str, *, receiver: str = "receiver.example") -> str:
        add_room(parts.database, user.user_id, room)
        body = b'{"status":"SUCCEEDED"}'
        url = URL if receiver == "receiver.example" else f"http://{receiver}/hook"
        made = new_delivery(user_id=user.user_id, generation_id=room, url=url, body=body, now_ms=parts.now_ms())
        row = dataclasses.replace(made, id=f"evt_{room}")
        with parts.database.write() as transaction:
            outbox.add_delivery(transaction, row)
        return room

    return put


def state(parts: Parts, room: str) -> DeliveryRow:
    with parts.database.read() as transaction:
        row = outbox.delivery_of(transaction, room)
    assert row is not None
    return row


def deliver(parts: Parts, room: str) -> None:
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come true in 10 s")


def test_a_dead_receiver_with_a_long_queue_does_not_hide_the_others(parts: Parts, order: Order) -> None:
    for number in range(20):
        order(f"dead-{number}", receiver="dead")
    order("alive", receiver="alive")
    with parts.database.read() as transaction:
        due = outbox.due_deliveries(transaction, parts.now_ms() + 1, each=2, limit=99)
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


def with_settings(parts: Parts, **changes: object) -> Parts:
    return dataclasses.replace(parts, settings=ServiceSettings(data=parts.settings.data, **changes))


def test_a_callback_is_signed_where_there_is_a_secret(
    parts: Parts, order: Order, outside: object, clock: object
) -> None:
    secret = new_secret()
    room = order("room")
    deliver(with_settings(parts, webhook_secret=secret), room)
    [(_, body, headers)] = outside.posted
    assert verify(body, headers, secrets=[secret], now_s=clock() / 1000) == "evt_room"


def test_while_secrets_rotate_receivers_with_either_of_them_can_verify(
    parts: Parts, order: Order, outside: object, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the package of the specification's authors, which knows nothing of this one."""
    new, old = new_secret(), new_secret()
    clock.ms = time.time_ns() // 1_000_000
    room = order("room")
    deliver(with_settings(parts, webhook_secret=new, webhook_secret_previous=old), room)
    [(_, body, headers)] = outside.posted
    for secret in (new, old):
        assert Webhook(secret).verify(body, headers) == {"status": "SUCCEEDED"}
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(body + b" ", headers)


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


def test_a_kill_in_the_middle_of_an_attempt_loses_nothing(parts: Parts, order: Order, outside: object) -> None:
    room = order("room")
    with parts.database.write() as transaction:
        assert outbox.claim(transaction, f"evt_{room}", parts.now_ms(), until_ms=parts.now_ms() + 1000)
    deliver(parts, room)
    assert len(outside.posted) == 1


def test_two_couriers_at_one_database_send_it_once(parts: Parts, order: Order, outside: object) -> None:
    rooms = [order(f"room-{number}", receiver=f"r{number}") for number in range(20)]
    couriers = [Courier(parts, alone=False) for _ in range(2)]
    for courier in couriers:
        courier.start()
    for room in rooms:
        until(lambda room=room: state(parts, room).delivered_ms is not None)
    for courier in couriers:
        courier.stop()
    assert sorted(headers["webhook-id"] for _, _, headers in outside.posted) == sorted(f"evt_{room}" for room in rooms)


def test_two_machines_at_one_postgres_send_it_once(
    parts: Parts, outside: object, new_postgres: Callable[[], str], settings: ServiceSettings
) -> None:
    url = new_postgres()
    machines = [dataclasses.replace(parts, database=Database(url)) for _ in range(2)]
    migrate(machines[0].database)
    owner = welcome(machines[0].database, photos=1, bootstrap_key=None, now_ms=1)
    sent = [send(machines[0], owner.user_id, f"http://r{number}.example/hook") for number in range(30)]
    couriers = [Courier(machine, alone=False) for machine in machines]
    for courier in couriers:
        courier.start()

    def delivered() -> bool:
        with machines[0].database.read() as transaction:
            return outbox.count_undelivered(transaction) == 0

    until(delivered)
    for courier in couriers:
        courier.stop()
    for machine in machines:
        machine.database.close()
    assert sorted(headers["webhook-id"] for _, _, headers in outside.posted) == sorted(sent)


def test_the_log_tells_every_attempt(parts: Parts, order: Order, outside: object, clock: object) -> None:
    outside.answers[URL] = [Receipt(500), Receipt(200)]
    room = order("room")
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, room).attempts == 1)
    first_ms = clock()
    clock.forward(10)
    courier.wake()
    until(lambda: state(parts, room).delivered_ms is not None)
    courier.stop()
    with parts.database.read() as transaction:
        noted = outbox.attempts_of(transaction, ["evt_room"])
    assert noted == [
        AttemptRow("evt_room", 1, first_ms, 500, "the receiver answered 500"),
        AttemptRow("evt_room", 2, first_ms + 10_000, 200, None),
    ]


def test_a_whole_schedule_of_failures_takes_ten_attempts_and_at_least_sixty_hours(
    parts: Parts, order: Order, outside: object, clock: object
) -> None:
    """75 h 35 min less a fifth at the very least; the clock stands still in between."""
    outside.answers[URL] = [Receipt(503)]
    room, began_ms = order("room"), clock()
    courier = Courier(parts)
    courier.start()
    for attempts in range(1, len(WAITS_S) + 2):
        until(lambda attempts=attempts: state(parts, room).attempts == attempts)
        last_ms = clock()
        clock.ms = state(parts, room).due_ms or clock.ms
        courier.wake()
    courier.stop()
    assert state(parts, room).due_ms is None
    assert last_ms - began_ms >= 0.8 * 75 * 3_600_000
    assert len({(body, headers["webhook-id"]) for _, body, headers in outside.posted}) == 1


def test_what_a_receiver_asks_for_holds_for_all_that_goes_to_that_url(
    parts: Parts, order: Order, outside: object, clock: object
) -> None:
    outside.answers[URL] = [Receipt(429, 3600.0)]
    order("first")
    courier = Courier(parts)
    courier.start()
    until(lambda: state(parts, "first").attempts == 1)
    courier.stop()
    later = order("second")
    with parts.database.write() as transaction:
        outbox.hold_back(transaction, URL, "receiver.example", until_ms=clock() + 3_600_000)
    assert state(parts, "first").due_ms == clock() + 3_600_000
    assert state(parts, later).due_ms == clock() + 3_600_000


def test_a_test_ping_is_sent_once(parts: Parts, user: Welcome, outside: object) -> None:
    outside.answers[URL] = [Receipt(500)]
    row = new_delivery(user_id=user.user_id, generation_id=None, url=URL, body=b"{}", now_ms=parts.now_ms())
    with parts.database.write() as transaction:
        outbox.add_delivery(transaction, row)
    courier = Courier(parts)
    courier.start()

    def now() -> tuple[int, int | None]:
        with parts.database.read() as transaction:
            found = outbox.delivery(transaction, row.id)
        assert found is not None
        return found.attempts, found.due_ms

    until(lambda: now()[0] > 0)
    courier.wake()
    courier.stop()
    assert now() == (1, None)
    assert [posted[0] for posted in outside.posted] == [URL]


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of receivers that take a connection and never answer: 127.0.0.2, 127.0.0.3, ..."""
    with socket.create_server(("0.0.0.0", 0), backlog=128) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def living() -> Iterator[CallbackCatcher]:
    with CallbackCatcher() as catcher:
        yield catcher


def send(parts: Parts, user_id: str, url: str) -> str:
    row = new_delivery(user_id=user_id, generation_id=None, url=url, body=b"{}", now_ms=parts.now_ms())
    with parts.database.write() as transaction:
        outbox.add_delivery(transaction, row)
    return row.id


def test_dead_receivers_delay_nobody(parts: Parts, user: Welcome, silent: int, living: CallbackCatcher) -> None:
    """By real connections: ten dead ones of the same user, and so many of another that they fill all his places."""
    with parts.database.write() as transaction:
        add_user(transaction, "other", 1)
    settings = ServiceSettings(data=parts.settings.data, allow_loopback=True, callback_limit_s=60)
    real = dataclasses.replace(parts, settings=settings, outside=GuardedOutside(settings), now_ms=system_now_ms)
    for number in range(100):
        send(real, user.user_id if number < 10 else "other", f"http://127.0.0.{number + 2}:{silent}/hook")
    courier = Courier(real)
    courier.start()
    until(lambda: len(courier._under_way) >= 10 + AT_A_TIME_PER_USER)
    sent = [send(real, user.user_id, living.callback_url) for _ in range(20)]
    courier.wake()
    bodies = living.wait_for(len(sent), within_s=20.0)
    courier.stop()
    assert len(bodies) == len(sent)
    with real.database.read() as transaction:
        taken = [row for each in sent if (row := outbox.delivery(transaction, each)) and row.delivered_ms]
    assert len(taken) >= len(sent) - 2, "the last ones may still be being noted"
    assert len(courier._under_way) >= 10 + AT_A_TIME_PER_USER, "the dead ones are still waited for"


def test_a_receiver_that_answers_at_length_is_not_listened_to(parts: Parts, user: Welcome) -> None:
    """The status has said what matters: 4 KB of an answer are read, and no redirect in it is followed."""

    class Talkative(LoopbackServer):
        def answer(self, _: Received) -> Reply:
            return Reply(302, b"x" * 5_000_000, {"Location": self.url + "/elsewhere", "Retry-After": "1" * 400})

    settings = ServiceSettings(data=parts.settings.data, allow_loopback=True)
    with Talkative() as server:
        receipt = GuardedOutside(settings).post(server.url + "/hook", b"{}", {})
        assert list(server.count) == ["/hook"]
    assert receipt.status == 302
    assert receipt.retry_after_s is None or receipt.retry_after_s <= 86_400
