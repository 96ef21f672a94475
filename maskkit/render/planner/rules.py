"""A fitter's rules: what may stand where, next to what is there already."""

from __future__ import annotations

from collections.abc import Iterable

from maskkit.render.planner.places import Place
from maskkit.render.planner.rectangles import Rectangle
from maskkit.render.scene import Opening, Room
from maskkit.render.shell import walls_of
from maskkit.render.space import Space

LEAST_SEEN, LEAST_INSIDE = 0.62, 0.985
"""At least this much of a thing must be in the picture, and this much of that in the mask."""

AISLE_M = 0.68
DOOR_SWING_M = 0.9
BESIDE_OPENING_M = 0.03
MOST_AREA = 0.3
"""A thing that fills more of the picture than this counts no more for it."""


def is_allowed(place: Place, space: Space, taken: Iterable[Place], *, least_seen: float = LEAST_SEEN) -> bool:
    """Whether a place keeps every rule: seen, in the mask, before no door and no window, in nobody's way."""
    if place.seen < least_seen or place.inside < LEAST_INSIDE or place.high_m > space.room.height_m - 0.02:
        return False
    width_m, depth_m = space.room.outline[2]
    floor = place.floor
    if floor.x0 < -0.001 or floor.y0 < -0.001 or floor.x1 > width_m + 0.001 or floor.y1 > depth_m + 0.001:
        return False
    if any(_covers(place, opening) for opening in space.room.openings):
        return False
    return all(keeps_clear(place, other) for other in taken) and not _blocks_doors(place, space.room)


def keeps_clear(place: Place, other: Place) -> bool:
    """Whether two things leave each other their place and their free floor; what hangs over a low thing may."""
    if place.low_m >= other.high_m - 0.001 or other.low_m >= place.high_m - 0.001:
        return True
    if place.floor.overlaps(other.floor):
        return False
    return not (place.before.overlaps(other.floor) or other.before.overlaps(place.floor))


def leaves_aisle(place: Place, room: Room) -> bool:
    """Whether somebody can pass between the thing and the wall that it looks at."""
    width_m, depth_m = room.outline[2]
    spans = {0: width_m - place.floor.x1, 2: place.floor.x0, 1: place.floor.y0, 3: depth_m - place.floor.y1}
    return spans[place.wall] >= AISLE_M


def value(place: Place) -> float:
    """How much a thing gives to the picture at a place: large, and above all whole."""
    return float(min(place.area, MOST_AREA) ** 0.5 * place.seen**4)


def _covers(place: Place, opening: Opening) -> bool:
    """Whether a thing hangs or stands before an opening of its own wall."""
    if opening.wall != place.wall:
        return False
    half = _half_width(place)
    beside = place.along_m + half < opening.start_m - BESIDE_OPENING_M
    beside |= place.along_m - half > opening.start_m + opening.width_m + BESIDE_OPENING_M
    apart = place.high_m < opening.sill_m - 0.01 or place.low_m > opening.sill_m + opening.height_m
    return not (beside or apart)


def _half_width(place: Place) -> float:
    across = place.floor.y1 - place.floor.y0 if place.wall in (0, 2) else place.floor.x1 - place.floor.x0
    return across / 2


def _blocks_doors(place: Place, room: Room) -> bool:
    return place.low_m < 2.0 and any(
        door_swing(room, opening).overlaps(place.floor) for opening in room.openings if opening.kind == "door"
    )


def door_swing(room: Room, opening: Opening) -> Rectangle:
    """The floor that a door sweeps."""
    wall = walls_of(room)[opening.wall]
    ends = [
        wall.point(along, out)[:2]
        for along in (opening.start_m, opening.start_m + opening.width_m)
        for out in (0.0, min(DOOR_SWING_M, max(opening.width_m, 0.6)))
    ]
    xs, ys = zip(*ends, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))
