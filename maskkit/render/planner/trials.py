"""Random rooms to try plans in: boxes and L-shapes with doors and windows, seen by any camera, masked in any way."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.placing import box_room
from maskkit.render.scene import Camera, Opening, Room
from maskkit.render.shell import walls_of
from maskkit.render.space import SEEN_SHARE, Space
from maskkit.render.view import pinhole
from maskkit.types import BoolMap, Floats

SIZE_WH = (320, 240)
FLOOR, CEILING = -1, -2

Rng = np.random.Generator
Surfaces = NDArray[np.intp]


def random_space(rng: Rng) -> Space:
    """A room of 3 to 40 m², its camera, and a mask of floor and walls without doors and windows, or less of them.

    >>> space = random_space(np.random.default_rng(1))
    >>> space.free.shape, bool(0 < space.free.mean() < 1), 1 in space.seen_walls
    ((240, 320), True, True)
    """
    width_m, depth_m = rng.uniform(1.6, 6.2), rng.uniform(2.2, 6.5)
    outline = box_room(width_m, depth_m)
    if width_m > 2.6 and depth_m > 3.2 and rng.uniform() < 0.3:
        outline = _l_shape(width_m, depth_m, rng)
    bare = Room(outline, rng.uniform(2.25, 2.9))
    room = Room(outline, bare.height_m, _openings(bare, rng))
    camera = Camera(
        (width_m * rng.uniform(0.25, 0.75), min(rng.uniform(0.3, 1.3), depth_m - 1.2), rng.uniform(1.2, 1.6)),
        rng.uniform(-35, 35),
        rng.uniform(-18, 2),
        rng.uniform(-2, 2),
        rng.uniform(55, 95),
        SIZE_WH,
    )
    surfaces, places = cast(room, camera)
    free = _free(room, surfaces, places, rng)
    walls = range(len(outline) - 1)
    return Space(room, camera, free, frozenset(wall for wall in walls if (surfaces == wall).mean() > SEEN_SHARE))


def cast(room: Room, camera: Camera) -> tuple[Surfaces, Floats]:
    """What every pixel shows: the number of a wall, ``FLOOR`` or ``CEILING``; and the place (H, W, 3) in the room."""
    view, (width, height) = pinhole(camera), camera.size_wh
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    flat = np.stack([(x - width / 2) / view.focal_px, (y - height / 2) / view.focal_px, np.ones_like(x)], axis=-1)
    axes = flat @ view.rotation
    rays = np.stack([axes[..., 0], axes[..., 2], -axes[..., 1]], axis=-1)
    eye = np.array(camera.eye)
    down = np.where(np.abs(rays[..., 2]) < 1e-9, 1e-9, rays[..., 2])
    level = np.where(down < 0, 0.0, room.height_m)
    best = (level - eye[2]) / down
    surfaces = np.where(down < 0, FLOOR, CEILING)
    ring = np.array([*room.outline, room.outline[0]])
    for index, (one, other) in enumerate(pairwise(ring)):
        along, normal = (other - one) / np.linalg.norm(other - one), np.array([-(other - one)[1], (other - one)[0]])
        facing = rays[..., :2] @ normal
        reach = ((one - eye[:2]) @ normal) / np.where(np.abs(facing) < 1e-9, 1e-9, facing)
        place = (eye[:2] + reach[..., None] * rays[..., :2] - one) @ along
        hit = (reach > 1e-6) & (reach < best) & (place >= 0) & (place <= np.linalg.norm(other - one))
        best, surfaces = np.where(hit, reach, best), np.where(hit, index, surfaces)
    return surfaces.astype(np.intp), eye + best[..., None] * rays


def _l_shape(width_m: float, depth_m: float, rng: Rng) -> tuple[tuple[float, float], ...]:
    """A box without one of its far corners."""
    a, b = width_m * rng.uniform(0.25, 0.5), depth_m * rng.uniform(0.2, 0.4)
    if rng.uniform() < 0.5:
        return (
            *((0.0, 0.0), (0.0, depth_m), (width_m - a, depth_m), (width_m - a, depth_m - b)),
            *((width_m, depth_m - b), (width_m, 0.0)),
        )
    return ((0.0, 0.0), (0.0, depth_m - b), (a, depth_m - b), (a, depth_m), (width_m, depth_m), (width_m, 0.0))


def _openings(room: Room, rng: Rng) -> tuple[Opening, ...]:
    """Up to three doors and windows that do not overlap."""
    found: list[Opening] = []
    for _ in range(int(rng.integers(0, 4))):
        wall, door = int(rng.integers(0, len(room.outline) - 1)), rng.uniform() < 0.4
        wide = rng.uniform(0.7, 0.95) if door else rng.uniform(0.5, 1.8)
        sill = 0.0 if door else rng.choice([0.0, 0.5, 0.9, 1.1, 1.4], p=[0.1, 0.1, 0.3, 0.4, 0.1])
        length_m = walls_of(room)[wall].length_m
        if length_m < wide + 0.2:
            continue
        start = rng.uniform(0.1, length_m - wide - 0.1)
        high = 2.0 if door else min(rng.uniform(0.6, 1.3), room.height_m - 0.1 - sill)
        if all(one.wall != wall or start + wide < one.start_m or start > one.start_m + one.width_m for one in found):
            found.append(Opening(wall, "door" if door else "window", start, wide, float(sill), high))
    return tuple(found)


def _free(room: Room, surfaces: Surfaces, places: Floats, rng: Rng) -> BoolMap:
    """The mask: all but openings and mostly all but the ceiling; at times a part of it, or with things that stay."""
    free = surfaces != CEILING if rng.uniform() < 0.75 else np.ones(surfaces.shape, np.bool_)
    for one in room.openings:
        free &= ~_shows(room, one, surfaces, places)
    width, height = SIZE_WH
    fate = rng.uniform()
    if fate < 0.15:
        free[:, : width // 2] = False
    elif fate < 0.25:
        free &= surfaces != 1
    elif fate < 0.4:
        kept = np.zeros(surfaces.shape, np.uint8)
        for _ in range(int(rng.integers(1, 4))):
            centre = int(rng.integers(0, width)), int(rng.integers(height // 3, height))
            axes = int(rng.integers(8, 40)), int(rng.integers(8, 60))
            cv2.ellipse(kept, centre, axes, 0, 0, 360, 1, -1)
        free &= kept == 0
    return free


def _shows(room: Room, opening: Opening, surfaces: Surfaces, places: Floats) -> BoolMap:
    wall = walls_of(room)[opening.wall]
    end = np.array(wall.point(wall.length_m)[:2])
    along = (places[..., :2] - wall.start) @ ((end - wall.start) / wall.length_m)
    inside = (along > opening.start_m) & (along < opening.start_m + opening.width_m)
    level = (places[..., 2] > opening.sill_m) & (places[..., 2] < opening.sill_m + opening.height_m)
    return np.asarray((surfaces == opening.wall) & inside & level)
