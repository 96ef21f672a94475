"""Rasterising by the pixel-centre rule, against a test of every single centre."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from maskkit.errors import BadPolygon
from maskkit.masks.polygon import rasterize, rasterize_each, ring, ring_area, simplify

BAR = [(2, 1), (6, 1), (6, 5), (2, 5)]


def inside_by_hand(rings: list, size_wh: tuple[int, int]) -> np.ndarray:
    """Count, for every pixel centre, the edges to its left; exact for coordinates in quarters."""
    width, height = size_wh
    inside = np.zeros((height, width), bool)
    for row in range(height):
        for column in range(width):
            x, y = column + 0.5, row + 0.5
            for corners in rings:
                for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
                    if (y0 <= y) != (y1 <= y):
                        cross = (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)
                        inside[row, column] ^= cross >= 0 if y1 > y0 else cross <= 0
    return inside


class TestRasterize:
    """A pixel is inside when its centre is."""

    def test_whole_coordinates_give_whole_pixels(self) -> None:
        marked = rasterize([BAR], (10, 8))
        assert marked.shape == (8, 10)
        assert marked.dtype == np.bool_
        assert marked.sum() == 16
        assert marked[1:5, 2:6].all()

    def test_opencv_paints_more(self) -> None:
        painted = np.zeros((8, 10), np.uint8)
        cv2.fillPoly(painted, [np.array(BAR, np.int32)], 1)
        assert painted.sum() == 25

    def test_a_centre_on_the_left_or_upper_edge_is_inside(self) -> None:
        assert rasterize([[(1.5, 1.5), (3.5, 1.5), (3.5, 3.5), (1.5, 3.5)]], (5, 5)).nonzero()[0].tolist() == [
            1,
            1,
            2,
            2,
        ]
        assert rasterize([[(1.5, 1.5), (3.5, 1.5), (3.5, 3.5), (1.5, 3.5)]], (5, 5))[1, 1]

    @pytest.mark.parametrize("seed", range(30))
    def test_random_polygons(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        rings = [
            [(float(x), float(y)) for x, y in rng.integers(-12, 60, (rng.integers(3, 9), 2)) / 4]
            for _ in range(rng.integers(1, 4))
        ]
        assert np.array_equal(rasterize(rings, (13, 11)), inside_by_hand(rings, (13, 11)))

    def test_the_way_round_does_not_matter(self) -> None:
        corners = [(0.3, 0.2), (11.7, 3.1), (8.4, 9.9), (1.1, 7.3)]
        assert np.array_equal(rasterize([corners], (12, 10)), rasterize([corners[::-1]], (12, 10)))

    def test_polygons_that_share_edges_cover_everything_once(self) -> None:
        rng = np.random.default_rng(5)
        for _ in range(50):
            middle = tuple(rng.random(2) * (17, 13))
            frame = [(0, 0), (17, 0), (17, 13), (0, 13)]
            parts = [rasterize([[a, b, middle]], (17, 13)) for a, b in zip(frame, [*frame[1:], frame[0]], strict=True)]
            assert np.all(np.sum(parts, axis=0) == 1)

    def test_a_star_is_open_in_the_middle(self) -> None:
        angles = [math.pi * (0.5 + 0.8 * k) for k in range(5)]
        star = [(20 + 18 * math.cos(a), 20 - 18 * math.sin(a)) for a in angles]
        marked = rasterize([star], (40, 40))
        assert not marked[20, 20]
        assert marked[6, 19]

    def test_what_lies_outside_the_picture_is_left_out(self) -> None:
        assert rasterize([[(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)]], (6, 4)).all()
        assert not rasterize([[(10, 10), (20, 10), (20, 20)]], (6, 4)).any()

    def test_a_sliver_between_centres_marks_nothing(self) -> None:
        assert not rasterize([[(0, 1.6), (9, 1.6), (9, 2.4), (0, 2.4)]], (9, 4)).any()

    def test_no_rings_mark_nothing(self) -> None:
        assert not rasterize([], (3, 2)).any()

    def test_a_bad_ring_is_named(self) -> None:
        with pytest.raises(BadPolygon, match="ring 1: only 2 different points"):
            rasterize([BAR, [(0, 0), (1, 1)]], (10, 8))

    def test_of_several_doubtful_rings_the_first_is_named(self) -> None:
        rings = [BAR, [(0, 0), (4, 4), (4, 0), (0, 4)], [(0, 0), (1, 1), (2, 2)], []]
        with pytest.raises(BadPolygon, match="ring 3: the points are no list"):
            rasterize(rings, (10, 8))
        with pytest.raises(BadPolygon, match="ring 2: all points lie on one line"):
            rasterize(rings[:3], (10, 8))

    def test_a_million_points(self) -> None:
        angle = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
        disk = np.stack([100 + 90 * np.cos(angle), 100 + 90 * np.sin(angle)], axis=1)
        assert abs(rasterize([disk], (200, 200)).sum() - np.pi * 90**2) < 30

    def test_a_million_long_edges_are_refused_before_memory_runs_out(self) -> None:
        zigzag = np.random.default_rng(0).uniform(0, 12_000, (100_000, 2))
        with pytest.raises(BadPolygon, match="cross the rows of pixels more than 16777216 times"):
            rasterize([zigzag], (40, 12_000))


class TestRasterizeEach:
    """Even-odd within a polygon, any between polygons."""

    def test_overlaps_are_filled_and_holes_are_open(self) -> None:
        frame = [[(0, 0), (6, 0), (6, 6), (0, 6)], [(1, 1), (5, 1), (5, 5), (1, 5)]]
        across = [[(0, 2), (8, 2), (8, 4), (0, 4)]]
        expected = rasterize(frame, (9, 7)) | rasterize(across, (9, 7))
        assert np.array_equal(rasterize_each([frame, across], (9, 7)), expected)

    def test_many_polygons_over_one_another(self) -> None:
        rng = np.random.default_rng(5)
        polygons = [[rng.integers(-20, 60, (5, 2)) / 4 for _ in range(2)] for _ in range(12)]
        expected = np.any([rasterize(rings, (14, 12)) for rings in polygons], axis=0)
        assert np.array_equal(rasterize_each(polygons, (14, 12)), expected)

    def test_none_or_empty_ones_mark_nothing(self) -> None:
        assert not rasterize_each([], (3, 2)).any()
        assert not rasterize_each([[], []], (3, 2)).any()

    def test_a_polygon_that_ends_at_the_frame_does_not_run_into_the_next_row(self) -> None:
        right, left = [[(3, 0), (9, 0), (9, 1), (3, 1)]], [[(-3, 1), (1, 1), (1, 2), (-3, 2)]]
        assert rasterize_each([right, left], (4, 2)).tolist() == [[False] * 3 + [True], [True] + [False] * 3]


class TestRing:
    """What is a polygon, and what is not."""

    def test_a_closed_ring_is_opened(self) -> None:
        assert ring([*BAR, BAR[0]]).tolist() == [list(map(float, corner)) for corner in BAR]

    @pytest.mark.parametrize(
        ("points", "what"),
        [
            ([], "no list of x,y pairs"),
            ([(0, 0), (1, 1)], "only 2 different points"),
            ([(0, 0), (1, 1), (0, 0), (1, 1)], "only 2 different points"),
            ([(0, 0), (1, 1), (2, 2), (5, 5)], "one line"),
            ([(0, 0), (1, 0), (math.nan, 1)], "point 2 is not finite"),
            ([(0, 0), (math.inf, 0), (1, 1)], "point 1 is not finite"),
            ([(0, 0, 0), (1, 0, 0), (1, 1, 0)], "no list of x,y pairs"),
            ([(0, 0), (1, 0), (1,)], "no list of x,y pairs"),
            ([("a", "b"), (1, 0), (1, 1)], "no list of x,y pairs"),
            ("polygon", "no list of x,y pairs"),
            ([(0, 0), (1e300, 0), (1, 1)], "point 1 is too far away"),
            ([(0, 0), (1, 0), (1, -1e10)], "point 2 is too far away"),
            ([(5, 5)] * 1000, "only 1 different points"),
            ([(k / 7, k / 3) for k in range(100)], "one line"),
        ],
    )
    def test_refused(self, points: object, what: str) -> None:
        with pytest.raises(BadPolygon, match=what):
            ring(points)

    def test_a_ring_may_cross_itself_even_where_its_areas_cancel(self) -> None:
        bow = [(0, 0), (4, 4), (4, 0), (0, 4)]
        assert ring_area(ring(bow)) == 0
        assert rasterize([bow], (4, 4)).sum() == 8

    def test_the_given_array_is_left_alone(self) -> None:
        given = np.array([*BAR, BAR[0]], float)
        ring(given)[:] = 7
        assert given[0].tolist() == [2, 1]

    def test_the_refusal_names_the_place(self) -> None:
        with pytest.raises(BadPolygon, match=r"floor\.json: only"):
            ring([(0, 0)], where="floor.json")


def test_area_is_positive_clockwise_on_the_screen() -> None:
    assert ring_area(ring(BAR)) == 16
    assert ring_area(ring(BAR)[::-1]) == -16


class TestSimplify:
    """Fewer corners, none further away than asked."""

    def circle(self) -> np.ndarray:
        angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
        return np.stack([50 + 40 * np.cos(angle), 50 + 40 * np.sin(angle)], axis=1)

    @pytest.mark.parametrize("tolerance", [0.25, 1, 3])
    def test_no_left_out_corner_is_further_away_than_the_tolerance(self, tolerance: float) -> None:
        circle = self.circle()
        fewer = simplify(circle, tolerance)
        starts, ends = fewer, np.roll(fewer, -1, axis=0)
        along = ends - starts
        share = np.clip(((circle[:, None] - starts) * along).sum(2) / (along**2).sum(1), 0, 1)
        nearest = np.linalg.norm(circle[:, None] - (starts + share[:, :, None] * along), axis=2).min(axis=1)
        assert len(fewer) < len(circle) / 3
        assert nearest.max() <= tolerance + 1e-4

    def test_no_tolerance_changes_nothing(self) -> None:
        assert np.array_equal(simplify(self.circle(), 0), self.circle())

    def test_a_ring_that_would_vanish_stays(self) -> None:
        assert np.array_equal(simplify(BAR, 100), ring(BAR))
