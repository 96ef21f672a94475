"""Housekeeping: what has expired goes, what has not stays, and URLs still tell."""

from __future__ import annotations

import pytest

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
