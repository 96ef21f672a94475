"""What was measured so far, on disk after every photo, so that a bench goes on where it was interrupted.

One SQLite file in the output folder, held by one process at a time. A measurement is used again only while photo,
truth, prediction and code are the ones it was made with: its stamp says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from maskkit.bench.records import Record
from maskkit.errors import JournalError, JournalLocked, JournalMismatch, OutputExists

JOURNAL_NAME = "bench.sqlite"
RESULT_NAME, CSV_NAME, PAGE_NAME, SHEET_NAME = OUTPUT_NAMES = ("bench.json", "images.csv", "report.html", "worst.png")
FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY CHECK (id = 1), format INTEGER NOT NULL, options TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS record (
    predictor TEXT NOT NULL, name TEXT NOT NULL, stamp TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (predictor, name)
);
"""


class Journal:
    """An open journal; made by :func:`open_journal`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def put(self, predictor: str, stamp: str, record: Record) -> None:
        """Keep a record; it is on disk when this returns."""
        row = (predictor, record.name, stamp, json.dumps(record.to_json()))
        with _translated(self.path):
            self._connection.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)", row)

    def get(self, predictor: str, name: str, stamp: str) -> Record | None:
        """The record of that stamp, or None."""
        with _translated(self.path):
            found = self._connection.execute(
                "SELECT data FROM record WHERE predictor = ? AND name = ? AND stamp = ?", (predictor, name, stamp)
            ).fetchone()
        return Record.from_json(json.loads(found[0])) if found else None

    def bind(self, options: Mapping[str, Any]) -> None:
        """Tie the journal to what is measured; one that holds nothing yet takes anything.

        Raises:
            JournalMismatch: it belongs to another bench; the message names each difference.
        """
        with _translated(self.path):
            found = self._connection.execute("SELECT options FROM run").fetchone()
            is_empty = self._connection.execute("SELECT 1 FROM record").fetchone() is None
            if found is None or is_empty:
                row = (FORMAT, json.dumps(options, sort_keys=True))
                self._connection.execute("INSERT OR REPLACE INTO run (id, format, options) VALUES (1, ?, ?)", row)
                return
        first = json.loads(found[0])
        changed = [
            f"{name} was {first.get(name)} and is {options.get(name)}"
            for name in {**first, **options}
            if first.get(name) != options.get(name)
        ]
        if changed:
            hint = "Choose another folder with -o, or --fresh to start over in this one."
            raise JournalMismatch(
                f"the folder holds another bench: {', '.join(changed)}", where=str(self.path), hint=hint
            )

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_journal(folder: Path, *, fresh: bool = False) -> Journal:
    """Open the journal of the output folder, making both where they are not there; ``fresh`` empties it.

    Raises:
        JournalLocked: another bench is at work in this folder.
        OutputExists: something else than a bench wrote there.
        JournalError: the file is no journal of a bench, or cannot be written.
    """
    path = folder / JOURNAL_NAME
    if not path.exists():
        _refuse_strange(folder)
    with _translated(path):
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path, fresh=fresh)
        except BaseException:
            connection.close()
            raise
    return Journal(connection, path)


def _refuse_strange(folder: Path) -> None:
    """Refuse a folder in which something else lies under the names of what a bench writes."""
    taken = [name for name in OUTPUT_NAMES if (folder / name).exists()]
    if taken:
        hint = "Choose another folder with -o."
        raise OutputExists("it is there already, and no bench made it", where=str(folder / taken[0]), hint=hint)


def _prepare(connection: sqlite3.Connection, path: Path, *, fresh: bool) -> None:
    # Exclusive before the first access: the lock lasts until the process ends, however it ends.
    for statement in ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=WAL", "BEGIN EXCLUSIVE"):
        connection.execute(statement)
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    if fresh:
        connection.execute("DELETE FROM record")
    connection.execute("COMMIT")
    found = connection.execute("SELECT format FROM run").fetchone()
    if found is not None and found[0] != FORMAT:
        hint = "Use the version of maskkit that wrote it, or another folder with -o."
        raise JournalError(f"the journal is of format {found[0]}, this reads {FORMAT}", where=str(path), hint=hint)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            hint = "Wait for the other bench, or choose another folder with -o."
            raise JournalLocked("another bench is at work in this folder", where=str(path), hint=hint) from error
        raise JournalError(f"the journal cannot be used: {error}", where=str(path), hint=_CHECK_DISK) from error
    except sqlite3.DatabaseError as error:
        hint = "Move the file away, or choose another folder with -o."
        raise JournalError(f"this is no journal: {error}", where=str(path), hint=hint) from error
    except OSError as error:
        raise JournalError(f"cannot write here: {error.strerror}", where=str(path), hint=_CHECK_DISK) from error


_CHECK_DISK = "Check that the folder can be written to and that the disk is not full."
