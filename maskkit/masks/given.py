"""What mask tools are given, checked at the door: maps of the right kind, sizes of pictures, tolerances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.types import BoolMap, Grey8, SizeWh


def bool_map(given: Any, what: str) -> BoolMap:
    """(H, W) bool with at least one pixel, as it is; ``what`` needs it, in messages.

    Raises:
        MaskRefused: it is something else; the message names shape and dtype.

    >>> bool_map(np.zeros((2, 3)), "a mask")
    Traceback (most recent call last):
    maskkit.errors.MaskRefused: a mask needs (H, W) bool, not (2, 3) float64
    """
    return _map(given, np.bool_, what)


def byte_map(given: Any, what: str) -> Grey8:
    """(H, W) uint8 with at least one pixel, as it is.

    Raises:
        MaskRefused: it is something else; the message names shape and dtype.
    """
    return _map(given, np.uint8, what)


def picture_size(given: Any) -> SizeWh:
    """(width, height) as two whole numbers from 1 on.

    Raises:
        MaskRefused: it is something else.

    >>> picture_size(np.array([4, 3]))
    (4, 3)
    """
    sides = list(given) if isinstance(given, tuple | list | np.ndarray) else []
    whole = all(isinstance(side, int | np.integer) and not isinstance(side, bool) for side in sides)
    if len(sides) != 2 or not whole or min(sides) < 1:
        raise MaskRefused(f"{given!r} is no size of a picture", hint="Give (width, height) in pixels.")
    return int(sides[0]), int(sides[1])


def tolerance(given: float) -> float:
    """A finite number of pixels from 0 on.

    Raises:
        MaskRefused: it is something else.
    """
    if not (isinstance(given, int | float | np.number) and 0 <= given < math.inf):
        raise MaskRefused(f"a tolerance of {given} px is none", hint="Give pixels, 0 or more.")
    return float(given)


def _map(given: Any, dtype: type[np.generic], what: str) -> NDArray[Any]:
    try:
        values = np.asarray(given)
    except ValueError:  # rows of different lengths
        values = np.empty(0, np.object_)
    if values.ndim != 2 or values.dtype != dtype or not values.size:
        raise MaskRefused(f"{what} needs (H, W) {np.dtype(dtype)}, not {values.shape} {values.dtype}")
    return values
