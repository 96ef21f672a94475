"""The little language of targets."""

from __future__ import annotations

import pytest

from maskkit.errors import UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.words import (
    TARGETS,
    check_target,
    classes_of,
    is_word,
    kept_walls,
    named_in,
    needed_in,
    parse_keep,
    parse_names,
    parse_target,
    walls_in,
)

STANDING = {RoomClass.FURNITURE, RoomClass.RUG, RoomClass.FIXTURE}


@pytest.mark.parametrize("word", TARGETS)
def test_every_word_alone(word: str) -> None:
    assert parse_target(word).classes == TARGETS[word]
    assert parse_target(f" {word.upper()}s ").classes == TARGETS[word]


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("floor+wall", {RoomClass.FLOOR, RoomClass.WALL}),
        ("floor + wall - window", {RoomClass.FLOOR, RoomClass.WALL}),
        ("room-floor", {RoomClass.WALL, *STANDING}),
        ("room-floor+floor", {RoomClass.WALL, RoomClass.FLOOR, *STANDING}),
        ("+ceiling+room", {RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING, *STANDING}),
        ("room - (wall + ceiling)", {RoomClass.FLOOR, *STANDING}),
        ("room & wall", {RoomClass.WALL}),
        ("floor + wall & wall", {RoomClass.WALL}),
        ("room & ~wall", {RoomClass.FLOOR, *STANDING}),
        ("room & not wall", {RoomClass.FLOOR, *STANDING}),
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


@pytest.mark.parametrize("keep", ["wall:2, window", ["wall:2", "windows"]])
def test_single_walls_that_are_kept(keep: str | list[str]) -> None:
    assert parse_keep(keep) == {RoomClass.WINDOW}
    assert kept_walls(keep) == {2}


def test_single_walls_end_a_word_where_an_operator_follows() -> None:
    tree = parse_names("room-wall:1+wall:2")
    assert walls_in(tree) == {1, 2}
    assert named_in(tree) == {RoomClass.FLOOR, RoomClass.WALL, *STANDING}
    assert needed_in(tree) == {RoomClass.FLOOR, RoomClass.WALL}


def test_a_single_wall_is_no_class() -> None:
    with pytest.raises(UnknownChoice, match="wall:2 is one wall, and can only be told in a photo"):
        parse_target("floor + wall:2")


def test_what_can_be_refused_without_a_photo() -> None:
    check_target("room - wall:2")
    for text in ("room - sofa", "floor - floor", "wall:2 - sofa.png", "wall:2 +"):
        with pytest.raises(UnknownChoice):
            check_target(text)


def test_a_room_is_its_surfaces_and_what_stands_there() -> None:
    assert classes_of("room") == {RoomClass.FLOOR, RoomClass.WALL, *STANDING}


def test_one_word() -> None:
    assert classes_of("rug") == {RoomClass.RUG}


def test_what_is_a_word() -> None:
    assert [is_word(text) for text in ("Floor", "rugs", "wall:2", "floor.png", "")] == [True, True, True, False, False]
