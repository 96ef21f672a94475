"""What holds for every label map as polygons, exact or simplified."""

from __future__ import annotations

import os
from itertools import combinations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.masks.arcs import labels_to_regions, regions_to_labels
from maskkit.masks.polygon import rasterize
from maskkit.masks.regions import Region

SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=11)
MAPS = st.tuples(SHAPES, st.sampled_from([(0, 1), (0, 1, 2), (4, 7, 255, 0)])).flatmap(
    lambda drawn: arrays(np.uint8, drawn[0], elements=st.sampled_from(drawn[1]))
)
TOLERANCES = st.sampled_from([0.25, 0.5, 0.75, 1.0, 1.5, 3.0, 50.0])


def smooth_map(rng: np.random.Generator) -> np.ndarray:
    """Areas with winding borders, some with noise, thin strips and islands."""
    height, width, kinds = (int(n) for n in rng.integers((1, 1, 1), (70, 70, 6)))
    layers = rng.random((height, width, kinds)).astype(np.float32)
    layers = cv2.GaussianBlur(layers, (0, 0), rng.uniform(0.4, 5)).reshape(height, width, kinds)
    noisy = rng.random((height, width)) < rng.choice([0, 0, 0.03])
    return np.where(noisy, rng.integers(0, kinds, (height, width)), layers.argmax(axis=2)).astype(np.uint8)


def rings_of(regions: dict[int, tuple[Region, ...]]) -> list[np.ndarray]:
    return [ring for areas in regions.values() for region in areas for ring in region.rings]


def check_tiling(picture: np.ndarray, tolerance_px: float) -> None:
    simple = labels_to_regions(picture, tolerance_px=tolerance_px)
    every = [rasterize(region.rings, picture.shape[::-1]) for areas in simple.values() for region in areas]
    assert np.all(np.sum(every, axis=0, dtype=int) == 1)
    exact = labels_to_regions(picture)
    assert {k: [len(r.holes) for r in v] for k, v in simple.items()} == {
        k: [len(r.holes) for r in v] for k, v in exact.items()
    }


@given(MAPS)
def test_there_and_back_is_bit_exact(picture: np.ndarray) -> None:
    assert np.array_equal(regions_to_labels(labels_to_regions(picture), picture.shape[::-1], background=9), picture)


@given(MAPS, TOLERANCES)
def test_simplified_regions_tile_the_picture(picture: np.ndarray, tolerance_px: float) -> None:
    check_tiling(picture, tolerance_px)


@given(MAPS, TOLERANCES)
def test_no_two_edges_cross(picture: np.ndarray, tolerance_px: float) -> None:
    edges = set()
    for ring in rings_of(labels_to_regions(picture, tolerance_px=tolerance_px)):
        corners = [tuple(corner) for corner in (2 * ring).astype(int).tolist()]
        assert len(set(corners)) == len(corners) >= 3
        edges |= {(min(a, b), max(a, b)) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)}
    for (a, b), (c, d) in combinations(edges, 2):
        sides = side(a, b, c) * side(a, b, d), side(c, d, a) * side(c, d, b)
        assert not (sides[0] < 0 and sides[1] < 0)
        inside = [within(p, q, r) for p, q, r in ((a, b, c), (a, b, d), (c, d, a), (c, d, b))]
        assert not any(inside), "an end of one edge lies on another"


@given(MAPS, TOLERANCES)
def test_turned_pictures_are_as_good(picture: np.ndarray, tolerance_px: float) -> None:
    check_tiling(np.ascontiguousarray(np.rot90(picture)), tolerance_px)
    check_tiling(np.ascontiguousarray(picture[:, ::-1]), tolerance_px)


@pytest.mark.slow
def test_winding_borders_tile_the_picture() -> None:
    """300 pictures; the environment variable MASKKIT_FUZZ asks for more."""
    rng = np.random.default_rng(7)
    for _ in range(int(os.environ.get("MASKKIT_FUZZ", "300"))):
        check_tiling(smooth_map(rng), float(rng.choice([0.5, 0.75, 1, 1.5, 2, 3, 8, 40])))


def side(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    """On which side of the line from a to b c lies: -1, 0 or 1."""
    across = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (across > 0) - (across < 0)


def within(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether c lies on the edge from a to b, between its ends."""
    if side(a, b, c) or c in (a, b):
        return False
    return min(a, b) < c < max(a, b)
