"""Window means agree with the slow way of taking them."""

from __future__ import annotations

import numpy as np

from maskkit.engines.windows import Windows


def test_means_agree_with_plain_slicing() -> None:
    rng = np.random.default_rng(3)
    values, weights = rng.random((12, 15)).astype(np.float32), (rng.random((12, 15)) > 0.3).astype(np.float32)
    across, down = (rng.integers(1, 4, (12, 15)).astype(np.float32) for _ in range(2))
    found = Windows(weights, (across, down)).mean(values)
    for y, x in ((0, 0), (5, 7), (11, 14), (3, 12)):
        a, d = int(across[y, x]), int(down[y, x])
        part = np.s_[max(0, y - d) : y + d + 1, max(0, x - a) : x + a + 1]
        assert found[y, x] == np.float32(np.average(values[part], weights=weights[part])).round(6) or np.isclose(
            found[y, x], np.average(values[part], weights=weights[part]), atol=1e-5
        )


def test_where_nothing_counts_in_reach_the_overall_mean_stands_in() -> None:
    weights = np.zeros((5, 30), np.float32)
    weights[:, :3] = 1
    one = np.ones_like(weights)
    values = np.where(weights > 0, 2.0, 9.0).astype(np.float32)
    assert np.allclose(Windows(weights, (one, one)).mean(values), 2.0)


def test_no_weight_at_all_gives_zeros_and_no_warning() -> None:
    nothing = np.zeros((4, 4), np.float32)
    assert not Windows(nothing, (nothing + 1, nothing + 1)).mean(nothing + 5).any()
