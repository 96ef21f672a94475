"""Migrations: what they make is what the queries expect, and a newer database is left alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import inspect

from maskkit.errors import ServiceNotStarted
from maskkit.service.db import rows, tables
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import migrate, migrations, schema_version, statements


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(tmp_path / "service.sqlite")


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_new_database_gets_all_of_them_once(empty: Database) -> None:
    assert migrate(empty) == migrate(empty) == migrations()[-1][0]
    with empty.read() as transaction:
        assert schema_version(transaction) == migrations()[-1][0]


def test_the_tables_are_what_the_queries_see(empty: Database) -> None:
    migrate(empty)
    with empty.read() as transaction:
        found = inspect(transaction)
        made = {name: [column["name"] for column in found.get_columns(name)] for name in found.get_table_names()}
    made.pop("schema_version")
    assert made == {table.name: [column.name for column in table.columns] for table in tables.metadata.sorted_tables}


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (rows.GenerationRow, tables.generations),
        (rows.FileRow, tables.files),
        (rows.LedgerRow, tables.ledger),
        (rows.DeliveryRow, tables.deliveries),
    ],
)
def test_rows_have_the_columns_of_their_table(row: type, table: object) -> None:
    assert [field.name for field in dataclasses.fields(row)] == [column.name for column in table.columns]


def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    migrate(empty)
    with empty.write() as transaction:
        transaction.exec_driver_sql("INSERT INTO schema_version VALUES (999)")
    with pytest.raises(ServiceNotStarted, match="schema 999"):
        migrate(empty)


def test_a_script_is_split_at_its_statements_and_not_inside_a_trigger() -> None:
    script = "CREATE TABLE a (b);\n-- a; comment\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;\n"
    found = list(statements(script))
    assert len(found) == 2
    assert found[1].endswith("END;")
