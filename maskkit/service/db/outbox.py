"""Queries about call-backs that are to be delivered, and about the attempts that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import case, delete, func, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import AttemptRow, DeliveryRow
from maskkit.service.db.tables import deliveries, delivery_attempts

_free_at_ms = func.coalesce(deliveries.c.claimed_until_ms, 0)


def add_delivery(transaction: Transaction, row: DeliveryRow) -> None:
    """Put a call-back into the outbox."""
    transaction.execute(insert(deliveries).values({name: getattr(row, name) for name in row.__slots__}))


def due_deliveries(transaction: Transaction, now_ms: int, *, each: int, limit: int) -> list[DeliveryRow]:
    """Call-backs whose time has come and that nobody is at, at most ``each`` for one receiver.

    Those that have not failed come first, and of them the longest waiting.
    """
    order = (deliveries.c.failures > 0, deliveries.c.due_ms)
    place = func.row_number().over(partition_by=deliveries.c.receiver, order_by=order).label("place")
    due = (deliveries.c.due_ms <= now_ms) & (_free_at_ms <= now_ms)
    ranked = select(deliveries.c.id, place).where(due).subquery()
    first = select(ranked.c.id).where(ranked.c.place <= each)
    query = select(deliveries).where(deliveries.c.id.in_(first)).order_by(*order).limit(limit)
    return [DeliveryRow(**row) for row in transaction.execute(query).mappings()]


def claim(transaction: Transaction, delivery_id: str, now_ms: int, *, until_ms: int) -> bool:
    """Take a due call-back for an attempt; False when somebody else has. A claim ends by itself, should its holder."""
    mine = (deliveries.c.id == delivery_id) & (deliveries.c.due_ms <= now_ms) & (_free_at_ms <= now_ms)
    return transaction.execute(update(deliveries).where(mine).values(claimed_until_ms=until_ms)).rowcount == 1


def release_claims(transaction: Transaction) -> None:
    """Free all claims: whoever calls this is the only one to deliver, and has begun nothing yet."""
    held = deliveries.c.claimed_until_ms.is_not(None)
    transaction.execute(update(deliveries).where(held).values(claimed_until_ms=None))


def next_due_ms(transaction: Transaction, *, after_ms: int) -> int | None:
    """When the next call-back is due that is not due yet."""
    at_ms = case((_free_at_ms > deliveries.c.due_ms, _free_at_ms), else_=deliveries.c.due_ms)
    waiting = select(func.min(at_ms)).where(deliveries.c.due_ms.is_not(None), at_ms > after_ms)
    found: int | None = transaction.scalar(waiting)
    return found


def delivery(transaction: Transaction, delivery_id: str) -> DeliveryRow | None:
    """The call-back with this id."""
    row = transaction.execute(select(deliveries).where(deliveries.c.id == delivery_id)).mappings().one_or_none()
    return DeliveryRow(**row) if row else None


def delivery_of(transaction: Transaction, generation_id: str) -> DeliveryRow | None:
    """The call-back of a generation."""
    mine = select(deliveries).where(deliveries.c.generation_id == generation_id)
    row = transaction.execute(mine).mappings().one_or_none()
    return DeliveryRow(**row) if row else None


def deliveries_of(
    transaction: Transaction,
    user_id: str,
    *,
    generation_id: str | None = None,
    delivery_id: str | None = None,
    limit: int,
) -> list[DeliveryRow]:
    """The call-backs of a user, newest first."""
    query = select(deliveries).where(deliveries.c.user_id == user_id)
    if generation_id is not None:
        query = query.where(deliveries.c.generation_id == generation_id)
    if delivery_id is not None:
        query = query.where(deliveries.c.id == delivery_id)
    rows = transaction.execute(query.order_by(deliveries.c.created_ms.desc(), deliveries.c.id).limit(limit))
    return [DeliveryRow(**row) for row in rows.mappings()]


def attempts_of(transaction: Transaction, delivery_ids: Sequence[str]) -> list[AttemptRow]:
    """The attempts to deliver these call-backs, in order."""
    columns = delivery_attempts.c
    query = select(delivery_attempts).where(columns.delivery_id.in_(delivery_ids))
    rows = transaction.execute(query.order_by(columns.delivery_id, columns.number))
    return [AttemptRow(**row) for row in rows.mappings()]


def note_delivered(transaction: Transaction, delivery_id: str, now_ms: int, *, status: int) -> None:
    """The receiver has taken it."""
    values = {"due_ms": None, "delivered_ms": now_ms, "last_problem": None}
    _note(transaction, delivery_id, now_ms, status=status, problem=None, values=values)


def note_failed(
    transaction: Transaction, delivery_id: str, now_ms: int, *, status: int | None, problem: str, due_ms: int | None
) -> None:
    """An attempt failed; the next one is due then, or never."""
    values = {"due_ms": due_ms, "last_problem": problem, "failures": deliveries.c.failures + 1}
    _note(transaction, delivery_id, now_ms, status=status, problem=problem, values=values)


def hold_back(transaction: Transaction, url: str, receiver: str, *, until_ms: int) -> None:
    """Send nothing to a URL before this time, since its receiver has asked for that."""
    waiting = (deliveries.c.receiver == receiver) & (deliveries.c.url == url) & (deliveries.c.due_ms < until_ms)
    transaction.execute(update(deliveries).where(waiting).values(due_ms=until_ms))


def deliver_again(transaction: Transaction, user_id: str, delivery_id: str, now_ms: int) -> bool:
    """Begin the schedule of a user's call-back anew, with an attempt at once; False when there is no such call-back."""
    mine = (deliveries.c.id == delivery_id) & (deliveries.c.user_id == user_id)
    anew = update(deliveries).where(mine).values(due_ms=now_ms, failures=0, delivered_ms=None)
    return transaction.execute(anew).rowcount == 1


def count_undelivered(transaction: Transaction) -> int:
    """How many call-backs wait for another attempt."""
    waiting = select(func.count()).select_from(deliveries).where(deliveries.c.due_ms.is_not(None))
    return transaction.scalar(waiting) or 0


def forget_deliveries(transaction: Transaction, *, before_ms: int, limit: int) -> int:
    """Delete what was ordered before then and is not to be sent any more, with its attempts; how many there were."""
    ended = deliveries.c.due_ms.is_(None) & (deliveries.c.created_ms < before_ms)
    old = list(transaction.scalars(select(deliveries.c.id).where(ended).limit(limit)))
    if old:
        transaction.execute(delete(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(old)))
        transaction.execute(delete(deliveries).where(deliveries.c.id.in_(old)))
    return len(old)


def _note(
    transaction: Transaction,
    delivery_id: str,
    now_ms: int,
    *,
    status: int | None,
    problem: str | None,
    values: Mapping[str, object],
) -> None:
    noted = update(deliveries).where(deliveries.c.id == delivery_id)
    counted = noted.values(attempts=deliveries.c.attempts + 1, claimed_until_ms=None, **values)
    number = transaction.scalar(counted.returning(deliveries.c.attempts))
    if number is not None:
        row = {"delivery_id": delivery_id, "number": number, "at_ms": now_ms, "status": status, "problem": problem}
        transaction.execute(insert(delivery_attempts).values(row))
