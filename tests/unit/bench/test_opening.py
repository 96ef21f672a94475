"""From a path to a checked data set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.opening import open_dataset
from maskkit.errors import BadDataset, UnknownChoice


def save(path: Path, values: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path)


def test_a_table_is_found_before_anything_else(rooms: Callable[..., Path]) -> None:
    """And its classes are scored, all of them by default."""
    data = open_dataset(rooms())
    assert (data.layout, data.name, len(data)) == ("table", "rooms", 3)
    assert data.scope.names[:3] == ("other", "floor", "wall")


def test_limit_and_conditions_are_told(rooms: Callable[..., Path]) -> None:
    """The result says of which photos it is."""
    data = open_dataset(rooms(4), where=["room_type=bathroom"], limit=1)
    assert [sample.name for sample in data] == ["r0"]
    assert data.chosen == ("room_type=bathroom", "the first 1")


def test_photos_whose_truth_knows_nothing_of_it_are_left_out_and_counted(rooms: Callable[..., Path]) -> None:
    """A truth without walls says nothing about walls."""
    data = open_dataset(rooms(3, valid=("floor", "wall", "floor wall")), classes=["wall"])
    assert [sample.name for sample in data] == ["r1", "r2"]
    assert data.left_out == 1


def test_a_target_that_no_truth_knows_is_refused(rooms: Callable[..., Path]) -> None:
    """Rather than scored as never found."""
    with pytest.raises(BadDataset, match="no truth knows rug"):
        open_dataset(rooms(), target="rug")


def test_every_faulty_truth_is_told_at_once(rooms: Callable[..., Path]) -> None:
    """Another size, values that are no class, a file that is no picture."""
    root = rooms(4)
    save(root / "masks" / "r0.png", np.ones((7, 9)))
    save(root / "masks" / "r1.png", np.full((30, 40), 99))
    (root / "masks" / "r2.png").write_bytes(b"not a picture")
    with pytest.raises(BadDataset) as caught:
        open_dataset(root)
    text = str(caught.value)
    assert "3 problems" in text
    assert "r0: the truth is 9 x 7 pixels, the photo 40 x 30" in text
    assert "r1: r1.png: no class has the value 99" in text
    assert "r2: r2.png" in text


def test_only_the_chosen_photos_are_checked(rooms: Callable[..., Path]) -> None:
    """What is left out may be broken."""
    root = rooms(3)
    save(root / "masks" / "r1.png", np.ones((7, 9)))
    assert len(open_dataset(root, where=["name!=r1"])) == 2


def test_a_photo_that_cannot_be_read_is_no_fault_of_the_dataset(rooms: Callable[..., Path]) -> None:
    """It fails by itself when it is measured; the others go on."""
    root = rooms()
    (root / "images" / "r1.png").write_bytes(b"broken")
    assert len(open_dataset(root)) == 3


def test_folders_of_masks_have_one_mask(tmp_path: Path) -> None:
    """Named by the target, if there is one; classes make no sense there."""
    save(tmp_path / "images" / "a.png", np.zeros((3, 4, 3)))
    save(tmp_path / "masks" / "a.png", [[0, 0, 255, 255]] * 3)
    assert open_dataset(tmp_path).scope.names == ("rest", "mask")
    assert open_dataset(tmp_path, target="floor").scope.names == ("rest", "floor")
    with pytest.raises(UnknownChoice, match="plain masks"):
        open_dataset(tmp_path, classes=["floor"])


def test_a_coco_file_is_opened(tmp_path: Path) -> None:
    """By its file or by its folder, with the size that the file states checked against the photo."""
    save(tmp_path / "a.png", np.zeros((4, 6, 3)))
    document: dict[str, Any] = {
        "images": [{"id": 1, "file_name": "a.png", "width": 6, "height": 4}],
        "annotations": [],
        "categories": [{"id": 1, "name": "floor"}],
    }
    file = tmp_path / "coco.json"
    file.write_text(json.dumps(document))
    assert open_dataset(file).layout == open_dataset(tmp_path).layout == "coco"
    document["images"][0]["width"] = 7
    file.write_text(json.dumps(document))
    with pytest.raises(BadDataset, match="7 x 4 pixels, the photo 6 x 4"):
        open_dataset(file)


def test_classes_and_target_exclude_each_other(rooms: Callable[..., Path]) -> None:
    """One of them says what is scored."""
    with pytest.raises(UnknownChoice, match="exclude"):
        open_dataset(rooms(), classes=["floor"], target="floor")


@pytest.mark.parametrize("what", ["missing", "file", "empty", "no rows"])
def test_what_is_no_dataset_is_refused(tmp_path: Path, what: str) -> None:
    """A path that is not there, a file, an empty folder, a table without a photo."""
    path = tmp_path / what
    if what == "file":
        path.write_text("x")
    if what in {"empty", "no rows"}:
        path.mkdir()
    if what == "no rows":
        (path / "index.csv").write_text("name\n")
    with pytest.raises(BadDataset):
        open_dataset(path)


def test_checking_is_told(rooms: Callable[..., Path]) -> None:
    """Large data sets take a while."""
    seen: list[tuple[int, int]] = []
    open_dataset(rooms(), watch=lambda done, photos: seen.append((done, photos)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
