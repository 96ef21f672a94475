"""The designer's table is complete and can be read."""

from __future__ import annotations

import re

import pytest

from maskkit.render.designs.words import Recipe, Scheme, WallScheme, dado, paint, painted, whole
from maskkit.render.schemes import SCHEMES
from maskkit.roomapi.words import RoomType, Theme

ALL = [(pair, scheme) for pair, schemes in SCHEMES.items() for scheme in schemes]


def test_there_are_schemes_for_every_room_and_theme() -> None:
    assert set(SCHEMES) == {(room_type, theme) for room_type in RoomType for theme in Theme}


@pytest.mark.parametrize(("pair", "scheme"), ALL, ids=lambda value: value.name if isinstance(value, Scheme) else "")
def test_colours_are_hex_and_names_are_words(pair: tuple[RoomType, Theme], scheme: Scheme) -> None:
    for colour in (scheme.joinery, scheme.worktop, scheme.metal, scheme.textile, scheme.wall.skirting):
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    assert re.fullmatch(r"[A-Z]?[a-zA-Z ]+", scheme.name)


@pytest.mark.parametrize("room_type", list(RoomType))
def test_luxury_is_stone_zellige_or_parquet(room_type: RoomType) -> None:
    for scheme in SCHEMES[room_type, Theme.LUXURIOUS]:
        makers = {recipe.maker.__name__ for recipe in (scheme.floor, *(scheme.feature or scheme.wall).recipes)}
        assert makers & {"marble", "checkerboard", "zellige", "herringbone"}, scheme.name


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
