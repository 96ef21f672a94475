"""What a file or folder of annotations is, and which pictures are in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from maskkit.errors import BadAnnotation, ImageNotFound, UnknownChoice
from maskkit.masks.datasets import open_pictures

COCO = {"images": [{"id": 1, "file_name": "a.jpg", "width": 4, "height": 4}], "annotations": [], "categories": []}
LABELME = {"shapes": [], "imagePath": "deep/a.jpg", "imageWidth": 4, "imageHeight": 4}
SQUARE = "[[0, 0], [2, 0], [2, 2]]"


def put(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return folder


def test_a_folder_of_labelme_files(tmp_path: Path) -> None:
    found = open_pictures(put(tmp_path, b_dot_json=LABELME, sub__a_dot_json={"shapes": []}))
    assert found.guess.name == "labelme"
    assert [picture.names for picture in found.pictures] == [("deep/a.jpg", "b"), ("a",)]


def test_the_only_coco_file_of_a_folder(tmp_path: Path) -> None:
    found = open_pictures(put(tmp_path, annotations__instances_dot_json=COCO))
    assert (found.guess.name, found.pictures[0].names) == ("coco", ("a.jpg", "1"))
    put(tmp_path, annotations__captions_dot_json=COCO)
    with pytest.raises(BadAnnotation, match=r"2 annotation files. Give one: annotations/captions.json"):
        open_pictures(tmp_path)


def test_folders_of_other_files(tmp_path: Path) -> None:
    assert open_pictures(put(tmp_path / "y", a_dot_txt="0 0 0 1 0 1 1\n")).guess.name == "yolo"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="1" height="1"/></svg>'
    assert open_pictures(put(tmp_path / "s", a_dot_svg=svg)).pictures[0].read(None).size_wh == (2, 2)
    geo = '{"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 0]]]}'
    found = open_pictures(put(tmp_path / "g", a_dot_geojson=geo))
    assert found.pictures[0].names == ("a",)
    assert int((found.pictures[0].read((4, 4)).draw((4, 4)) > 0).sum()) == 3


def test_a_file_of_one_picture_is_a_data_set_of_one(tmp_path: Path) -> None:
    found = open_pictures(put(tmp_path, floor_dot_json=SQUARE) / "floor.json")
    assert [picture.names for picture in found.pictures] == [("floor",)]


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, "no annotations in the folder"),
        ({"a_dot_png": "x"}, "there are pictures, and no annotations. Say what they are: --from"),
        ({"a_dot_json": "{"}, "no annotations in the folder"),
        ({"_dot_hidden__a_dot_json": LABELME}, "no annotations in the folder"),
    ],
)
def test_folders_without_annotations(files: dict[str, object], what: str, tmp_path: Path) -> None:
    with pytest.raises(BadAnnotation, match=what):
        open_pictures(put(tmp_path, **files))


def test_what_is_not_there_or_not_known(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound):
        open_pictures(tmp_path / "none")
    with pytest.raises(UnknownChoice):
        open_pictures(tmp_path, form="cocoa")
    with pytest.raises(BadAnnotation, match="names no picture"):
        open_pictures(tmp_path, form="openai")
