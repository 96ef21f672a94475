"""Masks as run lengths in the order of COCO: column by column, how many pixels are kept, marked, kept, and so on.

Lossless for hard masks, and small. What COCO files hold, compressed or not, is read and written byte by byte as its own
tools do; counts that describe no mask are refused before anything of their size is allocated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadRle, SizeMismatch
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.masks.coco_counts import Counts, counts_to_text, text_to_counts
from maskkit.masks.given import bool_map
from maskkit.masks.sparse import padded_bytes, set_bits
from maskkit.types import BoolMap, BoxXyxy, Grey8

_Places = NDArray[np.integer[Any]]

_MOST_PIXELS = 2**31
_BLOCK_PIXELS = 2**21
_DENSE = 16
"""One pixel in so many that differs from the one above makes a mask dense."""


@dataclass(frozen=True, eq=False)
class Rle:
    """A hard mask of ``size_hw`` = (height, width) as run lengths: kept, marked, kept, ... down the columns.

    ``counts`` is int64 and read-only. The first count is 0 where the top left pixel is marked. Equal values have equal
    counts; a code with runs of 0 pixels within describes the same mask as one without, and is kept as it is.

    Raises:
        BadRle: the counts do not describe a mask of that size; the message says why.

    >>> rle = Rle((2, 3), np.array([1, 2, 3]))
    >>> rle_decode(rle).astype(int).tolist()
    [[0, 1, 0], [1, 0, 0]]
    >>> rle.area, rle.bounds(), rle.to_coco()
    (2, (0, 0, 2, 2), {'size': [2, 3], 'counts': '123'})
    """

    size_hw: tuple[int, int]
    counts: Counts

    def __post_init__(self) -> None:
        height, width = _size(self.size_hw)
        counts = _whole_numbers(self.counts)
        _check_sum(counts, height * width)
        counts.flags.writeable = False
        object.__setattr__(self, "size_hw", (height, width))
        object.__setattr__(self, "counts", counts)

    @classmethod
    def from_coco(cls, code: Mapping[str, Any], *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> Rle:
        """The value of a COCO code: ``size`` [height, width] and ``counts``, a list or the compressed text.

        Raises:
            BadRle: it is no such code, its counts do not sum to its size, or that is over ``limits``.

        >>> Rle.from_coco({"size": [2, 3], "counts": [1, 2, 3]}) == Rle.from_coco({"size": [2, 3], "counts": "123"})
        True
        """
        if not isinstance(code, Mapping) or "size" not in code or "counts" not in code:
            raise BadRle("the code has no size and counts")
        size_hw, counts = _size(code["size"]), code["counts"]
        _check_limits(size_hw, limits)
        if isinstance(counts, str | bytes):
            counts = text_to_counts(counts, size_hw[0] * size_hw[1])
        return cls(size_hw, counts)

    def to_coco(self, *, compressed: bool = True) -> dict[str, Any]:
        """The code as COCO writes it, ready for JSON: ``counts`` is its text, or the list of numbers."""
        counts = counts_to_text(self.counts) if compressed else self.counts.tolist()
        return {"size": list(self.size_hw), "counts": counts}

    @property
    def area(self) -> int:
        """The number of marked pixels."""
        return int(self.counts[1::2].sum())

    def bounds(self) -> BoxXyxy | None:
        """The smallest box around everything marked, or None where nothing is."""
        starts, ends = self._runs
        if not starts.size:
            return None
        height = self.size_hw[0]
        first, last = starts // height, (ends - 1) // height
        left, right = int(first[0]), int(last[-1]) + 1
        if np.any(first != last):
            return left, 0, right, height
        return left, int((starts % height).min()), right, int(((ends - 1) % height).max()) + 1

    @cached_property
    def changes(self) -> _Places:
        """The places, counted down the columns, at which kept and marked change; the first is where marking starts."""
        places = np.cumsum(self.counts[:-1])
        if np.any(self.counts[1:-1] == 0):
            found, times = np.unique(places, return_counts=True)
            places = found[times % 2 == 1]
        return places[places < self.size_hw[0] * self.size_hw[1]]

    @property
    def _runs(self) -> tuple[_Places, _Places]:
        """Where each marked run starts and where it has ended."""
        height, width = self.size_hw
        ends = self.changes[1::2]
        starts = self.changes[::2]
        return starts, ends if ends.size == starts.size else np.append(ends, height * width)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rle):
            return NotImplemented
        return self.size_hw == other.size_hw and np.array_equal(self.counts, other.counts)

    def __hash__(self) -> int:
        return hash((self.size_hw, self.counts.tobytes()))

    def __repr__(self) -> str:
        return f"<Rle {self.size_hw[1]} x {self.size_hw[0]}, {self.area} marked, {self.counts.size} counts>"


def rle_encode(marked: BoolMap) -> Rle:
    """The run lengths of (H, W) bool, in the order of C or of Fortran; neither is copied.

    Raises:
        MaskRefused: it is something else.

    >>> rle_encode(np.array([[True, True], [False, True]])).counts.tolist()
    [0, 1, 1, 2]
    """
    marked = bool_map(marked, "rle_encode")
    changes = _changes_in_order(marked.ravel(order="F")) if marked.flags.f_contiguous else _changes(marked)
    return _from_changes(changes, (marked.shape[0], marked.shape[1]))


def rle_decode(rle: Rle, *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> BoolMap:
    """The mask (H, W) bool of run lengths.

    Raises:
        BadRle: its size is over ``limits``; nothing was allocated.
    """
    _check_limits(rle.size_hw, limits)
    height, width = rle.size_hw
    values = (np.arange(rle.counts.size) & 1).astype(np.uint8)
    columns = np.repeat(values, rle.counts).reshape(width, height)
    marked: BoolMap = np.asarray(cv2.transpose(columns), np.uint8).reshape(height, width).view(np.bool_)
    return marked


def rle_union(codes: Iterable[Rle]) -> Rle:
    """What any of ``codes``, at least one and of one size, marks.

    Raises:
        BadRle: there is none.
        SizeMismatch: they are of different sizes.

    >>> rle_union([Rle((1, 3), np.array([0, 1, 2])), Rle((1, 3), np.array([2, 1]))]).counts.tolist()
    [0, 1, 1, 1]
    """
    return reduce(lambda a, b: _merged(a, b, np.logical_or), _at_least_one(codes))


def rle_intersection(codes: Iterable[Rle]) -> Rle:
    """What all of ``codes``, at least one and of one size, mark.

    Raises:
        BadRle: there is none.
        SizeMismatch: they are of different sizes.

    >>> rle_intersection([Rle((1, 3), np.array([0, 2, 1])), Rle((1, 3), np.array([1, 2]))]).counts.tolist()
    [1, 1, 1]
    """
    return reduce(lambda a, b: _merged(a, b, np.logical_and), _at_least_one(codes))


def rle_iou(a: Rle, b: Rle, *, crowd: bool = False) -> float:
    """Intersection over union, worked out on the runs; with ``crowd``, over the area of ``a`` alone, as COCO does.

    0 where the divisor is 0, as in the COCO API.

    >>> rle_iou(Rle((1, 4), np.array([0, 2, 2])), Rle((1, 4), np.array([1, 2, 1])))
    0.3333333333333333
    """
    common = rle_intersection([a, b]).area
    divisor = a.area if crowd else a.area + b.area - common
    return common / divisor if divisor else 0.0


def _at_least_one(codes: Iterable[Rle]) -> list[Rle]:
    found = list(codes)
    if not found:
        raise BadRle("there are no run lengths to bring together", hint="Give at least one.")
    return found


def _from_changes(changes: _Places, size_hw: tuple[int, int]) -> Rle:
    ends = np.zeros(changes.size + 2, np.int64)
    ends[1:-1], ends[-1] = changes, size_hw[0] * size_hw[1]
    return Rle(size_hw, ends[1:] - ends[:-1])


def _changes(marked: BoolMap) -> _Places:
    """The places down the columns at which a pixel differs from the one before it; before the first nothing is marked.

    They are looked for row by row, as the pixels lie in memory, eight in a byte, and then sorted, which is fast while
    they are few.
    """
    height, width = marked.shape
    tops = marked[0].copy()
    tops[1:] ^= marked[-1, :-1]
    found, rows = [(np.flatnonzero(tops) * height).astype(np.uint32)], max(1, _BLOCK_PIXELS // width)
    scratch = padded_bytes(min(rows, height) * -(-width // 8))
    for first in range(1, height, rows):
        y, x = _steps_down(marked[first - 1 : first + rows], scratch)
        if x.size * _DENSE > rows * width:
            columns = np.asarray(cv2.transpose(np.ascontiguousarray(marked).view(np.uint8)), np.uint8)
            return _changes_in_order(columns.ravel().view(np.bool_))
        found.append(x * np.uint32(height) + (y + np.uint32(first)))
    down = np.concatenate(found)
    down.sort()
    return down


def _steps_down(marked: BoolMap, scratch: Grey8) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The y, from the second row on, and x of pixels that differ from the one above."""
    packed = np.packbits(marked, axis=1)
    row = packed.shape[1]
    cells = padded_bytes(packed.size - row, within=scratch)
    np.bitwise_xor(packed[1:], packed[:-1], out=cells[: packed.size - row].reshape(-1, row))
    places, across = set_bits(cells).astype(np.uint32), np.uint32(8 * row)
    y = places // across
    return y, places - y * across


def _changes_in_order(columns: BoolMap) -> _Places:
    """The same for pixels (N,) that lie column by column."""
    packed = np.packbits(columns)
    cells = padded_bytes(packed.size)
    before = cells[: packed.size]
    np.right_shift(packed, 1, out=before)
    before[1:] |= packed[:-1] << 7
    before ^= packed
    places = set_bits(cells)
    # What follows the last pixel counts as one that is not marked.
    return places[: places.size - 1] if places.size and places[-1] >= columns.size else places


def _merged(a: Rle, b: Rle, combine: Callable[..., BoolMap]) -> Rle:
    if a.size_hw != b.size_hw:
        raise SizeMismatch(f"run lengths of {a.size_hw} and {b.size_hw} (height, width) do not go together")
    places = np.union1d(a.changes, b.changes)
    inside = [np.searchsorted(rle.changes, places, side="right") % 2 == 1 for rle in (a, b)]
    marked = combine(*inside)
    before = np.append(False, marked[:-1])
    return _from_changes(places[marked != before], a.size_hw)


def _size(size_hw: Any) -> tuple[int, int]:
    sides = list(size_hw) if isinstance(size_hw, list | tuple | np.ndarray) else []
    if len(sides) != 2 or not all(isinstance(s, int | np.integer) and not isinstance(s, bool) for s in sides):
        raise BadRle(f"the size {_short(size_hw)} is no [height, width]")
    if min(sides) < 1 or int(sides[0]) * int(sides[1]) >= _MOST_PIXELS:
        raise BadRle(f"a picture of {sides[1]} x {sides[0]} pixels cannot be")
    return int(sides[0]), int(sides[1])


def _check_limits(size_hw: tuple[int, int], limits: ImageLimits) -> None:
    if max(size_hw) > limits.max_side_px or size_hw[0] * size_hw[1] > limits.max_pixels:
        sentence = f"{size_hw[1]} x {size_hw[0]} pixels are over the limit of {limits.max_mp:g} megapixels"
        hint = "Check the size, or raise the limit if you trust its source."
        raise BadRle(f"{sentence} and {limits.max_side_px} a side", hint=hint)


def _whole_numbers(counts: Any) -> Counts:
    try:
        numbers = np.asarray(counts)
    except (TypeError, ValueError):
        numbers = np.empty((0, 0))
    if numbers.ndim != 1 or not numbers.size or numbers.dtype.kind not in "iu":
        raise BadRle(f"the counts {_short(counts)} are no list of whole numbers")
    if numbers.dtype.kind == "u" and numbers.max() >= _MOST_PIXELS:
        raise BadRle(f"count {int(numbers.argmax())} is {int(numbers.max())}")
    return numbers.astype(np.int64)


def _check_sum(counts: Counts, pixels: int) -> None:
    # Seen without its sign, a number below 0 is a huge one.
    unsigned = counts.view(np.uint64)
    if unsigned.max() > pixels:
        wrong = int(np.argmax(unsigned > pixels))
        raise BadRle(f"count {wrong} is {int(counts[wrong])}, of {pixels} pixels")
    if counts.sum() != pixels:
        raise BadRle(f"the counts sum to {int(counts.sum())}, not to {pixels} pixels")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
