"""Masks from polygons that somebody drew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

from maskkit.errors import BadPolygon, EmptyMask
from maskkit.images.photo import Photo
from maskkit.masks.conventions import CONVENTIONS
from maskkit.masks.forms import read_contents
from maskkit.masks.mask import Mask
from maskkit.masks.polygon import ring
from maskkit.masks.regions import Region
from maskkit.types import ImageSource, Polygon, SizeWh

PolygonSource = ImageSource | Sequence[Region] | Polygon


def polygon_mask(photo: Photo, polygon: PolygonSource) -> Mask:
    """The hard mask inside ``polygon``: an annotation file of any format, regions, or the corners of one ring.

    Raises:
        ImageNotFound: there is no such file.
        BadPolygon: it holds no polygon, or one without area.
        MaskRefused: the file describes no mask.
        SizeMismatch: the file is of a picture of another size.
        EmptyMask: it lies outside the photo.

    >>> room = Photo(np.zeros((4, 6, 3), np.uint8))
    >>> polygon_mask(room, [(0, 2), (6, 2), (6, 4), (0, 4)]).coverage
    0.5
    """
    mask = _from_file(polygon, photo.size_wh) if _is_file(polygon) else _from_corners(polygon, photo.size_wh)
    if mask.is_empty:
        width, height = photo.size_wh
        raise EmptyMask(f"the polygon holds no pixel of the photo of {width} x {height}", hint="Check its coordinates.")
    return mask


def _is_file(polygon: PolygonSource) -> bool:
    return isinstance(polygon, str | Path | bytes) or hasattr(polygon, "read")


def _from_file(source: PolygonSource, size_wh: SizeWh) -> Mask:
    contents = read_contents(cast("ImageSource", source), size_wh=size_wh)
    where = contents.annotation.where
    if contents.guess.name in CONVENTIONS:
        hint = "Name mask files in --target, such as --target sofa.png."
        raise BadPolygon("the file is a picture, not polygons", where=where, hint=hint)
    if not contents.annotation.areas:
        raise BadPolygon("the file holds no polygon", where=where)
    return Mask(contents.annotation.draw(size_wh))


def _from_corners(polygon: PolygonSource, size_wh: SizeWh) -> Mask:
    corners = cast("Sequence[Region] | Polygon", polygon)
    if isinstance(corners, np.ndarray) or not any(isinstance(part, Region) for part in corners):
        return Mask.from_polygon(ring(cast("Polygon", corners)), size_wh=size_wh)
    return Mask.from_regions(cast("Sequence[Region]", corners), size_wh=size_wh)
