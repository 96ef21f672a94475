"""What holds for every mask as run lengths, and for every text that claims to be some."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import BadRle
from maskkit.masks.label_studio_rle import brush_decode, brush_encode
from maskkit.masks.morphology import bounds
from maskkit.masks.rle import Rle, rle_decode, rle_encode, rle_intersection, rle_iou, rle_union

SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=20)
MAPS = SHAPES.flatmap(lambda shape: arrays(np.bool_, shape))
PAIRS = SHAPES.flatmap(lambda shape: st.tuples(arrays(np.bool_, shape), arrays(np.bool_, shape)))
ANYTHING = st.recursive(st.none() | st.integers() | st.floats() | st.text(max_size=9), st.lists, max_leaves=8)


@given(MAPS)
def test_there_and_back(marked: np.ndarray) -> None:
    rle = rle_encode(marked)
    assert np.array_equal(rle_decode(rle), marked)
    assert Rle.from_coco(rle.to_coco()) == rle == Rle.from_coco(rle.to_coco(compressed=False))


@given(MAPS)
def test_counts_alternate_and_none_but_the_first_is_0(marked: np.ndarray) -> None:
    counts = rle_encode(marked).counts
    assert counts.sum() == marked.size
    assert np.all(counts[1:] > 0)
    assert (counts[0] == 0) == marked[0, 0]


@given(MAPS)
def test_area_and_bounds_are_those_of_the_mask(marked: np.ndarray) -> None:
    rle = rle_encode(marked)
    assert rle.area == marked.sum()
    assert rle.bounds() == bounds(marked)


@given(PAIRS)
def test_sets_are_those_of_the_masks(pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = pair
    codes = [rle_encode(a), rle_encode(b)]
    assert rle_union(codes) == rle_encode(a | b)
    assert rle_intersection(codes) == rle_encode(a & b)
    assert rle_iou(*codes) == ((a & b).sum() / (a | b).sum() if (a | b).any() else 0)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.integers(1, 4))
def test_runs_of_no_pixels_change_nothing(counts: list[int], height: int) -> None:
    counts[-1] += -sum(counts) % height or height
    rle = Rle((height, sum(counts) // height), np.array(counts))
    marked = rle_decode(rle)
    assert np.array_equal(marked.T.ravel(), np.repeat(np.arange(len(counts)) % 2 == 1, counts))
    assert rle_union([rle, rle]) == rle_encode(marked)
    assert rle.bounds() == bounds(marked)
    assert Rle.from_coco(rle.to_coco()) == rle


@given(st.tuples(st.integers(1, 9), st.integers(1, 9)), st.text(st.characters(min_codepoint=40, max_codepoint=130)))
def test_any_text_is_a_mask_or_refused(size_hw: tuple[int, int], text: str) -> None:
    try:
        rle = Rle.from_coco({"size": list(size_hw), "counts": text})
    except BadRle:
        return
    assert rle_decode(rle).sum() == rle.area


@given(ANYTHING, ANYTHING)
def test_any_values_are_a_mask_or_refused(size: object, counts: object) -> None:
    try:
        rle = Rle.from_coco({"size": size, "counts": counts})
    except BadRle:
        return
    assert rle.counts.sum() == rle.size_hw[0] * rle.size_hw[1]


@given(SHAPES.flatmap(lambda shape: arrays(np.uint8, shape)))
def test_brush_there_and_back(values: np.ndarray) -> None:
    assert np.array_equal(brush_decode(brush_encode(values), values.shape[::-1]), values)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_brush_or_refused(code: bytes) -> None:
    header = bytes.fromhex("00000018391bf8")
    try:
        values = brush_decode(header + code, (3, 2))
    except BadRle:
        return
    assert values.shape == (2, 3)
