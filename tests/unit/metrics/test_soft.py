"""Soft values in the forms that OpenCV takes, counted strip by strip."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.metrics import soft as soft_module
from maskkit.metrics.pair import Pair
from maskkit.metrics.soft import both_empty, histograms, marked_adaptively, mean_value, soft_pair, soft_values, strips

TRUTH = np.random.default_rng(1).random((19, 33)) < 0.5
GREY = np.random.default_rng(2).integers(0, 256, TRUTH.shape, dtype=np.uint8)


@pytest.mark.parametrize(
    ("given", "dtype", "top"),
    [
        (TRUTH, np.uint8, 1),
        (GREY, np.uint8, 255),
        ((GREY / 255).astype(np.float16), np.float32, 1),
        ((GREY / 255).astype(np.float32), np.float32, 1),
        (GREY / 255, np.float64, 1),
        ((GREY / 255).astype(">f8"), np.float64, 1),
        (np.asfortranarray(GREY)[::-1], np.uint8, 255),
    ],
)
def test_values_keep_their_meaning(given: np.ndarray, dtype: type, top: int) -> None:
    values, found = soft_values(Pair.of(given, TRUTH))
    assert (values.dtype, found) == (np.dtype(dtype), top)
    assert values.flags.c_contiguous
    assert values / top == pytest.approx(given / (255 if given.dtype == np.uint8 else 1), abs=1e-7)
    assert mean_value(values, top) == pytest.approx((values / top).mean())


def test_what_is_not_scored_is_0() -> None:
    values, _ = soft_values(Pair.of(GREY, TRUTH, valid=TRUTH))
    assert not values[~TRUTH].any()
    assert np.array_equal(values[TRUTH], GREY[TRUTH])


@pytest.mark.parametrize("pixels_at_once", [1, 100, 10**6])
def test_counts_do_not_depend_on_the_strips(pixels_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soft_module, "_PIXELS_AT_ONCE", pixels_at_once)
    rows = [row for part in strips(TRUTH.shape) for row in range(*part.indices(len(TRUTH)))]
    assert rows == list(range(len(TRUTH)))
    for given in (GREY, GREY / 255, (GREY / 255).astype(np.float32)):
        pair = Pair.of(given, TRUTH)
        inside, outside = histograms(pair)
        levels = (given * 255).astype(np.uint8) if given.dtype != np.uint8 else given
        assert inside.tolist() == np.bincount(levels[TRUTH], minlength=256).tolist()
        assert outside.tolist() == np.bincount(levels[~TRUTH], minlength=256).tolist()
        marked = given >= min(2 * given.mean(dtype=np.float64), 255 if given.dtype == np.uint8 else 1)
        assert marked_adaptively(pair) == (np.count_nonzero(marked & TRUTH), np.count_nonzero(marked & ~TRUTH))


def test_the_levels_of_a_hard_mask_are_0_and_255() -> None:
    valid = np.ones(TRUTH.shape, np.bool_)
    valid[:4] = False
    inside, outside = histograms(Pair.of(~TRUTH, TRUTH, valid=valid))
    assert (inside[0], outside[255]) == (np.count_nonzero(TRUTH[4:]), np.count_nonzero(~TRUTH[4:]))
    assert outside[0] == 4 * TRUTH.shape[1]
    assert inside.sum() + outside.sum() == TRUTH.size


def test_stretching_reaches_from_0_to_1_in_double_precision() -> None:
    for given in (GREY // 2 + 9, GREY / 600 + 0.1):
        stretched = soft_pair(given, TRUTH, "minmax").given
        assert (stretched.dtype, stretched.min(), stretched.max()) == (np.float64, 0, 1)
        assert np.corrcoef(stretched.ravel(), given.ravel())[0, 1] == pytest.approx(1)


def test_masks_are_both_empty_if_nothing_that_is_scored_is_marked() -> None:
    nothing = np.zeros(TRUTH.shape, np.bool_)
    assert both_empty(Pair.of(nothing, nothing))
    assert not both_empty(Pair.of(nothing, TRUTH))
    assert not both_empty(Pair.of(GREY, nothing))
    assert both_empty(Pair.of(GREY, TRUTH, valid=nothing))
    assert not both_empty(Pair.of(nothing + 0.001, nothing))
