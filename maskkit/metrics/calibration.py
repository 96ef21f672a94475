"""Are probabilities honest: of what a segmentation is 80 % sure of, are 80 % right?

Every function takes the same things. ``probabilities`` is one of

- (K, H, W) floating point: the probability of label 0 .. K-1 at each pixel;
- a mapping from label to (H, W), such as the ``probabilities`` of a segmentation; every label has its own map;
- (H, W): the probability that a pixel is in, for a mask.

Probabilities lie within 0..1 and those of several labels sum to 1. ``truth`` is then a (H, W) map of integers, or for
a mask anything that the other metrics take as one. Pixels whose truth is ``ignore`` (a label, several, or None; it
has no meaning for a mask) are left out, and so is what is False in ``valid`` (H, W): a band along the borders, say,
where probabilities matter most. Where no pixel is left, nothing is wrong: every score is 0.

All of them raise MaskRefused for probabilities or a truth that are something else, naming the value and its place,
and SizeMismatch where sizes differ.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from maskkit.errors import MaskRefused
from maskkit.metrics.choices import require_choice
from maskkit.metrics.joint import Ints
from maskkit.metrics.pair import MaskLike
from maskkit.metrics.probable import Probabilities, Probable, probable_of
from maskkit.types import BoolMap, Floats

__all__ = ["Of", "Reliability", "brier_score", "expected_calibration_error", "negative_log_likelihood", "reliability"]

Of: TypeAlias = Literal["top", "class"]
"""Whose probability is held against the truth: that of the likeliest label, or that of each label in its turn."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Pixels by how sure the prediction was; reliabilities of several pictures are summed before they are scored.

    ``pixels`` is (R, bins) int64, ``sure`` and ``right`` are (R, bins) float64: in each bin the sum of probabilities,
    and how many pixels were as predicted. R is 1 for the likeliest label, or one row a label.
    """

    pixels: Ints
    sure: Floats
    right: Floats

    def __add__(self, other: Reliability) -> Reliability:
        return Reliability(self.pixels + other.pixels, self.sure + other.sure, self.right + other.right)

    @property
    def confidence(self) -> Floats:
        """(R, bins) the mean probability in each bin; NaN where the bin is empty."""
        return self._mean(self.sure)

    @property
    def accuracy(self) -> Floats:
        """(R, bins) the share of pixels in each bin that were as predicted; NaN where the bin is empty."""
        return self._mean(self.right)

    @property
    def ece(self) -> float:
        """The expected calibration error, 0..1; see :func:`expected_calibration_error`."""
        gaps = np.abs(self.right - self.sure).sum(axis=1) / np.maximum(self.pixels.sum(axis=1), 1)
        return float(gaps.mean())

    @property
    def mce(self) -> float:
        """The maximum calibration error, 0..1: the largest gap of any bin (Guo et al. 2017, eq. 5)."""
        return float((np.abs(self.right - self.sure) / np.maximum(self.pixels, 1)).max())

    def _mean(self, sums: Floats) -> Floats:
        means: Floats = np.divide(sums, self.pixels, out=np.full(sums.shape, np.nan), where=self.pixels > 0)
        return means


def reliability(
    probabilities: Probabilities,
    truth: MaskLike,
    *,
    bins: int = 15,
    of: Of = "top",
    ignore: int | Collection[int] | None = 255,
    valid: BoolMap | None = None,
) -> Reliability:
    """How sure the prediction was, and how often it was right, in ``bins`` equal steps of probability.

    A bin holds its upper edge, the first one also 0. What is given is described in the module's docstring.

    >>> found = reliability(np.array([[0.9, 0.9, 0.1, 0.6]]), np.array([[True, False, False, True]]), bins=2)
    >>> found.pixels.tolist(), found.confidence.round(3).tolist(), found.accuracy.tolist()
    ([[0, 4]], [[nan, 0.825]], [[nan, 0.75]])
    """
    require_choice("of", of, Of)
    if bins < 1:
        raise MaskRefused(f"{bins} bins hold no probability")
    given = probable_of(probabilities, truth, ignore=ignore, valid=valid)
    parts = [_top(chances, true, bins) if of == "top" else _each(chances, true, bins, given.named)
             for chances, true in given]  # fmt: skip
    nothing = np.zeros((1 if of == "top" else len(given.named), bins))
    return sum(parts, Reliability(nothing.astype(np.int64), nothing, nothing))


def expected_calibration_error(
    probabilities: Probabilities,
    truth: MaskLike,
    *,
    bins: int = 15,
    of: Of = "top",
    ignore: int | Collection[int] | None = 255,
    valid: BoolMap | None = None,
) -> float:
    """The expected calibration error, 0..1: how far probabilities are from what comes true, on average over pixels.

    ``of="top"`` takes the likeliest label of each pixel: the sum over bins of (pixels in the bin / all) x |share that
    was right - mean probability| (Guo et al. 2017, "On Calibration of Modern Neural Networks", eq. 3, with their 15
    bins). ``of="class"`` takes each label by itself and averages over labels: classwise-ECE (Kull et al. 2019,
    "Beyond temperature scaling"); for a mask it is the binary ECE of the pixels that are in, as torchmetrics
    has it. What is given is described in the module's docstring.

    >>> round(expected_calibration_error(np.full((1, 10), 0.9), np.arange(10)[None] < 8), 6)
    0.1
    """
    return reliability(probabilities, truth, bins=bins, of=of, ignore=ignore, valid=valid).ece


def brier_score(
    probabilities: Probabilities,
    truth: MaskLike,
    *,
    ignore: int | Collection[int] | None = 255,
    valid: BoolMap | None = None,
) -> float:
    """The mean squared distance of probabilities from the truth, best at 0.

    Over labels it is the sum over labels of (probability - 1 or 0)², 0..2 (Brier 1950, "Verification of forecasts
    expressed in terms of probability", eq. 2). For a mask it is (probability - 1 or 0)², 0..1, as scikit-learn has it
    for two classes: half of what the mask and its rest give as two labels. What is given is described in the module's
    docstring.

    >>> round(brier_score(np.array([[0.8, 0.4]]), np.array([[True, False]])), 6)
    0.1
    """
    given = probable_of(probabilities, truth, ignore=ignore, valid=valid)

    return _mean(given, _squared_distance) * len(given.named) / len(given.labels)


def negative_log_likelihood(
    probabilities: Probabilities,
    truth: MaskLike,
    *,
    least: float = 1e-7,
    ignore: int | Collection[int] | None = 255,
    valid: BoolMap | None = None,
) -> float:
    """The mean of -log(probability of the truth), in nats: cross-entropy, best at 0 (Guo et al. 2017, eq. 6).

    A probability below ``least`` counts as ``least``, so that one pixel of which the prediction was falsely certain
    costs 16.1 and not infinity; ``least=0`` lets it. What is given is described in the module's docstring.

    >>> round(negative_log_likelihood(np.array([[0.5, 0.25]]), np.array([[True, False]])), 4)
    0.4904
    """
    given = probable_of(probabilities, truth, ignore=ignore, valid=valid)
    return _mean(given, lambda chances, true: _surprise(chances, true, least))


def _top(chances: Floats, true: Ints, bins: int) -> Reliability:
    guess = chances.argmax(axis=0)
    return _binned(_own(chances, guess)[None], (guess == true)[None], bins)


def _each(chances: Floats, true: Ints, bins: int, named: range) -> Reliability:
    return _binned(chances[named.start :], true == np.array(named)[:, None], bins)


def _binned(chances: Floats, came_true: BoolMap, bins: int) -> Reliability:
    """The reliability of probabilities (R, N), of which some came true."""
    rows = len(chances)
    edges = np.arange(1, bins) / bins
    cells = np.searchsorted(edges, chances, side="left") + bins * np.arange(rows)[:, None]

    def summed(weights: Floats | None) -> Floats:
        sums = np.bincount(cells.ravel(), weights, minlength=rows * bins)
        return sums.reshape(rows, bins).astype(np.float64)

    pixels = summed(None).astype(np.int64)
    return Reliability(pixels, summed(chances.ravel()), summed(came_true.ravel().astype(np.float64)))


def _squared_distance(chances: Floats, true: Ints) -> float:
    return float((chances * chances).sum() - 2 * _own(chances, true).sum() + true.size)


def _surprise(chances: Floats, true: Ints, least: float) -> float:
    with np.errstate(divide="ignore"):
        return abs(float(np.log(np.clip(_own(chances, true), least, 1)).sum()))


def _own(chances: Floats, rows: Ints) -> Floats:
    """Of each pixel (a column) the probability in one row."""
    own: Floats = np.take_along_axis(chances, rows[None], axis=0)[0]
    return own


def _mean(given: Probable, measure: Callable[[Floats, Ints], float]) -> float:
    parts = [(measure(chances, true), true.size) for chances, true in given]
    pixels = sum(count for _, count in parts)
    return sum(value for value, _ in parts) / pixels if pixels else 0.0
