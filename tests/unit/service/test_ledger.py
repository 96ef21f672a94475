"""The ledger: photos are never made, lost or spent twice, and the database alone sees to that."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from maskkit.service import ledger
from maskkit.service.accounts import Welcome, welcome
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.generations import finish
from maskkit.service.db.ledger_rows import add_entry, balances, hold_of
from maskkit.service.db.migrations import migrate
from maskkit.service.db.users import add_user

AddRoom = Callable[[Database, str, str], str]

STEPS = int(os.environ.get("MASKKIT_LEDGER_STEPS", "120"))
"""How many steps the ledger is led through in random order; 100000 for a night."""


def test_a_new_user_has_the_photos_that_were_granted(database: Database, user: Welcome) -> None:
    with database.read() as transaction:
        assert ledger.credits_of(transaction, user.user_id).to_wire() == {"total": 3, "subscription": 3, "extra": 0}


def test_hold_then_capture_spends_one_photo(database: Database, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        assert ledger.hold(transaction, user.user_id, room, now_ms=1)
        ledger.capture(transaction, room, now_ms=2)
        assert balances(transaction, user.user_id) == {
            "issued": -3,
            "subscription": 2,
            "extra": 0,
            "held": 0,
            "spent": 1,
        }


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
        assert ledger.audit(transaction).entries == {"grant": 1, "hold": 1, first.__name__: 1}


def test_a_generation_is_held_for_once(database: Database, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(database, user.user_id, "room")
    with database.write() as transaction:
        ledger.hold(transaction, user.user_id, room, now_ms=1)
    with pytest.raises(Refused), database.write() as transaction:
        ledger.hold(transaction, user.user_id, room, now_ms=2)


WRONG_ENTRIES = {
    "an overdraft": "'hold', '{user}', 'b', 4, {sub}, {sub}, 'held', NULL, NULL",
    "a second hold": "'hold', '{user}', 'a', 1, {sub}, {sub}, 'held', NULL, NULL",
    "a settlement without a hold": "'capture', '{user}', 'b', 1, 'extra', 'held', 'spent', NULL, NULL",
    "another generation's hold": "'refund', '{user}', 'b', 1, {sub}, 'held', {sub}, {hold}, 'hold'",
    "a refund into another pot": "'refund', '{user}', 'a', 1, 'extra', 'held', 'extra', {hold}, 'hold'",
    "a refund of what was spent": "'refund', '{user}', 'a', 1, {sub}, 'spent', {sub}, {hold}, 'hold'",
    "a capture into a pot": "'capture', '{user}', 'a', 1, {sub}, 'held', {sub}, {hold}, 'hold'",
    "a settlement of more than was held": "'refund', '{user}', 'a', 2, {sub}, 'held', {sub}, {hold}, 'hold'",
    "a settlement of a grant": "'refund', '{user}', 'a', 1, {sub}, 'held', {sub}, 1, 'grant'",
    "another user's hold": "'refund', '{other}', 'a', 1, {sub}, 'held', {sub}, {hold}, 'hold'",
    "a hold for another user's generation": "'hold', '{other}', 'b', 1, {sub}, {sub}, 'held', NULL, NULL",
    "an entry of nothing": "'grant', '{user}', NULL, 0, 'extra', 'issued', 'extra', NULL, NULL",
    "an entry of less than nothing": "'grant', '{user}', NULL, -5, 'extra', 'issued', 'extra', NULL, NULL",
    "an entry to itself": "'grant', '{user}', NULL, 1, 'extra', 'extra', 'extra', NULL, NULL",
    "a grant of what is held": "'grant', '{user}', NULL, 1, 'extra', 'held', 'extra', NULL, NULL",
    "a pot that is not there": "'grant', '{user}', NULL, 1, 'purse', 'issued', 'purse', NULL, NULL",
    "a user who is not there": "'grant', 'nobody', NULL, 1, 'extra', 'issued', 'extra', NULL, NULL",
    "a kind that is not there": "'gift', '{user}', NULL, 1, 'extra', 'issued', 'extra', NULL, NULL",
    "a grant for a generation": "'grant', '{user}', 'b', 1, 'extra', 'issued', 'extra', NULL, NULL",
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def held(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Database, str, int]]:
    """On each kind of database: a user with three photos, of which one is held for the room "a"; and another user.

    No test that has it changes it.
    """
    if request.param == "postgres":
        database = Database(request.getfixturevalue("postgres").new_database())
    else:
        database = Database(tmp_path_factory.mktemp("held") / "service.sqlite")
    add_room = request.getfixturevalue("add_room")
    migrate(database)
    user_id = welcome(database, photos=3, bootstrap_key=None, now_ms=1).user_id
    with database.write() as transaction:
        add_user(transaction, "other", 2)
        ledger.open_accounts(transaction, "other")
        ledger.grant(transaction, "other", 3, now_ms=2)
    for room in "ab":
        add_room(database, user_id, room)
    with database.write() as transaction:
        ledger.hold(transaction, user_id, "a", now_ms=1)
        row = hold_of(transaction, "a")
    assert row is not None
    yield database, user_id, row.seq
    database.close()


@pytest.mark.parametrize("values", WRONG_ENTRIES.values(), ids=WRONG_ENTRIES)
def test_the_database_itself_refuses_what_is_wrong(held: tuple[Database, str, int], values: str) -> None:
    """By plain SQL, past all of our code."""
    database, user_id, seq = held
    columns = "kind, user_id, generation_id, photos, pot, taken_from, given_to, hold_seq, hold_kind, created_ms"
    names = {"user": user_id, "other": "other", "hold": seq, "sub": "'subscription'"}
    sql = f"INSERT INTO ledger ({columns}) VALUES ({values.format(**names)}, 9)"
    with pytest.raises(Refused), database.write() as transaction:
        transaction.exec_driver_sql(sql)
    with database.read() as transaction:
        found = ledger.audit(transaction)
    assert (found.entries, found.held) == ({"grant": 2, "hold": 1}, 1)
    assert set(found.faults) == {"a generation opened a project without paying"}


@pytest.mark.parametrize("sql", ["UPDATE ledger SET photos = 2", "DELETE FROM ledger"])
def test_the_ledger_cannot_be_rewritten(held: tuple[Database, str, int], sql: str) -> None:
    with pytest.raises(Refused, match="append-only"), held[0].write() as transaction:
        transaction.exec_driver_sql(sql)


@pytest.mark.parametrize("first", ["capture", "refund"])
@pytest.mark.parametrize("second", ["capture", "refund"])
def test_two_settlements_at_once_end_as_one(
    new_postgres: Callable[[], str], add_room: AddRoom, first: str, second: str
) -> None:
    """Two machines that do not see each other's work: the constraint decides."""
    database = Database(new_postgres())
    migrate(database)
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=0).user_id
    add_room(database, user_id, "room")
    with database.write() as transaction:
        ledger.hold(transaction, user_id, "room", now_ms=1)
    refused: list[Exception] = []

    def settle(kind: str, both_are_in: threading.Barrier) -> None:
        try:
            with database.write() as transaction:
                both_are_in.wait()
                getattr(ledger, kind)(transaction, "room", now_ms=2)
        except Refused as error:
            refused.append(error)

    both = threading.Barrier(2)
    threads = [threading.Thread(target=settle, args=(kind, both)) for kind in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as transaction:
        entries = ledger.audit(transaction).entries
    database.close()
    assert len(refused) == 1
    assert sum(entries.get(kind, 0) for kind in ("capture", "refund")) == 1


def test_holds_and_refunds_of_one_user_at_once_do_not_block_each_other(
    new_postgres: Callable[[], str], add_room: AddRoom
) -> None:
    database = Database(new_postgres())
    migrate(database)
    user_id = welcome(database, photos=50, bootstrap_key=None, now_ms=0).user_id
    rooms = [add_room(database, user_id, f"room-{number}") for number in range(40)]

    def work(mine: list[str]) -> None:
        for room in mine:
            with database.write() as transaction:
                assert ledger.hold(transaction, user_id, room, now_ms=1)
            with database.write() as transaction:
                finish(transaction, room, 2, error=("no", "no"))
                ledger.refund(transaction, room, now_ms=2)

    threads = [threading.Thread(target=work, args=(rooms[part::4],)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as transaction:
        found = ledger.audit(transaction)
    database.close()
    assert (found.faults, found.entries) == ({}, {"grant": 1, "hold": 40, "refund": 40})


TAMPERED = {
    "a balance is not the sum of its entries": "UPDATE accounts SET photos = photos + 5 WHERE purpose = 'extra'",
    "the sum of all accounts is not zero": "UPDATE accounts SET photos = photos - 1 WHERE purpose = 'issued'",
    "a user lacks an account": "DELETE FROM accounts WHERE purpose = 'extra'",
    "a settlement contradicts the end of its generation": "UPDATE generations SET status = 'FAILED', finished_ms = 5, "
    "error_code = 'no' WHERE id = 'a'",
    "a generation opened a project without paying": "UPDATE generations SET previous_id = NULL WHERE id = 'b'",
    "an end was to be told and no call-back was ordered": "UPDATE generations SET webhook = 'http://r/', "
    "status = 'FAILED', finished_ms = 5, error_code = 'no' WHERE id = 'b'",
}


@pytest.mark.parametrize(("fault", "sql"), TAMPERED.items(), ids=TAMPERED)
def test_the_audit_finds_what_was_tampered_with(held: tuple[Database, str, int], fault: str, sql: str) -> None:
    found, later = audits_after(held[0], sql)
    assert fault in found.faults
    assert (fault in later.faults) == (fault != "an end was to be told and no call-back was ordered")
    assert not found.sound
    assert found.to_json()["sound"] is False


def audits_after(database: Database, sql: str) -> list[ledger.LedgerAudit]:
    """What audits of all times, and of late, find after a statement, which is undone."""
    found: list[ledger.LedgerAudit] = []

    def look() -> None:
        with database.write() as transaction:
            transaction.exec_driver_sql("UPDATE generations SET previous_id = 'a' WHERE id = 'b'")
            assert ledger.audit(transaction).sound
            transaction.exec_driver_sql(sql)
            found.extend(ledger.audit(transaction, told_since_ms=since) for since in (0, 6))
            raise KeyError

    with pytest.raises(KeyError):
        look()
    return found


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
            if self.left == 0:  # a create that cannot pay leaves no generation
                transaction.exec_driver_sql(f"DELETE FROM generations WHERE id = '{room}'")
        if self.left > 0:
            self.left -= 1
            self.held.append(room)

    @rule(success=st.booleans(), which=st.integers(0, 10))
    def settle(self, success: bool, which: int) -> None:
        if not self.held:
            return
        room = self.held.pop(which % len(self.held))
        with self.database.write() as transaction:
            finish(transaction, room, 2, error=None if success else ("no", "no"))
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
            add_entry(transaction, "grant", self.user_id, 1, pot="extra", now_ms=5)
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


@pytest.mark.timeout(120 + STEPS // 5)
def test_any_order_of_entries_keeps_the_books_right(add_room: AddRoom) -> None:
    short = settings(
        max_examples=max(1, STEPS // 15), stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(lambda: LedgerMachine(add_room), settings=short)
