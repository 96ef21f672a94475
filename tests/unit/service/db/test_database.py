"""The database: durable, one writer at a time, and errors that are ours."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from maskkit.errors import StorageError
from maskkit.service.db import database as module
from maskkit.service.db.database import Database, Refused, prepare_wal


@pytest.fixture
def notes(tmp_path: Path) -> Database:
    found = Database(tmp_path / "notes.sqlite")
    with found.write() as transaction:
        transaction.exec_driver_sql("CREATE TABLE notes (text TEXT UNIQUE)")
    return found


def note(database: Database, text: str) -> None:
    with database.write() as transaction:
        transaction.exec_driver_sql("INSERT INTO notes VALUES (?)", (text,))


def count(database: Database) -> int:
    with database.read() as transaction:
        return int(transaction.exec_driver_sql("SELECT count(*) FROM notes").scalar() or 0)


def test_every_connection_waits_for_the_disk_and_keeps_foreign_keys(notes: Database) -> None:
    with notes.read() as transaction:
        found = [transaction.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")]
        assert found == [2, 1]
        assert transaction.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_transaction_that_fails_leaves_nothing(notes: Database) -> None:
    def fail() -> None:
        with notes.write() as transaction:
            transaction.exec_driver_sql("INSERT INTO notes VALUES ('a')")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert count(notes) == 0


def test_a_refused_change_is_told_as_refused(notes: Database) -> None:
    note(notes, "a")
    with pytest.raises(Refused):
        note(notes, "a")


def test_a_reader_sees_one_state_and_does_not_wait_for_a_writer(notes: Database) -> None:
    with notes.write() as transaction:
        transaction.exec_driver_sql("INSERT INTO notes VALUES ('a')")
        assert count(notes) == 0
    assert count(notes) == 1


def test_many_writers_at_once_all_get_their_turn(notes: Database) -> None:
    threads = [threading.Thread(target=note, args=(notes, str(number))) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(notes) == 24


def test_a_writer_that_waits_too_long_is_told(notes: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_S", 0.01)
    with notes.write(), pytest.raises(StorageError, match="busy"):
        note(notes, "a")
    note(notes, "b")
    assert count(notes) == 1


def test_a_broken_file_is_told_as_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(StorageError, match="broken"), Database(tmp_path / "broken.sqlite").read():
        pass


def test_wal_mode_stays_with_the_file(tmp_path: Path) -> None:
    prepare_wal(tmp_path / "jobs.sqlite")
    connection = sqlite3.connect(tmp_path / "jobs.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_the_wal_is_moved_into_the_file_once_there_is_something_in_it(notes: Database) -> None:
    for number in range(48):  # with the one that made the table
        note(notes, str(number))
    assert not notes.checkpoint()
    with notes.read() as transaction:  # a reader, or a writer, is not in its way
        assert transaction.exec_driver_sql("SELECT count(*) FROM notes").scalar() == 48
        note(notes, "last")
        assert notes.checkpoint()
    assert not notes.checkpoint()
    assert count(notes) == 49


def test_no_commit_waits_for_the_file_itself(notes: Database) -> None:
    with notes.read() as transaction:
        assert transaction.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar() == 16_000
