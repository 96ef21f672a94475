"""Pictures of one bit a pixel, 64 pixels a word: sets of pixels that are counted and moved in a few passes.

A photo of 12 megapixels takes 1.5 MB in this form, which stays in the processor's cache: counting an intersection or
moving a picture by a pixel costs a tenth of a millisecond.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.types import BoolMap, BoxXyxy

Words = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Bits:
    """A set of pixels: pixel x of a row is bit x % 64 of ``words[y, x // 64]``, (H, ceil(W / 64)) uint64.

    Bits at and beyond ``width`` are 0. Like sets: ``&``, ``|``, ``^``, ``-`` and ``~`` (the rest of the picture).

    >>> bits = Bits.of(np.array([[True, False, True]]))
    >>> bits.count(), (~bits).points().tolist()
    (2, [[0, 1]])
    """

    words: Words
    width: int

    @classmethod
    def of(cls, marked: BoolMap) -> Bits:
        """The set of the True pixels of (H, W) bool."""
        octets = np.packbits(marked, axis=1, bitorder="little")
        if octets.shape[1] % 8:
            octets = np.pad(octets, ((0, 0), (0, -octets.shape[1] % 8)))
        return cls(np.ascontiguousarray(octets).view("<u8").astype(np.uint64, copy=False), marked.shape[1])

    @classmethod
    def inner(cls, size_wh: tuple[int, int], margin: int) -> Bits:
        """All pixels of a picture that lie at least ``margin`` pixels from its frame.

        >>> Bits.inner((5, 3), 1).to_bool().astype(int).tolist()
        [[0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]]
        """
        width, height = size_wh
        row = np.zeros((1, width), np.bool_)
        row[:, margin : max(width - margin, margin)] = True
        words = np.repeat(cls.of(row).words, height, axis=0)
        words[:margin] = 0
        words[max(height - margin, 0) :] = 0
        return cls(words, width)

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.words)

    @property
    def size_wh(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.width, self.height

    def __and__(self, other: Bits) -> Bits:
        return Bits(self.words & other.words, self.width)

    def __or__(self, other: Bits) -> Bits:
        return Bits(self.words | other.words, self.width)

    def __xor__(self, other: Bits) -> Bits:
        return Bits(self.words ^ other.words, self.width)

    def __sub__(self, other: Bits) -> Bits:
        return Bits(self.words & ~other.words, self.width)

    def __invert__(self) -> Bits:
        return Bits(~self.words, self.width).within()

    def __bool__(self) -> bool:
        return bool(self.words.any())

    def count(self) -> int:
        """The number of pixels in the set."""
        return int(cv2.sumElems(np.bitwise_count(self.words))[0])  # in float64, which is exact here; NumPy is slower

    def to_bool(self) -> BoolMap:
        """The set as (H, W) bool."""
        octets = self.words.astype("<u8", copy=False).view(np.uint8)
        return np.unpackbits(octets, axis=1, count=self.width, bitorder="little").astype(np.bool_, copy=False)

    def points(self) -> NDArray[np.int64]:
        """Row and column of every pixel in the set, (N, 2) int64, in reading order."""
        words = self.words.reshape(-1)
        used = np.flatnonzero(words != 0)
        octets = words[used].astype("<u8", copy=False).view(np.uint8)
        place = np.flatnonzero(np.unpackbits(octets, bitorder="little").view(np.bool_))
        row, word = np.divmod(used[place >> 6], self.words.shape[1])
        return np.stack([row, (word << 6) + (place & 63)], axis=1)

    def holds(self, points: NDArray[np.int64]) -> NDArray[np.bool_]:
        """For each row and column of ``points``, (N, 2), whether that pixel is in the set: (N,) bool."""
        rows, columns = points[:, 0], points[:, 1]
        bits = self.words[rows, columns >> 6] >> (columns & 63).astype(np.uint64)
        held: NDArray[np.bool_] = (bits & np.uint64(1)).astype(np.bool_)
        return held

    def bounds(self) -> BoxXyxy | None:
        """The smallest box around the set, or None where it is empty."""
        rows = np.flatnonzero(self.words.any(axis=1))
        if not rows.size:
            return None
        across = Bits(np.bitwise_or.reduce(self.words, axis=0, keepdims=True), self.width).points()[:, 1]
        return int(across[0]), int(rows[0]), int(across[-1]) + 1, int(rows[-1]) + 1

    def padded(self) -> Bits:
        """The same set in a picture with one row more below and one column more at the right."""
        words = np.zeros((self.height + 1, math.ceil((self.width + 1) / 64)), np.uint64)
        words[:-1, : self.words.shape[1]] = self.words
        return Bits(words, self.width + 1)

    def moved(self, right: int = 0, down: int = 0) -> Bits:
        """The set moved by whole pixels; what leaves the picture is lost.

        >>> Bits.of(np.array([[True, False, True]])).moved(right=1).to_bool().tolist()
        [[False, True, False]]
        """
        words = self.words
        if down:
            words = np.zeros_like(words)
            add_moved_down(self.words, down, words)
        if right:
            source, words = words, np.zeros_like(words)
            add_moved_right(source, right, words, np.empty_like(words))
        return Bits(words, self.width).within()

    def repeated_right(self) -> Bits:
        """Every pixel takes what its neighbour to the right is; the last column stays as it is."""
        last = Bits(self.words.copy(), self.width)
        last.words[:, :-1] = 0
        last.words[:, -1] &= np.uint64(1 << (self.width - 1) % 64)
        return self.moved(right=-1) | last

    def repeated_below(self) -> Bits:
        """Every pixel takes what its neighbour below is; the last row stays as it is."""
        return Bits(np.concatenate([self.words[1:], self.words[-1:]]), self.width)

    def within(self) -> Bits:
        """This very set, once the bits beyond its width are cleared in place."""
        beyond = -self.width % 64
        if beyond:
            self.words[:, -1] &= np.uint64(2 ** (64 - beyond) - 1)
        return self


def add_moved_down(source: Words, rows: int, target: Words) -> None:
    """Add ``source``, moved down by ``rows`` (up, if negative), to the set ``target``."""
    height = len(source)
    if rows >= 0:
        target[rows:] |= source[: max(height - rows, 0)]
    else:
        target[:rows] |= source[-rows:]


def add_moved_right(source: Words, columns: int, target: Words, scratch: Words) -> None:
    """Add ``source``, moved right by ``columns`` (left, if negative), to the set ``target``; it may pass the width.

    The arrays are shifted as one long row, which is several times as fast; what ran over into another row is cleared.
    """
    whole, part = divmod(abs(columns), 64)
    _add_shifted(source, whole if columns > 0 else -whole, part if columns > 0 else -part, target, scratch)
    if part:
        whole, part = whole + 1, 64 - part
        _add_shifted(source, whole if columns > 0 else -whole, -part if columns > 0 else part, target, scratch)


def _add_shifted(source: Words, words: int, bits: int, target: Words, scratch: Words) -> None:
    """Add ``source``, moved right by ``words``, each word shifted up by ``bits``; either may be negative."""
    distance = abs(words)
    if distance >= source.shape[1]:
        return
    shift = np.left_shift if bits >= 0 else np.right_shift
    flat, moved = source.reshape(-1), scratch.reshape(-1)
    near, far = slice(None, flat.size - distance), slice(distance, None)
    from_, to, overrun = (near, far, slice(None, distance)) if words >= 0 else (far, near, slice(-distance, None))
    shift(flat[from_], np.uint64(abs(bits)), out=moved[to])
    if distance:
        scratch[:, overrun] = 0
    np.bitwise_or(target, scratch, out=target)
