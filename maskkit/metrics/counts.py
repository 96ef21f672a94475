"""The four counts of a confusion matrix, and every ratio that follows from them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Counts:
    """Pixels by what they are and what they were taken for; counts are exact and may be summed over a data set.

    A ratio of 0 to 0 gives ``empty`` where prediction and truth agree on every pixel, which includes two empty masks
    and two full ones, and 0 where they do not. ``empty`` is 1 unless told otherwise: two empty masks agree. MedPy and
    DAVIS say the same; pycocotools and miseval are reproduced by ``empty=0``.

    >>> counts = Counts(tp=3, fp=1, fn=2, tn=4)
    >>> counts.iou, counts.precision, counts.recall
    (0.5, 0.75, 0.6)
    >>> (counts + counts).pixels
    20
    """

    tp: int
    fp: int
    fn: int
    tn: int
    empty: float = field(default=1.0, compare=False)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn, self.empty)

    @property
    def pixels(self) -> int:
        """All pixels that were counted."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def iou(self) -> float:
        """Intersection over union, the Jaccard index: TP / (TP + FP + FN)."""
        return self._ratio(self.tp, self.tp + self.fp + self.fn)

    @property
    def dice(self) -> float:
        """The Dice coefficient, F1: 2 TP / (2 TP + FP + FN)."""
        return self._ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def precision(self) -> float:
        """The share of what was marked that is right: TP / (TP + FP)."""
        return self._ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        """The share of what is there that was marked: TP / (TP + FN)."""
        return self._ratio(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float:
        """The share of what is not there that was left unmarked: TN / (TN + FP)."""
        return self._ratio(self.tn, self.tn + self.fp)

    @property
    def accuracy(self) -> float:
        """The share of pixels that are right: (TP + TN) / all."""
        return self._ratio(self.tp + self.tn, self.pixels)

    @property
    def mcc(self) -> float:
        """Matthews' correlation coefficient, -1..1 (Matthews 1975, Biochim. Biophys. Acta 405, p. 442)."""
        sides = (self.tp + self.fp) * (self.tp + self.fn) * (self.tn + self.fp) * (self.tn + self.fn)
        return self._ratio(self.tp * self.tn - self.fp * self.fn, math.sqrt(sides))

    @property
    def kappa(self) -> float:
        """Cohen's kappa, -1..1: agreement beyond chance (Cohen 1960, Educ. Psychol. Meas. 20, eq. 1)."""
        by_chance = (self.tp + self.fp) * (self.fp + self.tn) + (self.tp + self.fn) * (self.fn + self.tn)
        return self._ratio(2 * (self.tp * self.tn - self.fp * self.fn), by_chance)

    def _ratio(self, part: float, whole: float) -> float:
        if whole:
            return part / whole
        return 0.0 if self.fp or self.fn else self.empty
