"""Data sets that are folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.layouts import find_table, pair_files, read_folders, read_table
from maskkit.bench.truth import LabelFile, MaskFile
from maskkit.errors import BadDataset


def put(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.zeros((3, 4), np.uint8)).save(path)


def read(folder: Path) -> Any:
    table = find_table(folder)
    assert table is not None
    return read_table(table)


def test_our_own_layout_is_read(rooms: Callable[..., Path]) -> None:
    """Photo and label map by name, the valid classes, and the columns to choose by."""
    first, second = read(rooms(2, valid=("floor", "floor wall windows")))
    assert (first.name, first.photo.name, first.truth.path.parent.name) == ("r0", "r0.png", "masks")
    assert first.valid == {1}
    assert second.valid == {1, 2, 4}
    assert second.fields["room_type"] == "kitchen"


def test_a_manifest_names_its_files(tmp_path: Path) -> None:
    """The layout of our rendered samples: photos beside the table, label maps in labels/, all classes valid."""
    put(tmp_path / "a.png", tmp_path / "labels" / "a-labels.png")
    (tmp_path / "MANIFEST.csv").write_text("name,file,labels\na,a.png,labels/a-labels.png\n")
    (sample,) = read(tmp_path)
    assert (sample.photo, sample.truth.path) == (tmp_path / "a.png", tmp_path / "labels" / "a-labels.png")
    assert sample.valid is None


def test_a_table_without_names_takes_those_of_the_files(tmp_path: Path) -> None:
    """A column with the photo is enough."""
    put(tmp_path / "photos" / "a.png", tmp_path / "labels" / "a.png")
    (tmp_path / "index.csv").write_text("file\nphotos/a.png\n")
    assert [sample.name for sample in read(tmp_path)] == ["a"]


def test_every_faulty_row_is_told_with_its_line(tmp_path: Path) -> None:
    """All at once: a missing photo, a missing label map, an unknown class, a name that leads away, a name twice."""
    for folder, names in (("images", "abdf"), ("masks", "acdf")):
        put(*(tmp_path / folder / f"{name}.png" for name in names))
    rows = ["a,floor", "b,floor", "c,floor", "d,floor sofa", "../e,floor", "f,", "a,floor"]
    (tmp_path / "index.csv").write_text("name,classes_valid\n" + "\n".join(rows) + "\n")
    with pytest.raises(BadDataset) as caught:
        read(tmp_path)
    text = str(caught.value)
    for expected in (
        "5 problems", "line 3: b has no label map", "line 4: c has no photo", "line 5: classes_valid", "sofa",
        "line 6", "a: the name stands 2 times",
    ):  # fmt: skip
        assert expected in text


def test_two_photos_of_one_name_are_told(tmp_path: Path) -> None:
    """Which is meant is not guessed."""
    put(tmp_path / "images" / "a.png", tmp_path / "photos" / "a.png", tmp_path / "masks" / "a.png")
    (tmp_path / "index.csv").write_text("name\na\n")
    with pytest.raises(BadDataset, match="a has 2 photos"):
        read(tmp_path)


def test_a_file_that_the_table_names_has_to_be_there(tmp_path: Path) -> None:
    """With the path as the table has it."""
    put(tmp_path / "masks" / "a.png")
    (tmp_path / "index.csv").write_text("name,file\na,nowhere/a.png\n")
    with pytest.raises(BadDataset, match=r"there is no photo nowhere/a\.png"):
        read(tmp_path)


@pytest.mark.parametrize("data", [b"name\n\xff\xfe\n", b'name\n"a\n'], ids=["not UTF-8", "open quote"])
def test_tables_that_are_none_are_refused(tmp_path: Path, data: bytes) -> None:
    """With the file's name."""
    (tmp_path / "index.csv").write_bytes(data)
    with pytest.raises(BadDataset) as caught:
        read(tmp_path)
    assert "index.csv" in str(caught.value)


def test_folders_of_masks_are_paired_by_name(tmp_path: Path) -> None:
    """Whatever the suffixes are, and in folders below."""
    put(tmp_path / "images" / "b.png", tmp_path / "images" / "set" / "a.png")
    put(tmp_path / "masks" / "b.png", tmp_path / "masks" / "set" / "a.png")
    (tmp_path / "images" / "b.png").rename(tmp_path / "images" / "b.jpeg")
    (tmp_path / "images" / "notes.txt").write_text("not a photo")
    samples, is_labels = read_folders(tmp_path)
    assert [sample.name for sample in samples] == ["b", "set/a"]
    assert not is_labels
    assert isinstance(samples[0].truth, MaskFile)


def test_a_folder_called_labels_holds_label_maps(tmp_path: Path) -> None:
    """The name of the folder says what is in it."""
    put(tmp_path / "photos" / "a.png", tmp_path / "labels" / "a.png")
    samples, is_labels = read_folders(tmp_path)
    assert is_labels
    assert isinstance(samples[0].truth, LabelFile)


def test_photos_and_masks_without_partners_are_all_told(tmp_path: Path) -> None:
    """Both ways, and names that two files have."""
    photos, masks = tmp_path / "images", tmp_path / "masks"
    put(photos / "a.png", photos / "b.png", photos / "c.png", masks / "b.png", masks / "d.png", masks / "c.png")
    put(photos / "c.webp")
    with pytest.raises(BadDataset) as caught:
        pair_files(photos, masks, MaskFile)
    text = str(caught.value)
    assert "images/a.png: no truth in masks/" in text
    assert "masks/d.png: no photo in images/" in text
    assert "all are called c" in text


@pytest.mark.parametrize(
    ("folders", "message"),
    [(("images",), "no truth folder"), (("images", "photos", "masks"), "several folders for photos")],
)
def test_folders_that_do_not_fit_are_refused(tmp_path: Path, folders: tuple[str, ...], message: str) -> None:
    """Which is meant is not guessed."""
    for name in folders:
        put(tmp_path / name / "a.png")
    with pytest.raises(BadDataset, match=message):
        read_folders(tmp_path)
