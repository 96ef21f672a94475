"""Where a fixture may stand: every place along the walls, and what the photo's camera sees of it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.render.fixtures.words import Extent
from maskkit.render.planner.rectangles import Rectangle
from maskkit.render.scene import Item, Option
from maskkit.render.shell import Wall, walls_of
from maskkit.render.space import Space
from maskkit.render.view import pinhole, to_room_axes
from maskkit.types import Floats

STEP_M = 0.06
NEAREST_M = 0.9
"""Nothing is put nearer to the camera than this: it would fill the picture."""

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One fixture at one place of one wall.

    ``floor`` is its footprint, ``before`` the free floor that it needs; ``low_m`` and ``high_m`` are its lowest and
    highest point. ``seen`` is the share of it in the picture, ``inside`` the share of that within the mask, ``area``
    the share of the picture that it fills.
    """

    item: Item
    wall: int
    along_m: float
    floor: Rectangle
    before: Rectangle
    low_m: float
    high_m: float
    seen: float
    inside: float
    area: float


def wall_places(
    space: Space,
    kind: str,
    extent: Extent,
    *,
    front_m: float,
    side_m: float,
    options: dict[str, Option],
    walls: list[int],
    alongs_m: Sequence[float] | None = None,
) -> list[Place]:
    """The places of a wall piece along ``walls`` that the camera sees something of, or only those at ``alongs_m``."""
    found: list[Place] = []
    for index in walls:
        wall = walls_of(space.room)[index]
        half = extent.width_m / 2
        alongs = _steps(half, wall.length_m - half) if alongs_m is None else np.asarray(alongs_m, np.float64)
        if not len(alongs):
            continue
        seen, inside, area = seen_of(space, np.stack([_corners(wall, along, extent) for along in alongs]))
        for along, *shares in zip(alongs, seen, inside, area, strict=True):
            if shares[0] > 0:
                floor = _rectangle(wall, along, half, 0.0, extent.depth_m)
                before = _rectangle(wall, along, half + side_m, 0.0, extent.depth_m + front_m)
                item = Item(kind, wall.point(float(along)), wall.turn_deg, options)
                levels = (extent.foot_m, extent.top_m)
                found.append(Place(item, index, float(along), floor, before, *levels, *(float(one) for one in shares)))
    return found


def seen_of(space: Space, boxes: Floats) -> tuple[Floats, Floats, Floats]:
    """(N,) each: the share of boxes (N, 8, 3) in the picture, of that within the mask, and of the picture filled.

    A box is judged by a grid of points on its faces; one that reaches too near to the camera is not seen at all.
    """
    points = _surface_points(boxes)
    camera = space.camera
    view, flat = pinhole(camera), to_room_axes(points.reshape(-1, 3), camera)
    depth = (flat @ view.rotation[2]).reshape(points.shape[:2])
    picture = view.project(flat).reshape(*points.shape[:2], 2)
    width, height = camera.size_wh
    ahead = depth > 0.1
    framed = ahead & (picture >= 0).all(axis=2) & (picture[..., 0] < width) & (picture[..., 1] < height)
    x, y = (np.where(framed, picture[..., axis], 0).astype(np.intp) for axis in (0, 1))
    free = space.free[y, x] & framed
    seen = framed.mean(axis=1) * (depth.min(axis=1) > NEAREST_M)
    inside = free.sum(axis=1) / np.maximum(framed.sum(axis=1), 1)
    return seen, inside, _areas(picture, framed, (width, height))


def _areas(picture: Floats, framed: NDArray[np.bool_], size_wh: tuple[int, int]) -> Floats:
    """The share of the picture inside the frame-bound box around the points, times two thirds for a hull in a box."""
    low = np.where(framed[..., None], picture, np.inf).min(axis=1)
    high = np.where(framed[..., None], picture, -np.inf).max(axis=1)
    spans = np.maximum(high - low, 0)
    spans[~framed.any(axis=1)] = 0
    return np.asarray(spans.prod(axis=1) / (size_wh[0] * size_wh[1]) * (2 / 3))


def _steps(first: float, last: float) -> Floats:
    if last < first:
        return np.empty(0)
    inner = np.arange(first, last, STEP_M)
    return np.unique(np.append(inner, last))


def _corners(wall: Wall, along_m: float, extent: Extent) -> Floats:
    half = extent.width_m / 2
    return np.array(
        [
            wall.point(along_m + side * half, out, level)
            for side in (-1, 1)
            for out in (0.0, extent.depth_m)
            for level in (extent.foot_m, extent.top_m)
        ]
    )


def _rectangle(wall: Wall, along_m: float, half_m: float, near_m: float, far_m: float) -> Rectangle:
    ends = [wall.point(along_m + side * half_m, out)[:2] for side in (-1, 1) for out in (near_m, far_m)]
    (x0, y0), (x1, y1) = np.min(ends, axis=0), np.max(ends, axis=0)
    return Rectangle(float(x0), float(y0), float(x1), float(y1))


def _surface_points(boxes: Floats) -> Floats:
    """(N, P, 3) a grid of points on the six faces of each box, whose corners run side, out, level."""
    t = np.linspace(0.02, 0.98, SAMPLES)
    u, v = (part.ravel() for part in np.meshgrid(t, t))
    weights = []
    for axis in range(3):
        for end in (0.0, 1.0):
            place = np.stack([u, v], axis=1)
            full = np.insert(place, axis, end, axis=1)
            weights.append(full)
    places = np.concatenate(weights)
    a, b, c = places.T
    corner = [
        (a if i else 1 - a) * (b if j else 1 - b) * (c if k else 1 - c) for i in (0, 1) for j in (0, 1) for k in (0, 1)
    ]
    return np.asarray(np.einsum("pc,ncx->npx", np.stack(corner, axis=1), boxes))
