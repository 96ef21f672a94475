"""The text in which COCO writes run lengths: signed numbers in groups of five bits, each group one printable character.

From the third run on a number is the difference to the run two before. Its groups come lowest first; each is written as
the character 48 + group, with 32 added while more groups follow, and the highest bit of the last group is the sign
(as in the ``rleToString`` of the COCO API, Lin et al. 2014).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadRle

Counts = NDArray[np.int64]

_FIRST, _MORE, _SIGN, _BITS = 48, 32, 16, 5
_KNOWN = 2**17
_MOST_GROUPS = 7
"""Seven groups hold every difference of two numbers below 2**33."""


def counts_to_text(counts: Counts) -> str:
    """The text of run lengths, each below 2**31.

    >>> counts_to_text(np.array([6, 1, 40, 4, 5, 4, 5, 4, 21]))
    '61X13mN000`0'
    """
    numbers = counts.astype(np.int32)
    numbers[3:] -= numbers[1:-2].copy()
    known = _known_characters()
    found, shifted = known[numbers & _KNOWN - 1], (numbers + _KNOWN // 2).view(np.uint32)
    if shifted.max() < _KNOWN:
        return _told(found)
    far = np.flatnonzero(shifted >= _KNOWN)
    characters = np.zeros((numbers.size, 2), np.uint32)
    characters[:, 0] = found
    characters[far, 0] = _three_groups(numbers[far])
    characters[far, 1] = known[(numbers[far] >> 3 * _BITS) & _KNOWN - 1]
    return _told(characters)


def _told(characters: NDArray[np.uint32]) -> str:
    """The text of characters, four in each number, without those that are 0."""
    return characters.tobytes().translate(None, b"\0").decode("ascii")


@cache
def _known_characters() -> NDArray[np.uint32]:
    """The characters of the numbers -2**16 to 2**16 - 1, by the number modulo 2**17: up to four bytes each, then 0."""
    numbers = np.arange(_KNOWN)
    numbers[_KNOWN // 2 :] -= _KNOWN
    characters = np.zeros((_KNOWN, 4), np.uint8)
    open_ones = np.arange(_KNOWN)
    for place in range(4):
        groups, numbers = numbers & 31, numbers >> _BITS
        more = numbers != -(groups >> 4)
        characters[open_ones, place] = _FIRST + groups + _MORE * more
        open_ones, numbers = open_ones[more], numbers[more]
    return characters.view("<u4").ravel()


def _three_groups(numbers: NDArray[np.int32]) -> NDArray[np.uint32]:
    """The first three characters of numbers that have more than three."""
    characters = np.zeros((numbers.size, 4), np.uint8)
    for place in range(3):
        characters[:, place] = (numbers >> place * _BITS & 31) + (_FIRST + _MORE)
    return characters.view("<u4").ravel()


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
