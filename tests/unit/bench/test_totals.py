"""Totals against sums written out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from maskkit.bench.records import Border, Record
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import Resampling
from maskkit.bench.totals import Counted, finite, total

SCOPE = Scope.of_classes(["floor", "wall"])
QUICK = Resampling(resamples=200)


def record(name: str, matrix: Sequence[Sequence[int]], status: str = "scored", **fields: object) -> Record:
    return Record(name, status, (1, 2), (10, 10), np.array(matrix), **fields)  # type: ignore[arg-type]


BIG = record("big", [[0, 0, 0], [0, 60, 20], [0, 0, 120]], borders={1: Border(0.4, 0.2, 0.6), 2: Border(0.6, 0.4, 0.8)})
SMALL = record("small", [[0, 0, 0], [0, 0, 4], [0, 1, 5]], borders={1: Border(0.0, 0.0, 0.2), 2: Border(0.2, 0.1, 0.4)})
NO_FLOOR = record("no floor", [[0, 3, 0], [0, 0, 0], [0, 0, 7]], borders={1: Border(0, 0, 0), 2: Border(1, 1, 1)})


def test_dataset_iou_comes_from_one_matrix() -> None:
    """Floor: 60 right of 80 true, 64 predicted and so on, all photos together."""
    found = total([BIG, SMALL, NO_FLOOR], SCOPE, how=QUICK)
    floor = 60 / (84 + 64 - 60)
    wall = 132 / (133 + 156 - 132)
    assert found.iou["floor"].value == pytest.approx(floor)
    assert found.iou["wall"].value == pytest.approx(wall)
    assert found.iou["mean"].value == pytest.approx((floor + wall) / 2)
    assert found.matrix.tolist() == [[0, 3, 0], [0, 60, 24], [0, 1, 132]]


def test_mean_image_iou_weighs_photos_alike() -> None:
    """A class counts on the photos whose truth has it: the floor on two of three."""
    found = total([BIG, SMALL, NO_FLOOR], SCOPE, how=QUICK)
    walls = [120 / 140, 5 / 10, 1.0]
    assert found.image_iou["floor"].value == pytest.approx((60 / 80 + 0) / 2)
    assert found.image_iou["wall"].value == pytest.approx(np.mean(walls))
    assert found.image_iou["mean"].value == pytest.approx(((0.75 + walls[0]) / 2 + (0 + 0.5) / 2 + 1.0) / 3)


def test_other_scores_come_from_the_same_matrix() -> None:
    """Precision counts what was invented on the photo without a floor."""
    found = total([BIG, SMALL, NO_FLOOR], SCOPE, how=QUICK)
    assert found.others["precision"]["floor"] == pytest.approx(60 / 64)
    assert found.others["recall"]["floor"] == pytest.approx(60 / 84)
    assert found.others["dice"]["floor"] == pytest.approx(120 / 148)


def test_borders_are_means_over_the_photos_that_have_the_class() -> None:
    """The invented floor on the third photo has no true border to meet."""
    found = total([BIG, SMALL, NO_FLOOR], SCOPE, how=QUICK)
    assert found.others["boundary_iou"]["floor"] == pytest.approx(0.2)
    assert found.others["boundary_iou_fine"]["wall"] == pytest.approx(0.5)
    assert found.others["boundary_f"]["mean"] == pytest.approx((0.4 + (0.8 + 0.4 + 1) / 3) / 2)


def test_a_refusal_meets_no_border_and_is_counted() -> None:
    """Its photo counts as one where nothing was found."""
    refused = record("refused", [[5, 0, 0], [10, 0, 0], [20, 0, 0]], status="refused")
    found = total([BIG, refused], SCOPE, how=QUICK)
    assert (found.photos, found.refused) == (2, 1)
    assert found.others["boundary_iou"]["floor"] == pytest.approx(0.2)
    assert found.image_iou["floor"].value == pytest.approx(0.375)


def test_intervals_hold_their_values_and_lie_within_0_and_1() -> None:
    """For every class, and both kinds of IoU."""
    found = total([BIG, SMALL, NO_FLOOR] * 4, SCOPE, how=QUICK)
    for intervals in (found.iou, found.image_iou):
        for one in intervals.values():
            assert 0 <= one.low <= one.value <= one.high <= 1


def test_a_class_that_is_nowhere_has_no_total() -> None:
    """NaN, null in JSON, and left out of the mean."""
    only_wall = record("a", [[1, 0, 0], [0, 0, 0], [0, 0, 9]])
    found = total([only_wall, only_wall], SCOPE, how=QUICK)
    assert math.isnan(found.iou["floor"].value)
    assert found.iou["mean"].value == 1.0
    told = found.to_json()
    assert told["iou"]["floor"] == [None, None, None]
    assert told["boundary_iou"]["floor"] is None


def test_an_invented_class_counts_against_the_dataset_iou() -> None:
    """Though no photo truly has it."""
    invented = record("a", [[1, 4, 0], [0, 0, 0], [0, 0, 9]])
    assert total([invented], SCOPE, how=QUICK).iou["floor"].value == 0.0


def test_calibration_is_that_of_all_pixels_together() -> None:
    """One bin of two photos: 30 pixels of which it was 24 sure and 15 right; photos without probabilities add none."""
    one = replace(BIG, bins={"pixels": [0, 10], "sure": [0.0, 8.0], "right": [0.0, 10.0]})
    two = replace(SMALL, bins={"pixels": [0, 20], "sure": [0.0, 16.0], "right": [0.0, 5.0]})
    found = total([one, two, NO_FLOOR], SCOPE, how=QUICK)
    assert found.reliability is not None
    assert found.reliability.ece == pytest.approx(9 / 30)
    assert found.to_json()["ece"] == pytest.approx(9 / 30)
    assert "ece" not in total([NO_FLOOR], SCOPE, how=QUICK).to_json()


def test_no_photos_have_no_totals() -> None:
    """Where every photo failed."""
    found = total([], SCOPE, how=QUICK)
    assert found.photos == 0
    assert math.isnan(found.iou["mean"].value)


def test_groups_widen_the_intervals() -> None:
    """Photos of one room are no independent witnesses."""
    rng = np.random.default_rng(0)
    records, groups = [], []
    for room in range(6):
        right = int(rng.integers(20, 80))
        for view in range(6):
            records.append(record(f"{room}-{view}", [[0, 0, 0], [0, right, 100 - right], [0, 0, 50]]))
            groups.append(str(room))
    alone, together = total(records, SCOPE, how=QUICK), total(records, SCOPE, groups=groups, how=QUICK)
    assert together.iou["floor"].high - together.iou["floor"].low > alone.iou["floor"].high - alone.iou["floor"].low
    assert together.iou["floor"].value == alone.iou["floor"].value


def test_counts_stay_exact_for_many_large_photos() -> None:
    """Sums of 12 MP photos go beyond what 32 bits hold."""
    large = record("a", [[0, 0, 0], [0, 12_000_001, 0], [0, 1, 12_000_000]])
    counted = Counted.of([large] * 500, SCOPE)
    expected = 12_000_001 / 12_000_002
    assert counted.dataset_iou(np.ones((1, 500)))[0, 0] == pytest.approx(expected, abs=1e-15)


def test_json_has_no_word_for_nan() -> None:
    """Null it is."""
    assert finite(float("nan")) is finite(float("inf")) is None
    assert finite(0.5) == 0.5


def test_the_card_is_a_mean_but_for_distances() -> None:
    """Over the photos that truly have the mask; a distance without end, null in a record, is larger than any."""
    scope = Scope.of_mask("floor")

    def one(name: str, truth: int, **card: float | None) -> Record:
        return Record(name, "scored", (1,), (10, 10), np.array([[50, 0], [truth, 0]]), card=card)

    records = [
        one("a", 5, iou=0.2, hd_px=4.0), one("b", 5, iou=0.6, hd_px=10.0), one("c", 5, iou=0.1, hd_px=None),
        one("empty", 0, iou=1.0, hd_px=0.0),
    ]  # fmt: skip
    card = total(records, scope, how=QUICK).card
    assert card["iou"] == pytest.approx(0.3)
    assert card["hd_px"] == 10.0
    lost = total(records[2:], scope, how=QUICK)
    assert lost.card["hd_px"] == math.inf
    assert lost.to_json()["card"]["hd_px"] is None
