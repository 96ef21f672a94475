"""What the journal says about a photo, and what is to be done next. Pure: nothing here reads, writes or waits.

A photo's life is a list of events. Room 0 is the photo itself (started, prepared, uploaded); rooms 1, 2, … are the
generated rooms: 1 is the create call, those after it are variations.

    started → prepared → uploaded → create_sent → created → succeeded → downloaded → composited
                                         │            └── failed (refunded): room may be asked for anew
                                         └── failed (refused): nothing was spent, room may be asked for anew
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Data = Mapping[str, Any]


class Step(StrEnum):
    """The events that the journal keeps."""

    STARTED = "started"
    PREPARED = "prepared"
    UPLOADED = "uploaded"
    CREATE_SENT = "create_sent"
    CREATED = "created"
    SUCCEEDED = "succeeded"
    DOWNLOADED = "downloaded"
    COMPOSITED = "composited"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal: something that was done, or is about to be paid for."""

    item: str
    room: int
    step: Step
    at: float
    data: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A paid call that was sent, or was about to be: its idempotency key, its time, and everything that was in it."""

    key: str
    at: float
    request: Data


@dataclass(frozen=True, slots=True)
class RoomState:
    """How far one room is.

    ``sent`` is None while nothing can have been spent on it; ``lost`` counts earlier calls of unknown outcome that the
    user had sent afresh.
    """

    sent: Sent | None = None
    lost: int = 0
    created: Data | None = None
    succeeded: Data | None = None
    downloaded: Data | None = None
    composited: Data | None = None
    error: Data | None = None

    @property
    def outcome_unknown(self) -> bool:
        """Whether a paid call went out whose answer never came in."""
        return self.sent is not None and self.created is None


@dataclass(frozen=True, slots=True)
class ItemState:
    """How far one photo is."""

    started: Data | None = None
    prepared: Data | None = None
    uploaded: Data | None = None
    error: Data | None = None
    rooms: tuple[RoomState, ...] = ()

    def room(self, number: int) -> RoomState:
        """The state of room 1, 2, …; a new one where nothing is known of it yet."""
        return self.rooms[number - 1] if number <= len(self.rooms) else RoomState()

    @property
    def spent(self) -> int:
        """How many photos this one has cost, counting calls whose outcome is unknown."""
        return sum((room.sent is not None) + room.lost for room in self.rooms)

    def is_done(self, rooms: int) -> bool:
        """Whether the first ``rooms`` rooms are finished, and the files that they were made from are there."""
        return self.prepared is not None and all(
            self.room(number).composited is not None for number in range(1, rooms + 1)
        )

    def after(self, event: Event) -> ItemState:
        """The state once ``event`` is in the journal."""
        if event.room == 0:
            changes: dict[str, Any] = {"error": None, event.step.value: event.data}
            return replace(self, **({"error": event.data} if event.step is Step.FAILED else changes))
        rooms = [self.room(number) for number in range(1, max(len(self.rooms), event.room) + 1)]
        rooms[event.room - 1] = _room_after(rooms[event.room - 1], event)
        return replace(self, rooms=tuple(rooms))

    def without_files(self, missing: Iterable[str]) -> ItemState:
        """The state if the files named ``missing`` are to be made again; what was paid for stays paid.

        >>> state = ItemState(prepared={}, rooms=(RoomState(downloaded={}, composited={}),))
        >>> state.without_files(["final-1.png"]).rooms[0].downloaded
        {}
        """
        gone = set(missing)
        rooms = tuple(_room_without(room, number, gone) for number, room in enumerate(self.rooms, 1))
        return replace(self, prepared=None if gone & PREPARED_FILES else self.prepared, rooms=rooms)


PREPARED_FILES = frozenset({"mask.png", "overlay.png", "photo.png", "mask-sent.png", "transform.json"})


def _room_after(room: RoomState, event: Event) -> RoomState:
    match event.step:
        case Step.CREATE_SENT:
            sent = Sent(event.data["key"], event.at, event.data["request"])
            return RoomState(sent=sent, lost=room.lost + room.outcome_unknown)
        case Step.FAILED if event.data.get("settled"):
            return RoomState(error=event.data, lost=room.lost)
        case Step.FAILED:
            return replace(room, error=event.data)
        case _:
            changes: dict[str, Any] = {"error": None, event.step.value: event.data}
            return replace(room, **changes)


def _room_without(room: RoomState, number: int, gone: set[str]) -> RoomState:
    if f"generated-{number}.png" in gone:
        return replace(room, downloaded=None, composited=None)
    if gone & {f"final-{number}.png", f"audit-{number}.json"}:
        return replace(room, composited=None)
    return room


def replay(events: Iterable[Event]) -> dict[str, ItemState]:
    """The state of every photo that the journal names."""
    states: dict[str, ItemState] = {}
    for event in events:
        states[event.item] = states.get(event.item, ItemState()).after(event)
    return states


class Do(StrEnum):
    """What can be done next for a photo."""

    PREPARE = "prepare"
    UPLOAD = "upload"
    CREATE = "create"
    RESEND = "resend"
    WAIT = "wait"
    DOWNLOAD = "download"
    COMPOSITE = "composite"
    ASK = "ask"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done next, and for which room."""

    do: Do
    room: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What a run may rely on.

    ``service`` is the URL of the service; ``replay_s`` for how many seconds it promises to answer a repeated
    idempotency key with the first answer (None: no promise); ``retry_unknown`` whether the user wants calls of unknown
    outcome sent afresh; ``rooms`` how many rooms each photo is to have.
    """

    service: str
    replay_s: float | None = None
    retry_unknown: bool = False
    rooms: int = 1


_MARGIN_S = 60.0


def next_action(state: ItemState, terms: Terms, *, now: float) -> Action:
    """What to do next for a photo in ``state``.

    A call that may have been paid for is repeated only under its own idempotency key and only while the service
    promises to replay it; otherwise the answer is ``ASK``: a person decides.

    >>> next_action(ItemState(), Terms("http://localhost"), now=0.0)
    Action(do=<Do.PREPARE: 'prepare'>, room=0)
    """
    if state.prepared is None:
        return Action(Do.PREPARE)
    if state.is_done(terms.rooms):
        return Action(Do.FINISH)
    number = next(n for n in range(1, terms.rooms + 1) if state.room(n).composited is None)
    return _room_action(state, number, terms, now)


def _room_action(state: ItemState, number: int, terms: Terms, now: float) -> Action:
    room = state.room(number)
    if room.downloaded is not None:
        return Action(Do.COMPOSITE, number)
    if room.succeeded is not None:
        return Action(Do.DOWNLOAD, number)
    if room.created is not None:
        return Action(Do.WAIT, number)
    if room.sent is not None and _is_replayed(room.sent, terms, now):
        return Action(Do.RESEND, number)
    if room.sent is not None and not terms.retry_unknown:
        return Action(Do.ASK, number)
    return Action(Do.CREATE, number) if _uploads_serve(state, terms, now) else Action(Do.UPLOAD)


def _is_replayed(sent: Sent, terms: Terms, now: float) -> bool:
    return terms.replay_s is not None and now < sent.at + terms.replay_s - _MARGIN_S


def _uploads_serve(state: ItemState, terms: Terms, now: float) -> bool:
    uploaded = state.uploaded
    if uploaded is None or uploaded.get("service") != terms.service:
        return False
    expires_at = uploaded.get("expires_at")
    same_files = state.prepared is not None and uploaded.get("sent_sha256") == state.prepared.get("sent_sha256")
    return same_files and (expires_at is None or now < expires_at - _MARGIN_S)
