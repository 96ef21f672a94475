"""A step of training is a function of its number."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.network.examples import Example  # noqa: E402
from training.network.sampling import LARGE, SMALL, Source, Steps  # noqa: E402


def examples(count: int, *, value: int) -> list[Example]:
    labels = np.full((300, 400), value, np.uint8)
    return [
        Example(str(i), np.full((300, 400, 3), 40 * i + 20, np.uint8), *[labels] * 3, coarse=False)
        for i in range(count)
    ]


def steps(*, seed: int = 1, first: int = 0) -> Steps:
    return Steps([Source(examples(3, value=1), 1.0, 0.0), Source(examples(2, value=2), 0.0, 1.0)],
                 seed=seed, batch=4, first=first, steps=10)  # fmt: skip


def test_a_run_that_goes_on_sees_what_it_would_have_seen() -> None:
    whole, rest = steps(), steps(first=6)
    assert len(rest) == 4
    assert all((whole[6][key] == rest[0][key]).all() for key in whole[6])


def test_another_seed_sees_something_else() -> None:
    one, other = steps()[0], steps(seed=2)[0]
    assert any(one[key].shape != other[key].shape or (one[key] != other[key]).any() for key in ("pixels", "may"))


def test_pictures_grow_and_the_shares_of_the_sources_move() -> None:
    early, late = steps()[0], steps()[9]
    assert tuple(early["pixels"].shape[:1:-1]) in SMALL
    assert tuple(late["pixels"].shape[:1:-1]) in LARGE
    assert early["may"][:, 1].float().mean() > late["may"][:, 1].float().mean()


def test_sources_without_examples_are_left_out() -> None:
    mixed = Steps([Source([], 5.0, 5.0), Source(examples(1, value=1), 1.0, 1.0)], seed=1, batch=2, first=0, steps=2)
    assert mixed[0]["pixels"].shape[0] == 2
