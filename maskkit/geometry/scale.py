"""How long a camera height is in metres: from usual heights, from doors, or from one length that is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.errors import InvalidRequest
from maskkit.geometry.planes import Plane, planes_hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maskkit.geometry.layout import Layout
    from maskkit.geometry.planes import Box
    from maskkit.types import Floats, Labels

USUAL_CAMERA_M, USUAL_CEILING_M, SPREAD_M = 1.4, 2.5, 0.2
DOOR_M, DOOR_SPREAD_M = 2.06, 0.07
"""A door with its casing, from the floor on."""

DOOR_LABEL, LEAST_DOOR, DOOR_FOOT = 5, 0.004, 0.12
"""Doors whose label fills less of the picture, or ends higher above the floor (in camera heights), are not measured."""

LIKELY_DOOR = (1.1, 2.2)
"""What a door's height may be in camera heights: others are cut off, or no doors of a room."""

SHORTEST_UNITS, LONGEST_M = 1e-3, 100.0
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_LENGTH = re.compile(rf"\s*({_NUMBER}),({_NUMBER})\s+({_NUMBER}),({_NUMBER})\s+({_NUMBER})\s*(m|cm|mm|ft|in)\s*")
_METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001, "ft": 0.3048, "in": 0.0254}


@dataclass(frozen=True, slots=True)
class Length:
    """A distance that is known: between two picture points, in metres."""

    start: tuple[float, float]
    end: tuple[float, float]
    metres: float


def parse_length(text: str) -> Length:
    """A length in words: two picture points in pixels and how far they are apart.

    Raises:
        InvalidRequest: the text says no such thing.

    >>> parse_length("100,500 100,220 2.04m")
    Length(start=(100.0, 500.0), end=(100.0, 220.0), metres=2.04)
    >>> parse_length("0,0 9,9 80in").metres
    2.032
    """
    found = _LENGTH.fullmatch(text)
    if found is None:
        raise InvalidRequest(
            f"{text!r} is no length", hint='Give two points and a distance, such as "100,500 100,220 2.04m".'
        )
    x0, y0, x1, y1, amount = (float(part) for part in found.groups()[:5])
    metres = amount * _METRES[found.group(6)]
    if not 0 < metres <= LONGEST_M:
        raise InvalidRequest(f"a length of {amount:g} {found.group(6)} cannot be measured in a room")
    return Length((x0, y0), (x1, y1), round(metres, 9))


def measured_by(layout: Layout, length: Length) -> float:
    """Metres per camera height by one known length; its ends lie on floor, walls or ceiling.

    Raises:
        InvalidRequest: the two points are one, or outside the photo.
    """
    points = np.array([length.start, length.end])
    if (points < 0).any() or (points > np.array(layout.size_wh)).any():
        raise InvalidRequest("an end of the length lies outside the photo", hint="Points are x,y in upright pixels.")
    rays = layout.camera.rays(points)
    _, reach = planes_hit(rays, layout.box.as_array())
    start, end = rays * reach[:, None]
    units = float(np.linalg.norm(end - start))
    if units < SHORTEST_UNITS:
        raise InvalidRequest("the two ends of the length are the same place")
    return length.metres / units


def metres_per_unit(box: Box, doors: Sequence[float] = ()) -> float:
    """Metres per camera height: the compromise between usual camera heights, usual ceilings, and doors.

    Weighted least squares over camera height 1.4 ± 0.2 m, ceiling height 2.5 ± 0.2 m, and doors of 2.06 ± 0.07 m.

    Args:
        box: the room, in camera heights.
        doors: heights of doors, in camera heights.

    >>> from maskkit.geometry.planes import Box
    >>> box = Box(left=1.0, right=1.0, back=2.0, ceiling=0.75)
    >>> round(metres_per_unit(box), 3), round(metres_per_unit(box, [1.3]), 3)
    (1.422, 1.548)
    """
    units = np.array([1.0, 1.0 + box.ceiling, *doors])
    metres = np.array([USUAL_CAMERA_M, USUAL_CEILING_M, *[DOOR_M] * len(doors)])
    spreads = np.array([SPREAD_M, SPREAD_M, *[DOOR_SPREAD_M] * len(doors)])
    return float((units * metres / spreads**2).sum() / (units**2 / spreads**2).sum())


def door_heights(layout: Layout, labels: Labels) -> list[float]:
    """Heights of the doors that a label map shows on the walls from the floor on, in camera heights."""
    doors = labels == DOOR_LABEL
    if np.count_nonzero(doors) <= LEAST_DOOR * labels.size:
        return []
    planes, found = layout.plane_map(), []
    for plane in Plane:
        if plane.is_wall:
            shown = (doors & (planes == plane)).astype(np.uint8)
            count, ids, stats, _ = cv2.connectedComponentsWithStats(shown)
            large = [part for part in range(1, count) if stats[part, cv2.CC_STAT_AREA] > LEAST_DOOR * labels.size]
            found += [_height(layout, plane, ids == part) for part in large if _is_whole(stats[part], labels)]
    return [height for height in found if LIKELY_DOOR[0] <= height <= LIKELY_DOOR[1]]


def _is_whole(stats: Floats, labels: Labels) -> bool:
    """Whether the part ends below the picture's upper edge and above its lower one."""
    top, bottom = int(stats[cv2.CC_STAT_TOP]), int(stats[cv2.CC_STAT_TOP] + stats[cv2.CC_STAT_HEIGHT])
    return top > 0 and bottom < labels.shape[0]


def _height(layout: Layout, plane: Plane, shown: Labels) -> float:
    """From the floor to the upper edge; 0 where the lower edge hangs in the air."""
    rows, columns = np.nonzero(shown)
    few = slice(None, None, max(1, len(rows) // 4000))
    places = layout.plane_coordinates(plane, np.stack([columns[few], rows[few]], axis=1).astype(np.float64) + 0.5)
    low, high = np.nanpercentile(places[:, 1] / layout.scale_m_per_unit, [1.0, 99.0])
    return float(high) if low < DOOR_FOOT else 0.0
