"""The runner: every open generation is worked on once, whatever DBOS remembers of it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator

import pytest
from dbos import DBOS

from maskkit.service import ledger
from maskkit.service.accounts import Welcome
from maskkit.service.db import executors, generations
from maskkit.service.db.database import Database
from maskkit.service.db.files import outputs
from maskkit.service.jobs import runner as module
from maskkit.service.jobs.runner import Jobs, Runner, forget_finished
from maskkit.service.parts import Parts

AddRoom = Callable[[Database, str, str], str]
Start = Callable[[], Runner]


@pytest.fixture
def start(parts: Parts, engines: object, outside: object, photo_png: bytes, mask_png: bytes) -> Iterator[Start]:
    """Starts a runner, for generations whose photo and mask are elsewhere; one at a time."""
    outside.pages = {"http://a/p.png": photo_png, "http://a/m.png": mask_png}
    running: list[Runner] = []

    def go() -> Runner:
        while running:
            running.pop().stop()
        running.append(Runner(parts))
        running[0].start()
        return running[0]

    yield go
    while running:
        running.pop().stop()


@pytest.fixture
def add(parts: Parts, user: Welcome, add_room: AddRoom) -> Callable[[str], str]:
    """Adds a generation that waits, with a hold."""

    def room(name: str) -> str:
        add_room(parts.database, user.user_id, name)
        with parts.database.write() as transaction:
            transaction.exec_driver_sql("UPDATE generations SET width = 64, height = 48")
            ledger.hold(transaction, user.user_id, name, now_ms=1)
        return name

    return room


def status(parts: Parts, room: str) -> str:
    with parts.database.read() as transaction:
        row = generations.generation(transaction, room)
    assert row is not None
    return row.status


def until(condition: Callable[[], bool]) -> None:
    for _ in range(1500):
        if condition():
            return
        threading.Event().wait(0.01)
    pytest.fail("it did not come true in 15 s")


def test_what_waited_before_the_start_and_what_comes_later_is_done(
    parts: Parts, start: Start, add: Callable[[str], str], user: Welcome
) -> None:
    rooms = [add("early-1"), add("early-2")]
    runner = start()
    rooms.append(add("late"))
    runner.wake()
    until(lambda: all(status(parts, room) == "SUCCEEDED" for room in rooms))
    with parts.database.read() as transaction:
        assert all(len(outputs(transaction, room)) == 1 for room in rooms)
        assert ledger.audit(transaction).held == 0
        assert ledger.credits_of(transaction, user.user_id).total == 0
    assert runner.healthy
    until(lambda: forget_finished() > 0 or DBOS.list_workflows(status="SUCCESS") == [])
    until(lambda: forget_finished() == 0 and DBOS.list_workflows() == [])


def test_a_generation_whose_workflow_ended_without_it_is_done_again(
    parts: Parts, start: Start, add: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, caplog: object
) -> None:
    monkeypatch.setattr(module, "SWEEP_S", 0.05)
    monkeypatch.setitem(module._FINISH, "max_attempts", 1)
    real, failures = module.work.finish, [OSError("disk full")]

    def finish(*arguments: object, fence: int) -> None:
        if failures:
            raise failures.pop()
        real(*arguments, fence=fence)

    monkeypatch.setattr(module.work, "finish", finish)
    room = add("room")
    with caplog.at_level(logging.CRITICAL, "dbos"):
        start()
        until(lambda: status(parts, room) == "SUCCEEDED")
    assert failures == []


def test_a_stop_lets_go_of_a_generation_and_the_next_start_does_it(
    parts: Parts, start: Start, add: Callable[[str], str], outside: object
) -> None:
    pages, outside.pages = outside.pages, Slow(outside.pages)
    room = add("room")
    first = start()
    until(outside.pages.asked.is_set)
    outside.pages.go_on.set()
    first.stop()
    assert not first.healthy
    outside.pages = pages
    start()
    until(lambda: status(parts, room) == "SUCCEEDED")
    with parts.database.read() as transaction:
        assert ledger.audit(transaction).entries == {"grant": 1, "hold": 1, "capture": 1}


def test_a_workflow_that_nobody_recovers_is_started_anew(
    parts: Parts, start: Start, add: Callable[[str], str], outside: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that was left behind by another machine, or by another version of the workflow."""
    monkeypatch.setattr(module, "SWEEP_S", 0.05)
    monkeypatch.setattr(module, "ORPHAN_S", 0.2)
    pages, outside.pages = outside.pages, Slow(outside.pages)
    room = add("room")
    first = start()
    until(outside.pages.asked.is_set)
    first.stop()
    outside.pages.go_on.set()
    with contextlib.closing(sqlite3.connect(parts.settings.data / "jobs.sqlite")) as jobs:
        assert jobs.execute("UPDATE workflow_status SET executor_id = 'elsewhere', status = 'PENDING'").rowcount == 1
        jobs.commit()
    outside.pages = pages
    start()
    until(lambda: status(parts, room) == "SUCCEEDED")


def test_a_process_that_was_given_up_begins_anew_under_another_name(
    parts: Parts, start: Start, add: Callable[[str], str]
) -> None:
    jobs = Jobs(parts)
    jobs.start()
    first = jobs.executor
    jobs._begin_anew()
    room = add("room")
    jobs.wake()
    until(lambda: status(parts, room) == "SUCCEEDED")
    with parts.database.read() as transaction:
        row = generations.generation(transaction, room)
        assert executors.living(transaction) == [jobs.executor]
    assert (row.executor, first == jobs.executor, jobs.healthy) == (jobs.executor, False, True)
    jobs.stop()
    jobs._begin_anew()  # comes too late
    assert not jobs.healthy


def test_a_generation_that_is_begun_again_and_again_is_given_up(
    parts: Parts, start: Start, add: Callable[[str], str]
) -> None:
    room = add("room")
    with parts.database.write() as transaction:
        transaction.exec_driver_sql(f"UPDATE generations SET fence = {module.MOST_TURNS}")
    start()
    until(lambda: status(parts, room) == "FAILED")
    with parts.database.read() as transaction:
        row = generations.generation(transaction, room)
        assert ledger.audit(transaction).faults == {}
    assert row.error_code == "engine_gave_up"


class Slow(dict):
    """Pages that take until they are told to go on."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        super().__init__(pages)
        self.asked, self.go_on = threading.Event(), threading.Event()

    def __getitem__(self, url: str) -> bytes:
        self.asked.set()
        self.go_on.wait(10)
        return super().__getitem__(url)
