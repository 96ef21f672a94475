"""Named textures: seamless, at real size, in the colour that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.render.patterns import PATTERNS, pattern
from maskkit.render.textures.colour import linear

PLAIN = (
    "planks",
    "parquet",
    "carpet",
    "weave",
    "wood",
    "wood-up",
    "tiles-15",
    "tiles-30",
    "lino",
    "plaster",
    "wallpaper",
)
SMALL = ("carpet", "weave", "speckle", "wallpaper", "rug", "leaf", "art-landscape", "art-abstract", "wood")


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_a_sound_surface(name: str) -> None:
    surface = pattern(name, "#b09070", 1)
    height, width = surface.relief_m.shape
    assert surface.albedo.shape == (height, width, 3)
    assert surface.albedo.dtype == surface.relief_m.dtype == surface.roughness.dtype == np.float32
    assert surface.albedo.min() >= 0
    assert surface.albedo.max() <= 0.92
    assert surface.roughness.shape == (height, width)
    assert np.abs(surface.relief_m).max() < 0.01
    assert width / height == pytest.approx(surface.size_m[0] / surface.size_m[1], rel=0.02)


@pytest.mark.parametrize("name", PLAIN)
def test_the_mean_is_near_the_colour(name: str) -> None:
    mean, wanted = pattern(name, "#a08060").mean_albedo, linear("#a08060")
    assert mean == pytest.approx(wanted, rel=0.25)


@pytest.mark.parametrize("name", [name for name in SMALL if not name.startswith("art")])
def test_patterns_repeat_without_a_seam(name: str) -> None:
    """The step over the border is no larger than steps inside."""
    tone = pattern(name, "#a08060", 2).albedo.mean(axis=2)
    inside = np.abs(np.diff(tone, axis=1)).mean()
    assert np.abs(tone[:, 0] - tone[:, -1]).mean() < 2.5 * inside + 0.002


def test_equal_asks_give_the_same_surface_and_seeds_differ() -> None:
    assert pattern("carpet", "#887766", 3) is pattern("carpet", "#887766", 3)
    assert not np.array_equal(pattern("carpet", "#887766", 3).albedo, pattern("carpet", "#887766", 4).albedo)


def test_upright_wood_is_wood_on_its_side() -> None:
    level, upright = pattern("wood", "#8a5f38", 1), pattern("wood-up", "#8a5f38", 1)
    assert upright.size_m == level.size_m[::-1]
    assert np.array_equal(upright.albedo, level.albedo.swapaxes(0, 1))


def test_wood_grain_runs_along_the_picture() -> None:
    tone = pattern("wood", "#8a5f38", 1).albedo.mean(axis=2)
    assert np.abs(np.diff(tone, axis=0)).mean() > 3 * np.abs(np.diff(tone, axis=1)).mean()


def test_an_unknown_pattern_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownChoice, match=r"no texture 'velvet'.*carpet"):
        pattern("velvet", "#ffffff")
