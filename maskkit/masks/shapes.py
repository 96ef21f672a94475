"""Looks at the shape of what is marked: tiny parts and holes, gaps at the frame, threads. Each takes (H, W) uint8."""

from __future__ import annotations

import cv2
import numpy as np

from maskkit.masks.components import connected_components
from maskkit.masks.findings import Finding
from maskkit.masks.looks import Found, Look
from maskkit.masks.morphology import bounds
from maskkit.types import BoolMap, BoxXyxy, Grey8

SPECK_SHARE = 2e-5
"""Parts and holes of up to this share of the picture are tiny: 16 px in 1024 x 768."""

MANY = 50
"""More tiny parts than this are a warning; label maps drawn by hand have up to about so many."""

HARDLY = 0.0005, 0.995
"""Less coverage than the first is hardly anything marked, more than the second hardly anything kept."""

GAP_PX = 3
GAP_LENGTH = 0.1
"""A gap at the frame counts from this share of the short edge on."""

THREAD_LENGTH = 0.4
"""Threads count from this share of the short edge on: legs of chairs are shorter."""

_SHORTEST_PX = 16


def find_hardly_anything(values: Grey8) -> Found | None:
    """``tiny`` and ``nearly_full``."""
    marked = values >= 128
    share = float(np.count_nonzero(marked) / values.size)
    if share < HARDLY[0]:
        return Found(Finding("tiny", f"only {share:.3%} is marked", bounds(values), {"coverage": round(share, 6)}))
    if share > HARDLY[1]:
        sentence = f"only {1 - share:.3%} is kept"
        return Found(Finding("nearly_full", sentence, bounds(~marked), {"coverage": round(share, 6)}))
    return None


def find_specks(values: Grey8) -> Found | None:
    """``specks``: tiny marked parts; pixels that meet at a corner are one part."""
    return _find_tiny("specks", values > 0, values, 0)


def find_pinholes(values: Grey8) -> Found | None:
    """``pinholes``: tiny kept parts; pixels that meet at a corner are two."""
    return _find_tiny("pinholes", values < 255, values, 255)


def find_border_gap(values: Grey8) -> Found | None:
    """``border_gap``: along a side the mask begins one to three pixels from the frame."""
    filled = values.copy()
    for turns in range(4):
        _close_top(np.rot90(filled, turns))
    gap = filled != values
    if not gap.any():
        return None
    count = int(np.count_nonzero(gap))
    sentence = f"the mask stops 1 to {GAP_PX} px before the picture's edge; {count} px are missing"
    return Found(Finding("border_gap", sentence, bounds(gap), {"pixels": count}), mended=lambda: filled)


def find_slivers(values: Grey8) -> Found | None:
    """``slivers``: long marked threads."""
    return _find_threads("slivers", values, values >= 128, 0)


def find_cracks(values: Grey8) -> Found | None:
    """``cracks``: long kept threads."""
    return _find_threads("cracks", values, values < 128, 255)


def shape_looks() -> tuple[Look, ...]:
    """The looks at shapes, in an order in which one mending makes no work for the one before it, or hardly ever."""
    return find_hardly_anything, find_specks, find_border_gap, find_pinholes, find_slivers, find_cracks


def _speck_px(values: Grey8) -> int:
    return max(4, round(SPECK_SHARE * values.size))


def _find_tiny(code: str, marked: BoolMap, values: Grey8, value: int) -> Found | None:
    """The tiny parts of ``marked``, painted over with ``value``; a mask of nothing else is not made empty or full."""
    parts = connected_components(marked, corners=value == 0)
    tiny = parts.areas <= _speck_px(values)
    count = int(tiny.sum())
    if count in {0, parts.count}:
        return None
    where = parts.chosen(tiny)
    what = "marked" if value == 0 else "kept"
    sentence = f"{count} tiny {what} part{'' if count == 1 else 's'} of up to {_speck_px(values)} px"
    numbers = {"count": count, "pixels": int(np.count_nonzero(where))}
    finding = Finding(code, sentence, bounds(where), numbers, is_minor=count <= MANY)
    return Found(finding, mended=lambda: _painted(values, where, value))


def _painted(values: Grey8, where: BoolMap, value: int) -> Grey8:
    return np.where(where, np.uint8(value), values)


def _close_top(values: Grey8) -> None:
    """Carry the mask on to the top of ``values``, in place, wherever it begins 1 to 3 px below over a long stretch."""
    strip = values[: GAP_PX + 1] >= 128
    first = np.where(strip.any(axis=0), strip.argmax(axis=0), 0)
    for start, stop in _stretches(first > 0, max(_SHORTEST_PX, round(GAP_LENGTH * min(values.shape)))):
        for column in range(start, stop):
            values[: first[column], column] = values[first[column], column]


def _stretches(marked: BoolMap, least: int) -> list[tuple[int, int]]:
    """Where the runs of at least so many marked places begin and end."""
    ends = np.flatnonzero(np.diff(marked.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    return [(int(start), int(stop)) for start, stop in ends if stop - start >= least]


def _find_threads(code: str, values: Grey8, marked: BoolMap, value: int) -> Found | None:
    least = max(_SHORTEST_PX, round(THREAD_LENGTH * min(values.shape)))
    threads, boxes = _threads(marked, least)
    if not boxes:
        return None
    longest = max(boxes, key=_length)
    sentence = f"{len(boxes)} thread{'' if len(boxes) == 1 else 's'} of 1 or 2 px, up to {_length(longest)} px long"
    numbers = {"count": len(boxes), "pixels": int(np.count_nonzero(threads)), "longest": _length(longest)}
    return Found(Finding(code, sentence, longest, numbers), mended=lambda: _painted(values, threads, value))


def _threads(marked: BoolMap, least: int) -> tuple[BoolMap, list[BoxXyxy]]:
    """What an opening by three by three takes away, as far as it hangs together over ``least`` px; and its boxes."""
    padded = cv2.copyMakeBorder(marked.view(np.uint8), 2, 2, 2, 2, cv2.BORDER_REPLICATE)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))[2:-2, 2:-2]
    thin = marked & (opened == 0)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(thin.view(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= least
    long[0] = False
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[long]]
    return long[parts], boxes


def _length(box: BoxXyxy) -> int:
    return max(box[2] - box[0], box[3] - box[1])
