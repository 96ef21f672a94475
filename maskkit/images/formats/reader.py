"""Reading here and there in a header, never more of it than is allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from maskkit.errors import CorruptImage

MAX_HEADER_BYTES = 64 * 1024


class HeaderReader:
    """Reads pieces of a seekable stream by their place, and refuses to read more than 64 KiB in all.

    >>> import io
    >>> HeaderReader(io.BytesIO(b"RIFF....WEBP"), 12).at(8, 4)
    b'WEBP'
    """

    def __init__(self, stream: BinaryIO, size: int, *, budget: int = MAX_HEADER_BYTES) -> None:
        self.size = size
        self._stream = stream
        self._left = budget

    def at(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes from ``offset``. Raises CorruptImage where the file or the budget ends before."""
        if offset < 0 or offset + length > self.size:
            raise CorruptImage("the file ends in the middle of its header")
        if length > self._left:
            raise CorruptImage(f"the header does not say the image's size within {MAX_HEADER_BYTES // 1024} KiB")
        self._left -= length
        self._stream.seek(offset)
        data = self._stream.read(length)
        if len(data) != length:
            raise CorruptImage("the file ends in the middle of its header")
        return data

    @property
    def exhausted(self) -> bool:
        """Whether so much was read that a walk through a long file had better stop."""
        return self._left < 256

    def start(self, length: int) -> bytes:
        """The first bytes, fewer where the file is shorter."""
        return self.at(0, min(length, self.size))

    def window(self, start: int, end: int) -> Callable[[int, int], bytes]:
        """A function that reads like :meth:`at`, counted from ``start`` and never beyond ``end``."""

        def read_at(offset: int, length: int) -> bytes:
            if offset < 0 or start + offset + length > end:
                raise CorruptImage("a header that points outside of itself")
            return self.at(start + offset, length)

        return read_at

    def number(self, offset: int, length: int) -> int:
        """A big-endian unsigned number."""
        return int.from_bytes(self.at(offset, length), "big")
