"""What is kept between runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from maskkit.bench.journal import JOURNAL_NAME, open_journal
from maskkit.bench.records import Record
from maskkit.errors import JournalError, JournalLocked, JournalMismatch, OutputExists

RECORD = Record("a", "scored", (1,), (2, 1), np.array([[1, 0], [0, 1]]), truth="f00")


def test_a_record_is_there_after_the_process_ended(tmp_path: Path) -> None:
    """By predictor, photo and stamp."""
    with open_journal(tmp_path / "out") as journal:
        journal.put("geometry", "s1", RECORD)
    with open_journal(tmp_path / "out") as journal:
        found = journal.get("geometry", "a", "s1")
        assert found is not None
        assert found.to_json() == RECORD.to_json()
        assert journal.get("geometry", "a", "s2") is None
        assert journal.get("other", "a", "s1") is None


def test_a_new_measurement_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """One record for each photo and predictor."""
    with open_journal(tmp_path) as journal:
        journal.put("geometry", "s1", RECORD)
        journal.put("geometry", "s2", RECORD)
        assert journal.get("geometry", "a", "s1") is None
        assert journal.get("geometry", "a", "s2") is not None


def test_another_bench_is_refused_naming_the_difference(tmp_path: Path) -> None:
    """Its results would be mixed."""
    with open_journal(tmp_path) as journal:
        journal.bind({"data set": "rooms", "scored": "floor"})
        journal.put("geometry", "s", RECORD)
        journal.bind({"data set": "rooms", "scored": "floor"})
        with pytest.raises(JournalMismatch, match="scored was floor and is wall"):
            journal.bind({"data set": "rooms", "scored": "wall"})


def test_a_journal_without_records_takes_any_bench(tmp_path: Path) -> None:
    """A run that was refused at its start ties nothing; nor does one that is started over."""
    with open_journal(tmp_path) as journal:
        journal.bind({"scored": "floor"})
        journal.bind({"scored": "wall"})
        journal.put("geometry", "s", RECORD)
    with open_journal(tmp_path, fresh=True) as journal:
        assert journal.get("geometry", "a", "s") is None
        journal.bind({"scored": "rug"})


def test_a_folder_is_worked_in_by_one_bench_at_a_time(tmp_path: Path) -> None:
    """Two would write over each other's pages."""
    with open_journal(tmp_path), pytest.raises(JournalLocked):
        open_journal(tmp_path)
    open_journal(tmp_path).close()


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """Such as the report of a run."""
    (tmp_path / "report.html").write_text("a page of another command")
    with pytest.raises(OutputExists, match=r"report\.html"):
        open_journal(tmp_path)
    assert not (tmp_path / JOURNAL_NAME).exists()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be looked at" * 20])
def test_a_file_that_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    """And left as it is."""
    (tmp_path / JOURNAL_NAME).write_bytes(content)
    with pytest.raises(JournalError, match="no journal"):
        open_journal(tmp_path)
    assert (tmp_path / JOURNAL_NAME).read_bytes() == content


def test_a_journal_of_another_format_is_refused(tmp_path: Path) -> None:
    """A later version may write another."""
    with open_journal(tmp_path) as journal:
        journal.bind({})
    connection = sqlite3.connect(tmp_path / JOURNAL_NAME)
    connection.execute("UPDATE run SET format = 99")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="format 99"):
        open_journal(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "out").write_text("x")
    with pytest.raises(JournalError):
        open_journal(tmp_path / "out" / "deeper")
