"""Lines made of fewer points that stay apart: shared borders are thinned without ever crossing one another.

Each line is cut into pieces by Douglas and Peucker (1973), so that no point is further from the straight chord of its
piece than a tolerance. Then pieces are cut further until each lies in a convex area of its own that holds no end of
another piece, and no two have the same ends. A chord is then the shortest way between its ends that passes all other
ends on the same side as its piece does; and shortest ways of lines that do not cross do not cross either (Cabello, Liu,
Mantler and Snoeyink 2004). So the thinned lines divide the plane as the given ones do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Floats

Numbers = NDArray[np.int64]

_ROUNDING = 1e-6


def thin(
    points: Numbers, starts: Numbers, stops: Numbers, tolerance: float, *, cut_at: Numbers | None = None
) -> tuple[Numbers, Numbers]:
    """The chords that stand for lines: the first and the last point of each, sorted by the first.

    Args:
        points: (N, 2) whole-number x, y from 0 of all lines, one behind the other.
        starts: the first point of each line. Lines may meet only at their ends; a line may end where it started.
        stops: its last point, still included.
        tolerance: how far a point that is left out may lie from its chord.
        cut_at: for each point the one near it at which its line is better cut; left out, itself.

    >>> line = np.array([(0, 0), (5, 0), (5, 1), (9, 1), (9, 8)])
    >>> [chord.tolist() for chord in thin(line, np.array([0]), np.array([4]), 1.0)]
    [[0, 3], [3, 4]]
    """
    cut_at = np.arange(len(points)) if cut_at is None else cut_at
    firsts, lasts = _douglas_peucker(points, starts, stops, tolerance, cut_at)
    while (crowded := _crowded(points, firsts, lasts)).any():
        cuts, _ = _farthest(points, firsts[crowded], lasts[crowded], cut_at)
        firsts = np.concatenate([firsts, cuts])
        lasts = np.concatenate([np.where(crowded, 0, lasts), lasts[crowded]])
        lasts[: crowded.size][crowded] = cuts
    order = np.argsort(firsts)
    return firsts[order], lasts[order]


def _douglas_peucker(
    points: Numbers, firsts: Numbers, lasts: Numbers, tolerance: float, cut_at: Numbers
) -> tuple[Numbers, Numbers]:
    """All lines at once: in each round every piece with a point too far away is cut there."""
    done = []
    while firsts.size:
        cuts, distances = _farthest(points, firsts, lasts, cut_at)
        near = distances <= tolerance
        done.append(np.stack([firsts[near], lasts[near]]))
        firsts, cuts, lasts = firsts[~near], cuts[~near], lasts[~near]
        firsts, lasts = np.concatenate([firsts, cuts]), np.concatenate([cuts, lasts])
    found = np.concatenate([np.empty((2, 0), np.int64), *done], axis=1)
    return found[0], found[1]


def _farthest(points: Numbers, firsts: Numbers, lasts: Numbers, cut_at: Numbers) -> tuple[Numbers, Floats]:
    """For each piece where to cut it, at its point furthest from the chord, and how far that is; 0 if it has only two.

    The distance is that to the nearest point of the chord, not of the line through it.
    """
    cuts, distances = firsts.copy(), np.zeros(firsts.size)
    long = np.flatnonzero(lasts - firsts > 1)
    if not long.size:
        return cuts, distances
    piece, index, begins = _expanded(firsts[long] + 1, lasts[long])
    start = points[firsts[long]].astype(np.float64)
    along = points[lasts[long]] - start
    squared = np.maximum((along**2).sum(axis=1), 1)
    offset = points[index] - start[piece]
    share = np.clip((offset * along[piece]).sum(axis=1) / squared[piece], 0, 1)
    off = np.hypot(*(offset - share[:, None] * along[piece]).T)
    furthest = np.maximum.reduceat(off, begins)
    at = np.flatnonzero(off == furthest[piece])
    found = index[at[np.searchsorted(at, begins)]]
    better = cut_at[found]
    cuts[long] = np.where((better > firsts[long]) & (better < lasts[long]), better, found)
    distances[long] = furthest
    return cuts, distances


def _crowded(points: Numbers, firsts: Numbers, lasts: Numbers) -> NDArray[np.bool_]:
    """Which pieces have no area of their own, or the same ends as another; never those of only two points."""
    crowded = np.zeros(firsts.size, np.bool_)
    long = np.flatnonzero(lasts - firsts > 1)
    sides = points.max(axis=0, initial=0) + 1
    from_key, to_key = (points[ends] @ np.array([1, sides[0]]) for ends in (firsts, lasts))
    pairs = np.minimum(from_key, to_key) * sides.prod() + np.maximum(from_key, to_key)
    in_order = np.sort(pairs)
    times = np.searchsorted(in_order, pairs[long], side="right") - np.searchsorted(in_order, pairs[long])
    crowded[long] = (times > 1) | (from_key[long] == to_key[long])
    keys = distinct(np.concatenate([from_key, to_key]))
    ends = np.stack([keys % sides[0], keys // sides[0]], axis=1)
    long = long[~crowded[long]]
    run = np.abs(points[lasts[long]] - points[firsts[long]])
    for steep in (False, True):
        asked = long[(run[:, 1] > run[:, 0]) == steep]
        way = slice(None, None, -1 if steep else 1)
        crowded[asked] = _ends_within(points[:, way], firsts[asked], lasts[asked], ends[:, way]) > 2
    return crowded


def distinct(numbers: Numbers) -> Numbers:
    """The different ones of ``numbers``, sorted."""
    in_order = np.sort(numbers)
    found: Numbers = in_order[np.append(True, in_order[1:] != in_order[:-1])]
    return found


def _ends_within(points: Numbers, firsts: Numbers, lasts: Numbers, ends: Numbers) -> Numbers:
    """How many of ``ends``, all different, lie in the parallelogram along each chord that just holds its whole piece.

    Two of its sides are upright; the chord rises by 45 degrees at most.
    """
    if not firsts.size:
        return np.empty(0, np.int64)
    piece, index, begins = _expanded(firsts, lasts + 1)
    start, run = points[firsts], points[lasts] - points[firsts]
    slope = run[:, 1] / run[:, 0]
    x, y = points[index].T
    off = y - start[piece, 1] - (x - start[piece, 0]) * slope[piece]
    low, high = np.minimum.reduceat(off, begins), np.maximum.reduceat(off, begins)
    piece, column, begins = _expanded(np.minimum.reduceat(x, begins), np.maximum.reduceat(x, begins) + 1)
    level = start[piece, 1] + (column - start[piece, 0]) * slope[piece]
    height = int(points[:, 1].max()) + 1
    keys = np.sort(ends @ np.array([height, 1]))
    bottom = np.maximum(np.ceil(level + low[piece] - _ROUNDING), 0).astype(np.int64)
    top = np.minimum(np.floor(level + high[piece] + _ROUNDING), height - 1).astype(np.int64)
    count = np.searchsorted(keys, column * height + top, side="right") - np.searchsorted(keys, column * height + bottom)
    within: Numbers = np.add.reduceat(count, begins)
    return within


def _expanded(firsts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The numbers from each first to before its stop: which range each is from, itself, and where each range begins."""
    counts = stops - firsts
    begins = np.cumsum(counts) - counts
    ranges = np.repeat(np.arange(counts.size), counts)
    return ranges, np.arange(ranges.size) + (firsts - begins)[ranges], begins
