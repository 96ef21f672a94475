"""What holds for every polygon and every mask that becomes one."""

from __future__ import annotations

import json
import os
from fractions import Fraction

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import BadPolygon, InputRefused
from maskkit.masks.formats.geojson import regions_to_geojson
from maskkit.masks.forms import read_mask
from maskkit.masks.mask import Mask
from maskkit.masks.polygon import rasterize, ring_area
from maskkit.masks.regions import mask_to_regions, mask_to_rings

MAPS = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12).flatmap(lambda shape: arrays(np.bool_, shape))
EIGHTHS = st.integers(-40, 120).map(lambda eighth: eighth / 8)
CORNERS = st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=3, max_size=8)
COORDINATES = st.floats() | st.integers(-(10**400), 10**400) | st.sampled_from([1e300, -1e300, 0.5, 1e9])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "polygons", "shapes", "points", "coordinates", "geometry"]), inner)
    ),
    max_leaves=12,
)


def inside_exactly(corners: list[tuple[float, float]], column: int, row: int) -> bool:
    """Even-odd in fractions: nothing is rounded."""
    x, y = Fraction(2 * column + 1, 2), Fraction(2 * row + 1, 2)
    inside = False
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y0 <= y) != (y1 <= y):
            crossing = Fraction(x0) + (y - Fraction(y0)) * (Fraction(x1) - Fraction(x0)) / (Fraction(y1) - Fraction(y0))
            inside ^= x >= crossing
    return inside


@given(MAPS)
def test_mask_to_polygon_to_mask_is_bit_exact(marked: np.ndarray) -> None:
    size_wh = marked.shape[1], marked.shape[0]
    assert np.array_equal(rasterize(mask_to_rings(marked), size_wh), marked)
    assert np.array_equal(Mask.from_regions(mask_to_regions(marked), size_wh=size_wh).to_bool(), marked)


@pytest.mark.slow
def test_larger_masks_come_back_bit_by_bit() -> None:
    """300 masks of up to 120 pixels a side; the environment variable MASKKIT_FUZZ asks for more."""
    rng = np.random.default_rng(11)
    for _ in range(int(os.environ.get("MASKKIT_FUZZ", "300"))):
        marked = any_mask(rng)
        size_wh = marked.shape[1], marked.shape[0]
        regions = mask_to_regions(marked)
        assert np.array_equal(rasterize(mask_to_rings(marked), size_wh), marked)
        assert np.array_equal(Mask.from_regions(regions, size_wh=size_wh).to_bool(), marked)
        rings = [ring for region in regions for ring in region.rings]
        assert sum(ring_area(ring) for ring in rings) == marked.sum()


def any_mask(rng: np.random.Generator) -> np.ndarray:
    """Blobs, noise, stripes or rings, some with noise on them, at any size; now and then one pixel high or wide."""
    height, width = (1 if rng.random() < 0.05 else int(rng.integers(1, 121)) for _ in range(2))
    y, x = np.mgrid[:height, :width]
    kinds = {
        "blobs": lambda: cv2.GaussianBlur(rng.random((height, width)), (0, 0), rng.uniform(0.5, 9)) > 0.5,
        "noise": lambda: rng.random((height, width)) < rng.random(),
        "stripes": lambda: (x * rng.integers(0, 3) + y * rng.integers(0, 3)) % rng.integers(2, 9) == 0,
        "rings": lambda: np.hypot(x - width / 2, y - height / 2) % rng.uniform(2, 12) < rng.uniform(1, 9),
    }
    marked = kinds[rng.choice(list(kinds))]().reshape(height, width)
    return marked ^ (rng.random((height, width)) < rng.choice([0, 0, 0.001, 0.05]))


@given(MAPS)
def test_mask_to_geojson_to_mask_is_bit_exact(marked: np.ndarray) -> None:
    if marked.any():
        text = json.dumps(regions_to_geojson(mask_to_regions(marked)))
        assert np.array_equal(read_mask(text.encode(), size_wh=marked.shape[::-1]).to_bool(), marked)


@given(MAPS)
def test_rings_are_simple_and_their_areas_add_up(marked: np.ndarray) -> None:
    rings = mask_to_rings(marked)
    assert all(len({tuple(corner) for corner in ring.tolist()}) == len(ring) for ring in rings)
    assert sum(ring_area(ring) for ring in rings) == marked.sum()


@given(MAPS)
def test_each_region_is_one_part_with_one_outer_ring(marked: np.ndarray) -> None:
    regions = mask_to_regions(marked)
    parts = [rasterize(region.rings, marked.shape[::-1]) for region in regions]
    assert np.array_equal(np.sum(parts, axis=0, dtype=int) if parts else np.zeros(marked.shape, int), marked)
    assert all(ring_area(region.outer) > 0 > max(map(ring_area, region.holes), default=-1) for region in regions)


@given(CORNERS)
def test_rasterising_is_the_pixel_centre_rule(corners: list[tuple[float, float]]) -> None:
    try:
        marked = rasterize([corners], (9, 8))
    except BadPolygon:
        return
    expected = [[inside_exactly(corners, column, row) for column in range(9)] for row in range(8)]
    assert marked.tolist() == expected


@given(CORNERS, st.integers(0, 7))
def test_neither_the_first_corner_nor_the_way_round_matters(corners: list[tuple[float, float]], start: int) -> None:
    try:
        marked = rasterize([corners], (9, 8))
    except BadPolygon:
        return
    start %= len(corners)
    turned = [*corners[start:], *corners[:start]]
    assert np.array_equal(rasterize([turned[::-1]], (9, 8)), marked)


@given(st.lists(st.lists(st.tuples(COORDINATES, COORDINATES), max_size=6), max_size=3))
def test_any_numbers_are_filled_or_refused(rings: list[list[tuple[float, float]]]) -> None:
    try:
        marked = rasterize(rings, (7, 5))
    except BadPolygon:
        return
    assert marked.shape == (5, 7)
    assert rings or not marked.any()


def is_read_or_refused(text: str) -> bool:
    try:
        mask = read_mask(text.encode(), size_wh=(7, 5), only=["all"])
    except InputRefused:
        return True
    return mask.size_wh == (7, 5)


@given(JSON)
def test_any_json_gives_a_mask_or_a_refusal(document: object) -> None:
    assert is_read_or_refused(json.dumps(document))


@given(st.text(max_size=40))
def test_any_text_gives_a_mask_or_a_refusal(text: str) -> None:
    assert is_read_or_refused(text)
