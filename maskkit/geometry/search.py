"""A small derivative-free minimiser that tries many points at once, and always tries the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from maskkit.types import Floats


def shrink_search(
    cost: Callable[[Floats], Floats],
    start: Floats,
    widths: Floats,
    *,
    rounds: int = 14,
    tries: int = 40,
    elite: int = 6,
    smallest: float = 0.02,
) -> Floats:
    """Minimise ``cost`` around ``start``: the cross-entropy method (Rubinstein 1999) with a fixed seed.

    Each round draws ``tries`` points from a normal distribution, which then moves to the ``elite`` best of them.

    Args:
        cost: (N, D) → (N,), many points in one call.
        start: (D,) where to begin; it is never left for something worse.
        widths: (D,) standard deviations to begin with.
        rounds: how often to draw.
        tries: points per round.
        elite: how many of them the next round is drawn around.
        smallest: ends early where all widths fell below this share of the first ones.

    Returns:
        (D,) the best point seen.

    >>> best = shrink_search(lambda p: ((p - np.array([1.0, -2.0])) ** 2).sum(1), np.zeros(2), np.ones(2), rounds=30)
    >>> np.round(best, 1).tolist()
    [1.0, -2.0]
    """
    rng = np.random.default_rng(0)
    centre, spread = start.astype(np.float64), widths.astype(np.float64)
    best, best_cost = centre, float(cost(centre[None])[0])
    pool, pool_cost = best[None], np.array([best_cost])
    for _ in range(rounds):
        drawn = np.concatenate([centre + spread * rng.standard_normal((tries, len(start))), pool])
        costs = np.concatenate([cost(drawn[:tries]), pool_cost])
        order = np.argsort(costs, kind="stable")[:elite]
        pool, pool_cost = drawn[order], costs[order]
        best, best_cost = pool[0], float(pool_cost[0])
        centre = 0.7 * pool.mean(axis=0) + 0.3 * best
        spread = 0.4 * spread + 0.6 * np.minimum(pool.std(axis=0) * 1.3, widths)
        if np.all(spread < smallest * widths):
            break
    return best
