"""Paths through the camera's pixels, traced by kernels that fit any camera, picture size, seed and number of pixels.

Whatever differs from picture to picture goes into the kernel as data. Written into its code, as Mitsuba's own
rendering loop does with sizes and seeds, it costs a compilation of seconds for every picture.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskkit.render.scene import Camera
from maskkit.render.variant import mitsuba
from maskkit.render.view import pinhole, to_world
from maskkit.render.world import NEAR_M

Report: TypeAlias = Callable[[float], None]

ROUND = 8
"""Paths of a pixel that are traced together, spread evenly over it."""

LANES = 1 << 21
"""Paths at once: what bounds the memory."""


def unheard(share: float) -> None:
    """Nobody asks how far the work is."""
    del share


def rounds_of(samples: int) -> int:
    """How many rounds make at least so many paths a pixel.

    >>> rounds_of(1), rounds_of(8), rounds_of(24)
    (1, 1, 3)
    """
    return max(1, -(-samples // ROUND))


def mean_paths(
    world: Any, integrator: Any, camera: Camera, pixels: NDArray[np.uint32], *, seed: int
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """One round of paths through ``pixels``, counted row by row: piece by piece, which of them and their means (n, C).

    What is not finite counts as nothing. The number of channels is the integrator's.
    """
    mi, dr = mitsuba(), importlib.import_module("drjit")
    for piece in _pieces(len(pixels), LANES // ROUND):
        chosen = np.ascontiguousarray(pixels[piece], np.uint32)
        lanes = len(chosen) * ROUND
        sampler = mi.load_dict({"type": "multijitter", "sample_count": ROUND})
        sampler.set_samples_per_wavefront(ROUND)
        sampler.seed(dr.opaque(mi.UInt32, (seed * 9176 + piece.start) % 2**32), lanes)
        index = dr.gather(mi.UInt32, mi.UInt32(chosen), dr.arange(mi.UInt32, lanes) // ROUND)
        rays = _rays(camera, index, sampler.next_2d())
        colour, _, more = integrator.sample(world, sampler, rays, None, mi.Bool(True))  # noqa: FBT003
        channels = list(more) or [colour.x, colour.y, colour.z]
        dr.eval(channels)
        values = np.stack([np.array(channel).reshape(-1, ROUND).mean(axis=1) for channel in channels], axis=1)
        yield piece, np.nan_to_num(values.astype(np.float32), posinf=0.0, neginf=0.0)


def first_shapes(world: Any, camera: Camera) -> NDArray[np.int64]:
    """(H, W) which of the world's shapes the ray through each pixel's centre hits first, -1 for none."""
    mi, dr = mitsuba(), importlib.import_module("drjit")
    width, height = camera.size_wh
    known = np.array(dr.reinterpret_array(mi.UInt32, world.shapes_dr()))
    numbers = np.full(int(known.max()) + 1, -1, np.int64)
    numbers[known] = np.arange(len(known))
    found = np.empty(width * height, np.int64)
    for piece in _pieces(width * height, LANES):
        index = dr.arange(mi.UInt32, piece.stop - piece.start) + dr.opaque(mi.UInt32, piece.start)
        hit = world.ray_intersect_preliminary(_rays(camera, index, mi.Point2f(0.5)), coherent=True)
        found[piece] = numbers[np.array(dr.reinterpret_array(mi.UInt32, hit.shape))]
    return found.reshape(height, width)


def _pieces(count: int, largest: int) -> Iterator[slice]:
    return (slice(start, min(start + largest, count)) for start in range(0, count, largest))


def _rays(camera: Camera, pixels: Any, place: Any) -> Any:
    """Rays that start at the near plane, through the ``place`` (0..1) in each of the pixels."""
    mi, dr = mitsuba(), importlib.import_module("drjit")
    view = pinhole(camera)
    width, height = camera.size_wh

    def number(value: float) -> Any:
        return dr.opaque(mi.Float, float(value))

    def vector(values: Any) -> Any:
        return mi.Vector3f(*(number(value) for value in values))

    columns = dr.opaque(mi.UInt32, width)
    right, down, forward = (vector(axis) for axis in to_world(view.rotation))
    x = (mi.Float(pixels % columns) + place.x - number(width / 2)) * number(1 / view.focal_px)
    y = (mi.Float(pixels // columns) + place.y - number(height / 2)) * number(1 / view.focal_px)
    ahead = right * x + down * y + forward
    return mi.RayDifferential3f(mi.Ray3f(mi.Point3f(vector(camera.eye) + number(NEAR_M) * ahead), dr.normalize(ahead)))
