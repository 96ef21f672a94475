"""How much of a mask came through a conversion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskkit.masks.formats.areas import Annotation
from maskkit.types import Grey8, SizeWh


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two masks are. ``iou`` is the sum of the lesser values over that of the greater, over all labels.

    On hard masks this is intersection over union; 1 where both mark nothing. ``pixels`` counts those that differ.
    """

    is_equal: bool
    iou: float
    pixels: int


def compare(before: Annotation, after: Annotation, size_wh: SizeWh, *, whole: bool = False) -> Agreement:
    """How alike two annotations are, label by label, or with ``whole`` in everything they mark together.

    >>> from maskkit.masks.formats.areas import Area, Patch
    >>> one, two = (Annotation((Area("x", Patch(np.array([row], np.uint8))),)) for row in ([255, 255], [255, 0]))
    >>> compare(one, two, (2, 1)), compare(one, one, (2, 1)).is_equal
    (Agreement(is_equal=False, iou=0.5, pixels=1), True)
    """
    labels = dict.fromkeys([*before.labels, *after.labels])
    parts = [(before, after)] if whole else [(before.part(label), after.part(label)) for label in labels]
    sums = [_sums(one.draw(size_wh), two.draw(size_wh)) for one, two in parts]
    lesser, greater, pixels = (sum(each) for each in zip(*sums, strict=True)) if sums else (0, 0, 0)
    return Agreement(pixels == 0, lesser / greater if greater else 1.0, pixels)


def _sums(one: Grey8, two: Grey8) -> tuple[int, int, int]:
    lesser = int(np.minimum(one, two).sum(dtype=np.int64))
    greater = int(np.maximum(one, two).sum(dtype=np.int64))
    return lesser, greater, int(np.count_nonzero(one != two))
