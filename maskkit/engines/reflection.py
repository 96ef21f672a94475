"""The room mirrored in a polished floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.types import RgbLinear

    Field = NDArray[np.float32]

NORMAL_REFLECTANCE = 0.04
LEAST_GLOSS = 0.4
SOFT_SHARE = 0.02
"""Deviation of the blur of a mirror image of a matt floor, as a share of the picture's width."""


def reflect(
    picture: RgbLinear, layout: Layout, rows: NDArray[np.intp], columns: NDArray[np.intp], gloss: float
) -> Field:
    """The colours (N, 3) of floor pixels of ``picture``, with what it shows of the room mirrored in them.

    The mirrored ray is followed to the room's box and looked up where the picture shows that point; the share of mirror
    is Schlick's approximation of Fresnel's law ("An Inexpensive BRDF Model for Physically-based Rendering", 1994).
    """
    floor = picture[rows, columns]
    if gloss < LEAST_GLOSS:
        return floor
    rays = layout.camera.rays(np.stack([columns + 0.5, rows + 0.5], axis=1).astype(np.float64))
    x, y, far = _where_mirrored(layout, rays)
    slant = np.abs(rays[:, 1]) / np.linalg.norm(rays, axis=1)
    fresnel = NORMAL_REFLECTANCE + (1 - NORMAL_REFLECTANCE) * (1 - slant) ** 5
    polish = ((gloss - LEAST_GLOSS) / (1 - LEAST_GLOSS)) ** 1.5
    sharp, soft = (
        _look_up(picture, x, y, blur) for blur in (1.5, SOFT_SHARE * picture.shape[1] * (1.15 - gloss) + 2.0)
    )
    share = np.clip(far / (far + 0.4), 0, 1)[:, None]
    mirrored = sharp + (soft - sharp) * np.maximum(share, 1 - polish)
    weight = (np.minimum(fresnel, 0.4) * polish)[:, None]
    return np.asarray(floor * (1 - weight) + mirrored * weight, np.float32)


def _where_mirrored(layout: Layout, rays: NDArray[np.float64]) -> tuple[Field, Field, Field]:
    """Where in the picture the mirrored rays end, and how far from the floor that is, in camera heights."""
    box = layout.box.as_array()
    onto = rays / np.maximum(rays[:, 1:2], 1e-6)
    up = onto * np.array([1.0, -1.0, 1.0])
    edges = np.array([-box[0], box[1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        sideways = np.where(up[:, 0] < 0, edges[0] - onto[:, 0], edges[1] - onto[:, 0]) / up[:, 0]
        ahead = (box[2] - onto[:, 2]) / up[:, 2]
        above = np.full(len(up), 1.0 + box[3])
    steps = [np.where(np.isfinite(step) & (step > 0), step, np.inf) for step in (sideways, ahead, above)]
    travel = np.minimum.reduce(steps)
    points = layout.camera.project(onto + up * travel[:, None])
    points = np.where(np.isfinite(points), points, layout.camera.centre_px)
    return points[:, 0].astype(np.float32), points[:, 1].astype(np.float32), travel.astype(np.float32)


def _look_up(picture: RgbLinear, x: Field, y: Field, blur_px: float) -> Field:
    """The blurred picture at points, by a picture of a size that suits the blur."""
    scale = min(1.0, 2.0 / blur_px)
    size = max(2, round(picture.shape[1] * scale)), max(2, round(picture.shape[0] * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    small = cv2.GaussianBlur(small, (0, 0), max(0.6, blur_px * scale))
    scales = size[0] / picture.shape[1], size[1] / picture.shape[0]
    column, row = (np.clip(c * s - 0.5, 0, n - 1) for c, s, n in zip((x, y), scales, size, strict=True))
    width = 1024
    padded = -(-len(x) // width) * width
    maps = [np.resize(values, padded).reshape(-1, width).astype(np.float32) for values in (column, row)]
    taken = cv2.remap(small, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken.reshape(padded, -1)[: len(x)], np.float32)
