"""What segments are worth: errors, chances, families, and how deviations become likelihoods."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.line_model import deviations_deg, independence, likeness, model_lines

SIZE = (800, 600)


def test_units_are_long_sides_from_the_centre() -> None:
    lines = model_lines(np.array([[400.0, 300, 480, 300]]), SIZE)
    assert lines.middles.tolist() == [[0.05, 0.0]]
    assert lines.directions.tolist() == [[1.0, 0.0]]


def test_long_segments_are_more_exact_and_more_likely_to_follow_an_axis() -> None:
    lines = model_lines(np.array([[0.0, 0, 600, 0], [0.0, 50, 100, 50], [0.0, 90, 16, 90]]), SIZE)
    assert np.all(np.diff(lines.errors_deg) > 0)
    assert np.all(np.diff(lines.chances) < 0)
    assert np.all((lines.chances > 0) & (lines.chances < 1))


def test_only_the_longest_are_heard() -> None:
    segments = np.stack([np.zeros(30), np.arange(30.0), np.linspace(300, 50, 30), np.arange(30.0)], axis=1)
    assert len(model_lines(segments, SIZE, most=10).weights) == 10


def test_many_alike_count_as_one() -> None:
    middles = np.stack([np.zeros(20), np.linspace(0, 0.01, 20)], axis=1)
    alone = independence(middles, np.tile([1.0, 0.0], (20, 1)), np.full(20, 0.1))
    assert alone.sum() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("middle", "direction"), [((0.0, 0.5), (1.0, 0.0)), ((0.9, 0.0), (1.0, 0.0)), ((0.0, 0.0), (0.0, 1.0))],
    ids=["beside", "along", "across"],
)  # fmt: skip
def test_segments_apart_or_across_keep_their_own_say(
    middle: tuple[float, float], direction: tuple[float, float]
) -> None:
    both = independence(np.array([(0.0, 0.0), middle]), np.array([(1.0, 0.0), direction]), np.full(2, 0.1))
    assert both.min() > 0.99


def test_the_ends_of_a_segment_may_be_named_either_way() -> None:
    flipped = independence(np.zeros((2, 2)), np.array([[1.0, 0.0], [-1.0, 0.0]]), np.full(2, 0.1))
    assert flipped.tolist() == pytest.approx([0.5, 0.5])


def test_a_short_segment_takes_little_from_a_long_one() -> None:
    long, short = independence(np.zeros((2, 2)), np.tile([1.0, 0.0], (2, 1)), np.array([0.5, 0.05]))
    assert long > 0.9
    assert short == pytest.approx(0.5)


def test_deviations_are_signed_angles_to_finite_and_infinite_points() -> None:
    lines = model_lines(np.array([[400.0, 300, 500, 300]]), SIZE)
    points = np.array([[1.0, 0.0, 0.0], [1.0, np.tan(np.radians(3)), 0.0], [0.0625, 1.0, 1.0], [-5.0, 0.0, 1.0]])
    assert np.round(deviations_deg(points, lines)[:, 0], 6).tolist() == [0.0, 3.0, 90.0, 0.0]


def test_likeness_is_a_density_over_chance() -> None:
    """Over all deviations it sums to what chance does, but for the tails beyond 90 degrees."""
    angles = np.arange(-90, 90, 0.01) + 0.005
    for error in (0.2, 1.0, 3.0):
        assert likeness(angles, np.array(error)).mean() == pytest.approx(1.0, abs=0.01)


def test_exact_lines_say_more_close_by_and_less_far_off() -> None:
    near, far = likeness(np.array([[0.0], [4.0]]), np.array([0.2, 1.0]))
    assert near[0] > near[1] > 1
    assert far[0] < far[1]


def test_single_precision_serves_a_coarse_search() -> None:
    rng = np.random.default_rng(0)
    lines = model_lines(rng.uniform(0, 600, (50, 4)), SIZE)
    points = rng.normal(size=(30, 3, 3))
    rough = deviations_deg(points.astype(np.float32), lines)
    assert rough.dtype == np.float32
    assert np.abs(rough - deviations_deg(points, lines)).max() < 0.01
