"""Messages through a pipe: one line of JSON, then the bytes that it announces. No pickles: only data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO

LONGEST_HEAD = 1_000_000


def write_frame(stream: BinaryIO, head: Mapping[str, object], blobs: Sequence[bytes] = ()) -> None:
    """Send a message.

    >>> import io
    >>> pipe = io.BytesIO()
    >>> write_frame(pipe, {"seed": 7}, [b"photo", b""])
    >>> _ = pipe.seek(0)
    >>> read_frame(pipe)
    ({'seed': 7}, [b'photo', b''])
    """
    line = json.dumps({"head": head, "sizes": [len(blob) for blob in blobs]}, separators=(",", ":"))
    stream.write(line.encode() + b"\n")
    stream.writelines(blobs)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, object], list[bytes]] | None:
    """The next message; None when the other side has closed the pipe, also in the middle of a message."""
    line = stream.readline(LONGEST_HEAD)
    if not line.endswith(b"\n"):
        return None
    message = json.loads(line)
    blobs = [stream.read(size) for size in message["sizes"]]
    if [len(blob) for blob in blobs] != message["sizes"]:
        return None
    return message["head"], blobs
