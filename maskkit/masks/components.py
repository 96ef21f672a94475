"""The connected parts of a mask, found on the runs of its rows: no label for every pixel has to be written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maskkit.masks.sparse import changes
from maskkit.types import BoolMap

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Components:
    """The parts of a mask of ``shape`` (H, W), from 0 to ``count`` - 1 in the order of their first pixels.

    Run i of marked pixels goes from place ``starts[i]`` to before ``stops[i]``, counted along the rows, and belongs to
    part ``part[i]``.
    """

    shape: tuple[int, int]
    starts: Numbers
    stops: Numbers
    part: Numbers

    @property
    def count(self) -> int:
        """How many parts there are."""
        return int(self.part.max(initial=-1)) + 1

    @property
    def areas(self) -> Numbers:
        """The number of pixels of each part."""
        lengths = np.bincount(self.part, weights=self.stops - self.starts, minlength=self.count)
        return lengths.astype(np.int64)

    @property
    def touches_frame(self) -> NDArray[np.bool_]:
        """Whether each part reaches the border of the picture."""
        height, width = self.shape
        at_side = (self.starts % width == 0) | (self.stops % width == 0)
        at_end = (self.starts < width) | (self.stops > width * (height - 1))
        touching = np.zeros(self.count, np.bool_)
        touching[self.part[at_side | at_end]] = True
        return touching

    def chosen(self, which: NDArray[np.bool_]) -> BoolMap:
        """The pixels (H, W) of the parts for which ``which`` (count,) is true."""
        runs = which[self.part]
        places = np.stack([self.starts[runs], self.stops[runs]], axis=1).ravel()
        lengths = np.diff(places, prepend=0, append=self.shape[0] * self.shape[1])
        return np.repeat(np.arange(lengths.size) % 2 == 1, lengths).reshape(self.shape)

    def label_map(self) -> NDArray[np.int32]:
        """The parts as (H, W) int32: 0 where nothing is marked, else the number of the part plus 1."""
        values = np.zeros(2 * self.part.size + 1, np.int32)
        values[1::2] = self.part + 1
        places = np.stack([self.starts, self.stops], axis=1).ravel()
        lengths = np.diff(places, prepend=0, append=self.shape[0] * self.shape[1])
        return np.repeat(values, lengths).reshape(self.shape)


def connected_components(marked: BoolMap, *, corners: bool) -> Components:
    """The connected parts of (H, W) bool; with ``corners`` pixels that meet only there are connected as well.

    >>> parts = connected_components(np.array([[True, False], [False, True]]), corners=False)
    >>> parts.count, parts.areas.tolist(), parts.label_map().tolist()
    (2, [1, 1], [[1, 0], [0, 2]])
    """
    starts, stops = _runs(marked)
    width = marked.shape[1]
    # One free column between the rows, so that no run reaches a neighbour round the end of its row.
    first, last = starts + starts // width, stops + (stops - 1) // width
    reach = int(corners)
    from_run = np.searchsorted(last, first + width + 1 - reach, side="right")
    to_run = np.searchsorted(first, last + width + 1 + reach)
    return Components((marked.shape[0], width), starts, stops, _parts(from_run, np.maximum(from_run, to_run)))


def _runs(marked: BoolMap) -> tuple[Numbers, Numbers]:
    """Where each run of marked pixels starts, along the rows, and where it has ended; none goes on in the next row."""
    width = marked.shape[1]
    flat = np.ascontiguousarray(marked).view(np.uint8).ravel()
    turns = np.arange(width, flat.size, width)
    turns = turns[(flat[turns] & flat[turns - 1]) == 1]
    places = [np.flatnonzero(flat[:1]), changes(flat, 1), turns, turns, np.flatnonzero(flat[-1:]) + flat.size]
    ends = np.sort(np.concatenate(places))
    return ends[0::2], ends[1::2]


def _parts(from_run: Numbers, to_run: Numbers) -> Numbers:
    """The number of the part of each run, when run i is connected with those from ``from_run[i]`` to ``to_run[i]``."""
    from scipy import sparse
    from scipy.sparse import csgraph

    counts = to_run - from_run
    begins = np.append(0, np.cumsum(counts))
    neighbours = np.arange(begins[-1]) + np.repeat(from_run - begins[:-1], counts)
    links = sparse.csr_array((np.ones(neighbours.size, np.int8), neighbours, begins), shape=(counts.size, counts.size))
    count, part = csgraph.connected_components(links, directed=False)
    first = np.empty(count, np.int64)
    first[part[::-1]] = np.arange(part.size - 1, -1, -1)
    number = np.empty(count, np.int64)
    number[np.argsort(first)] = np.arange(count)
    numbered: Numbers = number[part]
    return numbered
