"""The text in which COCO writes run lengths: signed numbers in groups of five bits, each group one printable character.

From the third run on a number is the difference to the run two before. Its groups come lowest first; each is written as
the character 48 + group, with 32 added while more groups follow, and the highest bit of the last group is the sign
(as in the ``rleToString`` of the COCO API, Lin et al. 2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadRle

Counts = NDArray[np.int64]

_FIRST, _MORE, _SIGN, _BITS = 48, 32, 16, 5
_BLOCK = 2**14
_MOST_GROUPS = 7
"""Seven groups hold every difference of two numbers below 2**33."""


def counts_to_text(counts: Counts) -> str:
    """The text of run lengths, each below 2**31.

    >>> counts_to_text(np.array([6, 1, 40, 4, 5, 4, 5, 4, 21]))
    '61X13mN000`0'
    """
    numbers = counts.astype(np.int32)
    numbers[3:] -= numbers[1:-2].copy()
    return b"".join(_block_text(numbers[at : at + _BLOCK]) for at in range(0, numbers.size, _BLOCK)).decode("ascii")


def _block_text(numbers: NDArray[np.int32]) -> bytes:
    """The characters of some numbers: a row for each, cut off behind the group that leaves nothing but its sign."""
    rows, written = [], [np.ones(numbers.size, np.bool_)]
    for _ in range(_MOST_GROUPS):
        groups, numbers = (numbers & 31).astype(np.uint8), numbers >> _BITS
        more = numbers != -(groups >> 4).view(np.int8)
        rows.append(groups + np.where(more, np.uint8(_FIRST + _MORE), np.uint8(_FIRST)))
        if not more.any():
            break
        written.append(written[-1] & more)
    return np.stack(rows, axis=1)[np.stack(written, axis=1)].tobytes()


def text_to_counts(text: str | bytes, pixels: int) -> Counts:
    """The run lengths in ``text``, for a picture of so many ``pixels``.

    Raises:
        BadRle: a character that is none of the code, a text that ends within a number, or a run too long.

    >>> text_to_counts("61X13mN000`0", 90).tolist()
    [6, 1, 40, 4, 5, 4, 5, 4, 21]
    """
    codes = _codes(text)
    if codes.size > _MOST_GROUPS * (pixels + 2):
        raise BadRle(f"{codes.size} characters of counts are too many for {pixels} pixels")
    ends = np.flatnonzero(codes < _MORE)
    if codes.size and (not ends.size or ends[-1] != codes.size - 1):
        raise BadRle("the counts end within a number")
    lengths = np.diff(ends, prepend=-1)
    if lengths.max(initial=0) > _MOST_GROUPS:
        raise BadRle(f"number {int(lengths.argmax())} of the counts has {int(lengths.max())} characters")
    return _summed(_numbers(codes, ends, lengths), pixels)


def _codes(text: str | bytes) -> NDArray[np.int64]:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
    codes = np.frombuffer(raw, np.uint8).astype(np.int64) - _FIRST
    wrong = np.flatnonzero((codes < 0) | (codes >= 2 * _MORE))
    if wrong.size:
        raise BadRle(f"byte {int(raw[wrong[0]])} at place {int(wrong[0])} of the counts is none of the code")
    return codes


def _numbers(codes: NDArray[np.int64], ends: NDArray[np.intp], lengths: NDArray[np.intp]) -> Counts:
    if not ends.size:
        return np.empty(0, np.int64)
    place = np.arange(codes.size) - np.repeat(ends - lengths + 1, lengths)
    numbers = np.add.reduceat((codes & 31) << (place * _BITS), ends - lengths + 1)
    return numbers - np.where(codes[ends] & _SIGN, np.int64(1) << (lengths * _BITS), 0)


def _summed(numbers: Counts, pixels: int) -> Counts:
    """The counts of their differences; each difference is checked first, so that no sum can overflow."""
    wrong = np.flatnonzero(np.abs(numbers) > pixels)
    if wrong.size:
        raise BadRle(f"number {int(wrong[0])} of the counts is {int(numbers[wrong[0]])}, of {pixels} pixels")
    counts = numbers.copy()
    counts[1::2] = np.cumsum(numbers[1::2])
    counts[2::2] = np.cumsum(numbers[2::2])
    return counts
