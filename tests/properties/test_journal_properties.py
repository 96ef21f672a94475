# ruff: noqa: ARG002 - the fake work follows the protocol of the real one
"""Kills at any moment: no history of kills and faults makes a run pay twice, or redo a finished step."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from maskkit.batch.journal import open_journal
from maskkit.batch.pipeline import Ending, Way, advance
from maskkit.batch.spending import Spending
from maskkit.batch.state import Event, ItemState, Sent, Step, Terms, replay
from maskkit.errors import (
    GenerationFailed,
    MaskkitError,
    OutcomeUnknown,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceUnreachable,
)

TTL_S = 10_000.0


class KilledError(BaseException):
    """The process died here."""


@dataclass
class Fuse:
    """Kills at the n-th moment that it is asked."""

    left: int = 10**9

    def burn(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise KilledError


@dataclass
class FakeService:
    """Takes calls, remembers keys if it promises to, counts what it charged; its own memory survives every kill."""

    replays: bool
    now: float = 0.0
    faults: list[str] = field(default_factory=list)
    charged: Counter[tuple[str, int]] = field(default_factory=Counter)
    refunded: Counter[tuple[str, int]] = field(default_factory=Counter)
    answers: dict[str, tuple[float, dict[str, object]]] = field(default_factory=dict)
    generations: dict[str, tuple[str, int]] = field(default_factory=dict)

    def create(self, key: str, target: tuple[str, int], fuse: Fuse) -> dict[str, object]:
        fault = self.faults.pop() if self.faults else "none"
        fuse.burn()  # killed before the call was delivered
        if fault == "unreachable":
            raise ServiceUnreachable("no route")
        if fault == "limited":
            raise RateLimited("slow down", status=429)
        answered_at, answer = self.answers.get(key, (-2 * TTL_S, {}))
        if self.replays and self.now < answered_at + TTL_S:
            return answer
        if fault == "rejected":
            raise RequestRejected("bad url", status=400)
        if fault == "broke":
            raise OutOfPhotos("none left", status=402)
        generation = f"g{len(self.generations)}"
        self.generations[generation] = target
        self.charged[target] += 1
        self.answers[key] = (self.now, {"generation_id": generation})
        fuse.burn()  # killed before the answer came in
        if fault == "lost":
            raise OutcomeUnknown("the answer was lost")
        return {"generation_id": generation}

    def wait(self, generation: str) -> dict[str, object]:
        fault = self.faults.pop() if self.faults else "none"
        if fault == "failed":
            self.refunded[self.generations[generation]] += 1
            raise GenerationFailed("no room in the picture")
        return {"images": [f"http://service/{generation}.png"]}


@dataclass
class FakeWork:
    """The work of one photo, with a kill point before and after each step."""

    item: str
    service: FakeService
    fuse: Fuse
    done: Counter[tuple[str, int, str]]

    def _step(self, name: str, room: int = 0) -> dict[str, object]:
        self.fuse.burn()
        self.done[self.item, room, name] += 1
        self.fuse.burn()
        return {"sent_sha256": "same"} if name == "prepare" else {}

    def prepare(self) -> dict[str, object]:
        return self._step("prepare")

    def upload(self, state: ItemState) -> dict[str, object]:
        return {**self._step("upload"), "service": "http://service", "sent_sha256": "same"}

    def request(self, state: ItemState, room: int) -> dict[str, object]:
        return {"room": room}

    def create(self, sent: Sent) -> dict[str, object]:
        return self.service.create(sent.key, (self.item, sent.request["room"]), self.fuse)

    def wait(self, state: ItemState, room: int) -> dict[str, object]:
        self.fuse.burn()
        created = state.room(room).created
        assert created is not None
        return self.service.wait(created["generation_id"])

    def download(self, state: ItemState, room: int) -> dict[str, object]:
        return self._step("download", room)

    def composite(self, state: ItemState, room: int) -> dict[str, object]:
        return self._step("composite", room)

    def finish(self, state: ItemState) -> None:
        self.fuse.burn()


class JournalledRun(RuleBasedStateMachine):
    """Runs one photo with several rooms, killing and resuming as hypothesis likes."""

    @initialize(replays=st.booleans(), rooms=st.integers(1, 3))
    def begin(self, replays: bool, rooms: int) -> None:
        self.service = FakeService(replays)
        self.rooms = rooms
        self.events: list[Event] = []
        self.done: Counter[tuple[str, int, str]] = Counter()
        self.kills = 0
        self.now = 0.0
        self.keys = (f"key-{n}" for n in itertools.count())
        self.finished = False

    @rule(
        fuse=st.integers(0, 40),
        faults=st.lists(
            st.sampled_from(["none", "none", "unreachable", "limited", "rejected", "broke", "lost", "failed"])
        ),
        pause_s=st.sampled_from([0.0, 1.0, TTL_S * 2]),
    )
    def run(self, fuse: int, faults: list[str], pause_s: float) -> None:
        self._pass_time(pause_s)
        self.service.faults = faults
        self._advance(Fuse(fuse))

    @precondition(lambda self: not self.finished)
    @rule()
    def run_in_peace(self) -> None:
        """With nothing going wrong, a run finishes, or says that only a person can decide."""
        self.service.faults = []
        ending = self._advance(Fuse())
        assert ending is Ending.FINISHED or isinstance(ending, OutcomeUnknown)
        self.finished = ending is Ending.FINISHED

    def _advance(self, fuse: Fuse) -> Ending | MaskkitError | None:
        def record(event: Event) -> None:
            fuse.burn()  # killed before the line was on disk
            self.events.append(event)
            fuse.burn()  # killed just after

        state = replay(self.events).get("photo", ItemState())
        terms = Terms("http://service", TTL_S if self.service.replays else None, rooms=self.rooms)
        work = FakeWork("photo", self.service, fuse, self.done)
        way = Way(
            "photo",
            work,
            terms,
            Spending(),
            record,
            pause=self._pass_time,
            clock=lambda: self.now,
            mint=lambda: next(self.keys),
        )
        try:
            state, ending = advance(state, way)
        except KilledError:
            self.kills += 1
            return None
        except MaskkitError as error:
            return error
        assert state == replay(self.events).get("photo", ItemState())
        return ending

    def _pass_time(self, pause_s: float) -> None:
        self.now += pause_s
        self.service.now = self.now

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        for target, charged in getattr(self, "service", FakeService(replays=False)).charged.items():
            assert charged - self.service.refunded[target] <= 1

    @invariant()
    def finished_steps_are_done_once(self) -> None:
        """A step is done again only if a kill fell between doing it and writing it down."""
        for (_, _, name), times in getattr(self, "done", {}).items():
            if name in {"prepare", "composite", "download"}:
                assert times <= 1 + self.kills

    @invariant()
    def no_step_is_written_twice(self) -> None:
        written = Counter((e.room, e.step) for e in getattr(self, "events", []) if e.room and e.step is not Step.FAILED)
        refunds = Counter(
            e.room for e in getattr(self, "events", []) if e.step is Step.FAILED and e.data.get("settled")
        )
        for (room, _), times in written.items():
            assert times <= 1 + refunds[room]


JournalledRun.TestCase.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)
test_kills_and_faults = JournalledRun.TestCase


@given(kill=st.integers(0, 60), rooms=st.integers(1, 2), replays=st.booleans())
@settings(max_examples=120, deadline=None)
def test_one_kill_then_peace(kill: int, rooms: int, replays: bool) -> None:
    """After one kill anywhere, the next run finishes everything or asks; each room was charged once."""
    machine = JournalledRun()
    machine.begin(replays, rooms)
    machine._advance(Fuse(kill))
    ending = machine._advance(Fuse())
    assert all(times == 1 for times in machine.service.charged.values())
    if replays:
        assert ending is Ending.FINISHED
        assert len(machine.service.charged) == rooms


def test_every_prefix_of_a_journal_resumes_without_a_second_charge() -> None:
    """Cut a finished journal at every line: with replay promised, the charge stays one per room."""
    machine = JournalledRun()
    machine.begin(True, 2)
    machine._advance(Fuse())
    whole = list(machine.events)
    for length in range(len(whole) + 1):
        machine.events = whole[:length]
        sent = {event.room for event in machine.events if event.step is Step.CREATE_SENT}
        before = Counter(machine.service.charged)
        machine._advance(Fuse())
        for room in sent:
            assert machine.service.charged["photo", room] == before["photo", room]


_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_events = st.builds(
    Event,
    item=_texts,
    room=st.integers(0, 9),
    step=st.sampled_from(Step),
    at=st.floats(0, 2e9),
    data=st.dictionaries(_texts, st.none() | st.booleans() | st.integers() | _texts | st.lists(_texts), max_size=4),
)


@given(events=st.lists(_events, max_size=15))
@settings(max_examples=25, deadline=None)
def test_the_file_gives_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> None:
    folder: Path = tmp_path_factory.mktemp("journal")
    with open_journal(folder) as journal:
        for event in events:
            journal.append(event)
    with open_journal(folder) as journal:
        assert list(journal.events()) == events
