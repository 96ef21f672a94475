"""Masks thinned to lines, layer by layer from outside: only what lies on a border is looked at, not the whole picture.

The rule is that of Zhang and Suen (1984, CACM 27, p. 236) as scikit-image's ``skeletonize`` has it, and gives the same
pixels: it differs from the paper in 25 of the 256 neighbourhoods, by which lines end up one pixel wide.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from maskkit.types import BoolMap, Grey8

Places = NDArray[np.intp]

_FIRST, _SECOND = 1, 2
_AMID = 8
_UNLIKE_THE_PAPER = {
    3: 1, 6: 1, 10: 3, 11: 1, 12: 1, 14: 1, 24: 2, 26: 2, 40: 3, 48: 0, 56: 2, 96: 2, 104: 2, 108: 2, 129: 0, 130: 3,
    131: 1, 134: 1, 160: 3, 161: 1, 176: 2, 192: 2, 194: 1, 198: 1, 224: 2,
}  # fmt: skip
"""By the neighbours that are in (bit 0 top left, then clockwise): in which passes such a pixel is removed."""


def thin(marked: BoolMap) -> BoolMap:
    """The lines (H, W) bool that are left of (H, W) bool.

    >>> thin(np.ones((3, 5), bool)).astype(int).tolist()
    [[0, 0, 0, 1, 0], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]]
    """
    height, width = marked.shape
    picture = np.zeros((height + 2, width + 2), np.uint8)
    picture[1:-1, 1:-1] = marked
    border = _borders(picture)
    views, listed = _views(picture), _views(np.zeros_like(picture))
    listed[_AMID][border] = 1
    done = False
    while not done:
        done = True
        for goes in _passes():
            gone = goes.take(_neighbours(views, border))
            removed = border[gone]
            if removed.size:
                done, views[_AMID][removed] = False, 0
                border = np.concatenate([border[~gone], *_laid_bare(views, listed, removed, width + 2)])
    lines: BoolMap = picture[1:-1, 1:-1].astype(np.bool_)
    return lines


def _borders(picture: Grey8) -> Places:
    """The pixels that are in and have one of their four edge neighbours out, by the place of their top left neighbour.

    No other pixel is ever removed: whoever is has neighbours out one beside the other, and so one by an edge.
    """
    inside = picture[1:-1, 1:-1]
    around = picture[:-2, 1:-1] & picture[2:, 1:-1] & picture[1:-1, :-2] & picture[1:-1, 2:]
    row, column = np.nonzero(inside > around)
    places: Places = row * picture.shape[1] + column
    return places


def _views(picture: Grey8) -> list[Grey8]:
    """The framed picture as one long row from the top left neighbour on, from the next one clockwise on, and so forth.

    One place in all of them stands for a pixel's neighbours, and in the last for the pixel itself.
    """
    return [picture.reshape(-1)[step:] for step in _steps(picture.shape[1])]


def _steps(stride: int) -> tuple[int, ...]:
    """How far it is from the top left neighbour to all of them, clockwise, and last to the pixel itself."""
    below = 2 * stride
    return 0, 1, 2, stride + 2, below + 2, below + 1, below, stride, stride + 1


def _neighbours(views: list[Grey8], places: Places) -> Grey8:
    """Which of the eight neighbours are in, one bit each, clockwise from the top left."""
    found = views[7].take(places)
    for view in views[6::-1]:
        found += found
        found |= view.take(places)
    return found


def _laid_bare(views: list[Grey8], listed: list[Grey8], removed: Places, stride: int) -> Iterator[Places]:
    """The pixels that have become border, marked as listed."""
    steps = _steps(stride)
    for edge in (1, 3, 5, 7):
        bare = removed[views[edge].take(removed) > listed[edge].take(removed)]
        listed[edge][bare] = 1
        yield bare + (steps[edge] - steps[_AMID])


@cache
def _passes() -> tuple[BoolMap, BoolMap]:
    """For each pass and each set of neighbours whether the pixel amid them is removed, (256,) bool."""
    passes = np.array([_UNLIKE_THE_PAPER.get(code, _of_the_paper(code)) for code in range(256)])
    return passes & _FIRST != 0, passes & _SECOND != 0


def _of_the_paper(code: int) -> int:
    """The conditions (a) to (d) of the paper, (c') and (d') for the second pass."""
    ring = [code >> bit & 1 for bit in range(8)]
    above, right, below, left = ring[1::2]
    rises = sum(one < other for one, other in zip(ring, ring[1:] + ring[:1], strict=True))
    if rises != 1 or not 2 <= sum(ring) <= 6:
        return 0
    first = not (above and right and below) and not (right and below and left)
    second = not (above and right and left) and not (above and below and left)
    return _FIRST * first + _SECOND * second
