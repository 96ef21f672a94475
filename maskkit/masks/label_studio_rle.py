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
from maskkit.masks.given import byte_map, picture_size
from maskkit.types import Grey8, SizeWh

_CHANNELS = 4
_HEADER_BITS = 32 + 5 + 4 * 4
_WORD_BITS = 8
_LENGTH_BITS = np.array([3, 4, 8, 16])
_LONGEST = 2**16
_RUNS_AT_ONCE = 2**16
_READ_BYTES = 8
_SEEN_BITS = 2**19
"""So many bits are looked at at a time; a multiple of 8."""
_HINT = "Check that the picture's size belongs to this brush."

Code = bytes | Sequence[int]
_Numbers = NDArray[np.int64]


def brush_encode(values: Grey8) -> bytes:
    """The code of a mask (H, W) uint8, all four channels alike; ``list()`` of it goes into Label Studio's JSON.

    Raises:
        MaskRefused: it is something else.

    >>> brush_encode(np.full((1, 1), 255, np.uint8)).hex()
    '00000004391bfc7fe0'
    """
    values = byte_map(values, "brush_encode")
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
        MaskRefused: ``size_wh`` is no size.

    >>> brush_decode(bytes.fromhex("00000004391bfc7fe0"), (1, 1)).tolist()
    [[255]]
    """
    raw = _bytes(code)
    width, height = picture_size(size_wh)
    sizes = _header(raw, width * height, limits)
    words = np.empty(width * height * _CHANNELS, np.uint8)
    at = 0
    for found in _read_words(raw, words.size, sizes):
        words[at : at + found.size] = found
        at += found.size
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


def _read_words(raw: bytes, words: int, sizes: list[int]) -> Iterator[Grey8]:
    """All words, some at a time: those of repeated blocks as far as one can see, or of a block of different ones."""
    padded, place, end = raw + bytes(_READ_BYTES + 1), _HEADER_BITS, len(raw) * 8
    first, steps = -1, b""
    while words > 0:
        if place >= end:
            raise BadRle(f"the brush code is cut off: it ends {words} words too early", hint=_HINT)
        if place // _SEEN_BITS * _SEEN_BITS != first:
            first = place // _SEEN_BITS * _SEEN_BITS
            steps = _steps(padded, first, sizes)
        begins, place = _follow(steps, place, first)
        if begins:
            found, place = _repeated(padded, np.array(begins), words, sizes)
        else:
            found, place = _different(padded, place, sizes)
        if place > end:
            raise BadRle(f"the brush code is cut off: it ends {words} words too early", hint=_HINT)
        if found.size > words:
            raise BadRle(f"the last block of the brush code has {found.size - words} words too many", hint=_HINT)
        words -= found.size
        yield found


def _steps(padded: bytes, first: int, sizes: list[int]) -> bytes:
    """For the bits from ``first`` on how long a block of a repeated word that began there would be; 0 for no such."""
    cells = np.frombuffer(padded, np.uint8)[first >> 3 : (first + _SEEN_BITS >> 3) + 1]
    bits = np.unpackbits(cells)[: _SEEN_BITS + 2]
    lengths = np.array([3 + size + _WORD_BITS for size in sizes], np.uint8)
    steps: Grey8 = lengths[2 * bits[1:-1] + bits[2:]] * bits[:-2]
    return steps.tobytes()


def _follow(steps: bytes, place: int, first: int) -> tuple[list[int], int]:
    """Where the blocks of repeated words begin that follow one another from ``place`` on, and where they end."""
    begins, seen = [], len(steps)
    at = place - first
    while at < seen and (step := steps[at]):
        begins.append(at)
        at += step
    return [first + begin for begin in begins], first + at


def _repeated(padded: bytes, begins: _Numbers, words: int, sizes: list[int]) -> tuple[Grey8, int]:
    """The words of blocks that begin there, up to the one that makes ``words`` full, and where that one ends."""
    windows = _windows(padded, begins)
    size = np.array(sizes, np.uint64)[windows >> np.uint64(61) & np.uint64(3)]
    length = (windows << np.uint64(3) >> np.uint64(64) - size).astype(np.int64) + 1
    used = int(np.searchsorted(np.cumsum(length), words)) + 1
    word = (windows << size + np.uint64(3) >> np.uint64(64 - _WORD_BITS)).astype(np.uint8)
    last = min(used, begins.size) - 1
    return np.repeat(word[:used], length[:used]), int(begins[last] + int(size[last])) + 3 + _WORD_BITS


def _windows(padded: bytes, places: _Numbers) -> NDArray[np.uint64]:
    """The bits from each place on, 57 or more of them, at the top of a word."""
    words = np.ndarray(len(padded) - _READ_BYTES + 1, ">u8", padded, strides=(1,))
    windows: NDArray[np.uint64] = words[places >> 3].astype(np.uint64) << (places & 7).astype(np.uint64)
    return windows


def _different(padded: bytes, place: int, sizes: list[int]) -> tuple[Grey8, int]:
    """The words of a block of different ones, and where it ends; as many of them as there are."""
    window = int.from_bytes(padded[place >> 3 : (place >> 3) + _READ_BYTES]) << (place & 7)
    size = sizes[(window >> 61) & 3]
    length = ((window >> (61 - size)) & ((1 << size) - 1)) + 1
    start = place + 3 + size
    return _words_at(padded, start, length), start + _WORD_BITS * length


def _words_at(padded: bytes, place: int, count: int) -> Grey8:
    """``count`` bytes from a place in bits on."""
    shift = place & 7
    cells = np.frombuffer(padded, np.uint8)[place >> 3 : (place >> 3) + count + 1]
    return (cells[:-1] << np.uint8(shift)) | (cells[1:] >> np.uint8(8 - shift)) if shift else cells[:-1]
