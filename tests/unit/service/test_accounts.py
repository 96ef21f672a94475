"""Users and keys: made once, shown once, kept as hashes."""

from __future__ import annotations

from pathlib import Path

from maskkit.service import ledger
from maskkit.service.accounts import key_sha256, new_key, owner, welcome
from maskkit.service.db.database import Database


def test_the_first_start_makes_a_user_and_shows_the_key_once(database: Database) -> None:
    first = welcome(database, photos=7, bootstrap_key=None, now_ms=1)
    later = welcome(database, photos=7, bootstrap_key=None, now_ms=2)
    assert later.user_id == first.user_id
    assert later.api_key is None
    assert first.api_key is not None
    assert owner(database, first.api_key) == first.user_id
    with database.read() as transaction:
        assert ledger.credits_of(transaction, first.user_id).total == 7


def test_only_the_hash_of_a_key_is_on_the_disk(database: Database) -> None:
    key = welcome(database, photos=1, bootstrap_key=None, now_ms=1).api_key
    assert key is not None
    database.close()
    written = b"".join(path.read_bytes() for path in Path(database.where).parent.iterdir())
    assert key.encode() not in written
    assert key_sha256(key).encode() in written


def test_a_bootstrap_key_replaces_the_one_before_and_no_other(database: Database) -> None:
    made = welcome(database, photos=1, bootstrap_key=None, now_ms=1)
    first, second = new_key(), new_key()
    assert welcome(database, photos=1, bootstrap_key=first, now_ms=2).api_key is None
    welcome(database, photos=1, bootstrap_key=second, now_ms=3)
    assert owner(database, first) is None
    assert owner(database, second) == owner(database, made.api_key or "") == made.user_id


def test_a_bootstrap_key_can_be_used_again(database: Database) -> None:
    first, second = new_key(), new_key()
    for now_ms, key in enumerate([first, second, first, first]):
        user = welcome(database, photos=1, bootstrap_key=key, now_ms=now_ms)
    assert owner(database, first) == user.user_id
    assert owner(database, second) is None


def test_a_bootstrap_key_on_the_first_start_is_the_only_one(database: Database) -> None:
    assert welcome(database, photos=1, bootstrap_key=new_key(), now_ms=1).api_key is None


def test_a_wrong_key_is_nobodys(database: Database) -> None:
    welcome(database, photos=1, bootstrap_key=None, now_ms=1)
    assert owner(database, "mk_wrong") is None
    assert owner(database, "") is None


def test_keys_are_long_and_different() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 43
