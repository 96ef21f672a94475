"""LabelMe's JSON: one picture with labelled shapes.

Shapes of the type ``mask`` hold a box and a PNG, and so any hard mask without loss; polygons cannot hold holes, which
hang on bridges here. LabelMe itself paints the borders of polygons too.
"""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon, ImageRefused
from maskkit.images.planes import decode_planes, encode_bits
from maskkit.masks.formats.areas import Annotation, Area, Patch, Polygons, Shape, Source
from maskkit.masks.formats.bridges import bridged
from maskkit.masks.formats.curves import ellipse
from maskkit.masks.formats.drawing import Drawing, Layer
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.morphology import bounds
from maskkit.masks.polygon import ring
from maskkit.masks.regions import Region
from maskkit.types import Points

VERSION = "5.5.0"
"""The version that files are marked with; any from 5.1 on reads them."""

_FLAT = {"line", "linestrip", "point", "points"}


def read_labelme(source: Source) -> Annotation:
    """The shapes of a LabelMe file; lines and points are refused, because they mark no area.

    Raises:
        BadAnnotation: no LabelMe file.
        BadPolygon: a shape that marks no area.
    """
    root = parse_json(source.data, source.where)
    areas = tuple(Area(_label(node), read_shape(node)) for node in root.field("shapes").items())
    width, height = root.maybe("imageWidth"), root.maybe("imageHeight")
    size = (width.whole(1, 2**24), height.whole(1, 2**24)) if width and height else None
    path = root.maybe("imagePath")
    return Annotation(areas, size, path.text() if path else None, source.where)


def write_labelme(drawing: Drawing) -> bytes:
    """A LabelMe file with one shape of the type ``mask`` for each label.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> json.loads(write_labelme(draw_mask(Mask.full((3, 2)), label="floor")))["shapes"][0]["points"]
    [[0, 0], [2, 1]]
    """
    return _document(drawing, [_mask_shape(layer) for layer in drawing.layers])


def write_labelme_polygons(drawing: Drawing) -> bytes:
    """A LabelMe file with one polygon for each part; the parts of one label form a group."""
    shapes = [
        _shape(layer.label, "polygon", bridged(region).tolist(), group)
        for group, layer in enumerate(drawing.layers, start=1)
        for region in layer.regions()
    ]
    return _document(drawing, shapes)


def read_shape(node: Node) -> Shape:
    """One shape: a polygon, rectangle, oriented rectangle, circle or mask.

    Raises:
        BadAnnotation: it is of no known type.
        BadPolygon: it marks no area.
    """
    kind = node.field("shape_type").text() if node.has("shape_type") else "polygon"
    points = node.field("points")
    if kind == "mask":
        return _patch(node)
    if kind in _FLAT:
        raise BadPolygon(f"a shape of the type {kind!r} marks no area", where=node.where)
    if kind not in _CORNERS:
        raise BadAnnotation(f"shapes of the type {kind!r} are not known", where=node.where)
    return Polygons((Region(ring(_CORNERS[kind](points.points(), points.where), where=points.where)),))


def _label(node: Node) -> str:
    label = node.maybe("label")
    return label.text() if label else "mask"


def _box(points: Points, where: str) -> Points:
    if len(points) == 4:
        return points
    (x0, y0), (x1, y1) = _two(points, where)
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])


def _circle(points: Points, where: str) -> Points:
    """A circle by its centre and a point on its edge."""
    (x, y), (edge_x, edge_y) = _two(points, where)
    radius = math.hypot(edge_x - x, edge_y - y)
    return ellipse((x, y), (radius, radius))


def _two(points: Points, where: str) -> Points:
    if len(points) != 2:
        raise BadPolygon(f"{len(points)} points where there must be 2", where=where)
    return points


_CORNERS = {
    "polygon": lambda points, _where: points,
    "oriented_rectangle": lambda points, _where: points,
    "rectangle": _box,
    "circle": _circle,
}


def _patch(node: Node) -> Patch:
    corner = node.field("points").first()
    (left, top), *_ = Node([corner.value], node.field("points").where).points()
    text = node.field("mask").value
    try:
        data = base64.b64decode(text, validate=True)
        values = decode_planes(data).colour
    except (ValueError, TypeError, ImageRefused) as problem:
        told = problem.message if isinstance(problem, ImageRefused) else "it is no base64"
        raise BadAnnotation(f"the picture cannot be read: {told}", where=f"{node.where}: mask") from None
    if values.ndim != 2:
        raise BadAnnotation("the picture is coloured", where=f"{node.where}: mask")
    return Patch(np.where(values > 0, np.uint8(255), np.uint8(0)), (int(left), int(top)))


def _mask_shape(layer: Layer) -> dict[str, Any]:
    marked = layer.values() >= 128
    left, top, right, bottom = bounds(marked) or (0, 0, 1, 1)
    picture = encode_bits(np.ascontiguousarray(marked[top:bottom, left:right]))
    # LabelMe counts the last row and column of the box in.
    shape = _shape(layer.label, "mask", [[left, top], [right - 1, bottom - 1]], None)
    return {**shape, "mask": base64.b64encode(picture).decode()}


def _shape(label: str, kind: str, points: list[list[float]], group: int | None) -> dict[str, Any]:
    return {"label": label, "points": points, "group_id": group, "description": "", "shape_type": kind, "flags": {}}


def _document(drawing: Drawing, shapes: list[dict[str, Any]]) -> bytes:
    width, height = drawing.size_wh
    picture = {"imagePath": drawing.image, "imageData": None, "imageHeight": height, "imageWidth": width}
    return json.dumps({"version": VERSION, "flags": {}, "shapes": shapes, **picture}).encode()
