"""Names for the arrays that travel through maskkit; shapes and ranges are given beside each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import BinaryIO, TypeAlias

import numpy as np
from numpy.typing import NDArray

Rgb8: TypeAlias = NDArray[np.uint8]
"""(H, W, 3) uint8, sRGB, channels in the order red, green, blue."""

RgbLinear: TypeAlias = NDArray[np.float32]
"""(H, W, 3) float32, linear light with sRGB primaries, 0 = black, 1 = the white of the display."""

Grey8: TypeAlias = NDArray[np.uint8]
"""(H, W) uint8."""

BoolMap: TypeAlias = NDArray[np.bool_]
"""(H, W) bool."""

Alpha: TypeAlias = NDArray[np.float32]
"""(H, W) float32 in 0..1: 1 = generated, 0 = kept."""

Labels: TypeAlias = NDArray[np.uint8]
"""(H, W) uint8 class map; the classes are in :mod:`maskkit.masks.classes`."""

Points: TypeAlias = NDArray[np.float64]
"""(N, 2) float64 x, y in pixels. A pixel's centre lies at .5: (0, 0) is the picture's outer corner."""

Floats: TypeAlias = NDArray[np.float64]
"""float64 of the shape that the docstring gives."""

Polygon: TypeAlias = Points | Sequence[tuple[float, float]]
"""The corners of one ring, in order, without repeating the first."""

SizeWh: TypeAlias = tuple[int, int]
"""(width, height) in pixels."""

BoxXyxy: TypeAlias = tuple[int, int, int, int]
"""(left, top, right, bottom) in pixels, right and bottom excluded."""

ImageSource: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A path, the bytes of a file, or an open binary file."""
