"""The size in an AV1 sequence header: what the decoder will make room for, whatever the file around it says.

AV1 Bitstream & Decoding Process Specification (2019), §5.3 to §5.5 and §4.10.5.
"""

from __future__ import annotations

from maskkit.errors import CorruptImage
from maskkit.types import SizeWh

HEAD_BYTES = 128
"""So much of a picture's data is enough to find its size."""

_SEQUENCE_HEADER, _TEMPORAL_DELIMITER = 1, 2


class _Bits:
    """Reads numbers bit by bit."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise CorruptImage("AV1 data that ends in its header")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)


def coded_size(data: bytes) -> SizeWh:
    """The largest frame that AV1 data announces, from its first bytes.

    Raises:
        CorruptImage: the data does not begin with a sequence header.
    """
    at = 0
    while at < len(data):
        kind, has_extension, has_size = data[at] >> 3 & 15, data[at] >> 2 & 1, data[at] >> 1 & 1
        at += 1 + has_extension
        length, at = _leb128(data, at) if has_size else (len(data) - at, at)
        if kind == _SEQUENCE_HEADER:
            return _sequence_size(_Bits(data[at:]))
        if kind != _TEMPORAL_DELIMITER:
            break
        at += length
    raise CorruptImage("AV1 data without a sequence header")


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for index, byte in enumerate(data[at : at + 8]):
        value |= (byte & 127) << (7 * index)
        if byte < 128:
            return value, at + index + 1
    raise CorruptImage("AV1 data with a length that does not end")


def _sequence_size(bits: _Bits) -> SizeWh:
    bits.take(4)  # profile, still picture
    if bits.take(1):  # reduced header
        bits.take(5)
    else:
        _skip_operating_points(bits)
    width_bits, height_bits = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(width_bits) + 1, bits.take(height_bits) + 1


def _skip_operating_points(bits: _Bits) -> None:
    delay_bits = _skip_timing(bits) if bits.take(1) else 0
    has_display_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:
            bits.take(1)
        if delay_bits and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if has_display_delay and bits.take(1):
            bits.take(4)


def _skip_timing(bits: _Bits) -> int:
    """Skip timing and decoder model; gives the length of the delays that the model brings along, or 0."""
    bits.take(64)
    if bits.take(1):  # equal pictures: a number with as many zeros before it as it has bits
        zeros = 0
        while not bits.take(1):
            zeros += 1
        bits.take(min(zeros, 32))
    if not bits.take(1):
        return 0
    delay_bits = bits.take(5) + 1
    bits.take(42)
    return delay_bits
