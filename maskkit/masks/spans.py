"""Rings to pixels through spans: the stretches of a row of pixel centres that lie inside.

A pixel is inside when its centre is, by the even-odd rule; a centre that lies exactly on an edge belongs to what is
right of it or below it. Each edge is walked downwards whichever way it is given, so rings that share it find the same
places. For whole-number corners nothing is rounded the wrong way.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadPolygon
from maskkit.types import BoolMap, Points, SizeWh

Numbers = NDArray[np.int64]

_AT_ONCE = 2**22
_LEAST_LIMIT = 2**24


def fill_rings(
    corners: Points, ends: Numbers, groups: Numbers, size_wh: SizeWh, *, winding: NDArray[np.bool_] | None = None
) -> BoolMap:
    """The pixels (H, W) inside any group of rings, each group by the even-odd rule over its rings.

    Args:
        corners: (N, 2) x, y of all rings, one behind the other.
        ends: where each ring ends in ``corners``.
        groups: a number from 0 for each ring.
        size_wh: the picture's size; rings may reach beyond it.
        winding: for each group whether the nonzero rule holds for it: that is inside which its rings go around more
            often one way than the other.

    Raises:
        BadPolygon: the rings cross the rows of pixels so often that memory would run out.
    """
    width, height = size_wh
    keys = _crossings(corners, ends, groups, size_wh, directed=winding is not None)
    keys.sort()
    if winding is not None:
        keys = _borders(keys, width * height + 1, winding)
    starts, stops = keys[0::2] % (width * height + 1), keys[1::2] % (width * height + 1)
    if groups.size and groups.max() > 0:
        starts, stops = _united(starts, stops)
    places = np.stack([starts, stops], axis=1).ravel()
    lengths = np.diff(places, prepend=0, append=width * height)
    return np.repeat(np.arange(lengths.size) % 2 == 1, lengths).reshape(height, width)


def _borders(keys: Numbers, places: int, winding: NDArray[np.bool_]) -> Numbers:
    """Of directed crossings, in order, those at which their group begins or stops to be inside; without directions."""
    turns = np.cumsum(2 * (keys & 1) - 1)
    keys = keys >> 1
    inside = (turns & 1 != 0) | (winding[keys // places] & (turns != 0))
    return keys[np.flatnonzero(np.diff(inside, prepend=False))]


def _united(starts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers]:
    """The same places as fewer spans, from first to last, none of which meet."""
    order = np.argsort(starts, kind="stable")
    starts, stops = starts[order], np.maximum.accumulate(stops[order])
    apart = np.flatnonzero(starts[1:] > stops[:-1])
    return starts[np.append(0, apart + 1)[: starts.size]], stops[np.append(apart, starts.size - 1)[: starts.size]]


def _crossings(corners: Points, ends: Numbers, groups: Numbers, size_wh: SizeWh, *, directed: bool) -> Numbers:
    """Where the rings cross rows of pixel centres: row * W + column, plus W * H + 1 for each group before theirs.

    Directed ones are twice that, and 1 more where the ring goes down.
    """
    width, height = size_wh
    onward = np.arange(1, len(corners) + 1)
    onward[ends - 1] = np.append(0, ends)[:-1]
    limit = max(_LEAST_LIMIT, 2 * height * (width + 1))
    found, count = [np.empty(0, np.int64)], 0
    for first, stop in _blocks(len(corners), max(1, _AT_ONCE // height)):
        begins, stops = corners[first:stop], corners[onward[first:stop]]
        edge, places = _crossings_of(begins, stops, size_wh)
        ring = np.searchsorted(ends, edge + first, side="right")
        keys = groups[ring] * (width * height + 1) + places
        found.append(2 * keys + (begins[edge, 1] < stops[edge, 1]) if directed else keys)
        count += places.size
        if count > limit:
            raise BadPolygon(f"the polygons cross the rows of pixels more than {limit} times", hint="Simplify them.")
    return np.concatenate(found)


def _blocks(count: int, size: int) -> Iterator[tuple[int, int]]:
    for first in range(0, count, size):
        yield first, min(count, first + size)


def _crossings_of(starts: Points, stops: Points, size_wh: SizeWh) -> tuple[Numbers, Numbers]:
    """The number of an edge and the place, row * W + column, for each time an edge crosses a row."""
    width, height = size_wh
    rows = np.clip(np.ceil(np.stack([starts[:, 1], stops[:, 1]]) - 0.5), 0, height).astype(np.int64)
    first, count = rows.min(axis=0), np.abs(rows[1] - rows[0])
    edge = np.repeat(np.arange(len(starts)), count)
    row = np.arange(edge.size) - np.repeat(np.cumsum(count) - count - first, count)
    downward = (starts[:, 1] <= stops[:, 1])[:, None]
    upper, lower = np.where(downward, starts, stops), np.where(downward, stops, starts)
    (x0, y0), (dx, dy) = upper[edge].T, (lower - upper)[edge].T
    x = x0 + (row + 0.5 - y0) * dx / dy
    return edge, row * width + np.clip(np.ceil(x - 0.5), 0, width).astype(np.int64)
