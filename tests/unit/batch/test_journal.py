"""The journal on the disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from maskkit.batch.journal import JOURNAL_NAME, differences, open_journal
from maskkit.batch.state import Event, Step
from maskkit.errors import JournalError, JournalLocked, JournalMismatch

EVENT = Event("kitchen", 1, Step.CREATED, 12.5, {"generation_id": "g"})


def test_events_come_back_in_order(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        for number in range(5):
            journal.append(Event("a", 0, Step.UPLOADED, number, {"n": number}))
    with open_journal(tmp_path) as journal:
        assert [event.data["n"] for event in journal.events()] == list(range(5))


def test_a_second_run_is_refused_and_let_in_once_the_first_has_ended(tmp_path: Path) -> None:
    with open_journal(tmp_path), pytest.raises(JournalLocked), open_journal(tmp_path):
        pass
    open_journal(tmp_path).close()


def test_the_lock_of_a_killed_process_is_gone_and_what_it_wrote_is_there(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal\n"
        "from maskkit.batch.journal import open_journal\n"
        "from maskkit.batch.state import Event, Step\n"
        f"journal = open_journal(pathlib.Path({str(tmp_path)!r}))\n"
        "journal.append(Event('a', 1, Step.CREATE_SENT, 1.0, {'key': 'k', 'request': {}}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    with open_journal(tmp_path) as journal:
        assert [event.data["key"] for event in journal.events()] == ["k"]


def test_other_options_are_refused_by_name(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.bind({"target": "room", "keep": ["window"], "feather": None})
        journal.append(EVENT)
    with open_journal(tmp_path) as journal:
        journal.bind({"target": "room", "keep": ["window"], "feather": None})
        with pytest.raises(JournalMismatch, match="keep was window and is nothing, target was room and is floor"):
            journal.bind({"target": "floor", "keep": [], "feather": None})


def test_a_run_that_did_nothing_yet_is_tied_to_nothing(tmp_path: Path) -> None:
    """A first line with a wrong address must not keep the mended line out of the folder."""
    with open_journal(tmp_path) as journal:
        journal.bind({"service": "htp://rooms.example"})
        journal.bind({"service": "https://rooms.example"})
        journal.append(EVENT)
    with open_journal(tmp_path) as journal:
        with pytest.raises(JournalMismatch, match="service was https"):
            journal.bind({"service": "htp://rooms.example"})
        journal.bind({"service": "https://rooms.example"})


def test_fresh_moves_the_old_journal_aside(tmp_path: Path) -> None:
    for _ in range(3):
        with open_journal(tmp_path, fresh=True) as journal:
            assert list(journal.events()) == []
            journal.bind({"target": "room"})
            journal.append(EVENT)
    old = sorted(path for path in tmp_path.glob("journal-*.sqlite"))
    assert len(old) == 2
    assert [sqlite3.connect(path).execute("SELECT count(*) FROM event").fetchone()[0] for path in old] == [1, 1]


def test_a_file_that_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / JOURNAL_NAME).write_bytes(b"not a database, but long enough to be looked into" * 99)
    with pytest.raises(JournalError, match="no journal"):
        open_journal(tmp_path)


def test_a_journal_of_a_later_version(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.bind({})
    connection = sqlite3.connect(tmp_path / JOURNAL_NAME)
    connection.execute("UPDATE run SET format = 99")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="format 99"):
        open_journal(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match="cannot write here"):
        open_journal(tmp_path / "file" / "out")


def test_many_threads_write_at_once(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        threads = [threading.Thread(target=lambda: [journal.append(EVENT) for _ in range(10)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(list(journal.events())) == 40


def test_a_name_that_is_new_or_gone_is_a_difference() -> None:
    assert differences({"a": 1}, {"a": 1, "b": 2}) == "b was nothing and is 2"
    assert differences({"a": 1}, {"a": 1}) == ""


def test_a_power_cut_at_any_byte_leaves_a_beginning_of_what_was_written(tmp_path: Path) -> None:
    """The write-ahead log, cut anywhere: what is read back is a prefix of the events, never a torn one."""
    events = [Event(f"photo {n}", 1, Step.CREATED, n, {"generation_id": "g" * 40}) for n in range(6)]
    with open_journal(tmp_path / "whole") as journal:
        for event in events:
            journal.append(event)
        files = {name: (tmp_path / "whole" / name).read_bytes() for name in (JOURNAL_NAME, f"{JOURNAL_NAME}-wal")}
    log = files[f"{JOURNAL_NAME}-wal"]
    seen = set()
    for length in [*range(0, len(log), max(1, len(log) // 90)), len(log)]:
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        (folder / JOURNAL_NAME).write_bytes(files[JOURNAL_NAME])
        (folder / f"{JOURNAL_NAME}-wal").write_bytes(log[:length])
        with open_journal(folder) as journal:
            found = list(journal.events())
        assert found == events[: len(found)]
        seen.add(len(found))
    assert len(seen) == len(events) + 1


@pytest.mark.parametrize("place", range(0, 4096, 256))
def test_a_damaged_journal_is_refused_or_read_never_believed_blindly(place: int, tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.bind({"target": "room"})
        journal.append(EVENT)
    path = tmp_path / JOURNAL_NAME
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    with suppress(JournalError), open_journal(tmp_path) as journal:
        assert [event.step for event in journal.events()] in ([], [Step.CREATED])
