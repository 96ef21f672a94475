"""The journal of a batch: what was done, on disk before it is paid for, and kept through kills and power cuts.

One SQLite file in the output folder. Every event is committed and synced (write-ahead log, ``synchronous=FULL``) before
:meth:`Journal.append` returns. The file is held exclusively: a second run in the same folder is refused, and the lock
dies with the process that holds it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from maskkit.batch.state import Event, Step
from maskkit.errors import JournalError, JournalLocked, JournalMismatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

JOURNAL_NAME = "journal.sqlite"
FORMAT = 1

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, options TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY, item TEXT NOT NULL, room INTEGER NOT NULL, step TEXT NOT NULL, at REAL NOT NULL,
    data TEXT NOT NULL
);
"""


class Journal:
    """An open journal; made by :func:`open_journal`. Safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.path = path

    def append(self, event: Event) -> None:
        """Write ``event``; it is on disk when this returns.

        Raises:
            JournalError: if it could not be written.
        """
        row = (event.item, event.room, event.step.value, event.at, json.dumps(event.data, sort_keys=True))
        with self._lock, _translated(self.path):
            self._connection.execute("INSERT INTO event (item, room, step, at, data) VALUES (?, ?, ?, ?, ?)", row)

    def events(self) -> Iterator[Event]:
        """Every event so far, in the order in which they were written."""
        with self._lock, _translated(self.path):
            rows = self._connection.execute("SELECT item, room, step, at, data FROM event ORDER BY id").fetchall()
        for item, room, step, at, data in rows:
            yield Event(item, room, Step(step), at, json.loads(data))

    def bind(self, options: Mapping[str, Any]) -> None:
        """Tie the journal to the options of its first run; one in which nothing was done yet takes any others.

        Raises:
            JournalMismatch: naming each option that differs from the first run's.
        """
        row = (1, FORMAT, json.dumps(options, sort_keys=True))
        with self._lock, _translated(self.path):
            found = self._connection.execute("SELECT options FROM run").fetchone()
            if found is None or self._connection.execute("SELECT 1 FROM event").fetchone() is None:
                self._connection.execute("INSERT OR REPLACE INTO run (id, format, options) VALUES (?, ?, ?)", row)
                return
        if different := differences(json.loads(found[0]), json.loads(row[2])):
            raise JournalMismatch(f"the journal belongs to another run: {different}", where=str(self.path))

    def close(self) -> None:
        """Close the file and let go of the lock."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_journal(folder: Path, *, fresh: bool = False) -> Journal:
    """Open the journal of the output folder ``folder``, making both where they are not there yet.

    ``fresh`` moves an old journal aside (to ``journal-DATE.sqlite``) and starts a new one.

    Raises:
        JournalLocked: if another run holds it.
        JournalError: if the file is no journal, or cannot be written.
    """
    path = folder / JOURNAL_NAME
    with _translated(path):
        folder.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        if fresh and _has_rows(connection):
            connection.close()
            _move_aside(path)
            connection = _connect(path)
    return Journal(connection, path)


def differences(first: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The options that differ, in words.

    >>> differences({"target": "floor", "seed": 1}, {"target": "room", "seed": 1})
    'target was floor and is room'
    """
    names = [*first, *(name for name in now if name not in first)]
    changed = [name for name in names if first.get(name) != now.get(name)]
    return ", ".join(f"{name} was {_word(first.get(name))} and is {_word(now.get(name))}" for name in changed)


def _word(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value)) or "nothing"
    return "nothing" if value is None or value == "" else str(value)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        # Exclusive before the first access: no shared-memory file, and a lock that lasts until the process ends.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN EXCLUSIVE")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute("COMMIT")
        _check_format(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_format(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("SELECT format FROM run").fetchone()
    if found is not None and found[0] != FORMAT:
        raise JournalError(
            f"the journal is of format {found[0]}, this version reads {FORMAT}",
            where=str(path),
            hint="Use the version of maskkit that wrote it, or another folder with -o.",
        )


def _has_rows(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM run").fetchone() is not None


def _move_aside(path: Path) -> None:
    stamp = time.strftime("%Y%m%d-%H%M%S")
    names = (f"journal-{stamp}{suffix}.sqlite" for suffix in ("", *(f"-{n}" for n in range(1, 1000))))
    path.rename(next(path.with_name(name) for name in names if not path.with_name(name).exists()))


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise JournalLocked("another run is at work in this folder", where=str(path)) from error
        raise JournalError(f"the journal cannot be used: {error}", where=str(path), hint=_CHECK_DISK) from error
    except sqlite3.DatabaseError as error:
        raise JournalError(f"this is no journal: {error}", where=str(path), hint=_MOVE_AWAY) from error
    except OSError as error:
        raise JournalError(f"cannot write here: {error.strerror}", where=str(path), hint=_CHECK_DISK) from error


_CHECK_DISK = "Check that the folder can be written to and that the disk is not full."
_MOVE_AWAY = "Move the file away, or choose another folder with -o."
