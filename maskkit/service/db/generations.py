"""Queries about generations and the projects they belong to."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import GenerationRow
from maskkit.service.db.tables import generations, projects

_OPEN = generations.c.finished_ms.is_(None)


def add_project(transaction: Transaction, project_id: str, user_id: str, now_ms: int) -> None:
    """Open a project."""
    transaction.execute(insert(projects).values(id=project_id, user_id=user_id, created_ms=now_ms))


def add_generation(transaction: Transaction, row: GenerationRow) -> None:
    """Accept a generation."""
    transaction.execute(insert(generations).values({name: getattr(row, name) for name in row.__slots__}))


def generation(transaction: Transaction, generation_id: str) -> GenerationRow | None:
    """The generation with this id."""
    row = transaction.execute(select(generations).where(generations.c.id == generation_id)).mappings().one_or_none()
    return GenerationRow(**row) if row else None


def open_generations(transaction: Transaction, *, status: str | None = None, limit: int | None = None) -> list[str]:
    """The ids of the generations that are not finished, oldest first."""
    query = select(generations.c.id).where(_OPEN).order_by(generations.c.created_ms, generations.c.id).limit(limit)
    return list(transaction.scalars(query if status is None else query.where(generations.c.status == status)))


def count_open(transaction: Transaction) -> int:
    """How many generations are not finished."""
    return transaction.scalar(select(func.count()).select_from(generations).where(_OPEN)) or 0


def count_variations(transaction: Transaction, project_id: str) -> int:
    """How many variations have been made in the project."""
    made = (generations.c.status == "SUCCEEDED") & generations.c.previous_id.is_not(None)
    return transaction.scalar(select(func.count()).where(generations.c.project_id == project_id, made)) or 0


def begin_attempt(transaction: Transaction, generation_id: str, now_ms: int) -> int | None:
    """Count one more attempt; its number, or None when the generation is finished already."""
    first_start = func.coalesce(generations.c.started_ms, now_ms)
    begun = (
        update(generations)
        .where(generations.c.id == generation_id, _OPEN)
        .values(status="PROCESSING", attempts=generations.c.attempts + 1, started_ms=first_start)
        .returning(generations.c.attempts)
    )
    number: int | None = transaction.scalar(begun)
    return number


def give_back_attempt(transaction: Transaction, generation_id: str) -> None:
    """Take back an attempt that was broken off by a stop, which is not the generation's fault."""
    mine = (generations.c.id == generation_id) & (generations.c.attempts > 0) & _OPEN
    transaction.execute(update(generations).where(mine).values(attempts=generations.c.attempts - 1))


def finish(transaction: Transaction, generation_id: str, now_ms: int, *, error: tuple[str, str] | None = None) -> bool:
    """End a generation as SUCCEEDED, or as FAILED with (code, message); False when it was finished before."""
    code, message = error or (None, None)
    ended = (
        update(generations)
        .where(generations.c.id == generation_id, _OPEN)
        .values(status="FAILED" if error else "SUCCEEDED", error_code=code, error_message=message, finished_ms=now_ms)
    )
    return transaction.execute(ended).rowcount == 1
