"""Queries about executors: silence is an end, an end is for ever, and what the dead had is free."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from maskkit.service.db import executors, generations
from maskkit.service.db.database import Database

AddRoom = Callable[[Database, str, str], str]


@pytest.fixture
def three(any_database: Database) -> Database:
    """Three executors, whose last beats were at 100, 200 and 300."""
    with any_database.write() as transaction:
        for at, name in ((100, "a"), (200, "b"), (300, "c")):
            executors.register(transaction, name, at)
    return any_database


def test_who_beats_lives_and_who_is_silent_is_given_up(three: Database) -> None:
    with three.write() as transaction:
        assert executors.beat(transaction, "a", 1000)
        assert executors.give_up_silent(transaction, 1000, silent_ms=800) == []
        assert executors.give_up_silent(transaction, 1001, silent_ms=800) == ["b"]
        assert executors.living(transaction) == ["a", "c"]
        assert executors.give_up_silent(transaction, 1001, silent_ms=800) == []


def test_an_end_is_for_ever(three: Database) -> None:
    with three.write() as transaction:
        executors.end(transaction, "a", 500)
        assert not executors.beat(transaction, "a", 501)
        assert not executors.beat(transaction, "nobody", 501)
        assert executors.living(transaction) == ["b", "c"]


def test_who_is_alone_ends_all_others(three: Database) -> None:
    with three.write() as transaction:
        executors.end_others(transaction, "b", 500)
        assert executors.living(transaction) == ["b"]


def test_what_the_dead_have_taken_is_free_and_what_the_living_have_is_not(
    three: Database, add_room: AddRoom, any_user: str
) -> None:
    for name in ("of-a", "of-b", "done", "free"):
        add_room(three, any_user, name)
    with three.write() as transaction:
        generations.claim(transaction, ["of-a", "done"], "a")
        generations.claim(transaction, ["of-b"], "b")
        generations.finish(transaction, "done", 400)
        executors.end(transaction, "a", 500)
        assert executors.free_generations(transaction) == ["of-a"]
        assert executors.free_generations(transaction) == []
        assert generations.claim(transaction, ["of-a", "of-b", "done"], "c") == ["of-a"]


def test_the_dead_are_forgotten_after_a_while(three: Database) -> None:
    with three.write() as transaction:
        executors.end(transaction, "a", 500)
        executors.forget_ended(transaction, 500)
        assert transaction.exec_driver_sql("SELECT count(*) FROM executors").scalar() == 3
        executors.forget_ended(transaction, 501)
        assert transaction.exec_driver_sql("SELECT count(*) FROM executors").scalar() == 2
