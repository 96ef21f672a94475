"""The database file: one writer at a time, many readers, and nothing is acknowledged before it is on the disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from maskkit.errors import StorageError

Transaction: TypeAlias = Connection
"""An open transaction: what the queries of this package take first."""

Refused = IntegrityError
"""A constraint of the database refused the change."""

BUSY_S = 10.0


class Database:
    """A SQLite file in WAL mode with ``synchronous=FULL``: a commit that returned survives a power cut."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # This process is the only writer, so a lock of our own replaces SQLite's polling when writers meet.
        self._writing = threading.Lock()
        self._engine = create_engine(f"sqlite:///{path}", pool_size=16, max_overflow=48, pool_timeout=BUSY_S)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may change things; committed at the end, rolled back when anything is raised.

        Raises:
            StorageError: the database is busy for too long, or cannot be written.
        """
        if not self._writing.acquire(timeout=BUSY_S):
            raise StorageError("the database is busy", where=str(self.path), hint="Try again later.")
        try:
            with self._transaction(writes=True) as transaction:
                yield transaction
        finally:
            self._writing.release()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the database.

        Raises:
            StorageError: the database cannot be read.
        """
        with self._transaction(writes=False) as transaction:
            yield transaction

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Transaction]:
        try:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise StorageError(f"the database failed: {error.orig}", where=str(self.path)) from error


def prepare_wal(path: Path) -> None:
    """Make ``path`` a SQLite file in WAL mode, which stays so for whoever opens it: one fsync a commit, not three."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver starts no transactions by itself; _begin does
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={round(BUSY_S * 1000)}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
