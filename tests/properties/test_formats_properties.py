"""Masks through other tools' files and back: bit for bit where the format can, and typed errors for the rest."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import MaskRefused
from maskkit.masks.formats import coco, geojson, label_studio, labelme, yolo
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Source
from maskkit.masks.formats.drawing import Drawing, draw_label_map, draw_mask
from maskkit.masks.mask import Mask

Write, Read = Callable[[Drawing], bytes], Callable[[Source], Annotation]

LOSSLESS: dict[str, tuple[Write, Read]] = {
    "coco": (coco.write_coco, coco.read_coco),
    "coco-uncompressed": (coco.write_coco_uncompressed, coco.read_coco),
    "labelme": (labelme.write_labelme, labelme.read_labelme),
    "label-studio": (label_studio.write_label_studio, label_studio.read_label_studio),
    "geojson": (geojson.write_geojson, geojson.read_geojson),
    "yolo-rle": (yolo.write_yolo_rle, yolo.read_yolo),
}
POLYGONS: dict[str, tuple[Write, Read]] = {
    "coco-polygons": (coco.write_coco_polygons, coco.read_coco),
    "labelme-polygons": (labelme.write_labelme_polygons, labelme.read_labelme),
    "yolo": (yolo.write_yolo, yolo.read_yolo),
    "label-studio-polygons": (label_studio.write_label_studio_polygons, label_studio.read_label_studio),
}
masks = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14)).filter(np.any)


@settings(max_examples=60)
@given(masks)
@pytest.mark.parametrize("name", sorted(LOSSLESS))
def test_a_hard_mask_comes_back_bit_for_bit(name: str, marked: np.ndarray) -> None:
    write, read = LOSSLESS[name]
    mask = Mask.from_bool(marked)
    back = read(Source(write(draw_mask(mask, number=1)), size_wh=mask.size_wh)).draw(mask.size_wh)
    assert np.array_equal(back, mask.values)


@pytest.mark.parametrize("name", sorted(POLYGONS))
def test_a_room_s_floor_survives_as_polygons(name: str) -> None:
    """A floor with a hole and an island: what polygons must bridge."""
    floor = Mask.from_polygon([(0, 60), (30, 30), (90, 30), (119, 60), (119, 79), (0, 79)], size_wh=(120, 80))
    hole = Mask.from_polygon([(50, 45), (70, 45), (70, 60), (50, 60)], size_wh=(120, 80))
    island = Mask.from_polygon([(56, 50), (62, 50), (62, 55), (56, 55)], size_wh=(120, 80))
    mask = (floor - hole) | island
    write, read = POLYGONS[name]
    back = read(Source(write(draw_mask(mask, number=1)), size_wh=mask.size_wh)).draw(mask.size_wh) > 127
    both, either = np.sum(back & mask.to_bool()), np.sum(back | mask.to_bool())
    assert both / either > 0.98


@settings(max_examples=30)
@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=12), elements=st.integers(0, 8)))
@pytest.mark.parametrize("name", ["coco", "labelme", "label-studio", "geojson"])
def test_a_label_map_comes_back_with_its_classes(name: str, labels: np.ndarray) -> None:
    write, read = LOSSLESS[name]
    if not labels.any():
        return
    size_wh = (labels.shape[1], labels.shape[0])
    written = write(draw_label_map(labels, ROOM_CLASSES))
    back = read(Source(written, size_wh=size_wh)).draw_labels(ROOM_CLASSES, size_wh)
    assert np.array_equal(back, labels)


def outcome(read: Read, data: bytes, size_wh: tuple[int, int]) -> str:
    """What came of reading a strange file: a mask of the picture's size, or an error that says where."""
    try:
        drawn = read(Source(data, "strange.json", size_wh)).draw(size_wh)
    except MaskRefused as error:
        return (
            "refused"
            if error.message and "strange.json" in (error.where or "")
            else f"refused without a place: {error}"
        )
    return "drawn" if (drawn.shape, drawn.dtype) == (size_wh[::-1], np.uint8) else f"drawn as {drawn.shape}"


@settings(max_examples=60)
@given(st.data())
@pytest.mark.parametrize("name", ["coco", "labelme", "label-studio", "geojson", "yolo-rle"])
def test_a_damaged_file_is_refused_or_read_but_never_crashes(name: str, data: st.DataObject) -> None:
    write, read = LOSSLESS[name]
    whole = bytearray(write(draw_mask(Mask.from_bool(np.eye(6, dtype=bool)), number=1)))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        whole[place] = data.draw(st.integers(32, 126))
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:cut])):
        assert outcome(read, damaged, (6, 6)) in {"drawn", "refused"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["images", "annotations", "shapes", "features", "segmentation", "points", "result", "value"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(json_values)
@pytest.mark.parametrize("name", ["coco", "labelme", "label-studio", "geojson"])
def test_any_json_is_refused_or_read(name: str, document: object) -> None:
    _, read = LOSSLESS[name]
    assert outcome(read, json.dumps(document).encode(), (4, 4)) in {"drawn", "refused"}
