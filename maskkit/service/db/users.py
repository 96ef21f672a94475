"""Queries about users and their keys."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, or_, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import ApiKeyRow, UserRow
from maskkit.service.db.tables import api_keys, users

SHOWN = 12
"""A key is named by so many characters of its hash."""


_GOES_ON = or_(api_keys.c.expires_ms.is_(None), api_keys.c.expires_ms > bindparam("now_ms"))
_OWNER = select(api_keys.c.user_id).where(
    api_keys.c.key_sha256 == bindparam("of_key"), api_keys.c.revoked_ms.is_(None), _GOES_ON
)


def first_user(transaction: Transaction) -> str | None:
    """The id of the user that the database was made with."""
    return transaction.scalar(select(users.c.id).order_by(users.c.created_ms, users.c.id).limit(1))


def add_user(
    transaction: Transaction, user_id: str, now_ms: int, *, name: str = "", free_variations: bool = True
) -> None:
    """Add a user."""
    values = {"id": user_id, "created_ms": now_ms, "name": name, "free_variations": free_variations}
    transaction.execute(insert(users).values(values))


def all_users(transaction: Transaction) -> list[UserRow]:
    """All users, in the order in which they came."""
    rows = transaction.execute(select(users).order_by(users.c.created_ms, users.c.id)).mappings()
    return [UserRow(**row) for row in rows]


def user(transaction: Transaction, user_id: str) -> UserRow | None:
    """The user with this id."""
    row = transaction.execute(select(users).where(users.c.id == user_id)).mappings().one_or_none()
    return UserRow(**row) if row else None


def has_several(transaction: Transaction) -> bool:
    """Whether there is more than one user."""
    return len(transaction.scalars(select(users.c.id).limit(2)).all()) > 1


def has_free_variations(transaction: Transaction, user_id: str) -> bool:
    """Whether variations cost this user nothing."""
    return bool(transaction.scalar(select(users.c.free_variations).where(users.c.id == user_id)))


def add_key(
    transaction: Transaction, key_sha256: str, user_id: str, label: str, now_ms: int, *, expires_ms: int | None = None
) -> None:
    """Let the key with this hash act for the user, until then if a time is given."""
    values = {"key_sha256": key_sha256, "user_id": user_id, "label": label}
    transaction.execute(insert(api_keys).values(values | {"created_ms": now_ms, "expires_ms": expires_ms}))


def keys_of(transaction: Transaction, user_id: str) -> list[ApiKeyRow]:
    """All keys of a user, also those that are worthless, in the order in which they came."""
    mine = select(api_keys).where(api_keys.c.user_id == user_id)
    rows = transaction.execute(mine.order_by(api_keys.c.created_ms, api_keys.c.key_sha256)).mappings()
    return [ApiKeyRow(**row) for row in rows]


def keys_named(transaction: Transaction, name: str) -> list[ApiKeyRow]:
    """The keys that go by this name: the first characters of the hash, or all of it."""
    fits = api_keys.c.key_sha256.startswith(name, autoescape=True)
    return [ApiKeyRow(**row) for row in transaction.execute(select(api_keys).where(fits)).mappings()]


def revoke_key(transaction: Transaction, key_sha256: str, now_ms: int) -> bool:
    """Make a key worthless from now on; False when it is already."""
    mine = (api_keys.c.key_sha256 == key_sha256) & api_keys.c.revoked_ms.is_(None)
    return transaction.execute(update(api_keys).where(mine).values(revoked_ms=now_ms)).rowcount == 1


def end_key(transaction: Transaction, key_sha256: str, expires_ms: int) -> None:
    """Let a key end then, unless it ends sooner anyway."""
    later = or_(api_keys.c.expires_ms.is_(None), api_keys.c.expires_ms > expires_ms)
    mine = (api_keys.c.key_sha256 == key_sha256) & later
    transaction.execute(update(api_keys).where(mine).values(expires_ms=expires_ms))


def revoke_keys(transaction: Transaction, user_id: str, label: str, now_ms: int) -> None:
    """Make all keys of the user with this label worthless."""
    mine = (api_keys.c.user_id == user_id) & (api_keys.c.label == label) & api_keys.c.revoked_ms.is_(None)
    transaction.execute(update(api_keys).where(mine).values(revoked_ms=now_ms))


def revive_key(transaction: Transaction, key_sha256: str, user_id: str) -> bool:
    """Make a key of the user valid again; whether there is such a key."""
    mine = (api_keys.c.key_sha256 == key_sha256) & (api_keys.c.user_id == user_id)
    return transaction.execute(update(api_keys).where(mine).values(revoked_ms=None, expires_ms=None)).rowcount == 1


def owner_of_key(transaction: Transaction, key_sha256: str, now_ms: int) -> str | None:
    """The id of the user for whom the key with this hash acts."""
    owner: str | None = transaction.scalar(_OWNER, {"of_key": key_sha256, "now_ms": now_ms})
    return owner
