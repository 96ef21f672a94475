"""Where bytes differ from others before them, and which bits are set, fast where it is few."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maskkit.types import Grey8

_WORD = 8
_FOLDS = 8
_DENSE = 4
"""One word in so many that is not 0 makes the bytes dense."""
_BLOCK_BYTES = 2**22


def padded_bytes(count: int, *, within: Grey8 | None = None) -> Grey8:
    """``count`` bytes to be written to, and zeros up to a multiple of 64; taken from ``within`` if given."""
    length = -(-count // (_WORD * _FOLDS)) * _WORD * _FOLDS
    cells = np.empty(length, np.uint8) if within is None else within[:length]
    cells[count:] = 0
    return cells


def words_in_use(cells: Grey8) -> NDArray[np.intp]:
    """Which words of eight bytes hold anything but 0; ``cells`` comes from :func:`padded_bytes`.

    The words are folded first, eight long rows over one another, so that most are never looked at one by one.

    >>> cells = padded_bytes(100)
    >>> cells[:] = np.arange(128) > 98
    >>> words_in_use(cells).tolist()
    [12, 13, 14, 15]
    """
    rows = cells.view(np.uint64).reshape(_FOLDS, -1)
    columns = np.flatnonzero(np.bitwise_or.reduce(rows, axis=0) != 0)
    if 2 * columns.size > rows.shape[1]:
        return np.flatnonzero(rows != 0)
    row, place = np.divmod(np.flatnonzero(rows.take(columns, axis=1) != 0), max(columns.size, 1))
    return row * rows.shape[1] + columns[place]


def nonzero_bytes(cells: Grey8) -> NDArray[np.intp]:
    """The places, in order, of all bytes of ``cells`` that are not 0; ``cells`` comes from :func:`padded_bytes`.

    >>> cells = padded_bytes(10)
    >>> cells[:10] = [0, 1, 0, 0, 0, 0, 0, 0, 0, 7]
    >>> nonzero_bytes(cells).tolist()
    [1, 9]
    """
    words = words_in_use(cells)
    if words.size * _WORD * _DENSE > cells.size:
        return np.flatnonzero(cells != 0)
    inside = np.flatnonzero(cells.view(np.uint64)[words].view(np.uint8) != 0)
    places: NDArray[np.intp] = (words[inside >> 3] << 3) + (inside & 7)
    return places


def set_bits(cells: Grey8) -> NDArray[np.intp]:
    """The places, in order, of all bits that are set, from the highest of the first byte on, as packbits puts them.

    ``cells`` comes from :func:`padded_bytes`.

    >>> cells = padded_bytes(10)
    >>> cells[:10] = [0, 128, 0, 0, 0, 0, 0, 0, 0, 3]
    >>> set_bits(cells).tolist()
    [8, 78, 79]
    """
    (words,) = (cells.view(np.uint64) != 0).nonzero()
    bytes_ = cells.view(np.uint64).take(words).view(np.uint8)
    (used,) = (bytes_ != 0).nonzero()
    (bits,) = np.unpackbits(bytes_.take(used)).view(np.bool_).nonzero()
    first = (words.take(used >> 3) << 6) + ((used & 7) << 3)
    places: NDArray[np.intp] = first.take(bits >> 3)
    bits &= 7
    places += bits
    return places


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
