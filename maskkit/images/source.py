"""Where image bytes come from: a path, bytes, or an open binary file; always bounded, never left open."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from maskkit.errors import EmptyFile, ImageNotFound, ImageRefused, ImageTooLarge
from maskkit.limits import ImageLimits
from maskkit.types import ImageSource


def source_name(source: ImageSource) -> str | None:
    """What error messages call the source: its path, or the name that an open file carries."""
    if isinstance(source, bytes | bytearray | memoryview):
        return None
    name = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    return os.fspath(name) if isinstance(name, str | os.PathLike) else None


def source_path(source: ImageSource) -> Path | None:
    """The path of a source that was given as one."""
    return Path(source) if isinstance(source, str | os.PathLike) else None


@contextmanager
def opened(source: ImageSource, limits: ImageLimits) -> Iterator[tuple[BinaryIO, int]]:
    """Give a seekable stream and the number of bytes from its start to its end.

    A path is opened and closed again; an open file is read from where it stands and put back there. A stream that
    cannot seek is read into memory, never more of it than the limit.

    Raises:
        ImageNotFound: there is no such file.
        EmptyFile: it has no bytes.
        ImageTooLarge: it has more bytes than ``limits.max_file_bytes``.
        ImageRefused: it is a folder or a device, or cannot be read.
    """
    name = source_name(source)
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source), _checked_size(len(source), limits, name)
    elif isinstance(source, str | os.PathLike):
        with _open_file(Path(source)) as stream:
            yield stream, _checked_size(os.fstat(stream.fileno()).st_size, limits, name)
    elif source.seekable():
        start = source.tell()
        try:
            data = source.read(limits.max_file_bytes + 1)
        finally:
            source.seek(start)
        yield io.BytesIO(data), _checked_size(len(data), limits, name)
    else:
        data = source.read(limits.max_file_bytes + 1)
        yield io.BytesIO(data), _checked_size(len(data), limits, name)


def read_source(source: ImageSource, limits: ImageLimits) -> bytes:
    """Read all bytes of a source; the errors are those of :func:`opened`."""
    with opened(source, limits) as (stream, size):
        data = stream.read(size + 1)
    _checked_size(len(data), limits, source_name(source))
    return data


def _open_file(path: Path) -> BinaryIO:
    with _told(path):
        kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise ImageRefused("this is a folder, not an image", where=str(path), hint="Give the file itself.")
    if not stat.S_ISREG(kind):
        raise ImageRefused("this is not a regular file", where=str(path), hint="Copy it into a file first.")
    with _told(path):
        return path.open("rb")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says about a path into errors of ours."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ImageNotFound("there is no such file", where=str(path)) from error
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise ImageRefused(message, where=str(path), hint="Check its permissions.") from error
    except ValueError as error:
        raise ImageNotFound("this is not a possible path", where=repr(str(path))) from error


def _checked_size(size: int, limits: ImageLimits, name: str | None) -> int:
    if size == 0:
        raise EmptyFile("the file is empty", where=name)
    if size > limits.max_file_bytes:
        megabytes = limits.max_file_bytes / (1024 * 1024)
        raise ImageTooLarge(f"the file is larger than {megabytes:g} MiB", where=name)
    return size
