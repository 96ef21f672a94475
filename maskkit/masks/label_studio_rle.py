"""The brush masks of Label Studio: the four channels of a painted layer, bit-packed run lengths in row order.

A code starts with 32 bits for the number of words (4 a pixel), 5 bits for the size of a word less 1 and four times 4
bits for the sizes of a length less 1. Then come blocks: 1 bit that tells a repeated word (1) from different ones (0), 2
bits for which of the four sizes the length has, the length less 1, and the word or words. (The format is that of
``rle-pack`` of thi.ng, with its default sizes.) The mask is the fourth channel, the layer's opacity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import BadRle
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.types import Grey8, SizeWh

_CHANNELS = 4
_HEADER_BITS = 32 + 5 + 4 * 4
_WORD_BITS = 8
_LENGTH_BITS = np.array([3, 4, 8, 16])
_LONGEST = 2**16
_RUNS_AT_ONCE = 2**16
_READ_BYTES = 8
_HINT = "Check that the picture's size belongs to this brush."

Code = bytes | Sequence[int]
_Numbers = NDArray[np.int64]


def brush_encode(values: Grey8) -> bytes:
    """The code of a mask (H, W) uint8, all four channels alike; ``list()`` of it goes into Label Studio's JSON.

    >>> brush_encode(np.full((1, 1), 255, np.uint8)).hex()
    '00000004391bfc7fe0'
    """
    if values.ndim != 2 or values.dtype != np.uint8 or not values.size:
        raise ValueError(f"brush_encode needs (H, W) uint8, not {values.shape} {values.dtype}")
    code, bits = bytearray(), _header_bits(values.size * _CHANNELS)
    for words, lengths in _runs(values.ravel()):
        bits = np.concatenate([bits, _bits_of_blocks(words, lengths)])
        whole = bits.size // 8 * 8
        code += np.packbits(bits[:whole]).tobytes()
        bits = bits[whole:]
    return bytes(code) + np.packbits(bits).tobytes()


def brush_decode(code: Code, size_wh: SizeWh, *, limits: ImageLimits = DEFAULT_IMAGE_LIMITS) -> Grey8:
    """The mask (H, W) uint8 of a code for a picture of ``size_wh``.

    Raises:
        BadRle: no bytes, of another size, over ``limits``, or ending too early; nothing was allocated before the check.

    >>> brush_decode(bytes.fromhex("00000004391bfc7fe0"), (1, 1)).tolist()
    [[255]]
    """
    raw = _bytes(code)
    width, height = size_wh
    sizes = _header(raw, width * height, limits)
    words = np.empty(width * height * _CHANNELS, np.uint8)
    at = 0
    for length, found in _read_blocks(raw, words.size, sizes):
        words[at : at + length] = found
        at += length
    return np.ascontiguousarray(words[_CHANNELS - 1 :: _CHANNELS]).reshape(height, width)


def _runs(flat: Grey8) -> Iterator[tuple[_Numbers, _Numbers]]:
    """The value and the length in words of every run, some at a time, cut where it is too long for one block."""
    starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1, [flat.size]])
    for first in range(0, starts.size - 1, _RUNS_AT_ONCE):
        lengths = np.diff(starts[first : first + _RUNS_AT_ONCE + 1]) * _CHANNELS
        parts = -(-lengths // _LONGEST)
        cut = np.full(int(parts.sum()), _LONGEST)
        cut[np.cumsum(parts) - 1] = lengths - (parts - 1) * _LONGEST
        yield np.repeat(flat[starts[first : first + lengths.size]].astype(np.int64), parts), cut


def _header_bits(words: int) -> Grey8:
    header = (words << 5) | (_WORD_BITS - 1)
    for size in _LENGTH_BITS.tolist():
        header = (header << 4) | (size - 1)
    return np.array([(header >> place) & 1 for place in reversed(range(_HEADER_BITS))], np.uint8)


def _bits_of_blocks(words: _Numbers, lengths: _Numbers) -> Grey8:
    """The bits, one a byte, of blocks of a repeated word, each with the smallest size that its length fits in."""
    kinds = np.searchsorted(2**_LENGTH_BITS, lengths)
    sizes = _LENGTH_BITS[kinds]
    blocks = ((((4 | kinds) << sizes) | (lengths - 1)) << _WORD_BITS) | words
    sizes = sizes + 3 + _WORD_BITS
    ends = np.cumsum(sizes)
    bits = np.zeros(int(ends[-1]), np.uint8)
    for place in range(int(sizes.max())):
        here = sizes > place
        bits[ends[here] - 1 - place] = (blocks[here] >> place) & 1
    return bits


def _bytes(code: Code) -> bytes:
    try:
        return bytes(code if isinstance(code, bytes | bytearray) else list(code))
    except (TypeError, ValueError):
        raise BadRle("the brush code is no list of bytes", hint=_HINT) from None


def _header(raw: bytes, pixels: int, limits: ImageLimits) -> list[int]:
    """The four sizes of a length, once the number and the size of the words are found to fit."""
    if len(raw) * 8 < _HEADER_BITS:
        raise BadRle(f"a brush code of {len(raw)} bytes has no header", hint=_HINT)
    if pixels > limits.max_pixels:
        raise BadRle(f"{pixels} pixels are over the limit of {limits.max_mp:g} megapixels", hint=_HINT)
    words, bits = int.from_bytes(raw[:4]), int.from_bytes(raw[4:7])
    if words != pixels * _CHANNELS:
        raise BadRle(f"the brush code holds {words} words, not {_CHANNELS} for each of {pixels} pixels", hint=_HINT)
    if bits >> 19 != _WORD_BITS - 1:
        raise BadRle(f"the brush code has words of {(bits >> 19) + 1} bits, not of {_WORD_BITS}", hint=_HINT)
    return [((bits >> place) & 15) + 1 for place in (15, 11, 7, 3)]


def _read_blocks(raw: bytes, words: int, sizes: list[int]) -> Iterator[tuple[int, int | Grey8]]:
    """The length of each block and its word, or its words, until there are enough."""
    padded = raw + bytes(_READ_BYTES)
    place, end = _HEADER_BITS, len(raw) * 8
    while words > 0:
        window = int.from_bytes(padded[place >> 3 : (place >> 3) + _READ_BYTES]) << (place & 7)
        size = sizes[(window >> 61) & 3]
        length = ((window >> (61 - size)) & ((1 << size) - 1)) + 1
        start = place + 3 + size
        repeated = (window >> 63) & 1
        place = start + _WORD_BITS * (1 if repeated else length)
        if place > end:
            raise BadRle(f"the brush code is cut off: it ends {words} words too early", hint=_HINT)
        if length > words:
            raise BadRle(f"the last block of the brush code has {length - words} words too many", hint=_HINT)
        words -= length
        yield length, (window >> (53 - size)) & 255 if repeated else _words_at(padded, start, length)


def _words_at(padded: bytes, place: int, count: int) -> Grey8:
    """``count`` bytes from a place in bits on."""
    shift = place & 7
    cells = np.frombuffer(padded, np.uint8, count + 1, place >> 3)
    return (cells[:-1] << np.uint8(shift)) | (cells[1:] >> np.uint8(8 - shift)) if shift else cells[:-1]
