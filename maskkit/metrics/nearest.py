"""How far are the pixels of one set from the nearest pixel of another: exact, Euclidean, between pixel centres."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from maskkit.metrics.bits import Bits
from maskkit.metrics.grow import grown_disk, grown_square, largest_square
from maskkit.types import BoxXyxy

Ints: TypeAlias = NDArray[np.int64]
_Measure: TypeAlias = Callable[[Ints], Ints]
"""Gives the squared distances (N,) of rows and columns (N, 2)."""

_PIXELS_A_POINT = 12
"""Where a point has fewer pixels than this to itself, passes over the picture are quicker than a tree of the points."""
_SMALL_SQUARES = (1, 2, 4, 5, 8, 9, 10, 13, 16, 17, 18, 20, 25)
_PIXELS_AT_ONCE = 1 << 19


@dataclass(frozen=True, eq=False)
class Tally:
    """How many pixels, of each of several kinds, lie at which squared distance.

    ``squares`` is (N,) int64, ascending: squared distances in pixels are whole numbers. ``counts`` is (N, kinds) int64.
    """

    squares: Ints
    counts: Ints

    @classmethod
    def of(cls, found: Iterable[tuple[Ints, Ints]], *, kinds: int) -> Tally:
        """The sum of several tallies, given by their ``squares`` (each once in a tally) and ``counts``."""
        parts = list(found) or [(np.zeros(0, np.int64), np.zeros((0, kinds), np.int64))]
        squares, place = np.unique(np.concatenate([part for part, _ in parts]), return_inverse=True)
        counts = np.zeros((len(squares), kinds), np.int64)
        np.add.at(counts, place, np.concatenate([part for _, part in parts]))
        occurs = counts.any(axis=1)
        return cls(squares[occurs], counts[occurs])

    def __add__(self, other: Tally) -> Tally:
        parts = [(self.squares, self.counts), (other.squares, other.counts)]
        return Tally.of(parts, kinds=self.counts.shape[1])

    def total(self) -> int:
        """The number of pixels of all kinds."""
        return int(self.counts.sum())


def tally_distances(parts: Sequence[Bits], targets: Bits) -> Tally:
    """For the pixels of each of ``parts``, how far the nearest of ``targets`` is; there must be one.

    Few pixels are measured by a tree of points. Where there are so many that this takes long, most are near: then those
    at each of the shortest distances are counted by growing the targets, and only the rest is measured.

    >>> queries, targets = Bits.of(np.eye(1, 9, 0, dtype=bool)), Bits.of(np.eye(1, 9, 6, dtype=bool))
    >>> tally = tally_distances([queries], targets)
    >>> tally.squares.tolist(), tally.counts.tolist()
    ([36], [[1]])
    """
    return Tally.of(_tallied(list(parts), targets), kinds=len(parts))


def _tallied(parts: list[Bits], targets: Bits) -> Iterator[tuple[Ints, Ints]]:
    near = targets
    for square in (0, *_SMALL_SQUARES):
        if square:
            if not _is_crowded(parts, targets):
                break
            near = grown_disk(targets, math.sqrt(square))
        yield np.array([square]), np.array([[(part & near).count() for part in parts]])
        parts = [part - near for part in parts]
    if not any(parts):
        return
    measured = _by_map(parts, targets) if _is_crowded(parts, targets) else _by_tree(targets)
    for kind, part in enumerate(parts):
        for points in _in_turns(part):
            squares, count = np.unique(measured(points), return_counts=True)
            yield squares, np.eye(1, len(parts), kind, dtype=np.int64) * count[:, None]


def count_near(queries: Bits, targets: Bits, radius_px: float) -> int:
    """How many pixels of ``queries`` have one of ``targets`` at most ``radius_px`` away.

    Growing by a disk costs passes over the picture by its radius, measuring costs time by the points. Most points are
    settled before they are measured, by a square that fits into the disk.

    >>> count_near(Bits.of(np.ones((1, 9), bool)), Bits.of(np.eye(1, 9, 6, dtype=bool)), 1.5)
    3
    """
    if (queries.count() + targets.count()) * 64 > queries.words.size * radius_px:
        return (queries & grown_disk(targets, radius_px)).count()
    square = largest_square(radius_px)
    unsettled = queries - grown_square(targets, math.isqrt(square // 2))
    if not unsettled or not targets:
        return queries.count() - unsettled.count()
    tree, limit_px = _tree(targets), math.sqrt(square + 0.5)
    turns = (tree.query(points, distance_upper_bound=limit_px)[0] for points in _in_turns(unsettled))
    return queries.count() - sum(int(np.count_nonzero(np.isinf(found))) for found in turns)


def _is_crowded(parts: Sequence[Bits], targets: Bits) -> bool:
    left, top, right, bottom = _box_around((*parts, targets))
    points = sum(part.count() for part in parts) + targets.count()
    return points * _PIXELS_A_POINT > (right - left) * (bottom - top)


def _tree(targets: Bits) -> cKDTree:
    return cKDTree(targets.points(), balanced_tree=False, compact_nodes=False)


def _by_tree(targets: Bits) -> _Measure:
    tree = _tree(targets)

    def measured(points: Ints) -> Ints:
        nearest = tree.query(points)[0]
        squares: Ints = np.rint(nearest * nearest).astype(np.int64)
        return squares

    return measured


def _by_map(parts: Sequence[Bits], targets: Bits) -> _Measure:
    """By the place of the nearest target: a map of distances in single precision would be off by whole pixels."""
    left, top, right, bottom = _box_around((*parts, targets))
    away = (~targets).to_bool()[top:bottom, left:right]
    nearest = ndimage.distance_transform_edt(away, return_distances=False, return_indices=True)

    def measured(points: Ints) -> Ints:
        row, column = (points - np.array([top, left])).T
        squares: Ints = (nearest[0, row, column] - row) ** 2 + (nearest[1, row, column] - column) ** 2
        return squares

    return measured


def _in_turns(queries: Bits) -> Iterator[Ints]:
    """The points of a set, a strip of rows at a time, which bounds the memory that measuring them takes."""
    rows = max(1, _PIXELS_AT_ONCE // queries.width)
    for top in range(0, queries.height, rows):
        points = Bits(queries.words[top : top + rows], queries.width).points()
        if points.size:
            yield points + np.array([top, 0])


def _box_around(sets: Sequence[Bits]) -> BoxXyxy:
    """The smallest box around several sets, which are not all empty."""
    lefts, tops, rights, bottoms = zip(*(box for one in sets if (box := one.bounds()) is not None), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
