"""Short ways to put pieces into a room."""

from __future__ import annotations

from maskkit.render.scene import Item, Option, Room
from maskkit.render.shell import walls_of


def box_room(width_m: float, depth_m: float) -> tuple[tuple[float, float], ...]:
    """The outline of a rectangular room from its near left corner."""
    return ((0.0, 0.0), (0.0, depth_m), (width_m, depth_m), (width_m, 0.0))


def hang(
    room: Room, wall: int, kind: str, along_m: float, *, z: float = 0.0, out_m: float = 0.0, **options: Option
) -> Item:
    """A piece with its back to a wall, ``along_m`` from the wall's first corner."""
    frame = walls_of(room)[wall]
    return Item(kind, frame.point(along_m, out_m, z), frame.turn_deg, options)


def put(kind: str, x: float, y: float, *, z: float = 0.0, turn: float = 0.0, **options: Option) -> Item:
    """A free-standing piece."""
    return Item(kind, (x, y, z), turn, options)
