# ruff: noqa: ARG002 - the scripted work follows the protocol of the real one
"""Several photos on several threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maskkit.batch.crew import Crew
from maskkit.batch.manifest import Item
from maskkit.batch.notices import Notice
from maskkit.batch.spending import Spending
from maskkit.batch.state import Data, Event, ItemState, RoomState, Sent, Terms
from maskkit.errors import CorruptImage, KeyRefused, NoRoomFound, OutOfPhotos
from maskkit.roomapi.words import RoomType, Theme

UPLOADED = {"service": "here", "sent_sha256": None}


class Work:
    """Quick work; ``create`` is handed the item's name."""

    def __init__(self, name: str, create: Callable[[str], None]) -> None:
        self.name = name
        self._create = create

    def prepare(self) -> Data:
        return {}

    def upload(self, state: ItemState) -> Data:
        return UPLOADED

    def request(self, state: ItemState, room: int) -> Data:
        return {}

    def create(self, sent: Sent) -> Data:
        self._create(self.name)
        return {"generation_id": self.name}

    def _nothing(self, *_: object) -> Data:
        return {}

    wait = download = composite = finish = _nothing


def item(name: str) -> Item:
    return Item(name, Path(f"{name}.jpg"), RoomType.KITCHEN, Theme.MODERN)


def crew(told: list[Notice] | None = None, **options: Any) -> Crew:
    events: list[Event] = []
    settings = {"states": {}, "spending": Spending(), "record": events.append, **options}
    return Crew(watch=(told if told is not None else []).append, **settings)


def do(team: Crew, names: str, create: Callable[[str], None], jobs: int = 3) -> None:
    team.do_all([item(name) for name in names], lambda one: Work(one.name, create), terms=Terms("here"), jobs=jobs)


def test_one_bad_photo_stops_nothing() -> None:
    told: list[Notice] = []
    team = crew(told)

    def create(name: str) -> None:
        if name == "b":
            raise CorruptImage("cut off")
        if name == "c":
            raise ZeroDivisionError

    do(team, "abcd", create)
    assert {name: failure.error.code for name, failure in team.failed.items()} == {
        "b": "corrupt_image",
        "c": "unexpected",
    }
    assert "ZeroDivisionError" in team.failed["c"].error.message
    assert {(n.item, n.kind) for n in told if n.kind != "step"} == {
        ("a", "finished"),
        ("b", "failed"),
        ("c", "failed"),
        ("d", "finished"),
    }
    assert team.stopped_by is None


def test_a_refused_key_ends_the_run_and_blames_no_photo() -> None:
    team = crew()

    def create(_: str) -> None:
        raise KeyRefused("wrong")

    do(team, "abcdef", create, jobs=1)
    assert isinstance(team.stopped_by, KeyRefused)
    assert team.failed == {}
    assert team.spending.spent == 0


def test_out_of_photos_finishes_what_was_paid_for() -> None:
    paid = ItemState(prepared={}, uploaded=UPLOADED, rooms=(RoomState(sent=Sent("k", 0, {}), created={}),))
    team = crew(states={"z": paid}, spending=Spending(spent=1))

    def create(_: str) -> None:
        raise OutOfPhotos("none left")

    do(team, "abz", create, jobs=1)
    assert isinstance(team.stopped_by, OutOfPhotos)
    assert team.states["z"].is_done(1)
    assert not any(team.states[name].is_done(1) for name in "ab" if name in team.states)


def test_photos_that_were_paid_for_go_first() -> None:
    told: list[Notice] = []
    paid = ItemState(prepared={}, uploaded=UPLOADED, rooms=(RoomState(sent=Sent("k", 0, {}), created={}),))
    team = crew(told, states={"c": paid}, spending=Spending(spent=1))
    do(team, "abc", lambda _: None, jobs=1)
    assert [notice.item for notice in told if notice.kind == "finished"] == ["c", "a", "b"]


def test_no_more_threads_work_than_jobs_allow() -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def create(_: str) -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.02)
        with lock:
            at_work -= 1

    do(crew(), "abcdefgh", create, jobs=2)
    assert most == 2


def test_the_limit_holds_with_many_threads() -> None:
    created: list[str] = []
    team = crew(spending=Spending(limit=3))
    do(team, "abcdefghij", created.append, jobs=8)
    assert len(created) == 3
    assert team.spending.spent == 3


def test_every_notice_tells_what_was_spent() -> None:
    told: list[Notice] = []
    do(crew(told), "ab", lambda _: None, jobs=1)
    assert [notice.spent for notice in told if notice.kind == "finished"] == [1, 2]


@pytest.mark.parametrize("jobs", [1, 4])
def test_nothing_to_do_is_done_at_once(jobs: int) -> None:
    told: list[Notice] = []
    do(crew(told), "", lambda _: None, jobs=jobs)
    assert [notice.kind for notice in told if notice.kind == "finished"] == []


def test_a_failure_that_does_not_say_where_names_the_photo() -> None:
    hands = crew()
    hands.fail(item("a"), NoRoomFound("no lines"))
    hands.fail(item("b"), CorruptImage("it is cut off", where="other.jpg"))
    hands.fail(item("c"), ZeroDivisionError("division by zero"))
    assert [hands.failed[name].error.where for name in "abc"] == ["a.jpg", "other.jpg", "c.jpg"]
