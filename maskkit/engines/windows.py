"""Means over windows whose size changes from pixel to pixel, of what a weight map lets count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


class Windows:
    """Boxes of ±``reach`` pixels around every pixel of a picture; only what ``weights`` (H, W) lets count.

    Summed-area tables (F. Crow, SIGGRAPH 1984) make a mean cost the same for boxes of any size.

    >>> weights = np.array([[1, 1, 0, 1]], np.float32)
    >>> windows = Windows(weights, (np.ones((1, 4), np.float32), np.zeros((1, 4), np.float32)))
    >>> windows.mean(np.array([[1, 3, 99, 5]], np.float32)).tolist()
    [[2.0, 2.0, 4.0, 5.0]]
    """

    def __init__(self, weights: Field, reach: tuple[Field, Field]) -> None:
        h, w = weights.shape
        y, x = np.mgrid[0:h, 0:w]
        across, down = (np.round(span).astype(np.int32) for span in reach)
        left, right = np.clip(x - across, 0, w), np.clip(x + across + 1, 0, w)
        top, bottom = np.clip(y - down, 0, h), np.clip(y + down + 1, 0, h)
        self.weights = weights
        self._corners = [
            (bottom * (w + 1) + right),
            (top * (w + 1) + right),
            (bottom * (w + 1) + left),
            top * (w + 1) + left,
        ]
        self._count = self._sum(weights)

    def _sum(self, values: Field) -> NDArray[np.float64]:
        h, w = values.shape
        table = np.zeros((h + 1, w + 1))
        np.cumsum(np.cumsum(values, axis=0, dtype=np.float64), axis=1, out=table[1:, 1:])
        a, b, c, d = (np.take(table, corner) for corner in self._corners)
        return np.asarray(a - b - c + d)

    def mean(self, values: Field) -> Field:
        """The weighted mean around every pixel; where no weight is in reach, the mean of all that counts."""
        inside = self.weights > 0
        overall = float(np.average(values[inside], weights=self.weights[inside])) if inside.any() else 0.0
        total = self._sum((values - overall) * self.weights)
        return np.asarray(overall + total / np.maximum(self._count, 1e-6), np.float32)
