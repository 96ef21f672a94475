"""Distances from one set to another: exact whichever way they are found."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from maskkit.metrics import nearest
from maskkit.metrics.bits import Bits
from maskkit.metrics.nearest import Tally, count_near, tally_distances
from maskkit.types import BoolMap


def noise(shape: tuple[int, int], share: float, seed: int) -> BoolMap:
    return np.random.default_rng(seed).random(shape) < share


def brute(queries: BoolMap, targets: BoolMap) -> Counter[int]:
    """Every point against every point: how often each squared distance to the nearest occurs."""
    apart = np.argwhere(queries)[:, None] - np.argwhere(targets)[None]
    return Counter((apart**2).sum(axis=2).min(axis=1).tolist()) if queries.any() else Counter()


def by_kind(tally: Tally) -> list[Counter[int]]:
    return [Counter(dict(zip(tally.squares.tolist(), kind, strict=True))) for kind in tally.counts.T.tolist()]


@pytest.mark.parametrize("share", [0.002, 0.05, 0.5])
@pytest.mark.parametrize("shape", [(1, 300), (60, 1), (47, 90)])
def test_tallies_are_exact_in_thin_and_in_dense_sets(shape: tuple[int, int], share: float) -> None:
    parts, targets = [noise(shape, share, seed) for seed in (1, 2)], noise(shape, share, 3)
    parts[1] &= ~parts[0]
    parts[0][0, 0] = targets[-1, -1] = True
    tally = tally_distances([Bits.of(part) for part in parts], Bits.of(targets))
    assert by_kind(tally) == [brute(part, targets) for part in parts]
    assert tally.squares.tolist() == sorted(set(tally.squares.tolist()))
    assert tally.total() == sum(np.count_nonzero(part) for part in parts)


@pytest.mark.parametrize("pixels_a_point", [0, 10**9])
@pytest.mark.parametrize("pixels_at_once", [1, 10**6])
def test_the_tree_and_the_map_agree_in_every_pixel(
    pixels_a_point: int, pixels_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A map in single precision would not: the squares of its distances are off by one from 1,500 pixels on."""
    monkeypatch.setattr(nearest, "_PIXELS_A_POINT", pixels_a_point)
    monkeypatch.setattr(nearest, "_PIXELS_AT_ONCE", pixels_at_once)
    targets = np.zeros((3, 6000), np.bool_)
    targets[0, 100] = targets[2, 110] = True
    queries = noise((3, 6000), 0.9, 0)
    assert by_kind(tally_distances([Bits.of(queries)], Bits.of(targets))) == [brute(queries, targets)]


def test_nothing_to_measure_gives_an_empty_tally() -> None:
    nothing, two = Bits.of(np.zeros((4, 70), np.bool_)), Bits.of(np.eye(4, 70, dtype=np.bool_))
    tally = tally_distances([nothing, nothing, nothing], two)
    assert (tally.squares.shape, tally.counts.shape, tally.total()) == ((0,), (0, 3), 0)


def test_tallies_are_added_distance_by_distance() -> None:
    first = Tally(np.array([0, 4, 9]), np.array([[1, 0], [2, 3], [0, 1]]))
    second = Tally(np.array([1, 4]), np.array([[5, 0], [1, 1]]))
    total = first + second
    assert total.squares.tolist() == [0, 1, 4, 9]
    assert total.counts.tolist() == [[1, 0], [5, 0], [3, 4], [0, 1]]


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.2])
def test_counting_what_is_near(share: float) -> None:
    queries, targets = noise((60, 130), share, 5), noise((60, 130), share, 6)
    queries[0, 0] = targets[0, 1] = targets[3, 4] = True
    squares = brute(queries, targets)
    for radius_px in (0, 1, math.nextafter(math.sqrt(2), 0), math.sqrt(2), 5, 30.5, 80):
        expected = sum(count for square, count in squares.items() if math.sqrt(square) <= radius_px)
        assert count_near(Bits.of(queries), Bits.of(targets), radius_px) == expected, radius_px


def test_nothing_is_near_nothing() -> None:
    nothing, two = Bits.of(np.zeros((90, 170), np.bool_)), Bits.of(np.eye(90, 170, dtype=np.bool_))
    for radius_px in (0, 3, 200):
        assert count_near(two, nothing, radius_px) == count_near(nothing, two, radius_px) == 0
