"""What holds for the metrics of soft masks, whatever the masks are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.metrics.saliency import e_measure, f_measure, mae, s_measure, threshold_curves, weighted_f
from maskkit.types import BoolMap, Grey8

MEASURES = (mae, s_measure, e_measure, f_measure, weighted_f)
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40)
unhurried = settings(deadline=None)


@st.composite
def soft_pairs(draw: st.DrawFn) -> tuple[Grey8, BoolMap]:
    """A grey prediction with patches and noise, and a truth of patches."""
    shape = draw(SHAPES)
    seeds = np.random.default_rng(draw(st.integers(0, 2**32)))
    coarse = seeds.integers(0, 256, (shape[0] // 5 + 1, shape[1] // 5 + 1))
    patches = np.kron(coarse, np.ones((5, 5), np.int64))[: shape[0], : shape[1]]
    noise = draw(arrays(np.uint8, shape, elements=st.integers(0, 255), fill=st.just(0)))
    pred = np.where(noise > 0, noise, patches).astype(np.uint8)
    assume(pred.max() != 1)  # refused: it would be scored as empty by mistake
    return pred, (patches > draw(st.integers(-1, 255))) ^ (seeds.random(shape) < draw(st.sampled_from([0, 0.1])))


@pytest.mark.parametrize("measure", MEASURES)
@unhurried
@given(soft_pairs())
def test_every_measure_lies_within_0_and_1(measure: Any, pair: tuple[Grey8, BoolMap]) -> None:
    assert 0 <= measure(*pair) <= 1 + 1e-12
    assert 0 <= measure(*pair, normalize="minmax") <= 1 + 1e-12


@pytest.mark.parametrize("measure", [s_measure, e_measure, f_measure, weighted_f])
@unhurried
@given(soft_pairs())
def test_the_truth_itself_is_perfect(measure: Any, pair: tuple[Grey8, BoolMap]) -> None:
    _, truth = pair
    assert measure(truth, truth) == pytest.approx(1, abs=1e-6)
    assert mae(truth, truth) == 0


@pytest.mark.parametrize("measure", MEASURES)
@unhurried
@given(soft_pairs())
def test_bytes_and_their_shares_in_double_precision_are_one_prediction(
    measure: Any, pair: tuple[Grey8, BoolMap]
) -> None:
    pred, truth = pair
    assume(2 * int(pred.sum()) % pred.size or not pred.any())  # twice the mean is no level: rounding decides nothing
    assert measure(pred, truth) == pytest.approx(measure(pred / 255, truth), abs=1e-6)


@unhurried
@given(soft_pairs())
def test_the_errors_against_a_truth_and_its_opposite_make_1(pair: tuple[Grey8, BoolMap]) -> None:
    pred, truth = pair
    assert mae(pred, truth) + mae(pred, ~truth) == pytest.approx(1)


@pytest.mark.parametrize("measure", [mae, e_measure, f_measure])
@unhurried
@given(soft_pairs(), st.randoms())
def test_the_order_of_pixels_does_not_matter_to_what_only_counts(
    measure: Any, pair: tuple[Grey8, BoolMap], chance: Any
) -> None:
    order = np.array(chance.sample(range(pair[0].size), pair[0].size))
    shuffled = [values.ravel()[order].reshape(values.shape[::-1]) for values in pair]
    assert measure(*shuffled) == pytest.approx(measure(*pair), abs=1e-12)


@unhurried
@given(soft_pairs())
def test_structure_does_not_depend_on_which_side_is_up(pair: tuple[Grey8, BoolMap]) -> None:
    """Rows and columns may change places; a turn may not: the centroid is rounded towards one corner."""
    assert s_measure(pair[0].T, pair[1].T) == pytest.approx(s_measure(*pair), abs=1e-9)


@pytest.mark.parametrize("measure", [e_measure, f_measure])
@unhurried
@given(soft_pairs())
def test_the_best_threshold_is_at_least_as_good_as_any_other(measure: Any, pair: tuple[Grey8, BoolMap]) -> None:
    best = measure(*pair, kind="max")
    assert best >= measure(*pair) - 1e-12
    assert best >= measure(*pair, kind="mean") - 1e-12


@unhurried
@given(soft_pairs())
def test_recall_falls_with_the_threshold_and_all_curves_lie_within_0_and_1(pair: tuple[Grey8, BoolMap]) -> None:
    curves = threshold_curves(*pair)
    assert (np.diff(curves.recall) <= 0).all()
    for curve in vars(curves).values():
        assert curve.min() >= 0
        assert curve.max() <= 1 + 1e-12


@unhurried
@given(soft_pairs(), st.integers(0, 12), st.integers(0, 12))
def test_empty_room_around_both_masks_leaves_the_weighted_f_as_it_is(
    pair: tuple[Grey8, BoolMap], above: int, left: int
) -> None:
    pred, truth = pair
    room = ((above, 5), (left, 3))
    wide = [np.pad(values, ((8, 8), (8, 8))) for values in (pred, truth)]
    assert weighted_f(*[np.pad(values, room) for values in wide]) == pytest.approx(weighted_f(*wide), abs=1e-6)
