"""LabelMe's files: every shape, both spellings of a rectangle, and what marks no area."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, MaskRefused
from maskkit.images.planes import encode_bits
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Source
from maskkit.masks.formats.drawing import draw_label_map
from maskkit.masks.formats.labelme import read_labelme, write_labelme, write_labelme_polygons

PATCH = np.array([[True, False], [True, True]])


def picture(marked: np.ndarray) -> str:
    return base64.b64encode(encode_bits(marked)).decode()


def read(*shapes: dict[str, Any], **fields: Any) -> Annotation:
    whole = {"version": "5.8.1", "flags": {}, "imagePath": "..\\rooms\\a.jpg", "imageData": None, "imageHeight": 8}
    document = {**whole, "imageWidth": 10, "shapes": list(shapes), **fields}
    return read_labelme(Source(json.dumps(document).encode(), "a.json"))


def shape(kind: str, points: list[list[float]], **fields: Any) -> dict[str, Any]:
    return {"label": "floor", "points": points, "group_id": None, "shape_type": kind, "flags": {}, **fields}


def marked(kind: str, points: list[list[float]], **fields: Any) -> int:
    return int((read(shape(kind, points, **fields)).draw() > 0).sum())


def test_each_shape_marks_its_inside() -> None:
    assert marked("polygon", [[1, 1], [5, 1], [5, 5], [1, 5]]) == 16
    assert marked("rectangle", [[5, 5], [1, 1]]) == 16
    assert marked("rectangle", [[1, 1], [5, 1], [5, 5], [1, 5]]) == 16
    assert marked("oriented_rectangle", [[3, 0], [6, 3], [3, 6], [0, 3]]) == 18
    assert marked("circle", [[5, 4], [5, 1]]) == pytest.approx(math.pi * 9, abs=4)


def test_a_mask_lies_at_its_box_and_is_cut_at_the_frame() -> None:
    drawn = read(shape("mask", [[3, 2], [4, 3]], mask=picture(PATCH))).draw()
    assert drawn[2:4, 3:5].tolist() == [[255, 0], [255, 255]]
    assert int((drawn > 0).sum()) == 3
    assert marked("mask", [[9, 7], [10, 8]], mask=picture(PATCH)) == 1
    assert marked("mask", [[-1, -1], [0, 0]], mask=picture(PATCH)) == 1
    assert marked("mask", [[50, 50], [51, 51]], mask=picture(PATCH)) == 0


def test_the_picture_is_known() -> None:
    found = read(shape("polygon", [[0, 0], [1, 0], [0, 1]]))
    assert (found.image, found.size_wh, found.labels) == ("..\\rooms\\a.jpg", (10, 8), ("floor",))
    assert read(imageHeight=None).size_wh is None


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (shape("line", [[0, 0], [1, 1]]), "'line' marks no area"),
        (shape("point", [[0, 0]]), "'point' marks no area"),
        (shape("cube", [[0, 0]]), "'cube' are not known"),
        (shape("circle", [[0, 0]]), "1 points where there must be 2"),
        (shape("circle", [[0, 0], [0, 0]]), "different points|one line"),
        (shape("polygon", [[0, 0], [1, 1]]), "only 2 different points"),
        (shape("polygon", [[0, 0], [1]]), r"\[1\] is no point"),
        ({"label": "x"}, "'points' is missing"),
        (shape("mask", [[0, 0], [1, 1]], mask="%%%"), "no base64"),
        (shape("mask", [[0, 0], [1, 1]], mask=None), "no base64"),
        (shape("mask", [[0, 0], [1, 1]], mask=base64.b64encode(b"GIF89a").decode()), "cannot be read"),
        (shape("mask", [[0, 0], [1, 1]]), "'mask' is missing"),
        (shape("mask", [], mask=picture(PATCH)), "the list is empty"),
        (7, "is no object"),
    ],
)
def test_a_bad_shape_is_named(bad: Any, what: str) -> None:
    good = shape("polygon", [[0, 0], [1, 0], [0, 1]])
    with pytest.raises(MaskRefused, match=what) as refused:
        read(good, bad).draw()
    assert "a.json: shapes[1]" in str(refused.value)


def test_no_labelme_file() -> None:
    with pytest.raises(BadAnnotation, match="'shapes' is missing"):
        read_labelme(Source(b"{}", "a.json"))


@pytest.mark.parametrize("write", [write_labelme, write_labelme_polygons])
def test_what_is_written_is_what_labelme_needs(write: Any) -> None:
    labels = np.array([[1, 1, 0, 7], [1, 1, 0, 7]], np.uint8)
    document = json.loads(write(draw_label_map(labels, ROOM_CLASSES, image="room.jpg")))
    assert {"version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"} == document.keys()
    assert (document["imagePath"], document["imageWidth"], document["imageHeight"]) == ("room.jpg", 4, 2)
    for found in document["shapes"]:
        assert {"label", "points", "group_id", "shape_type", "flags", "description"} <= found.keys()
    assert [found["label"] for found in document["shapes"]] == ["floor", "rug"]
