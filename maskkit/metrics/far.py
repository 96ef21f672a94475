"""Errors outside an object, weighed by their distance from it: only where there are errors is a distance measured."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.bits import Bits
from maskkit.metrics.grow import grown_square
from maskkit.types import BoolMap, SizeWh

_FAR_PX = 100
"""From here on an error weighs 2: what is left out is less than 1e-6 of that."""
_REACHES = (6, 25, _FAR_PX)
_SIDE = 256
_BAND = 1024
_WORD = 64
_ROWS_AT_ONCE = 16


class _Window(NamedTuple):
    """Rows and columns of a part with errors, and those around it in which the object must be known."""

    rows: slice
    columns: slice
    around_rows: slice
    around_columns: slice

    @classmethod
    def of(cls, rows: slice, columns: slice, margin: int, size_wh: SizeWh) -> _Window:
        return cls(rows, columns, _widened(rows, margin, size_wh[1]), _widened(columns, margin, size_wh[0]))

    @property
    def cost(self) -> int:
        """How many pixels a map of distances has to cover."""
        return _length(self.around_rows) * _length(self.around_columns)


def weighted_by_distance(errors: NDArray[Any], wrong: Bits, truth: BoolMap) -> float:
    """The sum over pixels of error x (2 - 0.5^(d / 5)), where d is the distance to the nearest pixel of ``truth``.

    ``errors`` is (H, W) uint8 or float32, ``truth`` is (H, W) bool and not empty; ``wrong`` are the pixels outside it
    that are summed over: all those with an error. Distances of more than 100 pixels count as infinite.

    >>> errors = np.array([[0, 0, 0, 0, 0, 1]], np.uint8)
    >>> weighted_by_distance(errors, Bits.of(errors > 0), np.eye(1, 6) > 0)
    1.5
    """
    if not wrong:
        return 0.0
    true = Bits.of(truth)
    bands = [
        _Window.of(slice(top, min(top + _BAND, true.height)), slice(0, true.width), _FAR_PX, true.size_wh)
        for top in range(0, true.height, _BAND)
    ]
    parts = list(_windows(wrong, [wrong - grown_square(true, reach) for reach in _REACHES]))
    plan = min(bands, parts, key=lambda windows: sum(window.cost for window in windows))
    return sum(_weighed(errors, truth, window) for window in plan)


def _windows(wrong: Bits, leftovers: list[Bits]) -> Iterator[_Window]:
    """The parts of a picture that have anything wrong, each cut to where it is.

    ``leftovers`` are the wrong pixels that lie further from the truth than each of the reaches.
    """
    for top in range(0, wrong.height, _SIDE):
        for first in range(0, wrong.words.shape[1], _SIDE // _WORD):
            tile = np.s_[top : top + _SIDE, first : first + _SIDE // _WORD]
            rows, words = np.nonzero(wrong.words[tile])
            if rows.size:
                settled = (reach for reach, left in zip(_REACHES, leftovers, strict=True) if not left.words[tile].any())
                margin = min(math.ceil(next(settled, _FAR_PX) * math.sqrt(2)), _FAR_PX)
                found_rows = slice(top + int(rows.min()), top + int(rows.max()) + 1)
                found_columns = slice(
                    (first + int(words.min())) * _WORD, min((first + int(words.max()) + 1) * _WORD, wrong.width)
                )
                yield _Window.of(found_rows, found_columns, margin, wrong.size_wh)


def _weighed(errors: NDArray[Any], truth: BoolMap, window: _Window) -> float:
    part = (~truth[window.around_rows, window.around_columns]).view(np.uint8)
    away = cv2.distanceTransform(part, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    first, left = window.rows.start - window.around_rows.start, window.columns.start - window.around_columns.start
    total = 0.0
    for down in range(0, _length(window.rows), _ROWS_AT_ONCE):
        strip = errors[window.rows, window.columns][down : down + _ROWS_AT_ONCE]
        here = np.s_[first + down : first + down + len(strip), left : left + strip.shape[1]]
        weights = (2 - np.exp(away[here] * np.float32(math.log(0.5) / 5))) * part[here] * strip
        total += float(cv2.sumElems(weights)[0])
    return total


def _widened(part: slice, margin: int, size: int) -> slice:
    return slice(max(part.start - margin, 0), min(part.stop + margin, size))


def _length(part: slice) -> int:
    return int(part.stop - part.start)
