"""The files of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maskkit.batch.fingerprint import fingerprint, is_unchanged
from maskkit.batch.manifest import Item
from maskkit.batch.outputs import clear_leftovers, missing_files, refuse_strangers, write_failures
from maskkit.batch.state import ItemState, RoomState
from maskkit.batch.summary import Failure
from maskkit.errors import EmptyFile, OutputExists
from maskkit.roomapi.words import RoomType, Theme

ITEM = Item("up/a", Path("a.jpg"), RoomType.KITCHEN, Theme.MODERN)


def test_only_what_the_journal_says_was_written_can_be_missing(tmp_path: Path) -> None:
    state = ItemState(prepared={}, rooms=(RoomState(downloaded={}, composited={}), RoomState(downloaded={})))
    missing = missing_files(tmp_path, state)
    assert {"mask.png", "generated-1.png", "final-1.png", "audit-1.json", "generated-2.png"} < missing
    assert "final-2.png" not in missing
    assert missing_files(tmp_path, ItemState()) == set()
    (tmp_path / "mask.png").touch()
    assert "mask.png" not in missing_files(tmp_path, state)


def test_a_folder_with_files_of_others_is_refused_unless_told_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "up/a"
    folder.mkdir(parents=True)
    refuse_strangers([ITEM], {}, tmp_path, overwrite=False)
    (folder / "notes.txt").touch()
    with pytest.raises(OutputExists, match="up/a"):
        refuse_strangers([ITEM], {}, tmp_path, overwrite=False)
    refuse_strangers([ITEM], {}, tmp_path, overwrite=True)
    refuse_strangers([ITEM], {"up/a": ItemState()}, tmp_path, overwrite=False)


def test_leftovers_go_and_everything_else_stays(tmp_path: Path) -> None:
    for name in (".0f.part", ".generated-1.download", "mask.png", ".mine"):
        (tmp_path / name).touch()
    clear_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mine", "mask.png"]


def test_the_list_of_failures_is_there_only_while_there_are_some(tmp_path: Path) -> None:
    write_failures([Failure("a", Path("ä.jpg"), EmptyFile("the file is empty"))], tmp_path)
    (line,) = (tmp_path / "failed.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["photo"].endswith("ä.jpg")
    write_failures([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_known_again_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"one")
    first = fingerprint(path)
    assert is_unchanged(path, first)
    path.write_bytes(b"one")
    assert is_unchanged(path, {**first, "mtime_ns": 0})
    path.write_bytes(b"two")
    assert not is_unchanged(path, {**first, "mtime_ns": 0})
    path.write_bytes(b"three")
    assert not is_unchanged(path, first)
    path.unlink()
    assert not is_unchanged(path, first)
