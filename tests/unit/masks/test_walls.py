"""Single walls: how they are numbered, and what is said where they cannot be told apart."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import EmptyMask, NoRoomFound, UnknownChoice
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Layout
from maskkit.geometry.planes import SURFACE_OF_PLANE, Box, Plane
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.modifiers import Modifier
from maskkit.masks.overlay import draw_overlay
from maskkit.masks.segment import Segmentation
from maskkit.masks.target import mask
from maskkit.masks.walls import number_walls, numbered

SIZE_WH = (160, 120)
LAYOUT = Layout(
    SIZE_WH, Camera(110.0, np.eye(3), np.array([80.0, 60.0]), 1.0), Box(1.0, 1.2, 2.0, ceiling=0.8), 1.0, 1.0, 1.4
)
PLANES = LAYOUT.plane_map()
PHOTO = Photo(np.full((120, 160, 3), 128, np.uint8))


def room(**changes: object) -> Segmentation:
    """Three walls, a cupboard before the back wall, and the box that they are of."""
    labels = np.array(SURFACE_OF_PLANE[PLANES], np.uint8)
    labels[50:80, 70:80] = RoomClass.FURNITURE
    return Segmentation(labels, None, method="test", confidence=1.0, **{"layout": LAYOUT, **changes})


def wall(number: int) -> np.ndarray:
    plane = (Plane.LEFT, Plane.BACK, Plane.RIGHT)[number - 1]
    return (plane == PLANES) & (room().labels == RoomClass.WALL)


def test_walls_are_counted_from_left_to_right() -> None:
    numbers = number_walls(PHOTO, room())
    assert all(np.array_equal(numbers == number, wall(number)) for number in (1, 2, 3))
    assert np.array_equal(numbers > 0, room().labels == RoomClass.WALL)


def test_a_wall_that_is_hardly_seen_has_no_number() -> None:
    """Its pixels go with the wall beside it, so that all walls together are still all of the wall."""
    labels = np.where(PLANES == Plane.LEFT, np.uint8(RoomClass.FURNITURE), room().labels)
    labels[60, 0:3] = RoomClass.WALL
    numbers = numbered(labels, PLANES)
    assert numbers.max() == 2
    assert np.array_equal(numbers == 2, wall(3))
    assert (numbers[60, 0:3] == 1).all()


def test_no_wall_has_no_number() -> None:
    assert not numbered(np.full((120, 160), RoomClass.FLOOR, np.uint8), PLANES).any()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("wall:2", wall(2)),
        ("WALL:1 + wall:3", wall(1) | wall(3)),
        ("wall - wall:2", wall(1) | wall(3)),
        ("wall & ~wall:2", wall(1) | wall(3)),
        ("wall:1-wall:1+floor", PLANES == Plane.FLOOR),
        ("~(floor + wall - wall:3)", wall(3) | ~np.isin(room().labels, (RoomClass.FLOOR, RoomClass.WALL))),
    ],
)
def test_single_walls_in_expressions(target: str, expected: np.ndarray) -> None:
    assert np.array_equal(mask(PHOTO, target=target, segmentation=room()).to_bool(), expected)


def test_a_kept_wall_wins() -> None:
    marked = mask(PHOTO, target="wall:1 + wall:2", keep="wall:2", segmentation=room()).to_bool()
    assert np.array_equal(marked, wall(1))
    grown = mask(
        PHOTO, target="wall:1", keep=["wall:2"], segmentation=room(), modifiers=[Modifier.of("grow", "9")]
    ).to_bool()
    assert grown.sum() > wall(1).sum()
    assert not (grown & wall(2)).any()


def test_a_wall_that_is_not_there() -> None:
    with pytest.raises(EmptyMask, match=r"there is no wall:4: 3 can be told apart .* --target wall --overlay"):
        mask(PHOTO, target="wall:4", segmentation=room())


@pytest.mark.parametrize("target", ["wall:0", "wall:10", "floor:1", "wall:x"])
def test_numbers_that_no_wall_can_have(target: str) -> None:
    with pytest.raises(UnknownChoice, match=r"wall:1 to wall:9"):
        mask(PHOTO, target=target, segmentation=room())


def test_walls_of_no_room_cannot_be_told_apart() -> None:
    """There are no lines in a grey photo, and so no room."""
    with pytest.raises(NoRoomFound):
        mask(PHOTO, target="wall:1", segmentation=room(layout=None))


def test_numbers_are_written_on_their_walls() -> None:
    whole = mask(PHOTO, target="wall", segmentation=room())
    plain = draw_overlay(PHOTO, whole)
    written = draw_overlay(PHOTO, whole, walls=number_walls(PHOTO, room()))
    changed = (plain != written).any(axis=2)
    assert all((changed & wall(number)).any() for number in (1, 2, 3))
