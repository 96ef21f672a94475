"""The visible shapes of an SVG document, with their labels; what cannot be known is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon
from maskkit.masks.formats.svg_names import label_of
from maskkit.masks.formats.svg_numbers import FARTHEST
from maskkit.masks.formats.svg_shapes import SHAPES, Outline
from maskkit.masks.formats.svg_space import View, enlargement, move, read_transform
from maskkit.masks.formats.svg_style import Properties, StyleSheet, at_outset, computed, is_none, is_zero
from maskkit.masks.formats.svg_xml import Element
from maskkit.masks.spans import fill_rings
from maskkit.types import Floats, Grey8, Points, SizeWh

SVG = "http://www.w3.org/2000/svg"
MOST_CORNERS = 4_000_000
"""More corners than this in one file are not worked out."""

_UNSEEN = frozenset([
    "clipPath", "color-profile", "cursor", "defs", "desc", "filter", "font", "font-face", "linearGradient", "marker",
    "mask", "metadata", "pattern", "radialGradient", "script", "style", "symbol", "title", "view",
])  # fmt: skip
_NEAR_PX = 1e-3
_GROUPS = frozenset(["a", "g", "switch"])
_REFUSED_PROPERTIES = ("clip-path", "mask", "filter", "transform", "d")
_REFUSED_ATTRIBUTES = ("transform-origin", "systemLanguage")
_HINTS = {
    "text": "Turn text into paths, or delete it.",
    "image": "Delete or hide the photo in the drawing; give it with --photo.",
    "use": "Turn clones into shapes of their own.",
    "svg": "Take the inner drawing's shapes into groups.",
}


@dataclass(frozen=True, eq=False)
class Painted:
    """Rings that are filled together: by the even-odd rule, or the nonzero rule."""

    rings: tuple[Points, ...]
    even_odd: bool


@dataclass(frozen=True, eq=False)
class Paths:
    """Painted shapes of one picture; overlaps are filled."""

    painted: tuple[Painted, ...]

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The pixels whose centres lie inside."""
        rings = [ring for shape in self.painted for ring in shape.rings]
        ends = np.cumsum([len(ring) for ring in rings], dtype=np.int64)
        groups = np.repeat(np.arange(len(self.painted)), [len(shape.rings) for shape in self.painted])
        winding = np.array([not shape.even_odd for shape in self.painted])
        corners = np.concatenate([np.empty((0, 2)), *rings])
        inside = fill_rings(corners, ends, groups, size_wh, winding=winding if winding.any() else None)
        return np.multiply(inside.view(np.uint8), np.uint8(255))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one is in the tree: an element with all that the ones around it say."""

    element: Element
    around: tuple[Element, ...]
    matrix: Floats
    properties: Properties


def limited(shapes: Iterable[tuple[str, Painted]], where: str) -> Iterator[tuple[str, Painted]]:
    """The same shapes, as long as they have no more than :data:`MOST_CORNERS` corners together.

    Raises:
        BadAnnotation: they have more.
    """
    corners = 0
    for label, painted in shapes:
        corners += sum(map(len, painted.rings))
        if corners > MOST_CORNERS:
            raise BadAnnotation(f"the drawing has more than {MOST_CORNERS} corners", where=where, hint="Simplify it.")
        yield label, painted


def drawn(root: Element, view: View, sheet: StyleSheet, where: str) -> Iterator[tuple[str, Painted]]:
    """Every visible shape with its label, in the order in which they are painted.

    Raises:
        BadAnnotation: something is visible that cannot be known; the message names the element and its line.
        BadPolygon: a shape that marks no area, or numbers that are none.
    """
    clips = {f"url(#{element.attributes.get('id')})": element for element in root.walk() if element.local == "clipPath"}
    waiting = [_Place(root, (), view.matrix, at_outset())]
    while waiting:
        place = waiting.pop()
        element, named = place.element, _named(place.element, where)
        if element.space not in {"", SVG} or (element.local in _UNSEEN):
            continue
        properties = computed(sheet.own(element), place.properties)
        if properties["display"] == "none" or is_zero(properties["opacity"]):
            continue
        is_root = element is root
        if not is_root:
            _require_known(element, named)
        turned = "" if is_root else element.attributes.get("transform", "")
        matrix = place.matrix @ read_transform(turned, f"{named}: transform") if turned else place.matrix
        if _leaves_the_picture(clips.get(properties["clip-path"]), matrix, view, named):
            properties = {**properties, "clip-path": "none"}
        _require_plain(element, properties, named)
        if is_root or element.local in _GROUPS:
            around = (*place.around, element)
            inside = [_Place(child, around, matrix, properties) for child in _children(element)]
            waiting += reversed(inside)
        else:
            yield from _shape(_Place(element, place.around, matrix, properties), view, named)


def _named(element: Element, where: str) -> str:
    """The place of an element for messages."""
    own = element.attributes.get("id")
    told = f"<{element.local[:40]}>" if own is None else f"<{element.local[:40]} id={own[:40]!r}>"
    return f"{where}: line {element.line}: {told}"


def _children(element: Element) -> list[Element]:
    """What is painted of an element; of a switch the first that needs nothing special."""
    if element.local != "switch":
        return element.children
    return [child for child in element.children if "requiredExtensions" not in child.attributes][:1]


def _require_known(element: Element, where: str) -> None:
    if element.local not in SHAPES | _GROUPS:
        hint = _HINTS.get(element.local, "Delete or hide it, or turn it into paths.")
        raise BadAnnotation(f"what <{element.local[:40]}> marks cannot be known", where=where, hint=hint)
    for child in element.children if element.local in SHAPES else ():
        if child.space in {"", SVG} and child.local not in _UNSEEN:
            raise BadAnnotation(f"what <{child.local[:40]}> does to it cannot be known", where=where)


def _require_plain(element: Element, properties: Properties, where: str) -> None:
    for name in _REFUSED_PROPERTIES:
        if properties[name] != "none":
            hint = "Cut the shapes themselves, and save again." if name in {"clip-path", "mask"} else None
            raise BadAnnotation(f"its {name} {properties[name][:40]!r} is not worked out", where=where, hint=hint)
    for name in _REFUSED_ATTRIBUTES:
        if name in element.attributes:
            raise BadAnnotation(f"its {name} is not worked out", where=where)


def _leaves_the_picture(clip: Element | None, matrix: Floats, view: View, where: str) -> bool:
    """Whether a clip is a rectangle around the whole picture, as programs put one around all that is on a page."""
    if clip is None or len(clip.children) != 1 or clip.children[0].local != "rect":
        return False
    [rectangle] = clip.children
    changed = {"transform", "clip-path", "style"} & (rectangle.attributes.keys() | clip.attributes.keys())
    if changed or clip.attributes.get("clipPathUnits", "userSpaceOnUse") != "userSpaceOnUse":
        return False
    [subpath] = Outline(rectangle, where, view.extent_wh, 1).rings()
    corners = move(subpath.points, matrix)
    upright = len(corners) == 4 and (np.diff(corners, axis=0) == 0).any(axis=1).all()
    return bool(
        upright
        and (corners.min(axis=0) <= _NEAR_PX).all()
        and (corners.max(axis=0) >= np.array(view.size_wh) - _NEAR_PX).all()
    )


def _shape(place: _Place, view: View, where: str) -> Iterator[tuple[str, Painted]]:
    properties = place.properties
    hollow = is_none(properties["fill"], properties["fill-opacity"])
    if properties["visibility"] != "visible" or (hollow and properties["stroke"] == "none"):
        return
    outline = Outline(place.element, where, view.extent_wh, enlargement(place.matrix))
    subpaths = outline.rings()
    if hollow and not all(subpath.is_closed for subpath in subpaths):
        raise BadPolygon("a line that is neither closed nor filled marks no area", where=where)
    rings = tuple(move(subpath.points, place.matrix) for subpath in subpaths)
    if not all((np.abs(ring) <= FARTHEST).all() for ring in rings):
        raise BadPolygon("its corners are too far away", where=where, hint="")
    if not any(_has_area(ring) for ring in rings):
        raise BadPolygon("it marks no area", where=where)
    yield label_of((*place.around, place.element)), Painted(rings, properties["fill-rule"] == "evenodd")


def _has_area(ring: Points) -> bool:
    """Whether three corners do not lie on one line."""
    if len(ring) < 3:
        return False
    x, y = (ring - ring[0]).T
    far = int(np.argmax(x * x + y * y))
    return bool(np.any(np.abs(x * y[far] - y * x[far]) > 1e-12 * (x[far] ** 2 + y[far] ** 2)))
