"""Label Studio's exports: JSON, JSON-MIN, bare results; brushes, polygons, rectangles, ellipses."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, MaskRefused
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Source
from maskkit.masks.formats.drawing import draw_label_map
from maskkit.masks.formats.label_studio import (
    label_studio_pictures,
    read_label_studio,
    write_label_studio,
    write_label_studio_polygons,
)
from maskkit.masks.formats.nodes import parse_json
from maskkit.masks.label_studio_rle import brush_encode

BRUSH = np.zeros((8, 10), np.uint8)
BRUSH[2:5, 3:7] = 255


def result(value: dict[str, Any], kind: str = "polygonlabels", label: str = "floor", **fields: Any) -> dict[str, Any]:
    size = {"original_width": 10, "original_height": 8, "image_rotation": 0}
    tags = {"id": "x1", "from_name": "label", "to_name": "image", "type": kind, "origin": "manual"}
    return {**size, **tags, "value": {**value, kind: [label]}, **fields}


def task(*results: dict[str, Any], name: str = "/data/upload/3/0a1b2c3d-one.jpg", number: int = 7) -> dict[str, Any]:
    answers = [{"id": 1, "result": list(results), "was_cancelled": False, "ground_truth": False}]
    return {"id": number, "data": {"image": name}, "annotations": answers, "predictions": []}


def read(document: object, image: str | None = None) -> Annotation:
    return read_label_studio(Source(json.dumps(document).encode(), "export.json", None, image))


def marked(*results: dict[str, Any]) -> int:
    return int((read([task(*results)]).draw() > 0).sum())


def test_each_shape_marks_its_inside_in_per_cent() -> None:
    assert marked(result({"points": [[10, 12.5], [50, 12.5], [50, 62.5], [10, 62.5]]})) == 16
    assert marked(result({"x": 10, "y": 12.5, "width": 40, "height": 50, "rotation": 0}, "rectanglelabels")) == 16
    turned = {"x": 50, "y": 12.5, "width": 40, "height": 40, "rotation": 90}
    drawn = read([task(result(turned, "rectanglelabels"))]).draw() > 0
    assert np.argwhere(drawn).min(axis=0).tolist() == [1, 2]  # turned around its top left corner, clockwise
    assert int(drawn.sum()) == pytest.approx(4 * 3.2, abs=2)
    circle = {"x": 50, "y": 50, "radiusX": 30, "radiusY": 37.5, "rotation": 0}
    assert marked(result(circle, "ellipselabels")) == pytest.approx(math.pi * 9, abs=4)


def test_a_brush_is_read_from_its_fourth_channel() -> None:
    brush = result({"format": "rle", "rle": list(brush_encode(BRUSH))}, "brushlabels", "rug")
    found = read([task(brush)])
    assert np.array_equal(found.draw(), BRUSH)
    assert (found.labels, found.size_wh) == (("rug",), (10, 8))


def test_tasks_are_chosen_by_name_with_or_without_the_prefix_of_uploads() -> None:
    square = result({"points": [[0, 0], [50, 0], [50, 50]]})
    tasks = [task(square), task(name="s3://bucket/two.jpg", number=8)]
    for image in ("one.jpg", "0a1b2c3d-one.jpg", "7"):
        assert read(tasks, image).labels == ("floor",)
    with pytest.raises(BadAnnotation, match="there are 2 pictures"):
        read(tasks)
    assert [p.names[0] for p in label_studio_pictures(parse_json(json.dumps(tasks), "x"))] == [
        "/data/upload/3/0a1b2c3d-one.jpg", "s3://bucket/two.jpg",
    ]  # fmt: skip


def test_other_exports() -> None:
    square = result({"points": [[0, 0], [50, 0], [50, 50]]})
    short = {**square["value"], "original_width": 10, "original_height": 8}
    expected = read([task(square)]).draw()
    for document in (task(square), [square], [{"image": "a.jpg", "id": 3, "label": [short]}], {"result": [square]}):
        assert np.array_equal(read(document).draw(), expected)
    old = {"data": {"image": "a.jpg"}, "completions": [{"result": [square]}]}
    assert np.array_equal(read(old).draw(), expected)


def test_labels_in_a_result_of_their_own_are_found() -> None:
    shape = {k: v for k, v in result({}).items() if k != "value"} | {"value": {"points": [[0, 0], [50, 0], [50, 50]]}}
    label = {"id": "x1", "type": "labels", "value": {"labels": ["wall"]}, "original_width": 10, "original_height": 8}
    answer = {"type": "choices", "value": {"choices": ["indoor"]}, "from_name": "q", "to_name": "image"}
    assert read([task(shape, label, answer)]).labels == ("wall",)


@pytest.mark.parametrize(
    ("results", "what"),
    [
        ([result({"points": [[0, 0], [1, 1]]})], "only 2 different points"),
        ([result({"points": [[0, 0], [1, "1"]]})], "is no point"),
        ([result({"rle": [1, 2, 3]}, "brushlabels")], "has no header"),
        ([result({"rle": [300]}, "brushlabels")], "no list of bytes"),
        ([result({"rle": list(brush_encode(BRUSH))[:-3]}, "brushlabels")], "cut off"),
        ([result({"points": [[0, 0], [9, 0], [9, 9]]}, image_rotation=90)], "turned while it was annotated"),
        ([result({"vertices": []}, "vectorlabels")], "are not read"),
        ([{"value": {"points": [[0, 0], [9, 0], [9, 9]]}}], "'original_width' is missing"),
        ([result({"x": 1, "y": 2, "width": "3", "height": 4}, "rectanglelabels")], "is no number"),
        (
            [
                result({"points": [[0, 0], [9, 0], [9, 9]]}),
                result({"points": [[0, 0], [9, 0], [9, 9]]}, original_width=11),
            ],
            "different sizes",
        ),
    ],
)
def test_a_bad_result_is_named(results: list[dict[str, Any]], what: str) -> None:
    with pytest.raises(MaskRefused, match=what) as refused:
        read([task(*results)])
    assert str(refused.value.where).startswith("export.json[0]: annotations[0]: result")


def test_a_task_needs_one_answer() -> None:
    square = result({"points": [[0, 0], [50, 0], [50, 50]]})
    twice = task(square)
    twice["annotations"] *= 2
    with pytest.raises(BadAnnotation, match=r"the task has 2 annotations. Export the task with the one"):
        read([twice])
    twice["annotations"] = [twice["annotations"][0], {**twice["annotations"][0], "was_cancelled": True}]
    assert read([twice]).labels == ("floor",)
    with pytest.raises(BadAnnotation, match="the task has no annotation"):
        read([{"data": {"image": "a.jpg"}, "annotations": []}])


@pytest.mark.parametrize("write", [write_label_studio, write_label_studio_polygons])
def test_what_is_written_is_a_task(write: Any) -> None:
    labels = np.array([[1, 1, 0, 7], [1, 1, 0, 7]], np.uint8)
    (made,) = json.loads(write(draw_label_map(labels, ROOM_CLASSES, image="room.jpg")))
    assert made["data"] == {"image": "room.jpg"}
    results = made["annotations"][0]["result"]
    assert len({found["id"] for found in results}) == len(results) == 2
    for found in results:
        assert (found["to_name"], found["original_width"], found["original_height"]) == ("image", 4, 2)
        assert found["value"][found["type"]] in (["floor"], ["rug"])
