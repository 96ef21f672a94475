"""Lines on a wall: placed in metres, sampled along themselves, and told from lines that run askew."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.rectangle_search import Wall, lab_and_faces, read_wall, wall_lines

SIZE_WH = (640, 480)


def room() -> Layout:
    camera = Camera(400.0, np.eye(3), np.array(SIZE_WH) / 2, 1.0)
    return Layout(SIZE_WH, camera, Box(2.0, 2.0, 3.0, 0.8), 1.0, 1.0, 1.5)


def back_wall(picture: np.ndarray) -> Wall:
    wall = read_wall(*lab_and_faces(picture, room()), room(), Plane.BACK)
    assert wall is not None
    return wall


def drawn(*lines: tuple[float, float, float, float]) -> np.ndarray:
    """Segments on the back wall, u0, v0, u1, v1 in metres, as the photo shows them."""
    return room().project(Plane.BACK, np.array(lines).reshape(-1, 2)).reshape(-1, 4)


def grey() -> np.ndarray:
    return np.full((480, 640, 3), 128, np.uint8)


def test_an_upright_segment_becomes_a_line_at_its_place_drawn_where_it_lies() -> None:
    lines = wall_lines(back_wall(grey()), drawn((0.5, 0.4, 0.5, 1.6)), "upright")
    assert lines.places == pytest.approx([0.5])
    assert not lines.free.any()
    on, off = (lines.along(np.array([0]), np.array([low]), np.array([low + 0.6]))[0] for low in (0.7, 1.8))
    assert on[:2] == pytest.approx([1.0, 1.0])
    assert off[1] == 0.0


def test_pieces_of_one_line_are_one_line_and_the_floor_is_a_free_level() -> None:
    segments = drawn((-1.0, 1.0, -0.4, 1.0), (0.2, 1.0, 0.9, 1.0))
    lines = wall_lines(back_wall(grey()), segments, "level")
    assert lines.places == pytest.approx([1.0, 0.0])
    assert lines.free.tolist() == [False, True]
    assert lines.between(np.array([-1.0]), np.array([0.9]))[0, 0, 1] == pytest.approx(1.3 / 1.9, abs=0.08)


def test_askew_segments_and_those_of_other_faces_are_no_lines() -> None:
    askew = drawn((0.0, 0.5, 0.3, 1.5))
    on_the_left_wall = room().project(Plane.LEFT, np.array([[-4.5, 0.5], [-4.5, 1.5]])).reshape(1, 4)
    lines = wall_lines(back_wall(grey()), np.concatenate([askew, on_the_left_wall]), "upright")
    assert len(lines.places) == 0


def test_a_step_of_lightness_has_a_sign_and_a_thin_line_has_none() -> None:
    picture, segment = grey(), drawn((0.0, 0.4, 0.0, 1.6))
    picture[:, 320:] = 190
    stretch = (np.array([0]), np.array([0.5]), np.array([1.5]))
    step = wall_lines(back_wall(picture), segment, "upright").along(*stretch)[0, 2]
    picture[:] = 128
    picture[:, 319:321] = 60
    thin = wall_lines(back_wall(picture), segment, "upright").along(*stretch)[0, 2]
    assert step > 0.9
    assert abs(thin) < 0.1


def test_the_pictures_border_is_a_free_line_where_it_cuts_the_wall() -> None:
    narrow = Layout(SIZE_WH, room().camera, Box(9.0, 9.0, 3.0, 0.8), 1.0, 1.0, 1.5)
    wall = read_wall(*lab_and_faces(grey(), narrow), narrow, Plane.BACK)
    assert wall is not None
    lines = wall_lines(wall, np.zeros((0, 4)), "upright")
    assert lines.free.tolist() == [True, True]
    assert lines.places == pytest.approx([-3.6, 3.6], abs=0.1)


def test_a_wall_hardly_in_sight_is_left_out() -> None:
    far = Layout(SIZE_WH, room().camera, Box(9.0, 9.0, 3.0, 0.8), 1.0, 1.0, 1.5)
    assert read_wall(*lab_and_faces(grey(), far), far, Plane.LEFT) is None
