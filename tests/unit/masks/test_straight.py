"""Label maps that are made to fit a room."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.camera import Camera, read_sightlines
from maskkit.geometry.layout import Layout
from maskkit.geometry.planes import SURFACE_OF_PLANE, Box, Plane
from maskkit.geometry.rectangles import WallRectangle, rectangle_mask
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.openings import rectangle_around, square_openings
from maskkit.masks.methods.straight import fitting_room, straighten, told_by_box
from maskkit.types import Labels

SIZE_WH = (320, 240)
LAYOUT = Layout(
    SIZE_WH, Camera(260.0, np.eye(3), np.array([160.0, 120.0]), 1.0), Box(1.0, 1.2, 2.0, ceiling=0.8), 1.0, 1.0, 1.4
)


def bare_room() -> Labels:
    return np.array(SURFACE_OF_PLANE[LAYOUT.plane_map(SIZE_WH)], np.uint8)


def with_opening(kind: RoomClass, rectangle: WallRectangle) -> Labels:
    labels = bare_room()
    labels[rectangle_mask(rectangle, LAYOUT, SIZE_WH)] = kind
    return labels


WINDOW = WallRectangle(Plane.BACK, 0.9, 1.9, 0.9, 2.0, "window", 1.0)
DOOR = WallRectangle(Plane.BACK, 1.2, 2.0, 0.0, 1.9, "door", 1.0)


@pytest.mark.parametrize(("kind", "rectangle"), [(RoomClass.WINDOW, WINDOW), (RoomClass.DOOR, DOOR)])
def test_a_ragged_opening_becomes_the_rectangle_that_it_is(kind: RoomClass, rectangle: WallRectangle) -> None:
    whole = with_opening(kind, rectangle)
    ragged = whole.copy()
    rows, columns = np.nonzero(whole == kind)
    rng = np.random.default_rng(0)
    for place in rng.choice(len(rows), 25):
        ragged[rows[place] - 2 : rows[place] + 2, columns[place] - 2 : columns[place] + 2] = RoomClass.WALL
    ragged[rows.min() - 6 : rows.min(), columns.min() : columns.min() + 8] = kind
    squared = square_openings(ragged, LAYOUT)
    assert (squared != whole).sum() < 0.35 * (ragged != whole).sum()


def test_lines_that_were_read_already_serve() -> None:
    """A blank photo, in which no line could be read, is straightened by the lines of a drawn one."""
    labels, blank = bare_room(), Photo(np.full((240, 320, 3), 128, np.uint8))
    drawn = np.zeros((240, 320), np.uint8)
    for plane in Plane:
        tiles = np.floor(LAYOUT.plane_coordinates(plane, SIZE_WH) / 0.5).sum(axis=2) % 2
        drawn = np.where(LAYOUT.plane_map(SIZE_WH) == plane, 30 * plane + 60 * np.nan_to_num(tiles), drawn)
    photo = Photo(np.repeat(drawn.astype(np.uint8)[:, :, None], 3, axis=2))
    shares = np.stack([np.asarray(labels == kind, np.float32) for kind in range(9)])
    off = labels.copy()
    off[110:120, 150:160] = RoomClass.CEILING
    assert fitting_room(blank, off) is None
    found = fitting_room(blank, off, sight=lambda: read_sightlines(photo))
    assert found is not None
    straight = straighten(off, shares, found)
    assert (straight[110:120, 150:160] == RoomClass.WALL).all()
    assert (straight != labels).mean() < 0.01


def test_what_stands_before_a_window_stays() -> None:
    labels = with_opening(RoomClass.WINDOW, WINDOW)
    rows, columns = np.nonzero(labels == RoomClass.WINDOW)
    sofa = np.s_[rows.max() - 12 : 235, columns.min() : columns.max() - 10]
    labels[sofa] = RoomClass.FURNITURE
    assert (square_openings(labels, LAYOUT)[sofa] == RoomClass.FURNITURE).all()


def test_what_is_seen_through_a_window_is_window() -> None:
    labels = with_opening(RoomClass.WINDOW, WINDOW)
    rows, columns = np.nonzero(labels == RoomClass.WINDOW)
    labels[rows.min() + 8 : rows.min() + 16, columns.min() + 8 : columns.min() + 20] = RoomClass.FURNITURE
    assert not (square_openings(labels, LAYOUT) == RoomClass.FURNITURE).any()


def test_an_opening_that_is_no_rectangle_stays_as_it_is() -> None:
    labels = bare_room()
    down, across = np.mgrid[:240, :320]
    labels[(abs(across - 160) + abs(down - 110) < 30) & (across > 160) & (labels == RoomClass.WALL)] = RoomClass.WINDOW
    assert (square_openings(labels, LAYOUT) == labels).all()


def test_fragments_of_openings_become_what_is_around_them_and_rooms_without_any_stay_as_they_are() -> None:
    labels = bare_room()
    labels[100:104, 150:154], labels[120:126, 150:160] = RoomClass.WINDOW, RoomClass.DOOR
    assert (square_openings(labels, LAYOUT) == bare_room()).all()
    assert (square_openings(bare_room(), LAYOUT) == bare_room()).all()


def test_a_door_that_nearly_reaches_the_floor_reaches_it() -> None:
    u, v = np.meshgrid(np.arange(0, 0.8, 0.01), np.arange(0.15, 1.9, 0.01))
    points = np.stack([u.ravel(), v.ravel()], axis=1)
    assert rectangle_around(points, Plane.BACK, "door").bottom_m == 0
    assert rectangle_around(points, Plane.BACK, "window").bottom_m == pytest.approx(0.15, abs=0.05)


def test_the_box_tells_surfaces_apart_only_where_a_surface_is_seen() -> None:
    labels = np.uint8([[RoomClass.WALL, RoomClass.FURNITURE]])
    shares = np.zeros((9, 1, 2), np.float32)
    shares[RoomClass.WALL], shares[RoomClass.CEILING] = 0.6, 0.3
    box = np.uint8([[RoomClass.CEILING, RoomClass.CEILING]])
    assert told_by_box(labels, shares, box).tolist() == [[RoomClass.CEILING, RoomClass.FURNITURE]]


def test_a_picture_without_a_room_is_left_alone() -> None:
    photo = Photo(np.full((64, 64, 3), 90, np.uint8))
    labels = np.full((64, 64), RoomClass.FURNITURE, np.uint8)
    assert fitting_room(photo, labels) is None


def test_a_strip_of_an_opening_that_no_ray_meets_on_its_wall_counts_for_nothing() -> None:
    window = WallRectangle(Plane.LEFT, -2.6, -0.2, 0.3, 2.2, "window", 1.0)
    whole = with_opening(RoomClass.WINDOW, window)
    trailing = whole.copy()
    row = int(np.nonzero(whole == RoomClass.WINDOW)[0].mean())
    trailing[row, np.nonzero(whole[row] == RoomClass.WINDOW)[0].max() : 200] = RoomClass.WINDOW
    assert np.isnan(LAYOUT.plane_coordinates(Plane.LEFT, SIZE_WH)[trailing == RoomClass.WINDOW]).any()
    assert (square_openings(trailing, LAYOUT) != whole).sum() < 0.05 * (whole == RoomClass.WINDOW).sum()


@pytest.mark.parametrize(
    ("rectangle", "stays"),
    [
        (WallRectangle(Plane.BACK, 1.2, 2.0, 0.0, 1.9, "door", 1.0), True),
        (WallRectangle(Plane.BACK, 1.2, 2.4, 0.2, 1.1, "door", 1.0), False),
        (WallRectangle(Plane.BACK, 1.2, 2.4, 1.5, 2.1, "door", 1.0), False),
    ],
)
def test_only_what_is_as_high_as_a_door_and_has_a_foot_is_one(rectangle: WallRectangle, stays: bool) -> None:
    squared = square_openings(with_opening(RoomClass.DOOR, rectangle), LAYOUT)
    assert bool((squared == RoomClass.DOOR).any()) == stays
