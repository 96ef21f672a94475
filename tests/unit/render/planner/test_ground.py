"""What is inside of a room, what its corners hide, and what stands before its openings."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.planner.ground import ground_of
from maskkit.render.planner.rules import blocks_doors
from maskkit.render.scene import Opening, Room

L_ROOM = Room(((0, 0), (0, 4), (2, 4), (2, 3), (4, 3), (4, 0)))
OPENINGS = (Opening(1, "window", 0.5, 1.0, 0.9, 1.2), Opening(0, "door", 1.0, 0.8, 0.0, 2.0))
BOX_ROOM = Room(((0, 0), (0, 4), (4, 4), (4, 0)), openings=OPENINGS)


def test_an_l_shaped_room_holds_what_lies_in_its_legs_only() -> None:
    ground = ground_of(L_ROOM)
    floors = np.array([[0.1, 3.2, 1.9, 3.9], [2.1, 0, 3.9, 2.9], [1.5, 2.8, 2.5, 3.5], [-0.1, 0, 1, 1], [2, 3, 4, 4.0]])
    assert ground.holds(floors).tolist() == [True, True, False, False, False]
    assert ground.area_m2 == pytest.approx(14)


def test_a_corner_hides_what_is_behind_it() -> None:
    ground = ground_of(Room(((0, 0), (0, 4), (2, 4), (2, 2), (4, 2), (4, 0))))
    behind, open_ = np.array([[0.1, 3.4, 0.5, 3.9]]), np.array([[0.1, 1.0, 0.5, 1.5]])
    assert not ground.sees((3.8, 1.0), behind)[0]
    assert ground.sees((3.8, 1.0), open_)[0]
    assert ground.sees((1.0, 0.5), behind)[0]


def test_nothing_hangs_before_a_window_but_low_things_stand_under_its_sill() -> None:
    ground = ground_of(BOX_ROOM)
    under, before, over, beside, away = (
        np.array([[x, 3.4, low, x + 0.6, 4.0 - off, high]])
        for x, low, high, off in (
            (0.7, 0, 0.88, 0),
            (0.7, 0, 1.2, 0),
            (0.7, 2.12, 2.3, 0),
            (1.6, 0, 2, 0),
            (0.7, 0, 2, 0.3),
        )
    )
    assert [bool(ground.hides_opening(one)[0]) for one in (under, before, over, beside, away)] == [
        *(False, True, False, False, False),
    ]


def test_a_thing_of_the_next_wall_hides_a_window_as_well() -> None:
    corner = ground_of(Room(BOX_ROOM.outline, openings=(Opening(0, "window", 3.2, 0.7, 0.4, 1.5),)))
    assert corner.hides_opening(np.array([[0.0, 3.4, 0.0, 1.0, 4.0, 0.9]]))[0]


def test_doors_swing_over_mats_and_under_what_hangs_high() -> None:
    ground = ground_of(BOX_ROOM)
    boxes = np.array([[0.2, 1.2, low, 0.6, 1.5, high] for low, high in ((0, 0.9), (0, 0.02), (2.05, 2.3))])
    assert blocks_doors(ground, boxes).tolist() == [True, False, False]
    assert ground.swings[0].tolist() == pytest.approx([0, 1.0, 0.8, 1.8])
