"""Fetch a picture into a file: resumed when it breaks off, checked, and under its name only when it is whole."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from maskkit.errors import DownloadFailed, OutputExists
from maskkit.net.clock import Deadline
from maskkit.net.guard import Guard, Interrupted, Stream, shown
from maskkit.net.images import HEAD_BYTES, TAIL_BYTES, ends_well, image_format
from maskkit.net.publish import disk_errors, publish, temporary_beside
from maskkit.net.retries import MAY_PASS, RetryPolicy
from maskkit.roomapi.retry_after import parse_retry_after

log = logging.getLogger(__name__)

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)")


@dataclass
class _Part:
    """What has come so far: the open temporary file, its length, and what proves that the rest belongs to it.

    ``delimited`` says that the answer marked its own end, so that a cut could not pass for one.
    """

    file: BinaryIO
    came: int = 0
    total: int | None = None
    validator: str | None = None
    delimited: bool = False
    retry_after_s: float | None = None

    def take(self, piece: bytes) -> None:
        """Write what has come next."""
        with disk_errors(Path(self.file.name)):
            self.file.write(piece)
        self.came += len(piece)

    def start_over(self) -> None:
        """Forget what has come."""
        self.file.seek(0)
        self.file.truncate()
        self.came = 0

    def range_headers(self) -> dict[str, str]:
        """The headers that ask for the rest, where it can be proven to be the rest of the same file."""
        if not self.came or not self.validator:
            return {}
        return {"Range": f"bytes={self.came}-", "If-Range": self.validator}


def download(
    url: str,
    path: str | os.PathLike[str],
    *,
    guard: Guard | None = None,
    within_s: float = 120.0,
    size_bytes: int | None = None,
    sha256: str | None = None,
    overwrite: bool = False,
    retries: RetryPolicy | None = None,
    chance: Callable[[], float] = random.random,
) -> Path:
    """Fetch the picture at ``url`` into ``path``.

    Args:
        url: an http or https URL.
        path: the file to make; its folder must be there.
        guard: what the URL may lead to, and how large the file may be; public addresses only when not given.
        within_s: the time for all attempts together, in seconds.
        size_bytes: the size of the file, where it is known.
        sha256: the hash of the file in hexadecimal, where it is known.
        overwrite: whether a file that is there may be replaced.
        retries: the pauses between attempts.
        chance: gives random numbers in 0..1.

    Raises:
        UnsafeUrl: the URL leads to an address that is not allowed.
        DownloadFailed: it could not be fetched whole and right, or is no picture.
        OutputExists: ``path`` is there already.
        StorageError: the disk would not take it.
    """
    target, way = Path(path), guard or Guard()
    if target.exists() and not overwrite:
        raise OutputExists("the file is there already", where=str(target))
    deadline = Deadline.after(within_s, way.clock)
    with temporary_beside(target) as file:
        part = _Part(file)
        _fetch(url, part, way, deadline, retries=retries or RetryPolicy(), chance=chance)
        _check(url, part, size_bytes, sha256)
        publish(file, target, overwrite=overwrite)
    return target


def _fetch(
    url: str, part: _Part, guard: Guard, deadline: Deadline, *, retries: RetryPolicy, chance: Callable[[], float]
) -> None:
    """Attempt after attempt, each going on where the last broke off, until the file is there or the time is up."""
    barren = 0
    while True:
        before = part.came
        try:
            return _attempt(url, part, guard, deadline)
        except Interrupted as error:
            # Whoever gets on does not wait longer and longer.
            barren = 1 if part.came > before else barren + 1
            pause_s = retries.pause_s(barren, chance=chance(), retry_after_s=part.retry_after_s)
            if barren > retries.few or pause_s >= deadline.left_s:
                raise DownloadFailed(error.message, where=shown(url)) from error
            log.info("%s: %s after %d bytes; again in %.1f s", shown(url), error.message, part.came, pause_s)
        guard.clock.sleep(pause_s)


def _attempt(url: str, part: _Part, guard: Guard, deadline: Deadline) -> None:
    part.retry_after_s = None
    with guard.stream("GET", url, headers=part.range_headers(), within_s=deadline.left_s) as stream:
        _admit(stream, part)
        for piece in stream.pieces(guard.policy.max_bytes - part.came):
            part.take(piece)
    if part.total is not None and part.came < part.total:
        raise Interrupted(f"it broke off after {part.came} of {part.total} bytes")


def _admit(stream: Stream, part: _Part) -> None:
    """Decide by the head of an answer whether its body is the whole file, the rest of it, or neither."""
    part.retry_after_s = parse_retry_after(stream.headers.get("retry-after"), date=stream.headers.get("date"))
    if stream.status in MAY_PASS:
        raise Interrupted(f"the server answered {stream.status}")
    resumed = _CONTENT_RANGE.fullmatch(stream.headers.get("content-range", "")) if stream.status == 206 else None
    if stream.status == 416 or (stream.status == 206 and (not resumed or int(resumed[1]) != part.came)):
        part.start_over()
        part.validator = None
        raise Interrupted("the server gave another part than was asked for")
    if stream.status not in {200, 206}:
        hint = "The link may have expired: retrieve the generation again for a fresh one."
        raise DownloadFailed(f"the server answered {stream.status}", where=shown(stream.url), hint=hint)
    if stream.status == 200:
        part.start_over()
        length = stream.headers.get("content-length", "")
        chunked = "chunked" in stream.headers.get("transfer-encoding", "").lower()
        # What was packed on the way is counted before it is unpacked: neither its length nor a range of it helps here.
        packed = stream.headers.get("content-encoding", "identity") != "identity"
        part.total = int(length) if length.isascii() and length.isdigit() and not packed else None
        part.validator = None if packed else _validator(stream)
        part.delimited = chunked or bool(length)


def _validator(stream: Stream) -> str | None:
    """What names this very version of the file: a strong ETag, else its date. Source: RFC 9110, section 13.1.5."""
    etag = stream.headers.get("etag", "")
    return etag if etag.startswith('"') else stream.headers.get("last-modified")


def _check(url: str, part: _Part, size_bytes: int | None, sha256: str | None) -> None:
    """Refuse what is no picture, or not the one that was promised."""
    head, tail, digest = _read_back(part.file)
    where, kind = shown(url), image_format(head)
    if kind is None:
        raise DownloadFailed(f"what came is no picture but begins with {head[:16]!r}", where=where)
    if size_bytes is not None and part.came != size_bytes:
        raise DownloadFailed(f"{part.came} bytes came where {size_bytes} were promised", where=where)
    if sha256 is not None and digest != sha256.lower():
        raise DownloadFailed("the hash of what came is not the one that was promised", where=where)
    if not (sha256 or part.delimited or ends_well(kind, tail)):
        raise DownloadFailed("the picture has no end: it broke off on the way", where=where)


def _read_back(file: BinaryIO) -> tuple[bytes, bytes, str]:
    """The first and last bytes of the file as it lies on the disk, and its hash."""
    with disk_errors(Path(file.name)):
        file.flush()
        file.seek(0)
        head = file.read(HEAD_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        tail = file.read()
        file.seek(0)
        return head, tail, hashlib.file_digest(cast("io.BufferedRandom", file), "sha256").hexdigest()
