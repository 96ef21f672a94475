"""What is scored."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.bench.scope import Scope, is_label_map, marked, parse_class, strangers
from maskkit.errors import MaskRefused, UnknownChoice
from maskkit.masks.classes import RoomClass


def labels(*values: int) -> np.ndarray:
    return np.array([values], np.uint8)


def test_all_classes_are_scored_unless_some_are_named() -> None:
    """Every class but "other" and "unlabelled" is a row of its own."""
    assert Scope.of_classes().names[1:] == tuple(
        room_class.name.lower() for room_class in RoomClass if room_class.name not in {"OTHER", "UNLABELLED"}
    )


def test_classes_stand_in_the_order_of_the_label_map_and_once() -> None:
    """The order of the words changes no table."""
    assert Scope.of_classes(["rug", "floors", "rug"]).names == ("other", "floor", "rug")


def test_rows_of_a_label_map_fold_what_is_not_scored() -> None:
    """A door is "other" where doors are not scored; unlabelled stays unlabelled."""
    scope = Scope.of_classes(["floor", "wall"])
    assert scope.rows_of(labels(0, 1, 2, 5, 255)).tolist() == [[0, 1, 2, 0, 255]]


def test_a_target_is_one_row_of_several_classes() -> None:
    """``room`` is floor and wall, in one mask."""
    scope = Scope.of_target("room")
    assert scope.is_binary
    assert scope.rows_of(labels(1, 2, 3)).tolist() == [[1, 1, 0]]


@pytest.mark.parametrize(
    ("valid", "rows"), [(None, (1,)), ({1, 2, 4}, (1,)), ({1}, ()), (set(), ())], ids=["all", "both", "half", "none"]
)
def test_a_target_is_valid_only_where_all_its_classes_are(valid: set[int] | None, rows: tuple[int, ...]) -> None:
    """A truth that knows the floor but not the wall says nothing about both together."""
    assert Scope.of_target("floor + wall").valid_rows(valid) == rows


def test_valid_rows_of_classes() -> None:
    """Each class is valid by itself."""
    assert Scope.of_classes(["floor", "wall", "rug"]).valid_rows({1, 7, 4}) == (1, 3)


def test_a_plain_mask_is_always_valid() -> None:
    """A folder of masks has no other classes to know."""
    assert Scope.of_mask().valid_rows(set()) == (1,)


@pytest.mark.parametrize("scope", [Scope.of_classes(["wall", "rug"]), Scope.of_target("floor + rug"), Scope.of_mask()])
def test_a_scope_survives_json(scope: Scope) -> None:
    """Results are read back with the scope that they were scored in."""
    assert Scope.from_json(scope.to_json()) == scope


@pytest.mark.parametrize("word", ["room", "sofa", ""])
def test_a_word_that_is_not_one_class_is_refused(word: str) -> None:
    """``room`` is two classes, and a sofa is none of ours."""
    with pytest.raises(UnknownChoice):
        parse_class(word)


def test_strangers_are_named_all() -> None:
    """All values that are no class, not the first alone."""
    assert strangers(labels(1, 77, 255, 200)) == [77, 200]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0, 255), False),
        ((0, 1), True),
        ((1, 2, 255), True),
        ((0, 128, 255), False),
        ((0,), False),
        ((0, 1, 254), False),
    ],
)
def test_what_can_only_be_a_label_map(values: tuple[int, ...], expected: bool) -> None:
    """0 and 255 alone may be a mask; any value that no class has makes it one."""
    assert is_label_map(labels(*values)) is expected


def test_a_mask_is_marked_from_128_on() -> None:
    """The rule of every mask here."""
    assert marked(labels(0, 127, 128, 255)).tolist() == [[False, False, True, True]]


def test_a_mask_of_zeros_and_ones_is_refused_rather_than_scored_as_empty() -> None:
    """Such files are common, and 1 of 255 marks nothing."""
    with pytest.raises(MaskRefused, match="only the values 0, 1"):
        marked(labels(0, 1))
