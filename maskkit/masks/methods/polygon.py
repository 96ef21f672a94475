"""Masks from polygons that somebody drew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np

from maskkit.errors import EmptyMask
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.polygon import ring
from maskkit.masks.polygon_files import fill_regions, read_polygons
from maskkit.masks.regions import Region
from maskkit.types import Polygon


def polygon_mask(photo: Photo, polygon: str | Path | Sequence[Region] | Polygon) -> Mask:
    """The hard mask inside ``polygon``: a polygon file, regions, or the corners of one ring.

    Raises:
        ImageNotFound: there is no such file.
        BadPolygon: it holds no polygon, or one without area.
        EmptyMask: it lies outside the photo.

    >>> room = Photo(np.zeros((4, 6, 3), np.uint8))
    >>> polygon_mask(room, [(0, 2), (6, 2), (6, 4), (0, 4)]).coverage
    0.5
    """
    mask = Mask.from_bool(fill_regions(_regions(polygon), photo.size_wh))
    if mask.is_empty:
        width, height = photo.size_wh
        raise EmptyMask(f"the polygon holds no pixel of the photo of {width} x {height}", hint="Check its coordinates.")
    return mask


def _regions(polygon: str | Path | Sequence[Region] | Polygon) -> tuple[Region, ...]:
    if isinstance(polygon, str | Path):
        return read_polygons(polygon)
    if isinstance(polygon, np.ndarray) or not any(isinstance(part, Region) for part in polygon):
        return (Region(ring(cast("Polygon", polygon))),)
    return tuple(cast("Sequence[Region]", polygon))
