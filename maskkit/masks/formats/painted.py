"""How the tools that polygons are written for fill them: each by a rule of its own, and none by that of pixel centres.

A mask that comes back from here bit by bit may lose a row of pixels there, or gain one. These are their rules, so that
what will be lost there can be told here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from maskkit.masks.formats.areas import Annotation, Area, Patch
from maskkit.masks.formats.bridges import bridged
from maskkit.masks.formats.drawing import Drawing
from maskkit.types import BoolMap, Grey8, Points, SizeWh

Fill = Callable[[Points, SizeWh], BoolMap]

_COCO_SCALE = 5
_POINTS_AT_ONCE = 2**20
_FARTHEST_PX = 2**17
"""Outlines that reach further are walked along too slowly, and overflow in other programs."""

Numbers = NDArray[np.int64]


def fill_like_coco(ring: Points, size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) that the COCO API marks for one polygon.

    It walks along the outline on a grid five times as fine, keeps where that crosses the middle of a column, and marks
    what lies between pairs of crossings (``rleFrPoly`` of the COCO API, Lin et al. 2014).

    >>> fill_like_coco(np.array([(0.0, 0), (2, 0), (2, 1), (0, 1)]), (3, 2)).astype(int).tolist()
    [[1, 1, 0], [0, 0, 0]]
    """
    width, height = size_wh
    turns = np.zeros(width * height + 1, np.uint8)
    for u, v in _fine_walk(np.trunc(ring * _COCO_SCALE + 0.5).astype(np.int64)):
        at = np.flatnonzero(u[1:] != u[:-1]) + 1
        column = (np.minimum(u[at], u[at - 1]) + 0.5) / _COCO_SCALE - 0.5
        row = np.ceil(((np.minimum(v[at], v[at - 1]) + 0.5) / _COCO_SCALE - 0.5).clip(0, height)).astype(np.int64)
        inside = (column == np.floor(column)) & (column >= 0) & (column <= width - 1)
        np.bitwise_xor.at(turns, column[inside].astype(np.int64) * height + row[inside], 1)
    marked: BoolMap = np.bitwise_xor.accumulate(turns[:-1]).reshape(width, height).T.astype(np.bool_)
    return marked


def fill_like_labelme(ring: Points, size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) that LabelMe marks for one polygon: Pillow's, which paints the outline too.

    >>> int(fill_like_labelme(np.array([(1.0, 1), (3, 1), (3, 2), (1, 2)]), (5, 4)).sum())
    6
    """
    picture = Image.new("1", size_wh)
    ImageDraw.Draw(picture).polygon([(x, y) for x, y in ring.tolist()], outline=1, fill=1)
    return np.asarray(picture, np.bool_)


def fill_like_ultralytics(ring: Points, size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) that Ultralytics marks for one polygon: OpenCV's, from corners cut to whole numbers.

    >>> int(fill_like_ultralytics(np.array([(1.0, 1), (3, 1), (3, 2), (1, 2)]), (5, 4)).sum())
    6
    """
    values = np.zeros(size_wh[::-1], np.uint8)
    cv2.fillPoly(values, [ring.astype(np.int32)], 1)
    return values.view(np.bool_)


def _painted(drawing: Drawing, fill: Fill) -> Annotation:
    areas = []
    for layer in drawing.layers:
        marked = np.zeros(drawing.size_wh[::-1], np.bool_)
        for region in layer.regions():
            _paint(marked, bridged(region), fill)
        areas.append(Area(layer.label, Patch(_values(marked))))
    return Annotation(tuple(areas), drawing.size_wh)


def _paint(marked: BoolMap, ring: Points, fill: Fill) -> None:
    """Mark in ``marked`` (H, W) what ``fill`` does, worked out for the part of the picture around the ring alone."""
    height, width = marked.shape
    left, top = (max(0, math.floor(low) - 1) for low in ring.min(axis=0))
    right, bottom = (math.ceil(high) + 2 for high in ring.max(axis=0))
    size_wh = min(right, width) - left, min(bottom, height) - top
    if min(size_wh) > 0:
        part = marked[top : top + size_wh[1], left : left + size_wh[0]]
        part |= fill(ring - (left, top), size_wh)


def _values(marked: BoolMap) -> Grey8:
    return np.multiply(marked.view(np.uint8), np.uint8(255))


def _fine_walk(corners: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Every point of the grid along the closed outline, some edges at a time, each time from the last point on."""
    start, stop = corners, np.roll(corners, -1, axis=0)
    lengths = np.abs(stop - start).max(axis=1) + 1
    group = np.cumsum(lengths) // _POINTS_AT_ONCE
    u, v = corners[:1, 0], corners[:1, 1]
    for edges in np.split(np.arange(len(corners)), np.flatnonzero(np.diff(group)) + 1):
        more_u, more_v = _edge_points(start[edges], stop[edges])
        u, v = np.append(u[-1:], more_u), np.append(v[-1:], more_v)
        yield u, v


def _edge_points(start: Numbers, stop: Numbers) -> tuple[Numbers, Numbers]:
    """The points of edges, both ends included, step by step along the longer axis of each."""
    run = np.abs(stop - start)
    is_flat = run[:, 0] >= run[:, 1]
    flip = np.where(is_flat, start[:, 0] > stop[:, 0], start[:, 1] > stop[:, 1])
    low, high = np.where(flip[:, None], stop, start), np.where(flip[:, None], start, stop)
    length = run.max(axis=1)
    edge = np.repeat(np.arange(len(start)), length + 1)
    step = np.arange(edge.size) - np.repeat(np.cumsum(length + 1) - (length + 1), length + 1)
    step = np.where(flip[edge], length[edge] - step, step)
    rise = np.where(is_flat, high[:, 1] - low[:, 1], high[:, 0] - low[:, 0])
    slope = np.divide(rise, length, out=np.zeros(len(start)), where=length > 0)
    across = np.where(is_flat, low[:, 1], low[:, 0])[edge]
    along = np.where(is_flat, low[:, 0], low[:, 1])[edge] + step
    aside = np.trunc(across + slope[edge] * step + 0.5).astype(np.int64)
    flat = is_flat[edge]
    return np.where(flat, along, aside), np.where(flat, aside, along)


PAINTED_BY: Mapping[str, tuple[str, Fill]] = {
    "coco-polygons": ("the COCO API", fill_like_coco),
    "labelme-polygons": ("LabelMe", fill_like_labelme),
    "yolo": ("Ultralytics", fill_like_ultralytics),
}
"""Who fills the polygons of a format, and how."""


def painted_elsewhere(name: str, drawing: Drawing) -> Annotation | None:
    """What the tool that the format ``name`` is written for marks.

    None where it marks what is marked here, and where outlines reach so far out of the picture that nobody can tell.
    """
    rings = (ring for layer in drawing.layers for region in layer.regions() for ring in region.rings)
    if name not in PAINTED_BY or any(np.abs(ring).max() > _FARTHEST_PX for ring in rings):
        return None
    return _painted(drawing, PAINTED_BY[name][1])
