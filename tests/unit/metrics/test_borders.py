"""Each definition of a border, against a slow one that reads like the paper's."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest

from maskkit.metrics.bits import Bits
from maskkit.metrics.borders import Frame, band, inner_border, steps, surfels
from maskkit.types import BoolMap

SHAPES = ((1, 1), (1, 70), (33, 1), (2, 2), (20, 64), (19, 75))
FRAMES: tuple[Frame, ...] = get_args(Frame)
every_shape = pytest.mark.parametrize("shape", SHAPES)
every_frame = pytest.mark.parametrize("frame", FRAMES)


def masks(shape: tuple[int, int]) -> list[BoolMap]:
    """Noise of three densities, nothing, and everything."""
    generator = np.random.default_rng(7)
    return [generator.random(shape) < share for share in (0.1, 0.5, 0.9, 0, 1)]


def beyond(frame: Frame, y: int, x: int, marked: BoolMap) -> bool:
    """Whether the mask goes on at a pixel, which may lie outside the picture."""
    height, width = marked.shape
    inside = 0 <= y < height and 0 <= x < width
    return bool(marked[y, x]) if inside else frame == "ignore"


@every_shape
@every_frame
@pytest.mark.parametrize("reach", [1, 2, 9])
def test_band(shape: tuple[int, int], frame: Frame, reach: int) -> None:
    for marked in masks(shape):
        padded = np.pad(marked, reach, constant_values=frame == "ignore")
        windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1))
        expected = marked & ~windows.all(axis=(2, 3))
        assert np.array_equal(band(Bits.of(marked), reach, frame=frame).to_bool(), expected)


@every_shape
@every_frame
def test_inner_border(shape: tuple[int, int], frame: Frame) -> None:
    for marked in masks(shape):
        expected = np.zeros_like(marked)
        for y, x in np.argwhere(marked):
            neighbours = [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
            expected[y, x] = not all(beyond(frame, *place, marked) for place in neighbours)
        assert np.array_equal(inner_border(Bits.of(marked), frame=frame).to_bool(), expected)


@every_shape
def test_steps(shape: tuple[int, int]) -> None:
    for marked in masks(shape):
        padded = np.pad(marked, ((0, 1), (0, 1)), mode="edge")
        alike = [padded[:-1, 1:], padded[1:, :-1], padded[1:, 1:]]
        expected = np.any([marked != other for other in alike], axis=0)
        assert np.array_equal(steps(Bits.of(marked)).to_bool(), expected)


@every_shape
@every_frame
def test_surfels_have_the_length_of_their_four_pixels(shape: tuple[int, int], frame: Frame) -> None:
    lengths = {0: 0.0, 1: math.sqrt(0.5), 3: math.sqrt(0.5), 4: 0.0}
    for marked in masks(shape):
        padded = np.pad(marked, 1).astype(int)
        above, below = padded[:-1], padded[1:]
        fours = np.stack([above[:, :-1], above[:, 1:], below[:, :-1], below[:, 1:]])
        expected = np.zeros(fours.shape[1:])
        for y, x in np.ndindex(expected.shape):
            left_above, right_above, left_below, right_below = fours[:, y, x]
            total = int(fours[:, y, x].sum())
            crossed = left_above == right_below != right_above == left_below
            expected[y, x] = lengths.get(total, math.sqrt(2) if crossed else 1.0)
        if frame == "ignore":
            expected[[0, -1]] = expected[:, [0, -1]] = 0
        found = surfels(Bits.of(marked), frame=frame)
        assert np.allclose(sum(length * part.to_bool() for part, length in found.by_length), expected)
        assert np.array_equal(found.all.to_bool(), expected > 0)


def test_a_square_has_a_contour_a_little_shorter_than_its_outline() -> None:
    """Every corner is cut: it counts √½ where two half sides were."""
    marked = np.pad(np.ones((5, 8), np.bool_), 3)
    total = sum(length * part.count() for part, length in surfels(Bits.of(marked)).by_length)
    assert total == pytest.approx(2 * (5 + 8) - 4 + 4 * math.sqrt(0.5))
