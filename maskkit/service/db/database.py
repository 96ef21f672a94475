"""The database: a SQLite file, or a Postgres that many machines share. A commit that returned is durable."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError
from sqlalchemy.pool import ConnectionPoolEntry

from maskkit.errors import ServiceNotStarted, StorageError

Transaction: TypeAlias = Connection
"""An open transaction: what the queries of this package take first."""

Refused = IntegrityError
"""A constraint of the database refused the change."""

BUSY_S = 10.0
CHECKPOINT_S = 1.0
_COMMITS_A_CHECKPOINT = 50
_LONGEST_WAL_PAGES = 16_000
_IDLE_S = 15.0
_SETUP_LOCK = 0x6D61736B
"""Whoever sets up a shared database holds this advisory lock of Postgres: "mask" in ASCII."""


class Database:
    """A SQLite file in WAL mode with ``synchronous=FULL``, or a Postgres.

    On SQLite one transaction writes at a time. On Postgres many do: what must not happen twice is refused by a
    constraint, and whoever is refused begins anew.
    """

    def __init__(self, place: Path | str) -> None:
        """Open nothing yet: a path is a SQLite file, a text is a URL.

        Raises:
            ServiceNotStarted: the URL is none of a database that is known here.
        """
        self.url = _url(place)
        self.is_shared = self.url.get_backend_name() == "postgresql"
        self._engine = _postgres(self.url) if self.is_shared else _sqlite(self.url)
        # SQLite lets one writer in; a lock of our own replaces its polling when the threads of this process meet.
        self._writing = threading.Lock()
        self._commits = 0

    @property
    def where(self) -> str:
        """What the database is called in messages: without its password."""
        return self.url.render_as_string(hide_password=True) if self.is_shared else str(self.url.database)

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Transaction]:
        """A transaction that may change things; committed at the end, rolled back when anything is raised.

        ``alone`` keeps out all others that ask for it, on whatever machine.

        Raises:
            StorageError: the database is busy for too long, or cannot be written.
        """
        with ExitStack() as held:
            if not self.is_shared:
                if not self._writing.acquire(timeout=BUSY_S):
                    raise StorageError("the database is busy", where=self.where, hint="Try again later.")
                held.callback(self._writing.release)
            transaction = held.enter_context(self._transaction(writes=True))
            if alone and self.is_shared:
                _keep_others_out(transaction)
            yield transaction
        self._commits += 1

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that sees one state of the database.

        Raises:
            StorageError: the database cannot be read.
        """
        with self._transaction(writes=False) as transaction:
            yield transaction

    @contextmanager
    def setting_up(self) -> Iterator[Transaction]:
        """A transaction that changes tables, with nobody else in here and foreign keys left to its end.

        Raises:
            StorageError: the database cannot be written.
        """
        try:
            with self._engine.connect() as connection:
                if not self.is_shared:  # SQLite changes a table by making it anew; the pragma does nothing later
                    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
                with connection.execution_options(writes=True).begin():
                    if self.is_shared:
                        _keep_others_out(connection)
                    yield connection
                    _check_foreign_keys(connection)
                connection.invalidate()  # it must not go back to the pool without its foreign keys
        except DatabaseError as error:
            raise StorageError(f"the database failed: {error.orig}", where=self.where) from error

    def now_ms(self, transaction: Transaction) -> int:
        """The time by the one clock that all machines on this database share."""
        if not self.is_shared:
            return time.time_ns() // 1_000_000
        return int(transaction.scalar(text("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)")) or 0)

    def checkpoint(self) -> bool:
        """Move what was written of late from the WAL into the file, beside the writers; whether there was enough of it.

        SQLite would do so within some commit, and whoever waits for that commit would wait for all of it.
        """
        if self.is_shared or self._commits < _COMMITS_A_CHECKPOINT:
            return False
        self._commits = 0
        with self._engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        return True

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Transaction]:
        try:
            with self._engine.connect() as connection:
                if self.is_shared and not writes:
                    connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                else:
                    connection.execution_options(writes=writes)
                with connection.begin():
                    yield connection
        except IntegrityError:
            raise
        except DatabaseError as error:
            raise StorageError(f"the database failed: {error.orig}", where=self.where) from error


def prepare_wal(path: Path) -> None:
    """Make ``path`` a SQLite file in WAL mode, which stays so for whoever opens it: one fsync a commit, not three."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _url(place: Path | str) -> URL:
    if isinstance(place, Path):
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(place)
    except ArgumentError:
        url = URL.create("unknown")
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    hint = "Give one such as postgresql://user:password@host:5432/rooms."
    raise ServiceNotStarted("this is no URL of a Postgres database", where="--database", hint=hint)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, pool_size=16, max_overflow=48, pool_timeout=BUSY_S)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgres(url: URL) -> Engine:
    # A process that was stopped in the middle of a transaction must not hold its locks for ever.
    limits = {
        "lock_timeout": round(BUSY_S * 1000),
        "idle_in_transaction_session_timeout": round(_IDLE_S * 1000),
        "synchronous_commit": "on",
    }
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    arguments: dict[str, Any] = {"options": options, "connect_timeout": round(BUSY_S)}
    return create_engine(
        url, pool_size=8, max_overflow=8, pool_timeout=BUSY_S, pool_pre_ping=True, connect_args=arguments
    )


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver starts no transactions by itself; _begin does
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={round(BUSY_S * 1000)}",
        f"wal_autocheckpoint={_LONGEST_WAL_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_others_out(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SETUP_LOCK})


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise StorageError(f"a row of {broken[0]} points at nothing in {broken[2]}", where="the database")
