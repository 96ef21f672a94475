"""How often each value of one map meets each value of another: the one count that many metrics start from."""

from __future__ import annotations

from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.types import Labels

Ints: TypeAlias = NDArray[np.int64]
"""int64 of the shape that the docstring gives."""

_PIXELS_AT_ONCE = 1 << 20
_CELLS = 1 << 18


def joint_counts(first: Labels, second: Labels) -> Ints:
    """(256, 256) int64: how many pixels have value i in ``first`` and j in ``second``, both (H, W) uint8.

    >>> joint_counts(np.array([[1, 1, 2]], np.uint8), np.array([[0, 3, 3]], np.uint8))[1:3, :4].tolist()
    [[1, 0, 0, 1], [0, 0, 0, 1]]
    """
    total = np.zeros((256, 256), np.int64)
    rows = max(1, _PIXELS_AT_ONCE * 8 // first.shape[1])  # OpenCV counts in float32, which is exact below 2^24 only
    for top in range(0, len(first), rows):
        strip = [first[top : top + rows], second[top : top + rows]]
        total += cv2.calcHist(strip, [0, 1], None, [256, 256], [0, 256, 0, 256]).astype(np.int64)
    return total


def joint_segments(first: NDArray[Any], second: NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """The pairs of values that meet in two (H, W) maps of any integers, and how many pixels each pair has.

    Three (N,) int64 arrays, sorted by pair: value in ``first``, value in ``second``, pixels. It counts by runs, so
    that a map of few large segments costs little more than reading it.

    >>> [part.tolist() for part in joint_segments(np.array([[7, 7, 900]]), np.array([[-1, 3, 3]]))]
    [[7, 7, 900], [-1, 3, 3], [1, 1, 1]]
    """
    left, right = first.ravel(), second.ravel()
    parts = [_runs(left[i : i + _PIXELS_AT_ONCE], right[i : i + _PIXELS_AT_ONCE])
             for i in range(0, left.size, _PIXELS_AT_ONCE)]  # fmt: skip
    pairs, counts = _summed(np.concatenate([p for p, _ in parts]), np.concatenate([n for _, n in parts]))
    return pairs[:, 0], pairs[:, 1], counts


def _runs(left: NDArray[Any], right: NDArray[Any]) -> tuple[Ints, Ints]:
    """The pairs (N, 2) in two flat maps and their pixels (N,), from the places where either map changes."""
    changes = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    ends = np.append(np.flatnonzero(changes), left.size - 1)
    pairs = np.stack([side[ends].astype(np.int64) for side in (left, right)], axis=1)
    return _summed(pairs, np.diff(ends, prepend=-1))


def _summed(pairs: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Equal pairs (N, 2) brought together and sorted, their counts added."""
    low = pairs.min(axis=0)
    wide, high = (int(span) + 1 for span in pairs.max(axis=0) - low)
    if min(wide, high) > 0 and wide * high <= _CELLS:  # spans of more than int64 come out negative
        cells = np.bincount((pairs - low) @ np.array([high, 1]), weights=counts, minlength=wide * high)
        found = np.flatnonzero(cells)
        return np.stack(np.divmod(found, high), axis=1) + low, cells[found].astype(np.int64)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs, counts = pairs[order], counts[order]
    starts = np.flatnonzero(np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1)))
    return pairs[starts], np.add.reduceat(counts, starts)


def checked_labels(labels: NDArray[Any], *, name: str) -> NDArray[Any]:
    """``labels`` itself, if it is a (H, W) map of integers with at least one pixel.

    Raises:
        MaskRefused: it has another shape or dtype, or a value beyond int64.
    """
    labels = np.asarray(labels)
    if labels.ndim != 2 or not labels.size:
        raise MaskRefused(f"{name} has the shape {labels.shape}", hint="Give (H, W) with at least one pixel.")
    if not np.issubdtype(labels.dtype, np.integer):
        raise MaskRefused(f"{name} is {labels.dtype}", hint="Give a map of integers, one label a pixel.")
    if labels.dtype == np.uint64 and labels.max() > np.iinfo(np.int64).max:
        raise MaskRefused(f"{name} has the value {labels.max()}", hint="Values must be below 2**63.")
    return labels


def require_same_size(first: NDArray[Any], second: NDArray[Any]) -> None:
    """Refuse two maps of different sizes.

    Raises:
        SizeMismatch: the first two axes (H, W) differ.
    """
    if first.shape != second.shape:
        (high, wide), (truth_high, truth_wide) = first.shape[-2:], second.shape[-2:]
        raise SizeMismatch(
            f"the prediction is {wide} x {high} pixels, its truth {truth_wide} x {truth_high}",
            hint="Bring both to one size; nothing is stretched silently.",
        )
