"""Sets of one bit a pixel do what bool arrays do, at every width around a word's."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.metrics.bits import Bits
from maskkit.types import BoolMap

WIDTHS = (1, 7, 63, 64, 65, 127, 128, 130, 200)
MOVES = (-200, -129, -128, -65, -64, -63, -1, 0, 1, 2, 63, 64, 65, 128, 129, 200)


def noise(height: int, width: int, seed: int = 0) -> BoolMap:
    return np.random.default_rng(seed).random((height, width)) < 0.4


def moved(marked: BoolMap, right: int, down: int) -> BoolMap:
    """Pixel by pixel, the slow way."""
    result = np.zeros_like(marked)
    for y, x in np.argwhere(marked):
        if 0 <= y + down < marked.shape[0] and 0 <= x + right < marked.shape[1]:
            result[y + down, x + right] = True
    return result


@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_comes_back_as_it_went_in(width: int) -> None:
    marked = noise(5, width)
    assert np.array_equal(Bits.of(marked).to_bool(), marked)


@pytest.mark.parametrize("width", WIDTHS)
def test_set_operations_are_those_of_bool_arrays(width: int) -> None:
    a, b = noise(4, width, 1), noise(4, width, 2)
    first, second = Bits.of(a), Bits.of(b)
    expected = {"and": a & b, "or": a | b, "xor": a ^ b, "sub": a & ~b, "not": ~a}
    found = {
        "and": first & second,
        "or": first | second,
        "xor": first ^ second,
        "sub": first - second,
        "not": ~first,
    }
    for name, bits in found.items():
        assert np.array_equal(bits.to_bool(), expected[name]), name
        assert bits.count() == np.count_nonzero(expected[name]), name


@pytest.mark.parametrize("width", WIDTHS)
def test_moving_loses_what_leaves_the_picture(width: int) -> None:
    marked = noise(6, width)
    for right in MOVES:
        for down in (-7, -6, -1, 0, 2, 6, 9):
            found = Bits.of(marked).moved(right=right, down=down)
            assert np.array_equal(found.to_bool(), moved(marked, right, down)), (right, down)
            assert found.count() == np.count_nonzero(found.to_bool()), "no bit is left beyond the width"


@pytest.mark.parametrize("width", WIDTHS)
def test_repeating_the_last_row_and_column(width: int) -> None:
    marked = noise(3, width)
    padded = np.pad(marked, ((0, 1), (0, 1)), mode="edge")
    assert np.array_equal(Bits.of(marked).repeated_right().to_bool(), padded[:-1, 1:])
    assert np.array_equal(Bits.of(marked).repeated_below().to_bool(), padded[1:, :-1])


@pytest.mark.parametrize("width", WIDTHS)
def test_padding_adds_a_row_and_a_column(width: int) -> None:
    marked = noise(3, width)
    assert np.array_equal(Bits.of(marked).padded().to_bool(), np.pad(marked, ((0, 1), (0, 1))))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("margin", [0, 1, 2, 40, 500])
def test_the_inner_pixels_keep_their_distance_from_the_frame(width: int, margin: int) -> None:
    expected = np.zeros((6, width), np.bool_)
    expected[margin : max(6 - margin, 0), margin : max(width - margin, 0)] = True
    assert np.array_equal(Bits.inner((width, 6), margin).to_bool(), expected)


@pytest.mark.parametrize("width", WIDTHS)
def test_points_come_in_reading_order_and_are_held(width: int) -> None:
    marked = noise(5, width)
    bits = Bits.of(marked)
    everywhere = np.argwhere(np.ones_like(marked))
    assert np.array_equal(bits.points(), np.argwhere(marked))
    assert np.array_equal(bits.holds(everywhere), marked.ravel())


def test_bounds() -> None:
    marked = np.zeros((9, 150), np.bool_)
    assert Bits.of(marked).bounds() is None
    marked[3, 70] = marked[5, 129] = True
    assert Bits.of(marked).bounds() == (70, 3, 130, 6)


def test_an_empty_set_is_false() -> None:
    assert not Bits.of(np.zeros((2, 70), np.bool_))
    assert Bits.of(np.eye(2, 70, 68, dtype=np.bool_))


@pytest.mark.parametrize("arranged", [np.asfortranarray, np.transpose, lambda a: a[::-1, ::-2], lambda a: a[:, 3:]])
def test_the_order_in_memory_does_not_matter(arranged: object) -> None:
    assert callable(arranged)
    marked = arranged(noise(70, 130))
    assert np.array_equal(Bits.of(marked).to_bool(), marked)


def test_a_bool_array_whose_bytes_are_not_0_and_1() -> None:
    marked = np.array([[0, 255, 2, 1]], np.uint8).view(np.bool_)
    assert Bits.of(marked).count() == 3
