"""The words of the wire, and what people call them."""

from __future__ import annotations

import json

import pytest

from maskkit.errors import UnknownChoice
from maskkit.roomapi.words import ROOM_NAMES, THEME_NAMES, RoomType, Theme, parse_room_type, parse_theme


def test_the_wire_spelling_is_exact() -> None:
    assert [word.value for word in RoomType] == ["BATHROOM", "KITCHEN", "SHOWEROOM"]
    assert [word.value for word in Theme] == ["MODERN", "INDUSTRIAL", "SCANDINAVIAN", "LUXURIOUS"]
    assert json.dumps({"room_type": RoomType.SHOWER_ROOM}) == '{"room_type": "SHOWEROOM"}'


@pytest.mark.parametrize("text", ["shower-room", "Shower Room", "SHOWEROOM", "shower_room", " showerroom ", "shower"])
def test_the_shower_room_has_many_names(text: str) -> None:
    assert parse_room_type(text) is RoomType.SHOWER_ROOM


def test_every_friendly_name_and_every_word_is_understood() -> None:
    for name, word in {**ROOM_NAMES}.items():
        assert parse_room_type(name) is parse_room_type(word) is word
    for name, theme in THEME_NAMES.items():
        assert parse_theme(name) is parse_theme(theme) is theme


@pytest.mark.parametrize("text", ["", "garage", "kitchens", "SHOWER ROOMS"])
def test_unknown_words_are_refused_with_the_list(text: str) -> None:
    with pytest.raises(UnknownChoice, match="bathroom, kitchen, shower-room"):
        parse_room_type(text)
