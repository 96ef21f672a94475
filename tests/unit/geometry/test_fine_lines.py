"""Exact segments: where they lie, that faint edges are found, and that nothing is found twice."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.fine_lines import MOST, detect_fine_segments, longest_first, without_doubles
from maskkit.geometry.lines import detect_segments, segment_lengths


def half_plane(
    size_wh: tuple[int, int], angle_deg: float, levels: tuple[float, float], noise: float = 0.0
) -> np.ndarray:
    """Two greys that meet, anti-aliased, in a line through the picture's centre."""
    width, height = size_wh
    x, y = np.meshgrid(np.arange(width) + 0.5 - width / 2, np.arange(height) + 0.5 - height / 2)
    beside = np.cos(np.radians(angle_deg)) * x + np.sin(np.radians(angle_deg)) * y
    grey = levels[0] + (levels[1] - levels[0]) * np.clip(beside + 0.5, 0, 1)
    grey = grey + np.random.default_rng(0).normal(0, noise, grey.shape)
    return np.repeat(np.clip(np.round(grey), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("angle", [0.0, 3.0, 37.0, 88.0])
def test_the_line_through_the_centre_is_measured_within_a_tenth_of_a_pixel(angle: float) -> None:
    segment = detect_fine_segments(half_plane((400, 300), angle, (60, 190)))[0]
    ends = segment.reshape(2, 2) - [200, 150]
    beside = ends @ [np.cos(np.radians(angle)), np.sin(np.radians(angle))]
    assert np.abs(beside).max() < 0.1


def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    segment = detect_fine_segments(half_plane((2400, 1800), 12.0, (60, 190)))[0]
    beside = (segment.reshape(2, 2) - [1200, 900]) @ [np.cos(np.radians(12)), np.sin(np.radians(12))]
    assert np.abs(beside).max() < 0.15
    assert segment_lengths(segment[None])[0] > 1500


def test_faint_edges_are_found_that_the_usual_detector_misses() -> None:
    faint = half_plane((400, 300), 20.0, (200, 206))
    assert len(detect_segments(faint)) == 0
    assert segment_lengths(detect_fine_segments(faint)).max() > 200


def test_an_edge_that_both_passes_find_is_kept_once() -> None:
    found = detect_fine_segments(half_plane((400, 300), 20.0, (60, 190)))
    assert len(found) == 1


def test_longest_first_and_no_more_than_the_limit() -> None:
    rng = np.random.default_rng(1)
    pixels = np.kron(rng.integers(0, 2, (40, 60)), np.ones((22, 22))).astype(np.uint8) * 200
    found = detect_fine_segments(np.repeat(pixels[..., None], 3, axis=2))
    assert 100 < len(found) <= MOST
    lengths = segment_lengths(found)
    assert np.all(np.diff(lengths) < 1.0)


def test_a_blank_picture_has_no_segments() -> None:
    assert detect_fine_segments(np.full((80, 120, 3), 128, np.uint8)).shape == (0, 4)


def test_the_longer_of_two_doubles_stays() -> None:
    pair = longest_first(np.array([[10.0, 1, 50, 1], [0.0, 0, 90, 0]]))
    assert without_doubles(pair).tolist() == [[0.0, 0.0, 90.0, 0.0]]


@pytest.mark.parametrize(
    "other",
    [[10.0, 3, 50, 3], [10.0, -1, 50, 1.5], [70.0, 1, 120, 1]],
    ids=["too far beside", "turned", "mostly beyond the end"],
)
def test_segments_of_their_own_stay(other: list[float]) -> None:
    assert len(without_doubles(np.array([[0.0, 0, 90, 0], other]))) == 2


def test_what_lies_on_a_double_that_was_left_out_may_stay() -> None:
    """A double does not take others with it."""
    chain = np.array([[0.0, 0, 100, 0], [40.0, 1.5, 130, 1.5], [108.0, 3, 138, 3]])
    assert without_doubles(chain).tolist() == chain[[0, 2]].tolist()


def test_a_smaller_copy_is_searched_where_that_will_do() -> None:
    """The segment found there is still measured in the picture itself."""
    segment = detect_fine_segments(half_plane((400, 300), 3.0, (60, 190)), max_side_px=200)[0]
    beside = (segment.reshape(2, 2) - [200, 150]) @ [np.cos(np.radians(3.0)), np.sin(np.radians(3.0))]
    assert np.abs(beside).max() < 0.1
