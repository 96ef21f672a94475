"""SVG: drawings of programs and browsers, and our own paths along the borders between pixels, without loss.

What is read is which area each visible shape covers, whatever its colour: by its fill rule, with all transforms, at
the size of the picture. An outline without fill counts as what it encloses; strokes have no width here. A shape's label
is what it, or a group around it, is called. What cannot be known is refused by its name: text, pictures, clips within
the picture, masks, filters, clones, animations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from xml.sax.saxutils import quoteattr

import numpy as np

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.areas import Annotation, Area, Source
from maskkit.masks.formats.drawing import Drawing
from maskkit.masks.formats.svg_space import read_view
from maskkit.masks.formats.svg_style import StyleSheet
from maskkit.masks.formats.svg_walk import SVG, Paths, drawn, limited
from maskkit.masks.formats.svg_xml import parse_xml
from maskkit.masks.polygon import rasterize, rasterize_each
from maskkit.masks.regions import Region
from maskkit.types import Points, SizeWh

COLOURS = ("#e69f00", "#56b4e9", "#f0e442", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#783caa")
"""What classes are painted in; people with any common kind of colour blindness tell them apart."""

_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def read_svg(source: Source) -> Annotation:
    """The visible shapes of a drawing, in its order; the later ones lie on top.

    Raises:
        BadAnnotation: no SVG, or something in it that cannot be known; the message names the element and its line.
        BadPolygon: a shape that marks no area, or numbers that are none.
        SizeMismatch: the drawing's proportions are not those of the picture.
    """
    root = parse_xml(source.data, source.where)
    if root.local != "svg" or root.space not in {"", SVG}:
        raise BadAnnotation(f"the file's root is <{root.local[:40]}>, not <svg>", where=source.where)
    view = read_view(root, source.size_wh, source.where)
    sheet = StyleSheet.of(root, source.where)
    shapes = limited(drawn(root, view, sheet, source.where), source.where)
    areas = tuple(
        Area(label, Paths(tuple(painted for _, painted in some)))
        for label, some in groupby(shapes, key=lambda shape: shape[0])
    )
    return Annotation(areas, view.size_wh, root.attributes.get("data-image"), source.where)


def write_svg(drawing: Drawing) -> bytes:
    """A drawing with one path for each area, along the borders between pixels; each label has its colour.

    Parts of one area that lie on each other get paths of their own: within one path they would be holes.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> print(write_svg(draw_mask(Mask.full((4, 3)), label="floor")).decode().splitlines()[1])
    <path id="floor" data-label="floor" fill="#e69f00" fill-rule="evenodd" d="M0 0H4V3H0Z"/>
    """
    width, height = drawing.size_wh
    head = (
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'data-image={quoteattr(_printable(drawing.image))} shape-rendering="crispEdges">'
    )
    labels = list(dict.fromkeys(layer.label for layer in drawing.layers))
    paths, named = [], set[str]()
    for layer in drawing.layers:
        for regions in _apart(layer.regions(), drawing.size_wh):
            colour = COLOURS[labels.index(layer.label) % len(COLOURS)]
            paths.append(_path(layer.label, regions, colour, has_id=layer.label not in named))
            named.add(layer.label)
    return "\n".join([head, *paths, "</svg>\n"]).encode()


def _apart(regions: Sequence[Region], size_wh: SizeWh) -> list[Sequence[Region]]:
    """The regions for one path, or each for a path of its own where some of them overlap."""
    if len(regions) < 2:
        return [regions]
    together = rasterize((ring for region in regions for ring in region.rings), size_wh)
    one_by_one = rasterize_each((region.rings for region in regions), size_wh)
    return [regions] if np.array_equal(together, one_by_one) else [(region,) for region in regions]


def _path(label: str, regions: Sequence[Region], colour: str, *, has_id: bool) -> str:
    label = _printable(label)
    name = f"id={quoteattr(label)} " if has_id and _XML_NAME.fullmatch(label) else ""
    data = "".join(_ring_data(ring) for region in regions for ring in region.rings)
    return f'<path {name}data-label={quoteattr(label)} fill="{colour}" fill-rule="evenodd" d="{data}"/>'


def _ring_data(ring: Points) -> str:
    """A ring as path data: H and V along rows and columns, L elsewhere."""
    corners = [(_short(x), _short(y)) for x, y in ring.tolist()]
    steps = [f"M{corners[0][0]} {corners[0][1]}"]
    for (x0, y0), (x, y) in pairwise(corners):
        steps.append(f"H{x}" if y == y0 else f"V{y}" if x == x0 else f"L{x} {y}")
    return "".join([*steps, "Z"])


def _short(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _printable(text: str) -> str:
    """The text without letters that XML cannot hold."""
    return "".join(letter if letter.isprintable() else "_" for letter in text)
