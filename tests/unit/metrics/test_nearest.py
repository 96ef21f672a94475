"""Distances from one set to another: exact whichever way they are found."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.metrics import nearest
from maskkit.metrics.bits import Bits
from maskkit.metrics.nearest import count_near, distances
from maskkit.types import BoolMap, Floats


def noise(shape: tuple[int, int], share: float, seed: int) -> BoolMap:
    return np.random.default_rng(seed).random(shape) < share


def brute(queries: BoolMap, targets: BoolMap) -> Floats:
    """Every point against every point."""
    apart = np.argwhere(queries)[:, None] - np.argwhere(targets)[None]
    return np.sqrt((apart**2).sum(axis=2)).min(axis=1)


@pytest.mark.parametrize("share", [0.002, 0.05, 0.5])
@pytest.mark.parametrize("shape", [(1, 300), (60, 1), (47, 90)])
def test_distances_are_exact_in_thin_and_in_dense_sets(shape: tuple[int, int], share: float) -> None:
    queries, targets = noise(shape, share, 1), noise(shape, share, 2)
    queries[0, 0] = targets[-1, -1] = True
    assert np.array_equal(distances(Bits.of(queries), Bits.of(targets)), brute(queries, targets))


@pytest.mark.parametrize("pixels_a_point", [0, 10**9])
def test_the_tree_and_the_map_agree_to_the_last_bit(pixels_a_point: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A map in single precision would not: the squares of its distances are off by one from 1,500 pixels on."""
    monkeypatch.setattr(nearest, "_PIXELS_A_POINT", pixels_a_point)
    targets = np.zeros((3, 6000), np.bool_)
    targets[0, 0] = targets[2, 10] = True
    queries = ~targets
    assert np.array_equal(distances(Bits.of(queries), Bits.of(targets)), brute(queries, targets))


def test_without_targets_everything_is_infinitely_far() -> None:
    nothing, two = Bits.of(np.zeros((4, 70), np.bool_)), Bits.of(np.eye(4, 70, dtype=np.bool_))
    assert distances(two, nothing).tolist() == [math.inf] * 4
    assert distances(nothing, two).tolist() == []


@pytest.mark.parametrize("share", [0.01, 0.4])
@pytest.mark.parametrize("limit_px", [0, 1, math.sqrt(2), 5, 12.5])
def test_beyond_the_limit_all_is_infinite(share: float, limit_px: float) -> None:
    queries, targets = noise((50, 80), share, 3), noise((50, 80), share, 4)
    expected = brute(queries, targets)
    expected[expected > limit_px] = math.inf
    assert np.array_equal(distances(Bits.of(queries), Bits.of(targets), limit_px=limit_px), expected)


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.2])
def test_counting_what_is_near(share: float) -> None:
    queries, targets = noise((60, 130), share, 5), noise((60, 130), share, 6)
    queries[0, 0] = targets[0, 1] = targets[3, 4] = True
    apart = brute(queries, targets)
    for radius_px in (0, 1, math.nextafter(math.sqrt(2), 0), math.sqrt(2), 5, 30.5, 80):
        expected = int(np.count_nonzero(apart <= radius_px))
        assert count_near(Bits.of(queries), Bits.of(targets), radius_px) == expected, radius_px
