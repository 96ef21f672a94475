"""Queries about the processes that work on generations: who lives, who went silent, and what the dead have left."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.tables import executors, generations

_LIVING = executors.c.ended_ms.is_(None)


def register(transaction: Transaction, executor: str, now_ms: int) -> None:
    """Begin to live."""
    transaction.execute(insert(executors).values(id=executor, started_ms=now_ms, beat_ms=now_ms))


def beat(transaction: Transaction, executor: str, now_ms: int) -> bool:
    """Go on living; False for one that was given up, which is for ever."""
    mine = update(executors).where(executors.c.id == executor, _LIVING).values(beat_ms=now_ms)
    return transaction.execute(mine).rowcount == 1


def end(transaction: Transaction, executor: str, now_ms: int) -> None:
    """Stop living."""
    transaction.execute(update(executors).where(executors.c.id == executor, _LIVING).values(ended_ms=now_ms))


def end_others(transaction: Transaction, executor: str, now_ms: int) -> None:
    """Declare everybody else dead: whoever calls this is alone here."""
    transaction.execute(update(executors).where(executors.c.id != executor, _LIVING).values(ended_ms=now_ms))


def give_up_silent(transaction: Transaction, now_ms: int, *, silent_ms: int) -> list[str]:
    """Declare dead who has not been heard of for that long; their ids."""
    silent = update(executors).where(_LIVING, executors.c.beat_ms < now_ms - silent_ms).values(ended_ms=now_ms)
    return list(transaction.scalars(silent.returning(executors.c.id)))


def living(transaction: Transaction) -> list[str]:
    """Who lives, the oldest first."""
    return list(transaction.scalars(select(executors.c.id).where(_LIVING).order_by(executors.c.started_ms)))


def free_generations(transaction: Transaction) -> list[str]:
    """Let go of the generations that the dead have taken; their ids."""
    alive = select(executors.c.id).where(_LIVING)
    left = generations.c.finished_ms.is_(None) & generations.c.executor.is_not(None)
    freed = update(generations).where(left, generations.c.executor.not_in(alive)).values(executor=None)
    return list(transaction.scalars(freed.returning(generations.c.id)))


def forget_ended(transaction: Transaction, before_ms: int) -> None:
    """Delete who ended before then."""
    transaction.execute(delete(executors).where(executors.c.ended_ms < before_ms))
