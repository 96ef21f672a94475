"""Users and keys: who is made on the first start, and whom a key belongs to. Only hashes of keys are kept."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass

from maskkit.service import ledger
from maskkit.service.db.database import Database, Transaction
from maskkit.service.db.users import add_key, add_user, first_user, owner_of_key, revive_key, revoke_keys

KEY_PREFIX = "mk_"
_OWNER = "owner"
_BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, slots=True)
class Welcome:
    """The user of the data folder; ``api_key`` is shown once, when it is made."""

    user_id: str
    api_key: str | None


def welcome(database: Database, *, photos: int, bootstrap_key: str | None, now_ms: int) -> Welcome:
    """The user of the data folder, who is made on the first start.

    A bootstrap key acts for this user from now on, in the place of any earlier one; no other key is made then.
    """
    with database.write() as transaction:
        known = first_user(transaction)
        user_id = known or _new_user(transaction, photos, now_ms)
        key = None if known or bootstrap_key else new_key()
        if key:
            add_key(transaction, key_sha256(key), user_id, _OWNER, now_ms)
        if bootstrap_key:
            _register_bootstrap(transaction, bootstrap_key, user_id, now_ms)
    return Welcome(user_id, key)


def owner(database: Database, key: str) -> str | None:
    """The id of the user for whom a key acts."""
    with database.read() as transaction:
        return owner_of_key(transaction, key_sha256(key))


def new_key() -> str:
    """A key with 256 bits of chance."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_sha256(key: str) -> str:
    """What is kept of a key. It is long and random, so a plain hash cannot be turned back by guessing."""
    return hashlib.sha256(key.encode()).hexdigest()


def _new_user(transaction: Transaction, photos: int, now_ms: int) -> str:
    user_id = str(uuid.uuid4())
    add_user(transaction, user_id, now_ms)
    ledger.open_accounts(transaction, user_id)
    ledger.grant(transaction, user_id, photos, now_ms=now_ms)
    return user_id


def _register_bootstrap(transaction: Transaction, key: str, user_id: str, now_ms: int) -> None:
    revoke_keys(transaction, user_id, _BOOTSTRAP, now_ms)
    if not revive_key(transaction, key_sha256(key), user_id):
        add_key(transaction, key_sha256(key), user_id, _BOOTSTRAP, now_ms)
