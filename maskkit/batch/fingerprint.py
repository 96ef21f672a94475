"""Whether a file is still the one that was worked on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from maskkit.batch.state import Data


def fingerprint(path: Path) -> dict[str, Any]:
    """The hash of a file's bytes, with its size and time, by which an untouched file is told without reading it."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {**_stat(path), "sha256": sha256}


def is_unchanged(path: Path, first: Data) -> bool:
    """Whether the file at ``path`` still has the bytes that ``first`` is the fingerprint of."""
    if not path.is_file():
        return False
    now = _stat(path)
    if now["bytes"] != first["bytes"]:
        return False
    return bool(now["mtime_ns"] == first["mtime_ns"] or fingerprint(path)["sha256"] == first["sha256"])


def _stat(path: Path) -> dict[str, Any]:
    status = path.stat()
    return {"bytes": status.st_size, "mtime_ns": status.st_mtime_ns}
