"""Rectangles on walls: found where they were drawn, and not in tiles, bare walls or the wall between two things."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.lines import detect_segments
from maskkit.geometry.rectangle_cues import Candidates
from maskkit.geometry.rectangles import WallRectangle, choose, find_rectangles, kind_of, rectangle_mask

SIZE_WH = (800, 600)
COLOURS = np.array([[0, 0, 0], [140, 105, 70], [240, 240, 238], [196, 200, 196], [186, 190, 186], [206, 210, 206]])
DOOR = (Plane.BACK, 0.6, 1.5, 0.0, 2.0)
WINDOW = (Plane.BACK, -1.4, -0.2, 0.9, 2.05)


def room(yaw_deg: float = 12.0) -> Layout:
    yaw = np.radians(yaw_deg)
    turned = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    camera = Camera(560.0, turned, np.array(SIZE_WH) / 2, 1.0)
    return Layout(SIZE_WH, camera, Box(1.6, 1.8, 2.9, 0.8), 1.0, 1.0, 1.45)


def photo(layout: Layout, *things: tuple[tuple[Plane, float, float, float, float], int]) -> np.ndarray:
    """The room with things on its walls, each a rectangle in metres and how much brighter than the wall it is."""
    picture = COLOURS[layout.plane_map()].astype(np.float64)
    for (plane, left, right, bottom, top), brighter in things:
        picture[rectangle_mask(WallRectangle(plane, left, right, bottom, top, "other", 1.0), layout, SIZE_WH)] += (
            brighter
        )
    noise = np.random.default_rng(3).normal(0, 1.5, picture.shape)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def tiled(layout: Layout, tile_m: float) -> np.ndarray:
    picture = photo(layout).astype(np.float64)
    for plane in (Plane.LEFT, Plane.RIGHT, Plane.BACK):
        metres = layout.plane_coordinates(plane, SIZE_WH)
        grout = (np.mod(metres, tile_m) < 0.012).any(axis=-1)
        picture[grout & (layout.plane_map() == plane)] -= 45
    return picture.clip(0, 255).astype(np.uint8)


def found_in(picture: np.ndarray, layout: Layout) -> list[WallRectangle]:
    return find_rectangles(picture, detect_segments(picture), layout)


def edges_of(found: WallRectangle) -> list[float]:
    return [found.left_m, found.right_m, found.bottom_m, found.top_m]


def test_a_dark_door_and_a_bright_window_are_found_where_they_are() -> None:
    layout = room()
    found = found_in(photo(layout, (DOOR, -70), (WINDOW, 45)), layout)
    assert len(found) == 2
    for plane, *edges in (DOOR, WINDOW):
        nearest = min(found, key=lambda f: float(np.abs(np.subtract(edges_of(f), edges)).max()))
        assert nearest.plane == plane
        assert edges_of(nearest) == pytest.approx(edges, abs=0.06)
    assert {f.kind for f in found} == {"door", "window"}


@pytest.mark.parametrize("plane", [Plane.LEFT, Plane.RIGHT])
def test_a_window_on_a_side_wall_is_found_on_that_wall(plane: Plane) -> None:
    layout = room(-20.0 if plane == Plane.RIGHT else 20.0)
    here = layout.plane_coordinates(plane, SIZE_WH)[layout.plane_map() == plane][:, 0]
    middle = float(np.median(here))  # well inside the part in sight
    found = found_in(photo(layout, ((plane, middle - 0.5, middle + 0.5, 0.9, 2.0), 45)), layout)
    assert [f.plane for f in found] == [plane]
    assert edges_of(found[0]) == pytest.approx([middle - 0.5, middle + 0.5, 0.9, 2.0], abs=0.2)


def test_a_bare_room_has_no_rectangles() -> None:
    layout = room()
    assert found_in(photo(layout), layout) == []


@pytest.mark.parametrize("tile_m", [0.2, 0.33, 0.6])
def test_tiles_are_no_rectangles(tile_m: float) -> None:
    layout = room()
    assert found_in(tiled(layout, tile_m), layout) == []


def test_the_wall_between_two_windows_is_not_taken() -> None:
    layout = room(0.0)
    windows = ((Plane.BACK, -1.5, -0.5, 0.9, 2.0), (Plane.BACK, 0.3, 1.3, 0.9, 2.0))
    found = found_in(photo(layout, *((w, 45) for w in windows)), layout)
    between = rectangle_mask(WallRectangle(Plane.BACK, -0.4, 0.2, 0.9, 2.0, "other", 1.0), layout, SIZE_WH)
    assert len(found) == 2
    assert not any((rectangle_mask(f, layout, SIZE_WH) & between).any() for f in found)


def test_a_large_photo_gives_the_same_metres() -> None:
    layout = room()
    small = photo(layout, (WINDOW, 45))
    large = np.repeat(np.repeat(small, 2, axis=0), 2, axis=1)
    camera = layout.camera.scaled(2.0)
    double = Layout((1600, 1200), camera, layout.box, 1.0, 1.0, layout.scale_m_per_unit)
    segments = detect_segments(small)
    one, other = find_rectangles(small, segments, layout), find_rectangles(large, segments * 2, double)
    assert [edges_of(f) for f in other] == [pytest.approx(edges_of(f), abs=0.03) for f in one]


def test_the_mask_is_cut_off_at_the_walls_own_face() -> None:
    layout = room()
    endless = WallRectangle(Plane.BACK, -50.0, 50.0, -50.0, 50.0, "other", 1.0)
    assert np.array_equal(rectangle_mask(endless, layout, SIZE_WH), layout.plane_map() == Plane.BACK)
    assert rectangle_mask(endless, layout, (80, 60)).shape == (60, 80)


def test_the_mask_of_a_door_covers_its_projection() -> None:
    layout = room()
    mask = rectangle_mask(WallRectangle(*DOOR, "door", 1.0), layout, SIZE_WH)
    x, y = layout.project(Plane.BACK, np.array([[1.05, 1.0]]))[0]
    assert mask[int(y), int(x)]
    assert not mask[int(y), int(x) - 200]


def candidates(*rows: tuple[float, float, float, float, float]) -> Candidates:
    table = np.array(rows)
    return Candidates(table[:, :4], np.zeros((len(table), 0)), table[:, 4])


def test_the_outermost_of_concentric_rectangles_is_chosen() -> None:
    glass, frame, far = (0.1, 0.9, 1.1, 1.9, 0.9), (0.0, 1.0, 1.0, 2.0, 0.8), (-0.9, 1.9, 0.5, 2.4, 0.8)
    assert choose(candidates(glass, frame, far)) == [1]


def test_a_neighbour_must_be_surer() -> None:
    door, patch, away = (0.0, 1.0, 0.0, 2.0, 0.95), (1.0, 2.0, 0.0, 2.0, 0.8), (1.5, 2.5, 0.0, 2.0, 0.7)
    assert choose(candidates(door, patch, away)) == [0, 2]
    assert choose(candidates(door, (*patch[:4], 0.92))) == [0, 1]


def test_unsure_rectangles_are_left_out() -> None:
    assert choose(candidates((0.0, 1.0, 0.0, 2.0, 0.3))) == []
    assert choose(candidates((0.0, 1.0, 0.0, 2.0, 0.3)), least=0.2) == [0]


def test_kinds_follow_place_and_size() -> None:
    assert kind_of(np.array([0.0, 2.4, 0.05, 2.1])) == "door"
    assert kind_of(np.array([0.0, 0.6, 1.3, 1.6])) == "other"
    assert kind_of(np.array([0.0, 1.0, 0.1, 0.7])) == "other"
