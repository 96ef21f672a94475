"""Any history of creates, retries, races, crashes and ends: each key makes one room, and each room is paid once."""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from maskkit.errors import MissingExtra
from maskkit.roomapi.schema import CreateRequest, VariationRequest
from maskkit.roomapi.words import RoomType, Theme
from maskkit.service import accept, ledger
from maskkit.service.accounts import welcome
from maskkit.service.db import executors, generations
from maskkit.service.db.database import Database, Transaction
from maskkit.service.db.migrations import migrate
from maskkit.service.files import new_key
from maskkit.service.housekeeping import tidy_up
from maskkit.service.idempotency import KeyGate
from maskkit.service.jobs import work
from maskkit.service.parts import Parts
from maskkit.service.problems import Problem
from maskkit.service.settings import ServiceSettings
from maskkit.storage.local import LocalStore
from maskkit.testing.postgres import Postgres, temporary_postgres

HISTORIES = int(os.environ.get("MASKKIT_HISTORIES", "6"))
"""How many histories are tried on each kind of database; 10000 for a night."""

STEPS = 20
PHOTOS = 6
MOST_OPEN = 5
HOUR_MS = 3_600_000

KEYS = st.sampled_from(["a", "b", "c"])
BODIES = st.sampled_from([1, 2])
CRASHES = st.sampled_from([None, None, "before the commit", "after the commit"])
WHICH = st.integers(0, 9)


class Crash(BaseException):
    """The process dies here."""


class Mortal(Database):
    """A database whose process may die before or after a commit."""

    crash: str | None = None

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Transaction]:
        with super().write(alone=alone) as transaction:
            yield transaction
            if self.crash == "before the commit":
                raise Crash
        if self.crash == "after the commit":
            raise Crash


@dataclass
class Known:
    """What a client knows of a key: the body it sent, the answer unless that was lost, and until when it counts."""

    body: int
    room: str
    answer: bytes | None
    expires_ms: int


@dataclass
class Model:
    """What must be true."""

    left: int = PHOTOS
    spent: int = 0
    keys: dict[str, Known] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    ended: dict[str, str] = field(default_factory=dict)

    @property
    def open(self) -> list[str]:
        return [room for room in self.turns if room not in self.ended]


class Histories(RuleBasedStateMachine):
    """One user, a few keys, and everything that can happen to their requests."""

    def __init__(self, server: Postgres | None) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.exists() else None)
        self.place = server.new_database() if server else Path(self.folder.name) / "service.sqlite"
        self.now = 1_700_000_000_000
        self.model = Model()

    @initialize()
    def begin(self) -> None:
        self.database = Mortal(self.place)
        migrate(self.database)
        self.user_id = welcome(self.database, photos=PHOTOS, bootstrap_key=None, now_ms=self.now).user_id
        with self.database.write() as transaction:
            executors.register(transaction, "worker", 1)
        settings = ServiceSettings(data=Path(self.folder.name), max_waiting=MOST_OPEN)
        store = LocalStore(Path(self.folder.name) / "store")
        self.parts = Parts(settings, self.database, store, None, "http://127.0.0.1:1", lambda: self.now)

    # What a client does.

    @rule(key=st.none() | KEYS, body=BODIES, crash=CRASHES)
    def create(self, key: str | None, body: int, crash: str | None) -> None:
        known = self.known(key)
        with self.dying(crash):
            answer = self.ask(key, body)
            self.expect(key, body, answer)
            return
        if crash == "after the commit" and known is None and self.may_create():
            self.note_new(key, body, None)

    @rule(key=KEYS, body=BODIES, at_once=st.integers(2, 4))
    def race(self, key: str, body: int, at_once: int) -> None:
        """Clients, or machines, that ask at once."""
        with ThreadPoolExecutor(at_once) as clients:
            answers = list(clients.map(lambda _: self.ask(key, body), range(at_once)))
        first = next((answer for answer in answers if isinstance(answer, bytes)), answers[0])
        self.expect(key, body, first)
        for answer in answers:
            if isinstance(first, bytes):
                assert answer == first
            else:
                assert isinstance(answer, int)

    @precondition(lambda self: self.model.turns)
    @rule(which=WHICH)
    def vary(self, which: int) -> None:
        previous = self.pick(list(self.model.turns), which)
        request = VariationRequest(self.user_id, previous, "http://a/p.png", RoomType.KITCHEN, Theme.MODERN)
        if len(self.model.open) >= MOST_OPEN:
            with pytest.raises(Problem, match="waiting"):
                accept.vary(self.parts, KeyGate(), request, key=None)
            return
        made = json.loads(accept.vary(self.parts, KeyGate(), request, key=None).body)["generation_id"]
        assert made not in self.model.turns
        self.model.turns[made] = 0

    # What the service does.

    @precondition(lambda self: self.model.open)
    @rule(which=WHICH, crash=CRASHES)
    def begin_turn(self, which: int, crash: str | None) -> None:
        room = self.pick(self.model.open, which)
        with self.dying(crash), self.database.write() as transaction:
            turn = generations.begin_turn(transaction, room, "worker")
            assert turn == self.model.turns[room] + 1
        if crash != "before the commit":
            self.model.turns[room] += 1

    @precondition(lambda self: self.model.open)
    @rule(which=WHICH, success=st.booleans(), crash=CRASHES, late=st.integers(0, 1))
    def finish(self, which: int, success: bool, crash: str | None, late: int) -> None:
        """By the last turn, or by one that was asleep while others took over."""
        room = self.pick(self.model.open, which)
        turn = self.model.turns[room] - late
        with self.dying(crash):
            work.finish(self.parts, room, self.outcome(success), fence=turn)
        if not late and crash != "before the commit":
            self.model.ended[room] = "SUCCEEDED" if success else "FAILED"
            if room in self.model.paid:
                self.model.spent, self.model.left = self.model.spent + success, self.model.left + (not success)

    @precondition(lambda self: self.model.ended)
    @rule(which=WHICH, success=st.booleans())
    def finish_again(self, which: int, success: bool) -> None:
        room = self.pick(list(self.model.ended), which)
        work.finish(self.parts, room, self.outcome(success), fence=self.model.turns[room])

    @rule(hours=st.sampled_from([1, 25, 73]))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR_MS
        tidy_up(self.parts)

    @rule()
    def restart(self) -> None:
        self.database.close()
        self.database.__init__(self.place)

    # What must be true at any time.

    @invariant()
    def books_and_rooms_are_right(self) -> None:
        if not hasattr(self, "parts"):
            return
        with self.database.read() as transaction:
            found = ledger.audit(transaction)
            assert found.faults == {}
            assert found.entries.get("hold", 0) == len(self.model.paid)
            assert ledger.credits_of(transaction, self.user_id).total == self.model.left
            assert found.entries.get("capture", 0) == self.model.spent
            rows = transaction.exec_driver_sql("SELECT id, status FROM generations").all()
            outputs = transaction.exec_driver_sql("SELECT count(*) FROM files").scalar()
        ended = {room: status for room, status in rows if status in {"SUCCEEDED", "FAILED"}}
        assert {room for room, _ in rows} == set(self.model.turns)
        assert ended == self.model.ended
        assert outputs == list(ended.values()).count("SUCCEEDED")

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    # How it is done.

    @contextmanager
    def dying(self, crash: str | None) -> Iterator[None]:
        """The process dies in the middle of what is done here, and is started again."""
        self.database.crash = crash
        try:
            yield
        except Crash:
            pass
        finally:
            self.database.crash = None

    def ask(self, key: str | None, body: int) -> bytes | int:
        words = (RoomType.KITCHEN, Theme.MODERN, 64, 48)
        request = CreateRequest(self.user_id, f"http://a/{body}.png", "http://a/m.png", *words)
        try:
            return accept.create(self.parts, KeyGate(), request, key=key).body
        except Problem as problem:
            return int(problem.status)

    def known(self, key: str | None) -> Known | None:
        found = self.model.keys.get(key or "")
        return found if found and found.expires_ms > self.now else None

    def may_create(self) -> bool:
        return self.model.left > 0 and len(self.model.open) < MOST_OPEN

    def expect(self, key: str | None, body: int, answer: bytes | int) -> None:
        known = self.known(key)
        if known is not None and known.body == body:
            assert isinstance(answer, bytes)
            assert known.answer in {None, answer}
            assert json.loads(answer)["generation_id"] == known.room
            known.answer = answer
        elif known is not None:
            assert answer == 422
        elif not self.may_create():
            assert answer == (503 if len(self.model.open) >= MOST_OPEN else 402)
        else:
            assert isinstance(answer, bytes)
            self.note_new(key, body, answer)

    def note_new(self, key: str | None, body: int, answer: bytes | None) -> None:
        with self.database.read() as transaction:
            rooms = set(transaction.exec_driver_sql("SELECT id FROM generations").scalars())
        (made,) = rooms - set(self.model.turns)
        assert answer is None or json.loads(answer)["generation_id"] == made
        self.model.turns[made] = 0
        self.model.paid.add(made)
        self.model.left -= 1
        if key is not None:
            expires_ms = self.now + self.parts.settings.idempotency_ttl_s * 1000
            self.model.keys[key] = Known(body, made, answer, expires_ms)

    @staticmethod
    def pick(rooms: list[str], which: int) -> str:
        return rooms[which % len(rooms)]

    @staticmethod
    def outcome(success: bool) -> work.Outcome:
        if success:
            return {"outputs": [{"name": f"{new_key()}-{uuid.uuid4().hex}-1.png", "sha256": "0" * 64, "size_bytes": 1}]}
        return {"error": {"code": "no", "message": "it went wrong"}}


@pytest.fixture(params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> Iterator[Postgres | None]:
    """No server for SQLite, a real one for Postgres."""
    if request.param == "sqlite":
        yield None
        return
    try:
        with temporary_postgres() as found:
            yield found
    except MissingExtra as error:
        pytest.skip(str(error))


@pytest.mark.timeout(60 + 5 * HISTORIES)
def test_no_history_makes_a_room_twice_or_pays_twice(server: Postgres | None) -> None:
    many = settings(
        max_examples=HISTORIES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(lambda: Histories(server), settings=many)
