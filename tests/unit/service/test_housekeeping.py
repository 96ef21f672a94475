"""Housekeeping: what has expired goes, what has not stays, and URLs still tell."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from maskkit.service import housekeeping as module
from maskkit.service.accounts import Welcome
from maskkit.service.call_backs import new_delivery
from maskkit.service.db import outbox
from maskkit.service.db.files import file
from maskkit.service.db.idempotency_keys import store_answer, stored_answer
from maskkit.service.db.rows import KeyRow
from maskkit.service.files import keep_asset, store_name
from maskkit.service.housekeeping import remove_torn_files, tidy_up
from maskkit.service.parts import Parts


def test_an_expired_file_is_deleted_and_its_row_kept(parts: Parts, user: Welcome, clock: object) -> None:
    old = keep_asset(parts, user.user_id, b"old", "image/png")
    clock.forward(1)
    new = keep_asset(parts, user.user_id, b"new", "image/png")
    clock.ms = old.expires_ms
    assert tidy_up(parts) == 1
    assert not parts.store.exists(store_name(old.name))
    assert parts.store.get(store_name(new.name)) == b"new"
    with parts.database.read() as transaction:
        row = file(transaction, old.name)
    assert row is not None
    assert row.deleted_ms == clock.ms
    assert tidy_up(parts) == 0


@pytest.mark.parametrize(("expires_ms", "kept"), [(0, False), (10**15, True)])
def test_expired_keys_are_forgotten(parts: Parts, user: Welcome, expires_ms: int, kept: bool) -> None:
    answer = KeyRow("{}", 200, b"answer", expires_ms)
    with parts.database.write() as transaction:
        store_answer(transaction, user.user_id, "create", "k", answer, now_ms=0)
    tidy_up(parts)
    with parts.database.read() as transaction:
        assert (stored_answer(transaction, user.user_id, "create", "k") is not None) == kept


def test_the_log_of_old_call_backs_is_forgotten(parts: Parts, user: Welcome, clock: object) -> None:
    row = new_delivery(user_id=user.user_id, generation_id=None, url="http://r/", body=b"", now_ms=clock())
    with parts.database.write() as transaction:
        outbox.add_delivery(transaction, row)
        outbox.note_delivered(transaction, row.id, clock(), status=204)
    kept = []
    for seconds in (0.0, parts.settings.delivery_log_ttl_s, 1.0):
        clock.forward(seconds)
        tidy_up(parts)
        with parts.database.read() as transaction:
            kept.append(outbox.delivery(transaction, row.id) is not None)
    assert kept == [True, True, False]


def test_what_a_killed_process_was_writing_is_removed(parts: Parts) -> None:
    parts.store.put("files/whole.png", b"whole")
    torn = parts.store.root / "files" / ".put-torn"
    torn.write_bytes(b"half")
    remove_torn_files(parts)
    assert not torn.exists()
    assert parts.store.get("files/whole.png") == b"whole"


def test_every_chore_is_done_and_one_that_fails_keeps_no_other(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Semaphore(0)
    calls: list[str] = []

    def fail(_parts: Parts) -> int:
        calls.append("tidy")
        raise OSError("the disk is full")

    def collect(_parts: Parts) -> int:
        calls.append("collect")
        done.release()
        return 0

    monkeypatch.setattr(module, "CHECKPOINT_S", 0.01)
    monkeypatch.setattr(module, "TIDY_UP_S", 0.02)
    monkeypatch.setattr(module, "tidy_up", fail)
    monkeypatch.setattr(module, "collect", collect)
    housekeeper = module.Housekeeper(parts)
    housekeeper.start()
    assert done.acquire(timeout=10)
    housekeeper.stop()
    assert calls.count("collect") == 1
    assert "tidy" in calls


def test_in_a_shared_folder_what_another_machine_is_writing_is_left_alone(parts: Parts, tmp_path: Path) -> None:
    shared = replace(parts, settings=parts.settings.model_copy(update={"pictures": tmp_path}))
    young, old = parts.store.root / ".put-young", parts.store.root / ".put-old"
    for torn in (young, old):
        torn.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * module.TORN_S,) * 2)
    remove_torn_files(shared)
    assert (young.exists(), old.exists()) == (True, False)
