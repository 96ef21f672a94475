"""Users and keys: who is made, and whom a key belongs to. A key is shown once, and only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass

from maskkit.errors import UnknownChoice
from maskkit.roomapi.schema import Credits
from maskkit.service import ledger
from maskkit.service.db import users
from maskkit.service.db.database import Database, Transaction
from maskkit.service.db.rows import ApiKeyRow, UserRow
from maskkit.service.parts import system_now_ms

KEY_PREFIX = "mk_"
_OWNER = "owner"
_BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, slots=True)
class Welcome:
    """A user; ``api_key`` is shown once, when it is made."""

    user_id: str
    api_key: str | None


def welcome(database: Database, *, photos: int, bootstrap_key: str | None, now_ms: int) -> Welcome:
    """The user of the data folder, who is made on the first start.

    A bootstrap key acts for this user from now on, in the place of any earlier one; no other key is made then.
    """
    with database.write(alone=True) as transaction:
        known = users.first_user(transaction)
        user_id = known or _new_user(transaction, photos, now_ms)
        key = None if known or bootstrap_key else new_key()
        if key:
            users.add_key(transaction, key_sha256(key), user_id, _OWNER, now_ms)
        if bootstrap_key:
            _register_bootstrap(transaction, bootstrap_key, user_id, now_ms)
    return Welcome(user_id, key)


def owner(database: Database, key: str, *, now_ms: int | None = None) -> str | None:
    """The id of the user for whom a key acts at the moment."""
    at_ms = system_now_ms() if now_ms is None else now_ms
    with database.read() as transaction:
        return users.owner_of_key(transaction, key_sha256(key), at_ms)


def add_user(
    database: Database, *, name: str, photos: int, free_variations: bool = True, label: str = _OWNER, now_ms: int
) -> Welcome:
    """Make a user with photos and a key."""
    key = new_key()
    with database.write() as transaction:
        user_id = _new_user(transaction, photos, now_ms, name=name, free_variations=free_variations)
        users.add_key(transaction, key_sha256(key), user_id, label, now_ms)
    return Welcome(user_id, key)


def users_with_credits(database: Database) -> list[tuple[UserRow, Credits]]:
    """All users, and what they can spend."""
    with database.read() as transaction:
        return [(row, ledger.credits_of(transaction, row.id)) for row in users.all_users(transaction)]


def grant(database: Database, user_id: str, photos: int, *, pot: str, now_ms: int) -> Credits:
    """Give a user photos; what they can spend then.

    Raises:
        UnknownChoice: there is no such user.
    """
    with database.write() as transaction:
        _require_user(transaction, user_id)
        ledger.grant(transaction, user_id, photos, pot=pot, now_ms=now_ms)
        return ledger.credits_of(transaction, user_id)


def add_key(database: Database, user_id: str, *, label: str, expires_ms: int | None = None, now_ms: int) -> str:
    """Make a key for a user, who then has one more.

    Raises:
        UnknownChoice: there is no such user.
    """
    key = new_key()
    with database.write() as transaction:
        _require_user(transaction, user_id)
        users.add_key(transaction, key_sha256(key), user_id, label, now_ms, expires_ms=expires_ms)
    return key


def rotate_key(database: Database, name: str, *, old_ends_ms: int, now_ms: int) -> str:
    """Make a key for the same user; the old one goes on until then, so that nobody is locked out meanwhile.

    Raises:
        UnknownChoice: no key goes by this name, several do, or it is worthless already.
    """
    key = new_key()
    with database.write() as transaction:
        old = _key_named(transaction, name, now_ms)
        users.end_key(transaction, old.key_sha256, old_ends_ms)
        users.add_key(transaction, key_sha256(key), old.user_id, old.label, now_ms, expires_ms=old.expires_ms)
    return key


def revoke_key(database: Database, name: str, *, now_ms: int) -> ApiKeyRow:
    """Make a key worthless: every request from now on is refused.

    Raises:
        UnknownChoice: no key goes by this name, several do, or it is worthless already.
    """
    with database.write() as transaction:
        row = _key_named(transaction, name, now_ms)
        users.revoke_key(transaction, row.key_sha256, now_ms)
    return row


def keys_of(database: Database, user_id: str) -> list[ApiKeyRow]:
    """The keys of a user, also those that are worthless.

    Raises:
        UnknownChoice: there is no such user.
    """
    with database.read() as transaction:
        _require_user(transaction, user_id)
        return users.keys_of(transaction, user_id)


def key_name(key_or_hash: str) -> str:
    """What a key is called where it must not be told: the first characters of its hash.

    >>> key_name("mk_secret") == key_name(key_sha256("mk_secret"))
    True
    """
    sha256 = key_sha256(key_or_hash) if key_or_hash.startswith(KEY_PREFIX) else key_or_hash
    return sha256[: users.SHOWN]


def state_of(row: ApiKeyRow, now_ms: int) -> str:
    """Whether a key is ``valid``, ``revoked`` or ``expired``."""
    if row.revoked_ms is not None:
        return "revoked"
    return "expired" if row.expires_ms is not None and row.expires_ms <= now_ms else "valid"


def new_key() -> str:
    """A key with 256 bits of chance."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_sha256(key: str) -> str:
    """What is kept of a key. It is long and random, so a plain hash cannot be turned back by guessing."""
    return hashlib.sha256(key.encode()).hexdigest()


def _new_user(
    transaction: Transaction, photos: int, now_ms: int, *, name: str = "", free_variations: bool = True
) -> str:
    user_id = str(uuid.uuid4())
    users.add_user(transaction, user_id, now_ms, name=name, free_variations=free_variations)
    ledger.open_accounts(transaction, user_id)
    ledger.grant(transaction, user_id, photos, now_ms=now_ms)
    return user_id


def _require_user(transaction: Transaction, user_id: str) -> None:
    if users.user(transaction, user_id) is None:
        raise UnknownChoice(f"there is no user {user_id}", hint="maskkit service user list shows them.")


def _key_named(transaction: Transaction, name: str, now_ms: int) -> ApiKeyRow:
    """The one valid key of this name; also by the key itself, which only whoever has it can tell."""
    found = users.keys_named(transaction, key_name(name)) if name else []
    hint = "maskkit service key list shows the names."
    if len(found) != 1:
        said = f"{len(found)} keys are called" if found else "no key is called"
        raise UnknownChoice(f"{said} {key_name(name)!r}", hint=hint)
    if state_of(found[0], now_ms) != "valid":
        raise UnknownChoice(f"the key {key_name(name)!r} is {state_of(found[0], now_ms)} already", hint=hint)
    return found[0]


def _register_bootstrap(transaction: Transaction, key: str, user_id: str, now_ms: int) -> None:
    users.revoke_keys(transaction, user_id, _BOOTSTRAP, now_ms)
    if not users.revive_key(transaction, key_sha256(key), user_id):
        users.add_key(transaction, key_sha256(key), user_id, _BOOTSTRAP, now_ms)
