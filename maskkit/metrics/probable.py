"""Probabilities of labels and the truth they are about, checked and read a strip of rows at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.joint import Ints, checked_labels
from maskkit.metrics.pair import MaskLike, Pair
from maskkit.types import BoolMap, Floats

Probabilities: TypeAlias = NDArray[Any] | Mapping[Any, NDArray[Any]]
"""(K, H, W) or a mapping from label to (H, W), floating point; or, for a mask, (H, W)."""

_TOLERANCE = 2e-3
_ROUNDING = 1e-6
_PIXELS_AT_ONCE = 1 << 17


@dataclass(frozen=True, eq=False)
class Probable:
    """Probabilities and truth of one picture; iterating gives the scored pixels of some rows at a time.

    Each time they are two arrays: ``chances`` (K, N) float64, and ``true`` (N,) int64, the row that is the truth.
    A mask has two rows: out and in.
    """

    labels: Sequence[int]
    maps: Sequence[NDArray[Any]]
    truth: NDArray[Any]
    scored: BoolMap

    @property
    def named(self) -> range:
        """The rows that stand for a label of their own: all, or of a mask the one that is in."""
        return range(len(self.labels) - len(self.maps), len(self.labels))

    def __iter__(self) -> Iterator[tuple[Floats, Ints]]:
        high = max(1, _PIXELS_AT_ONCE // self.truth.shape[1])
        for top in range(0, len(self.truth), high):
            rows = slice(top, top + high)
            where = self.scored[rows]
            chances = np.stack([share[rows][where] for share in self.maps]).astype(np.float64)
            if len(self.maps) == 1:
                chances = np.concatenate([1 - chances, chances])
            yield chances, self._rows_of(self.truth[rows][where], rows)

    def _rows_of(self, true: NDArray[Any], rows: slice) -> Ints:
        order = np.argsort(self.labels)
        place = np.searchsorted(self.labels, true, sorter=order).clip(0, len(order) - 1)
        found: Ints = order[place].astype(np.int64)
        unknown = np.asarray(self.labels)[found] != true
        if unknown.any():
            label = true[unknown][0]
            y, x = np.argwhere(self.scored[rows] & (self.truth[rows] == label))[0]
            raise MaskRefused(
                f"truth has the label {label} at x {x}, y {y + rows.start}, which has no probabilities",
                hint="Give them, or leave the label out with ignore.",
            )
        return found


def probable_of(
    probabilities: Probabilities,
    truth: MaskLike,
    *,
    ignore: int | Collection[int] | None = 255,
    valid: BoolMap | None = None,
) -> Probable:
    """Probabilities and truth in the form that :class:`Probable` describes.

    Raises:
        MaskRefused: they are no such arrays, a probability is outside 0..1, or those of a pixel do not sum to 1.
        SizeMismatch: sizes differ.
    """
    if not isinstance(probabilities, Mapping) and np.ndim(probabilities) == 2:
        pair = Pair.of(probabilities, truth, valid=valid)
        scored = np.ones(pair.truth.shape, np.bool_) if pair.valid is None else pair.valid
        return Probable((0, 1), [_as_shares(pair)], pair.truth.view(np.uint8), scored)
    labels, maps = _labels_and_maps(probabilities)
    true = checked_labels(np.asarray(truth), name="truth")
    for label, share in zip(labels, maps, strict=True):
        _require_size(share, true, f"the probability of label {label}")
    scored = _scored(true, ignore, valid)
    _require_whole(maps, scored)
    return Probable(labels, maps, true, scored)


def _scored(true: NDArray[Any], ignore: int | Collection[int] | None, valid: BoolMap | None) -> BoolMap:
    left_out = [] if ignore is None else list(ignore) if isinstance(ignore, Collection) else [ignore]
    scored: BoolMap = ~np.isin(true, left_out)
    if valid is None:
        return scored
    _require_size(np.asarray(valid), true, "valid")
    if valid.dtype != np.bool_:
        raise MaskRefused(f"valid is {valid.dtype}, not bool", hint="Give True where a pixel is to be scored.")
    return scored & valid


def _as_shares(pair: Pair) -> NDArray[Any]:
    return pair.given if np.issubdtype(pair.given.dtype, np.floating) else pair.soft


def _labels_and_maps(probabilities: Probabilities) -> tuple[list[int], list[NDArray[Any]]]:
    if isinstance(probabilities, Mapping):
        labels, maps = [int(label) for label in probabilities], [np.asarray(p) for p in probabilities.values()]
    else:
        maps = list(np.asarray(probabilities))
        labels = list(range(len(maps)))
    if len(maps) < 2 or any(share.ndim != 2 for share in maps):
        shapes = [share.shape for share in maps]
        raise MaskRefused(
            f"probabilities have the shapes {shapes}", hint="Give (K, H, W) with K of at least 2, or (H, W) for a mask."
        )
    for label, share in zip(labels, maps, strict=True):
        if not np.issubdtype(share.dtype, np.floating):
            raise MaskRefused(f"the probability of label {label} is {share.dtype}", hint="Give floating point in 0..1.")
    return labels, maps


def _require_size(share: NDArray[Any], true: NDArray[Any], name: str) -> None:
    if share.shape != true.shape:
        sizes = f"{name} has the shape {share.shape}, the truth {true.shape}"
        raise SizeMismatch(sizes, hint="Make all at the same size; nothing is scaled silently.")


def _require_whole(maps: Sequence[NDArray[Any]], scored: BoolMap) -> None:
    """Refuse what is outside 0..1, and pixels whose probabilities do not sum to 1, where they are scored."""
    total = np.zeros(scored.shape, np.float32)
    for share in maps:
        with np.errstate(invalid="ignore"):
            wrong = scored & ~((share >= 0) & (share <= 1 + _ROUNDING))
        if wrong.any():
            y, x = np.argwhere(wrong)[0]
            raise MaskRefused(f"a probability is {share[y, x]} at x {x}, y {y}", hint="Give them within 0..1.")
        total += share
    wrong = scored & (np.abs(total - 1) > _TOLERANCE)
    if wrong.any():
        y, x = np.argwhere(wrong)[0]
        raise MaskRefused(f"the probabilities sum to {total[y, x]:.4f} at x {x}, y {y}, not to 1")
