"""The designer's table is complete and can be read."""

from __future__ import annotations

import re

import numpy as np
import pytest

from maskkit.render.designs.words import Recipe, Scheme, WallScheme, dado, paint, painted, whole
from maskkit.render.patterns import PATTERNS
from maskkit.render.schemes import SCHEMES
from maskkit.render.textures import plaster
from maskkit.roomapi.words import RoomType, Theme

ALL = [(pair, scheme) for pair, schemes in SCHEMES.items() for scheme in schemes]


def test_there_are_schemes_for_every_room_and_theme() -> None:
    assert set(SCHEMES) == {(room_type, theme) for room_type in RoomType for theme in Theme}


@pytest.mark.parametrize(("pair", "scheme"), ALL, ids=lambda value: value.name if isinstance(value, Scheme) else "")
def test_colours_are_hex_and_names_are_words(pair: tuple[RoomType, Theme], scheme: Scheme) -> None:
    for colour in (scheme.joinery, scheme.worktop, scheme.metal, scheme.textile, scheme.wall.skirting):
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    assert re.fullmatch(r"[A-Z]?[a-zA-Z ]+", scheme.name)


LUXURY = {
    *(
        "marble",
        "checkerboard",
        "zellige",
        "herringbone",
        "chevron",
        "travertine",
        "limestone",
        "basket_weave",
        "venetian",
    ),
}


@pytest.mark.parametrize("room_type", list(RoomType))
def test_luxury_is_stone_zellige_or_parquet(room_type: RoomType) -> None:
    for scheme in SCHEMES[room_type, Theme.LUXURIOUS]:
        makers = {recipe.maker.__name__ for recipe in (scheme.floor, *(scheme.feature or scheme.wall).recipes)}
        assert makers & LUXURY, scheme.name


def test_walls_are_divided_as_their_words_say() -> None:
    white, tile = paint(colour="#ffffff"), Recipe(len)
    assert whole(tile) == WallScheme((tile,))
    assert dado(tile, white, 1.2).heights_m == (1.2,)
    assert dado(tile, white, 1.2, trim_m=0.0).trim_m == 0
    assert painted("#ffffff").recipes == (white,)
    assert painted("#ffffff").skirting_m > 0


def test_recipes_that_say_the_same_are_the_same() -> None:
    assert paint(colour="#ffffff", roughness=0.5) == paint(roughness=0.5, colour="#ffffff")
    assert hash(paint(colour="#ffffff")) != hash(paint(colour="#000000"))


def materials(theme: Theme) -> tuple[set[Recipe], set[Recipe]]:
    """Every floor and every wall material of a theme, in any room."""
    floors, walls = set(), set()
    for (_, own), schemes in SCHEMES.items():
        for scheme in schemes if own is theme else ():
            floors.add(scheme.floor)
            walls.update(recipe for wall in (scheme.wall, scheme.feature) if wall for recipe in wall.recipes)
    return floors, walls


@pytest.mark.parametrize("theme", list(Theme))
def test_every_theme_has_floors_and_walls_of_eight_makes(theme: Theme) -> None:
    """Not eight tones of one tile: paint counts once."""
    for found in materials(theme):
        assert len({recipe.maker for recipe in found}) >= 8


def signs(recipe: Recipe) -> np.ndarray:
    """How a material looks from some way off: colour, contrast, shine, and the pitch of its tiles."""
    surface = recipe.maker(**dict(recipe.given), seed=0, pixels_per_m=50)
    tone = np.sqrt(surface.albedo)
    return np.append(tone.mean(axis=(0, 1)), [tone.std(), np.median(surface.roughness), *surface.module_m])


@pytest.mark.parametrize("theme", list(Theme))
def test_every_theme_has_eight_floors_and_walls_that_can_be_told_apart(theme: Theme) -> None:
    for found in materials(theme):
        apart: list[np.ndarray] = []
        for recipe in found:
            if recipe.maker is not plaster.paint:
                mine = signs(recipe)
                if all(np.abs(mine - other).max() > 0.04 for other in apart):
                    apart.append(mine)
        assert len(apart) >= 8


@pytest.mark.parametrize(("pair", "scheme"), ALL, ids=lambda value: value.name if isinstance(value, Scheme) else "")
def test_worktops_are_of_patterns_that_there_are(pair: tuple[RoomType, Theme], scheme: Scheme) -> None:
    assert scheme.worktop_texture in {"", *PATTERNS}
