"""Queries about Idempotency-Keys."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, insert, select

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import KeyRow
from maskkit.service.db.tables import idempotency_keys

_C = idempotency_keys.c
_SAME = (_C.user_id == bindparam("of_user")) & (_C.call == bindparam("of_call")) & (_C.key == bindparam("of_key"))
_STORED = select(_C.request, _C.status, _C.answer, _C.expires_ms).where(_SAME)
_DROP_EXPIRED = delete(idempotency_keys).where(_SAME, _C.expires_ms <= bindparam("now_ms"))
_STORE = insert(idempotency_keys)


def stored_answer(transaction: Transaction, user_id: str, call: str, key: str) -> KeyRow | None:
    """What was answered for this key."""
    found = transaction.execute(_STORED, {"of_user": user_id, "of_call": call, "of_key": key})
    row = found.mappings().one_or_none()
    return KeyRow(**row) if row else None


def store_answer(transaction: Transaction, user_id: str, call: str, key: str, row: KeyRow, *, now_ms: int) -> None:
    """Remember the answer for this key; an expired one gives way.

    Raises:
        Refused: the key has an answer.
    """
    same = {"of_user": user_id, "of_call": call, "of_key": key}
    transaction.execute(_DROP_EXPIRED, same | {"now_ms": now_ms})
    transaction.execute(
        _STORE,
        {
            "user_id": user_id,
            "call": call,
            "key": key,
            "request": row.request,
            "status": row.status,
            "answer": row.answer,
            "created_ms": now_ms,
            "expires_ms": row.expires_ms,
        },
    )


def forget_expired(transaction: Transaction, now_ms: int) -> int:
    """Delete the keys whose time is over; how many there were."""
    return transaction.execute(delete(idempotency_keys).where(idempotency_keys.c.expires_ms <= now_ms)).rowcount
