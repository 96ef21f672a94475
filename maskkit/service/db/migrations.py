"""Bring a database to this version's tables: a new one is made at once, an old one goes through the revisions.

A database that a newer version has written is left alone. Everything happens in one transaction: a start that is
killed in the middle of it leaves the database as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from maskkit.errors import ServiceNotStarted
from maskkit.service.db.tables import metadata

if TYPE_CHECKING:
    from maskkit.service.db.database import Database, Transaction

HEAD = "0004"
"""The newest revision; known here so that a start on a database of today need not load alembic."""

HISTORY = Path(__file__).with_name("history")

_FIRST = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def migrate(database: Database, *, to: str = HEAD) -> str:
    """Bring the tables to a revision, forwards or backwards; the revision that they have then.

    Raises:
        ServiceNotStarted: the database was written by a newer version.
    """
    with database.read() as transaction:
        if revision_of(transaction) == to:
            return to
    with database.setting_up() as transaction:
        _move(database, transaction, to)
    return to


def revision_of(transaction: Transaction) -> str | None:
    """The revision of the tables; None for a database that has none yet."""
    tables = transaction.dialect.get_table_names(transaction)
    if "alembic_version" in tables:
        return str(transaction.scalar(text("SELECT version_num FROM alembic_version")))
    if "schema_version" in tables:  # the first versions counted for themselves
        number = transaction.scalar(text("SELECT max(number) FROM schema_version"))
        return f"{number:04d}" if number else None
    return None


def _move(database: Database, transaction: Transaction, to: str) -> None:
    found = revision_of(transaction)  # again, now that nobody else is at it
    if found is None:
        metadata.create_all(transaction)
        _stamp(transaction, HEAD)
        found = HEAD
    if found > HEAD:
        raise ServiceNotStarted(
            f"the database is of revision {found}, this version knows {HEAD}",
            where=database.where,
            hint="Start it with the newer version of maskkit that wrote it.",
        )
    if "schema_version" in transaction.dialect.get_table_names(transaction):
        _stamp(transaction, found)
        transaction.execute(text("DROP TABLE schema_version"))
    if found != to:
        _run_revisions(transaction, found, to)


def _stamp(transaction: Transaction, revision: str) -> None:
    transaction.execute(text(_FIRST))
    transaction.execute(text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": revision})


def _run_revisions(transaction: Transaction, found: str, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HISTORY).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = transaction
    (command.upgrade if to > found else command.downgrade)(config, to)
