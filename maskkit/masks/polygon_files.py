"""Polygon files: a JSON list of points, GeoJSON, ``{"polygons": [...]}``, or LabelMe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from maskkit.errors import BadAnnotation, BadPolygon, ImageNotFound
from maskkit.masks.formats.areas import Polygons
from maskkit.masks.formats.geojson import FORMS, read_regions, regions_to_geojson
from maskkit.masks.formats.labelme import read_shape
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.polygon import rasterize_each
from maskkit.masks.regions import Region
from maskkit.types import BoolMap, SizeWh

__all__ = ["fill_regions", "parse_polygons", "read_polygons", "regions_to_geojson"]


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
        raise BadPolygon("the file is no text", where=str(path), hint=FORMS) from None
    return parse_polygons(text, where=str(path))


def parse_polygons(text: str, *, where: str = "polygon") -> tuple[Region, ...]:
    """The regions in the text of a polygon file.

    Raises:
        BadPolygon: it holds no polygons; the message says at which place.

    >>> [region.outer.shape for region in parse_polygons("[[0, 0], [9, 0], [9, 9]]")]
    [(3, 2)]
    """
    try:
        regions = tuple(_regions(parse_json(text, where)))
    except BadAnnotation as error:
        raise BadPolygon(error.message, where=error.where, hint=FORMS) from None
    except RecursionError:
        raise BadPolygon("the file is nested too deeply", where=where, hint=FORMS) from None
    if not regions:
        raise BadPolygon("the file holds no polygon", where=where, hint=FORMS)
    return regions


def fill_regions(regions: Sequence[Region], size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) inside any of ``regions``: holes are open, overlaps are filled.

    >>> fill_regions(parse_polygons("[[0, 0], [2, 0], [2, 1], [0, 1]]"), (3, 1)).tolist()
    [[True, True, False]]
    """
    return rasterize_each([region.rings for region in regions], size_wh)


def _regions(root: Node) -> Iterator[Region]:
    return _from_labelme(root) if root.has("shapes") else read_regions(root)


def _from_labelme(root: Node) -> Iterator[Region]:
    for node in root.field("shapes").items():
        shape = read_shape(node)
        if not isinstance(shape, Polygons):
            raise BadPolygon("a shape of the type 'mask' is no polygon", where=node.where, hint="Use `maskkit import`.")
        yield from shape.regions
