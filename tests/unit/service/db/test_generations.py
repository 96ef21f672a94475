"""Queries about generations."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from maskkit.service.accounts import Welcome
from maskkit.service.db import generations
from maskkit.service.db.database import Database, Refused

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


def test_those_that_are_open_come_in_the_order_in_which_they_were_accepted(
    database: Database, rooms: list[str]
) -> None:
    with database.write() as transaction:
        generations.finish(transaction, "c", 9)
        assert generations.open_generations(transaction) == ["d", "b", "a"]
        assert generations.open_generations(transaction, limit=2) == ["d", "b"]
        assert generations.count_open(transaction) == 3


def test_attempts_are_counted_and_can_be_given_back(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        assert [generations.begin_attempt(transaction, "a", now) for now in (5, 6)] == [1, 2]
        generations.give_back_attempt(transaction, "a")
        row = generations.generation(transaction, "a")
        for _ in range(3):
            generations.give_back_attempt(transaction, "a")
        last = generations.generation(transaction, "a")
    assert row is not None
    assert last is not None
    assert (row.attempts, row.status, row.started_ms, last.attempts) == (1, "PROCESSING", 5, 0)


def test_an_end_is_an_end(database: Database, rooms: list[str]) -> None:
    with database.write() as transaction:
        assert generations.finish(transaction, "a", 7, error=("code", "message"))
        assert not generations.finish(transaction, "a", 8)
        generations.give_back_attempt(transaction, "a")
        assert generations.begin_attempt(transaction, "a", 9) is None
        row = generations.generation(transaction, "a")
    assert row is not None
    assert (row.status, row.error_code, row.error_message, row.finished_ms) == ("FAILED", "code", "message", 7)


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
