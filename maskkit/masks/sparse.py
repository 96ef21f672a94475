"""Where bytes differ from others before them, fast where they mostly do not."""

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


def differences(flat: Grey8, shift: int) -> Iterator[tuple[int, Grey8]]:
    """Some of the bytes (N,) at a time: the place of the first, and each of them XOR the byte ``shift`` places before.

    The first ``shift`` bytes have none before them and are left out. What is given stays valid until the next is asked
    for; it is for :func:`nonzero_bytes`.
    """
    scratch = padded_bytes(min(flat.size, _BLOCK_BYTES))
    for first in range(shift, flat.size, _BLOCK_BYTES):
        some = flat[first : first + _BLOCK_BYTES]
        cells = padded_bytes(some.size, within=scratch)
        np.bitwise_xor(some, flat[first - shift : first - shift + some.size], out=cells[: some.size])
        yield first, cells


def changes(flat: Grey8, shift: int) -> NDArray[np.intp]:
    """The places, in order, of all bytes (N,) that differ from the one ``shift`` places before.

    >>> changes(np.array([1, 1, 2, 2, 2], np.uint8), 1).tolist()
    [2]
    """
    found = [nonzero_bytes(cells) + first for first, cells in differences(flat, shift)]
    return np.concatenate([np.empty(0, np.intp), *found])
