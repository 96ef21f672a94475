"""Two predictors on the same photos, side by side: is one better, and can it be chance?

Two questions, two methods. How far apart are the data-set IoUs? The photos are drawn anew a thousand times, the same
ones for both (paired bootstrap), which gives the interval of the difference. Could photo by photo differences like
these be chance? Their signs are flipped (permutation test), which gives p for the mean image IoU.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import DEFAULT_RESAMPLING, Interval, Resampling, bootstrap, sign_flip_p
from maskkit.bench.totals import Counted
from maskkit.errors import InputRefused, UnknownChoice
from maskkit.types import Floats


@dataclass(frozen=True, slots=True)
class Difference:
    """One class, or "mean": the value of both, the difference other - base with its interval, and p where there is one.

    ``iou`` are data-set IoUs with the interval of the paired bootstrap. ``image_iou`` are means over the photos that
    have the class in both, with the interval of the paired bootstrap and ``p`` of the permutation test.
    """

    iou: tuple[float, float]
    iou_difference: Interval
    image_iou: tuple[float, float]
    image_iou_difference: Interval
    p: float

    def to_json(self) -> dict[str, Any]:
        """The difference as JSON, None for NaN."""
        return {
            "iou": _plain(self.iou),
            "iou_difference": self.iou_difference.to_json(),
            "image_iou": _plain(self.image_iou),
            "image_iou_difference": self.image_iou_difference.to_json(),
            "p": self.p,
        }


@dataclass(frozen=True)
class Comparison:
    """``other`` against ``base`` over the photos that both measured.

    ``classes`` has a :class:`Difference` for each class and for "mean"; ``changes`` is the difference of the image IoU
    by photo, NaN where it has none; ``left_out`` counts the photos that only one of the two has.
    """

    base: str
    other: str
    photos: int
    left_out: int
    classes: Mapping[str, Difference]
    changes: Mapping[str, float]

    @property
    def better(self) -> list[tuple[str, float]]:
        """The photos on which ``other`` is better, most gained first."""
        return sorted(((n, x) for n, x in self.changes.items() if x > 0), key=lambda pair: (-pair[1], pair[0]))

    @property
    def worse(self) -> list[tuple[str, float]]:
        """The photos on which ``other`` is worse, most lost first."""
        return sorted(((n, x) for n, x in self.changes.items() if x < 0), key=lambda pair: (pair[1], pair[0]))

    def to_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "base": self.base,
            "other": self.other,
            "photos": self.photos,
            "left_out": self.left_out,
            "classes": {name: difference.to_json() for name, difference in self.classes.items()},
            "better": len(self.better),
            "worse": len(self.worse),
            "changes": {name: None if np.isnan(change) else change for name, change in self.changes.items()},
        }


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a predictor of a result, under a name that tells it from the other."""

    label: str
    result: BenchResult
    name: str

    @property
    def records(self) -> dict[str, Record]:
        """The measured records by photo."""
        return {record.name: record for record in self.result.of(self.name).measured}


def compare(
    base: BenchResult,
    other: BenchResult,
    *,
    names: tuple[str, str] | None = None,
    labels: tuple[str, str] | None = None,
    intersect: bool = False,
    how: Resampling = DEFAULT_RESAMPLING,
) -> Comparison:
    """Compare a predictor of ``other`` with one of ``base``.

    Args:
        base: what is compared with.
        other: what may be better.
        names: the predictors; needed where a result has several.
        labels: what to call them.
        intersect: compare over the photos that both measured, where those are not the same.
        how: how intervals are made.

    Raises:
        InputRefused: they scored different classes, photos (unless ``intersect``), or truths of a photo.
        UnknownChoice: a result has several predictors, and none is named.
    """
    first, second = names or (_only(base), _only(other))
    told = labels or ((first, second) if first != second else (f"{first} (base)", f"{second} (other)"))
    return compare_sides(Side(told[0], base, first), Side(told[1], other, second), intersect=intersect, how=how)


def compare_sides(
    base: Side, other: Side, *, intersect: bool = False, how: Resampling = DEFAULT_RESAMPLING
) -> Comparison:
    """See :func:`compare`."""
    scope = base.result.scope
    require_same_scope((base.label, scope), (other.label, other.result.scope))
    ours, theirs = base.records, other.records
    both = [name for name in ours if name in theirs]
    left_out = len(ours) + len(theirs) - 2 * len(both)
    _check_photos(base, other, both, left_out, intersect=intersect)
    groups = base.result.groups or other.result.groups
    group_of = None if groups is None else [groups.get(name, name) for name in both]
    pair = ([ours[name] for name in both], [theirs[name] for name in both])
    differences, changes = _differences(pair, scope, group_of, how)
    return Comparison(
        base.label, other.label, len(both), left_out, differences, dict(zip(both, changes.tolist(), strict=True))
    )


def require_same_scope(base: tuple[str, Scope], other: tuple[str, Scope]) -> None:
    """Refuse to compare what was scored differently; each side with its label.

    Raises:
        InputRefused: it was.
    """
    if base[1].members != other[1].members:
        told = [f"{label} scored {', '.join(scope.names[1:])}" for label, scope in (base, other)]
        raise InputRefused(", ".join(told), hint="Score the same classes with both.")


def different_photos(labels: tuple[str, str], lonely: Collection[str], *, share: bool) -> InputRefused:
    """The error where two sides have different photos; ``lonely`` are those that only one of them has."""
    shown = ", ".join(sorted(lonely)[:10]) + (" …" if len(lonely) > 10 else "")
    return InputRefused(
        f"{labels[0]} and {labels[1]} measured different photos: {len(lonely)} are in one only, {shown}",
        hint="Pass --intersect to compare over those in both." if share else "They have no photo in common.",
    )


def _differences(
    pair: tuple[Sequence[Record], Sequence[Record]], scope: Scope, groups: Sequence[str] | None, how: Resampling
) -> tuple[dict[str, Difference], Floats]:
    """The difference of each class and of the mean, and the change of the image IoU of each photo."""
    first, second = (Counted.of(records, scope) for records in pair)
    ious = [np.column_stack([counted.iou, counted.image_iou]) for counted in (first, second)]
    changes = ious[1] - ious[0]
    shared = [np.where(np.isnan(changes), np.nan, iou) for iou in ious]
    count = len(scope.names)

    def between(weights: Floats) -> Floats:
        pooled = second.dataset_iou(weights) - first.dataset_iou(weights)
        return np.column_stack([pooled, _means(changes, weights)])

    intervals = bootstrap(between, len(pair[0]), groups=groups, how=how)
    ones = np.ones((1, len(pair[0])))
    pooled = [counted.dataset_iou(ones)[0] for counted in (first, second)]
    means = [_means(iou, ones)[0] for iou in shared]
    return {
        name: Difference(
            (float(pooled[0][k]), float(pooled[1][k])),
            intervals[k],
            (float(means[0][k]), float(means[1][k])),
            intervals[count + k],
            sign_flip_p(changes[:, k], groups=groups, seed=how.seed),
        )
        for k, name in enumerate((*scope.names[1:], "mean"))
    }, changes[:, -1]


def _means(columns: Floats, weights: Floats) -> Floats:
    """(B, K): the weighted means of the columns (N, K), over what is not NaN."""
    known = ~np.isnan(columns)
    total, count = weights @ np.where(known, columns, 0), weights @ known
    means: Floats = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return means


def _check_photos(base: Side, other: Side, both: Sequence[str], left_out: int, *, intersect: bool) -> None:
    if not both or (left_out and not intersect):
        lonely = base.records.keys() ^ other.records.keys()
        raise different_photos((base.label, other.label), lonely, share=bool(both))
    ours, theirs = base.records, other.records
    changed = [name for name in both if ours[name].truth != theirs[name].truth]
    if changed:
        shown = ", ".join(changed[:10]) + (" …" if len(changed) > 10 else "")
        raise InputRefused(
            f"{base.label} and {other.label} scored against different truths: {len(changed)} photos, {shown}",
            hint="Run the older bench again with the truth of today.",
        )


def _only(result: BenchResult) -> str:
    if len(result.names) != 1:
        raise UnknownChoice("the result has several predictors", hint=f"Name one of: {', '.join(result.names)}.")
    return result.names[0]


def _plain(values: tuple[float, float]) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values]
