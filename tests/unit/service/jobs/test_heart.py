"""The heart: it beats, takes over from the silent, and learns that it was given up itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from maskkit.service.db import executors
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import migrate
from maskkit.service.jobs import heart as module
from maskkit.service.jobs.heart import Heart

NewHeart = Callable[..., Heart]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT_S", 0.05)
    monkeypatch.setattr(module, "SILENT_S", 1.0)


@pytest.fixture
def shared(new_postgres: Callable[[], str]) -> Iterator[Database]:
    database = Database(new_postgres())
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def new_heart() -> Iterator[NewHeart]:
    """Makes hearts that are stopped at the end."""
    made: list[Heart] = []

    def make(database: Database, **listeners: Callable[[], object]) -> Heart:
        heart = Heart(database, **({"on_beat": lambda: None, "on_lost": lambda: None} | listeners))
        heart.register()
        made.append(heart)
        return heart

    yield make
    for heart in made:
        heart.stop()


def living(database: Database) -> list[str]:
    with database.read() as transaction:
        return executors.living(transaction)


def test_it_beats_until_it_is_stopped(shared: Database, new_heart: NewHeart) -> None:
    beats = threading.Semaphore(0)
    heart = new_heart(shared, on_beat=beats.release)
    heart.start()
    for _ in range(3):
        assert beats.acquire(timeout=10)
    assert living(shared) == [heart.id]
    heart.stop()
    assert living(shared) == []


def test_a_silent_one_is_given_up_by_the_living(shared: Database, new_heart: NewHeart) -> None:
    silent, alive = new_heart(shared), new_heart(shared)
    with shared.write() as transaction:
        transaction.exec_driver_sql(f"UPDATE executors SET beat_ms = beat_ms - 1500 WHERE id = '{silent.id}'")
    alive.start()
    assert living(shared) == [alive.id]


def test_after_the_database_was_away_nobody_is_given_up_at_once(shared: Database, new_heart: NewHeart) -> None:
    """All of them were silent then, through no fault of theirs."""
    other, first_back = new_heart(shared), new_heart(shared)
    with shared.write() as transaction:
        transaction.exec_driver_sql(f"UPDATE executors SET beat_ms = beat_ms - 1500 WHERE id = '{other.id}'")
    first_back._beaten_s -= 1500
    assert first_back._beat()
    first_back._take_over()
    assert set(living(shared)) == {other.id, first_back.id}
    first_back._judges_from_s = 0.0
    first_back._take_over()
    assert living(shared) == [first_back.id]


def test_one_that_was_given_up_learns_of_it_once(shared: Database, new_heart: NewHeart) -> None:
    lost = threading.Semaphore(0)
    heart = new_heart(shared, on_lost=lost.release)
    heart.start()
    with shared.write() as transaction:
        executors.end(transaction, heart.id, 1)
    assert lost.acquire(timeout=10)
    assert not lost.acquire(timeout=0.2)


def test_a_beat_that_fails_is_not_the_end(
    shared: Database, new_heart: NewHeart, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = threading.Semaphore(0)
    failures = [OSError("the network is away")]
    real = executors.beat

    def beat(*arguments: object) -> bool:
        if failures:
            raise failures.pop()
        return real(*arguments)

    monkeypatch.setattr(executors, "beat", beat)
    heart = new_heart(shared, on_beat=beats.release)
    heart.start()
    for _ in range(3):
        assert beats.acquire(timeout=10)
    assert failures == []


def test_on_a_file_whoever_was_there_before_is_dead_and_nothing_beats(database: Database, new_heart: NewHeart) -> None:
    """The folder is locked, so there is nobody else; and a disk is not to be kept awake for nothing."""
    new_heart(database)
    second = new_heart(database)
    threads = threading.active_count()
    second.start()
    assert living(database) == [second.id]
    assert threading.active_count() == threads
