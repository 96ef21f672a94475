"""A store in a folder: every write is whole or absent, and nothing is ever written outside the folder."""

from __future__ import annotations

import os
import secrets as random_source
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maskkit.errors import StorageError
from maskkit.storage.base import check_name

_NOT_THROUGH_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class LocalStore:
    """A :class:`~maskkit.storage.base.Store` in the folder ``root``, which is made when it is not there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = LocalStore(folder)
    ...     store.put("outputs/1.png", b"bytes")
    ...     store.path_of("outputs/1.png").relative_to(store.root).as_posix()
    'outputs/1.png'
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        with _as_storage_error(str(root)):
            Path(root).mkdir(parents=True, exist_ok=True)
            self.root = Path(root).resolve(strict=True)

    def path_of(self, name: str) -> Path:
        """Where ``name`` is or would be kept: for handing a file to a web server.

        Raises:
            StorageError: when the name is not safe, or a link in the folder leads out of it.
        """
        path = self.root.joinpath(*check_name(name))
        with _as_storage_error(name):
            inside = path.parent.resolve().is_relative_to(self.root)
        if not inside:
            raise StorageError("a link leads out of the store", where=name)
        return path

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``: written beside, flushed to the disk, then renamed."""
        path = self.path_of(name)
        with _as_storage_error(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, data)

    def get(self, name: str) -> bytes:
        """The bytes under ``name``."""
        path = self.path_of(name)
        with _as_storage_error(name), os.fdopen(os.open(path, os.O_RDONLY | _NOT_THROUGH_LINKS), "rb") as file:
            return file.read()

    def exists(self, name: str) -> bool:
        """Whether there is something under ``name``."""
        path = self.path_of(name)
        return path.is_file() and not path.is_symlink()

    def delete(self, name: str) -> None:
        """Forget ``name``."""
        path = self.path_of(name)
        with _as_storage_error(name), suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()

    def __repr__(self) -> str:
        return f"LocalStore({str(self.root)!r})"


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside ``path`` and rename. The temporary name starts with a dot, which no stored name does."""
    temporary = path.with_name(f".put-{random_source.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system has folders that can be flushed."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _as_storage_error(where: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError("nothing is stored under this name", where=where) from error
    except (OSError, RuntimeError) as error:
        raise StorageError(f"the store failed: {getattr(error, 'strerror', None) or error}", where=where) from error
