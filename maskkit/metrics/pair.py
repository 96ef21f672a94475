"""A prediction and its truth, checked once and brought into the forms that the metrics share.

What may be given: (H, W) bool; (H, W) uint8 by the mask rule, where 255 is in, 0 is out, and what lies between is
soft; (H, W) floating point within 0..1; or anything whose ``values`` are one of these, such as a Mask.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics.bits import Bits
from maskkit.metrics.counts import Counts
from maskkit.types import Alpha, BoolMap, SizeWh

Made = TypeVar("Made")

_PIXELS_AT_ONCE = 1 << 20
"""Strips of so many pixels stay in the processor's cache from one step of counting to the next."""


class HasValues(Protocol):
    """Something that holds its pixels as ``values``, such as a Mask."""

    @property
    def values(self) -> NDArray[Any]:
        """(H, W) uint8, bool or floating point."""


MaskLike: TypeAlias = NDArray[Any] | HasValues
"""What counts as a mask here: see the module's docstring."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A prediction and its truth, of one size; made by :meth:`of`.

    ``pred`` and ``truth`` are (H, W) bool. ``given`` is the prediction as it came, (H, W) bool, uint8 or floating
    point: its soft values. ``valid`` is (H, W) bool or None: False = not scored. Pixels that are not scored are False
    in ``pred`` and in ``truth`` and stand in none of the ``counts``; ``given`` and ``soft`` keep them as they are.
    """

    pred: BoolMap
    truth: BoolMap
    given: NDArray[Any]
    valid: BoolMap | None = None

    @classmethod
    def of(cls, pred: MaskLike, truth: MaskLike, *, threshold: float = 0.5, valid: BoolMap | None = None) -> Pair:
        """The pair of ``pred`` and ``truth``.

        A pixel is in from ``threshold`` on: in floating point by its value, in uint8 by its value / 255, so that 0.5
        means 128 and more. ``truth`` is always split at 0.5. ``valid`` is True where a pixel is to be scored; what is
        left out counts as background in both masks, as DAVIS does with its void pixels.

        >>> pair = Pair.of(np.array([[0.2, 0.6, 0.9]]), np.array([[0, 255, 0]], np.uint8))
        >>> pair.pred.tolist(), pair.counts.tp, pair.counts.fp
        ([[False, True, True]], 1, 1)

        Raises:
            MaskRefused: one of them has another dtype or shape, is NaN or outside 0..1 somewhere, or is a uint8 array
                whose largest value is 1, which would be scored as empty.
            SizeMismatch: they differ in size.
            ValueError: the threshold is outside 0..1.
        """
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold must be within 0..1, not {threshold}")
        given, true = pixels_of(pred, name="pred"), pixels_of(truth, name="truth")
        _require_size(true, given.shape, "truth")
        hard, hard_truth = binarised(given, threshold), binarised(true, 0.5)
        if valid is None:
            return cls(hard, hard_truth, given)
        scored = pixels_of(valid, name="valid")
        _require_size(scored, given.shape, "valid")
        if scored.dtype != np.bool_:
            raise MaskRefused(f"valid is {scored.dtype}, not bool", hint="Give True where a pixel is to be scored.")
        return cls(hard & scored, hard_truth & scored, given, scored)

    @property
    def size_wh(self) -> SizeWh:
        """(width, height) in pixels."""
        return self.pred.shape[1], self.pred.shape[0]

    @property
    def diagonal_px(self) -> float:
        """The length of the picture's diagonal in pixels."""
        return math.hypot(*self.size_wh)

    @cached_property
    def soft(self) -> Alpha:
        """The prediction as (H, W) float32 within 0..1, as it was given."""
        if self.given.dtype == np.uint8:
            return self.given * np.float32(1 / 255)
        return self.given.astype(np.float32, copy=False)

    @cached_property
    def pred_bits(self) -> Bits:
        """``pred`` as a set of pixels."""
        return Bits.of(self.pred)

    @cached_property
    def truth_bits(self) -> Bits:
        """``truth`` as a set of pixels."""
        return Bits.of(self.truth)

    @cached_property
    def counts(self) -> Counts:
        """How many of the scored pixels are in and out, in each."""
        scored = self.pred.size if self.valid is None else int(np.count_nonzero(self.valid))
        both = pred = truth = 0
        for marked, true in zip(_strips(self.pred), _strips(self.truth), strict=True):
            both, pred, truth = both + (marked & true).count(), pred + marked.count(), truth + true.count()
        return Counts(tp=both, fp=pred - both, fn=truth - both, tn=scored - pred - truth + both)

    def once(self, make: Callable[..., Made], *options: Hashable) -> Made:
        """``make(pair, *options)``, made on the first call and kept: what several metrics share."""
        key = (make, options)
        if key not in self._made:
            self._made[key] = make(self, *options)
        made: Made = self._made[key]
        return made

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    @property
    def agree(self) -> bool:
        """Whether prediction and truth are the same in every pixel."""
        return self.counts.fp == self.counts.fn == 0


def pair_of(pred: MaskLike | Pair, truth: MaskLike | None) -> Pair:
    """The pair that a metric was given: a ready one, or a prediction and its truth.

    Raises:
        TypeError: a pair and a truth were given, or a prediction and none.
    """
    if isinstance(pred, Pair):
        if truth is not None:
            raise TypeError("a Pair already holds its truth: give the Pair alone")
        return pred
    if truth is None:
        raise TypeError("a prediction needs its truth: give both, or one Pair")
    return Pair.of(pred, truth)


def pixels_of(mask: MaskLike, *, name: str) -> NDArray[Any]:
    """The checked pixels of a mask: (H, W) bool, uint8, or floating point within 0..1.

    Raises:
        MaskRefused: it is something else; the message names the value and its place.
    """
    values = np.asarray(getattr(mask, "values", mask))
    if values.ndim != 2 or not values.size:
        raise MaskRefused(f"{name} has the shape {values.shape}", hint="Give (H, W): one channel, at least one pixel.")
    if values.dtype == np.bool_:
        return values
    if values.dtype == np.uint8:
        if values.max() == 1:
            raise MaskRefused(
                f"{name} is uint8 and its largest value is 1", hint="Multiply it by 255, or give it as bool."
            )
        return values
    if np.issubdtype(values.dtype, np.floating):
        _require_share(values, name)
        return values
    raise MaskRefused(f"{name} is {values.dtype}", hint="Give bool, uint8 (255 = in), or floating point within 0..1.")


def binarised(values: NDArray[Any], threshold: float) -> BoolMap:
    """(H, W) bool: the pixels of checked ``values`` that reach ``threshold`` (0..1)."""
    if values.dtype == np.bool_:
        return values
    marked: BoolMap = values >= (math.ceil(threshold * 255) if values.dtype == np.uint8 else threshold)
    return marked


def _strips(marked: BoolMap) -> Iterator[Bits]:
    """All pixels in reading order, one long row at a time."""
    row = marked.reshape(1, -1)
    return (Bits.of(row[:, start : start + _PIXELS_AT_ONCE]) for start in range(0, row.size, _PIXELS_AT_ONCE))


def _require_share(values: NDArray[Any], name: str) -> None:
    with np.errstate(invalid="ignore"):
        fine = bool(values.min() >= 0) and bool(values.max() <= 1)
    if not fine:
        y, x = np.argwhere(~((values >= 0) & (values <= 1)))[0]
        raise MaskRefused(
            f"{name} is {values[y, x]} at x {x}, y {y}", hint="Give floating point within 0..1, or uint8 (255 = in)."
        )


def _require_size(values: NDArray[Any], shape: tuple[int, ...], name: str) -> None:
    if values.shape != shape:
        sizes = f"{name} is {values.shape[1]} x {values.shape[0]} pixels, the prediction {shape[1]} x {shape[0]}"
        raise SizeMismatch(sizes, hint="Make both at the same size; nothing is scaled silently.")
