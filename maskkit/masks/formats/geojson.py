"""GeoJSON in pixels, and plainer lists of points; polygons with holes and parts, without loss.

Corners are x, y in pixels of the upright photo, y downwards. GeoJSON knows no picture: what is written here carries the
picture's size in the properties of its features, and what others wrote needs it told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from maskkit.errors import BadAnnotation, BadPolygon
from maskkit.masks.formats.areas import Annotation, Area, Polygons, Source
from maskkit.masks.formats.drawing import Drawing
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.regions import Region
from maskkit.types import Points, SizeWh

FORMS = 'Give [[x, y], ...], {"polygons": [...]}, GeoJSON (Polygon or MultiPolygon) or a LabelMe file.'

_LABELS = ("label", "class", "name")


def read_geojson(source: Source) -> Annotation:
    """The features of a GeoJSON file, or the polygons of a plain list.

    Raises:
        BadAnnotation: it is neither.
        BadPolygon: a polygon without area, or a geometry that marks none.
    """
    root = parse_json(source.data, source.where)
    try:
        areas = tuple(Area(label, Polygons((region,))) for label, region in _labelled(root, "mask"))
        return Annotation(areas, _size(root), where=source.where)
    except RecursionError:
        raise BadAnnotation("the file is nested too deeply", where=source.where) from None


def write_geojson(drawing: Drawing) -> bytes:
    """A FeatureCollection with one MultiPolygon for each label.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> json.loads(write_geojson(draw_mask(Mask.full((4, 3)), label="floor")))["features"][0]["properties"]
    {'label': 'floor', 'image': 'photo.jpg', 'image_width': 4, 'image_height': 3}
    """
    width, height = drawing.size_wh
    picture = {"image": drawing.image, "image_width": width, "image_height": height}
    features = [
        {
            "type": "Feature",
            "properties": {"label": layer.label, **picture},
            "geometry": regions_to_geojson(layer.regions()),
        }
        for layer in drawing.layers
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def regions_to_geojson(regions: Sequence[Region]) -> dict[str, Any]:
    """The regions as a GeoJSON MultiPolygon (RFC 7946) in pixels of the upright photo, rings closed.

    >>> regions_to_geojson(list(read_regions(parse_json("[[0, 0], [9, 0], [9, 9]]", "x"))))["coordinates"][0][0][-1]
    [0.0, 0.0]
    """
    return {
        "type": "MultiPolygon",
        "coordinates": [[[*r.tolist(), r[0].tolist()] for r in region.rings] for region in regions],
    }


def read_regions(root: Node) -> Iterator[Region]:
    """The regions in a document, whatever their labels.

    Raises:
        BadAnnotation, BadPolygon: as :func:`read_geojson`.
    """
    return (region for _, region in _labelled(root, "mask"))


def _labelled(node: Node, label: str) -> Iterator[tuple[str, Region]]:
    if isinstance(node.value, list):
        yield from ((label, region) for region in _from_list(node))
    elif node.has("polygons"):
        for child in node.field("polygons").items():
            yield from _labelled(child, label)
    elif isinstance(node.value, dict):
        yield from _from_object(node, label)
    else:
        raise BadPolygon(f"{node.short()} is no polygon", where=node.where, hint=FORMS)


def _from_object(node: Node, label: str) -> Iterator[tuple[str, Region]]:
    kind = node.value.get("type")
    if kind == "FeatureCollection":
        for feature in node.field("features").items():
            yield from _labelled(feature, label)
    elif kind == "GeometryCollection":
        for geometry in node.field("geometries").items():
            yield from _labelled(geometry, label)
    elif kind == "Feature":
        yield from _labelled(node.field("geometry"), _label(node) or label)
    elif kind == "Polygon":
        yield label, _from_rings(node.field("coordinates"))
    elif kind == "MultiPolygon":
        yield from ((label, _from_rings(rings)) for rings in node.field("coordinates").items())
    else:
        named = Node(node.value if kind is None else kind, node.where)
        raise BadPolygon(f"{named.short()} is no polygon", where=node.where, hint=FORMS)


def _from_list(node: Node) -> Iterator[Region]:
    """A list of points is one ring; a list of rings is as many regions."""
    if node.value and all(isinstance(child, list) and child and isinstance(child[0], list) for child in node.value):
        yield from (Region(_ring(child)) for child in node.items())
    else:
        yield Region(_ring(node))


def _from_rings(node: Node) -> Region:
    if not isinstance(node.value, list) or not node.value:
        raise BadPolygon("a polygon needs a list of rings", where=node.where)
    outer, *holes = (_ring(child) for child in node.items())
    return Region(outer, tuple(holes))


def _ring(node: Node) -> Points:
    try:
        return node.ring()
    except BadPolygon as error:
        hint = FORMS if node.where == error.where and not isinstance(node.value, list) else error.hint
        raise BadPolygon(error.message, where=error.where, hint=hint) from None


def _label(feature: Node) -> str | None:
    properties = feature.maybe("properties")
    named = [child for name in _LABELS if properties and (child := properties.maybe(name))]
    return named[0].text() if named else None


def _size(root: Node) -> SizeWh | None:
    """The size in the properties of the first feature that has it."""
    features = root.field("features").items() if root.has("features") else iter([root])
    for feature in features:
        properties = feature.maybe("properties")
        if properties and properties.has("image_width"):
            sides = (properties.field(name).whole(1, 2**24) for name in ("image_width", "image_height"))
            width, height = sides
            return width, height
    return None
