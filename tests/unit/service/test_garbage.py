"""Garbage: what nothing refers to goes, everything else stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from maskkit.service import garbage
from maskkit.service.accounts import Welcome
from maskkit.service.db import generations
from maskkit.service.db.database import Database
from maskkit.service.files import keep_asset, output_name, store_name
from maskkit.service.jobs import work
from maskkit.service.parts import Parts

AddRoom = Callable[[Database, str, str], str]


@pytest.fixture
def put(parts: Parts) -> Callable[..., str]:
    """Puts a file into the store that was written an hour ago and more."""

    def old(name: str, age_s: float = garbage.YOUNG_S + 60) -> str:
        parts.store.put(name, b"bytes")
        written_s = time.time() - age_s
        os.utime(parts.store.path_of(name), (written_s, written_s))
        return name

    return old


def test_a_store_without_a_file_has_no_garbage(parts: Parts) -> None:
    assert garbage.collect(parts) == 0


def test_pictures_of_a_run_that_never_finished_go_once_its_generation_has_ended(
    parts: Parts, user: Welcome, add_room: AddRoom, put: Callable[..., str]
) -> None:
    add_room(parts.database, user.user_id, "room")
    picture = put(store_name(output_name("key-room-0123456789abcdef", 1)))
    assert garbage.collect(parts) == 0
    with parts.database.write() as transaction:
        generations.finish(transaction, "room", 5, error=("no", "no"))
    assert garbage.collect(parts) == 1
    assert not parts.store.exists(picture)


def test_what_is_kept_and_what_is_young_stays(parts: Parts, user: Welcome, put: Callable[..., str]) -> None:
    asset = keep_asset(parts, user.user_id, b"photo", "image/png")
    put(store_name(asset.name))
    put(store_name("fYoung.png"), age_s=10)
    assert garbage.collect(parts) == 0
    assert parts.store.exists(store_name(asset.name))
    assert parts.store.exists(store_name("fYoung.png"))


def test_a_picture_of_a_finished_generation_stays(
    parts: Parts, user: Welcome, add_room: AddRoom, put: Callable[..., str]
) -> None:
    add_room(parts.database, user.user_id, "room")
    name = output_name("key-room-0123456789abcdef", 1)
    put(store_name(name))
    work.finish(parts, "room", {"outputs": [{"name": name, "sha256": "0", "size_bytes": 5}]}, fence=0)
    assert garbage.collect(parts) == 0
    assert parts.store.exists(store_name(name))


def test_copies_of_photos_go_with_their_generation(
    parts: Parts, user: Welcome, add_room: AddRoom, put: Callable[..., str]
) -> None:
    for name in ("open", "done"):
        add_room(parts.database, user.user_id, name)
        put(f"inputs/{name}-photo")
        put(f"inputs/{name}-mask")
    put("inputs/neverwas-mask")
    put("inputs/something-else")
    with parts.database.write() as transaction:
        generations.finish(transaction, "done", 5)
    assert garbage.collect(parts) == 3
    assert [parts.store.exists(f"inputs/{name}-photo") for name in ("open", "done")] == [True, False]
    assert parts.store.exists("inputs/something-else")


def test_many_files_are_looked_at_a_few_at_a_time(
    parts: Parts, put: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_AT_A_TIME", 2)
    for number in range(5):
        put(store_name(f"f{number}.png"))
    assert garbage.collect(parts) == 5
