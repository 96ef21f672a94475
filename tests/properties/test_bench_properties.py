"""What holds for every data set: totals are those of all pixels together, and no order or grouping changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maskkit.bench.comparison import compare
from maskkit.bench.predictors import Prediction
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult, Measured
from maskkit.bench.scope import Scope
from maskkit.bench.scoring import score
from maskkit.bench.statistics import Resampling
from maskkit.bench.totals import total

SCOPE = Scope.of_classes(["floor", "wall", "ceiling"])
QUICK = Resampling(resamples=40)
VALID = st.sets(st.sampled_from([1, 2, 3]), min_size=1).map(lambda rows: tuple(sorted(rows)))


@st.composite
def photos(draw: st.DrawFn) -> tuple[Any, Any, tuple[int, ...]]:
    """Truth and prediction of a small photo, and the rows that its truth knows."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    valid = draw(VALID)
    truth = draw(arrays(np.uint8, shape, elements=st.sampled_from([0, 255, *valid])))
    return truth, draw(arrays(np.uint8, shape, elements=st.integers(0, 3))), valid


def records_of(found: list[tuple[Any, Any, tuple[int, ...]]]) -> list[Record]:
    return [
        score(Prediction(rows, rows), truth, SCOPE, valid=valid, name=f"p{number}")
        for number, (truth, rows, valid) in enumerate(found)
    ]


@given(st.lists(photos(), min_size=1, max_size=4))
def test_totals_are_those_of_all_pixels_together(found: list[tuple[Any, Any, tuple[int, ...]]]) -> None:
    """For each class over the scored pixels of the photos that know it, counted one by one."""
    totals = total(records_of(found), SCOPE, how=QUICK)
    for row in SCOPE.rows:
        both = either = 0
        for truth, rows, valid in found:
            if row in valid:
                scored = truth != 255
                both += int((scored & (truth == row) & (rows == row)).sum())
                either += int((scored & ((truth == row) | (rows == row))).sum())
        expected = both / either if either else float("nan")
        assert totals.iou[SCOPE.names[row]].value == pytest.approx(expected, nan_ok=True)


@given(st.lists(photos(), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_photos_changes_no_value(found: list[tuple[Any, Any, tuple[int, ...]]], random: Any) -> None:
    """Intervals are drawn, values are not."""
    records = records_of(found)
    shuffled = random.sample(records, len(records))
    one, other = total(records, SCOPE, how=QUICK), total(shuffled, SCOPE, how=QUICK)
    for name in one.iou:
        assert one.iou[name].value == pytest.approx(other.iou[name].value, nan_ok=True)
        assert one.image_iou[name].value == pytest.approx(other.image_iou[name].value, nan_ok=True)


@given(st.lists(photos(), min_size=2, max_size=4))
def test_intervals_lie_within_0_and_1(found: list[tuple[Any, Any, tuple[int, ...]]]) -> None:
    """Whatever is drawn; their ends are in order."""
    totals = total(records_of(found), SCOPE, how=QUICK)
    for one in (*totals.iou.values(), *totals.image_iou.values()):
        assert np.isnan(one.low) == np.isnan(one.high)
        assert np.isnan(one.low) or 0 <= one.low <= one.high <= 1


@given(st.lists(photos(), min_size=2, max_size=4))
def test_a_result_differs_from_itself_in_nothing(found: list[tuple[Any, Any, tuple[int, ...]]]) -> None:
    """And a perfect one is better than it wherever anything is wrong."""
    records = records_of(found)
    perfect = [(truth, np.where(truth == 255, 0, truth).astype(np.uint8), valid) for truth, _, valid in found]
    mine = BenchResult({"name": "x", "photos": len(found)}, SCOPE, (Measured("f", tuple(records)),), QUICK)
    best = replace(mine, measured=(Measured("f", tuple(records_of(perfect))),))
    assert all(one.p == 1.0 for one in compare(mine, mine, how=QUICK).classes.values())
    against = compare(mine, best, how=QUICK)
    assert against.worse == []
    for one in against.classes.values():
        assert np.isnan(one.iou_difference.value) or one.iou_difference.value >= 0
