"""One service at a time on a data folder."""

from __future__ import annotations

import os
from pathlib import Path

from maskkit.errors import ServiceNotStarted

LOCK_NAME = "service.lock"


class FolderLock:
    """A lock on a folder that the system takes away when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, for its owner only, and lock it.

        Raises:
            ServiceNotStarted: another service works on it, or it cannot be written.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ServiceNotStarted(f"the data folder cannot be used: {error.strerror}", where=str(folder)) from error
        try:
            _lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise ServiceNotStarted(
                "another service is using this data folder",
                where=str(folder),
                hint="Stop the other service, or give another folder with --data.",
            ) from error

    def release(self) -> None:
        """Let another service have the folder."""
        os.close(self._file)


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
