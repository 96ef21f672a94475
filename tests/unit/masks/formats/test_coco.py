"""COCO as its own tools and others write it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, BadPolygon, BadRle, MaskRefused
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Source
from maskkit.masks.formats.coco import (
    coco_pictures,
    read_coco,
    write_coco,
    write_coco_polygons,
    write_coco_uncompressed,
    write_rle,
)
from maskkit.masks.formats.drawing import draw_annotation, draw_label_map, draw_mask
from maskkit.masks.formats.nodes import parse_json
from maskkit.masks.mask import Mask

SQUARE = [1, 1, 4, 1, 4, 4, 1, 4]
INSTANCES: dict[str, Any] = {
    "info": {"description": "rooms", "year": 2026},
    "licenses": [{"id": 1, "name": "CC0"}],
    "images": [
        {"id": 1, "file_name": "a/one.jpg", "width": 8, "height": 6, "license": 1},
        {"id": 2, "file_name": "b/two.jpg", "width": 5, "height": 5, "license": 1},
    ],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 3, "segmentation": [SQUARE, [5, 0, 8, 0, 8, 2]], "iscrowd": 0},
        {
            "id": 2,
            "image_id": 2,
            "category_id": 5,
            "segmentation": {"size": [5, 5], "counts": [5, 5, 15]},
            "iscrowd": 1,
        },
        {"id": 3, "image_id": 2, "category_id": 3, "segmentation": {"size": [5, 5], "counts": "55?"}, "iscrowd": 1},
    ],
    "categories": [{"id": 3, "name": "floor", "supercategory": "room"}, {"id": 5, "name": "wall"}],
}


def read(document: object, image: str | None = None) -> Annotation:
    return read_coco(Source(json.dumps(document).encode(), "rooms.json", None, image))


def test_the_picture_is_chosen_by_name_or_id() -> None:
    for image in ("a/one.jpg", "one.jpg", "1"):
        found = read(INSTANCES, image)
        assert (found.image, found.size_wh, found.labels) == ("a/one.jpg", (8, 6), ("floor",))
    assert read(INSTANCES, "2").labels == ("wall", "floor")
    with pytest.raises(BadAnnotation, match=r"there are 2 pictures. Choose with --image. It has: a/one.jpg, b/two.jpg"):
        read(INSTANCES)
    with pytest.raises(BadAnnotation, match=r"there is no picture 'c\.jpg'"):
        read(INSTANCES, "c.jpg")


def test_parts_are_a_union_and_run_lengths_go_down_the_columns() -> None:
    assert int((read(INSTANCES, "1").draw() > 0).sum()) == 9 + 3
    crowd = read(INSTANCES, "2").part("wall").draw()
    assert crowd[:, 1].tolist() == [255] * 5
    assert int((crowd > 0).sum()) == 5
    assert np.array_equal(read(INSTANCES, "2").part("floor").draw(), crowd)


def test_parts_without_area_are_left_out_beside_others() -> None:
    document = json.loads(json.dumps(INSTANCES))
    document["annotations"][0]["segmentation"] = [SQUARE, [5, 0, 8, 0, 7, 0], [2, 2, 2, 2], [3, 3]]
    assert int((read(document, "1").draw() > 0).sum()) == 9
    document["annotations"][0]["segmentation"] = [[5, 0, 8, 0, 7, 0], [2, 2, 2, 2]]
    with pytest.raises(BadPolygon, match=r"annotations\[0\]: segmentation\[0\]: all points lie on one line"):
        read(document, "1")


def test_results_and_bare_codes() -> None:
    code = {"size": [5, 5], "counts": [5, 5, 15]}
    results = [{"image_id": 4, "category_id": 9, "segmentation": code, "score": 0.5}]
    assert read(results).size_wh == (5, 5)
    assert read(results).labels == ("9",)
    assert read(results[0]).labels == ("9",)
    assert (read(code).labels, read(code).size_wh) == (("mask",), (5, 5))
    with pytest.raises(BadAnnotation, match=r"there are 2 images. Say which with --image. It has the ids 4, 6"):
        read([*results, {**results[0], "image_id": 6}])
    with pytest.raises(BadAnnotation, match=r"no annotation is of the image '5'. It has the ids 4"):
        read(results, "5")


@pytest.mark.parametrize(
    ("segmentation", "error", "what"),
    [
        ([], BadAnnotation, "an empty segmentation marks nothing"),
        ([[1, 2, 3]], BadPolygon, r"\[1, 2, 3\] is no list x, y"),
        ([[1, 1, 2, 2]], BadPolygon, "only 2 different points"),
        ([[1, 1, 2, "2", 3, 3]], BadPolygon, "is no point"),
        ([[0, 0, 1e300, 0, 0, 1e300], SQUARE], BadPolygon, "too far away"),
        ([[0, 0, float("nan"), 0, 0, 9], SQUARE], BadPolygon, "not finite"),
        ({"size": [5, 5], "counts": [5, 5]}, BadRle, "sum to 10, not to 25"),
        ({"size": [5, 5], "counts": "~~"}, BadRle, "none of the code"),
        ({"size": [10**6, 10**6], "counts": [10**12]}, BadRle, "cannot be|over the limit"),
        ("SQUARE", BadAnnotation, "is no list"),
        (7, BadAnnotation, "is no list"),
    ],
)
def test_a_bad_segmentation_is_named(segmentation: object, error: type[MaskRefused], what: str) -> None:
    document = json.loads(json.dumps(INSTANCES))
    document["annotations"][0]["segmentation"] = segmentation
    with pytest.raises(error, match=what) as refused:
        read(document, "1").draw()
    assert str(refused.value.where).startswith("rooms.json: annotations[0]: segmentation")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"images": []}, "names no picture"),
        ({"annotations": [{"id": 1, "image_id": 1, "category_id": 3}]}, "without segmentation marks nothing"),
        ({"annotations": [{"id": 1}]}, "'image_id' is missing"),
        ({"categories": [{"id": 3}]}, "'name' is missing"),
        ({"images": [{"id": 1, "file_name": "a.jpg", "width": "8", "height": 6}]}, '"8" is no number'),
        ({"images": [{"id": 1, "file_name": "a.jpg", "width": 0, "height": 6}]}, "0 is not within 1 to"),
    ],
)
def test_a_document_that_is_not_whole_is_refused(change: dict[str, Any], what: str) -> None:
    with pytest.raises(BadAnnotation, match=what):
        read({**INSTANCES, **change}, "1" if change.get("images") != [] else None)


def test_categories_may_be_missing() -> None:
    document = {name: value for name, value in INSTANCES.items() if name != "categories"}
    assert read(document, "1").labels == ("3",)


def test_all_pictures_are_read_one_after_the_other() -> None:
    pictures = list(coco_pictures(parse_json(json.dumps(INSTANCES), "rooms.json")))
    assert [picture.names for picture in pictures] == [("a/one.jpg", "1"), ("b/two.jpg", "2")]
    for picture, name in zip(pictures, ("1", "2"), strict=True):
        assert np.array_equal(picture.read(None).draw(), read(INSTANCES, name).draw())


@pytest.mark.parametrize("write", [write_coco, write_coco_uncompressed, write_coco_polygons])
def test_what_is_written_is_whole(write: Any) -> None:
    labels = np.array([[1, 1, 0, 7], [1, 77, 77, 7]], np.uint8)
    document = json.loads(write(draw_label_map(labels, ROOM_CLASSES, image="room.jpg")))
    assert document["images"] == [{"id": 1, "file_name": "room.jpg", "width": 4, "height": 2}]
    assert {c["name"]: c["id"] for c in document["categories"]} == {"floor": 1, "rug": 7, "77": 77}
    assert [(a["category_id"], a["area"], a["bbox"]) for a in document["annotations"]] == [
        (1, 3, [0, 0, 2, 2]), (7, 2, [3, 0, 1, 2]), (77, 2, [1, 1, 2, 1]),
    ]  # fmt: skip


def test_every_label_has_a_category_of_its_own() -> None:
    areas = read(INSTANCES, "2")
    written = write_coco(draw_annotation(areas, (5, 5), {"wall": 0, "floor": 1}))
    assert {c["name"]: c["id"] for c in json.loads(written)["categories"]} == {"wall": 2, "floor": 1}
    assert read_coco(Source(written)).labels == ("wall", "floor")


def test_a_bare_code_is_of_everything() -> None:
    labels = np.array([[1, 0, 7]], np.uint8)
    assert read_coco(Source(write_rle(draw_label_map(labels, ROOM_CLASSES)))).draw().tolist() == [[255, 0, 255]]
    assert json.loads(write_rle(draw_mask(Mask.empty((3, 2))))) == {"size": [2, 3], "counts": "6"}
