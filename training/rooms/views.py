"""Where somebody stands with a camera in a place, and what comes onto the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.render.scene import Camera
from maskkit.render.view import pinhole, to_world
from training.rooms.colours import Rng, between, chance, one_of
from training.rooms.pieces import FIXTURE, FLOOR, FURNITURE, OTHER, WINDOW
from training.rooms.shell import Hole
from training.rooms.tracing import cast
from training.rooms.worlds import World

SIZES = ((512, 384), (512, 341), (512, 288), (384, 512), (341, 512), (384, 384))
SIZE_WEIGHTS = (0.34, 0.26, 0.06, 0.2, 0.07, 0.07)
HEIGHTS_M = ((1.35, 1.65), (0.95, 1.35), (0.35, 0.95), (1.65, 2.2))
HEIGHT_WEIGHTS = (0.55, 0.27, 0.06, 0.12)
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """A camera and the bend of its lens: rays leave at ``r (1 + bend r^2)``, r = 1 in the corners.

    ``flash`` is the strength of a light at the camera.
    """

    camera: Camera
    bend: float = 0.0
    flash: float = 0.0


def rays(view: View, pixels: NDArray[np.float64]) -> Floats:
    """(N, 3) world unit vectors through places (N, 2) of the picture."""
    hole = pinhole(view.camera)
    centred = (pixels - hole.centre_px) / hole.focal_px
    corner = float(np.linalg.norm(hole.centre_px)) / hole.focal_px
    bent = centred * (1 + view.bend * (centred**2).sum(axis=1, keepdims=True) / corner**2)
    ways = to_world(np.column_stack([bent, np.ones(len(bent))]) @ hole.rotation)
    return np.asarray(ways / np.linalg.norm(ways, axis=1, keepdims=True), np.float32)


def grid(
    size_wh: tuple[int, int], *, step: float = 1.0, shift: tuple[float, float] = (0.5, 0.5)
) -> NDArray[np.float64]:
    """Places in the picture, row by row."""
    width, height = size_wh
    y, x = np.mgrid[0 : round(height / step), 0 : round(width / step)]
    return np.stack([(x.ravel() + shift[0]) * step, (y.ravel() + shift[1]) * step], axis=1)


def views(rng: Rng, place: World, count: int) -> list[View]:
    """Up to ``count`` views of a place, each worth a picture."""
    found: list[View] = []
    spots = _standing_places(place)
    for _ in range(count):
        tried = [view for view in (_any_view(rng, place, spots) for _ in range(14)) if view is not None]
        if tried:
            found.append(tried[0][0] if chance(rng, 0.2) else max(tried, key=lambda pair: pair[1])[0])
    return found


def _standing_places(place: World) -> NDArray[np.float64]:
    spots = place.floor.free_places()
    return spots if len(spots) else np.array(place.shells[0].outline).mean(axis=0, keepdims=True)


def _any_view(rng: Rng, place: World, spots: NDArray[np.float64]) -> tuple[View, float] | None:
    """A view with how much it shows, or None where too little is to be seen."""
    x, y = spots[int(rng.integers(len(spots)))]
    manner = one_of(rng, (_agents, _anyones), (0.35, 0.65))
    height, yaw, pitch, roll, size = manner(rng, place)
    passages = [hole for hole in place.shells[0].holes if hole.kind == "passage"]
    if passages and chance(rng, 0.2):
        x, y, yaw = _on_the_threshold(rng, place, one_of(rng, passages))
    wide, narrow = ((80, 110), (60, 85), (45, 65)), ((36, 50), (48, 68))
    fov = between(rng, *(one_of(rng, narrow) if size[1] > size[0] else one_of(rng, wide, (0.3, 0.47, 0.23))))
    eye = (float(x), float(y), min(height, place.shells[0].height_m - 0.15))
    flash = between(rng, 0.5, 6.0) if chance(rng, 0.06) else 0.0
    view = View(Camera(eye, yaw, pitch, roll, fov, size), between(rng, -0.06, 0.05) if chance(rng, 0.5) else 0.0, flash)
    worth = _worth(rng, place, view)
    return None if worth is None else (view, worth)


def _on_the_threshold(rng: Rng, place: World, hole: Hole) -> tuple[float, float, float]:
    """Where somebody stands who looks in from the next room, and where to."""
    wall = place.shells[0].walls[hole.wall]
    along = hole.start_m + hole.width_m * between(rng, 0.25, 0.75)
    x, y, _ = wall.point(along, -between(rng, 0.0, 1.1))
    return x, y, 180.0 - wall.turn_deg + between(rng, -35, 35)


def _anyones(rng: Rng, place: World) -> tuple[float, float, float, float, tuple[int, int]]:
    """Height, yaw, pitch, roll and size of somebody's snapshot."""
    del place
    height = between(rng, *one_of(rng, HEIGHTS_M, HEIGHT_WEIGHTS))
    pitch = float(np.clip(rng.normal(-9 - 14 * (height - 1.3), 8), -45, 18))
    roll = float(rng.normal(0, 1.2)) if chance(rng, 0.75) else between(rng, -5, 5)
    return height, between(rng, -180, 180), pitch, roll, one_of(rng, SIZES, SIZE_WEIGHTS)


def _agents(rng: Rng, place: World) -> tuple[float, float, float, float, tuple[int, int]]:
    """The same of a levelled camera that looks straight at a wall or into a corner, as estate agents hold it."""
    wall = one_of(rng, place.shells[0].walls)
    yaw = -wall.turn_deg + one_of(rng, (0.0, 45.0, -45.0, between(rng, -45, 45))) + float(rng.normal(0, 3))
    size = one_of(rng, SIZES, SIZE_WEIGHTS)
    return between(rng, 1.05, 1.55), yaw, float(rng.normal(-2, 2.5)), float(rng.normal(0, 0.5)), size


def _worth(rng: Rng, place: World, view: View) -> float | None:
    """How much a view shows: far sight, many classes, floor and furniture; None where it is not worth a picture."""
    size = view.camera.size_wh
    seen = cast(place.everything, np.array(view.camera.eye, np.float32), rays(view, grid(size, step=size[0] / 20)))
    hit = seen.part >= 0
    labels = np.array([*(piece.label for piece in place.pieces), OTHER], np.uint8)[seen.part]
    share = np.bincount(labels, minlength=12) / len(labels)
    far = np.where(hit, seen.far, 2.0)
    close = chance(rng, 0.08)
    near = np.percentile(far, 4) < (0.25 if close else 0.4) or np.median(far) < (0.6 if close else 1.2)
    little = hit.mean() < 0.55 or share[1:6].sum() < (0.2 if close else 0.34) or share.max() > (0.96 if close else 0.86)
    if near or little or share[WINDOW] > 0.5:
        return None
    telling = -float((share * np.log(share + 1e-9)).sum())
    telling += min(float(share[FLOOR]), 0.2) + 2 * min(float(share[[FURNITURE, FIXTURE]].sum()), 0.45)
    telling -= 2 * max(0.0, float(share[WINDOW] + share[OTHER]) - 0.15)
    return float(np.log(np.median(far))) + 1.2 * telling + between(rng, 0.0, 0.6)
