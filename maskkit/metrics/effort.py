"""Human correction effort: how many clicks it takes to turn a prediction into the truth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.metrics.bits import Bits
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.metrics.thinning import thin
from maskkit.types import BoxXyxy, Grey8

Points = NDArray[np.int32]


def human_correction_effort(
    pred: MaskLike | Pair, truth: MaskLike | None = None, *, relax_px: int = 5, tolerance_px: float = 2.0
) -> int:
    """Human correction effort (HCE), a whole number from 0: the clicks that mend a prediction; fewer are better.

    Section 4 of Qin et al. 2022, "Highly accurate dichotomous image segmentation" (ECCV, arXiv:2203.03041). What is
    wrong by no more than ``relax_px`` is left as it is, but for missed parts of the truth's skeleton, which are thin
    structures. What remains is mended in two ways. Regions that change the outline, missed ones beside the background
    and extra ones beside the object, are added or cut off by redrawing the outline: a click for each of its corners,
    once it is simplified to ``tolerance_px``. Any other region is one click. The count grows with the picture, so that
    it compares masks of one size only.

    The same as pysodmetrics 1.6.2 (``HumanCorrectionEffortMeasure``), whose defaults are those here and which follows
    the authors' code: steps of the relaxing reach the four edge neighbours, and the frame is no border.

    Args:
        pred: the prediction, or a Pair; hard from the Pair's threshold on.
        truth: its truth; None with a Pair.
        relax_px: how far a border may be off, in pixels; 0 for not at all.
        tolerance_px: how far corners left out may lie from the simplified border, in pixels.

    >>> truth = np.pad(np.ones((40, 40), bool), 10)
    >>> hole, no_corner = truth.copy(), truth.copy()
    >>> hole[20:40, 20:40] = no_corner[10:30, 10:30] = False
    >>> human_correction_effort(hole, truth), human_correction_effort(no_corner, truth)
    (1, 5)

    Raises:
        MaskRefused: one of the masks is none.
        SizeMismatch: they differ in size.
        ValueError: ``relax_px`` or ``tolerance_px`` is negative.
    """
    if relax_px < 0 or not tolerance_px >= 0:
        raise ValueError(f"relax_px {relax_px} and tolerance_px {tolerance_px} must be 0 or more")
    pair = pair_of(pred, truth)
    marked, true = pair.pred_bits, pair.truth_bits
    right = marked & true
    core = _worn(marked | true, relax_px)
    extra = _regrown((marked - true) & core, true, relax_px) & (marked - true)
    missed = _regrown((true - marked) & core, marked, relax_px) & (true - marked)
    missed |= _missed_lines(pair, true - marked)
    clicks = _clicks(extra, right | missed, tolerance_px)
    return clicks + _clicks(missed, ~(right | extra | missed), tolerance_px)


def _grown(bits: Bits) -> Bits:
    """The set with its edge neighbours."""
    return bits | bits.moved(right=1) | bits.moved(right=-1) | bits.moved(down=1) | bits.moved(down=-1)


def _worn(bits: Bits, times: int) -> Bits:
    """What is left of a set that loses its border so many times; it goes on beyond the frame."""
    out = ~bits
    for _ in range(times):
        out = _grown(out)
    return ~out


def _regrown(bits: Bits, barred: Bits, times: int) -> Bits:
    """The set grown so many times, never into what is barred."""
    for _ in range(times):
        bits = _grown(bits) - barred
    return bits


def _missed_lines(pair: Pair, missed: Bits) -> Bits:
    """The truth's skeleton where the prediction misses it."""
    box = pair.truth_bits.bounds()
    if not missed or box is None:
        return missed
    left, top, right, bottom = box
    lines = np.zeros_like(pair.truth)
    lines[top:bottom, left:right] = thin(pair.truth[top:bottom, left:right])
    return Bits.of(lines) & missed


def _clicks(wrong: Bits, beside: Bits, tolerance_px: float) -> int:
    """The clicks that mend regions: the corners of their borders next to ``beside``, and one for any without."""
    box = wrong.bounds()
    if box is None:
        return 0
    regions = _cut(wrong, box)
    count, numbers = cv2.connectedComponents(regions, connectivity=8)
    contours, _ = cv2.findContours(regions, cv2.RETR_TREE, cv2.CHAIN_APPROX_NONE)
    shared = _cut(_grown(beside), box) != 0
    points: Points = np.concatenate(contours).astype(np.int32, copy=False)[:, 0]
    ends = np.cumsum([len(contour) for contour in contours])
    drawn = shared[points[:, 1], points[:, 0]] & _are_first(points, regions.shape[1])
    redrawn = np.unique(numbers[points[drawn, 1], points[drawn, 0]])
    lines = _lines(points, drawn, ends)
    return count - 1 - redrawn.size + sum(len(cv2.approxPolyDP(line, tolerance_px, closed=False)) for line in lines)


def _cut(bits: Bits, box: BoxXyxy) -> Grey8:
    left, top, right, bottom = box
    return np.ascontiguousarray(Bits(bits.words[top:bottom], bits.width).to_bool()[:, left:right]).view(np.uint8)


def _are_first(points: Points, width: int) -> NDArray[np.bool_]:
    """Whether none of the points before is the same: thin parts are walked along twice."""
    first = np.zeros(len(points), np.bool_)
    first[np.unique(points[:, 1].astype(np.int64) * width + points[:, 0], return_index=True)[1]] = True
    return first


def _lines(points: Points, drawn: NDArray[np.bool_], ends: NDArray[np.intp]) -> Iterator[Points]:
    """The unbroken lines of drawn points of each contour; if its last line runs on into its first, they are one.

    As in the authors' code the first is then turned round behind the last.
    """
    places = np.flatnonzero(drawn)
    contour = np.searchsorted(ends, places, side="right")
    begins = np.flatnonzero((np.diff(places, prepend=-2) > 1) | (np.diff(contour, prepend=-1) > 0))
    firsts, stops = places[begins].tolist(), (places[np.append(begins, 0)[1:] - 1] + 1).tolist()
    numbered = zip(contour[begins].tolist(), firsts, stops, strict=True)
    for _, of_contour in groupby(numbered, key=itemgetter(0)):
        lines = [points[first:stop] for _, first, stop in of_contour]
        if len(lines) > 1 and np.abs(lines[0][0] - lines[-1][-1]).max() == 1:
            lines[-1] = np.concatenate([lines[-1], lines.pop(0)[::-1]])
        yield from lines
