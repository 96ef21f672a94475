"""The light in a room without its things: smooth on each of its surfaces, so it is traced small and drawn large.

Patterns are left out: the light on a surface is what is asked for, and it is smoother and sooner there without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.mitsuba_backend import trace_buffers, trace_ids, trace_layer
from maskkit.render.parts import Part
from maskkit.render.paths import ROUND
from maskkit.render.renderer import denoised
from maskkit.render.scene import Camera, Scene
from maskkit.render.shell import scene_parts
from maskkit.types import Labels, RgbLinear

LEAST_ALBEDO = 0.03
_FLAT = ("floor", "ceiling", "wall")


@dataclass(frozen=True, slots=True, eq=False)
class Emptied:
    """``irradiance`` (H, W, 3) float32 on the surfaces, and ``surfaces`` (H, W) uint8, which one each pixel shows."""

    irradiance: RgbLinear
    surfaces: Labels


def empty_room(scene: Scene, *, samples: int) -> Emptied:
    """The light on the surfaces of ``scene``, whose items are its lamps.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    parts = plain_parts(scene)
    buffers = trace_buffers(scene, parts, samples=ROUND, seed=scene.seed)
    light = denoised(trace_layer(scene, parts, "all", samples=samples, seed=scene.seed), buffers)
    irradiance = light / np.maximum(buffers.albedo, LEAST_ALBEDO)
    return Emptied(irradiance.astype(np.float32), surfaces_of(buffers.shape_ids, parts))


def plain_parts(scene: Scene) -> tuple[Part, ...]:
    """The parts of a scene in their mean colours."""
    return tuple(_plain(part) for part in scene_parts(scene))


def _plain(part: Part) -> Part:
    patterned = part.finish.texture not in ("", OUTDOORS)
    return replace(part, finish=replace(part.finish, texture="")) if patterned else part


def enlarged(found: Emptied, scene: Scene) -> RgbLinear:
    """``found`` at the size of ``scene``'s camera (H, W, 3): each surface for itself, so that corners stay sharp."""
    parts = plain_parts(scene)
    surfaces = surfaces_of(trace_ids(scene, parts), parts)
    full = scene.camera.size_wh
    result = np.asarray(cv2.resize(found.irradiance, full, interpolation=cv2.INTER_LINEAR), np.float32)
    for surface in np.unique(surfaces):
        inside = found.surfaces == surface
        if inside.any():
            whole = cv2.erode(inside.view(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
            apart = spread(found.irradiance, whole if whole.any() else inside)
            there = surfaces == surface
            result[there] = cv2.resize(apart, full, interpolation=cv2.INTER_LINEAR)[there]
    return result


def smaller(camera: Camera, edge_px: int) -> Camera:
    """The same view in a picture whose long edge is ``edge_px`` at most."""
    scale = min(1.0, edge_px / max(camera.size_wh))
    return replace(camera, size_wh=(round(camera.size_wh[0] * scale), round(camera.size_wh[1] * scale)))


def spread(values: RgbLinear, known: NDArray[np.bool_]) -> RgbLinear:
    """``values`` (H, W, 3) where ``known``; elsewhere that of the nearest known pixel.

    >>> row = np.array([[[1.0], [9.0], [9.0]]], np.float32).repeat(3, axis=2)
    >>> spread(row, np.array([[True, False, False]]))[0, :, 0].tolist()
    [1.0, 1.0, 1.0]
    """
    if not known.any() or known.all():
        return values
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(nearest.max()) + 1, 3), np.float32)
    table[nearest[known]] = values[known]
    return np.where(known[..., None], values, table[nearest])


def surfaces_of(shape_ids: NDArray[np.int32], parts: Sequence[Part]) -> Labels:
    """Which flat surface each pixel shows, by the direction that matters: all else is 0."""
    names = [part.name if part.kind in _FLAT else "" for part in parts]
    numbers = {name: number + 1 for number, name in enumerate(dict.fromkeys(name for name in names if name))}
    return np.array([*(numbers.get(name, 0) for name in names), 0], np.uint8)[shape_ids]
