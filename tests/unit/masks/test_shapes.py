"""The looks at shapes: how small is tiny, how long is long, and how near the frame is too near."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.looks import Found
from maskkit.masks.shapes import (
    MANY,
    find_border_gap,
    find_cracks,
    find_hardly_anything,
    find_pinholes,
    find_slivers,
    find_specks,
)
from maskkit.types import Grey8


def block(left: int, top: int, right: int, bottom: int, size: tuple[int, int] = (300, 200)) -> Grey8:
    values = np.zeros(size[::-1], np.uint8)
    values[top:bottom, left:right] = 255
    return values


def mended(found: Found | None) -> Grey8:
    assert found is not None
    assert found.mended is not None
    return found.mended()


BLOCK = block(100, 50, 250, 150)


@pytest.mark.parametrize(("side", "tiny"), [(1, True), (2, True), (3, False)])
def test_parts_of_up_to_four_pixels_are_specks_in_a_small_picture(side: int, tiny: bool) -> None:
    values = BLOCK | block(20, 20, 20 + side, 20 + side)
    found = find_specks(values)
    assert (found is not None) == tiny
    if found:
        assert np.array_equal(mended(found), BLOCK)
        assert found.finding.numbers == {"count": 1, "pixels": side * side}
        assert found.finding.place == (20, 20, 20 + side, 20 + side)


def test_specks_grow_with_the_picture() -> None:
    large = block(1000, 500, 2500, 1500, size=(3000, 2000))
    assert find_specks(large | block(20, 20, 30, 32, size=(3000, 2000))) is not None
    assert find_specks(large | block(20, 20, 31, 32, size=(3000, 2000))) is None


@pytest.mark.parametrize(("place", "tiny"), [((120, 70, 122, 72), True), ((120, 70, 123, 72), False)])
def test_tiny_kept_parts_are_pinholes(place: tuple[int, int, int, int], tiny: bool) -> None:
    found = find_pinholes(BLOCK - block(*place))
    assert (found is not None) == tiny
    if found:
        assert np.array_equal(mended(found), BLOCK)


def test_a_notch_at_the_frame_is_a_pinhole_too() -> None:
    low = block(0, 100, 300, 200)
    assert np.array_equal(mended(find_pinholes(low - block(50, 198, 52, 200))), low)


def test_few_are_a_note_and_many_a_warning() -> None:
    values = BLOCK.copy()
    values[10:40:3, 0:90:9][: MANY // 10] = 255
    found = find_specks(values)
    assert found is not None
    assert (found.finding.numbers["count"], found.finding.severity) == (MANY, "note")
    values[5, 5] = 255
    assert (again := find_specks(values)) is not None
    assert again.finding.severity == "warning"


def test_a_mask_of_nothing_but_specks_is_not_emptied() -> None:
    assert find_specks(block(5, 5, 6, 6)) is None
    assert find_pinholes(~block(5, 5, 6, 6)) is None


def test_soft_parts_are_not_torn() -> None:
    """A grey bridge makes one part; only what stands alone is a speck."""
    values = BLOCK.copy()
    values[100, 90:100] = 90
    values[100, 90] = 255
    assert find_specks(values) is None


@pytest.mark.parametrize("away", [1, 2, 3])
@pytest.mark.parametrize("side", range(4))
def test_a_gap_at_the_frame_is_closed(away: int, side: int) -> None:
    whole = np.rot90(block(60, 80, 240, 200), side)
    gap = np.rot90(block(60, 80, 240, 200 - away), side)
    assert np.array_equal(mended(find_border_gap(np.ascontiguousarray(gap))), whole)


def test_gaps_on_all_sides_are_closed_up_to_the_corners() -> None:
    assert (mended(find_border_gap(np.pad(np.full((196, 296), 255, np.uint8), 2))) == 255).all()


@pytest.mark.parametrize(
    "values",
    [
        block(60, 80, 240, 196),
        block(60, 80, 240, 200),
        block(60, 80, 75, 198),
        block(0, 0, 300, 200),
        block(0, 0, 0, 0),
    ],
)
def test_what_is_no_gap(values: Grey8) -> None:
    """Four pixels away, at the frame, too short, everything, nothing."""
    assert find_border_gap(values) is None


def test_the_gap_takes_the_value_of_what_lies_beside_it() -> None:
    values = block(60, 80, 240, 198)
    values[197] = np.where(values[197] > 0, 200, 0)
    assert set(np.unique(mended(find_border_gap(values))[198:])) == {0, 200}


@pytest.mark.parametrize(("width", "length", "told"), [(1, 90, True), (2, 90, True), (3, 90, False), (1, 60, False)])
def test_threads(width: int, length: int, told: bool) -> None:
    line = block(110, 100, 110 + length, 100 + width)
    room = block(50, 20, 250, 190)
    for find, values, whole in (
        (find_slivers, line | block(0, 0, 100, 50), block(0, 0, 100, 50)),
        (find_cracks, room - line, room),
    ):
        found = find(values)
        assert (found is not None) == told
        if found:
            assert np.array_equal(mended(found), whole)
            assert found.finding.numbers["longest"] == length


def test_a_strip_along_the_frame_is_no_thread() -> None:
    assert find_cracks(block(0, 0, 300, 199)) is None
    assert find_slivers(block(0, 199, 300, 200)) is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (block(10, 10, 15, 15), "tiny"),
        (255 - block(10, 10, 15, 15), "nearly_full"),
        (block(10, 10, 20, 20), None),
        (255 - block(10, 10, 40, 40), None),
    ],
)
def test_hardly_anything(values: Grey8, code: str | None) -> None:
    found = find_hardly_anything(values)
    assert (found and found.finding.code) == code
    assert found is None or found.finding.place == (10, 10, 15, 15)
