"""What a conversion is said to lose, against sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.agreement import compare
from maskkit.masks.formats.areas import Annotation, Area, Patch


def annotation(**rows: list[int]) -> Annotation:
    return Annotation(tuple(Area(label, Patch(np.array([row], np.uint8))) for label, row in rows.items()), (4, 1))


def test_hard_masks_give_intersection_over_union() -> None:
    found = compare(annotation(a=[255, 255, 255, 0]), annotation(a=[0, 255, 255, 255]), (4, 1))
    assert (found.is_equal, found.iou, found.pixels) == (False, 0.5, 2)


def test_soft_masks_give_the_lesser_over_the_greater_values() -> None:
    found = compare(annotation(a=[100, 50, 0, 255]), annotation(a=[200, 25, 0, 255]), (4, 1))
    assert found.iou == pytest.approx((100 + 25 + 255) / (200 + 50 + 255))
    assert found.pixels == 2


def test_labels_are_compared_one_by_one_unless_only_the_whole_counts() -> None:
    one, two = annotation(a=[255, 0, 0, 0], b=[0, 255, 0, 0]), annotation(a=[255, 255, 0, 0])
    assert compare(one, two, (4, 1)).iou == pytest.approx(1 / 3)
    assert compare(one, two, (4, 1), whole=True).is_equal


def test_areas_of_one_label_are_taken_together() -> None:
    one = annotation(a=[255, 255, 0, 0])
    parts = Annotation((*annotation(a=[255, 0, 0, 0]).areas, *annotation(a=[0, 255, 0, 0]).areas), (4, 1))
    assert compare(one, parts, (4, 1)).is_equal


def test_two_that_mark_nothing_are_alike() -> None:
    nothing = Annotation((), (4, 1))
    for other in (nothing, annotation(a=[0, 0, 0, 0])):
        found = compare(nothing, other, (4, 1))
        assert (found.is_equal, found.iou) == (True, 1.0)
    assert compare(nothing, annotation(a=[0, 0, 0, 1]), (4, 1)).iou == 0
