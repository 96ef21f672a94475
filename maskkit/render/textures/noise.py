"""Noise that repeats without a seam, shaped by its spectrum."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]
    Grid = tuple[int, int, float, float]


def noise(
    shape: tuple[int, int],
    size_m: tuple[float, float],
    rng: np.random.Generator,
    *,
    largest_m: float,
    smallest_m: float = 0.0,
    slope: float = 2.0,
    stretch: float = 1.0,
    angle: float = 0.0,
) -> Field:
    """(H, W) float32 tileable Gaussian noise with mean 0 and deviation 1.

    The power falls as ``frequency ** -slope`` between the wavelengths ``largest_m`` and ``smallest_m``. ``stretch``
    makes features that much longer along ``angle`` (radians, from the x axis towards row 0).

    >>> field = noise((64, 128), (2.0, 1.0), np.random.default_rng(1), largest_m=1.0)
    >>> field.shape, abs(float(field.mean())) < 1e-4, round(float(field.std()), 3)
    ((64, 128), True, 1.0)
    """
    h, w = shape
    fy = (np.fft.fftfreq(h) * h / size_m[1]).astype(np.float32)
    fx = (np.fft.rfftfreq(w) * w / size_m[0]).astype(np.float32)
    highest = min(1 / smallest_m if smallest_m else math.inf, float(fx[-1]))
    rows = np.flatnonzero(np.abs(fy) <= highest * max(stretch, 1.0 / stretch))
    columns = int(np.searchsorted(fx, highest * max(stretch, 1.0 / stretch), side="right"))
    a, b = fx[None, :columns], -fy[rows, None]
    along, across = a * math.cos(angle) + b * math.sin(angle), b * math.cos(angle) - a * math.sin(angle)
    f2 = (along * stretch) ** 2 + across**2
    inside = (f2 >= (0.999 / largest_m) ** 2) & (f2 <= highest**2 * 1.001)
    amplitude = np.where(inside, np.maximum(f2, 1e-9) ** np.float32(-slope / 4), 0)
    spectrum = np.zeros((h, w // 2 + 1), np.complex64)
    shape_ = (len(rows), columns)
    block = rng.standard_normal(shape_, np.float32) + 1j * rng.standard_normal(shape_, np.float32)
    spectrum[rows, :columns] = block * amplitude
    field = np.fft.irfft2(spectrum, s=shape)
    field -= field.mean()
    return np.asarray(field / max(float(field.std()), 1e-9), dtype=np.float32)


def pick(field: Field, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Field:
    """``field`` at whole positions beyond its borders, as if it went on for ever."""
    h, w = field.shape[:2]
    return np.asarray(field[rows % h, columns % w])


def cells(
    shape: tuple[int, int], count: tuple[int, int], rng: np.random.Generator
) -> tuple[Field, Field, NDArray[np.int32]]:
    """Worley noise over ``count`` (across, down) cells: distance to the nearest and second point, and whose it is.

    Distances are in cells. S. Worley, "A cellular texture basis function", SIGGRAPH 1996.

    >>> near, second, index = cells((32, 32), (4, 4), np.random.default_rng(1))
    >>> bool((near <= second).all()), int(index.max()) < 16
    (True, True)
    """
    (h, w), (nx, ny) = shape, count
    points = rng.random((ny, nx, 2), np.float32)
    y = (np.arange(h, dtype=np.float32) + 0.5)[:, None] * (ny / h)
    x = (np.arange(w, dtype=np.float32) + 0.5)[None, :] * (nx / w)
    row, column = np.floor(y).astype(np.int32), np.floor(x).astype(np.int32)
    near = np.full(shape, 9, np.float32)
    second = near.copy()
    index = np.zeros(shape, np.int32)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            r, c = (row + dy) % ny, (column + dx) % nx
            point = points[r, c]
            d = (column + dx + point[..., 0] - x) ** 2 + (row + dy + point[..., 1] - y) ** 2
            second = np.minimum(second, np.maximum(near, d))
            index = np.where(d < near, r * nx + c, index)
            near = np.minimum(near, d)
    return np.sqrt(near), np.sqrt(second), index
