"""Queries about Idempotency-Keys."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import KeyRow
from maskkit.service.db.tables import idempotency_keys


def stored_answer(transaction: Transaction, user_id: str, call: str, key: str) -> KeyRow | None:
    """What was answered for this key."""
    columns = idempotency_keys.c
    wanted = (columns.user_id == user_id) & (columns.call == call) & (columns.key == key)
    row = (
        transaction.execute(select(columns.request, columns.status, columns.answer, columns.expires_ms).where(wanted))
        .mappings()
        .one_or_none()
    )
    return KeyRow(**row) if row else None


def store_answer(transaction: Transaction, user_id: str, call: str, key: str, row: KeyRow, *, now_ms: int) -> None:
    """Remember the answer for this key; an expired one gives way.

    Raises:
        Refused: the key has an answer.
    """
    columns = idempotency_keys.c
    same = (columns.user_id == user_id) & (columns.call == call) & (columns.key == key)
    transaction.execute(delete(idempotency_keys).where(same, columns.expires_ms <= now_ms))
    transaction.execute(
        insert(idempotency_keys).values(
            user_id=user_id,
            call=call,
            key=key,
            request=row.request,
            status=row.status,
            answer=row.answer,
            created_ms=now_ms,
            expires_ms=row.expires_ms,
        )
    )


def forget_expired(transaction: Transaction, now_ms: int) -> int:
    """Delete the keys whose time is over; how many there were."""
    return transaction.execute(delete(idempotency_keys).where(idempotency_keys.c.expires_ms <= now_ms)).rowcount
