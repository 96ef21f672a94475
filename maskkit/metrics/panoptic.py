"""Panoptic quality: are the segments found, and how well (Kirillov et al. 2019, "Panoptic Segmentation")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.metrics.joint import checked_labels, joint_segments, require_same_size

__all__ = ["PanopticQuality", "SegmentCounts", "panoptic_quality"]


@dataclass(frozen=True)
class SegmentCounts:
    """Segments of one class: matched ones with the sum of their IoUs, and those that have no match.

    >>> counts = SegmentCounts(iou_sum=1.8, tp=2, fp=1, fn=1)
    >>> round(counts.pq, 3), round(counts.sq, 3), round(counts.rq, 3)
    (0.6, 0.9, 0.667)
    """

    iou_sum: float = 0.0
    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: SegmentCounts) -> SegmentCounts:
        return SegmentCounts(self.iou_sum + other.iou_sum, self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def pq(self) -> float:
        """Panoptic quality, 0..1: sum of IoU / (TP + FP / 2 + FN / 2), equation 1; equal to SQ x RQ. 1 for none."""
        return self.iou_sum / self._size if self._size else 1.0

    @property
    def sq(self) -> float:
        """Segmentation quality: the mean IoU of the matched segments, 0.5..1; 0 where none is, 1 for no segment."""
        return self.iou_sum / self.tp if self.tp else float(not self._size)

    @property
    def rq(self) -> float:
        """Recognition quality, the F1 of finding segments: TP / (TP + FP / 2 + FN / 2), 0..1. 1 for no segment."""
        return self.tp / self._size if self._size else 1.0

    @property
    def _size(self) -> float:
        return self.tp + self.fp / 2 + self.fn / 2


@dataclass(frozen=True)
class PanopticQuality:
    """The counts of every class that has a segment in truth or prediction; results of several pictures are summed.

    ``pq``, ``sq`` and ``rq`` are means over the classes, as in the paper's section 4.1; ``pooled`` takes all segments
    as one class. Where there is no segment at all, nothing was missed and nothing invented: 1.
    """

    per_class: Mapping[int, SegmentCounts] = field(default_factory=dict)

    def __add__(self, other: PanopticQuality) -> PanopticQuality:
        classes = sorted({*self.per_class, *other.per_class})
        none = SegmentCounts()
        return PanopticQuality({c: self.per_class.get(c, none) + other.per_class.get(c, none) for c in classes})

    def only(self, classes: Collection[int]) -> PanopticQuality:
        """The quality over some of the classes: the things, or the stuff."""
        return PanopticQuality({c: counts for c, counts in self.per_class.items() if c in classes})

    @property
    def pooled(self) -> SegmentCounts:
        """All segments counted together, whatever their class."""
        return sum(self.per_class.values(), SegmentCounts())

    @property
    def pq(self) -> float:
        """The mean panoptic quality of the classes, 0..1."""
        return _mean([counts.pq for counts in self.per_class.values()])

    @property
    def sq(self) -> float:
        """The mean segmentation quality of the classes, 0..1; a class without a match counts 0."""
        return _mean([counts.sq for counts in self.per_class.values()])

    @property
    def rq(self) -> float:
        """The mean recognition quality of the classes, 0..1."""
        return _mean([counts.rq for counts in self.per_class.values()])

    def to_json(self) -> dict[str, Any]:
        """The means, and the counts and qualities of each class."""
        rows = {
            str(label): {"pq": n.pq, "sq": n.sq, "rq": n.rq, "tp": n.tp, "fp": n.fp, "fn": n.fn}
            for label, n in self.per_class.items()
        }
        return {"pq": self.pq, "sq": self.sq, "rq": self.rq, "classes": rows}


def panoptic_quality(
    pred_ids: NDArray[Any],
    truth_ids: NDArray[Any],
    *,
    pred_classes: Mapping[int, int] | None = None,
    truth_classes: Mapping[int, int] | None = None,
    void: int | None = 0,
    crowd: Collection[int] = (),
) -> PanopticQuality:
    """Panoptic quality of one picture (Kirillov et al. 2019, section 4, equation 1).

    A segment is all pixels of one id. Two segments of one class match where their IoU is over 0.5, which no segment
    can do with two others. Pixels that are void in the truth count in no union, and an unmatched prediction that lies
    in void or crowd for more than half is not held against it, as in the paper's section 4.2 and in panopticapi.

    Args:
        pred_ids: (H, W) integers, any ids.
        truth_ids: the same, of the same size.
        pred_classes: the class of each id; by default all segments are of class 1.
        truth_classes: the same for the truth.
        void: the id of pixels that belong to no segment, in truth and prediction; None where there are none.
        crowd: ids of the truth that are groups nobody told apart: they need not be found.

    >>> truth = np.array([[1, 1, 1, 2, 2, 2]])
    >>> found = panoptic_quality(np.array([[5, 5, 5, 5, 9, 9]]), truth)
    >>> found.per_class[1].tp, round(found.pq, 4)
    (2, 0.7083)

    Raises:
        MaskRefused: a map is no (H, W) map of integers, or an id has no class.
        SizeMismatch: the maps differ in size.
    """
    pred_ids, truth_ids = checked_labels(pred_ids, name="pred_ids"), checked_labels(truth_ids, name="truth_ids")
    require_same_size(pred_ids, truth_ids)
    truth_at, pred_at, pixels = (part.tolist() for part in joint_segments(truth_ids, pred_ids))
    return PanopticQuality(
        _Meeting(
            pred=_Segments.of(zip(pred_at, pixels, strict=True), pred_classes, void, "pred_ids"),
            truth=_Segments.of(zip(truth_at, pixels, strict=True), truth_classes, void, "truth_ids"),
            shared=dict(zip(zip(truth_at, pred_at, strict=True), pixels, strict=True)),
            void=void,
            crowd=frozenset(crowd),
        ).counts()
    )


@dataclass(frozen=True)
class _Segments:
    """The pixels and the class of each segment of a map, by id; void is none of them."""

    pixels: dict[int, int]
    classes: dict[int, int]

    @classmethod
    def of(
        cls, found: Iterable[tuple[int, int]], classes: Mapping[int, int] | None, void: int | None, name: str
    ) -> _Segments:
        pixels: defaultdict[int, int] = defaultdict(int)
        for segment, count in found:
            if segment != void:
                pixels[segment] += count
        if classes is None:
            return cls(dict(pixels), dict.fromkeys(pixels, 1))
        unknown = sorted(set(pixels) - {int(segment) for segment in classes})
        if unknown:
            raise MaskRefused(f"{name} has the id {unknown[0]}, whose class is not given")
        return cls(dict(pixels), {segment: int(classes[segment]) for segment in pixels})


@dataclass(frozen=True)
class _Meeting:
    """The segments of a prediction and its truth, and the pixels that each (truth id, prediction id) shares."""

    pred: _Segments
    truth: _Segments
    shared: Mapping[tuple[int | None, int], int]
    void: int | None
    crowd: frozenset[int]

    def matches(self) -> dict[tuple[int | None, int], float]:
        """The IoU of every matching (truth id, prediction id)."""
        found: dict[tuple[int | None, int], float] = {}
        for (true, guess), both in self.shared.items():
            if true not in self.truth.pixels or guess not in self.pred.pixels or true in self.crowd:
                continue
            in_void = self.shared.get((self.void, guess), 0)
            union = self.truth.pixels[true] + self.pred.pixels[guess] - both - in_void
            if self.truth.classes[true] == self.pred.classes[guess] and 2 * both > union:
                found[true, guess] = both / union
        return found

    def counts(self) -> dict[int, SegmentCounts]:
        """What each class has found, invented and missed."""
        counts: defaultdict[int, SegmentCounts] = defaultdict(SegmentCounts)
        matches = self.matches()
        for (_, guess), iou in matches.items():
            counts[self.pred.classes[guess]] += SegmentCounts(iou_sum=iou, tp=1)
        for true in self.truth.pixels.keys() - {true for true, _ in matches} - self.crowd:
            counts[self.truth.classes[true]] += SegmentCounts(fn=1)
        for guess in self.pred.pixels.keys() - {guess for _, guess in matches}:
            if not self._is_excused(guess):
                counts[self.pred.classes[guess]] += SegmentCounts(fp=1)
        return dict(sorted(counts.items()))

    def _is_excused(self, guess: int) -> bool:
        """Whether an unmatched prediction lies in void, or in crowd of its class, for more than half."""
        crowd = [group for group in self.crowd if self.truth.classes.get(group) == self.pred.classes[guess]]
        excused = sum(self.shared.get((place, guess), 0) for place in (self.void, *crowd))
        return 2 * excused > self.pred.pixels[guess]


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 1.0
