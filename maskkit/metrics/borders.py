"""What the border of a mask is: each definition that the field's metrics use, on sets of pixels.

``frame`` says what lies beyond the picture. With ``"count"`` nothing of the mask does, so a mask that reaches the
picture's frame ends there. With ``"ignore"`` the mask goes on, so that only borders inside the picture are borders.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from maskkit.metrics.bits import Bits
from maskkit.metrics.grow import grown_square

Frame: TypeAlias = Literal["count", "ignore"]


def band(mask: Bits, reach: int, *, frame: Frame = "count") -> Bits:
    """The pixels of ``mask`` with a pixel outside it at most ``reach`` rows and at most ``reach`` columns away."""
    return _near(mask, grown_square(~mask, reach), reach, frame)


def inner_border(mask: Bits, *, frame: Frame = "count") -> Bits:
    """The pixels of ``mask`` with one of their four edge neighbours outside it."""
    out = ~mask
    near = out.moved(right=1) | out.moved(right=-1) | out.moved(down=1) | out.moved(down=-1)
    return _near(mask, near, 1, frame)


def steps(mask: Bits) -> Bits:
    """The pixels that differ from their neighbour to the right, below, or right below; the frame is no border.

    The boundary map of Martin, Fowlkes and Malik (2004, IEEE TPAMI 26, p. 530), as DAVIS uses it.
    """
    below = mask.repeated_below()
    right, right_below = mask.repeated_right(), below.repeated_right()
    return (mask | below | right | right_below) - (mask & below & right & right_below)


@dataclass(frozen=True, eq=False)
class Surfels:
    """The elements of a mask's contour: corners between pixels where four pixels meet that are not all alike.

    A picture of (H, W) pixels has (H + 1, W + 1) corners. Each element stands for a length of contour, by how many of
    its four pixels are in: ``cut`` for one or three, √½ pixels; ``straight`` for two side by side, 1 pixel; ``crossed``
    for two that touch by the corner, √2 pixels.
    """

    cut: Bits
    straight: Bits
    crossed: Bits

    @property
    def all(self) -> Bits:
        """Every element, whatever its length."""
        return self.cut | self.straight | self.crossed

    @property
    def by_length(self) -> tuple[tuple[Bits, float], ...]:
        """The elements of each length, with that length in pixels."""
        return (self.cut, math.sqrt(0.5)), (self.straight, 1.0), (self.crossed, math.sqrt(2))


def surfels(mask: Bits, *, frame: Frame = "count") -> Surfels:
    """The contour of ``mask`` in elements between pixels (Nikolov et al. 2018, arXiv:1809.04430, appendix)."""
    corners = mask.padded()  # a corner has its own pixel below and to the right
    across = corners ^ corners.moved(right=1)
    across_above = across.moved(down=1)
    along = corners ^ corners.moved(down=1)
    cut, unlike = across ^ across_above, across | across_above | along
    crossed = across & across_above & along
    if frame == "ignore":
        inside = Bits.inner(corners.size_wh, 1)
        cut, unlike, crossed = cut & inside, unlike & inside, crossed & inside
    return Surfels(cut=cut, straight=unlike - (cut | crossed), crossed=crossed)


def _near(mask: Bits, near: Bits, reach: int, frame: Frame) -> Bits:
    return mask & near if frame == "ignore" else mask & (near | ~Bits.inner(mask.size_wh, reach))
