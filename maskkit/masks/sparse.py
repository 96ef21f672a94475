"""Where rows of bytes are not 0, fast where most of them are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Grey8

WORD = 8
DENSE = 4
"""One word in so many that is not 0 makes the bytes dense."""


def padded_bytes(count: int, *, within: Grey8 | None = None) -> Grey8:
    """``count`` bytes to be written to, and zeros that fill the last word of eight; taken from ``within`` if given."""
    length = -(-count // WORD) * WORD
    cells = np.empty(length, np.uint8) if within is None else within[:length]
    cells[count:] = 0
    return cells


def words_in_use(cells: Grey8) -> NDArray[np.intp]:
    """Which words of eight bytes hold anything but 0; ``cells`` comes from :func:`padded_bytes`."""
    return np.flatnonzero(cells.view(np.uint64) != 0)


def is_dense(words: NDArray[np.intp], cells: Grey8) -> bool:
    """Whether so many words are in use that looking at them one by one does not pay."""
    return words.size * WORD * DENSE > cells.size


def nonzero_bytes(cells: Grey8) -> NDArray[np.intp]:
    """The places of all bytes of ``cells``, each 0 or 1, that are 1; ``cells`` comes from :func:`padded_bytes`.

    >>> cells = padded_bytes(10)
    >>> cells[:10] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    >>> nonzero_bytes(cells).tolist()
    [1, 9]
    """
    words = words_in_use(cells)
    if is_dense(words, cells):
        return np.flatnonzero(cells.view(np.bool_))
    inside = np.flatnonzero(cells.view(np.uint64)[words].view(np.bool_))
    return (words[inside // WORD] * WORD) + inside % WORD
