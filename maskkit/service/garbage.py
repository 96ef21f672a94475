"""Garbage in the store: pictures of runs that were killed before they could finish, copies that nobody tidied away.

What is in the database and has expired is deleted by :mod:`maskkit.service.housekeeping`; here it is the other way
round, from the files to the rows.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

from maskkit.service.db.files import inputs_not_needed, not_needed
from maskkit.service.files import store_name
from maskkit.service.parts import Parts

YOUNG_S = 3600.0
"""A file that was written so lately may be of a run that is about to finish, or of an upload that is being noted."""

_AT_A_TIME = 500
_INPUT = re.compile(r"(?P<generation>.+)-(?:photo|mask)")


def collect(parts: Parts) -> int:
    """Delete the files in the store that nothing refers to; how many there were."""
    return _collect_files(parts) + _collect_inputs(parts)


def _collect_files(parts: Parts) -> int:
    deleted = 0
    for names in _old_names(parts.store.root / "files"):
        with parts.database.read() as transaction:
            garbage = not_needed(transaction, names)
        for name in garbage:
            parts.store.delete(store_name(name))
        deleted += len(garbage)
    return deleted


def _collect_inputs(parts: Parts) -> int:
    deleted = 0
    for names in _old_names(parts.store.root / "inputs"):
        of = {name: match["generation"] for name in names if (match := _INPUT.fullmatch(name))}
        with parts.database.read() as transaction:
            done = set(inputs_not_needed(transaction, sorted(set(of.values()))))
        garbage = [name for name, generation_id in of.items() if generation_id in done]
        for name in garbage:
            parts.store.delete(f"inputs/{name}")
        deleted += len(garbage)
    return deleted


def _old_names(folder: Path) -> Iterator[list[str]]:
    """The names of the files in a folder that were not written just now, a few at a time."""
    latest_s = time.time() - YOUNG_S
    if folder.is_dir():
        found = (path.name for path in folder.iterdir() if not path.name.startswith(".") and _is_older(path, latest_s))
        while names := list(itertools.islice(found, _AT_A_TIME)):
            yield names


def _is_older(path: Path, than_s: float) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mtime < than_s
    return False
