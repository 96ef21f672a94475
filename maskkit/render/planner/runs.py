"""Kitchen runs: which units stand in a row, so that there is worktop where one works, and water is not beside fire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

LANDING_M, BESIDE_HOB_M, BETWEEN_M = 0.3, 0.3, 0.4
"""The least worktop beside a sink at the end of a run, beside a hob, and between the two."""

WIDEST_M = 0.9
STEP = 10
"""Widths are planned in tenths of a metre."""

MOST = 60
"""Of all rows of a length no more than this many of the best are looked at."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run holds: the words of its sink and its hob with their widths, "" for none, and a dishwasher or not."""

    sink: str = "sink"
    sink_m: float = 0.6
    hob: str = "cooker"
    hob_m: float = 0.6
    dishwasher: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Units from left to right, as (word, width), and how good a cook would find them."""

    units: tuple[tuple[str, float], ...]
    merit: float

    @property
    def width_m(self) -> float:
        """The length of the row."""
        return round(float(sum(width for _, width in self.units)), 4)

    @property
    def text(self) -> str:
        """The row as fixtures read it.

        >>> Row((("sink", 0.6), ("drawers", 0.4)), 0.0).text
        'sink:0.6 drawers:0.4'
        """
        return " ".join(f"{word}:{width:g}" for word, width in self.units)

    def middle_m(self, *words: str) -> float | None:
        """How far from the row's left end the middle of the first such unit is.

        >>> Row((("sink", 0.6), ("drawers", 0.4)), 0.0).middle_m("drawers")
        0.8
        """
        start = 0.0
        for word, width in self.units:
            if word in words:
                return round(start + width / 2, 4)
            start += width
        return None


@lru_cache(maxsize=256)
def rows(length_m: float, parts: Parts, plain: tuple[str, ...]) -> tuple[Row, ...]:
    """The best sensible rows of a length, in both directions; widths of what is plain vary in tenths.

    Before the sink there is ``first`` metres of worktop, between sink and hob ``between``, behind the hob ``last``. A
    dishwasher stands beside the sink and counts as worktop.
    """
    found = sorted(_forward(round(length_m * STEP), parts), key=lambda one: -_merit(one, parts))[:MOST]
    made = []
    for one in found:
        units = [(word, width / STEP) for word, width in one]
        merit = _merit(one, parts)
        made += [Row(tuple(_named(order, plain)), merit) for order in (units, units[::-1])]
    return tuple(made)


def _forward(length: int, parts: Parts) -> Iterator[list[tuple[str, int]]]:
    """Rows in tenths from the sink's end to the hob's; worktop over plain units is ``("", width)``."""
    sink = [(parts.sink, round(parts.sink_m * STEP))] if parts.sink else []
    hob = [(parts.hob, round(parts.hob_m * STEP))] if parts.hob else []
    for washer in ("between", "outside", "") if parts.dishwasher and sink else ("",):
        fixed = sum(width for _, width in (*sink, *hob)) + 6 * bool(washer)
        for first, between in product(range(length - fixed + 1), repeat=2):
            last = length - fixed - first - between
            if last < 0 or (between and not (sink and hob)):
                continue
            before = [("", first)] + ([("dishwasher", 6)] if washer == "outside" else [])
            after = [("dishwasher", 6)] if washer == "between" else []
            row = [*before, *sink, *after, ("", between), *hob, ("", last)]
            found = [(word, width) for word, width in row if width]
            if all(word or width >= 3 for word, width in found) and _is_safe(found, parts):
                yield found


def _is_safe(row: list[tuple[str, int]], parts: Parts) -> bool:
    """Whether there is worktop enough beside the hob and between it and the sink."""
    words = [word for word, _ in row]
    if not parts.hob:
        return True
    hob = words.index(parts.hob)
    if sum(width for _, width in row[hob + 1 :]) < BESIDE_HOB_M * STEP:
        return False
    if not parts.sink:
        return sum(width for _, width in row[:hob]) >= BESIDE_HOB_M * STEP
    sink = words.index(parts.sink)
    return sum(width for _, width in row[sink + 1 : hob]) >= BETWEEN_M * STEP


def _merit(row: list[tuple[str, int]], parts: Parts) -> float:
    """More for a place to prepare, for room on both sides, and for a dishwasher beside the sink."""
    words = [word for word, _ in row]
    merit = 0.3 * ("dishwasher" in words)
    total = sum(width for _, width in row)
    hob = words.index(parts.hob) if parts.hob else len(row)
    sink = words.index(parts.sink) if parts.sink else 0
    between = sum(width for _, width in row[sink + 1 : hob]) if parts.sink and parts.hob else 9
    before = sum(width for _, width in row[:sink]) if parts.sink else 6
    behind = sum(width for _, width in row[hob + 1 :]) if parts.hob else 6
    merit += 0.5 * min(between, 12) / 12 + 0.2 * min(before, 6) / 6 + 0.25 * min(behind, 6) / 6
    return merit - 0.1 * max(0, between - 18) / max(total, 1)


def _named(row: list[tuple[str, float]], plain: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The row with its worktop on units that are sold, none wider than ``WIDEST_M``."""
    count = 0
    for word, width in row:
        if word:
            yield word, width
            continue
        pieces = max(1, int(np.ceil(round(width / WIDEST_M, 6))))
        for tenths in _shares(round(width * STEP), pieces):
            yield ("pull_out" if tenths < 4 else plain[count % len(plain)]), tenths / STEP
            count += tenths >= 4


def _shares(tenths: int, pieces: int) -> list[int]:
    return [tenths // pieces + (index < tenths % pieces) for index in range(pieces)]
