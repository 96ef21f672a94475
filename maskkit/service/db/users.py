"""Queries about users and their keys."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.tables import api_keys, users


def first_user(transaction: Transaction) -> str | None:
    """The id of the user that the data folder was made with."""
    return transaction.scalar(select(users.c.id).order_by(users.c.created_ms, users.c.id).limit(1))


def add_user(transaction: Transaction, user_id: str, now_ms: int) -> None:
    """Add a user."""
    transaction.execute(insert(users).values(id=user_id, created_ms=now_ms))


def add_key(transaction: Transaction, key_sha256: str, user_id: str, label: str, now_ms: int) -> None:
    """Let the key with this hash act for the user."""
    transaction.execute(insert(api_keys).values(key_sha256=key_sha256, user_id=user_id, label=label, created_ms=now_ms))


def revoke_keys(transaction: Transaction, user_id: str, label: str, now_ms: int) -> None:
    """Make all keys of the user with this label worthless."""
    mine = (api_keys.c.user_id == user_id) & (api_keys.c.label == label) & api_keys.c.revoked_ms.is_(None)
    transaction.execute(update(api_keys).where(mine).values(revoked_ms=now_ms))


def revive_key(transaction: Transaction, key_sha256: str, user_id: str) -> bool:
    """Make a key of the user valid again; whether there is such a key."""
    mine = (api_keys.c.key_sha256 == key_sha256) & (api_keys.c.user_id == user_id)
    return transaction.execute(update(api_keys).where(mine).values(revoked_ms=None)).rowcount == 1


def owner_of_key(transaction: Transaction, key_sha256: str) -> str | None:
    """The id of the user for whom the key with this hash acts."""
    valid = (api_keys.c.key_sha256 == key_sha256) & api_keys.c.revoked_ms.is_(None)
    return transaction.scalar(select(api_keys.c.user_id).where(valid))
