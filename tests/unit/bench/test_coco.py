"""Data sets in COCO's layout."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.coco import find_coco, read_coco
from maskkit.bench.scope import Scope
from maskkit.errors import BadDataset

FLOOR = [[0, 2, 6, 2, 6, 4, 0, 4]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a data set of one photo of 6 x 4 pixels with a floor, and gives the JSON file."""

    def build(**changes: Any) -> Path:
        (tmp_path / "images").mkdir(exist_ok=True)
        Image.fromarray(np.zeros((4, 6, 3), np.uint8)).save(tmp_path / "images" / "a.png")
        document = {
            "images": [{"id": 1, "file_name": "a.png", "width": 6, "height": 4}],
            "annotations": [{"id": 5, "image_id": 1, "category_id": 9, "segmentation": FLOOR, "iscrowd": 0}],
            "categories": [{"id": 9, "name": "floor"}],
        }
        file = tmp_path / "instances.json"
        file.write_text(json.dumps({**document, **changes}))
        return file

    return build


def test_a_coco_file_is_read(write: Callable[..., Path]) -> None:
    """Names without suffix, the truth painted, the categories as the classes it knows."""
    (sample,) = read_coco(write(), mapping={})
    assert (sample.name, sample.photo.name, sample.valid) == ("a", "a.png", {1})
    assert sample.truth.rows(Scope.of_classes(["floor"])).sum(axis=1).tolist() == [0, 0, 6, 6]


def test_a_photo_without_annotations_shows_none_of_the_classes(write: Callable[..., Path]) -> None:
    """It is a negative, not a fault."""
    (sample,) = read_coco(write(annotations=[]), mapping={})
    assert sample.truth.rows(Scope.of_classes(["floor"])).max() == 0


def test_categories_with_names_of_their_own_have_to_be_told(write: Callable[..., Path]) -> None:
    """All of them are named, with how to tell them."""
    file = write(categories=[{"id": 9, "name": "sofa"}, {"id": 3, "name": "sky"}])
    with pytest.raises(BadDataset, match="--map sofa=furniture") as caught:
        read_coco(file, mapping={})
    assert "'sky'" in str(caught.value)


@pytest.mark.parametrize(
    ("mapping", "label", "valid"), [({"sofa": "furniture", "*": "other"}, 6, {6}), ({"*": "other"}, 0, set())]
)
def test_a_mapping_says_what_categories_are(
    write: Callable[..., Path], mapping: dict[str, str], label: int, valid: set[int]
) -> None:
    """By name, or all the rest; "other" is no class that the truth knows."""
    file = write(categories=[{"id": 9, "name": "sofa"}, {"id": 3, "name": "sky"}])
    (sample,) = read_coco(file, mapping=mapping)
    assert sample.truth.label_of[9] == label  # type: ignore[attr-defined]
    assert sample.valid == valid


def test_all_problems_are_told_at_once(write: Callable[..., Path]) -> None:
    """Images without photo, size or name, annotations of nothing, and names twice."""
    images = [
        {"id": 1, "file_name": "a.png", "width": 6, "height": 4},
        {"id": 2, "file_name": "b.png", "width": 6, "height": 4},
        {"id": 3, "file_name": "a.png", "width": "6", "height": 4},
        {"id": 4},
        {"id": 5, "file_name": "../a.png", "width": 6, "height": 4},
        {"id": 6, "file_name": "a.png", "width": 6, "height": 4},
    ]
    annotations = [{"id": 7, "image_id": 77, "category_id": 9}, {"id": 8, "image_id": 1, "category_id": 1}]
    with pytest.raises(BadDataset) as caught:
        read_coco(write(images=images, annotations=annotations), mapping={})
    text = str(caught.value)
    for expected in (
        "annotation 7", "annotation 8", "image 2: there is no photo b.png", "image 3: no width",
        "image 4: no file_name", "image 5", "a: the name stands 2 times",
    ):  # fmt: skip
        assert expected in text


@pytest.mark.parametrize("text", ["", "{", "[]", '{"images": []}', '{"images": 1, "annotations": [], "categories": 0}'])
def test_files_that_are_no_coco_are_refused(tmp_path: Path, text: str) -> None:
    """Truncated, or another layout."""
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(BadDataset):
        read_coco(file, mapping={})


def test_the_annotation_file_is_found(write: Callable[..., Path], tmp_path: Path) -> None:
    """In the folder, or in annotations/; several are not chosen from."""
    file = write()
    assert find_coco(tmp_path) == file == find_coco(file)
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "more.json").write_text("{}")
    with pytest.raises(BadDataset, match=r"instances\.json, more\.json"):
        find_coco(tmp_path)
    assert find_coco(tmp_path / "images") is None


def test_photos_are_found_beside_the_folder_of_annotations(write: Callable[..., Path], tmp_path: Path) -> None:
    """COCO's own layout: annotations/x.json and images/."""
    target = tmp_path / "annotations" / "x.json"
    target.parent.mkdir()
    write().rename(target)
    assert read_coco(target, mapping={})[0].photo == tmp_path / "images" / "a.png"
