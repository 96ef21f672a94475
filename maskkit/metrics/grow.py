"""Growing sets of pixels by squares and disks: what it costs does not depend on what the set looks like."""

from __future__ import annotations

import math
from collections.abc import Iterator

from maskkit.metrics.bits import Bits


def grown_square(bits: Bits, reach: int) -> Bits:
    """Every pixel with one of the set at most ``reach`` rows and at most ``reach`` columns away."""
    return _grown_along(_grown_across(bits, reach), reach)


def grown_disk(bits: Bits, radius: float) -> Bits:
    """Every pixel with one of the set at most ``radius`` away, between pixel centres.

    The disk is laid down column by column from its rim inwards: each column is the one before it, grown a little.

    >>> import numpy as np
    >>> grown_disk(Bits.of(np.eye(1, 5, 2, dtype=bool)), 1.5).to_bool().astype(int).tolist()
    [[0, 1, 1, 1, 0]]
    """
    squared = _largest_square(radius)
    column, half = bits, 0
    to_right = to_left = bits - bits
    for offset in range(math.isqrt(squared), -1, -1):
        taller = math.isqrt(squared - offset * offset)
        column, half = _grown_along(column, taller - half), taller
        to_right = to_right.moved(right=1) | column
        to_left = to_left.moved(right=-1) | column
    return to_right | to_left


def _grown_across(bits: Bits, reach: int) -> Bits:
    right = left = bits
    for step in _doublings(min(reach, bits.width)):
        right = right | right.moved(right=step)
        left = left | left.moved(right=-step)
    return right | left


def _grown_along(bits: Bits, reach: int) -> Bits:
    down = up = bits
    for step in _doublings(min(reach, bits.height)):
        down = down | down.moved(down=step)
        up = up | up.moved(down=-step)
    return down | up


def _doublings(reach: int) -> Iterator[int]:
    """Steps that sum to ``reach``, each at most one more than the sum of those before it."""
    covered = 0
    while covered < reach:
        step = min(covered + 1, reach - covered)
        yield step
        covered += step


def _largest_square(radius: float) -> int:
    """The largest whole number whose root, as a float, is at most ``radius``."""
    squared = math.floor(radius * radius) + 1
    while math.sqrt(squared) > radius:
        squared -= 1
    return squared
