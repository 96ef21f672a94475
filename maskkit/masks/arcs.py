"""Label maps as polygons that keep shared borders shared.

The borders between labels are cut into arcs where three or more labels meet, where two meet crosswise, and at the
corners of the picture. Each arc is simplified once and used by the labels on both of its sides, so between them there
is neither gap nor overlap, however much is simplified: filled again, the polygons tile the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.masks.borders import Rings, trace
from maskkit.masks.chords import distinct, thin
from maskkit.masks.given import byte_map, picture_size, tolerance
from maskkit.masks.polygon import rasterize_each
from maskkit.masks.regions import Region, gather_regions, split_rings
from maskkit.types import Labels, Points, SizeWh

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Lines:
    """Closed rings as lines of ``points`` (N, 2), the last of each equal to its first, cut into arcs at nodes.

    Arc i runs from point ``first[i]`` to ``last[i]`` and belongs to ring ``ring[i]``; arcs are in the order of rings.
    """

    points: Numbers
    first: Numbers
    last: Numbers
    ring: Numbers


def labels_to_regions(labels: Labels, *, tolerance_px: float = 0) -> dict[int, tuple[Region, ...]]:
    """The connected areas of each label in (H, W) uint8, 0 and 255 like any other, by label.

    With a tolerance the polygons have fewer corners, and their borders lie within ``tolerance_px`` of those between the
    pixels, and the other way round (Hausdorff). No area is lost, no ring crosses itself or another, and
    :func:`regions_to_labels` finds a label for each pixel, and only one. Without, it gives the map back bit by bit.

    Raises:
        MaskRefused: the map is something else, or the tolerance is no number from 0 on.

    >>> regions = labels_to_regions(np.array([[1, 1, 2]], np.uint8))
    >>> {label: [region.outer.tolist() for region in areas] for label, areas in regions.items()}
    {1: [[[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]], 2: [[[2.0, 0.0], [3.0, 0.0], [3.0, 1.0], [2.0, 1.0]]]}
    """
    labels, tolerance_px = byte_map(labels, "a label map"), tolerance(tolerance_px)
    rings = trace(labels, outside=-1)
    corners, ends = rings.corners.astype(np.float64), rings.ends
    if tolerance_px > 0:
        corners, ends = _simplified(rings, labels, tolerance_px)
    regions = gather_regions(split_rings(corners, ends), rings)
    found: dict[int, list[Region]] = {label: [] for label in np.unique(rings.labels).tolist()}
    for label, region in zip(rings.labels[~rings.is_hole].tolist(), regions, strict=True):
        found[label].append(region)
    return {label: tuple(areas) for label, areas in found.items()}


def regions_to_labels(regions: Mapping[int, Sequence[Region]], size_wh: SizeWh, *, background: int = 0) -> Labels:
    """The label map (H, W) uint8 of regions by label, 0..255; ``background`` where there is none.

    Where regions of different labels overlap, the label that comes last in ``regions`` wins.

    Raises:
        MaskRefused: a label beyond 0..255, or no size.
        BadPolygon: a ring without area.

    >>> regions_to_labels(labels_to_regions(np.array([[7, 7, 2]], np.uint8)), (3, 1)).tolist()
    [[7, 7, 2]]
    """
    wrong = [label for label in (*regions, background) if not 0 <= label <= 255]
    if wrong:
        raise MaskRefused(f"{wrong[0]} is no label: they are 0..255")
    labels = np.full(picture_size(size_wh)[::-1], background, np.uint8)
    for label, areas in regions.items():
        labels[rasterize_each([region.rings for region in areas], size_wh)] = label
    return labels


def _simplified(rings: Rings, labels: Labels, tolerance_px: float) -> tuple[Points, Numbers]:
    """The corners and ends of the same rings, each arc simplified once and used on both sides."""
    lines = _lines(rings, labels)
    number, turned, chosen = _shared(lines)
    points, place, cut_at = _with_middles(lines, tolerance_px)
    starts, stops = place[lines.first[chosen]], place[lines.last[chosen]]
    firsts, lasts = thin(points, starts, stops, 2 * tolerance_px, cut_at=cut_at)
    low, high = (np.searchsorted(firsts, ends)[number] for ends in (starts, stops))
    arc = np.repeat(np.arange(number.size), high - low)
    step = np.arange(arc.size) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    index = np.where(turned[arc], lasts[(high[arc] - 1 - step) % lasts.size], firsts[(low[arc] + step) % firsts.size])
    ends = np.cumsum(np.bincount(lines.ring[arc], minlength=rings.ends.size))
    return points[index] / 2, ends


def _with_middles(lines: _Lines, tolerance_px: float) -> tuple[Numbers, Numbers, Numbers]:
    """The points in half pixels with the middles of steps between them; where each point went; where to cut for each.

    A step is an edge of one pixel between two that run the same way: a slanting line is drawn with such. It passes
    through their middles, and the corners lie half a pixel off on both sides, so lines are rather cut in the middles.
    """
    run = np.diff(lines.points, axis=0)
    step = np.zeros(len(lines.points), np.bool_)
    if tolerance_px >= 0.5:
        same_way = (np.sign(run[:-2]) == np.sign(run[2:])).all(axis=1)
        step[1:-2] = same_way & (np.abs(run[1:-1]).sum(axis=1) == 1)
    step[lines.first] = step[lines.last] = step[lines.last - 1] = False
    place = np.arange(step.size) + np.cumsum(step) - step
    points = np.empty((step.size + int(step.sum()), 2), np.int64)
    points[place] = 2 * lines.points
    middles = place[step] + 1
    points[middles] = points[middles - 1] + run[step[:-1]]
    cut_at = np.arange(len(points))
    cut_at[middles - 1] = cut_at[middles + 1] = middles
    return points, place, cut_at


def _shared(lines: _Lines) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
    """Which border each arc is, whether it is walked the other way than the arc chosen for it, and the chosen arcs.

    From any point of a border at most one way leads in each direction, so an end and the direction there are enough to
    know an arc by.
    """
    forward, backward = _way(lines.points, lines.first, 1), _way(lines.points, lines.last, -1)
    _, chosen, number = np.unique(np.minimum(forward, backward), return_index=True, return_inverse=True)
    return number, forward != forward[chosen][number], chosen


def _way(points: Numbers, ends: Numbers, step: int) -> Numbers:
    """A number for the place of an end and the one of four directions in which the line leaves it."""
    place, onward = points[ends], np.sign(points[ends + step] - points[ends])
    stride = points[:, 0].max() + 1
    way: Numbers = (place[:, 1] * stride + place[:, 0]) * 9 + onward[:, 1] * 3 + onward[:, 0] + 4
    return way


def _lines(rings: Rings, labels: Labels) -> _Lines:
    """The rings with all nodes on them, each from its first node on."""
    stride = labels.shape[1] + 1
    nodes = _nodes(rings, labels)
    places, ends = _with_nodes(rings, nodes, stride)
    starts = np.append(0, ends)[:-1]
    is_node = np.isin(places, nodes)
    first_node = np.flatnonzero(is_node)
    node = first_node[np.minimum(np.searchsorted(first_node, starts), first_node.size - 1)]
    turn = np.where((node >= starts) & (node < ends), node - starts, 0)
    lengths = ends - starts
    ring = np.repeat(np.arange(ends.size), lengths + 1)
    begins = np.cumsum(lengths + 1) - (lengths + 1)
    index = starts[ring] + (turn[ring] + np.arange(ring.size) - begins[ring]) % lengths[ring]
    cut = is_node[index]
    cut[begins] = cut[begins + lengths] = True
    at = np.flatnonzero(cut)
    within = ring[at[:-1]] == ring[at[1:]]
    y, x = np.divmod(places[index], stride)
    return _Lines(np.stack([x, y], axis=1), at[:-1][within], at[1:][within], ring[at[:-1][within]])


def _nodes(rings: Rings, labels: Labels) -> Numbers:
    """The places y * (W + 1) + x, sorted, where arcs end: corners with three or four borders, or of the picture."""
    height, width = labels.shape
    places = distinct(rings.corners.astype(np.int64) @ np.array([1, width + 1]))
    y, x = np.divmod(places, width + 1)
    around = [_label_at(labels, y + down, x + right) for down, right in ((-1, -1), (-1, 0), (0, 0), (0, -1))]
    borders = sum((around[k] != around[k - 1]).astype(int) for k in range(4))
    at_corner = np.isin(x, (0, width)) & np.isin(y, (0, height))
    nodes: Numbers = places[(borders >= 3) | at_corner]
    return nodes


def _label_at(labels: Labels, y: Numbers, x: Numbers) -> NDArray[np.int16]:
    """The labels of pixels, -1 beyond the picture."""
    height, width = labels.shape
    beyond = (y < 0) | (x < 0) | (y >= height) | (x >= width)
    within = labels[y.clip(0, height - 1), x.clip(0, width - 1)]
    found: NDArray[np.int16] = np.where(beyond, np.int16(-1), within.astype(np.int16))
    return found


def _with_nodes(rings: Rings, nodes: Numbers, stride: int) -> tuple[Numbers, Numbers]:
    """The places of the rings' corners and of the nodes on their straight edges; where each ring ends among them."""
    x, y = rings.corners.astype(np.int64).T
    onward = np.arange(1, x.size + 1)
    onward[rings.ends - 1] = rings.starts
    tall = int(y.max()) + 1
    count, first = np.zeros(x.size, np.int64), np.zeros(x.size, np.int64)
    upright = np.sort((nodes % stride) * tall + nodes // stride)
    for lies, keys, along in ((True, nodes, y * stride + x), (False, upright, x * tall + y)):
        edge = np.flatnonzero((y == y[onward]) == lies)
        low, high = np.minimum(along, along[onward])[edge], np.maximum(along, along[onward])[edge]
        first[edge] = np.searchsorted(keys, low, side="right")
        count[edge] = np.searchsorted(keys, high) - first[edge]
    back = (y[onward] < y) | (x[onward] < x)
    at = np.arange(x.size) + np.cumsum(count) - count
    places = np.empty(x.size + int(count.sum()), np.int64)
    places[at] = y * stride + x
    edge = np.repeat(np.arange(x.size), count)
    step = np.arange(edge.size) - np.repeat(np.cumsum(count) - count, count)
    index = first[edge] + np.where(back[edge], count[edge] - 1 - step, step)
    lies = (y == y[onward])[edge]
    from_columns = upright[index % nodes.size]
    places[at[edge] + 1 + step] = np.where(
        lies, nodes[index % nodes.size], from_columns % tall * stride + from_columns // tall
    )
    return places, at[rings.ends - 1] + count[rings.ends - 1] + 1
