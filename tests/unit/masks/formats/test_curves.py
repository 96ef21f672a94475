"""Curves as corners: on the curve, and close enough between."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.masks.formats.curves import TOLERANCE_PX, arc, bezier, ellipse


@pytest.mark.parametrize("radius", [0.001, 1, 40, 3000])
def test_chords_of_a_circle_stay_within_the_tolerance(radius: float) -> None:
    points = ellipse((3, 4), (radius, radius))
    middles = (points + np.roll(points, -1, axis=0)) / 2 - (3, 4)
    assert np.allclose(np.hypot(*(points - (3, 4)).T), radius)
    assert radius - np.hypot(*middles.T).min() <= TOLERANCE_PX


def test_an_ellipse_is_turned_clockwise_as_one_sees_it() -> None:
    points = ellipse((0, 0), (5, 1), turned=math.pi / 4)
    far = points[np.argmax(np.hypot(*points.T))]
    assert far[0] * far[1] > 0


def test_an_ellipse_without_extent_or_beyond_measure_has_some_corners() -> None:
    assert len(ellipse((0, 0), (0, 0))) >= 1
    assert len(ellipse((0, 0), (1e300, 1e300))) <= 5000


def test_an_arc_ends_exactly_where_it_is_told_to() -> None:
    stop = (0.1 + 0.2, 7.7)
    points = arc((0, 0), stop, (3, 9), turned=0.3, large=True, clockwise=False)
    assert tuple(points[-1]) == stop


def test_an_arc_whose_radii_are_too_small_is_half_an_ellipse() -> None:
    points = arc((0, 0), (10, 0), (1, 1), turned=0, large=False, clockwise=True)
    assert np.allclose(np.hypot(*(points - (5, 0)).T), 5)


@pytest.mark.parametrize("control", [[(0, 0), (50, 90), (100, 0)], [(0, 0), (90, 300), (-40, 200), (100, 0)]])
def test_chords_of_a_bezier_curve_stay_within_the_tolerance(control: list[tuple[float, float]]) -> None:
    points = np.vstack([control[0], bezier(np.array(control, float))])
    fine = np.vstack([control[0], bezier(np.array(control, float), tolerance=1e-7)])
    a, b = points[:-1], points[1:]
    along = b - a
    for point in fine[:: max(1, len(fine) // 300)]:
        t = np.clip(((point - a) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        assert np.hypot(*(point - a - t[:, None] * along).T).min() <= TOLERANCE_PX
    assert tuple(points[-1]) == control[-1]
