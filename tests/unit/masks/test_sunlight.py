"""Sun on the floor is floor; white things are not."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.sunlight import sunlit_floor

FLOOR, WALL, FURNITURE = RoomClass.FLOOR, RoomClass.WALL, RoomClass.FURNITURE


def scene(patch: tuple[slice, slice], brightness: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Wall above, floor below, and a patch of that brightness."""
    labels = np.full((60, 80), FLOOR, np.uint8)
    labels[:20] = WALL
    labels[patch] = FURNITURE
    pixels = np.full((60, 80, 3), 120, np.uint8)
    pixels[patch] = brightness
    on_floor = np.zeros((60, 80), np.bool_)
    on_floor[20:] = True
    return labels, pixels, on_floor


def test_a_white_patch_in_the_floor_is_sun() -> None:
    labels, pixels, on_floor = scene((slice(35, 45), slice(20, 50)), 250)
    assert (sunlit_floor(labels, pixels, on_floor)[20:] == FLOOR).all()


@pytest.mark.parametrize(
    ("patch", "brightness"),
    [
        ((slice(35, 45), slice(20, 50)), 180),
        ((slice(5, 15), slice(20, 50)), 250),
        ((slice(20, 60), slice(70, 80)), 180),
    ],
    ids=["not white", "on the wall", "a dark thing at the side"],
)
def test_other_things_stay_things(patch: tuple[slice, slice], brightness: int) -> None:
    labels, pixels, on_floor = scene(patch, brightness)
    assert np.array_equal(sunlit_floor(labels, pixels, on_floor), labels)


def test_a_white_thing_that_hardly_touches_the_floor_stays_a_thing() -> None:
    """A white bed between the wall and the frame of the picture."""
    labels, pixels, on_floor = scene((slice(20, 60), slice(0, 79)), 250)
    labels[:, 79] = WALL
    assert np.array_equal(sunlit_floor(labels, pixels, on_floor), labels)


def test_the_label_map_that_was_given_is_left_alone() -> None:
    labels, pixels, on_floor = scene((slice(35, 45), slice(20, 50)), 250)
    before = labels.copy()
    sunlit_floor(labels, pixels, on_floor)
    assert np.array_equal(labels, before)
