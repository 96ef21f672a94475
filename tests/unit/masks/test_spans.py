"""Spans of pixel centres: whole-number corners are never rounded the wrong way, and groups are united."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from maskkit.masks.spans import fill_rings


def filled(rings: list[list[tuple[float, float]]], size_wh: tuple[int, int], groups: list[int]) -> np.ndarray:
    corners = np.array([corner for ring in rings for corner in ring], float).reshape(-1, 2)
    ends = np.cumsum([len(ring) for ring in rings], dtype=np.int64)
    return fill_rings(corners, ends, np.array(groups, np.int64), size_wh)


BOX = [(1, 0), (3, 0), (3, 2), (1, 2)]
WIDE = [(2, 0), (5, 0), (5, 1), (2, 1)]


def test_one_group_is_even_odd() -> None:
    assert filled([BOX, WIDE], (6, 2), [0, 0]).astype(int).tolist() == [[0, 1, 0, 1, 1, 0], [0, 1, 1, 0, 0, 0]]


def test_two_groups_are_united() -> None:
    assert filled([BOX, WIDE], (6, 2), [0, 1]).astype(int).tolist() == [[0, 1, 1, 1, 1, 0], [0, 1, 1, 0, 0, 0]]


def test_a_group_within_another_does_not_end_it() -> None:
    assert filled([[(0, 0), (6, 0), (6, 1), (0, 1)], WIDE], (7, 1), [0, 1]).sum() == 6


def test_no_rings() -> None:
    assert not filled([], (4, 3), []).any()


def test_the_last_pixel_of_the_picture() -> None:
    assert filled([[(3, 1), (4, 1), (4, 2), (3, 2)]], (4, 2), [0]).nonzero() == (np.array([1]), np.array([3]))


@pytest.mark.parametrize("seed", range(4))
def test_edges_through_pixel_centres_far_away_are_exact(seed: int) -> None:
    """Steep and flat edges with ends up to 12,000 pixels away, worked out in fractions."""
    rng = np.random.default_rng(seed)
    corners = [(int(x), int(y)) for x, y in rng.integers(-12_000, 12_000, (3, 2))]
    x, y = (int(value) for value in rng.integers(0, 9, 2))
    corners[1] = (2 * x + 1 - corners[0][0], 2 * y + 1 - corners[0][1])
    expected = np.zeros((9, 9), bool)
    for row in range(9):
        for column in range(9):
            for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
                if (2 * y0 <= 2 * row + 1) != (2 * y1 <= 2 * row + 1):
                    crossing = x0 + (Fraction(2 * row + 1, 2) - y0) * Fraction(x1 - x0, y1 - y0)
                    expected[row, column] ^= Fraction(2 * column + 1, 2) >= crossing
    assert np.array_equal(filled([corners], (9, 9), [0]), expected)
