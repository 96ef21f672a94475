"""Intervals and tests against what is known of them."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from maskkit.bench.statistics import Interval, Resampling, bootstrap, sign_flip_p
from maskkit.types import Floats


def mean_of(values: Floats) -> object:
    return lambda weights: (weights @ values / weights.sum(axis=1))[:, None]


def mean_interval(values: Floats, **options: object) -> Interval:
    groups = options.pop("groups", None)
    return bootstrap(mean_of(values), len(values), groups=groups, how=Resampling(**options))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["bca", "percentile"])
def test_the_interval_of_a_mean_is_that_of_theory(kind: str) -> None:
    """For 400 values, the mean plus and minus 1.96 standard errors."""
    values = np.random.default_rng(3).normal(0.5, 0.1, 400)
    found, error = mean_interval(values, kind=kind, resamples=4000), values.std(ddof=1) / 20
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.1 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.1 * error)


def test_bca_agrees_with_an_independent_implementation() -> None:
    """SciPy's BCa interval of the same skewed values, up to the luck of the draw."""
    stats = pytest.importorskip("scipy.stats")
    values = np.random.default_rng(5).exponential(1.0, 30)
    theirs = stats.bootstrap(
        (values,), np.mean, method="BCa", n_resamples=20_000, rng=np.random.default_rng(1)
    ).confidence_interval
    ours = mean_interval(values, resamples=20_000)
    assert [ours.low, ours.high] == pytest.approx([theirs.low, theirs.high], abs=0.02)


def test_bca_moves_the_interval_of_skewed_values_towards_their_tail() -> None:
    """That is what it is for."""
    values = np.random.default_rng(5).exponential(1.0, 30)
    bca, percentile = (mean_interval(values, kind=kind, resamples=5000) for kind in ("bca", "percentile"))
    assert bca.high > percentile.high
    assert bca.low > percentile.low


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 200 samples of 40 photos, 95 % intervals hold the true mean in roughly 95 %."""
    rng = np.random.default_rng(0)
    samples = rng.beta(2.2, 1.2, (200, 40))
    found = [mean_interval(values, resamples=300, seed=seed) for seed, values in enumerate(samples)]
    assert np.mean([one.low <= 2.2 / 3.4 <= one.high for one in found]) == pytest.approx(0.95, abs=0.04)


def test_equal_seeds_give_equal_intervals_and_others_do_not() -> None:
    """A result can be repeated."""
    values = np.random.default_rng(1).random(20)
    first, again, other = (mean_interval(values, seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_the_number_of_resamples_at_once_does_not_show() -> None:
    """More resamples go on with the same draws; fewer are their beginning."""
    values = np.random.default_rng(1).random(20)
    drawn: list[Floats] = []

    def watched(weights: Floats) -> Floats:
        drawn.append(weights)
        return (weights @ values / weights.sum(axis=1))[:, None]

    bootstrap(watched, 20, how=Resampling(kind="percentile", resamples=600))
    assert [len(block) for block in drawn] == [1, 250, 250, 100]
    assert all((block.sum(axis=1) == 20).all() for block in drawn)


def test_groups_are_drawn_whole_and_widen_the_interval() -> None:
    """Ten copies of a photo are no ten photos."""
    values = np.repeat(np.random.default_rng(2).random(8), 10)
    groups = np.repeat(np.arange(8), 10).tolist()
    alone, together = mean_interval(values), mean_interval(values, groups=groups)
    assert together.high - together.low > 2 * (alone.high - alone.low)
    assert together.value == alone.value


def test_a_level_of_half_is_narrower() -> None:
    """The level is that of the interval."""
    values = np.random.default_rng(2).random(30)
    wide, narrow = mean_interval(values, level=0.95), mean_interval(values, level=0.5)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_what_cannot_be_told_has_no_interval() -> None:
    """NaN for NaN, and no interval from a single photo; never an error."""
    nothing = bootstrap(lambda weights: np.full((len(weights), 1), np.nan), 5)[0]
    assert all(math.isnan(x) for x in (nothing.value, nothing.low, nothing.high))
    single = mean_interval(np.array([0.4]))
    assert single.value == 0.4
    assert math.isnan(single.low)


def test_resamples_without_the_value_are_left_out() -> None:
    """A class that is on one photo only is missing in a third of the draws."""
    weights_of = np.array([1.0, 0, 0, 0])

    def rare(weights: Floats) -> Floats:
        return np.where(weights @ weights_of > 0, 0.7, np.nan)[:, None]

    assert bootstrap(rare, 4)[0] == Interval(0.7, 0.7, 0.7)


def test_equal_values_have_an_interval_without_width() -> None:
    """No division by a spread of 0."""
    assert mean_interval(np.full(6, 0.25)) == Interval(0.25, 0.25, 0.25)


def test_an_interval_survives_json() -> None:
    """NaN becomes null, since JSON has no word for it."""
    told = Interval(0.5, float("nan"), 1.0).to_json()
    assert told == [0.5, None, 1.0]
    assert math.isnan(Interval.from_json(told).low)


def test_sign_flips_of_few_photos_are_counted_exactly() -> None:
    """Against all signs written out."""
    differences = np.array([0.3, -0.1, 0.2, 0.05])
    sums = [abs(sum(s * d for s, d in zip(signs, differences, strict=True))) for signs in product((1, -1), repeat=4)]
    expected = np.mean([total >= abs(differences.sum()) - 1e-9 for total in sums])
    assert sign_flip_p(differences) == expected


def test_sign_flips_at_random_agree_with_exact_ones() -> None:
    """The same differences, once with all 2^12 flips and once with 4,000 at random."""
    differences = np.random.default_rng(4).normal(0.05, 0.1, 12)
    assert sign_flip_p(differences, flips=4000) == pytest.approx(sign_flip_p(differences), abs=0.02)


def test_p_is_even_where_nothing_differs() -> None:
    """Of 300 pairs of equals, about a tenth has p below 0.1."""
    rng = np.random.default_rng(6)
    found = np.array([sign_flip_p(rng.normal(0, 1, 15), flips=400, seed=n) for n in range(300)])
    assert np.mean(found < 0.1) == pytest.approx(0.1, abs=0.05)


def test_p_is_small_for_a_clear_difference_and_never_zero() -> None:
    """The true order is one of the flips."""
    assert sign_flip_p(np.full(60, 0.1), flips=1000) == pytest.approx(1 / 1001)


@pytest.mark.parametrize("differences", [[], [0.0, 0.0], [float("nan")]], ids=["none", "equal", "unknown"])
def test_p_is_one_where_no_photo_differs(differences: list[float]) -> None:
    """There is nothing to flip."""
    assert sign_flip_p(np.array(differences, np.float64)) == 1.0


def test_groups_flip_together() -> None:
    """Two rooms of five photos each have four flips, so that p is a half at best."""
    assert sign_flip_p(np.full(10, 0.2), groups=["a"] * 5 + ["b"] * 5) == 0.5


def test_sign_flips_agree_with_an_independent_implementation() -> None:
    """SciPy's exact permutation test of paired samples."""
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(9)
    for _ in range(5):
        base = rng.random(9)
        other = base + rng.normal(0.05, 0.1, 9)
        theirs = stats.permutation_test(
            (other, base), lambda a, b, axis: (a - b).sum(axis=axis), permutation_type="samples", n_resamples=np.inf,
            vectorized=True,
        )  # fmt: skip
        assert sign_flip_p(other - base) == pytest.approx(theirs.pvalue, abs=1e-12)


@pytest.mark.parametrize("tie", [0.0, 1.0])
def test_values_at_the_end_of_all_draws_keep_plain_quantiles(tie: float) -> None:
    """Where no draw lies on one side, bias cannot be told, and nothing is divided by zero."""
    values = np.full(12, 0.5)
    values[0] = tie

    def extreme(weights: Floats) -> Floats:
        picked = np.where(weights > 0, values, 0.5)
        return (picked.min(axis=1) if tie == 0 else picked.max(axis=1))[:, None]

    found = bootstrap(extreme, 12, how=Resampling(resamples=300))[0]
    assert found.value == tie
    assert {found.low, found.high} == {tie, 0.5}


def test_several_values_are_drawn_together() -> None:
    """Each with its own interval, from the same photos: a sum of two is the sum of their values in every draw."""
    values = np.random.default_rng(0).random((15, 2))

    def both(weights: Floats) -> Floats:
        means = weights @ values / weights.sum(axis=1, keepdims=True)
        return np.column_stack([means, means.sum(axis=1)])

    first, second, total = bootstrap(both, 15, how=Resampling(kind="percentile"))
    assert total.value == pytest.approx(first.value + second.value)
    assert total.high <= first.high + second.high
