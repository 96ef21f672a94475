"""Thinning lines: close to what they were, and never through one another."""

from __future__ import annotations

import numpy as np

from maskkit.masks.chords import distinct, thin


def staircase(steps: int, x: int = 0, y: int = 0) -> list[tuple[int, int]]:
    """Two to the right and one down, again and again."""
    return [(x + 2 * ((k + 1) // 2), y + k // 2) for k in range(2 * steps + 1)]


def thinned(lines: list[list[tuple[int, int]]], tolerance: float) -> list[list[tuple[int, int]]]:
    """The points that are left of each line."""
    points = np.array([point for line in lines for point in line])
    stops = np.cumsum([len(line) for line in lines]) - 1
    starts = np.append(0, stops[:-1] + 1)
    firsts, lasts = thin(points, starts, stops, tolerance)
    left = []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        mine = (firsts >= start) & (lasts <= stop)
        assert np.array_equal(firsts[mine][1:], lasts[mine][:-1])
        left.append([tuple(point) for point in points[[*firsts[mine], stop]].tolist()])
    return left


def test_a_line_alone_is_thinned_as_far_as_the_tolerance_lets_it() -> None:
    assert thinned([staircase(20)], 1.0) == [[(0, 0), (40, 20)]]
    assert len(thinned([staircase(20)], 0.5)[0]) > 2


def test_a_line_of_two_points_stays() -> None:
    assert thinned([[(0, 0), (7, 0)]], 100) == [[(0, 0), (7, 0)]]


def test_nothing_is_further_from_its_chord_than_the_tolerance() -> None:
    rng = np.random.default_rng(0)
    x = np.arange(300)
    line = list(zip(x.tolist(), np.cumsum(rng.integers(-1, 2, 300)).tolist(), strict=True))
    line = [(a, b + 500) for a, b in line]
    for tolerance in (1.0, 2.5, 6.0):
        (left,) = thinned([line], tolerance)
        ends = np.array(left, float)
        for point in np.array(line, float):
            run = np.diff(ends, axis=0)
            share = np.clip(((point - ends[:-1]) * run).sum(axis=1) / (run**2).sum(axis=1), 0, 1)
            off = np.hypot(*(ends[:-1] + share[:, None] * run - point).T).min()
            assert off <= tolerance + 1e-9


def test_a_line_does_not_jump_over_the_end_of_another() -> None:
    bay = [(0, 0), (9, 0), (9, 4), (11, 4), (11, 0), (20, 0)]
    assert thinned([bay], 5) == [[(0, 0), (20, 0)]]
    assert (9, 4) in thinned([bay, [(10, 2), (10, 3)]], 5)[0]


def test_two_lines_between_the_same_ends_stay_two() -> None:
    above = [(0, 5), (0, 4), (20, 4), (20, 5)]
    below = [(0, 5), (0, 6), (20, 6), (20, 5)]
    upper, lower = thinned([above, below], 10)
    assert len(upper) > 2
    assert len(lower) > 2
    assert upper != lower


def test_one_of_two_lines_between_the_same_ends_may_be_straight() -> None:
    straight, bent = thinned([[(0, 5), (20, 5)], [(0, 5), (0, 6), (20, 6), (20, 5)]], 10)
    assert straight == [(0, 5), (20, 5)]
    assert len(bent) > 2


def test_a_closed_line_keeps_an_area() -> None:
    square = [(3, 3), (4, 3), (4, 4), (3, 4), (3, 3)]
    (left,) = thinned([square], 100)
    assert len(set(left)) >= 3


def test_lines_close_to_one_another_keep_their_order() -> None:
    upper = [(x, y) for x, y in staircase(30, y=1) if (x, y) != (0, 1)]
    lower = staircase(30, y=2)
    up, down = (np.array(line, float) for line in thinned([upper, lower], 4.0))
    x = np.linspace(3, 57, 200)
    assert np.all(np.interp(x, *up.T) < np.interp(x, *down.T))


def test_lines_are_cut_where_it_is_better() -> None:
    line = np.array([(0, 0), (4, 0), (4, 1), (4, 2), (8, 2), (8, 9)])
    firsts, _ = thin(line, np.array([0]), np.array([5]), 1.5, cut_at=np.array([0, 2, 2, 2, 4, 5]))
    assert firsts.tolist() == [0, 4]
    firsts, _ = thin(line, np.array([0]), np.array([5]), 0.5, cut_at=np.array([0, 2, 2, 2, 4, 5]))
    assert 2 in firsts


def test_distinct_numbers() -> None:
    assert distinct(np.array([5, 1, 5, 1, 9])).tolist() == [1, 5, 9]
