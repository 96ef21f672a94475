"""Line segments: where they are, how pieces are joined, and what is too short."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.lines import detect_segments, merge_collinear, segment_lengths


def picture_with_bar(width: int, height: int, left: int, right: int) -> np.ndarray:
    pixels = np.full((height, width, 3), 220, np.uint8)
    pixels[:, left:right] = 30
    return pixels


def test_an_edge_is_found_where_the_pixels_change() -> None:
    """The edge between columns 99 and 100 lies at x = 100 when the outer corner is 0."""
    segments = detect_segments(picture_with_bar(300, 200, 100, 180))
    across = np.sort(segments[:2, [0, 2]].mean(axis=1))
    assert np.abs(across - [100, 180]).max() < 0.3


def test_segments_of_a_large_picture_are_in_its_own_pixels() -> None:
    segments = detect_segments(picture_with_bar(3000, 2000, 1000, 1800))
    across = np.sort(segments[:2, [0, 2]].mean(axis=1))
    assert np.abs(across - [1000, 1800]).max() < 2.0
    assert segment_lengths(segments).max() > 1900


def test_longest_first() -> None:
    pixels = np.full((300, 300, 3), 220, np.uint8)
    pixels[20:280, 40:60] = 20
    pixels[100:160, 150:200] = 20
    lengths = segment_lengths(detect_segments(pixels))
    assert len(lengths) >= 6
    assert np.all(np.diff(lengths) <= 0)


def test_a_blank_picture_has_no_segments() -> None:
    assert detect_segments(np.full((80, 120, 3), 128, np.uint8)).shape == (0, 4)


def test_short_segments_are_left_out() -> None:
    pixels = picture_with_bar(400, 300, 100, 200)
    pixels[140:146, 300:306] = 30
    assert segment_lengths(detect_segments(pixels, min_length=0.1)).min() >= 40


def test_pieces_of_one_line_become_one() -> None:
    pieces = np.array([[0.0, 10, 50, 10], [55.0, 10.2, 90, 10.2], [95.0, 9.9, 120, 9.9]])
    joined = merge_collinear(pieces, gap_px=8, offset_px=1)
    assert joined.shape == (1, 4)
    assert np.allclose(joined[0, [0, 2]], [0, 120])


@pytest.mark.parametrize(
    "other",
    [[0.0, 14, 50, 14], [70.0, 10, 110, 10], [25.0, 10, 60, 25]],
    ids=["beside", "too far along", "turned"],
)
def test_other_lines_stay_apart(other: list[float]) -> None:
    pieces = np.array([[0.0, 10, 50, 10], other])
    assert len(merge_collinear(pieces, gap_px=8, offset_px=1)) == 2


def test_merging_nothing_gives_nothing() -> None:
    assert merge_collinear(np.zeros((0, 4)), gap_px=5, offset_px=1).shape == (0, 4)
