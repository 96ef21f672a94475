"""Queries about call-backs that are to be delivered."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.db.tables import deliveries


def add_delivery(transaction: Transaction, row: DeliveryRow) -> None:
    """Put a call-back into the outbox."""
    transaction.execute(insert(deliveries).values({name: getattr(row, name) for name in row.__slots__}))


def due_deliveries(
    transaction: Transaction, now_ms: int, *, each: int, except_for: Collection[str] = ()
) -> list[DeliveryRow]:
    """Call-backs whose time has come, at most ``each`` for one receiver, the longest waiting first."""
    place = func.row_number().over(partition_by=deliveries.c.receiver, order_by=deliveries.c.due_ms).label("place")
    due = deliveries.c.id.not_in(list(except_for)) & (deliveries.c.due_ms <= now_ms)
    ranked = select(deliveries.c.id, place).where(due).subquery()
    first = select(ranked.c.id).where(ranked.c.place <= each)
    rows = transaction.execute(select(deliveries).where(deliveries.c.id.in_(first)).order_by(deliveries.c.due_ms))
    return [DeliveryRow(**row) for row in rows.mappings()]


def next_due_ms(transaction: Transaction, *, after_ms: int) -> int | None:
    """When the next call-back is due that is not due yet."""
    found: int | None = transaction.scalar(select(func.min(deliveries.c.due_ms)).where(deliveries.c.due_ms > after_ms))
    return found


def delivery_of(transaction: Transaction, generation_id: str) -> DeliveryRow | None:
    """The call-back of a generation."""
    row = (
        transaction.execute(select(deliveries).where(deliveries.c.generation_id == generation_id))
        .mappings()
        .one_or_none()
    )
    return DeliveryRow(**row) if row else None


def mark_delivered(transaction: Transaction, delivery_id: str, now_ms: int) -> None:
    """The receiver has taken it."""
    _attempted(transaction, delivery_id, due_ms=None, delivered_ms=now_ms, last_problem=None)


def mark_undelivered(transaction: Transaction, delivery_id: str, problem: str, *, due_ms: int | None) -> None:
    """An attempt failed; the next one is due then, or never."""
    _attempted(transaction, delivery_id, due_ms=due_ms, delivered_ms=None, last_problem=problem)


def _attempted(transaction: Transaction, delivery_id: str, **values: object) -> None:
    mine = update(deliveries).where(deliveries.c.id == delivery_id)
    transaction.execute(mine.values(attempts=deliveries.c.attempts + 1, **values))
