"""The borders between the pixels of a label map, traced into rings: every label's on its own, all in one go.

A border runs along pixel edges. Where labels differ from one row to the next lie its horizontal edges; in every column
their ends pair up, first with second, third with fourth, and the pairs are the vertical edges (Preparata and Shamos
1985, section 8.3). Each edge is walked with its label on the right hand: clockwise around a label's outside as one sees
it, counter-clockwise around its holes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.sparse import changes
from maskkit.types import Grey8

Numbers = NDArray[np.int64]
Corners = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Rings:
    """Closed rings: ``corners`` (N, 2) x, y of all, one ring behind the other, ring i ending before ``ends[i]``.

    ``labels`` names what lies on the right hand of each, ``is_hole`` tells those that run around something else, and
    ``outer`` is the number of the ring around the connected area that each belongs to; its own for an outer ring. A
    ring starts at its topmost, then leftmost corner; rings are sorted by that. None crosses or touches itself.
    """

    corners: Corners
    ends: Numbers
    labels: Numbers
    is_hole: NDArray[np.bool_]
    outer: Numbers

    @property
    def starts(self) -> Numbers:
        """Where each ring starts in ``corners``."""
        return np.append(0, self.ends)[:-1]


@dataclass(frozen=True, eq=False)
class _Edges:
    """Horizontal edges at height ``y`` from ``left`` to ``right``, each with the label below it or the one above."""

    y: Numbers
    left: Numbers
    right: Numbers
    is_below: NDArray[np.bool_]
    label: Numbers


def trace(values: Grey8, *, outside: int) -> Rings:
    """The rings around every connected area of equal ``values`` (H, W), other than those with the value ``outside``.

    What lies beyond the picture has that value. Pixels that meet only at a corner do not connect.

    >>> trace(np.array([[1, 1, 0]], np.uint8), outside=0).corners.tolist()
    [[0, 0], [2, 0], [2, 1], [0, 1]]
    """
    height, width = values.shape
    places = _changes(values, outside)
    edges, edge_below = _edges(values, places, outside)
    walk, ends = _loops(edges, height, width)
    starts = np.append(0, ends)[:-1]
    corners, is_hole = _corners(edges, walk, starts, ends)
    loop_of_edge = np.empty(walk.size, np.int64)
    loop_of_edge[walk] = np.repeat(np.arange(ends.size), ends - starts)
    outer = np.arange(ends.size)
    holes = np.flatnonzero(is_hole)
    outer[holes] = loop_of_edge[edge_below[_place_above(places, corners[2 * starts[holes]], height, width)]]
    while not np.array_equal(outer, outer[outer]):
        outer = outer[outer]
    return Rings(corners, 2 * ends, edges.label[walk[starts]], is_hole, outer)


def _changes(values: Grey8, outside: int) -> Numbers:
    """The places y * W + x, in order, at which a value differs from the one above it; y runs to H inclusive."""
    height, width = values.shape
    top, bottom = (np.flatnonzero(row != outside) for row in (values[0], values[-1]))
    return np.concatenate([top, changes(values.ravel(), width), bottom + height * width])


def _edges(values: Grey8, places: Numbers, outside: int) -> tuple[_Edges, Numbers]:
    """The edges, from top to bottom and left to right; and the number of the edge with the label below each place."""
    width = values.shape[1]
    below, above = (_labels_at(values, places - shift, outside) for shift in (0, width))
    (under, run), (over, _) = (_runs(places, labels, width, outside) for labels in (below, above))
    first = np.concatenate([under, over])
    order = np.argsort(places[first[:, 0]], kind="stable")
    number = np.empty(order.size, np.int64)
    number[order] = np.arange(order.size)
    y, left = np.divmod(places[first[order, 0]], width)
    labels = np.concatenate([below[under[:, 0]], above[over[:, 0]]])[order]
    edges = _Edges(y, left, left + first[order, 1], order < len(under), labels.astype(np.int64))
    return edges, np.where(run < 0, -1, number[run])


def _labels_at(values: Grey8, places: Numbers, outside: int) -> NDArray[np.int16]:
    """The values at y * W + x, where that is within the picture."""
    labels = np.full(places.size, outside, np.int16)
    within = (places >= 0) & (places < values.size)
    labels[within] = values.ravel()[places[within]]
    return labels


def _runs(places: Numbers, labels: NDArray[np.int16], width: int, outside: int) -> tuple[Numbers, Numbers]:
    """(N, 2) index of the first place and length of every run of neighbours with one label; the run of each place."""
    breaks = np.ones(places.size, np.bool_)
    breaks[1:] = (places[1:] != places[:-1] + 1) | (places[1:] % width == 0) | (labels[1:] != labels[:-1])
    used = labels != outside
    run = np.where(used, np.cumsum(breaks & used) - 1, -1)
    first = np.flatnonzero(breaks & used)
    return np.stack([first, np.bincount(run[used], minlength=first.size)], axis=1), run


def _loops(edges: _Edges, height: int, width: int) -> tuple[Numbers, Numbers]:
    """The edges in the order in which they are walked, loop by loop, and where each loop has ended.

    A column that runs along an edge has its end in one place with another where two pixels of a label meet at a corner:
    each pixel then keeps its own border. A loop that so comes back to where it was is cut in two there.
    """
    order, place = _ends_by_column(edges, height, width)
    walk, ends = _walk(_following(edges, order))
    twice = 1 + 2 * np.flatnonzero(place[1:-1:2] == place[2::2])
    loop = np.empty(walk.size, np.int64)
    loop[walk] = np.repeat(np.arange(ends.size), np.diff(ends, prepend=0))
    touching = twice[loop[order[twice] // 2] == loop[order[twice + 1] // 2]]
    if not touching.size:
        return walk, ends
    order[touching], order[touching + 1] = order[touching + 1], order[touching]
    return _walk(_following(edges, order))


def _ends_by_column(edges: _Edges, height: int, width: int) -> tuple[Numbers, Numbers]:
    """The ends of all edges by label, column and row, 2 i on the left of edge i and 2 i + 1 on its right; their places.

    Of two ends in one place the one that goes on upwards comes first: that of the edge with its label above.
    """
    key = np.repeat(2 * (edges.label * (width + 1) * (height + 1) + edges.y) + edges.is_below, 2)
    for side, x in enumerate((edges.left, edges.right)):
        key[side::2] += 2 * x * (height + 1)
    order = np.argsort(key)
    return order, key[order] // 2


def _following(edges: _Edges, order: Numbers) -> Numbers:
    """The edge on which one goes on from each: at the other end of the vertical edge where it stops."""
    partner = np.empty_like(order)
    partner[order[0::2]], partner[order[1::2]] = order[1::2], order[0::2]
    following: Numbers = partner[2 * np.arange(edges.y.size) + edges.is_below] // 2
    return following


def _walk(following: Numbers) -> tuple[Numbers, Numbers]:
    """All edges in the order of the loops that ``following`` makes, each from its first edge; where each loop ends."""
    walk, ends, used, count = np.empty_like(following), [], bytearray(following.size), 0
    onward, written = memoryview(following.data), memoryview(walk.data)
    for start in range(following.size):
        if used[start]:
            continue
        at = start
        while not used[at]:
            used[at] = 1
            written[count] = at
            count += 1
            at = onward[at]
        ends.append(count)
    return walk, np.array(ends, np.int64)


def _corners(edges: _Edges, walk: Numbers, starts: Numbers, ends: Numbers) -> tuple[Corners, NDArray[np.bool_]]:
    """Two corners for each edge walked; a loop that begins with a label above its edge is a hole, and begins one later.

    The first edge of a loop is its topmost and leftmost. It is walked to the left in a hole, so that the topmost,
    leftmost corner is its second one.
    """
    below = edges.is_below[walk]
    left, right = edges.left[walk], edges.right[walk]
    corners = np.empty((2 * walk.size, 2), np.int32)
    corners[0::2, 0], corners[1::2, 0] = np.where(below, left, right), np.where(below, right, left)
    corners[:, 1] = np.repeat(edges.y[walk], 2)
    is_hole = ~below[starts]
    onward = np.arange(len(corners)) + np.repeat(is_hole, 2 * (ends - starts))
    onward[2 * ends[is_hole] - 1] = 2 * starts[is_hole]
    return corners[onward], is_hole


def _place_above(places: Numbers, corners: Corners, height: int, width: int) -> Numbers:
    """The index of the lowest of ``places`` above each corner, in the column of pixels on its right."""
    y, x = np.divmod(places, width)
    down = x * (height + 1) + y
    order = np.argsort(down)
    wanted = corners[:, 0].astype(np.int64) * (height + 1) + corners[:, 1]
    found: Numbers = order[np.searchsorted(down[order], wanted) - 1]
    return found
