"""What a batch is to do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from maskkit.batch.manifest import Item, collect
from maskkit.errors import ImageNotFound, InputRefused, NothingToDo
from maskkit.roomapi.words import RoomType, Theme


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def names(folder: Path, *sources: str, **options: object) -> list[str]:
    items = collect(
        sources or (str(folder),), out=folder / "out", room_type=RoomType.KITCHEN, theme=Theme.MODERN, **options
    )
    return [item.name for item in items]


def test_a_folder_keeps_its_tree_and_leaves_out_what_is_no_photo(tmp_path: Path) -> None:
    touch(tmp_path, "b.JPG", "a.png", "upstairs/bath/c.webp", "notes.txt", ".hidden.jpg", ".thumbs/d.jpg")
    touch(tmp_path, "labels/a.png", "upstairs/Labels/c.png", "out/a/final-1.png")
    assert names(tmp_path) == ["a", "b", "upstairs/bath/c"]


def test_files_are_named_by_their_stem_and_a_photo_named_twice_is_done_once(tmp_path: Path) -> None:
    touch(tmp_path, "photos/a.jpg", "b.b.jpg")
    photo = str(tmp_path / "photos/a.jpg")
    assert names(tmp_path, photo, str(tmp_path / "b.b.jpg"), photo) == ["a", "b.b"]
    assert names(tmp_path, photo, str(tmp_path / "photos")) == ["a"]


@pytest.mark.parametrize(
    ("first", "second"), [("a.jpg", "a.png"), ("Bath.jpg", "bath.png"), ("x/caf\u00e9.jpg", "x/cafe\u0301.png")]
)
def test_photos_that_would_share_a_folder_are_refused_with_both_names(tmp_path: Path, first: str, second: str) -> None:
    touch(tmp_path, first, second, "fine.jpg")
    with pytest.raises(InputRefused) as refused:
        names(tmp_path)
    assert first in str(refused.value)
    assert second in str(refused.value)


def test_photos_of_two_folders_with_one_name_are_refused(tmp_path: Path) -> None:
    touch(tmp_path, "one/a.jpg", "two/a.jpg")
    with pytest.raises(InputRefused, match=r"one/a\.jpg and .*two/a\.jpg"):
        names(tmp_path, str(tmp_path / "one"), str(tmp_path / "two"))


@pytest.mark.parametrize("name", ["report-files.jpg", ".service.jpg"])
def test_names_that_the_run_itself_uses_are_refused(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    with pytest.raises(InputRefused, match="cannot be used"):
        names(tmp_path, str(tmp_path / name))


def test_stdin_gives_one_path_a_line(tmp_path: Path) -> None:
    lines = io.StringIO("photos/a b.jpg\n\nc.jpg\r\n")
    assert names(tmp_path, "-", stdin=lines) == ["a b", "c"]


def test_results_of_earlier_runs_are_no_photos_and_results_do_not_go_among_the_photos(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "old/journal.sqlite", "old/a/final-1.png")
    assert names(tmp_path) == ["a"]
    with pytest.raises(InputRefused, match="cannot share a folder"):
        collect([str(tmp_path)], out=tmp_path / "x" / "..", room_type=RoomType.KITCHEN, theme=Theme.MODERN)


def test_nothing_found_and_nothing_there_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo):
        names(tmp_path)
    with pytest.raises(ImageNotFound, match="gone"):
        names(tmp_path, str(tmp_path / "gone"))


def test_a_table_names_mask_room_theme_and_folder_of_each_photo(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.jpg", "in/m.png")
    table = tmp_path / "todo.csv"
    table.write_text("photo,mask,room,theme,name\nin/a.jpg,in/m.png,bath,scandi,first/one\nin/b.jpg,,,,\n")
    first, second = collect([str(table)], out=tmp_path / "out", room_type=RoomType.KITCHEN, theme=Theme.MODERN)
    assert first == Item(
        "first/one", tmp_path / "in/a.jpg", RoomType.BATHROOM, Theme.SCANDINAVIAN, tmp_path / "in/m.png"
    )
    assert second == Item("in/b", tmp_path / "in/b.jpg", RoomType.KITCHEN, Theme.MODERN, None)


def test_rows_without_room_or_theme_are_all_named(tmp_path: Path) -> None:
    table = tmp_path / "todo.jsonl"
    table.write_text('{"photo": "a.jpg"}\n{"photo": "b.jpg", "room": "kitchen"}\n')
    with pytest.raises(InputRefused, match=r"2 photo\(s\) without a room type or theme: .*a\.jpg, .*b\.jpg"):
        collect([str(table)], out=tmp_path / "out")


@pytest.mark.parametrize("name", ["../escape", "/etc/escape", "a/../../b", ".", "report-files/a"])
def test_a_table_cannot_write_outside_the_output_folder(tmp_path: Path, name: str) -> None:
    table = tmp_path / "todo.csv"
    table.write_text(f"photo,name\na.jpg,{name}\n")
    with pytest.raises(InputRefused, match="cannot be used"):
        names(tmp_path, str(table))


def test_a_folder_of_masks_inside_the_photos_is_not_taken_for_photos(tmp_path: Path) -> None:
    touch(tmp_path, "a.jpg", "masks/a.png")
    items = collect(
        [str(tmp_path)],
        out=tmp_path / "out",
        room_type=RoomType.KITCHEN,
        theme=Theme.MODERN,
        masks=tmp_path / "masks",
    )
    assert [(item.name, item.mask) for item in items] == [("a", tmp_path / "masks/a.png")]
