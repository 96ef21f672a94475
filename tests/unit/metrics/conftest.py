"""Soft and hard predictions with their truths, in the sizes and kinds that metrics of soft masks trip over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.types import BoolMap, Floats

SHAPES = ((1, 1), (1, 40), (25, 1), (2, 2), (17, 64), (30, 45))


def _pairs(shape: tuple[int, int]) -> list[tuple[Floats, BoolMap]]:
    """Soft and hard predictions of a floor, of noise, of a corner, and of nothing and everything."""
    generator = np.random.default_rng(14)
    rows, columns = np.indices(shape)
    floor = rows + columns // 5 >= shape[0] // 2
    corner = (rows == shape[0] - 1) & (columns == shape[1] - 1)
    soft = np.clip(floor * 0.6 + generator.random(shape) * 0.4, 0, 1)
    truths = [floor, corner, generator.random(shape) < 0.5, np.zeros(shape, np.bool_), np.ones(shape, np.bool_)]
    preds = [soft, np.roll(floor, 1, axis=0).astype(float), np.zeros(shape), np.ones(shape)]
    return [(pred, truth) for truth in truths for pred in preds]


@pytest.fixture(params=SHAPES, ids=lambda shape: f"{shape[0]}x{shape[1]}")
def soft_pairs(request: pytest.FixtureRequest) -> list[tuple[Floats, BoolMap]]:
    """Predictions within 0..1 and truths, of one size."""
    return _pairs(request.param)


@pytest.fixture
def soft_pair_of_64() -> tuple[Floats, BoolMap]:
    """A soft prediction of a floor, 64 x 17 pixels."""
    return _pairs((17, 64))[0]


@pytest.fixture
def forms() -> Callable[[Floats], list[Any]]:
    """One prediction in every form that can hold its values without loss, or with little."""

    def forms_of(pred: Floats) -> list[Any]:
        hard = set(np.unique(pred)) <= {0.0, 1.0}
        exact = [pred > 0.5, (pred * 255).astype(np.uint8)] if hard else []
        return [pred, pred.astype(np.float32), *exact]

    return forms_of
