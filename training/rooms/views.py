"""Where somebody stands with a camera in a place, and what comes onto the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.render.scene import Camera
from maskkit.render.view import pinhole, to_world
from training.rooms.colours import Rng, between, chance, one_of
from training.rooms.pieces import FIXTURE, FLOOR, FURNITURE, WINDOW
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
    shell = place.shells[0]
    height = between(rng, *one_of(rng, HEIGHTS_M, HEIGHT_WEIGHTS))
    size = one_of(rng, SIZES, SIZE_WEIGHTS)
    tall = size[1] > size[0]
    fov = (
        between(rng, 36, 68)
        if tall
        else one_of(rng, (between(rng, 45, 65), between(rng, 60, 85), between(rng, 80, 110)), (0.25, 0.5, 0.25))
    )
    pitch = float(np.clip(rng.normal(-9 - 14 * (height - 1.3), 8), -45, 18))
    roll = float(rng.normal(0, 1.2)) if chance(rng, 0.75) else between(rng, -5, 5)
    camera = Camera(
        (float(x), float(y), min(height, shell.height_m - 0.15)), between(rng, -180, 180), pitch, roll, fov, size
    )
    flash = between(rng, 0.5, 6.0) if chance(rng, 0.06) else 0.0
    view = View(camera, between(rng, -0.06, 0.05) if chance(rng, 0.5) else 0.0, flash)
    seen = cast(place.everything, np.array(camera.eye, np.float32), rays(view, grid(size, step=size[0] / 20)))
    hit = seen.part >= 0
    if hit.mean() < 0.55:
        return None
    far = np.where(hit, seen.far, 2.0)
    labels = np.array([piece.label for piece in place.pieces], np.uint8)[seen.part]
    share = np.bincount(labels, minlength=12) / len(labels)
    built = share[1:6].sum()
    close = chance(rng, 0.08)
    if np.percentile(far, 4) < (0.25 if close else 0.4) or np.median(far) < (0.6 if close else 1.2):
        return None
    if share[WINDOW] > 0.5 or built < (0.2 if close else 0.34) or share.max() > (0.96 if close else 0.86):
        return None
    telling = -float((share * np.log(share + 1e-9)).sum())
    telling += min(float(share[FLOOR]), 0.2) + min(float(share[[FURNITURE, FIXTURE]].sum()), 0.4)
    telling -= 2 * max(0.0, float(share[WINDOW]) + float(1 - hit.mean()) - 0.15)
    return view, float(np.log(np.median(far))) + 1.2 * telling + between(rng, 0.0, 0.6)
