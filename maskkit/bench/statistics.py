"""How sure a number is that was measured on some photos: bootstrap intervals and permutation tests.

A photo is the unit: photos, not pixels, are drawn. Where several photos show the same room they are no independent
witnesses; name their rooms as ``groups``, and whole groups are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import NormalDist
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Floats

Kind: TypeAlias = Literal["bca", "percentile"]
Statistic: TypeAlias = Callable[[Floats], Floats]
"""From weights (B, N) of N photos to K numbers for each of the B rows, (B, K); NaN where one cannot be told."""

_ROWS_AT_ONCE = 250
_ROUNDING = 1e-12
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value and the ends of its confidence interval; all are NaN where nothing could be measured."""

    value: float
    low: float
    high: float

    def to_json(self) -> list[float | None]:
        """[value, low, high], None for NaN."""
        return [None if np.isnan(x) else float(x) for x in (self.value, self.low, self.high)]

    @classmethod
    def from_json(cls, told: Sequence[float | None]) -> Interval:
        """The interval of :meth:`to_json`."""
        return cls(*(float("nan") if x is None else float(x) for x in told))


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are made: ``kind`` of interval, how many ``resamples``, their ``seed``, the ``level`` in 0..1."""

    kind: Kind = "bca"
    resamples: int = 1000
    seed: int = 0
    level: float = 0.95

    def to_json(self) -> dict[str, Any]:
        """The settings as JSON."""
        return {"kind": self.kind, "resamples": self.resamples, "seed": self.seed, "level": self.level}


DEFAULT_RESAMPLING = Resampling()


def bootstrap(
    statistic: Statistic, photos: int, *, groups: Sequence[Any] | None = None, how: Resampling = DEFAULT_RESAMPLING
) -> list[Interval]:
    """The values of ``statistic`` over all photos, each with its bootstrap interval (Efron 1979).

    ``percentile`` takes the quantiles of the resampled values; ``bca`` corrects them for bias and skewness (Efron
    1987, "Better bootstrap confidence intervals", JASA 82, equations 2.3 and 6.6). Resamples in which a value cannot be
    told are left out of its interval. Equal seeds give equal intervals.

    Args:
        statistic: see :data:`Statistic`; it is given whole numbers as weights: how often each photo was drawn.
        photos: N.
        groups: N names; photos of one group are drawn together. None: every photo is its own group.
        how: kind, number and seed of the resamples.

    >>> heights = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> mean = bootstrap(lambda weights: (weights @ heights / weights.sum(axis=1))[:, None], 5)[0]
    >>> mean.value, mean.low < 2.5, mean.high > 3.5
    (3.0, True, True)
    """
    whole = statistic(np.ones((1, photos)))[0]
    places = _places(groups, photos)
    if not len(places) or places.max() == 0:
        return [Interval(float(value), float("nan"), float("nan")) for value in whole]
    drawn = np.concatenate([statistic(weights) for weights in _draws(places, how)])
    left_out = np.concatenate([statistic(weights) for weights in _jackknife(places)]) if how.kind == "bca" else None
    return [
        _interval(float(value), drawn[:, k], None if left_out is None else left_out[:, k], how.level)
        for k, value in enumerate(whole)
    ]


def sign_flip_p(
    differences: Floats, *, groups: Sequence[Any] | None = None, flips: int = 10_000, seed: int = 0
) -> float:
    """The two-sided p-value of paired ``differences`` (N,) by flipping their signs (Fisher 1935; Good 2005, ch. 3).

    If the two methods were alike, each photo's difference could as well have had the other sign. p is the share of
    flips whose sum is at least as far from 0 as the true one: of all 2^G where that is at most ``flips``, and else of
    as many at random, the true one counted among them (Phipson and Smyth 2010), so that p is never 0. NaN differences
    are left out; 1 where no photo differs. Differences of one group flip together.

    >>> sign_flip_p(np.array([0.1, 0.2, 0.1, 0.3, 0.2]))
    0.0625
    """
    known = ~np.isnan(differences)
    if groups is not None:
        groups = [name for name, is_known in zip(groups, known, strict=True) if is_known]
    sums = np.bincount(_places(groups, int(known.sum())), weights=differences[known])
    noise = _ROUNDING * np.abs(sums).sum()
    sums = sums[np.abs(sums) > noise]
    if not len(sums):
        return 1.0
    limit = abs(sums.sum()) - noise
    if 2 ** len(sums) <= flips:
        signs = np.array(list(product((-1.0, 1.0), repeat=len(sums))))
        return float(np.mean(np.abs(signs @ sums) >= limit))
    rng = np.random.default_rng(seed)
    blocks = [min(_ROWS_AT_ONCE, flips - start) for start in range(0, flips, _ROWS_AT_ONCE)]
    as_far = sum(
        int(np.count_nonzero(np.abs((rng.integers(0, 2, (rows, len(sums))) * 2.0 - 1) @ sums) >= limit))
        for rows in blocks
    )
    return (1 + as_far) / (1 + flips)


def _places(groups: Sequence[Any] | None, photos: int) -> NDArray[np.int64]:
    """(N,) the number of each photo's group, in the order of the groups' first photos."""
    if groups is None:
        return np.arange(photos)
    order = {name: place for place, name in enumerate(dict.fromkeys(groups))}
    return np.array([order[name] for name in groups], np.int64)


def _draws(places: NDArray[np.int64], how: Resampling) -> Iterator[Floats]:
    """Weights (B, N), block by block: groups drawn with replacement, as many as there are."""
    rng, count = np.random.default_rng(how.seed), int(places.max()) + 1
    for start in range(0, how.resamples, _ROWS_AT_ONCE):
        rows = min(_ROWS_AT_ONCE, how.resamples - start)
        picks = rng.integers(0, count, (rows, count))
        times = np.zeros((rows, count))
        np.add.at(times, (np.arange(rows)[:, None], picks), 1)
        yield times[:, places]


def _jackknife(places: NDArray[np.int64]) -> Iterator[Floats]:
    """Weights (B, N), block by block: each group left out once."""
    count = int(places.max()) + 1
    for start in range(0, count, _ROWS_AT_ONCE):
        yield (np.arange(start, min(start + _ROWS_AT_ONCE, count))[:, None] != places).astype(np.float64)


def _interval(value: float, drawn: Floats, left_out: Floats | None, level: float) -> Interval:
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(drawn):
        return Interval(value, float("nan"), float("nan"))
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    if left_out is not None:
        ends = _bca_ends(value, drawn, left_out[~np.isnan(left_out)], ends)
    low, high = np.quantile(drawn, ends)
    return Interval(value, float(low), float(high))


def _bca_ends(value: float, drawn: Floats, left_out: Floats, ends: Floats) -> Floats:
    """The quantiles to take instead of ``ends``; the same ones where bias or skewness cannot be told."""
    near = _ROUNDING * max(abs(value), float(np.abs(drawn).max()))  # of few photos, many draws give the value itself
    ties = np.count_nonzero(np.abs(drawn - value) <= near)
    below = (np.count_nonzero(drawn < value - near) + ties / 2) / len(drawn)
    if not 0 < below < 1 or len(left_out) < 2:
        return ends
    bias, skew = _NORMAL.inv_cdf(below), _acceleration(left_out)
    shifted = bias + np.array([_NORMAL.inv_cdf(end) for end in ends])
    if np.any(1 - skew * shifted <= 0):
        return ends
    return np.array([_NORMAL.cdf(bias + z / (1 - skew * z)) for z in shifted])


def _acceleration(left_out: NDArray[np.float64]) -> float:
    away = left_out.mean() - left_out
    if np.abs(away).max() <= _ROUNDING * np.abs(left_out).max():
        return 0.0
    return float((away**3).sum() / (6 * (away**2).sum() ** 1.5))
