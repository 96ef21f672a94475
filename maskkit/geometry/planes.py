"""The five faces of a box-shaped room, and which of them each ray of the camera meets.

Lengths are in camera heights: the camera stands at the origin, the floor lies at y = 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, cast

import numpy as np

if TYPE_CHECKING:
    from maskkit.types import Floats, Labels

FAR = 1e9
SURFACE_OF_PLANE = np.array([0, 1, 3, 2, 2, 2], np.uint8)
"""Plane id → class of a label map: 1 floor, 2 wall, 3 ceiling."""


class Plane(IntEnum):
    """A face of the room box; the wall behind the camera is never seen.

    >>> Plane.BACK.is_wall, Plane.FLOOR.is_wall
    (True, False)
    """

    FLOOR = 1
    CEILING = 2
    LEFT = 3
    RIGHT = 4
    BACK = 5

    @property
    def is_wall(self) -> bool:
        """Whether the face stands upright."""
        return self >= Plane.LEFT


@dataclass(frozen=True, slots=True)
class Box:
    """Distances from the camera to the faces of the room, in camera heights, all positive.

    >>> Box(left=1.0, right=2.0, back=3.0, ceiling=0.7).as_array().tolist()
    [1.0, 2.0, 3.0, 0.7]
    """

    left: float
    right: float
    back: float
    ceiling: float

    def as_array(self) -> Floats:
        """(4,) left, right, back, ceiling."""
        return np.array([self.left, self.right, self.back, self.ceiling])


def distances(rays: Floats, boxes: Floats) -> Floats:
    """How far along each ray each face lies, FAR where the ray runs away from it.

    Args:
        rays: (N, 3) or (B, N, 3) directions in room axes.
        boxes: (4,) or (B, 4) left, right, back, ceiling.

    Returns:
        (5, N) or (5, B, N) in the order of :class:`Plane`: floor, ceiling, left, right, back.
    """
    x, y, z = np.moveaxis(rays, -1, 0)
    left, right, back, ceiling = (boxes[..., k, None] for k in range(4))
    one = np.ones_like(ceiling)
    pairs = ((one, y), (ceiling, -y), (left, -x), (right, x), (back, z))
    found = np.empty((5, *np.broadcast_shapes(x.shape, left.shape)))
    for index, (offset, speed) in enumerate(pairs):
        found[index] = offset / np.maximum(speed, 1.0 / FAR)
    return found


def planes_hit(rays: Floats, boxes: Floats) -> tuple[Labels, Floats]:
    """The face that each ray meets first, and how far along the ray: shapes as :func:`distances` less its first axis.

    >>> ids, far = planes_hit(np.array([[0.0, 0.5, 1.0], [0.0, 0.0, 1.0]]), np.array([2.0, 2.0, 4.0, 0.7]))
    >>> [Plane(i).name for i in ids], far.tolist()
    (['FLOOR', 'BACK'], [2.0, 4.0])
    """
    far = distances(rays, boxes)
    ids = far.argmin(axis=0)
    reached = np.take_along_axis(far, ids[None], axis=0)[0]
    return (ids + 1).astype(np.uint8), cast("Floats", reached)


def nearness_forms(boxes: Floats) -> Floats:
    """The faces as linear forms: a form times a ray is one over how far along the ray that face lies.

    The face with the largest value is the one that the ray meets; faces that it runs away from have negative ones.

    Args:
        boxes: (..., 4) left, right, back, ceiling.

    Returns:
        (..., 5, 3) in the order of :class:`Plane`.

    >>> (nearness_forms(np.array([2.0, 2.0, 4.0, 0.5])) @ [0.0, 0.5, 1.0]).tolist()
    [0.5, -1.0, 0.0, 0.0, 0.25]
    """
    forms = np.zeros((*boxes.shape[:-1], 5, 3))
    forms[..., 0, 1] = 1.0
    for row, axis, sign, side in ((1, 1, -1, 3), (2, 0, -1, 0), (3, 0, 1, 1), (4, 2, 1, 2)):
        forms[..., row, axis] = sign / boxes[..., side]
    return forms


def plane_frame(plane: Plane, box: Box) -> tuple[Floats, Floats, Floats]:
    """Origin, u and v of a face in room axes, so that a point on it is ``origin + u_value * u + v_value * v``.

    Floor and ceiling: u = x, v = z. Walls: v = height above the floor, and u runs on around the corners of left, back
    and right wall (on the back wall u = x), so that one pattern can go round the room.
    """
    right, up, ahead = np.array([1.0, 0, 0]), np.array([0.0, -1, 0]), np.array([0.0, 0, 1])
    floor_left, floor_right = np.array([-box.left, 1.0, box.back]), np.array([box.right, 1.0, box.back])
    frames = {
        Plane.FLOOR: (np.array([0.0, 1.0, 0.0]), right, ahead),
        Plane.CEILING: (np.array([0.0, -box.ceiling, 0.0]), right, ahead),
        Plane.LEFT: (floor_left + box.left * ahead, ahead, up),
        Plane.RIGHT: (floor_right + box.right * ahead, -ahead, up),
        Plane.BACK: (np.array([0.0, 1.0, box.back]), right, up),
    }
    return frames[plane]
