"""What a predictor is worth on the whole data set, each number with its confidence interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.bench.records import Record
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import DEFAULT_RESAMPLING, Interval, Resampling, bootstrap
from maskkit.metrics.calibration import Reliability
from maskkit.metrics.labels import class_scores
from maskkit.types import Floats


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of N photos, from which every total follows.

    ``right``, ``pred`` and ``truth`` are (N, C) pixels of each class of the scope; row 0 is left out. The IoU of a
    class on one photo counts where the class is in the truth: so the same photos count for every predictor.
    """

    right: Floats
    pred: Floats
    truth: Floats

    @classmethod
    def of(cls, records: Sequence[Record], scope: Scope) -> Counted:
        """The counts of measured records."""
        size = len(scope.names)
        matrices = np.zeros((len(records), size, size), np.float64)
        for place, record in enumerate(records):
            assert record.matrix is not None, record.name
            matrices[place] = record.matrix
        right = np.diagonal(matrices, axis1=1, axis2=2)
        return cls(right[:, 1:], matrices.sum(axis=1)[:, 1:], matrices.sum(axis=2)[:, 1:])

    @property
    def iou(self) -> Floats:
        """(N, C) by photo and class; NaN where the truth of the photo has none of the class."""
        union = self.pred + self.truth - self.right
        return _share(self.right, np.where(self.truth > 0, union, 0))

    @property
    def image_iou(self) -> Floats:
        """(N,) the mean over the classes of each photo, NaN where it has none."""
        return _mean(self.iou, axis=1)

    def dataset_iou(self, weights: Floats) -> Floats:
        """(B, C + 1): the IoU of each class from all pixels together, and the mean over the classes."""
        right, pred, truth = (weights @ part for part in (self.right, self.pred, self.truth))
        each = _share(right, pred + truth - right)
        return np.column_stack([each, _mean(each, axis=1)])

    def mean_image_iou(self, weights: Floats) -> Floats:
        """(B, C + 1): the mean over the photos of the IoU of each class, and of :attr:`image_iou`."""
        columns = np.column_stack([self.iou, self.image_iou])
        known = ~np.isnan(columns)
        return _share(weights @ np.where(known, columns, 0), weights @ known)


@dataclass(frozen=True)
class Totals:
    """The totals of one predictor, by the names of the classes; "mean" is the mean over the classes.

    ``iou`` is the data-set IoU: all pixels of all photos in one confusion matrix, so that large photos and large
    surfaces weigh more. ``image_iou`` is the mean over the photos: each weighs the same. ``others`` are further scores
    by name and class, without intervals. ``card`` has the scores of one mask: the median of each distance and the mean
    of all else, over the photos that truly have it; where nothing was found a distance is infinite, not NaN.
    ``reliability`` sums how sure the predictor was and how often right, where it tells probabilities.
    """

    photos: int
    refused: int
    iou: Mapping[str, Interval]
    image_iou: Mapping[str, Interval]
    others: Mapping[str, Mapping[str, float]]
    matrix: NDArray[np.int64]
    card: Mapping[str, float]
    reliability: Reliability | None

    def to_json(self) -> dict[str, Any]:
        """The totals as JSON, None for NaN."""
        return {
            "photos": self.photos,
            "refused": self.refused,
            "iou": {name: interval.to_json() for name, interval in self.iou.items()},
            "image_iou": {name: interval.to_json() for name, interval in self.image_iou.items()},
            **{key: {name: finite(x) for name, x in values.items()} for key, values in self.others.items()},
            **({"card": {name: finite(value) for name, value in self.card.items()}} if self.card else {}),
            **({"ece": self.reliability.ece} if self.reliability else {}),
            "matrix": self.matrix.tolist(),
        }


def total(
    records: Sequence[Record],
    scope: Scope,
    *,
    groups: Sequence[str] | None = None,
    how: Resampling = DEFAULT_RESAMPLING,
) -> Totals:
    """The totals over measured ``records``; ``groups`` names the group of each."""
    counted, names = Counted.of(records, scope), (*scope.names[1:], "mean")
    count = len(names)

    def both(weights: Floats) -> Floats:
        return np.column_stack([counted.dataset_iou(weights), counted.mean_image_iou(weights)])

    intervals = bootstrap(both, len(records), groups=groups, how=how)
    matrix = sum((record.matrix for record in records if record.matrix is not None), _zeros(len(scope.names)))
    return Totals(
        photos=len(records),
        refused=sum(record.status == "refused" for record in records),
        iou=dict(zip(names, intervals[:count], strict=True)),
        image_iou=dict(zip(names, intervals[count:], strict=True)),
        others={**_from_matrix(matrix, scope), **_borders(records, scope)},
        matrix=matrix,
        card=_card(records),
        reliability=_reliability(records),
    )


def finite(value: float) -> float | None:
    """``value``, or None where JSON has no word for it."""
    return float(value) if np.isfinite(value) else None


def _from_matrix(matrix: NDArray[np.int64], scope: Scope) -> dict[str, dict[str, float]]:
    scores = class_scores(matrix, averaged=list(scope.rows))
    columns = {"dice": scores.dice, "precision": scores.precision, "recall": scores.accuracy}
    return {
        key: {**{scope.names[row]: float(values[row]) for row in scope.rows}, "mean": float(_mean(values[1:], axis=0))}
        for key, values in columns.items()
    }


def _borders(records: Sequence[Record], scope: Scope) -> dict[str, dict[str, float]]:
    """The means over the photos that have the class in the truth; where none was found, no border was met."""
    found = np.full((len(records), len(scope.names), 3), np.nan)
    for place, record in enumerate(records):
        assert record.matrix is not None, record.name
        for row in np.flatnonzero(record.matrix.sum(axis=1)).tolist():
            found[place, row] = record.borders[row].to_json() if row in record.borders else 0
    each = _mean(found[:, 1:], axis=0)
    means = _mean(each, axis=0)
    keys = ("boundary_iou", "boundary_iou_fine", "boundary_f")
    return {
        key: {**{name: float(each[row, k]) for row, name in enumerate(scope.names[1:])}, "mean": float(means[k])}
        for k, key in enumerate(keys)
    }


def _card(records: Sequence[Record]) -> dict[str, float]:
    cards = [one.card for one in records if one.card and one.matrix is not None and one.matrix[1].sum()]
    if not cards:
        return {}
    return {
        key: float((np.median if key.endswith("_px") else np.mean)([_known(card[key]) for card in cards]))
        for key in cards[0]
    }


def _reliability(records: Sequence[Record]) -> Reliability | None:
    found = [
        Reliability(np.array([bins["pixels"]], np.int64), np.array([bins["sure"]]), np.array([bins["right"]]))
        for bins in (record.bins for record in records)
        if bins
    ]
    return sum(found[1:], found[0]) if found else None


def _known(value: float | None) -> float:
    """A score of a card; null stands for a distance without end."""
    return float("inf") if value is None else value


def _zeros(size: int) -> NDArray[np.int64]:
    return np.zeros((size, size), np.int64)


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
    return share


def _mean(values: Floats, *, axis: int) -> Floats:
    """The mean of what is not NaN; NaN where all is."""
    known = ~np.isnan(values)
    return _share(np.where(known, values, 0).sum(axis=axis), known.sum(axis=axis).astype(np.float64))
