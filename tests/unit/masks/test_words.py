"""The little language of targets."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.words import TARGETS, classes_of, is_word, named_in, parse_keep, parse_names, parse_target


@pytest.mark.parametrize("word", TARGETS)
def test_every_word_alone(word: str) -> None:
    assert parse_target(word).classes == TARGETS[word]
    assert parse_target(f" {word.upper()}s ").classes == TARGETS[word]


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("floor+wall", {RoomClass.FLOOR, RoomClass.WALL}),
        ("floor + wall - window", {RoomClass.FLOOR, RoomClass.WALL}),
        ("room-floor", {RoomClass.WALL}),
        ("room-floor+floor", {RoomClass.WALL, RoomClass.FLOOR}),
        ("+ceiling+room", {RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING}),
        ("room - (wall + ceiling)", {RoomClass.FLOOR}),
        ("room & wall", {RoomClass.WALL}),
        ("floor + wall & wall", {RoomClass.WALL}),
        ("room & ~wall", {RoomClass.FLOOR}),
        ("room & not wall", {RoomClass.FLOOR}),
        ("~floor", set(RoomClass) - {RoomClass.FLOOR}),
    ],
)
def test_sums_and_differences_go_from_left_to_right(text: str, classes: set[RoomClass]) -> None:
    assert parse_target(text).classes == classes


def test_words_that_were_taken_away_are_named_too() -> None:
    assert parse_target("floor-window").named == {RoomClass.FLOOR, RoomClass.WINDOW}


@pytest.mark.parametrize("text", ["sofa", "floor+sofa", "floor-", "floor++wall", "", "+", "floor wall"])
def test_unknown_and_missing_words(text: str) -> None:
    with pytest.raises(UnknownChoice, match="Choose from: floor, wall, ceiling, room, window"):
        parse_target(text)


@pytest.mark.parametrize("text", ["floor-floor", "floor-room", "-floor"])
def test_a_difference_that_leaves_nothing(text: str) -> None:
    with pytest.raises(UnknownChoice, match=r"leaves nothing to mark|a name is missing"):
        parse_target(text)


def test_a_file_is_no_word() -> None:
    with pytest.raises(UnknownChoice, match=r"'sofa-2\.png' is a file"):
        parse_target("floor + sofa-2.png")


def test_files_name_no_class() -> None:
    assert named_in(parse_names("sofa.png - (rug & 'floor')")) == {RoomClass.RUG}


@pytest.mark.parametrize(
    "words", ["window,door", "window, doors", ["window", "door"], ("window,door",), ["door+window"]]
)
def test_keep_in_every_spelling(words: str | list[str]) -> None:
    assert parse_keep(words) == {RoomClass.WINDOW, RoomClass.DOOR}


def test_keeping_nothing() -> None:
    assert parse_keep("") == parse_keep([]) == frozenset()


def test_one_word() -> None:
    assert classes_of("rug") == {RoomClass.RUG}


def test_what_is_a_word() -> None:
    assert [is_word(text) for text in ("Floor", "rugs", "floor.png", "")] == [True, True, False, False]
