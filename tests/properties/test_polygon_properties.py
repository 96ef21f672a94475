"""What holds for every polygon and every mask that becomes one."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import BadPolygon
from maskkit.masks.polygon import rasterize, ring_area
from maskkit.masks.polygon_files import fill_regions, parse_polygons, regions_to_geojson
from maskkit.masks.regions import mask_to_regions, mask_to_rings

MAPS = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12).flatmap(lambda shape: arrays(np.bool_, shape))
EIGHTHS = st.integers(-40, 120).map(lambda eighth: eighth / 8)
CORNERS = st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=3, max_size=8)
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
    assert np.array_equal(fill_regions(mask_to_regions(marked), size_wh), marked)


@given(MAPS)
def test_mask_to_geojson_to_mask_is_bit_exact(marked: np.ndarray) -> None:
    if marked.any():
        text = json.dumps(regions_to_geojson(mask_to_regions(marked)))
        assert np.array_equal(fill_regions(parse_polygons(text), marked.shape[::-1]), marked)


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


@given(JSON)
def test_any_json_gives_regions_or_a_refusal(document: object) -> None:
    try:
        regions = parse_polygons(json.dumps(document))
    except BadPolygon:
        return
    assert regions


@given(st.text(max_size=40))
def test_any_text_gives_regions_or_a_refusal(text: str) -> None:
    try:
        regions = parse_polygons(text)
    except BadPolygon:
        return
    assert regions
