"""Migrations: new and old databases come to the same tables, on SQLite and on Postgres, and back."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from maskkit.errors import ServiceNotStarted, StorageError
from maskkit.service import ledger
from maskkit.service.accounts import welcome
from maskkit.service.db import migrations, rows, tables
from maskkit.service.db.database import Database, Refused
from maskkit.service.db.ledger_rows import balances
from maskkit.service.db.migrations import HEAD, HISTORY, migrate, revision_of
from maskkit.service.db.outbox import delivery

FIRST_VERSION = (Path(__file__).parent / "first_version.sql").read_text()

OLD_ROWS = """
INSERT INTO users VALUES ('u', 1), ('v', 2);
INSERT INTO api_keys VALUES ('hash', 'u', 'owner', 1, NULL);
INSERT INTO accounts (name, user_id, purpose) VALUES
  ('issued', NULL, 'issued'),
  ('subscription:u', 'u', 'subscription'), ('extra:u', 'u', 'extra'),
  ('held:u', 'u', 'held'), ('spent:u', 'u', 'spent'),
  ('subscription:v', 'v', 'subscription'), ('extra:v', 'v', 'extra'),
  ('held:v', 'v', 'held'), ('spent:v', 'v', 'spent');
INSERT INTO projects VALUES ('p', 'u', 1);
INSERT INTO generations
  (id, project_id, user_id, photo_url, mask_url, room_type, theme, width, height, seed, output_key, status,
  created_ms, finished_ms, error_code) VALUES
  ('done', 'p', 'u', 'a', 'b', 'KITCHEN', 'MODERN', 1, 1, 1, 'k1', 'SUCCEEDED', 1, 5, NULL),
  ('lost', 'p', 'u', 'a', 'b', 'KITCHEN', 'MODERN', 1, 1, 1, 'k2', 'FAILED', 1, 5, 'why'),
  ('open', 'p', 'u', 'a', 'b', 'KITCHEN', 'MODERN', 1, 1, 1, 'k3', 'STARTING', 1, NULL, NULL);
INSERT INTO ledger VALUES
  (1, 'grant', 'u', NULL, 2, 'issued', 'subscription:u', NULL, NULL, 1),
  (2, 'grant', 'u', NULL, 1, 'issued', 'extra:u', NULL, NULL, 1),
  (3, 'hold', 'u', 'done', 1, 'subscription:u', 'held:u', NULL, NULL, 1),
  (4, 'hold', 'u', 'lost', 1, 'subscription:u', 'held:u', NULL, NULL, 1),
  (5, 'hold', 'u', 'open', 1, 'extra:u', 'held:u', NULL, NULL, 1),
  (6, 'refund', 'u', 'lost', 1, 'held:u', 'subscription:u', 4, 'hold', 5),
  (7, 'capture', 'u', 'done', 1, 'held:u', 'spent:u', 3, 'hold', 5);
INSERT INTO deliveries VALUES ('evt', 'done', 'http://r/', 'r', x'7b7d', 2, 50, 1, NULL, 'it was silent');
CREATE TABLE schema_version (number INTEGER PRIMARY KEY);
INSERT INTO schema_version VALUES (1);
"""
"""A data folder of the first version: a user in the middle of their work, and one who has not begun."""


@pytest.fixture
def old(tmp_path: Path) -> Database:
    """A database as the first version has left it."""
    with closing(sqlite3.connect(tmp_path / "old.sqlite")) as connection:
        connection.executescript(FIRST_VERSION + OLD_ROWS)
    return Database(tmp_path / "old.sqlite")


def described(database: Database) -> dict[str, object]:
    """Everything about the tables that a database can tell, without the names that it chose by itself."""
    with database.read() as transaction:
        found = inspect(transaction)
        return {
            table: {
                "columns": {  # the first version did not say of its keys that they are never empty, as goes for keys
                    each["name"]: (
                        str(each["type"]),
                        each["nullable"] and not each["primary_key"] if "primary_key" in each else each["nullable"],
                        _plain(each["default"]),
                    )
                    for each in found.get_columns(table)
                },
                "key": found.get_pk_constraint(table)["constrained_columns"],
                "foreign": sorted(
                    (each["constrained_columns"], each["referred_table"], each["referred_columns"], each["options"])
                    for each in found.get_foreign_keys(table)
                ),
                "unique": sorted(each["column_names"] for each in found.get_unique_constraints(table)),
                "checks": sorted(_plain(each["sqltext"]) for each in found.get_check_constraints(table)),
                "indexes": sorted(
                    (each["name"], each["column_names"], each["unique"], *_where(each))
                    for each in found.get_indexes(table)
                ),
            }
            for table in sorted(found.get_table_names())
        } | {"triggers": sorted(_triggers(transaction))}


def _where(index: dict[str, object]) -> list[str]:
    """The condition of a partial index."""
    return [str(condition) for name, condition in index.get("dialect_options", {}).items() if name.endswith("where")]


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _triggers(transaction: object) -> list[str]:
    if transaction.dialect.name == "sqlite":
        found = transaction.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").scalars()
    else:
        found = [
            *transaction.exec_driver_sql(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            ).scalars(),
            *transaction.exec_driver_sql("SELECT prosrc FROM pg_proc WHERE proname LIKE 'ledger%%'").scalars(),
        ]
    return [_plain(sql) for sql in found]


def test_the_revisions_are_one_straight_line_to_the_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(HISTORY))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [HEAD]
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert numbers == [f"{number:04d}" for number in range(len(numbers), 0, -1)]


def test_a_new_database_and_one_that_went_down_and_up_again_are_the_same(any_database: Database) -> None:
    """The one description of the tables, and what the revisions make, on both kinds of database."""
    fresh = described(any_database)
    assert {table.name for table in tables.metadata.sorted_tables} <= set(fresh)
    numbers = [f"{number:04d}" for number in range(1, int(HEAD) + 1)]
    for number in [*reversed(numbers), *numbers]:
        assert migrate(any_database, to=number) == number
    assert described(any_database) == fresh


def test_an_old_data_folder_comes_to_the_tables_of_today(old: Database, tmp_path: Path) -> None:
    fresh = Database(tmp_path / "new.sqlite")
    migrate(fresh)
    assert migrate(old) == HEAD
    assert described(old) == described(fresh)


def test_the_rows_of_an_old_data_folder_are_kept(old: Database) -> None:
    migrate(old)
    with old.read() as transaction:
        assert balances(transaction, "u") == {"issued": -3, "subscription": 1, "extra": 0, "held": 1, "spent": 1}
        found = ledger.audit(transaction)
        assert (found.entries, found.held) == ({"grant": 2, "hold": 3, "refund": 1, "capture": 1}, 1)
        assert found.faults == {}
        row = delivery(transaction, "evt")
    assert row == rows.DeliveryRow(
        "evt", "u", "done", "http://r/", "r", b"{}", 2, 2, 50, 1, None, "it was silent", None
    )
    with old.write() as transaction:
        ledger.refund(transaction, "open", now_ms=9)
        assert ledger.credits_of(transaction, "u").to_wire() == {"total": 2, "subscription": 1, "extra": 1}


def test_every_row_comes_back_from_the_first_version(old: Database) -> None:
    def dump() -> dict[str, list[object]]:
        with old.read() as transaction:
            names = ("users", "api_keys", "accounts", "ledger", "generations", "deliveries")
            return {name: _sorted_rows(transaction, name) for name in names}

    before = dump()
    migrate(old)
    migrate(old, to="0001")
    assert dump() == before
    with pytest.raises(Refused), old.write() as transaction:
        transaction.exec_driver_sql("DELETE FROM ledger")


def _sorted_rows(transaction: object, table: str) -> list[object]:
    found = transaction.exec_driver_sql(f"SELECT * FROM {table}").mappings()
    return sorted((sorted(row.items(), key=str) for row in found), key=str)


def test_a_key_that_was_to_end_does_not_live_for_ever_after_a_step_back(database: Database) -> None:
    welcome(database, photos=1, bootstrap_key=None, now_ms=1)
    with database.write() as transaction:
        transaction.exec_driver_sql("UPDATE api_keys SET expires_ms = 77")
    migrate(database, to="0003")
    with database.read() as transaction:
        assert transaction.exec_driver_sql("SELECT revoked_ms FROM api_keys").scalars().all() == [77]


def test_a_migration_that_breaks_off_leaves_everything_as_it_was(
    old: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = described(old)
    run = migrations._run_revisions

    def break_off(*arguments: object) -> None:
        run(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_run_revisions", break_off)
        with pytest.raises(KeyboardInterrupt):
            migrate(old)
    assert described(old) == before
    assert migrate(old) == HEAD


def test_a_row_that_points_at_nothing_is_found(old: Database) -> None:
    with closing(sqlite3.connect(old.url.database)) as connection:
        connection.execute("INSERT INTO projects VALUES ('lost', 'nobody', 1)")
        connection.commit()
    with pytest.raises(StorageError, match="points at nothing"):
        migrate(old)


def test_foreign_keys_are_kept_after_a_migration(database: Database) -> None:
    with pytest.raises(Refused), database.write() as transaction:
        transaction.exec_driver_sql("INSERT INTO projects VALUES ('p', 'nobody', 1)")


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (rows.UserRow, tables.users),
        (rows.ApiKeyRow, tables.api_keys),
        (rows.GenerationRow, tables.generations),
        (rows.FileRow, tables.files),
        (rows.LedgerRow, tables.ledger),
        (rows.DeliveryRow, tables.deliveries),
        (rows.AttemptRow, tables.delivery_attempts),
    ],
)
def test_rows_have_the_columns_of_their_table(row: type, table: object) -> None:
    assert {field.name for field in dataclasses.fields(row)} == {column.name for column in table.columns}


def test_a_database_of_a_newer_version_is_left_alone(any_database: Database) -> None:
    with any_database.write() as transaction:
        transaction.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ServiceNotStarted, match="revision 9999"):
        migrate(any_database)


def test_two_machines_that_start_at_once_make_the_tables_once(new_postgres: Callable[[], str]) -> None:
    import threading

    url = new_postgres()
    found: list[str | None] = []

    def start() -> None:
        with closing(Database(url)) as database:
            migrate(database)
            with database.read() as transaction:
                found.append(revision_of(transaction))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [HEAD] * 4
