"""From a generated room to the finished photo and its record."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.batch.finish import finish_room, timings, write_record
from maskkit.batch.manifest import Item
from maskkit.batch.options import RunOptions
from maskkit.batch.prepare import prepare_photo
from maskkit.batch.state import ItemState, RoomState, Sent
from maskkit.errors import SizeMismatch
from maskkit.roomapi.words import RoomType, Theme

WH = (90, 60)
OPTIONS = RunOptions(long_edge_px=48, feather_px=0.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a prepared photo."""
    Image.fromarray(np.random.default_rng(3).integers(40, 220, (60, 90, 3), dtype=np.uint8)).save(tmp_path / "p.png")
    mask = np.zeros(WH[::-1], np.uint8)
    mask[30:, :40] = 255
    Image.fromarray(mask).save(tmp_path / "m.png")
    prepare_photo(tmp_path / "p.png", tmp_path / "m.png", tmp_path / "out", tmp_path / "page", OPTIONS)
    return tmp_path / "out"


def generate(folder: Path, size_wh: tuple[int, int] | None = None) -> None:
    with Image.open(folder / "photo.png") as sent:
        Image.new("RGB", size_wh or sent.size, (200, 30, 30)).save(folder / "generated-1.png")


def test_the_room_is_at_full_size_and_the_rest_is_the_photo(folder: Path, tmp_path: Path) -> None:
    generate(folder)
    told = finish_room(tmp_path / "p.png", folder, tmp_path / "page", 1, OPTIONS)
    with Image.open(folder / "final-1.png") as final, Image.open(tmp_path / "p.png") as photo:
        made, before = np.asarray(final), np.asarray(photo)
    assert (made[30:, :40] == (200, 30, 30)).all()
    assert (made[:30] == before[:30]).all()
    assert (made[:, 40:] == before[:, 40:]).all()
    assert told["sha256"] == hashlib.sha256((folder / "final-1.png").read_bytes()).hexdigest()
    assert json.loads((folder / "audit-1.json").read_text()) == told["audit"]
    assert {"after-1.jpg", "thumb-1.jpg"} < {path.name for path in (tmp_path / "page").iterdir()}


def test_the_same_room_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    generate(folder)
    hashes = {finish_room(tmp_path / "p.png", folder, tmp_path / "page", 1, OPTIONS)["sha256"] for _ in range(2)}
    assert len(hashes) == 1


def test_a_picture_of_another_shape_is_refused(folder: Path, tmp_path: Path) -> None:
    generate(folder, (31, 77))
    with pytest.raises(SizeMismatch):
        finish_room(tmp_path / "p.png", folder, tmp_path / "page", 1, OPTIONS)
    assert not (folder / "final-1.png").exists()


def test_the_record_tells_what_was_asked_sent_spent_and_made(folder: Path) -> None:
    room = RoomState(
        sent=Sent("key", 12.0, {"width": 48}),
        created={"generation_id": "g", "seconds": 0.5},
        succeeded={"seconds": 2.0},
    )
    state = ItemState(prepared={"seconds": 1.0}, uploaded={"service": "s"}, rooms=(room, room))
    item = Item("a", Path("a.jpg"), RoomType.KITCHEN, Theme.MODERN)
    write_record(item, state, folder, OPTIONS)
    record = json.loads((folder / "record.json").read_text())
    assert (record["spent"], record["room_type"], record["service"]) == (2, "KITCHEN", "s")
    assert record["rooms"][1]["sent"] == {"idempotency_key": "key", "at": 12.0, "request": {"width": 48}}
    assert record["rooms"][0]["created"]["generation_id"] == "g"
    assert record["options"]["long_edge_px"] == 48
    assert record["seconds"]["wait"] == 4.0


def test_timings_of_a_photo_that_was_never_begun() -> None:
    assert set(timings(ItemState()).values()) == {0.0}
