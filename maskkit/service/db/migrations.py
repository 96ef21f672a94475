"""Bring a database to this version's schema: the numbered files of ``schema/``, each in one transaction.

One straight history of a handful of files needs no migration tool beside it: a table holds the number of the last
file that was applied. A database that a newer version has written is left alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING

from maskkit.errors import ServiceNotStarted

if TYPE_CHECKING:
    from maskkit.service.db.database import Database, Transaction

_NAME = re.compile(r"(\d{4})_\w+\.sql")


def migrations() -> list[tuple[int, str]]:
    """(number, SQL) of every migration, in the order in which they are applied."""
    folder = resources.files(__package__).joinpath("schema")
    named = [(_NAME.fullmatch(entry.name), entry) for entry in folder.iterdir()]
    return sorted((int(match[1]), entry.read_text("utf-8")) for match, entry in named if match)


def migrate(database: Database) -> int:
    """Apply what is missing; the number of the schema that the database has then.

    Raises:
        ServiceNotStarted: the database was written by a newer version.
    """
    with database.write() as transaction:
        version = schema_version(transaction)
    known = migrations()
    if version > known[-1][0]:
        raise ServiceNotStarted(
            f"the data folder has schema {version}, this version knows {known[-1][0]}",
            where=str(database.path),
            hint="Start it with the newer version of maskkit that wrote it.",
        )
    for number, sql in known:
        if number > version:
            _apply(database, number, sql)
    return known[-1][0]


def schema_version(transaction: Transaction) -> int:
    """The number of the last migration that was applied; 0 for a new database."""
    transaction.exec_driver_sql("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY)")
    found = transaction.exec_driver_sql("SELECT max(number) FROM schema_version").scalar()
    return int(found or 0)


def statements(sql: str) -> Iterator[str]:
    """The statements of a script one by one; triggers stay whole.

    >>> list(statements("CREATE TABLE a (b); SELECT 1;"))
    ['CREATE TABLE a (b);', 'SELECT 1;']
    """
    pending = ""
    for part in re.split(r"(?<=;)", sql):
        pending += part
        if pending.strip() and sqlite3.complete_statement(pending):
            yield pending.strip()
            pending = ""


def _apply(database: Database, number: int, sql: str) -> None:
    with database.write() as transaction:
        for statement in statements(sql):
            transaction.exec_driver_sql(statement)
        transaction.exec_driver_sql("INSERT INTO schema_version (number) VALUES (?)", (number,))
