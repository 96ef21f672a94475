"""Lengths as people give them: pixels, or per cent of the picture's short edge."""

from __future__ import annotations

import math
from dataclasses import dataclass

from maskkit.errors import UnknownChoice
from maskkit.types import SizeWh


@dataclass(frozen=True, slots=True)
class Length:
    """``amount`` pixels, or ``amount`` per cent of the short edge.

    >>> Length(2, per_cent=True).in_px((1024, 768))
    15.36
    """

    amount: float
    per_cent: bool = False

    def in_px(self, size_wh: SizeWh) -> float:
        """The length in pixels of a picture of ``size_wh``."""
        return min(size_wh) * self.amount / 100 if self.per_cent else float(self.amount)


def parse_length(given: float | str | Length) -> Length:
    """The length that a number (pixels) or a text such as ``"12"``, ``"12px"`` or ``"2%"`` stands for.

    Raises:
        UnknownChoice: it is no length of zero or more.

    >>> parse_length("2%")
    Length(amount=2.0, per_cent=True)
    >>> parse_length("12px") == parse_length(12)
    True
    """
    if isinstance(given, Length):
        return given
    text = str(given).strip().lower()
    try:
        amount = float(text.removesuffix("%").removesuffix("px"))
    except ValueError:
        amount = math.nan
    if not (math.isfinite(amount) and amount >= 0):
        raise UnknownChoice(f"{given!r} is no length", hint='Give pixels, such as 12, or a share such as "2%".')
    return Length(amount, per_cent=text.endswith("%"))
