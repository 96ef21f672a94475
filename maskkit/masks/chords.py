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
_CELL = 16


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
    simple, asked = firsts.size, np.arange(firsts.size)
    was_cut = np.zeros(firsts.size, np.bool_)
    while (crowded := asked[_crowded(points, firsts, lasts, asked)]).size:
        cuts, _ = _farthest(points, firsts[crowded], lasts[crowded], cut_at)
        firsts, lasts = np.concatenate([firsts, cuts]), np.concatenate([lasts, lasts[crowded]])
        lasts[crowded] = cuts
        was_cut[crowded[crowded < simple]] = True
        near = _near(points, firsts[:simple], lasts[:simple], points[cuts], 3 * tolerance + 1)
        asked = np.append(np.flatnonzero(was_cut | near), np.arange(simple, firsts.size))
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
    x0, y0 = points[firsts[long]].T.astype(np.float64)
    run, rise = points[lasts[long], 0] - x0, points[lasts[long], 1] - y0
    squared = np.maximum(run**2 + rise**2, 1)
    x, y, run, rise = points[index, 0] - x0[piece], points[index, 1] - y0[piece], run[piece], rise[piece]
    share = np.clip((x * run + y * rise) / squared[piece], 0, 1)
    off = np.hypot(x - share * run, y - share * rise)
    furthest = np.maximum.reduceat(off, begins)
    at = np.flatnonzero(off == furthest[piece])
    found = index[at[np.searchsorted(at, begins)]]
    better = cut_at[found]
    cuts[long] = np.where((better > firsts[long]) & (better < lasts[long]), better, found)
    distances[long] = furthest
    return cuts, distances


def _near(points: Numbers, firsts: Numbers, lasts: Numbers, cuts: Numbers, reach: float) -> NDArray[np.bool_]:
    """Which pieces a new cut may have crowded: those whose chord's box comes close to one; some too many.

    It holds for pieces as they come from :func:`_douglas_peucker`, no further from their chord than the tolerance t.
    Their parallelogram, which rises by 45 degrees at most, reaches t beyond the chord's ends and (1 + √2) t above and
    below. A piece made by the cut that has the same ends as another has the cut for an end, and so is as near.
    """
    width, height = (side // _CELL + 2 for side in _sides(points))
    cells = np.zeros((height, width), np.int64)
    np.add.at(cells, (cuts[:, 1] // _CELL + 1, cuts[:, 0] // _CELL + 1), 1)
    sums = cells.cumsum(axis=0).cumsum(axis=1)
    ends = np.stack([points[firsts], points[lasts]])
    low = np.maximum((ends.min(axis=0) - reach) // _CELL, 0).astype(np.int64)
    high = np.minimum((ends.max(axis=0) + reach) // _CELL + 1, (width - 1, height - 1)).astype(np.int64)
    (left, top), (right, bottom) = low.T, high.T
    near: NDArray[np.bool_] = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left] > 0
    return near


def _crowded(points: Numbers, firsts: Numbers, lasts: Numbers, asked: Numbers) -> NDArray[np.bool_]:
    """Which of the pieces ``asked`` have no area of their own, or the same ends as another; never if of two points."""
    crowded = np.zeros(asked.size, np.bool_)
    long = np.flatnonzero((lasts - firsts)[asked] > 1)
    width, height = _sides(points)
    key = points[:, 1] * width + points[:, 0]
    from_key, to_key = key[firsts], key[lasts]
    pairs = np.minimum(from_key, to_key) * (width * height) + np.maximum(from_key, to_key)
    in_order = np.sort(pairs)
    pairs = pairs[asked[long]]
    times = np.searchsorted(in_order, pairs, side="right") - np.searchsorted(in_order, pairs)
    crowded[long] = (times > 1) | (from_key == to_key)[asked[long]]
    keys = distinct(np.concatenate([from_key, to_key]))
    ends = np.stack([keys % width, keys // width], axis=1)
    long = long[~crowded[long]]
    first, last = firsts[asked[long]], lasts[asked[long]]
    run = np.abs(points[last] - points[first])
    for steep in (False, True):
        those = (run[:, 1] > run[:, 0]) == steep
        way = slice(None, None, -1 if steep else 1)
        crowded[long[those]] = _ends_within(points[:, way], first[those], last[those], ends[:, way]) > 2
    return crowded


def _sides(points: Numbers) -> tuple[int, int]:
    """Width and height of the lattice that points from 0 on lie in."""
    return int(points[:, 0].max(initial=0)) + 1, int(points[:, 1].max(initial=0)) + 1


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
