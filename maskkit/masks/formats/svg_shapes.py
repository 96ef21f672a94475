"""SVG's basic shapes as rings, in the units of the document (SVG 2, chapter 10)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskkit.errors import BadPolygon
from maskkit.masks.formats.curves import TOLERANCE_PX, ellipse
from maskkit.masks.formats.svg_numbers import read_length, read_numbers
from maskkit.masks.formats.svg_path import Subpath, read_path
from maskkit.masks.formats.svg_xml import Element
from maskkit.types import Points


@dataclass(frozen=True, slots=True)
class Outline:
    """An element to be read: its place for messages, what per cent are of, and how many pixels a unit will be."""

    element: Element
    where: str
    extent_wh: tuple[float, float]
    scale: float

    def rings(self) -> list[Subpath]:
        """The element's lines.

        Raises:
            BadPolygon: its numbers are none, or too few.
        """
        return _READERS[self.element.local](self)

    def text(self, name: str) -> str:
        """An attribute, empty where it is missing or left to the program."""
        text = self.element.attributes.get(name, "")
        return "" if text.strip() == "auto" else text

    def length(self, name: str, whole: float) -> float:
        """A length, 0 where it is missing; per cent are of ``whole``."""
        text = self.text(name)
        return 0.0 if not text else read_length(text, whole, f"{self.where}: {name}")

    @property
    def tolerance(self) -> float:
        """How far a chord may lie from its curve, in units."""
        return TOLERANCE_PX / self.scale if self.scale > 0 else 1.0


def _path(outline: Outline) -> list[Subpath]:
    text = outline.text("d")
    return [] if text.strip() == "none" else read_path(text, outline.where, scale=outline.scale)


def _points(outline: Outline, *, is_closed: bool) -> list[Subpath]:
    numbers = read_numbers(outline.text("points"), f"{outline.where}: points")
    if len(numbers) % 2:
        raise BadPolygon(f"{len(numbers)} numbers are no pairs x y", where=outline.where, hint="")
    corners = np.array(numbers).reshape(-1, 2)
    return [Subpath(corners, is_closed or (len(corners) > 2 and np.array_equal(corners[0], corners[-1])))]


def _rectangle(outline: Outline) -> list[Subpath]:
    across, down = outline.extent_wh
    x, y = outline.length("x", across), outline.length("y", down)
    width, height = outline.length("width", across), outline.length("height", down)
    _require_none_below_zero(outline, width, height)
    rx, ry = outline.length("rx", across), outline.length("ry", down)
    # Of two radii one may be left out, and then is like the other.
    rx, ry = (rx if outline.text("rx") else ry), (ry if outline.text("ry") else rx)
    rx, ry = min(rx, width / 2), min(ry, height / 2)
    if rx <= 0 or ry <= 0:
        return [_closed([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])]
    centres = (
        (x + width - rx, y + ry), (x + width - rx, y + height - ry), (x + rx, y + height - ry), (x + rx, y + ry),
    )  # fmt: skip
    quarters = [
        ellipse(
            centre, (rx, ry), start=number * math.pi / 2 - math.pi / 2, sweep=math.pi / 2, tolerance=outline.tolerance
        )
        for number, centre in enumerate(centres)
    ]
    return [_closed(np.concatenate(quarters))]


def _circle(outline: Outline) -> list[Subpath]:
    radius = outline.length("r", math.hypot(*outline.extent_wh) / math.sqrt(2))
    return _round(outline, radius, radius)


def _ellipse(outline: Outline) -> list[Subpath]:
    across, down = outline.extent_wh
    rx, ry = outline.length("rx", across), outline.length("ry", down)
    return _round(outline, rx if outline.text("rx") else ry, ry if outline.text("ry") else rx)


def _round(outline: Outline, rx: float, ry: float) -> list[Subpath]:
    _require_none_below_zero(outline, rx, ry)
    across, down = outline.extent_wh
    centre = outline.length("cx", across), outline.length("cy", down)
    return [_closed(ellipse(centre, (rx, ry), tolerance=outline.tolerance))]


def _line(outline: Outline) -> list[Subpath]:
    raise BadPolygon("a line marks no area", where=outline.where)


def _closed(corners: Points | list[tuple[float, float]]) -> Subpath:
    return Subpath(np.asarray(corners, np.float64), is_closed=True)


def _require_none_below_zero(outline: Outline, *lengths: float) -> None:
    if min(lengths) < 0:
        raise BadPolygon(f"{min(lengths):g} is no length of a side", where=outline.where, hint="")


_READERS: dict[str, Callable[[Outline], list[Subpath]]] = {
    "path": _path,
    "polygon": lambda outline: _points(outline, is_closed=True),
    "polyline": lambda outline: _points(outline, is_closed=False),
    "rect": _rectangle,
    "circle": _circle,
    "ellipse": _ellipse,
    "line": _line,
}

SHAPES = frozenset(_READERS)
"""The elements that draw something which can be known."""
