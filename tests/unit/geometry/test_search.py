"""The minimiser: it finds the valley, never leaves the start for worse, and always walks the same way."""

from __future__ import annotations

import numpy as np

from maskkit.geometry.search import shrink_search


def valley(points: np.ndarray) -> np.ndarray:
    return np.asarray((points[:, 0] - 3) ** 2 + 6 * (points[:, 1] - points[:, 0]) ** 2)


def test_an_oblique_valley_is_followed_to_its_end() -> None:
    found = shrink_search(valley, np.zeros(2), np.ones(2), rounds=60, tries=80)
    assert valley(found[None])[0] < 1e-3


def test_the_start_is_kept_where_nothing_is_better() -> None:
    start = np.array([3.0, 3.0])
    assert np.array_equal(shrink_search(valley, start, np.ones(2), rounds=3), start)


def test_the_answer_is_always_the_same() -> None:
    runs = [shrink_search(valley, np.zeros(2), np.ones(2)) for _ in range(2)]
    assert np.array_equal(*runs)


def test_a_cost_with_steps_is_no_obstacle() -> None:
    """Counting pixels gives no slope; the search needs none."""
    found = shrink_search(lambda p: np.round(np.abs(p - 0.7).sum(axis=1) * 20), np.zeros(3), np.ones(3), rounds=30)
    assert np.abs(found - 0.7).max() < 0.1
