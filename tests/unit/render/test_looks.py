"""Twelve looks, each in several tasteful variants."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from maskkit.render.designs.words import Recipe, Scheme
from maskkit.render.looks import PATTERNS, look, variants
from maskkit.render.schemes import SCHEMES
from maskkit.render.textures import plaster
from maskkit.render.textures.surface import Surface
from maskkit.roomapi.words import RoomType, Theme

PAIRS = list(itertools.product(RoomType, Theme))


def coarse(recipe: Recipe) -> Surface:
    """The material at a low resolution: quickly made."""
    return recipe.maker(**dict(recipe.given), seed=0, pixels_per_m=50)


def colours(scheme: Scheme) -> np.ndarray:
    """Mean colours of floor, walls and feature from the floor up, two zones each, in display-like steps."""
    walls = [wall.recipes for wall in (scheme.wall, scheme.feature or scheme.wall)]
    chosen = [scheme.floor, *(recipe for recipes in walls for recipe in (recipes[0], recipes[-1]))]
    return np.sqrt(np.stack([coarse(recipe).mean_albedo for recipe in chosen]))


@pytest.mark.parametrize(("room_type", "theme"), PAIRS)
def test_every_pair_has_four_variants_that_can_be_told_apart(room_type: RoomType, theme: Theme) -> None:
    schemes = SCHEMES[room_type, theme]
    assert variants(room_type, theme) == len(schemes) >= 4
    assert len({scheme.name for scheme in schemes}) == len(schemes)
    seen = {scheme.name: colours(scheme) for scheme in schemes}
    for first, second in itertools.combinations(seen, 2):
        assert np.abs(seen[first] - seen[second]).max() > 0.05, (first, second)


@pytest.mark.parametrize(("room_type", "theme"), PAIRS)
def test_every_zone_has_its_heights(room_type: RoomType, theme: Theme) -> None:
    for scheme in SCHEMES[room_type, theme]:
        for wall in (scheme.wall, scheme.feature or scheme.wall):
            assert len(wall.recipes) == len(wall.heights_m) + 1
            assert sorted(wall.heights_m) == list(wall.heights_m)
            assert all(0.8 <= height <= 2.2 for height in wall.heights_m)
            assert 0 <= wall.trim_m < 0.05
            assert 0 <= wall.skirting_m < 0.2


def test_zones_cover_a_wall_from_the_floor_up_without_a_gap() -> None:
    wall = look(RoomType.BATHROOM, Theme.SCANDINAVIAN, 1).wall
    assert len(wall.zones) == 2
    assert wall.zones[0].bottom_m == 0
    assert wall.zones[0].top_m == wall.zones[1].bottom_m
    assert math.isinf(wall.zones[-1].top_m)


@pytest.mark.parametrize("theme", list(Theme))
def test_shower_rooms_are_tiled_to_the_ceiling(theme: Theme) -> None:
    for scheme in SCHEMES[RoomType.SHOWER_ROOM, theme]:
        for wall in (scheme.wall, scheme.feature or scheme.wall):
            assert [recipe.maker for recipe in wall.recipes if recipe.maker is plaster.paint] == []


@pytest.mark.parametrize(("room_type", "theme"), PAIRS)
def test_ceilings_are_light_and_palettes_possible(room_type: RoomType, theme: Theme) -> None:
    one = look(room_type, theme, 0)
    assert one.ceiling.mean_albedo.min() > 0.6
    for colour in (one.palette.joinery, one.palette.worktop, one.palette.metal, one.palette.textile):
        assert all(0 < part < 1 for part in colour)


def test_the_seed_decides_the_scheme_and_then_how_tiles_fall() -> None:
    kind = RoomType.BATHROOM, Theme.MODERN
    count = variants(*kind)
    assert look(*kind, 1) == look(*kind, 1)
    assert look(*kind, 1).scheme is look(*kind, 1 + count).scheme
    assert not np.array_equal(look(*kind, 1).floor.albedo, look(*kind, 1 + count).floor.albedo)
    assert look(*kind, 2 + count * PATTERNS) == look(*kind, 2)


def test_large_and_odd_seeds_are_welcome() -> None:
    assert look(RoomType.KITCHEN, Theme.MODERN, 2**63 + 11).floor.size_m[0] > 0
    assert look(RoomType.KITCHEN, Theme.MODERN, -5).floor.size_m[0] > 0


def test_a_splash_zone_is_a_feature_of_several_zones() -> None:
    assert look(RoomType.KITCHEN, Theme.MODERN, 0).splash
    assert not look(RoomType.BATHROOM, Theme.INDUSTRIAL, 1).splash


def test_materials_are_made_when_they_are_asked_for() -> None:
    one = look(RoomType.BATHROOM, Theme.MODERN, 0)
    assert "floor" not in vars(one)
    assert one.floor is one.floor
