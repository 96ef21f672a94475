"""Finding the bytes that are not 0, few or many."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.sparse import changes, nonzero_bytes, padded_bytes, set_bits, words_in_use


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 64, 1001])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 1.0])
def test_finds_what_numpy_finds(count: int, share: float) -> None:
    cells = padded_bytes(count)
    some = np.random.default_rng(count)
    cells[:count] = (some.random(count) < share) * some.integers(1, 256, count)
    assert np.array_equal(nonzero_bytes(cells), np.flatnonzero(cells))


def test_a_used_scratch_is_taken_again_without_what_it_held() -> None:
    scratch = np.ones(200, np.uint8)
    cells = padded_bytes(10, within=scratch)
    cells[:10] = 0
    assert np.shares_memory(cells, scratch)
    assert cells.size == 64
    assert not cells.any()


@pytest.mark.parametrize("words", [0, 1, 8, 9, 500])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 1.0])
def test_finds_the_words_that_numpy_finds(words: int, share: float) -> None:
    cells = padded_bytes(words * 8)
    cells[: words * 8] = np.random.default_rng(words).random(words * 8) < share / 8
    assert np.array_equal(words_in_use(cells), np.flatnonzero(cells.view(np.uint64)))


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 64, 5001])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.2, 1.0])
def test_finds_the_bits_that_were_packed(count: int, share: float) -> None:
    bits = np.random.default_rng(count).random(count) < share
    packed = np.packbits(bits)
    cells = padded_bytes(packed.size)
    cells[: packed.size] = packed
    assert np.array_equal(set_bits(cells), np.flatnonzero(bits))


@pytest.mark.parametrize("shift", [1, 3001])
def test_bytes_are_compared_with_those_before_them(shift: int) -> None:
    flat = np.random.default_rng(4).integers(0, 9, 700 * 3001).astype(np.uint8)
    assert np.array_equal(changes(flat, shift), np.flatnonzero(flat[shift:] != flat[:-shift]) + shift)


def test_nothing_before_them() -> None:
    assert changes(np.zeros(5, np.uint8), 5).size == 0
    assert changes(np.arange(3, dtype=np.uint8), 9).size == 0
