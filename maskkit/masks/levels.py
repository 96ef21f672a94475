"""Looks at the values of a mask: which there are, and where the greys lie. Each takes (H, W) uint8."""

from __future__ import annotations

import cv2
import numpy as np

from maskkit.masks.findings import Finding
from maskkit.masks.looks import Found, Look
from maskkit.masks.morphology import bounds, is_hard
from maskkit.types import BoolMap, Grey8

MOST_GREY = 0.25
"""More greys than this share are no edges; `maskkit run` refuses such masks."""

MOST_CLASSES = 40
"""Values up to this, and 255, may be the classes of a label map."""

LEAST_EVEN = 0.002
"""The share of the picture that an even grey must fill."""

_EVEN_PX = 9
_STEEP = 192
_RING_PX = 8
_RING_LEVELS = 64


def find_nothing_marked(values: Grey8) -> Found | None:
    """``empty``: every pixel is 0."""
    return None if values.any() else Found(Finding("empty", "nothing is marked"), ends=True)


def find_everything_marked(values: Grey8) -> Found | None:
    """``full``: every pixel is marked, 128 or more."""
    return Found(Finding("full", "everything is marked"), ends=True) if values.min() >= 128 else None


def find_numbers(values: Grey8) -> Found | None:
    """``zero_one`` and ``label_map``: small whole numbers, and perhaps 255 for unlabelled."""
    present = np.flatnonzero(np.bincount(values.ravel(), minlength=256))
    if present[-1] == 1:
        return Found(Finding("zero_one", "the values are 0 and 1"), mended=lambda: values * np.uint8(255))
    if len(present) < 3 or present[present < 255][-1] > MOST_CLASSES:
        return None
    areas = _even(values) & (values > 0) & (values <= MOST_CLASSES)
    if np.count_nonzero(areas) < LEAST_EVEN * values.size:
        return None
    shown = ", ".join(str(value) for value in present[:8])
    sentence = f"the values are {shown}{', …' if len(present) > 8 else ''}: classes, not a mask"
    return Found(Finding("label_map", sentence, numbers={"classes": len(present)}), ends=True)


def find_faint(values: Grey8) -> Found | None:
    """``faint``: no pixel reaches 128."""
    top = int(values.max())
    if top >= 128:
        return None
    scale = (np.arange(256) * (255 / top)).clip(0, 255).round().astype(np.uint8)
    finding = Finding("faint", f"no value is over {top}", place=bounds(values), numbers={"largest": top})
    return Found(finding, mended=lambda: scale[values])


def find_shifted_ends(values: Grey8) -> Found | None:
    """``levels``: two values make up most of the picture, hardly any lies beyond them, and they are not 0 and 255."""
    counts = np.bincount(values.ravel(), minlength=256)
    low, high = int(counts[:128].argmax()), 128 + int(counts[128:].argmax())
    low = low if counts[low] else 0
    beyond = counts[:low].sum() + counts[high + 1 :].sum()
    is_two_valued = counts[low] + counts[high] >= 0.75 * values.size and beyond <= 0.02 * values.size
    if (low, high) == (0, 255) or not counts[high] or not is_two_valued:
        return None
    scale = ((np.arange(256) - low) * (255 / (high - low))).clip(0, 255).round().astype(np.uint8)
    sentence = f"kept is mostly {low}, marked mostly {high}"
    return Found(Finding("levels", sentence, numbers={"low": low, "high": high}), mended=lambda: scale[values])


def find_ringing(values: Grey8, *, is_jpeg: bool = False) -> Found | None:
    """``ringing``: greys that rise and fall again beside hard edges, on both sides of them.

    A soft edge rises from 0 to 255 without turning back; JPEG's cosines, and filters with negative lobes, swing around
    the edge on either side. Counted are the turning points within 8 px of a jump of at least 192 over two pixels, for
    each pixel of jump. Of clean and of softened edges fewer than 0.2 were measured, of JPEG up to quality 98 more.
    """
    if is_hard(values):
        return None
    jumps = _jumps(values)
    count = int(np.count_nonzero(jumps))
    if count < _RING_PX:
        return None
    near = cv2.dilate(jumps.view(np.uint8), np.ones((2 * _RING_PX + 1,) * 2, np.uint8)) != 0
    peaks = _peaks(values) & near & (values <= _RING_LEVELS)
    dips = _peaks(255 - values) & near & (values >= 255 - _RING_LEVELS)
    kept, marked = int(np.count_nonzero(peaks)), int(np.count_nonzero(dips))
    enough = 0.04 if is_jpeg else 0.2
    if kept + marked < enough * count or min(kept, marked) * 4 < enough * count:
        return None
    greys = int(np.count_nonzero((values + np.uint8(1)) > 1))
    sentence = f"{greys} greys lie on both sides of hard edges, as JPEG leaves them"
    finding = Finding("ringing", sentence, place=bounds(peaks | dips), numbers={"greys": greys})
    return Found(finding, mended=lambda: hardened(values))


def find_grey(values: Grey8) -> Found | None:
    """``grey``, ``even_grey`` or ``soft``: more greys than edges explain, an area of one grey, or soft edges."""
    grey = (values + np.uint8(1)) > 1
    share = float(np.count_nonzero(grey) / values.size)
    if not share:
        return None
    if share > MOST_GREY:
        finding = Finding("grey", f"{share:.1%} of the mask is neither 0 nor 255", numbers={"share": round(share, 4)})
        return Found(finding, mended=lambda: hardened(values), ends=True)
    return _find_even_grey(values, grey) or Found(
        Finding("soft", f"the edges are soft: {share:.2%} of the mask is grey", numbers={"share": round(share, 6)})
    )


def hardened(values: Grey8) -> Grey8:
    """The values from 128 on as 255, the rest as 0."""
    return np.where(values >= 128, np.uint8(255), np.uint8(0))


def first_looks() -> tuple[Look, ...]:
    """The looks that tell what the numbers mean."""
    return find_nothing_marked, find_numbers, find_faint, find_shifted_ends


def grey_looks(*, is_jpeg: bool) -> tuple[Look, ...]:
    """The looks that tell where the greys come from."""
    return lambda values: find_ringing(values, is_jpeg=is_jpeg), find_everything_marked, find_grey


def _find_even_grey(values: Grey8, grey: BoolMap) -> Found | None:
    even = _even(values) & grey
    part = float(np.count_nonzero(even) / values.size)
    if part < LEAST_EVEN:
        return None
    level = int(np.bincount(values[even], minlength=256).argmax())
    sentence = f"{part:.1%} of the picture is one even grey, {level}"
    finding = Finding("even_grey", sentence, place=bounds(even), numbers={"share": round(part, 4), "value": level})
    return Found(finding, mended=lambda: hardened(values))


def _jumps(values: Grey8) -> BoolMap:
    """The pixels (H, W) whose two neighbours in a row, or in a column, are at least 192 apart."""
    jumps = np.zeros(values.shape, np.bool_)
    level = values.astype(np.int16)
    jumps[:, 1:-1] = np.abs(level[:, 2:] - level[:, :-2]) >= _STEEP
    jumps[1:-1] |= np.abs(level[2:] - level[:-2]) >= _STEEP
    return jumps


def _peaks(values: Grey8) -> BoolMap:
    """The pixels (H, W) above both neighbours in their row, or both in their column."""
    peaks = np.zeros(values.shape, np.bool_)
    peaks[:, 1:-1] = (values[:, 1:-1] > values[:, 2:]) & (values[:, 1:-1] > values[:, :-2])
    peaks[1:-1] |= (values[1:-1] > values[2:]) & (values[1:-1] > values[:-2])
    return peaks


def _even(values: Grey8) -> BoolMap:
    """The pixels (H, W) around which nine by nine have one value."""
    square = np.ones((_EVEN_PX, _EVEN_PX), np.uint8)
    even: BoolMap = cv2.erode(values, square) == cv2.dilate(values, square)
    return even
