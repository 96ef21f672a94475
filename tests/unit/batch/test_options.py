"""What ties a journal to its run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maskkit.batch.manifest import Item
from maskkit.batch.options import RunOptions, changed_items, item_binding, known_item
from maskkit.batch.state import ItemState
from maskkit.errors import BadCamera, UnknownChoice
from maskkit.roomapi.words import RoomType, Theme

ITEM = Item("a", Path("photos/a.jpg"), RoomType.KITCHEN, Theme.MODERN, Path("masks/a.png"))


def test_what_shapes_the_outputs_binds_and_what_only_paces_the_run_does_not() -> None:
    options = RunOptions()
    paced = replace(options, jobs=9, deadline_s=1.0, max_photos=3, variations=2, retry_unknown=True, overwrite=True)
    assert paced.binding() == options.binding()
    for changes in ({"target": "floor"}, {"keep": ("rug",)}, {"long_edge_px": 8}, {"multiple": 1}, {"feather_px": 1.0}):
        assert replace(options, **changes).binding() != options.binding()


@pytest.mark.parametrize("changes", [{"target": "moon"}, {"keep": ("window", "cat")}, {"method": "magic"}])
def test_words_that_mean_nothing_are_refused_at_once(changes: dict[str, Any]) -> None:
    RunOptions(target="floor+wall-window", keep=("rug",), method="geometry").check()
    with pytest.raises(UnknownChoice):
        replace(RunOptions(), **changes).check()


def test_the_order_of_what_is_kept_does_not_matter() -> None:
    assert RunOptions(keep=("rug", "door")).binding() == RunOptions(keep=("door", "rug")).binding()


def test_a_photo_is_known_again_from_the_journal() -> None:
    known = known_item("a", ItemState(started=item_binding(ITEM)))
    assert (known.name, known.photo.name, known.room_type, known.theme) == ("a", "a.jpg", ITEM.room_type, ITEM.theme)


def test_a_photo_that_was_asked_for_otherwise_is_found() -> None:
    states = {"a": ItemState(started=item_binding(ITEM))}
    assert changed_items([ITEM], states) == []
    assert changed_items([replace(ITEM, photo=Path("moved/a.jpg"))], states) == []
    assert [item for item, _ in changed_items([replace(ITEM, theme=Theme.LUXURIOUS)], states)]
    assert [item for item, _ in changed_items([replace(ITEM, mask=None)], states)]


def test_a_camera_is_checked_first_and_ties_the_journal_by_what_it_says(tmp_path: Path) -> None:
    """The same file under another name is the same; no camera leaves older journals as they are."""
    options = RunOptions(camera=tmp_path / "room.json")
    with pytest.raises(BadCamera):
        options.check()
    (tmp_path / "room.json").write_text("a")
    (tmp_path / "copy.json").write_text("a")
    assert options.binding() == RunOptions(camera=tmp_path / "copy.json").binding()
    assert "camera" not in RunOptions().binding()
