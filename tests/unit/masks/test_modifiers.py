"""What is done to a mask once it is made: the order, the amounts, and what is kept throughout."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.masks.mask import Mask
from maskkit.masks.modifiers import MODIFIERS, Modifier, area_px, modify


def thin() -> Mask:
    """A block with a thread and a hole."""
    marked = np.zeros((40, 60), np.bool_)
    marked[10:30, 10:40] = True
    marked[20, 40:55] = True
    marked[15:18, 15:18] = False
    return Mask.from_bool(marked)


@pytest.mark.parametrize("name", MODIFIERS)
def test_each_does_what_the_mask_s_own_method_does(name: str) -> None:
    expected = {
        "grow": thin().grow(2),
        "shrink": thin().shrink(2),
        "feather": thin().feather(2),
        "fill-holes": thin().fill_holes(2),
        "drop-specks": thin().drop_specks(2),
    }
    assert modify(thin(), [Modifier.of(name, 2)]) == expected[name]


def test_they_are_taken_in_their_order() -> None:
    opened = modify(thin(), [Modifier.of("shrink", 1), Modifier.of("grow", 1)])
    closed = modify(thin(), [Modifier.of("grow", 1), Modifier.of("shrink", 1)])
    assert not opened.to_bool()[20, 50]
    assert closed.to_bool()[20, 50]
    assert opened != closed


def test_lengths_are_shares_of_the_short_edge_and_areas_of_the_picture() -> None:
    assert modify(thin(), [Modifier.of("grow", "5%")]) == thin().grow(2)
    assert area_px("0.5%", (60, 40)) == 12
    assert modify(thin(), [Modifier.of("fill-holes", "0.5%")]) == thin().fill_holes()
    assert modify(thin(), [Modifier.of("fill-holes", "0.3%")]) == thin()


def test_all_holes_without_an_amount() -> None:
    assert modify(thin(), [Modifier.of("fill-holes")]) == thin().fill_holes()


def test_what_is_kept_is_kept_after_each_step() -> None:
    keep = Mask.from_polygon([(42, 0), (60, 0), (60, 40), (42, 40)], size_wh=(60, 40))
    grown = modify(thin(), [Modifier.of("grow", 5), Modifier.of("feather", 3)], keep=keep)
    assert not grown.values[keep.to_bool()].any()
    assert 0 < grown.values[20, 41] < 255, "the feather starts at what is kept"


@pytest.mark.parametrize(
    ("name", "amount", "what"),
    [
        ("widen", 2, "unknown modifier 'widen'.*Choose from: grow, shrink, feather, fill-holes, drop-specks"),
        ("grow", None, "grow needs an amount"),
        ("drop-specks", None, "drop-specks needs an amount"),
        ("grow", "-1", "'-1' is no length"),
        ("shrink", "nan", "'nan' is no length"),
        ("feather", "2 cm", "'2 cm' is no length"),
    ],
)
def test_refusals(name: str, amount: str | None, what: str) -> None:
    with pytest.raises(UnknownChoice, match=what):
        Modifier.of(name, amount)
