"""Distances between the borders of two masks, in pixels: Hausdorff, average, and the share within a tolerance.

One name covers many numbers here: on one pair of masks, "HD95" of the packages differs by half. So each choice is an
option. The defaults for distances (border pixels, pooled, frame counted) are those of MedPy; the default for surface
Dice (contour elements, weighted by length) is that of surface-distance, whose authors defined it.

==================  ==================================  ==========================================================
option              value                               reproduces
==================  ==================================  ==========================================================
``frame``           ``"count"``                         MedPy, panoptica, SimpleITK, surface-distance
..                  ``"ignore"``                        scikit-image on inner boundaries, seg-metrics
``pooling``         ``"pooled"``                        MedPy, panoptica: both directions in one list
..                  ``"max"``                           surface-distance (percentiles); scikit-image's "modified"
..                  ``"mean"``                          the mean of both directions
``elements``        ``"pixel"``                         pixels of the mask with an edge neighbour outside it
..                  ``"surfel"``                        surface-distance: contour elements by length
==================  ==================================  ==========================================================

The frame counts by default because the surfaces of a room, above all floors, walls and ceilings, reach the picture's
frame and end there: a prediction that stops 5 pixels short of it is 5 pixels wrong, where without the frame its border
there would have nothing near to be measured against. Take ``"ignore"`` to ask only about borders inside the picture.

Where a mask has no border, because it is empty (or full, with the frame ignored), distances are:

=====================  =====================  =====================
borders                distance               surface Dice
=====================  =====================  =====================
neither, masks equal   0                      1
neither, masks differ  ``missing_px``         0
one of two             ``missing_px``         0
=====================  =====================  =====================

``missing_px`` is infinite unless told otherwise, as in scikit-image and surface-distance; give the diagonal to keep
means over a data set finite.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from maskkit.metrics.bits import Bits
from maskkit.metrics.borders import Frame, inner_border, surfels
from maskkit.metrics.choices import require_choice
from maskkit.metrics.grow import grown_disk
from maskkit.metrics.nearest import Tally, tally_distances
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.types import Floats

Pooling: TypeAlias = Literal["pooled", "max", "mean"]
Elements: TypeAlias = Literal["pixel", "surfel"]


@dataclass(frozen=True, eq=False)
class Directed:
    """How far the elements of one border are from the other border.

    ``tally`` counts them by distance and by length; ``lengths_px`` are these lengths of contour, ascending, or None for
    pixels, which all count alike.
    """

    tally: Tally
    lengths_px: tuple[float, ...] | None = None

    def __add__(self, other: Directed) -> Directed:
        return Directed(self.tally + other.tally, self.lengths_px)

    @property
    def distances_px(self) -> Floats:
        """The distances that occur, each once and ascending: (N,) float64."""
        return np.sqrt(self.tally.squares.astype(np.float64))

    @property
    def weights(self) -> Floats:
        """How many pixels, or what length of contour, lie at each of the distances: (N,) float64."""
        total: Floats = self.tally.counts @ np.asarray(self.lengths_px or (1.0,))
        return total

    def percentile(self, percent: float) -> float:
        """The distance that ``percent`` of the border does not exceed.

        Between pixels it is interpolated, as in MedPy; between contour elements it is not, as in surface-distance.
        """
        return self._between_pixels(percent) if self.lengths_px is None else self._of_contour(percent)

    def mean(self) -> float:
        """The mean distance along the border."""
        return float(np.average(self.distances_px, weights=self.weights))

    def _between_pixels(self, percent: float) -> float:
        """Linear interpolation between order statistics, numpy.percentile's default, by counts."""
        upto = np.cumsum(self.tally.counts[:, 0])
        place = percent / 100 * (int(upto[-1]) - 1)
        around = [math.floor(place), min(math.floor(place) + 1, int(upto[-1]) - 1)]
        below, above = self.distances_px[np.searchsorted(upto, around, "right")]
        return float(below + (above - below) * (place % 1))

    def _of_contour(self, percent: float) -> float:
        """Element by element, shorter ones first: so it is rounded as in surface-distance, where that decides."""
        lengths = np.tile(np.asarray(self.lengths_px), len(self.tally.squares))
        each = np.repeat(lengths, self.tally.counts.ravel())
        place = min(int(np.searchsorted(np.cumsum(each) / np.sum(each), percent / 100)), len(each) - 1)
        upto = np.cumsum(self.tally.counts.sum(axis=1))
        return float(self.distances_px[np.searchsorted(upto, place, "right")])


@dataclass(frozen=True, eq=False)
class SurfaceDistances:
    """The distances of both borders of a pair, from which every distance here follows; see :func:`surface_distances`.

    ``agree`` says whether the masks are equal.
    """

    pred_to_truth: Directed
    truth_to_pred: Directed
    agree: bool

    def hausdorff(self, percent: float = 100.0, *, pooling: Pooling = "pooled", missing_px: float = math.inf) -> float:
        """The Hausdorff distance in pixels, or a percentile in its place; see :func:`hausdorff_distance`."""
        return self._combined(lambda directed: directed.percentile(percent), pooling, missing_px)

    def average(self, *, pooling: Pooling = "pooled", missing_px: float = math.inf) -> float:
        """The average distance in pixels; see :func:`average_surface_distance`."""
        return self._combined(Directed.mean, pooling, missing_px)

    def _combined(self, measure: Callable[[Directed], float], pooling: Pooling, missing_px: float) -> float:
        if not self.pred_to_truth.tally.total() or not self.truth_to_pred.tally.total():
            return 0.0 if self.agree else missing_px
        if pooling == "pooled":
            return measure(self.pred_to_truth + self.truth_to_pred)
        both = measure(self.pred_to_truth), measure(self.truth_to_pred)
        return max(both) if pooling == "max" else sum(both) / 2


def surface_distances(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    frame: Frame = "count",
    elements: Elements = "pixel",
) -> SurfaceDistances:
    """How far each element of either mask's border is from the other's; a Pair keeps the answer.

    For ``frame`` and ``elements`` see the module.
    """
    require_choice("frame", frame, Frame)
    require_choice("elements", elements, Elements)
    return pair_of(pred, truth).once(_measured, frame, elements)


def hausdorff_distance(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    percentile: float = 100.0,
    pooling: Pooling = "pooled",
    frame: Frame = "count",
    elements: Elements = "pixel",
    missing_px: float = math.inf,
) -> float:
    """The Hausdorff distance in pixels: how far the point of one border that is furthest from the other border is.

    max(max_p d(p, G), max_g d(g, P)) (Huttenlocher, Klanderman and Rucklidge 1993, IEEE TPAMI 15, eq. 1 and 2). With
    ``percentile=95`` it is HD95, which a single stray pixel does not decide. See the module for the other options, for
    what they reproduce, and for masks without a border.

    >>> import numpy as np
    >>> rows = np.arange(20)[:, None] + np.zeros(30)
    >>> hausdorff_distance(rows >= 10, rows >= 13)
    3.0
    """
    if not 0 <= percentile <= 100:
        raise ValueError(f"percentile must be within 0..100, not {percentile}")
    require_choice("pooling", pooling, Pooling)
    found = surface_distances(pred, truth, frame=frame, elements=elements)
    return found.hausdorff(percentile, pooling=pooling, missing_px=missing_px)


def average_surface_distance(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    pooling: Pooling = "pooled",
    frame: Frame = "count",
    elements: Elements = "pixel",
    missing_px: float = math.inf,
) -> float:
    """The average symmetric surface distance in pixels, ASSD (Heimann et al. 2009, IEEE TMI 28, p. 1254).

    The default, MedPy's, is (Σ_p d(p, G) + Σ_g d(g, P)) / (|P| + |G|) over border pixels. See the module for the
    options, for what they reproduce, and for masks without a border.

    >>> import numpy as np
    >>> rows = np.arange(20)[:, None] + np.zeros(30)
    >>> average_surface_distance(rows >= 10, rows >= 13, frame="ignore")
    3.0
    """
    require_choice("pooling", pooling, Pooling)
    found = surface_distances(pred, truth, frame=frame, elements=elements)
    return found.average(pooling=pooling, missing_px=missing_px)


def surface_dice(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    tolerance_px: float = 2.0,
    frame: Frame = "count",
    elements: Elements = "surfel",
) -> float:
    """Surface Dice at a tolerance, 0..1: the share of both contours that lies at most that far from the other one.

    (|S_P ∩ B_G^τ| + |S_G ∩ B_P^τ|) / (|S_P| + |S_G|), by contour length (Nikolov et al. 2018, arXiv:1809.04430, §3.2);
    the defaults reproduce surface-distance. With ``elements="pixel"`` border pixels are counted instead.

    >>> import numpy as np
    >>> rows = np.arange(20)[:, None] + np.zeros(30)
    >>> surface_dice(rows >= 10, rows >= 13, frame="ignore"), surface_dice(rows >= 10, rows >= 13, tolerance_px=3)
    (0.0, 1.0)

    Raises:
        ValueError: the tolerance is negative or no number.
    """
    if not 0 <= tolerance_px < math.inf:
        raise ValueError(f"a tolerance must be 0 or more, not {tolerance_px}")
    require_choice("frame", frame, Frame)
    require_choice("elements", elements, Elements)
    pair = pair_of(pred, truth)
    near = total = 0.0
    marked, true = _contour(pair.pred_bits, frame, elements), _contour(pair.truth_bits, frame, elements)
    for own, other in ((marked, true), (true, marked)):
        within = grown_disk(_union(other), tolerance_px)
        near += sum(length * (part & within).count() for part, length in own)
        total += sum(length * part.count() for part, length in own)
    return near / total if total else float(pair.agree)


_Contour: TypeAlias = tuple[tuple[Bits, float], ...]
"""The elements of a border, in groups that stand for the same length each."""


def _contour(mask: Bits, frame: Frame, elements: Elements) -> _Contour:
    if elements == "surfel":
        return surfels(mask, frame=frame).by_length
    return ((inner_border(mask, frame=frame), 1.0),)


def _union(contour: _Contour) -> Bits:
    whole = contour[0][0]
    for part, _ in contour[1:]:
        whole = whole | part
    return whole


def _measured(pair: Pair, frame: Frame, elements: Elements) -> SurfaceDistances:
    marked, true = _contour(pair.pred_bits, frame, elements), _contour(pair.truth_bits, frame, elements)
    return SurfaceDistances(_directed(marked, true), _directed(true, marked), pair.agree)


def _directed(own: _Contour, other: _Contour) -> Directed:
    parts, lengths = zip(*own, strict=True)
    targets = _union(other)
    tally = tally_distances(parts, targets) if targets else Tally.of([], kinds=len(parts))
    return Directed(tally, lengths if len(lengths) > 1 else None)
