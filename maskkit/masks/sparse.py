"""Where rows of bytes differ, fast where they mostly do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Grey8

_WORD = 8
_DENSE = 4
"""One word in so many that is not 0 makes the bytes dense."""
_BLOCK_BYTES = 2**20


def padded_bytes(count: int, *, within: Grey8 | None = None) -> Grey8:
    """``count`` bytes to be written to, and zeros that fill the last word of eight; taken from ``within`` if given."""
    length = -(-count // _WORD) * _WORD
    cells = np.empty(length, np.uint8) if within is None else within[:length]
    cells[count:] = 0
    return cells


def words_in_use(cells: Grey8) -> NDArray[np.intp]:
    """Which words of eight bytes hold anything but 0; ``cells`` comes from :func:`padded_bytes`."""
    return np.flatnonzero(cells.view(np.uint64) != 0)


def is_dense(words: NDArray[np.intp], cells: Grey8) -> bool:
    """Whether so many words are in use that looking at them one by one does not pay."""
    return words.size * _WORD * _DENSE > cells.size


def nonzero_bytes(cells: Grey8) -> NDArray[np.intp]:
    """The places of all bytes of ``cells`` that are not 0; ``cells`` comes from :func:`padded_bytes`.

    >>> cells = padded_bytes(10)
    >>> cells[:10] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 7]
    >>> nonzero_bytes(cells).tolist()
    [1, 9]
    """
    words = words_in_use(cells)
    if is_dense(words, cells):
        return np.flatnonzero(cells != 0)
    inside = np.flatnonzero(cells.view(np.uint64)[words].view(np.uint8) != 0)
    return (words[inside // _WORD] * _WORD) + inside % _WORD


def row_differences(values: Grey8) -> Iterator[tuple[int, Grey8]]:
    """Some rows of (H, W) at a time: the number of the first, and each of their bytes XOR the byte above it.

    The first row of the picture has none above it and is left out. The bytes stay valid until the next are asked for;
    they are for :func:`nonzero_bytes`.
    """
    height, width = values.shape
    step = min(height, max(1, _BLOCK_BYTES // width))
    scratch = padded_bytes(step * width)
    for first in range(1, height, step):
        rows = values[first - 1 : first + step]
        cells = padded_bytes(rows[1:].size, within=scratch)
        np.bitwise_xor(rows[1:], rows[:-1], out=cells[: rows[1:].size].reshape(-1, width))
        yield first, cells
