"""A store in memory: for tests, and for what need not outlive the process."""

from __future__ import annotations

from maskkit.errors import StorageError
from maskkit.storage.base import check_name


class MemoryStore:
    """A :class:`~maskkit.storage.base.Store` that forgets everything with the process.

    >>> store = MemoryStore()
    >>> store.put("a/b.png", b"bytes")
    >>> store.get("a/b.png")
    b'bytes'
    """

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``."""
        check_name(name)
        self._held[name] = bytes(data)

    def get(self, name: str) -> bytes:
        """The bytes under ``name``."""
        check_name(name)
        try:
            return self._held[name]
        except KeyError:
            raise StorageError("nothing is stored under this name", where=name) from None

    def exists(self, name: str) -> bool:
        """Whether there is something under ``name``."""
        check_name(name)
        return name in self._held

    def delete(self, name: str) -> None:
        """Forget ``name``."""
        check_name(name)
        self._held.pop(name, None)

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._held)} held)"
