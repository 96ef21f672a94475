"""The ledger: photos are never made, lost or spent twice, and the database alone sees to that."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from maskkit.service import ledger
from maskkit.service.accounts import Welcome, welcome
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.ledger_rows import add_entry, balances, hold_of
from maskkit.service.db.migrations import migrate

AddRoom = Callable[[Database, str, str], str]


def test_a_new_user_has_the_photos_that_were_granted(database: Database, user: Welcome) -> None:
    with database.read() as transaction:
        assert ledger.credits_of(transaction, user.user_id).to_wire() == {"total": 3, "subscription": 3, "extra": 0}


def test_hold_then_capture_spends_one_photo(database: Database, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        assert ledger.hold(transaction, user.user_id, room, now_ms=1)
        ledger.capture(transaction, room, now_ms=2)
        assert balances(transaction, user.user_id) == {"subscription": 2, "extra": 0, "held": 0, "spent": 1}


def test_a_refund_goes_back_to_where_the_photo_came_from(database: Database, user: Welcome, add_room: AddRoom) -> None:
    rooms = [add_room(database, user.user_id, f"room-{number}") for number in range(4)]
    with database.write() as transaction:
        ledger.grant(transaction, user.user_id, 1, pot="extra", now_ms=1)
        assert all(ledger.hold(transaction, user.user_id, room, now_ms=1) for room in rooms)
        ledger.refund(transaction, rooms[3], now_ms=2)
        assert ledger.credits_of(transaction, user.user_id).to_wire() == {"total": 1, "subscription": 0, "extra": 1}


def test_the_last_photo_is_not_spent_twice(database: Database, user: Welcome, add_room: AddRoom) -> None:
    rooms = [add_room(database, user.user_id, f"room-{number}") for number in range(4)]
    with database.write() as transaction:
        taken = [ledger.hold(transaction, user.user_id, room, now_ms=1) for room in rooms]
    assert taken == [True, True, True, False]


def test_a_free_generation_has_nothing_to_settle(database: Database, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        ledger.capture(transaction, room, now_ms=1)
        assert ledger.credits_of(transaction, user.user_id).total == 3


@pytest.mark.parametrize("first", [ledger.capture, ledger.refund])
@pytest.mark.parametrize("second", [ledger.capture, ledger.refund])
def test_a_hold_is_settled_once(
    database: Database, user: Welcome, add_room: AddRoom, first: object, second: object
) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        ledger.hold(transaction, user.user_id, room, now_ms=1)
        first(transaction, room, now_ms=2)
    with pytest.raises(Refused), database.write() as transaction:
        second(transaction, room, now_ms=3)
    with database.read() as transaction:
        assert ledger.audit(transaction).sound


def test_a_generation_is_held_for_once(database: Database, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        ledger.hold(transaction, user.user_id, room, now_ms=1)
    with pytest.raises(Refused), database.write() as transaction:
        ledger.hold(transaction, user.user_id, room, now_ms=2)


WRONG_ENTRIES = {
    "an overdraft": "'hold', '{user}', 'b', 4, 'subscription:{user}', 'held:{user}', NULL, NULL",
    "a settlement without a hold": "'capture', '{user}', 'b', 1, 'held:{user}', 'spent:{user}', NULL, NULL",
    "another generation's hold": "'refund', '{user}', 'b', 1, 'held:{user}', 'extra:{user}', {hold}, 'hold'",
    "a settlement of more than was held": "'refund', '{user}', 'a', 2, 'held:{user}', 'extra:{user}', {hold}, 'hold'",
    "a settlement of a grant": "'refund', '{user}', 'a', 1, 'held:{user}', 'extra:{user}', 1, 'grant'",
    "an entry of nothing": "'grant', '{user}', NULL, 0, 'issued', 'extra:{user}', NULL, NULL",
    "an entry of less than nothing": "'grant', '{user}', NULL, -5, 'issued', 'extra:{user}', NULL, NULL",
    "an entry to itself": "'grant', '{user}', NULL, 1, 'extra:{user}', 'extra:{user}', NULL, NULL",
    "an account that is not there": "'grant', '{user}', NULL, 1, 'issued', 'nobody', NULL, NULL",
    "a kind that is not there": "'gift', '{user}', NULL, 1, 'issued', 'extra:{user}', NULL, NULL",
    "a grant for a generation": "'grant', '{user}', 'b', 1, 'issued', 'extra:{user}', NULL, NULL",
}


@pytest.mark.parametrize("values", WRONG_ENTRIES.values(), ids=WRONG_ENTRIES)
def test_the_database_itself_refuses_what_is_wrong(
    database: Database, user: Welcome, add_room: AddRoom, values: str
) -> None:
    """By plain SQL, past all of our code."""
    for room in "ab":
        add_room(database, user.user_id, room)
    with database.write() as transaction:
        ledger.hold(transaction, user.user_id, "a", now_ms=1)
        held = hold_of(transaction, "a")
    assert held is not None
    columns = "kind, user_id, generation_id, photos, taken_from, given_to, hold_seq, hold_kind, created_ms"
    sql = f"INSERT INTO ledger ({columns}) VALUES ({values.format(user=user.user_id, hold=held.seq)}, 9)"
    with pytest.raises(Refused), database.write() as transaction:
        transaction.exec_driver_sql(sql)
    with database.read() as transaction:
        assert ledger.audit(transaction) == ledger.LedgerAudit(entries=2, held=1, differences={})


@pytest.mark.parametrize("sql", ["UPDATE ledger SET photos = 2", "DELETE FROM ledger"])
def test_the_ledger_cannot_be_rewritten(database: Database, user: Welcome, sql: str) -> None:
    with pytest.raises(Refused, match="append-only"), database.write() as transaction:
        transaction.exec_driver_sql(sql)


def test_the_audit_finds_a_balance_that_was_tampered_with(database: Database, user: Welcome) -> None:
    with database.write() as transaction:
        transaction.exec_driver_sql("UPDATE accounts SET photos = photos + 5 WHERE purpose = 'extra'")
        found = ledger.audit(transaction)
    assert found.differences == {f"extra:{user.user_id}": 5}
    assert not found.sound


class LedgerMachine(RuleBasedStateMachine):
    """Any order of holds and settlements, against a model of three counters."""

    def __init__(self, add_room: AddRoom) -> None:
        super().__init__()
        self.add_room = add_room
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(Path(self.folder.name) / "service.sqlite")
        migrate(self.database)
        self.user_id = welcome(self.database, photos=2, bootstrap_key=None, now_ms=0).user_id
        self.left, self.spent, self.rooms = 2, 0, 0
        self.held: list[str] = []
        self.settled: list[str] = []

    @rule()
    def hold(self) -> None:
        self.rooms += 1
        room = self.add_room(self.database, self.user_id, f"room-{self.rooms}")
        with self.database.write() as transaction:
            assert ledger.hold(transaction, self.user_id, room, now_ms=1) == (self.left > 0)
        if self.left > 0:
            self.left -= 1
            self.held.append(room)

    @rule(success=st.booleans(), which=st.integers(0, 10))
    def settle(self, success: bool, which: int) -> None:
        if not self.held:
            return
        room = self.held.pop(which % len(self.held))
        with self.database.write() as transaction:
            (ledger.capture if success else ledger.refund)(transaction, room, now_ms=2)
        self.settled.append(room)
        self.left, self.spent = (self.left, self.spent + 1) if success else (self.left + 1, self.spent)

    @rule(success=st.booleans(), which=st.integers(0, 10))
    def settle_again(self, success: bool, which: int) -> None:
        if not self.settled:
            return
        room = self.settled[which % len(self.settled)]
        with pytest.raises(Refused), self.database.write() as transaction:
            (ledger.capture if success else ledger.refund)(transaction, room, now_ms=3)

    @rule(photos=st.integers(1, 3), pot=st.sampled_from(ledger.POTS))
    def grant(self, photos: int, pot: str) -> None:
        with self.database.write() as transaction:
            ledger.grant(transaction, self.user_id, photos, pot=pot, now_ms=4)
        self.left += photos

    @rule()
    def broken_off(self) -> None:
        """A transaction that ends in an error leaves nothing behind."""
        with pytest.raises(RuntimeError):
            self.grant_and_break_off()

    def grant_and_break_off(self) -> None:
        with self.database.write() as transaction:
            extra = ledger.account(self.user_id, "extra")
            add_entry(transaction, "grant", self.user_id, 1, taken_from="issued", given_to=extra, now_ms=5)
            raise RuntimeError

    @invariant()
    def the_books_are_right(self) -> None:
        with self.database.read() as transaction:
            found = balances(transaction, self.user_id)
            assert ledger.credits_of(transaction, self.user_id).total == self.left
            assert (found["held"], found["spent"]) == (len(self.held), self.spent)
            assert ledger.audit(transaction).sound

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()


def test_any_order_of_entries_keeps_the_books_right(add_room: AddRoom) -> None:
    short = settings(max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(lambda: LedgerMachine(add_room), settings=short)
