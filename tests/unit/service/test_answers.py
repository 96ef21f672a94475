"""The answer of retrieve in every state."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from maskkit.roomapi.schema import Generation
from maskkit.service.accounts import Welcome
from maskkit.service.answers import as_json, generation_answer
from maskkit.service.db import generations
from maskkit.service.db.database import Database
from maskkit.service.db.files import add_file
from maskkit.service.db.rows import FileRow
from maskkit.service.parts import Parts

AddRoom = Callable[[Database, str, str], str]


def answer(parts: Parts, room: str) -> dict[str, object]:
    with parts.database.read() as transaction:
        row = generations.generation(transaction, room)
        assert row is not None
        return generation_answer(parts, transaction, row, "http://here")


def test_while_it_is_worked_on_there_are_no_images(parts: Parts, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(parts.database, user.user_id, "room")
    assert answer(parts, room) == {"status": "STARTING", "variations": 0}
    with parts.database.write() as transaction:
        generations.begin_attempt(transaction, room, 1, fence=0)
    assert answer(parts, room) == {"status": "PROCESSING", "variations": 0}


def test_when_it_succeeded_the_images_are_in_order(parts: Parts, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(parts.database, user.user_id, "room")
    with parts.database.write() as transaction:
        generations.finish(transaction, room, 5)
        for position in (2, 1):
            name = f"out-{position}.png"
            add_file(transaction, FileRow(name, None, user.user_id, room, position, "image/png", 1, "", 0, 9, None))
    images = [str(url).partition("?") for url in answer(parts, room)["images"]]
    assert [url for url, _, _ in images] == ["http://here/files/out-1.png", "http://here/files/out-2.png"]
    assert all("signature=" in query for _, _, query in images)


def test_when_it_failed_it_says_why_and_shows_nothing(parts: Parts, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(parts.database, user.user_id, "room")
    with parts.database.write() as transaction:
        generations.finish(transaction, room, 5, error=("empty_mask", "the mask marks nothing"))
    told = answer(parts, room)
    assert told == {
        "status": "FAILED",
        "variations": 0,
        "error": {"code": "empty_mask", "message": "the mask marks nothing"},
    }
    assert Generation.from_wire(told).failed


def test_variations_are_those_that_were_made(parts: Parts, user: Welcome, add_room: AddRoom) -> None:
    room = add_room(parts.database, user.user_id, "room")
    with parts.database.write() as transaction:
        first = generations.generation(transaction, room)
        assert first is not None
        for name, error in [("made", None), ("failed", ("x", "y")), ("waiting", "open")]:
            row = dataclasses.replace(first, id=name, previous_id=room, output_key=name)
            generations.add_generation(transaction, row)
            if error != "open":
                generations.finish(transaction, name, 5, error=error)
    assert answer(parts, room)["variations"] == 1


def test_answers_are_compact_json() -> None:
    assert as_json({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()


@pytest.mark.parametrize("error", [None, ("code", "message")])
def test_a_generation_ends_once(parts: Parts, user: Welcome, add_room: AddRoom, error: tuple[str, str] | None) -> None:
    room = add_room(parts.database, user.user_id, "room")
    with parts.database.write() as transaction:
        assert generations.finish(transaction, room, 5, error=error)
        assert not generations.finish(transaction, room, 6)
        assert generations.begin_attempt(transaction, room, 7, fence=0) is None
