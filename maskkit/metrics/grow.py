"""Growing sets of pixels by squares and disks: what it costs does not depend on what the set looks like."""

from __future__ import annotations

import math

import numpy as np

from maskkit.metrics.bits import Bits, Words, add_moved_down, add_moved_right


def grown_square(bits: Bits, reach: int) -> Bits:
    """Every pixel with one of the set at most ``reach`` rows and at most ``reach`` columns away."""
    words, spare, scratch = bits.words.copy(), np.empty_like(bits.words), np.empty_like(bits.words)
    words, spare = _grow_along(words, spare, 0, min(reach, bits.height))
    grown = 0
    while grown < min(reach, bits.width):
        step = min(grown + 1, reach - grown)
        np.copyto(spare, words)
        add_moved_right(words, step, spare, scratch)
        add_moved_right(words, -step, spare, scratch)
        words, spare, grown = spare, words, grown + step
    return Bits(words, bits.width).within()


def grown_disk(bits: Bits, radius: float) -> Bits:
    """Every pixel with one of the set at most ``radius`` away, between pixel centres.

    The disk is laid down column by column from its rim inwards: each column is the one before it, grown a little.

    >>> grown_disk(Bits.of(np.eye(1, 5, 2, dtype=bool)), 1.5).to_bool().astype(int).tolist()
    [[0, 1, 1, 1, 0]]
    """
    squared = largest_square(radius)
    column, spare, scratch = bits.words.copy(), np.empty_like(bits.words), np.empty_like(bits.words)
    to_right, to_left, moved = np.zeros_like(column), np.zeros_like(column), np.empty_like(column)
    half = 0
    for offset in range(math.isqrt(squared), -1, -1):
        taller = math.isqrt(squared - offset * offset)
        column, spare = _grow_along(column, spare, half, taller)
        half = taller
        np.copyto(moved, column)
        add_moved_right(to_right, 1, moved, scratch)
        to_right, moved = moved, to_right
        np.copyto(moved, column)
        add_moved_right(to_left, -1, moved, scratch)
        to_left, moved = moved, to_left
    return Bits(np.bitwise_or(to_right, to_left, out=moved), bits.width).within()


def _grow_along(words: Words, spare: Words, grown: int, reach: int) -> tuple[Words, Words]:
    """Let a set that is ``grown`` by that many rows reach ``reach`` rows: the set, and an array that is free again.

    A step may be one more than what the set has grown already: then no row is skipped, not even at the frame.
    """
    while grown < min(reach, len(words)):
        step = min(grown + 1, reach - grown)
        np.copyto(spare, words)
        add_moved_down(words, step, spare)
        add_moved_down(words, -step, spare)
        words, spare, grown = spare, words, grown + step
    return words, spare


def largest_square(radius: float) -> int:
    """The largest whole number whose root, as a float, is at most ``radius``."""
    squared = math.floor(radius * radius) + 1
    while math.sqrt(squared) > radius:
        squared -= 1
    return squared
