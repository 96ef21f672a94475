"""What a room is drawn from: meshes with a finish, a class of the label map and the number of their plane."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from maskkit.masks.classes import RoomClass
from maskkit.render.labels import room_class
from maskkit.render.meshes import Mesh, moved
from maskkit.render.parts import Part
from maskkit.render.scene import Finish

OTHER, FLOOR, WALL, CEILING, WINDOW, DOOR, FURNITURE, RUG, FIXTURE = (int(one) for one in list(RoomClass)[:9])
MIRROR, CURTAIN, STAIRS = 9, 10, 11
FLOOR_PLANE, CEILING_PLANE = 100, 101
CLASS_OF = {
    "mirror": MIRROR, "mirror_cabinet": MIRROR, "frame_mirror": MIRROR, "round_mirror": MIRROR, "curtain": CURTAIN,
    "sheer": CURTAIN, "stairs": STAIRS, "tub_bath": FIXTURE, "built_in_bath": FIXTURE, "basin_unit": FIXTURE,
    "wall_toilet": FIXTURE, "walk_in_shower": FIXTURE, "kitchen_run": FIXTURE, "wall_cupboards": FIXTURE,
    "tall_units": FIXTURE, "chimney_hood": FIXTURE, "splash_panel": WALL, "towel_ladder": FIXTURE,
}  # fmt: skip
SOLID, PANE, LAMP, VEIL = "solid", "pane", "lamp", "veil"


@dataclass(frozen=True, eq=False)
class Piece:
    """One mesh. ``plane`` is 0 or the number of the flat surface of the room that it lies in.

    ``role``: what is solid, a window's glass (``pane``: seen through, and light comes in by it), glass within the room
    (``veil``), or a lamp's shade, which shines but throws no shadow. ``glow`` is light that the piece gives off beside
    what it reflects.
    """

    mesh: Mesh
    finish: Finish
    label: int
    plane: int = 0
    role: str = SOLID
    glow: float = 0.0


def from_parts(parts: Iterable[Part], *, label: int | None = None, plane: int = 0) -> list[Piece]:
    """Pieces of furniture or joinery, each with the class of its kind."""
    return [_from_part(part, label, plane) for part in parts]


def _from_part(part: Part, label: int | None, plane: int) -> Piece:
    value = CLASS_OF.get(part.kind, int(room_class(part))) if label is None else label
    if part.finish.texture == "outdoors":
        return Piece(part.mesh, part.finish, value, plane, PANE)
    if part.finish.glass:
        return Piece(part.mesh, part.finish, value, plane, VEIL)
    if part.finish.glow:
        return Piece(part.mesh, part.finish, value, plane, LAMP, min(part.finish.glow, 4.0))
    return Piece(part.mesh, part.finish, value, plane)


def at(pieces: Iterable[Piece], place: tuple[float, float, float], turn_deg: float = 0.0) -> list[Piece]:
    """The pieces turned about the vertical and moved."""
    return [replace(piece, mesh=moved(piece.mesh, place, turn_deg=turn_deg)) for piece in pieces]
