# ruff: noqa: ARG002 - the scripted work follows the protocol of the real one
"""One photo's way: what is journaled when, and which failures free a room."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from maskkit.batch.pipeline import Ending, Way, advance
from maskkit.batch.spending import Spending
from maskkit.batch.state import Action, Data, Do, Event, ItemState, RoomState, Sent, Step, Terms
from maskkit.errors import (
    BadAnswer,
    CorruptImage,
    DeadlinePassed,
    GenerationFailed,
    KeyRefused,
    MaskkitError,
    OutcomeUnknown,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)

PREPARED = {"sent_sha256": "s"}
UPLOADED = {"service": "here", "sent_sha256": "s"}


@dataclass
class Scripted:
    """Work that raises what it is told to, once."""

    fails: dict[str, MaskkitError] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def _did(self, name: str, **data: Any) -> Data:
        self.calls.append(name)
        if name in self.fails:
            raise self.fails.pop(name)
        return data

    def prepare(self) -> Data:
        return self._did("prepare", **PREPARED)

    def upload(self, state: ItemState) -> Data:
        return self._did("upload", **UPLOADED)

    def request(self, state: ItemState, room: int) -> Data:
        return {"room": room}

    def create(self, sent: Sent) -> Data:
        self.sent.append(sent)
        return self._did("create", generation_id="g")

    def wait(self, state: ItemState, room: int) -> Data:
        return self._did("wait", images=["u"])

    def download(self, state: ItemState, room: int) -> Data:
        return self._did("download")

    def composite(self, state: ItemState, room: int) -> Data:
        return self._did("composite")

    def finish(self, state: ItemState) -> None:
        self.calls.append("finish")


@dataclass
class Bench:
    """A way with everything at hand that a test looks at."""

    work: Scripted
    spending: Spending = field(default_factory=Spending)
    events: list[Event] = field(default_factory=list)
    begun: list[Action] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    replay_s: float | None = 1000.0
    rooms: int = 1

    def advance(self, state: ItemState | None = None) -> tuple[ItemState, Ending]:
        way = Way(
            item="a",
            work=self.work,
            terms=Terms("here", self.replay_s, rooms=self.rooms),
            spending=self.spending,
            record=self.events.append,
            begin=self.begun.append,
            clock=lambda: 5.0,
            mint=lambda: f"key-{len(self.work.sent)}",
            pause=self.pauses.append,
        )
        return advance(state or ItemState(), way)


def test_every_step_is_written_down_and_the_paid_one_before_it_is_sent() -> None:
    bench = Bench(Scripted())
    state, ending = bench.advance()
    assert ending is Ending.FINISHED
    assert [event.step for event in bench.events] == [
        Step.PREPARED,
        Step.UPLOADED,
        Step.CREATE_SENT,
        Step.CREATED,
        Step.SUCCEEDED,
        Step.DOWNLOADED,
        Step.COMPOSITED,
    ]
    assert bench.work.calls == ["prepare", "upload", "create", "wait", "download", "composite", "finish"]
    assert bench.begun[2] == Action(Do.CREATE, 1)
    assert bench.events[2].data == {"key": "key-0", "request": {"room": 1}}
    assert state.is_done(1)
    assert bench.spending.spent == 1


@pytest.mark.parametrize(
    ("error", "settled"),
    [
        (RequestRejected("no", status=400), True),
        (RateLimited("slow", status=429, retry_after_s=9999.0), True),
        (OutOfPhotos("none", status=402), True),
        (KeyRefused("no", status=401), True),
        (ServiceUnreachable("no route"), True),
        (ServiceFailed("busy", status=503, retry_after_s=9999.0), True),
        (ServiceFailed("crash", status=500), False),
        (BadAnswer("html"), False),
        (OutcomeUnknown("lost"), False),
    ],
)
def test_a_failed_create_frees_the_room_only_if_nothing_was_spent(error: MaskkitError, settled: bool) -> None:
    bench = Bench(Scripted({"create": error}))
    with pytest.raises(type(error)):
        bench.advance()
    last = bench.events[-1]
    assert (last.step, last.data["settled"], last.data["error"]["code"]) == (Step.FAILED, settled, error.code)
    assert bench.spending.spent == (0 if settled else 1)


LOST = ItemState(prepared=PREPARED, uploaded=UPLOADED, rooms=(RoomState(sent=Sent("old", 1.0, {"room": 1})),))


def test_a_lost_call_goes_out_again_word_for_word_and_is_not_paid_again() -> None:
    bench = Bench(Scripted(), spending=Spending(spent=1, limit=1))
    _, ending = bench.advance(LOST)
    assert ending is Ending.FINISHED
    assert bench.work.sent == [Sent("old", 1.0, {"room": 1})]
    assert Step.CREATE_SENT not in {event.step for event in bench.events}


@pytest.mark.parametrize(
    "error",
    [
        KeyRefused("no", status=401),
        RateLimited("slow", status=429, retry_after_s=9999.0),
        ServiceUnreachable("gone"),
        RequestRejected("in progress", status=409),
        RequestRejected("other body", status=422),
    ],
)
def test_a_refusal_of_the_second_sending_says_nothing_of_the_first(error: MaskkitError) -> None:
    bench = Bench(Scripted({"create": error}), spending=Spending(spent=1))
    with pytest.raises(type(error)):
        bench.advance(LOST)
    assert bench.events[-1].data["settled"] is False
    assert bench.spending.spent == 1


@pytest.mark.parametrize(
    ("step", "error", "pause_s"),
    [
        ("create", RateLimited("slow", status=429, retry_after_s=7.0), 7.0),
        ("create", ServiceFailed("busy", status=503), 2.0),
        ("upload", RateLimited("slow", status=429), 2.0),
    ],
)
def test_a_busy_service_is_left_alone_for_a_while(step: str, error: MaskkitError, pause_s: float) -> None:
    bench = Bench(Scripted({step: error}))
    _, ending = bench.advance()
    assert ending is Ending.FINISHED
    assert bench.pauses == [pause_s]
    assert bench.work.calls.count(step) == 2
    assert bench.spending.spent == 1
    assert len({sent.key for sent in bench.work.sent}) == len(bench.work.sent)


def test_a_lost_call_that_never_arrived_is_made_anew_in_the_same_run() -> None:
    bench = Bench(Scripted({"create": RequestRejected("the photo is gone", status=400)}), spending=Spending(spent=1))
    _, ending = bench.advance(LOST)
    assert ending is Ending.FINISHED
    assert [sent.key for sent in bench.work.sent] == ["old", "key-1"]
    assert bench.spending.spent == 1


def test_a_call_that_nobody_can_replay_waits_for_a_person() -> None:
    bench = Bench(Scripted(), replay_s=None)
    with pytest.raises(OutcomeUnknown, match="does not promise to replay it"):
        bench.advance(LOST)
    assert bench.work.calls == []
    assert bench.events == []


def test_a_refund_frees_the_room_and_a_deadline_does_not() -> None:
    failed = Bench(Scripted({"wait": GenerationFailed("no")}))
    with pytest.raises(GenerationFailed):
        failed.advance()
    assert (failed.events[-1].data["settled"], failed.spending.spent) == (True, 0)
    late = Bench(Scripted({"wait": DeadlinePassed("late")}))
    with pytest.raises(DeadlinePassed):
        late.advance()
    assert (late.events[-1].data["settled"], late.spending.spent) == (False, 1)


def test_without_leave_to_spend_the_photo_is_held_with_its_work_kept() -> None:
    bench = Bench(Scripted(), spending=Spending(limit=0))
    state, ending = bench.advance()
    assert ending is Ending.HELD
    assert bench.work.calls == ["prepare", "upload"]
    assert state.uploaded is not None


def test_a_bad_photo_costs_nothing() -> None:
    bench = Bench(Scripted({"prepare": CorruptImage("cut off")}))
    with pytest.raises(CorruptImage):
        bench.advance()
    assert [event.step for event in bench.events] == [Step.FAILED]
    assert bench.spending.spent == 0


def test_rooms_are_made_one_after_the_other() -> None:
    bench = Bench(Scripted(), rooms=3)
    state, _ = bench.advance()
    assert [sent.request["room"] for sent in bench.work.sent] == [1, 2, 3]
    assert state.is_done(3)
    assert bench.spending.spent == 3


def test_the_journal_that_cannot_be_written_stops_the_call() -> None:
    bench = Bench(Scripted())

    def full(event: Event) -> None:
        if event.step is Step.CREATE_SENT:
            raise OSError("disk full")

    way = Way("a", bench.work, Terms("here", 1000.0), Spending(), full, clock=lambda: 5.0)
    with pytest.raises(OSError, match="disk full"):
        advance(ItemState(), way)
    assert "create" not in bench.work.calls
