"""Label maps: one confusion matrix for any number of pictures, and the scores of each class from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.metrics.joint import Ints, checked_labels, joint_counts, require_same_size
from maskkit.types import BoolMap, Floats, Labels

__all__ = ["ClassScores", "class_scores", "confusion_matrix"]


def confusion_matrix(
    pred: Labels,
    truth: Labels,
    *,
    classes: int | Sequence[int],
    ignore: int | None = 255,
    valid_classes: Iterable[int] | None = None,
    other: int = 0,
) -> Ints:
    """(n, n) int64: pixels of class ``row`` in the truth that the prediction takes for class ``column``.

    Matrices of several pictures are summed, and the sum is scored once (:func:`class_scores`): so do the evaluators of
    PASCAL VOC, ADE20K and Cityscapes. Rows and columns follow ``classes``.

    Args:
        pred: (H, W) integers in 0..255.
        truth: the same, of the same size.
        classes: the labels that are scored: n for 0..n-1, or the labels themselves in the order of the rows.
        ignore: pixels with this label in the truth are left out; None leaves out none.
        valid_classes: the classes that this picture's truth tells apart. Every other class is part of ``other`` there,
            in prediction and truth alike: who finds a door in a picture whose doors nobody drew is not wrong.
        other: the class that stands for everything else; it needs no mention in ``valid_classes``.

    >>> pred, truth = np.array([[1, 1, 2, 5]], np.uint8), np.array([[1, 2, 2, 255]], np.uint8)
    >>> confusion_matrix(pred, truth, classes=3).tolist()
    [[0, 0, 0], [0, 1, 0], [0, 1, 1]]
    >>> confusion_matrix(pred, truth, classes=3, valid_classes=[1]).tolist()
    [[1, 1, 0], [0, 1, 0], [0, 0, 0]]

    Raises:
        MaskRefused: a map is no (H, W) map of integers in 0..255; a label is none of the classes, in the truth or
            where the truth is scored; or ``classes`` or ``valid_classes`` do not go together.
        SizeMismatch: the maps differ in size.
    """
    kept = _class_list(classes)
    pred, truth = _byte_labels(pred, name="pred"), _byte_labels(truth, name="truth")
    require_same_size(pred, truth)
    counts = joint_counts(truth, pred)
    if ignore is not None:
        counts[ignore] = 0
    for name, labels, found in (("truth", truth, counts.sum(axis=1)), ("pred", pred, counts.sum(axis=0))):
        strangers = sorted(set(np.flatnonzero(found).tolist()) - set(kept))
        if strangers:
            raise _stranger(name, strangers[0], (labels == strangers[0]) & (truth != ignore), kept)
    matrix = counts[np.ix_(kept, kept)]
    return matrix if valid_classes is None else _folded(matrix, kept, valid_classes, other)


@dataclass(frozen=True, eq=False)
class ClassScores:
    """The scores of each class, and what is made of them; see :func:`class_scores`.

    ``iou``, ``dice``, ``precision`` and ``accuracy`` are (n,) float64 in 0..1, NaN where they are 0 / 0; ``pixels`` is
    (n,) int64, the pixels of each class in the truth; ``averaged`` are the rows that the means are taken over. A mean
    leaves out what is NaN, and is itself NaN where nothing is left.
    """

    matrix: Ints
    averaged: tuple[int, ...]

    @property
    def pixels(self) -> Ints:
        """The pixels of each class in the truth."""
        pixels: Ints = self.matrix.sum(axis=1)
        return pixels

    @property
    def iou(self) -> Floats:
        """Intersection over union: TP / (TP + FP + FN). NaN: the class is neither in the truth nor predicted."""
        return _ratio(self._right, self.pixels + self._predicted - self._right)

    @property
    def dice(self) -> Floats:
        """2 TP / (2 TP + FP + FN). NaN: the class is neither in the truth nor predicted."""
        return _ratio(2 * self._right, self.pixels + self._predicted)

    @property
    def accuracy(self) -> Floats:
        """The share of the class that was found, its recall: TP / (TP + FN). NaN: the class is not in the truth."""
        return _ratio(self._right, self.pixels)

    @property
    def precision(self) -> Floats:
        """The share of what was taken for the class that is: TP / (TP + FP). NaN: it was never predicted."""
        return _ratio(self._right, self._predicted)

    @property
    def mean_iou(self) -> float:
        """The mean of ``iou``: "mean IU" of Long 2015, section 5."""
        return self._mean(self.iou)

    @property
    def mean_dice(self) -> float:
        """The mean of ``dice``."""
        return self._mean(self.dice)

    @property
    def mean_accuracy(self) -> float:
        """The mean of ``accuracy``: "mean accuracy" of Long 2015, section 5."""
        return self._mean(self.accuracy)

    @property
    def pixel_accuracy(self) -> float:
        """The share of all pixels that are right, averaged rows only: "pixel accuracy" of Long 2015."""
        rows = list(self.averaged)
        return float(_ratio(self._right[rows].sum(), self.pixels[rows].sum()))

    @property
    def frequency_weighted_iou(self) -> float:
        """The mean of ``iou`` by ``pixels``: "frequency weighted IU" of Long 2015."""
        rows = list(self.averaged)
        weights = self.pixels[rows]
        return float(_ratio((weights * np.nan_to_num(self.iou[rows])).sum(), weights.sum()))

    def to_json(self) -> dict[str, Any]:
        """Everything but the matrix, with None for NaN."""
        means = ("mean_iou", "mean_dice", "mean_accuracy", "pixel_accuracy", "frequency_weighted_iou")
        rows = {name: [_or_none(x) for x in getattr(self, name)] for name in ("iou", "dice", "accuracy", "precision")}
        return rows | {"pixels": self.pixels.tolist()} | {name: _or_none(getattr(self, name)) for name in means}

    @property
    def _right(self) -> Ints:
        return np.diagonal(self.matrix)

    @property
    def _predicted(self) -> Ints:
        predicted: Ints = self.matrix.sum(axis=0)
        return predicted

    def _mean(self, values: Floats) -> float:
        known = values[list(self.averaged)]
        known = known[~np.isnan(known)]
        return float(known.mean()) if known.size else float("nan")


def class_scores(matrix: Ints, *, averaged: Sequence[int] | None = None) -> ClassScores:
    """The scores of each class from a confusion matrix (n, n) of counts, rows = truth.

    The formulas are those of Long, Shelhamer and Darrell 2015 (Fully Convolutional Networks, section 5, "Metrics"). A
    class that is neither in the truth nor predicted has no IoU: NaN here and None in JSON, left out of every mean, as
    mmsegmentation and detectron2 do.

    Args:
        matrix: from :func:`confusion_matrix`, of one picture or summed over many.
        averaged: the rows that the means are taken over, such as all but 0 where 0 is no class of its own; all of them
            by default.

    >>> scores = class_scores(np.array([[2, 0, 0], [1, 3, 0], [0, 0, 0]]))
    >>> scores.iou.round(3).tolist(), round(scores.mean_iou, 3), scores.to_json()["dice"][2]
    ([0.667, 0.75, nan], 0.708, None)

    Raises:
        MaskRefused: the matrix is not square, has counts that are negative or no integers, or lacks a row of
            ``averaged``.
    """
    matrix = np.asarray(matrix)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise MaskRefused(f"a confusion matrix is square, not {matrix.shape}")
    if not np.issubdtype(matrix.dtype, np.integer) or matrix.min() < 0:
        raise MaskRefused(f"a confusion matrix holds counts, not {matrix.dtype} down to {matrix.min()}")
    rows = tuple(range(len(matrix)) if averaged is None else averaged)
    if not all(0 <= row < len(matrix) for row in rows):
        raise MaskRefused(f"the rows {list(rows)} are not all among the {len(matrix)} of the matrix")
    return ClassScores(matrix.astype(np.int64), rows)


def _class_list(classes: int | Sequence[int]) -> list[int]:
    kept = list(range(classes)) if isinstance(classes, int | np.integer) else [int(label) for label in classes]
    if not kept or len(set(kept)) != len(kept) or min(kept) < 0 or max(kept) > 255:
        raise MaskRefused(f"the classes {kept} are not one or more different labels in 0..255")
    return kept


def _byte_labels(labels: NDArray[Any], *, name: str) -> Labels:
    labels = checked_labels(labels, name=name)
    if labels.dtype == np.uint8:
        return labels
    outside = (labels < 0) | (labels > 255)
    if outside.any():
        y, x = np.argwhere(outside)[0]
        raise MaskRefused(f"{name} has the label {labels[y, x]} at x {x}, y {y}", hint="Labels are 0..255.")
    return labels.astype(np.uint8)


def _stranger(name: str, label: int, where: BoolMap, kept: list[int]) -> MaskRefused:
    y, x = np.argwhere(where)[0]
    return MaskRefused(
        f"{name} has the label {label} at x {x}, y {y}, which is none of the classes {kept}",
        hint="Name it in classes, or make it the ignored label of the truth.",
    )


def _folded(matrix: Ints, kept: list[int], valid: Iterable[int], other: int) -> Ints:
    """The matrix with every class that is not valid counted as ``other``."""
    valid = {int(label) for label in valid} | {other}
    if not valid <= set(kept):
        raise MaskRefused(f"the valid classes {sorted(valid - set(kept))} are none of the classes {kept}")
    target = [kept.index(label if label in valid else other) for label in kept]
    folded = np.zeros_like(matrix)
    np.add.at(folded, np.ix_(target, target), matrix)
    return folded


def _ratio(part: Any, whole: Any) -> Floats:
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    ratio: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
