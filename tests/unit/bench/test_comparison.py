"""Two predictors side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maskkit.bench.comparison import compare
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult, Measured
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import Resampling, sign_flip_p
from maskkit.errors import InputRefused, UnknownChoice

SCOPE = Scope.of_mask("floor")
COUNT = 24


def record(name: str, right: int, *, truth: int = 100, invented: int = 0) -> Record:
    matrix = np.array([[200 - invented, invented], [truth - right, right]])
    return Record(name, "scored", (1,), (20, 15), matrix, truth=f"t{name}{truth}")


def result(rights: Any, *, name: str = "f", scope: Scope = SCOPE, **more: Any) -> BenchResult:
    records = tuple(record(f"p{n:02}", int(right), **more) for n, right in enumerate(rights))
    return BenchResult({"name": "rooms", "photos": len(records)}, scope, (Measured(name, records),), Resampling())


RNG = np.random.default_rng(8)
BASE = RNG.integers(20, 90, COUNT)
BETTER = BASE + RNG.integers(1, 10, COUNT)


def test_a_difference_is_other_minus_base() -> None:
    """In the data-set IoU and in the mean over photos."""
    one = compare(result(BASE), result(BETTER)).classes["floor"]
    assert one.iou == pytest.approx((BASE.sum() / (100 * COUNT), BETTER.sum() / (100 * COUNT)))
    assert one.iou_difference.value == pytest.approx(one.iou[1] - one.iou[0])
    assert one.image_iou_difference.value == pytest.approx(np.mean(BETTER - BASE) / 100)
    assert one.p == sign_flip_p((BETTER - BASE) / 100)


def test_a_paired_interval_is_far_narrower_than_those_of_its_sides() -> None:
    """Both are measured on the same photos: what makes a photo hard cancels out."""
    base, better = result(BASE), result(BETTER)
    paired, alone = compare(base, better).classes["floor"].iou_difference, base.totals("f").iou["floor"]
    assert paired.low > 0
    assert paired.high - paired.low < (alone.high - alone.low) / 3


def test_swapping_the_sides_turns_the_sign() -> None:
    """And leaves p as it is."""
    there, back = compare(result(BASE), result(BETTER)), compare(result(BETTER), result(BASE))
    first, second = there.classes["floor"], back.classes["floor"]
    assert second.iou_difference.value == pytest.approx(-first.iou_difference.value)
    assert second.p == first.p
    assert [name for name, _ in there.better] == [name for name, _ in back.worse]


def test_equals_do_not_differ() -> None:
    """No difference, no width, p of 1."""
    found = compare(result(BASE), result(BASE))
    one = found.classes["floor"]
    assert (one.iou_difference.low, one.iou_difference.high, one.p) == (0, 0, 1.0)
    assert found.better == found.worse == []


def test_noise_is_not_taken_for_a_difference() -> None:
    """Of 60 pairs of equals, few have an interval without 0, and few a p under .05."""
    rng, sure, small = np.random.default_rng(1), 0, 0
    for _ in range(60):
        truth = rng.integers(20, 80, COUNT)
        noisy = [result(truth + rng.integers(-9, 10, COUNT)) for _ in range(2)]
        one = compare(*noisy, how=Resampling(resamples=200)).classes["floor"]
        sure += one.iou_difference.low > 0 or one.iou_difference.high < 0
        small += one.p < 0.05
    assert sure <= 9
    assert small <= 9


def test_photos_are_listed_by_how_much_they_changed() -> None:
    """Most gained first, most lost first."""
    found = compare(result([50, 50, 50, 50]), result([40, 90, 50, 60]))
    assert [name for name, _ in found.better] == ["p01", "p03"]
    assert found.worse == [("p00", pytest.approx(-0.1))]
    assert found.to_json()["better"] == 2


def test_inventing_counts_though_no_photo_has_the_class() -> None:
    """In the data-set IoU; a photo without the class has no IoU of its own."""
    clean, invented = result([50, 50]), result([50, 50], invented=100)
    one = compare(clean, invented).classes["floor"]
    assert one.iou == (0.5, 0.25)


def test_other_photos_are_refused_unless_the_shared_ones_are_asked_for() -> None:
    """And their number is told."""
    base, other = result(BASE), result(BETTER[:-3])
    with pytest.raises(InputRefused, match=r"3 are in one only, p21, p22, p23.*--intersect"):
        compare(base, other)
    found = compare(base, other, intersect=True)
    assert (found.photos, found.left_out) == (COUNT - 3, 3)


def test_no_photo_in_common_is_refused_even_then() -> None:
    """There is nothing to compare."""
    other = result(BASE)
    renamed = tuple(replace(one, name=f"x{one.name}") for one in other.measured[0].records)
    with pytest.raises(InputRefused, match="no photo in common"):
        compare(result(BASE), replace(other, measured=(Measured("f", renamed),)), intersect=True)


def test_another_truth_is_refused() -> None:
    """The difference would be that of the truths."""
    with pytest.raises(InputRefused, match="different truths"):
        compare(result(BASE), result(BASE, truth=120))


def test_other_classes_are_refused() -> None:
    """A mean over other classes is another number."""
    with pytest.raises(InputRefused, match="same classes"):
        compare(result(BASE), result(BASE, scope=Scope.of_target("wall")))


def test_failed_photos_are_left_out_like_missing_ones() -> None:
    """Nothing is known of them on one side."""
    base = result(BASE)
    failed = (Record.failure("p00", OSError("broken")), *base.measured[0].records[1:])
    other = replace(base, measured=(Measured("f", failed),))
    with pytest.raises(InputRefused, match="1 are in one only"):
        compare(base, other)
    assert compare(base, other, intersect=True).photos == COUNT - 1


def test_results_of_several_predictors_need_a_name() -> None:
    """Which is meant is not guessed."""
    both = replace(result(BASE), measured=(*result(BASE).measured, *result(BETTER, name="g").measured))
    with pytest.raises(UnknownChoice, match="f, g"):
        compare(both, result(BETTER))
    found = compare(both, both, names=("f", "g"))
    assert (found.base, found.other) == ("f", "g")


def test_groups_make_one_careful() -> None:
    """Twelve photos of two rooms are two witnesses."""
    grouped = replace(result(BASE), groups={f"p{n:02}": str(n % 2) for n in range(COUNT)})
    assert compare(grouped, result(BETTER)).classes["floor"].p == 0.5
    assert compare(result(BASE), result(BETTER)).classes["floor"].p < 0.01


def test_a_comparison_is_json_without_nan() -> None:
    """Numbers or null."""
    import json

    text = json.dumps(compare(result(BASE), result(BETTER)).to_json(), allow_nan=False)
    assert '"iou_difference"' in text
