"""Textures in perspective without moiré: anisotropic sampling of a mip pyramid.

After Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), and the probes along the footprint's major
axis of McCormack et al., "Feline: Fast Elliptical Lines for Anisotropic Texture Mapping" (SIGGRAPH 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

MOST_PROBES = 16
SHARPNESS = -0.4
"""Added to the mip level: a little sharper than the pixel's own footprint, as cameras are."""

_ROW = 1024


@dataclass(frozen=True, eq=False)
class Places:
    """Where pixels lie on a face: ``uv`` (N, 2) metres, u to the right, v up or away from the camera.

    ``slopes`` (N, 2, 2) is how that changes from pixel to pixel: [[du/dx, du/dy], [dv/dx, dv/dy]].
    """

    uv: Field
    slopes: Field

    def moved(self, u: float, v: float) -> Places:
        """The same pixels, seen from the origin (u, v)."""
        return Places(self.uv - np.array([u, v], np.float32), self.slopes)

    def turned(self) -> Places:
        """With u and v exchanged: a pattern laid across becomes one laid along."""
        return Places(np.ascontiguousarray(self.uv[:, ::-1]), np.ascontiguousarray(self.slopes[:, ::-1]))

    def chosen(self, index: NDArray[np.intp]) -> Places:
        """Some of the pixels."""
        return Places(self.uv[index], self.slopes[index])


@dataclass(frozen=True, eq=False)
class Pyramid:
    """A periodic texture of real size at falling resolution; each level is padded so that bilinear taps wrap."""

    levels: tuple[Field, ...]
    size_m: tuple[float, float]

    @property
    def texels_per_m(self) -> tuple[float, float]:
        """Resolution of the finest level, across and down."""
        h, w = self.levels[0].shape[:2]
        return (w - 2) / self.size_m[0], (h - 2) / self.size_m[1]


def build_pyramid(texture: Field, size_m: tuple[float, float]) -> Pyramid:
    """The pyramid of a texture (H, W, C) float32 that repeats every ``size_m`` (width, height) metres.

    >>> [level.shape[:2] for level in build_pyramid(np.zeros((64, 32, 3), np.float32), (1.0, 2.0)).levels]
    [(66, 34), (34, 18), (18, 10), (10, 6), (6, 4)]
    """
    levels = [texture]
    while min(levels[-1].shape[:2]) > 2:
        h, w = levels[-1].shape[:2]
        smaller = cv2.resize(levels[-1], (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(smaller, np.float32))
    return Pyramid(tuple(np.pad(level, ((1, 1), (1, 1), (0, 0)), mode="wrap") for level in levels), size_m)


def sample(pyramid: Pyramid, places: Places) -> Field:
    """The texture's colours (N, C) at the places; v counts upwards from the texture's last row."""
    per_m = np.array(pyramid.texels_per_m, np.float32)
    long, axis, short = _footprints(places.slopes * per_m[:, None])
    probes = 2 ** np.ceil(np.log2(np.clip(long / np.maximum(short, 0.7), 1, MOST_PROBES)) - 0.2).astype(np.int8)
    blur = np.maximum(short, long / probes)
    level = np.clip(np.log2(np.maximum(blur, 1e-6)) + SHARPNESS, 0, len(pyramid.levels) - 1).astype(np.float32)
    start = np.asarray(places.uv / np.array(pyramid.size_m, np.float32), np.float32)
    reach = axis / np.array(_cells(pyramid, 0), np.float32)
    stride = np.asarray(reach * long[:, None], np.float32)
    coarse = np.minimum(np.floor(level), len(pyramid.levels) - 2).astype(np.int16)
    colour = np.empty((len(start), pyramid.levels[0].shape[2]), np.float32)
    kind = coarse * 64 + probes
    for key in np.unique(kind):
        chosen: NDArray[np.intp] = np.flatnonzero(kind == key)
        lower, many = divmod(int(key), 64)
        near, far = (_probe(pyramid, lower + up, start[chosen], stride[chosen], many) for up in (0, 1))
        colour[chosen] = near + (far - near) * (level[chosen] - lower)[:, None]
    return colour


def _footprints(slopes: Field) -> tuple[Field, Field, Field]:
    """Length of the major axis (N,), its direction (N, 2) and length of the minor axis (N,), in texels."""
    a, b = slopes[:, :, 0], slopes[:, :, 1]
    xx, yy = a[:, 0] ** 2 + b[:, 0] ** 2, a[:, 1] ** 2 + b[:, 1] ** 2
    xy = a[:, 0] * a[:, 1] + b[:, 0] * b[:, 1]
    spread = np.hypot((xx - yy) / 2, xy)
    long = np.sqrt((xx + yy) / 2 + spread)
    short = np.sqrt(np.maximum((xx + yy) / 2 - spread, 0))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return long, np.stack([np.cos(angle), np.sin(angle)], axis=1), short


def _cells(pyramid: Pyramid, level: int) -> tuple[int, int]:
    h, w = pyramid.levels[level].shape[:2]
    return w - 2, h - 2


def _probe(pyramid: Pyramid, level: int, start: Field, stride: Field, probes: int) -> Field:
    """The mean of ``probes`` bilinear taps along the footprint, for places in whole periods."""
    w, h = _cells(pyramid, level)
    texture = pyramid.levels[level]
    total = np.zeros((len(start), texture.shape[2]), np.float32)
    for number in range(probes):
        place = start + stride * np.float32((number + 0.5) / probes - 0.5)
        place -= np.floor(place)
        total += _bilinear(texture, place[:, 0] * np.float32(w) + 0.5, (1 - place[:, 1]) * np.float32(h) + 0.5)
    return np.asarray(total / probes, np.float32)


def _bilinear(texture: Field, x: Field, y: Field) -> Field:
    """Taps at (N,) positions of texel centres; in rows, because cv2.remap takes no map longer than 32767."""
    n = len(x)
    rows = -(-n // _ROW)
    maps = [np.resize(values, (rows, _ROW)) for values in (x, y)]
    taken = cv2.remap(texture, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken.reshape(rows * _ROW, -1)[:n], np.float32)
