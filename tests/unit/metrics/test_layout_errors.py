"""The layout errors of the LSUN toolkit, by hand and against all matchings."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.layout import layout_corner_error, layout_pixel_error


@pytest.mark.parametrize("seed", range(8))
def test_the_matching_is_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth, pred = rng.integers(0, 4, (9, 9)), rng.integers(0, 4, (9, 9))
    best = max(sum(np.sum((truth == t) & (pred == p)) for t, p in enumerate(order)) for order in permutations(range(4)))
    assert layout_pixel_error(pred, truth) == pytest.approx(1 - best / 81)


def test_names_of_faces_do_not_matter() -> None:
    truth = np.arange(12).reshape(3, 4) // 3
    assert layout_pixel_error(7 - truth, truth) == 0


def test_corners_by_hand() -> None:
    truth = [(0.0, 0.0), (30.0, 40.0)]
    assert layout_corner_error(truth, truth, (30, 40)) == 0
    assert layout_corner_error([(0.0, 0.0), (30.0, 35.0)], truth, (30, 40)) == pytest.approx(5 / 50 / 2)
    assert layout_corner_error(truth[:1], truth, (30, 40)) == pytest.approx(1 / 6)


def test_the_order_of_corners_does_not_matter() -> None:
    points = np.random.default_rng(0).uniform(0, 90, (6, 2))
    assert layout_corner_error(points[::-1], points, (100, 90)) == pytest.approx(0)


def test_bad_input_is_refused() -> None:
    with pytest.raises(SizeMismatch):
        layout_pixel_error(np.zeros((2, 3), int), np.zeros((3, 2), int))
    with pytest.raises(MaskRefused):
        layout_corner_error([(np.nan, 0.0)], [(0.0, 0.0)], (9, 9))
