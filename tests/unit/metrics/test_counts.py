"""Ratios of the four counts, and what they are where nothing is left to divide by."""

from __future__ import annotations

import math

import pytest

from maskkit.metrics.counts import Counts

RATIOS = ("iou", "dice", "precision", "recall", "specificity", "accuracy", "mcc", "kappa")


def test_ratios_by_hand() -> None:
    counts = Counts(tp=6, fp=2, fn=3, tn=9)
    assert counts.pixels == 20
    assert counts.iou == 6 / 11
    assert counts.dice == 12 / 17
    assert counts.precision == 6 / 8
    assert counts.recall == 6 / 9
    assert counts.specificity == 9 / 11
    assert counts.accuracy == 15 / 20
    assert counts.mcc == pytest.approx((54 - 6) / math.sqrt(8 * 9 * 11 * 12))
    by_chance = (8 * 9 + 12 * 11) / 400
    assert counts.kappa == pytest.approx((15 / 20 - by_chance) / (1 - by_chance))


@pytest.mark.parametrize("name", RATIOS)
@pytest.mark.parametrize("counts", [Counts(0, 0, 0, 9), Counts(9, 0, 0, 0), Counts(0, 0, 0, 0)])
def test_masks_that_agree_everywhere_are_perfect(name: str, counts: Counts) -> None:
    assert getattr(counts, name) == 1


@pytest.mark.parametrize(
    ("counts", "zero"),
    [
        (Counts(0, 4, 0, 5), ("iou", "dice", "precision", "recall", "mcc", "kappa")),  # nothing there, some marked
        (Counts(0, 0, 4, 5), ("iou", "dice", "precision", "recall", "mcc", "kappa")),  # some there, nothing marked
        (Counts(0, 9, 0, 0), ("iou", "precision", "recall", "specificity", "accuracy", "mcc", "kappa")),
        (Counts(0, 0, 9, 0), ("iou", "precision", "recall", "specificity", "accuracy", "mcc", "kappa")),
    ],
)
def test_masks_that_share_nothing_have_nothing_right(counts: Counts, zero: tuple[str, ...]) -> None:
    assert {name: getattr(counts, name) for name in zero} == dict.fromkeys(zero, 0.0)


def test_two_empty_masks_give_what_was_asked_for() -> None:
    counts = Counts(0, 0, 0, 9, empty=0.0)
    assert counts.iou == counts.dice == counts.precision == counts.recall == counts.mcc == 0
    assert counts.accuracy == counts.specificity == 1


def test_one_empty_mask_gives_0_whatever_was_asked_for() -> None:
    assert Counts(0, 0, 3, 9, empty=0.5).precision == 0


def test_counts_of_a_data_set_are_summed_before_they_are_divided() -> None:
    total = Counts(1, 0, 0, 9, empty=0.0) + Counts(10, 10, 10, 0)
    assert total == Counts(11, 10, 10, 9)
    assert total.iou == 11 / 31
    assert total.empty == 0


def test_the_correlation_of_billions_of_pixels_is_not_rounded_away() -> None:
    """The product of the four sums has 160 bits."""
    counts = Counts(10**12, 1, 1, 10**12)
    assert counts.mcc == pytest.approx(1 - 2 / (10**12 + 1), abs=1e-15)
