"""Prints are pictures: different for every seed that they use, on pale paper."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures import prints

MAKERS = (prints.arches, prints.lines, prints.botanic, prints.landscape, prints.abstract)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_print_has_light_and_dark(maker: object) -> None:
    picture = maker("#ffffff", seed=1)  # type: ignore[operator]
    tone = picture.albedo.mean(axis=2)
    assert picture.albedo.shape == (prints.SIDE, prints.SIDE, 3)
    assert picture.size_m == (1.0, 1.0)
    assert np.percentile(tone, 95) - np.percentile(tone, 0.5) > 0.25


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_the_seed_decides_a_print(maker: object) -> None:
    first, again, other = (maker("#ffffff", seed=seed).albedo for seed in (1, 1, 2))  # type: ignore[operator]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_drawn_line_is_thin() -> None:
    tone = prints.lines("#ffffff", seed=1).albedo.mean(axis=2)
    assert 0.002 < (tone < 0.1).mean() < 0.06
