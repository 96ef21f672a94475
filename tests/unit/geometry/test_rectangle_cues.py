"""Which rectangles lines can form, and what speaks for each."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.rectangle_cues import CUES, WEIGHTS, door_likeness, read_colours, search_wall
from maskkit.geometry.rectangle_search import Wall, lab_and_faces, read_wall

SIZE_WH = (640, 480)
DARK = (-0.6, 0.6, 0.8, 1.8)


def back_wall(*, brighter: int) -> tuple[Wall, np.ndarray]:
    """A wall with one rectangle on it, and the segments of its four sides."""
    camera = Camera(400.0, np.eye(3), np.array(SIZE_WH) / 2, 1.0)
    layout = Layout(SIZE_WH, camera, Box(2.0, 2.0, 3.0, 0.8), 1.0, 1.0, 1.5)
    left, right, bottom, top = DARK
    ring = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
    corners = layout.project(Plane.BACK, ring)
    picture = np.full((480, 640, 3), 150, np.uint8)
    (x0, y0), (x1, y1) = np.rint([corners[:, 0].min(), corners[:, 1].min()]), np.rint(corners.max(axis=0))
    picture[int(y0) : int(y1), int(x0) : int(x1)] += np.uint8(brighter % 256)
    wall = read_wall(*lab_and_faces(picture, layout), layout, Plane.BACK)
    assert wall is not None
    return wall, np.concatenate([corners, np.roll(corners, -1, axis=0)], axis=1)


def test_four_sides_form_one_rectangle_and_one_down_to_the_floor() -> None:
    wall, segments = back_wall(brighter=-60)
    found = search_wall(wall, segments)
    assert len(WEIGHTS) == len(CUES) == found.cues.shape[1]
    assert found.edges[found.sureness.argmax()] == pytest.approx(DARK, abs=0.02)
    assert found.sureness.max() > 0.9


def test_without_a_colour_step_the_same_lines_are_far_less_sure() -> None:
    drawn, bare = (search_wall(*back_wall(brighter=step)).sureness.max() for step in (-60, 0))
    assert bare < 0.5 < drawn


def test_three_sides_form_nothing_above_the_floor() -> None:
    wall, segments = back_wall(brighter=-60)
    found = search_wall(wall, segments[[1, 3]])
    assert len(found.edges) == len(found.sureness) == 0


def test_colours_tell_the_plain_wall_from_a_thing_on_it() -> None:
    wall, _ = back_wall(brighter=70)
    left, right, bottom, top = (np.array([x]) for x in DARK)
    colours = read_colours(wall)
    inside, beside = (
        colours.means(left, right, bottom, top)[:, 0],
        colours.means(right + 0.1, right + 0.5, bottom, top)[:, 0],
    )
    assert inside[0] < 0.1
    assert beside[0] == pytest.approx(1.0)
    assert inside[1] > beside[1] + 20
    assert np.isnan(colours.means(left, left, bottom, top)).all()


def test_a_door_is_likeliest_at_the_floor_and_two_metres_high() -> None:
    door, low, hung = door_likeness(np.array([[0.0, 0.9, 0, 2.05], [0, 0.9, 0, 0.9], [0, 0.9, 0.8, 2.85]]))
    assert door > 0.9
    assert max(low, hung) < 0.1
