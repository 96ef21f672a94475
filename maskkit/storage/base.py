"""The protocol of a store, and the names that every store takes."""

from __future__ import annotations

import re
from typing import Protocol, runtime_checkable

from maskkit.errors import StorageError

MAX_NAME_CHARS = 512
MAX_PART_CHARS = 200

_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


@runtime_checkable
class Store(Protocol):
    """Keeps bytes under names such as ``assets/4d9c.png``.

    A name that was put is there as a whole or not at all, also after a crash. Each method raises
    :class:`~maskkit.errors.StorageError` for a bad name, and where the store itself fails.
    """

    def put(self, name: str, data: bytes) -> None:
        """Keep ``data`` under ``name``, in the place of what was there before."""

    def get(self, name: str) -> bytes:
        """The bytes under ``name``; StorageError when there are none."""

    def exists(self, name: str) -> bool:
        """Whether there is something under ``name``."""

    def delete(self, name: str) -> None:
        """Forget ``name``; nothing happens when it is not there."""


def check_name(name: str) -> tuple[str, ...]:
    """The parts of a name that is safe on every disk: no ``..``, no root, no reserved words, plain characters only.

    Raises:
        StorageError: naming what is wrong.

    >>> check_name("assets/4d9c.png")
    ('assets', '4d9c.png')
    >>> check_name("../secret")
    Traceback (most recent call last):
        ...
    maskkit.errors.StorageError: '../secret': not a name that can be stored: '..' is not allowed in it
    """
    parts = tuple(name.split("/"))
    if len(name) > MAX_NAME_CHARS:
        raise StorageError(f"not a name that can be stored: over {MAX_NAME_CHARS} characters", where=repr(name[:40]))
    for part in parts:
        if not _is_safe(part):
            raise StorageError(f"not a name that can be stored: {part!r} is not allowed in it", where=repr(name))
    return parts


def _is_safe(part: str) -> bool:
    plain = _PART.fullmatch(part) is not None and not part.endswith(".") and len(part) <= MAX_PART_CHARS
    return plain and part.split(".", maxsplit=1)[0].lower() not in _RESERVED
