"""Rectangles on the floor: footprints, and the free floor that people need."""

from __future__ import annotations

from dataclasses import dataclass

TOUCHING_M = 0.01


@dataclass(frozen=True, slots=True)
class Rectangle:
    """An upright rectangle in metres.

    >>> Rectangle(0, 0, 1, 1).overlaps(Rectangle(0.5, 0.5, 2, 2)), Rectangle(0, 0, 1, 1).overlaps(Rectangle(1, 0, 2, 1))
    (True, False)
    """

    x0: float
    y0: float
    x1: float
    y1: float

    def overlaps(self, other: Rectangle) -> bool:
        """Whether the two share more than a border."""
        across = self.x0 < other.x1 - TOUCHING_M and other.x0 < self.x1 - TOUCHING_M
        return across and self.y0 < other.y1 - TOUCHING_M and other.y0 < self.y1 - TOUCHING_M

    def wider(self, by_m: float) -> Rectangle:
        """The rectangle with ``by_m`` more on every side."""
        return Rectangle(self.x0 - by_m, self.y0 - by_m, self.x1 + by_m, self.y1 + by_m)
