"""Path data: every command against what it means, and every fault with its place."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadPolygon
from maskkit.masks.formats import svg_path
from maskkit.masks.formats.svg_path import read_path


def corners(text: str) -> list[list[list[float]]]:
    return [subpath.points.round(6).tolist() for subpath in read_path(text, "path")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("M0 0L4 0L4 3Z", "M0 0 4 0 4 3"),
        ("M0 0 4 0 4 3", "M0,0,4,0,4,3z"),
        ("m1 1l4 0l0 3z", "M1 1L5 1L5 4Z"),
        ("m1 1 4 0 0 3z", "M1 1L5 1L5 4Z"),
        ("M1 1h4v3z", "M1 1H5V4Z"),
        ("M1 1H2 5V4z", "M1 1L2 1L5 1L5 4Z"),
        ("M.5.5L1.5.5 1.5-1.5z", "M0.5 0.5 L1.5 0.5 L1.5 -1.5 z"),
        ("M1e1 0L2E+1 0 20 5e-1Z", "M10 0L20 0L20 .5"),
        ("M0 0C1 2 3 2 4 0S7-2 8 0z", "M0 0C1 2 3 2 4 0C5-2 7-2 8 0z"),
        ("M0 0c1 2 3 2 4 0s3-2 4 0z", "M0 0C1 2 3 2 4 0C5-2 7-2 8 0z"),
        ("M0 0S3 2 4 0 8 2 8 9z", "M0 0C0 0 3 2 4 0C5-2 8 2 8 9z"),
        ("M0 0Q1 2 2 0T4 0 6 0z", "M0 0Q1 2 2 0Q3-2 4 0Q5 2 6 0z"),
        ("M0 0q1 2 2 0t2 0 2 0z", "M0 0Q1 2 2 0Q3-2 4 0Q5 2 6 0z"),
        ("M0 0L1 0T2 0 4 4z", "M0 0L1 0Q1 0 2 0Q3 0 4 4z"),
        ("M0 0C1 2 3 2 4 0T6 5 7 7z", "M0 0C1 2 3 2 4 0Q4 0 6 5Q8 10 7 7z"),
        ("M0 0A2 2 0 0 1 4 0z", "M0 0a2 2 0 0 1 4 0z"),
        ("M0 0a2 2 0 014 0 2 2 0 01-4 0z", "M0 0A2 2 0 0 1 4 0A2 2 0 0 1 0 0z"),
        ("M0 0A0 2 0 0 1 4 0L4 4z", "M0 0L4 0L4 4z"),
        ("M1 1A9 9 0 1 1 1 1L4 0L4 4z", "M1 1L1 1L4 0L4 4z"),
        ("M0 0A-2-2 0 0 1 4 0z", "M0 0A2 2 0 0 1 4 0z"),
        ("M1 1L2 1L2 2ZL5 5L6 9z", "M1 1L2 1L2 2ZM1 1L5 5L6 9Z"),
        ("M1 1L2 1L2 2Zm3 3l1 0 0 1z", "M1 1L2 1L2 2ZM4 4L5 4L5 5Z"),
    ],
)
def test_commands_mean_the_same_as_their_longer_forms(text: str, meant: str) -> None:
    assert corners(text) == corners(meant) != []


@pytest.mark.parametrize("large", [0, 1])
@pytest.mark.parametrize("clockwise", [0, 1])
def test_arcs_lie_on_their_ellipse_and_on_the_side_asked_for(large: int, clockwise: int) -> None:
    [subpath] = read_path(f"M8 3A5 5 0 {large}{clockwise} 0 3", "path")
    centres = [y for y in (0.0, 6.0) if np.allclose(np.hypot(*(subpath.points - (4, y)).T), 5)]
    assert centres == [0.0 if large != clockwise else 6.0]
    top, bottom = subpath.points[:, 1].min(), subpath.points[:, 1].max()
    # Clockwise as one sees it from right to left runs below, with y downwards.
    assert (bottom > 3.5) == bool(clockwise)
    assert (top < 2.5) != bool(clockwise)
    assert bottom - top > 5 if large else bottom - top < 5


def test_curves_are_followed_to_a_hundredth_of_a_pixel_at_the_size_drawn() -> None:
    for scale, least in ((1.0, 40), (100.0, 400)):
        [circle] = read_path("M9 5A4 4 0 0 1 1 5A4 4 0 0 1 9 5Z", "path", scale=scale)
        middles = (circle.points + np.roll(circle.points, -1, axis=0)) / 2
        assert np.abs(np.hypot(*(middles - 5).T) - 4).max() <= 0.0101 / scale
        assert len(circle.points) >= least


def test_subpaths_are_closed_by_z_or_by_their_own_corners() -> None:
    told = [subpath.is_closed for subpath in read_path("M0 0L1 0L1 1ZM0 0L1 0L1 1L0 0M0 0L1 0L1 1", "path")]
    assert told == [True, True, False]


def test_subpaths_of_fewer_than_three_corners_are_left_out() -> None:
    assert corners("M0 0L9 9M1 1L2 1L2 2ZM5 5Z") == [[[1, 1], [2, 1], [2, 2]]]
    assert corners("") == corners("M1 1") == corners("  ") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("L1 1", "before the first M"),
        ("M", "missing at the end"),
        ("M1", "missing at the end"),
        ("M1 1L", "missing at the end"),
        ("M1 1L2 x", "'x' is no number"),
        ("M1 1B2 2", "'B' is no command"),
        ("M1 1Z 3 4", "where a command belongs"),
        ("M1 1A1 1 0 2 1 3 3", "no 0 or 1"),
        ("M1 1L2 2e999", "too far away"),
        ("1 1", "where a command belongs"),
        ("M1 1L#", "is no number"),
    ],
)
def test_faults_are_told_with_their_place(text: str, told: str) -> None:
    with pytest.raises(BadPolygon, match=told) as caught:
        read_path(text, "x.svg: path")
    assert (caught.value.where or "").startswith("x.svg: path, letter ")


def test_a_path_cannot_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg_path, "MOST_CORNERS", 1000)
    with pytest.raises(BadPolygon, match="more than 1000 corners"):
        read_path("M0 0" + "A9e8 9e8 0 1 1 5 5A9e8 9e8 0 1 1 0 0" * 50, "path")
