"""Polygon files: a JSON list of points, GeoJSON, ``{"polygons": [...]}``, or LabelMe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from maskkit.errors import BadPolygon, ImageNotFound
from maskkit.masks.polygon import rasterize_each, ring
from maskkit.masks.regions import Region
from maskkit.types import BoolMap, Points, SizeWh

_FORMS = 'Give [[x, y], ...], {"polygons": [...]}, GeoJSON (Polygon or MultiPolygon) or a LabelMe file.'


def read_polygons(path: str | Path) -> tuple[Region, ...]:
    """The regions in a polygon file; corners are x, y in pixels of the upright photo.

    Raises:
        ImageNotFound: there is no such file.
        BadPolygon: it holds no polygons; the message says at which place.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError):
        raise ImageNotFound("there is no such polygon file", where=str(path)) from None
    except UnicodeDecodeError:
        raise BadPolygon("the file is no text", where=str(path), hint=_FORMS) from None
    return parse_polygons(text, where=str(path))


def parse_polygons(text: str, *, where: str = "polygon") -> tuple[Region, ...]:
    """The regions in the text of a polygon file.

    Raises:
        BadPolygon: it holds no polygons; the message says at which place.

    >>> [region.outer.shape for region in parse_polygons("[[0, 0], [9, 0], [9, 9]]")]
    [(3, 2)]
    """
    try:
        regions = tuple(_regions(_document(text, where), where))
    except RecursionError:
        raise BadPolygon("the file is nested too deeply", where=where, hint=_FORMS) from None
    if not regions:
        raise BadPolygon("the file holds no polygon", where=where, hint=_FORMS)
    return regions


def fill_regions(regions: Sequence[Region], size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) inside any of ``regions``: holes are open, overlaps are filled.

    >>> fill_regions(parse_polygons("[[0, 0], [2, 0], [2, 1], [0, 1]]"), (3, 1)).tolist()
    [[True, True, False]]
    """
    return rasterize_each([region.rings for region in regions], size_wh)


def regions_to_geojson(regions: Sequence[Region]) -> dict[str, Any]:
    """The regions as a GeoJSON MultiPolygon (RFC 7946) in pixels of the upright photo, rings closed.

    >>> regions_to_geojson(parse_polygons("[[0, 0], [9, 0], [9, 9]]"))["coordinates"][0][0][-1]
    [0.0, 0.0]
    """
    return {
        "type": "MultiPolygon",
        "coordinates": [[[*r.tolist(), r[0].tolist()] for r in region.rings] for region in regions],
    }


def _document(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise BadPolygon(f"the file is no JSON: {problem}", where=where, hint=_FORMS) from None


def _regions(node: Any, where: str) -> Iterator[Region]:
    if isinstance(node, list):
        yield from _from_list(node, where)
    elif not isinstance(node, dict):
        raise BadPolygon(f"{_short(node)} is no polygon", where=where, hint=_FORMS)
    elif "polygons" in node:
        for number, child in enumerate(_list_in(node, "polygons", where)):
            yield from _regions(child, f"{where}: polygons[{number}]")
    elif "shapes" in node:
        for number, shape in enumerate(_list_in(node, "shapes", where)):
            yield _from_labelme(shape, f"{where}: shapes[{number}]")
    else:
        yield from _from_geojson(node, where)


def _from_list(node: list[Any], where: str) -> Iterator[Region]:
    """A list of points is one ring; a list of rings is as many regions."""
    if node and all(isinstance(child, list) and child and isinstance(child[0], list) for child in node):
        for number, child in enumerate(node):
            yield Region(_ring(child, f"{where}[{number}]"))
    else:
        yield Region(_ring(node, where))


def _from_geojson(node: dict[str, Any], where: str) -> Iterator[Region]:
    kind = node.get("type")
    if kind == "FeatureCollection":
        for number, feature in enumerate(_list_in(node, "features", where)):
            yield from _regions(feature, f"{where}: features[{number}]")
    elif kind == "Feature":
        yield from _regions(node.get("geometry"), f"{where}: geometry")
    elif kind == "Polygon":
        yield _from_rings(node.get("coordinates"), f"{where}: coordinates")
    elif kind == "MultiPolygon":
        for number, rings in enumerate(_list_in(node, "coordinates", where)):
            yield _from_rings(rings, f"{where}: coordinates[{number}]")
    else:
        raise BadPolygon(f"{_short(kind or node)} is no polygon", where=where, hint=_FORMS)


def _from_labelme(shape: Any, where: str) -> Region:
    kind = shape.get("shape_type") or "polygon" if isinstance(shape, dict) else _short(shape)
    if kind not in {"polygon", "rectangle"}:
        raise BadPolygon(f"a shape of the type {kind!r} is no polygon", where=where)
    points = _checked(_list_in(shape, "points", where), f"{where}: points")
    if kind == "rectangle" and len(points) == 2:
        (x0, y0), (x1, y1) = points
        points = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
    return Region(_ring(points, f"{where}: points"))


def _from_rings(rings: Any, where: str) -> Region:
    if not isinstance(rings, list) or not rings:
        raise BadPolygon("a polygon needs a list of rings", where=where)
    outer, *holes = (_ring(points, f"{where}[{number}]") for number, points in enumerate(rings))
    return Region(outer, tuple(holes))


def _ring(points: Any, where: str) -> Points:
    return ring(_checked(points, where), where=where)


def _checked(points: Any, where: str) -> list[list[float]]:
    """The x and y of every point; the first that is none is named by its place."""
    if not isinstance(points, list):
        raise BadPolygon(f"{_short(points)} is no list of points", where=where, hint=_FORMS)
    for number, point in enumerate(points):
        if not (isinstance(point, list) and len(point) >= 2 and all(_is_number(value) for value in point[:2])):
            raise BadPolygon(f"{_short(point)} is no point", where=f"{where}[{number}]")
    return [point[:2] for point in points]


def _list_in(node: dict[str, Any], name: str, where: str) -> list[Any]:
    children = node.get(name)
    if not isinstance(children, list):
        raise BadPolygon(f"{name!r} is no list", where=where, hint=_FORMS)
    return children


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
