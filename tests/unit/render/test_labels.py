"""Parts and their classes."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.classes import RoomClass
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.furniture.catalogue import PIECES
from maskkit.render.labels import CLASSES, label_map, room_class
from maskkit.render.parts import Part
from maskkit.render.scene import Finish
from maskkit.render.solids import quad

SQUARE = quad((0, 0, 0), (1, 0, 0), (0, 1, 0))


def part(name: str) -> Part:
    return Part(name, SQUARE, Finish())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("floor/floor", RoomClass.FLOOR),
        ("skirting/2", RoomClass.WALL),
        ("wall/tiles1", RoomClass.WALL),
        ("window/reveal", RoomClass.WINDOW),
        ("window/pane", RoomClass.WINDOW),
        ("door/handle", RoomClass.DOOR),
        ("rug/pile", RoomClass.RUG),
        ("bath/tub", RoomClass.FIXTURE),
        ("base_units/worktop", RoomClass.FIXTURE),
        ("radiator/panel", RoomClass.FIXTURE),
        ("walk_in_shower/tray", RoomClass.FIXTURE),
        ("basin_unit/bowl", RoomClass.FIXTURE),
        ("kitchen_run/fronts", RoomClass.FIXTURE),
        ("kitchen_island/worktop", RoomClass.FIXTURE),
        ("bath_mat/field", RoomClass.RUG),
        ("monstera/leaves0", RoomClass.FURNITURE),
        ("round_mirror/glass", RoomClass.FURNITURE),
        ("towel_bar/towel", RoomClass.FURNITURE),
        ("mirror/glass", RoomClass.FURNITURE),
        ("curtain/cloth", RoomClass.FURNITURE),
        ("pendant/bulb", RoomClass.FURNITURE),
    ],
)
def test_class_of_a_part(name: str, expected: RoomClass) -> None:
    assert room_class(part(name)) is expected


def test_every_named_class_is_a_piece_or_a_part_of_the_shell() -> None:
    """A misspelt name here would silently make a fixture furniture."""
    shell = {"floor", "ceiling", "wall", "skirting", "window", "door"}
    assert set(CLASSES) <= shell | set(PIECES) | set(FIXTURES)


def test_label_map_looks_up_and_leaves_misses_other() -> None:
    ids = np.array([[0, 1], [-1, 1]], np.int32)
    labels = label_map(ids, [part("floor/floor"), part("rug/pile")])
    assert labels.dtype == np.uint8
    assert labels.tolist() == [[1, 7], [0, 7]]
