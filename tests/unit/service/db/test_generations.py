"""Queries about generations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from maskkit.service.accounts import Welcome
from maskkit.service.db import executors, generations
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.migrations import migrate

AddRoom = Callable[[Database, str, str], str]


@pytest.fixture
def rooms(database: Database, user: Welcome, add_room: AddRoom) -> list[str]:
    """Four generations, the later ones first in the alphabet."""
    names = ["d", "c", "b", "a"]
    for number, name in enumerate(names):
        add_room(database, user.user_id, name)
        with database.write() as transaction:
            transaction.exec_driver_sql("UPDATE generations SET created_ms = ? WHERE id = ?", (number, name))
    return names


def test_those_that_wait_come_in_the_order_in_which_they_were_accepted(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        generations.finish(transaction, "c", 9)
        assert generations.waiting_fairly(transaction, 9) == ["d", "b", "a"]
        assert generations.waiting_fairly(transaction, 2) == ["d", "b"]
        assert generations.count_open(transaction) == 3


def test_users_take_turns_however_much_one_of_them_wants(
    any_database: Database, add_room: AddRoom, another_user: Callable[[Database, str], str]
) -> None:
    """Also counting what of theirs is being worked on."""
    for name in ("many", "few"):
        another_user(any_database, name)
    rooms = [add_room(any_database, "many", f"many-{number}") for number in range(4)]
    rooms += [add_room(any_database, "few", f"few-{number}") for number in range(2)]
    with any_database.write() as transaction:
        for number, name in enumerate(rooms):
            transaction.exec_driver_sql(f"UPDATE generations SET created_ms = {number} WHERE id = '{name}'")
        assert generations.waiting_fairly(transaction, 4) == ["many-0", "few-0", "many-1", "few-1"]
        generations.claim(transaction, ["many-0", "many-1"], "me")
        assert generations.waiting_fairly(transaction, 4) == ["few-0", "few-1", "many-2", "many-3"]


def test_a_generation_is_taken_by_one(any_database: Database, add_room: AddRoom, any_user: str) -> None:
    rooms = [add_room(any_database, any_user, name) for name in "ab"]
    with any_database.write() as transaction:
        assert generations.claim(transaction, ["a"], "one") == ["a"]
        assert generations.claim(transaction, rooms, "two") == ["b"]
        assert generations.claimed_by(transaction, "one") == ["a"]
        generations.release(transaction, "a", "two")
        assert generations.claim(transaction, rooms, "three") == []
        generations.release(transaction, "a", "one")
        assert generations.claim(transaction, rooms, "three") == ["a"]


def test_two_that_take_at_once_do_not_wait_for_each_other(
    new_postgres: Callable[[], str], add_room: AddRoom, another_user: Callable[[Database, str], str]
) -> None:
    database = Database(new_postgres())
    migrate(database)
    another_user(database, "user")
    rooms = [add_room(database, "user", name) for name in "abc"]
    with database.write() as one, database.write() as two:
        assert generations.claim(one, ["a", "b"], "one") == ["a", "b"]
        assert generations.claim(two, rooms, "two") == ["c"]
    database.close()


def test_attempts_are_counted_and_can_be_given_back(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        assert [generations.begin_attempt(transaction, "a", now, fence=0) for now in (5, 6)] == [1, 2]
        generations.give_back_attempt(transaction, "a", fence=0)
        row = generations.generation(transaction, "a")
        for _ in range(3):
            generations.give_back_attempt(transaction, "a", fence=0)
        last = generations.generation(transaction, "a")
    assert row is not None
    assert last is not None
    assert (row.attempts, row.status, row.started_ms, last.attempts) == (1, "PROCESSING", 5, 0)


def test_an_end_is_an_end(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        assert generations.finish(transaction, "a", 7, error=("code", "message"))
        assert not generations.finish(transaction, "a", 8)
        generations.give_back_attempt(transaction, "a", fence=0)
        assert generations.begin_attempt(transaction, "a", 9, fence=0) is None
        row = generations.generation(transaction, "a")
    assert row is not None
    assert (row.status, row.error_code, row.error_message, row.finished_ms) == ("FAILED", "code", "message", 7)


def test_only_the_last_turn_can_do_anything(any_database: Database, add_room: AddRoom, any_user: str) -> None:
    """A process that was asleep, and whose work others have taken, changes nothing when it wakes up."""
    add_room(any_database, any_user, "a")
    with any_database.write() as transaction:
        for name in ("sleeper", "other"):
            executors.register(transaction, name, 1)
        assert generations.begin_turn(transaction, "a", "sleeper") == 1
        assert generations.begin_attempt(transaction, "a", 2, fence=1) == 1
        assert generations.begin_turn(transaction, "a", "other") == 2
        assert generations.begin_attempt(transaction, "a", 3, fence=1) is None
        generations.give_back_attempt(transaction, "a", fence=1)
        assert not generations.finish(transaction, "a", 4, fence=1)
        assert generations.begin_attempt(transaction, "a", 5, fence=2) == 2
        assert generations.finish(transaction, "a", 6, fence=2)
        assert generations.begin_turn(transaction, "a", "other") is None


def test_who_was_given_up_begins_nothing(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        executors.register(transaction, "sleeper", 1)
        executors.end(transaction, "sleeper", 2)
        assert generations.begin_turn(transaction, "a", "sleeper") is None
        assert generations.begin_turn(transaction, "a", "nobody") is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE generations SET status = 'DONE'",
        "UPDATE generations SET status = 'SUCCEEDED'",
        "UPDATE generations SET finished_ms = 5",
        "UPDATE generations SET status = 'FAILED', finished_ms = 5",
        "UPDATE generations SET width = 0",
        "UPDATE generations SET output_key = 'same'",
        "UPDATE generations SET previous_id = 'nobody'",
        "DELETE FROM projects",
    ],
)
def test_the_database_refuses_states_that_cannot_be(database: Database, rooms: list[str], sql: str) -> None:
    with pytest.raises(Refused), database.write() as transaction:
        transaction.exec_driver_sql(sql)


def test_ids_are_taken_once(database: Database, rooms: list[str]) -> None:
    with database.read() as transaction:
        row = generations.generation(transaction, "a")
    assert row is not None
    with pytest.raises(Refused), database.write() as transaction:
        generations.add_generation(transaction, dataclasses.replace(row, output_key="another"))
