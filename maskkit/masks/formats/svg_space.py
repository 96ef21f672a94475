"""From SVG's units to pixels: transforms, and the view box of the document (SVG 2, sections 8.2 to 8.6)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon, SizeMismatch
from maskkit.masks.formats.svg_numbers import read_length, read_numbers
from maskkit.masks.formats.svg_xml import Element
from maskkit.types import Floats, Points, SizeWh

_NEAR_PX = 1e-3
_LEAST_SIDE, _MOST_SIDE = 1e-6, 2**24


@dataclass(frozen=True, slots=True)
class View:
    """The picture's size, what a unit of the document becomes in it, and the extent that per cent are of."""

    size_wh: SizeWh
    matrix: Floats
    extent_wh: tuple[float, float]


def read_transform(text: str, where: str) -> Floats:
    """The matrix (3, 3) of a ``transform`` attribute.

    Raises:
        BadPolygon: it is none.

    >>> (read_transform("translate(2, 3) scale(2)", "g") @ (1, 1, 1)).tolist()
    [4.0, 5.0, 1.0]
    """
    matrix = np.eye(3)
    for part in text.replace(",", " ").split(")")[:-1]:
        name, _, inside = part.partition("(")
        numbers = read_numbers(inside, where)
        known = _TRANSFORMS.get(name.strip())
        if known is None or len(numbers) not in known[0]:
            raise BadPolygon(f"{(part + ')').strip()[:40]!r} is no transform", where=where, hint="")
        matrix = matrix @ known[1](*numbers)
    if text.rpartition(")")[2].strip():
        raise BadPolygon(f"{text.strip()[:40]!r} is no transform", where=where, hint="")
    return matrix


def move(points: Points, matrix: Floats) -> Points:
    """Points (N, 2) through a matrix (3, 3)."""
    moved: Points = points @ matrix[:2, :2].T + matrix[:2, 2]
    return moved


def enlargement(matrix: Floats) -> float:
    """How many times as long a matrix can make something at most."""
    return float(np.linalg.norm(matrix[:2, :2], 2))


def read_view(root: Element, asked_wh: SizeWh | None, where: str) -> View:
    """Where the document's units lie in the picture.

    The picture is as large as ``width`` and ``height`` say, in whole CSS pixels, or the view box where they do not. As
    drawings have no pixels of their own, one whose sides are in the same proportion as those of ``asked_wh`` is drawn
    in that size.

    Raises:
        SizeMismatch: the proportions differ.
        BadAnnotation: no size is known, or none in whole pixels.
    """
    box = _view_box(root, where)
    sides = _sides(root, box, where)
    if sides is None and asked_wh is None:
        hint = "Give the photo with --photo, or its size with --size WxH."
        raise BadAnnotation("the file does not say how large the picture is", where=where, hint=hint)
    sides = sides or (float((asked_wh or (1, 1))[0]), float((asked_wh or (1, 1))[1]))
    size_wh = _size(sides, asked_wh, where)
    box = box or (0.0, 0.0, *sides)
    placed = _placed(box, sides, root.attributes.get("preserveAspectRatio", ""))
    return View(size_wh, _scaling(size_wh[0] / sides[0], size_wh[1] / sides[1]) @ placed, box[2:])


def _view_box(root: Element, where: str) -> tuple[float, float, float, float] | None:
    text = root.attributes.get("viewBox")
    if text is None:
        return None
    numbers = read_numbers(text, f"{where}: viewBox")
    if len(numbers) != 4 or min(numbers[2:]) < _LEAST_SIDE:
        raise BadAnnotation(f"the view box {text[:40]!r} is none", where=where)
    left, top, width, height = numbers
    return left, top, width, height


def _sides(root: Element, box: tuple[float, float, float, float] | None, where: str) -> tuple[float, float] | None:
    """Width and height in CSS pixels; where one is missing or in per cent, by the view box."""
    given = [_side(root, name, where) for name in ("width", "height")]
    match given:
        case [float(width), float(height)]:
            return width, height
        case [float(width), None] if box:
            return width, width * box[3] / box[2]
        case [None, float(height)] if box:
            return height * box[2] / box[3], height
    return box[2:] if box else None


def _side(root: Element, name: str, where: str) -> float | None:
    text = root.attributes.get(name, "auto").strip()
    if text == "auto" or text.endswith("%"):
        return None
    length = read_length(text, None, f"{where}: {name}")
    if length < _LEAST_SIDE:
        raise BadAnnotation(f"the {name} {text[:40]!r} leaves no picture", where=where)
    return length


def _size(sides: tuple[float, float], asked_wh: SizeWh | None, where: str) -> SizeWh:
    width, height = (round(side) for side in sides)
    told = f"{sides[0]:g} x {sides[1]:g}"
    if asked_wh is None:
        near = max(abs(sides[0] - width), abs(sides[1] - height)) <= _NEAR_PX
        if not near or not (0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE):
            hint = "Give the photo with --photo, or its size with --size WxH."
            raise BadAnnotation(f"the drawing is {told}, which is no size in pixels", where=where, hint=hint)
        return width, height
    scale = math.sqrt(asked_wh[0] * asked_wh[1] / (sides[0] * sides[1]))
    off = max(abs(asked - side * scale) for asked, side in zip(asked_wh, sides, strict=True))
    if off > max(1, scale / 2):  # the drawing may have been made on a smaller copy, whose sides were rounded
        sentence = f"the drawing is {told}, the photo {asked_wh[0]} x {asked_wh[1]}: other proportions"
        raise SizeMismatch(sentence, where=where)
    return asked_wh


def _placed(box: tuple[float, float, float, float], sides: tuple[float, float], kept: str) -> Floats:
    """The view box in the picture, by ``preserveAspectRatio``: in the middle and as large as fits, unless it says."""
    across, down = sides[0] / box[2], sides[1] / box[3]
    words = kept.split() or ["xMidYMid"]
    if words[0] != "none":
        across = down = max(across, down) if "slice" in words else min(across, down)
    left = _share(words[0][1:4]) * (sides[0] - box[2] * across)
    top = _share(words[0][5:8]) * (sides[1] - box[3] * down)
    return _moving(left, top) @ _scaling(across, down) @ _moving(-box[0], -box[1])


def _share(word: str) -> float:
    return {"Min": 0.0, "Max": 1.0}.get(word, 0.5)


def _matrix(*numbers: float) -> Floats:
    a, b, c, d, e, f = numbers
    return np.array([(a, c, e), (b, d, f), (0, 0, 1)], np.float64)


def _moving(x: float, y: float = 0) -> Floats:
    return _matrix(1, 0, 0, 1, x, y)


def _scaling(x: float, y: float | None = None) -> Floats:
    return _matrix(x, 0, 0, x if y is None else y, 0, 0)


def _turning(degrees: float, x: float = 0, y: float = 0) -> Floats:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return _moving(x, y) @ _matrix(cos, sin, -sin, cos, 0, 0) @ _moving(-x, -y)


def _slanting_x(degrees: float) -> Floats:
    return _matrix(1, 0, math.tan(math.radians(degrees)), 1, 0, 0)


def _slanting_y(degrees: float) -> Floats:
    return _matrix(1, math.tan(math.radians(degrees)), 0, 1, 0, 0)


_TRANSFORMS: dict[str, tuple[tuple[int, ...], Callable[..., Floats]]] = {
    "matrix": ((6,), _matrix),
    "translate": ((1, 2), _moving),
    "scale": ((1, 2), _scaling),
    "rotate": ((1, 3), _turning),
    "skewX": ((1,), _slanting_x),
    "skewY": ((1,), _slanting_y),
}
