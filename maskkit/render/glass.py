"""Clear glass, laid over the traced room: what lies behind it through its tint, and what it mirrors.

Panes are left out of path tracing. Inside it they would block the sampling of lamps, hide the surfaces behind them from
the denoiser, and break the ratio of furnished to empty by which shadows go into photos. Instead every pane is cut with
the rays of the camera, and its reflection is traced on its own, as if it were a mirror, and weighed by Fresnel's law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.denoise import clean
from maskkit.render.finishes import MIRROR
from maskkit.render.meshes import Mesh
from maskkit.render.mitsuba_backend import NEAR_M, Layer, trace_layer
from maskkit.render.parts import Part
from maskkit.render.scene import Camera, Scene
from maskkit.render.textures.colour import linear
from maskkit.render.view import pinhole, to_room_axes
from maskkit.types import Alpha, BoxXyxy, Floats, RgbLinear

INDEX = 1.52
"""Refractive index of float glass."""

BEHIND_M = 0.002
REFLECTION_SAMPLES = 16
MARGIN_PX = 8
SOFT_PX = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Panes:
    """``through`` (H, W, 3) float32: what of the light behind comes through all panes; 1 where there is none.

    ``mirrored`` (H, W) float32 0..1: the share of its reflection that the nearest pane sends to the camera.
    """

    through: RgbLinear
    mirrored: Alpha

    @property
    def any(self) -> bool:
        """Whether a pane is seen at all."""
        return bool(self.mirrored.any())


def is_glass(part: Part) -> bool:
    """Whether one looks through a part."""
    return part.finish.glass


def seen_panes(camera: Camera, parts: Sequence[Part], ray_m: NDArray[np.float32]) -> Panes:
    """The panes among ``parts`` before what else is seen, ``ray_m`` (H, W) metres away along each pixel's ray."""
    height, width = ray_m.shape
    through, mirrored = np.ones((height, width, 3), np.float32), np.zeros((height, width), np.float32)
    nearest = np.full((height, width), np.inf, np.float32)
    slope = _slope(camera)
    solid = np.where(ray_m > 0, ray_m / slope + NEAR_M, np.inf)
    for part in parts:
        if is_glass(part):
            tint = linear(part.finish.colour)
            for window, depth, cos in _cuts(part.mesh, camera, slope):
                hit = depth < solid[window] - BEHIND_M
                share = reflectance(cos)
                passed = (1 - share)[..., None] * tint ** (1 / _inside_cos(cos))[..., None]
                through[window] *= np.where(hit[..., None], passed, 1)
                first = hit & (depth < nearest[window])
                nearest[window] = np.where(first, depth, nearest[window])
                mirrored[window] = np.where(first, share, mirrored[window])
    soft = [np.asarray(cv2.GaussianBlur(one, (0, 0), SOFT_PX), np.float32) for one in (through, mirrored)]
    return Panes(*soft)


def shine(
    scene: Scene, parts: Sequence[Part], panes: Panes, layer: Layer, *, samples: int = REFLECTION_SAMPLES
) -> RgbLinear:
    """(H, W, 3) the light of a layer that the panes reflect to the camera; 0 where there is none.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    height, width = panes.mirrored.shape
    light = np.zeros((height, width, 3), np.float32)
    if not panes.any:
        return light
    mirrors = [replace(part, finish=MIRROR) if is_glass(part) else part for part in parts]
    small = replace(scene, camera=replace(scene.camera, size_wh=(-(-width // 2), -(-height // 2))))
    left, top, right, bottom = _bounds(panes.mirrored, small.camera.size_wh)
    box = (left, top, right, bottom)
    picture = trace_layer(small, mirrors, layer, samples=samples, seed=scene.seed, box=box)
    picture = picture if layer == "view" else clean(picture)
    whole = cv2.resize(picture, (2 * (right - left), 2 * (bottom - top)), interpolation=cv2.INTER_LINEAR)
    place = slice(2 * top, 2 * bottom), slice(2 * left, 2 * right)
    light[place] = whole[: height - 2 * top, : width - 2 * left]
    return np.asarray(light * panes.mirrored[..., None], np.float32)


def _bounds(mirrored: Alpha, half_wh: tuple[int, int]) -> BoxXyxy:
    """The box around the panes in the picture of half the size, with a margin for the denoiser."""
    rows, columns = (np.flatnonzero(mirrored.any(axis=axis)) // 2 for axis in (1, 0))
    low = [max(0, int(line[0]) - MARGIN_PX) for line in (columns, rows)]
    high = [min(edge, int(line[-1]) + 1 + MARGIN_PX) for line, edge in zip((columns, rows), half_wh, strict=True)]
    return low[0], low[1], high[0], high[1]


def glazed(light: RgbLinear, panes: Panes, mirrored_light: RgbLinear) -> RgbLinear:
    """``light`` (H, W, 3) as it looks through the panes and with their reflections."""
    return np.asarray(light * panes.through + mirrored_light, np.float32)


def reflectance(cos: NDArray[np.floating]) -> NDArray[np.float32]:
    """What a sheet of glass reflects of unpolarised light that meets it at an angle of this cosine (Fresnel 1823).

    Both faces count, with all reflections between them: 2 F / (1 + F).

    >>> [round(float(share), 3) for share in reflectance(np.array([1.0, 0.0]))]
    [0.082, 1.0]
    """
    outside, inside = np.asarray(cos, np.float32), _inside_cos(cos)
    upright = (outside - INDEX * inside) / (outside + INDEX * inside)
    level = (INDEX * outside - inside) / (INDEX * outside + inside)
    face = (upright**2 + level**2) / 2
    return np.asarray(2 * face / (1 + face), np.float32)


def _inside_cos(cos: NDArray[np.floating]) -> NDArray[np.float32]:
    """The cosine of the angle in the glass, by Snell's law."""
    return np.asarray(np.sqrt(1 - (1 - np.asarray(cos, np.float64) ** 2) / INDEX**2), np.float32)


def _slope(camera: Camera) -> NDArray[np.float32]:
    """(H, W) how much longer each pixel's ray is than its depth."""
    width, height = camera.size_wh
    view = pinhole(camera)
    x, y = (np.arange(width) + 0.5 - width / 2) / view.focal_px, (np.arange(height) + 0.5 - height / 2) / view.focal_px
    return np.asarray(np.sqrt(1 + x[None, :] ** 2 + y[:, None] ** 2), np.float32)


Cut = tuple[tuple[slice, slice], NDArray[np.float32], NDArray[np.float32]]


def _cuts(shape: Mesh, camera: Camera, slope: NDArray[np.float32]) -> list[Cut]:
    """For each triangle its pixels' window, the depth (inf outside of it) and the cosine between ray and normal."""
    view = pinhole(camera)
    corners = (to_room_axes(shape.vertices, camera) @ view.rotation.T)[shape.faces]
    return [cut for triangle in corners if (cut := _cut(triangle, camera, view.focal_px, slope)) is not None]


def _cut(triangle: Floats, camera: Camera, focal_px: float, slope: NDArray[np.float32]) -> Cut | None:
    a, b, c = triangle
    normal = np.cross(b - a, c - a)
    window = _window(triangle, camera, focal_px)
    if window is None or not normal.any():
        return None
    rows, columns = window
    y, x = np.mgrid[rows, columns]
    width, height = camera.size_wh
    rays = np.stack([(x + 0.5 - width / 2) / focal_px, (y + 0.5 - height / 2) / focal_px, np.ones(x.shape)], axis=-1)
    facing = rays @ normal
    with np.errstate(divide="ignore", invalid="ignore"):
        depth = (normal @ a) / facing
        points = rays * depth[..., None]
        sides = [np.cross(end - start, points - start) @ normal for start, end in ((a, b), (b, c), (c, a))]
    inside = np.all(np.stack(sides) >= 0, axis=0) & (depth > NEAR_M)
    cos = np.abs(facing) / (np.linalg.norm(normal) * slope[window])
    return window, np.where(inside, depth, np.inf).astype(np.float32), np.clip(cos, 1e-4, 1).astype(np.float32)


def _window(triangle: Floats, camera: Camera, focal_px: float) -> tuple[slice, slice] | None:
    """The rows and columns that a triangle may cover; all of them where it reaches behind the camera."""
    width, height = camera.size_wh
    if triangle[:, 2].max() <= NEAR_M:
        return None
    if triangle[:, 2].min() <= NEAR_M:
        return slice(0, height), slice(0, width)
    places = triangle[:, :2] / triangle[:, 2:] * focal_px + (width / 2, height / 2)
    (left, top), (right, bottom) = np.floor(places.min(axis=0)).astype(int), np.ceil(places.max(axis=0)).astype(int)
    rows, columns = slice(max(top, 0), min(bottom, height)), slice(max(left, 0), min(right, width))
    return (rows, columns) if rows.start < rows.stop and columns.start < columns.stop else None
