"""A temporary file beside its target, which gets the target's name once it is whole and on the disk, or disappears."""

from __future__ import annotations

import glob
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from maskkit.errors import OutputExists, StorageError

STALE_S = 3600.0


@contextmanager
def temporary_beside(target: Path) -> Iterator[BinaryIO]:
    """An open file in the target's folder, gone afterwards; what a killed process left there is cleared away.

    Raises:
        StorageError: the folder is missing, or the disk would not take it.
    """
    with disk_errors(target):
        _clear_stale(target)
        path = target.with_name(f"{_prefix(target)}{secrets.token_hex(8)}.part")
        file = path.open("x+b")
    try:
        with file:
            yield file
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def publish(file: BinaryIO, target: Path, *, overwrite: bool) -> None:
    """Give a file that was opened by :func:`temporary_beside` the target's name, once its bytes are on the disk.

    Raises:
        OutputExists: the target is there and may not be replaced.
        StorageError: the disk would not take it.
    """
    with disk_errors(target):
        file.flush()
        os.fsync(file.fileno())
        if overwrite:
            file.close()
            Path(file.name).replace(target)
        else:
            _name_once(Path(file.name), target)
        _sync_folder(target.parent)


@contextmanager
def disk_errors(target: Path) -> Iterator[None]:
    """Tell what the disk refuses as an error of maskkit."""
    try:
        yield
    except FileExistsError as error:
        raise OutputExists("the file is there already", where=str(target)) from error
    except OSError as error:
        hint = "Check that its folder is there and can be written to, and that the disk is not full."
        raise StorageError(f"cannot be written: {error.strerror or error}", where=str(target), hint=hint) from error


def _name_once(temporary: Path, target: Path) -> None:
    """Name the file without replacing another; without a gap between looking and naming, where the disk can do that."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # the disk knows no hard links
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        temporary.rename(target)


def _clear_stale(target: Path) -> None:
    for left in target.parent.glob(f"{glob.escape(_prefix(target))}*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_S:
                left.unlink()


def _prefix(target: Path) -> str:
    return f".{target.name[:80]}."


def _sync_folder(folder: Path) -> None:
    """Make the name last through a power cut, where the system has folders that can be synced."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
