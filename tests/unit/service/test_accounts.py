"""Users and keys: made once, shown once, kept as hashes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from maskkit.errors import UnknownChoice
from maskkit.service import accounts, ledger
from maskkit.service.accounts import Welcome, key_sha256, new_key, owner, welcome
from maskkit.service.db.database import Database
from maskkit.service.db.migrations import migrate


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


def test_a_user_has_a_name_photos_a_plan_and_a_key(database: Database) -> None:
    welcome(database, photos=1, bootstrap_key=None, now_ms=1)
    made = accounts.add_user(database, name="Studio Nord", photos=5, free_variations=False, now_ms=2)
    assert owner(database, made.api_key or "") == made.user_id
    (_, first), (row, credit) = accounts.users_with_credits(database)
    assert (row.id, row.name, row.free_variations, credit.total, first.total) == (
        made.user_id,
        "Studio Nord",
        False,
        5,
        1,
    )


def test_photos_can_be_given_to_those_who_are_there(database: Database) -> None:
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=1).user_id
    assert accounts.grant(database, user_id, 4, pot="extra", now_ms=2).to_wire() == {
        "total": 5,
        "subscription": 1,
        "extra": 4,
    }
    for call in (
        lambda: accounts.grant(database, "nobody", 4, pot="extra", now_ms=2),
        lambda: accounts.add_key(database, "nobody", label="", now_ms=2),
        lambda: accounts.keys_of(database, "nobody"),
    ):
        with pytest.raises(UnknownChoice, match="nobody"):
            call()


def test_a_key_can_be_revoked_by_its_name_and_by_itself_and_counts_no_more_at_once(database: Database) -> None:
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=1).user_id
    for name_of in (accounts.key_name, str):
        key = accounts.add_key(database, user_id, label="shop", now_ms=2)
        assert owner(database, key) == user_id
        assert accounts.revoke_key(database, name_of(key), now_ms=3).label == "shop"
        assert owner(database, key) is None
        with pytest.raises(UnknownChoice, match="revoked already"):
            accounts.revoke_key(database, name_of(key), now_ms=4)
    assert [accounts.state_of(row, 5) for row in accounts.keys_of(database, user_id)] == ["valid", "revoked", "revoked"]


def test_a_key_ends_when_it_is_to_end(database: Database) -> None:
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=1).user_id
    key = accounts.add_key(database, user_id, label="", expires_ms=100, now_ms=2)
    assert [owner(database, key, now_ms=now) for now in (99, 100)] == [user_id, None]
    assert accounts.state_of(accounts.keys_of(database, user_id)[1], 100) == "expired"


def test_a_rotated_key_goes_on_for_a_while_beside_its_successor(database: Database) -> None:
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=1).user_id
    old = accounts.add_key(database, user_id, label="shop", now_ms=2)
    new = accounts.rotate_key(database, accounts.key_name(old), old_ends_ms=50, now_ms=10)
    assert [owner(database, old, now_ms=now) for now in (49, 50)] == [user_id, None]
    assert owner(database, new, now_ms=50) == user_id
    assert [row.label for row in accounts.keys_of(database, user_id)] == ["owner", "shop", "shop"]


def test_a_key_that_ends_sooner_is_not_kept_longer_by_its_rotation(database: Database) -> None:
    user_id = welcome(database, photos=1, bootstrap_key=None, now_ms=1).user_id
    old = accounts.add_key(database, user_id, label="", expires_ms=30, now_ms=2)
    accounts.rotate_key(database, old, old_ends_ms=50, now_ms=10)
    assert owner(database, old, now_ms=30) is None


@pytest.mark.parametrize("name", ["", "zzz", "%", "_" * 12, "mk_nobodys"])
def test_a_name_that_no_single_key_has_is_refused(database: Database, name: str) -> None:
    welcome(database, photos=1, bootstrap_key=None, now_ms=1)
    with pytest.raises(UnknownChoice, match="no key"):
        accounts.revoke_key(database, name, now_ms=2)


def test_two_machines_that_start_at_once_make_one_user(new_postgres: Callable[[], str]) -> None:
    database = Database(new_postgres())
    migrate(database)
    found: list[Welcome] = []
    threads = [
        threading.Thread(target=lambda: found.append(welcome(database, photos=1, bootstrap_key=None, now_ms=1)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    assert len({made.user_id for made in found}) == 1
    assert len([made for made in found if made.api_key]) == 1
