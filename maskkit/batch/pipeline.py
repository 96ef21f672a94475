"""One photo's way through its steps: decide, write down, do, write down.

Whatever may cost a photo is in the journal before it is sent; whatever is in the journal is not done again.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from maskkit.batch.state import Action, Data, Do, Event, ItemState, RoomState, Sent, Step, Terms, next_action
from maskkit.errors import (
    GenerationFailed,
    InputRefused,
    MaskkitError,
    OutcomeUnknown,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceFailed,
)
from maskkit.roomapi.refusals import certainly_unspent

if TYPE_CHECKING:
    from collections.abc import Callable

    from maskkit.batch.spending import Spending


class Work(Protocol):
    """What is done to the world for one photo. Each method returns what the journal is to keep of it.

    All but ``create`` may be repeated at no cost; ``create`` is called only after the journal holds what it sends.
    """

    def prepare(self) -> Data:
        """Make the mask and the pair that is uploaded."""

    def upload(self, state: ItemState) -> Data:
        """Put the pair where the service can fetch it."""

    def request(self, state: ItemState, room: int) -> Data:
        """What a create or variation call for ``room`` says."""

    def create(self, sent: Sent) -> Data:
        """Send the call; its answer holds ``generation_id``."""

    def wait(self, state: ItemState, room: int) -> Data:
        """Wait for the generation; the answer holds ``images``."""

    def download(self, state: ItemState, room: int) -> Data:
        """Fetch the generated room."""

    def composite(self, state: ItemState, room: int) -> Data:
        """Put the room back into the photo and prove it."""

    def finish(self, state: ItemState) -> None:
        """Write the record of the finished photo."""


class Ending(StrEnum):
    """How a photo's way ended, where nothing failed."""

    FINISHED = "finished"
    HELD = "held"


@dataclass(frozen=True)
class Way:
    """Everything that one photo's way needs beside its state.

    ``record`` puts an event into the journal; ``begin`` is told each action before it is done; ``pay`` is told 1
    before and -1 after a paid call; ``stopped`` says whether the run is to end; ``clock`` gives seconds since 1970 and
    ``mint`` new idempotency keys.
    """

    item: str
    work: Work
    terms: Terms
    spending: Spending
    record: Callable[[Event], None]
    begin: Callable[[Action], None] = lambda _action: None
    pay: Callable[[int], None] = lambda _change: None
    pause: Callable[[float], object] = time.sleep
    stopped: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.time
    mint: Callable[[], str] = lambda: str(uuid.uuid4())


def advance(state: ItemState, way: Way) -> tuple[ItemState, Ending]:
    """Do whatever is left to do for a photo in ``state``.

    Returns:
        The new state and ``FINISHED``, or ``HELD`` when a paid call may not be made or the run is to end.

    Raises:
        OutcomeUnknown: if a paid call was lost and the service does not promise to replay it.
        MaskkitError: what went wrong; it is in the journal.
    """
    busy = 0
    while not way.stopped():
        action = next_action(state, way.terms, now=way.clock())
        if action.do is Do.FINISH:
            way.work.finish(state)
            return state, Ending.FINISHED
        if action.do is Do.ASK:
            raise _lost(state.room(action.room), way)
        if action.do is Do.CREATE and not way.spending.take():
            return state, Ending.HELD
        way.begin(action)
        try:
            state = _pay(state, action, way) if action.do in {Do.CREATE, Do.RESEND} else _do(state, action, way)
        except (RateLimited, ServiceFailed) as error:
            busy += 1
            pause_s = _pause_s(error, busy)
            if pause_s is None:
                raise
            way.pause(pause_s)  # nothing was spent, and the state is still what it was before the call
    return state, Ending.HELD


_BUSY_TRIES = 6
_LONGEST_PAUSE_S = 120.0


def _pause_s(error: RateLimited | ServiceFailed, busy: int) -> float | None:
    """How long to leave a busy service alone; None if it is not just busy, or has been for too long.

    >>> _pause_s(RateLimited("slow down", retry_after_s=7.0), 1), _pause_s(ServiceFailed("crash", status=500), 1)
    (7.0, None)
    """
    pause_s = error.retry_after_s if error.retry_after_s is not None else 2.0**busy
    patient = busy <= _BUSY_TRIES and pause_s <= _LONGEST_PAUSE_S
    return pause_s if patient and certainly_unspent(error) else None


_STEPS = {
    Do.PREPARE: Step.PREPARED,
    Do.UPLOAD: Step.UPLOADED,
    Do.WAIT: Step.SUCCEEDED,
    Do.DOWNLOAD: Step.DOWNLOADED,
    Do.COMPOSITE: Step.COMPOSITED,
}


def _do(state: ItemState, action: Action, way: Way) -> ItemState:
    """Do a step that costs nothing."""
    started = time.monotonic()
    try:
        data = _effect(state, action, way.work)
    except MaskkitError as error:
        settled = isinstance(error, GenerationFailed)
        if settled:
            way.spending.give_back()
        _note(state, action.room, Step.FAILED, {"error": error.to_json(), "settled": settled}, way)
        raise
    return _note(state, action.room, _STEPS[action.do], {**data, "seconds": _since(started)}, way)


def _effect(state: ItemState, action: Action, work: Work) -> Data:
    match action.do:
        case Do.PREPARE:
            return work.prepare()
        case Do.UPLOAD:
            return work.upload(state)
        case Do.WAIT:
            return work.wait(state, action.room)
        case Do.DOWNLOAD:
            return work.download(state, action.room)
        case _:
            return work.composite(state, action.room)


def _pay(state: ItemState, action: Action, way: Way) -> ItemState:
    way.pay(1)
    try:
        return _create(state, action, way)
    finally:
        way.pay(-1)


def _create(state: ItemState, action: Action, way: Way) -> ItemState:
    """Send a paid call: a new one, or a lost one again under its own key."""
    started = time.monotonic()
    if action.do is Do.CREATE:
        data = {"key": way.mint(), "request": _request(state, action, way)}
        state = _note(state, action.room, Step.CREATE_SENT, data, way)
    sent = state.room(action.room).sent
    assert sent is not None
    try:
        answer = way.work.create(sent)
    except MaskkitError as error:
        settled = _cost_nothing(error, again=action.do is Do.RESEND)
        if settled:
            way.spending.give_back()
        failure = {"error": error.to_json(), "settled": settled}
        state = _note(state, action.room, Step.FAILED, failure, way)
        if settled and isinstance(error, RequestRejected) and action.do is Do.RESEND:
            return state  # the lost call never got there, and its uploads are gone by now: it is made anew
        raise
    return _note(state, action.room, Step.CREATED, {**answer, "seconds": _since(started)}, way)


def _request(state: ItemState, action: Action, way: Way) -> Data:
    try:
        return way.work.request(state, action.room)
    except MaskkitError:
        way.spending.give_back()
        raise


_REJECTED_UNSEEN = frozenset({400, 404, 413})


def _cost_nothing(error: MaskkitError, *, again: bool) -> bool:
    """Whether ``error`` proves that nothing was spent.

    When a lost call is sent ``again``, a refusal of the second sending says nothing of the first, unless it shows that
    the service never saw the key.
    """
    if not again:
        return isinstance(error, InputRefused) or certainly_unspent(error)
    rejected = isinstance(error, RequestRejected) and error.status in _REJECTED_UNSEEN
    return rejected or isinstance(error, OutOfPhotos)


def _note(state: ItemState, room: int, step: Step, data: Data, way: Way) -> ItemState:
    event = Event(way.item, room, step, way.clock(), data)
    way.record(event)
    return state.after(event)


def _since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def _lost(room: RoomState, way: Way) -> OutcomeUnknown:
    sent_at = room.sent.at if room.sent else 0.0
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(sent_at))
    return OutcomeUnknown(
        f"the answer to the call sent at {at} was lost, and the service does not promise to replay it",
        where=way.item,
        hint="Compare the account's photos before and after that time; then run again with --retry-unknown, "
        "which sends the call afresh and may cost a second photo.",
    )
