"""Masks through SVG and back, bit for bit; drawings of every shape; and strange files, which never crash."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.errors import MaskRefused
from maskkit.masks.formats.areas import ROOM_CLASSES, Source
from maskkit.masks.formats.drawing import draw_label_map, draw_mask
from maskkit.masks.formats.svg import read_svg, write_svg
from maskkit.masks.mask import Mask

bits = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=20))


def assert_comes_back(marked: np.ndarray) -> None:
    mask = Mask.from_bool(marked)
    read = read_svg(Source(write_svg(draw_mask(mask, label="floor"))))
    assert read.size_wh == mask.size_wh
    assert np.array_equal(read.draw(), mask.values)


@settings(max_examples=200)
@given(bits)
def test_a_hard_mask_comes_back_bit_for_bit(marked: np.ndarray) -> None:
    assert_comes_back(marked)


@pytest.mark.slow
@settings(max_examples=int(os.environ.get("MASKKIT_FUZZ", "300")))
@given(bits)
def test_more_masks_come_back_bit_for_bit(marked: np.ndarray) -> None:
    """300 more; the environment variable MASKKIT_FUZZ asks for others."""
    assert_comes_back(marked)


@settings(max_examples=60)
@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14), elements=st.integers(0, 12)))
def test_a_label_map_comes_back_with_its_classes(labels: np.ndarray) -> None:
    read = read_svg(Source(write_svg(draw_label_map(labels, ROOM_CLASSES))))
    assert np.array_equal(read.draw_labels(ROOM_CLASSES | {str(number): number for number in range(13)}), labels)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(-3, 9), st.integers(-3, 9)), min_size=3, max_size=9), st.booleans())
def test_both_fill_rules_are_those_of_the_winding_number(corners: list[tuple[int, int]], by_parity: bool) -> None:
    """Against the winding number of each pixel centre, counted edge by edge."""
    rule = "evenodd" if by_parity else "nonzero"
    points = " ".join(f"{x},{y}" for x, y in corners)
    text = f'<svg width="6" height="5"><polygon fill-rule="{rule}" points="{points}"/></svg>'
    turns = np.zeros((5, 6), int)
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        for row in range(5):
            y = row + 0.5
            if min(y0, y1) < y < max(y0, y1):
                x = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                turns[row, np.arange(6) + 0.5 >= x] += 1 if y1 > y0 else -1
    try:
        drawn = read_svg(Source(text.encode())).draw() > 0
    except MaskRefused:
        assert not turns.any()
        return
    assert np.array_equal(drawn, turns % 2 != 0 if by_parity else turns != 0)


def outcome(data: bytes) -> str:
    try:
        drawn = read_svg(Source(data, "strange.svg", (6, 6))).draw((6, 6))
    except MaskRefused as error:
        return "refused" if error.message and "strange.svg" in (error.where or "") else f"without a place: {error}"
    return "drawn" if drawn.shape == (6, 6) and drawn.dtype == np.uint8 else f"drawn as {drawn.shape}"


WHOLE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 6" width="12mm">'
    b'<style>.a, #b{fill:none;stroke:red}</style><g transform="rotate(9 1 2) scale(.5, 2)" style="fill-rule:evenodd">'
    b'<path class="a" d="M1 1c0 3 2-3 4 4t2 2a3 2 9 012 2Z"/><circle cx="50%" cy="1" r="2"/></g>'
    b'<rect id="b" width="3" height="2" rx="1"/></svg>'
)


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_never_crashes(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for damaged in (bytes(whole), bytes(whole[:cut])):
        assert outcome(damaged) in {"drawn", "refused"}


def test_the_undamaged_file_is_drawn() -> None:
    assert outcome(WHOLE) == "drawn"
