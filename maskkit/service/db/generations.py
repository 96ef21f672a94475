"""Queries about generations and the projects they belong to."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import GenerationRow
from maskkit.service.db.tables import executors, generations, projects

_OPEN = generations.c.finished_ms.is_(None)

# What every create asks for is put together once: building a statement takes longer than running it.
_ADD_PROJECT, _ADD_GENERATION = insert(projects), insert(generations)
_COUNT_OPEN = select(func.count()).select_from(generations).where(_OPEN)
_BY_ID = select(generations).where(generations.c.id == bindparam("generation_id"))


def add_project(transaction: Transaction, project_id: str, user_id: str, now_ms: int) -> None:
    """Open a project."""
    transaction.execute(_ADD_PROJECT, {"id": project_id, "user_id": user_id, "created_ms": now_ms})


def add_generation(transaction: Transaction, row: GenerationRow) -> None:
    """Accept a generation."""
    transaction.execute(_ADD_GENERATION, {name: getattr(row, name) for name in row.__slots__})


def generation(transaction: Transaction, generation_id: str) -> GenerationRow | None:
    """The generation with this id."""
    row = transaction.execute(_BY_ID, {"generation_id": generation_id}).mappings().one_or_none()
    return GenerationRow(**row) if row else None


def count_open(transaction: Transaction, user_id: str | None = None) -> int:
    """How many generations are not finished, of all users or of one."""
    query = select(func.count()).select_from(generations).where(_OPEN)
    mine = query if user_id is None else query.where(generations.c.user_id == user_id)
    return transaction.scalar(mine) or 0


def count_variations(transaction: Transaction, project_id: str) -> int:
    """How many variations have been made in the project."""
    made = (generations.c.status == "SUCCEEDED") & generations.c.previous_id.is_not(None)
    return transaction.scalar(select(func.count()).where(generations.c.project_id == project_id, made)) or 0


def waiting_fairly(transaction: Transaction, limit: int) -> list[str]:
    """The ids of generations that nobody has taken: first those of users for whom the fewest are open, then by age."""
    columns = generations.c
    turn = func.row_number().over(partition_by=columns.user_id, order_by=(columns.created_ms, columns.id)).label("turn")
    ranked = select(columns.id, columns.executor, columns.created_ms, turn).where(_OPEN).subquery()
    free = select(ranked.c.id).where(ranked.c.executor.is_(None))
    return list(transaction.scalars(free.order_by(ranked.c.turn, ranked.c.created_ms, ranked.c.id).limit(limit)))


def claim(transaction: Transaction, generation_ids: list[str], executor: str) -> list[str]:
    """Take generations that nobody has taken; those that were still to be had. Nobody waits for another taker."""
    free = generations.c.id.in_(generation_ids) & _OPEN & generations.c.executor.is_(None)
    mine = select(generations.c.id).where(free).with_for_update(skip_locked=True)
    taken = update(generations).where(generations.c.id.in_(mine)).values(executor=executor)
    found = set(transaction.scalars(taken.returning(generations.c.id)))
    return [generation_id for generation_id in generation_ids if generation_id in found]


def release(transaction: Transaction, generation_id: str, executor: str) -> None:
    """Let go of a generation that was taken and not begun."""
    mine = (generations.c.id == generation_id) & (generations.c.executor == executor) & _OPEN
    transaction.execute(update(generations).where(mine).values(executor=None))


def claimed_by(transaction: Transaction, executor: str) -> list[str]:
    """The ids of the open generations that this executor has taken."""
    return list(transaction.scalars(select(generations.c.id).where(_OPEN, generations.c.executor == executor)))


def begin_turn(transaction: Transaction, generation_id: str, executor: str) -> int | None:
    """Begin to work on a generation, in the place of whoever did before; the number that only this turn has.

    None when the generation is finished, or when the executor was given up and others have its work.
    """
    alive = select(executors.c.id).where(executors.c.id == executor, executors.c.ended_ms.is_(None))
    mine = (generations.c.id == generation_id) & _OPEN & alive.exists()
    begun = update(generations).where(mine).values(executor=executor, fence=generations.c.fence + 1)
    number: int | None = transaction.scalar(begun.returning(generations.c.fence))
    return number


def begin_attempt(transaction: Transaction, generation_id: str, now_ms: int, *, fence: int) -> int | None:
    """Count one more attempt; its number, or None when the generation is finished or somebody else's turn."""
    first_start = func.coalesce(generations.c.started_ms, now_ms)
    begun = (
        update(generations)
        .where(_turn(generation_id, fence))
        .values(status="PROCESSING", attempts=generations.c.attempts + 1, started_ms=first_start)
        .returning(generations.c.attempts)
    )
    number: int | None = transaction.scalar(begun)
    return number


def give_back_attempt(transaction: Transaction, generation_id: str, *, fence: int) -> None:
    """Take back an attempt that was broken off by a stop, which is not the generation's fault."""
    mine = _turn(generation_id, fence) & (generations.c.attempts > 0)
    transaction.execute(update(generations).where(mine).values(attempts=generations.c.attempts - 1))


def finish(
    transaction: Transaction,
    generation_id: str,
    now_ms: int,
    *,
    fence: int = 0,
    error: tuple[str, str] | None = None,
) -> bool:
    """End a generation as SUCCEEDED, or as FAILED with (code, message).

    False when it was finished before, or when it is somebody else's turn. A generation that nobody ever began to work
    on has turn 0.
    """
    code, message = error or (None, None)
    ended = (
        update(generations)
        .where(_turn(generation_id, fence))
        .values(status="FAILED" if error else "SUCCEEDED", error_code=code, error_message=message, finished_ms=now_ms)
    )
    return transaction.execute(ended).rowcount == 1


def _turn(generation_id: str, fence: int) -> ColumnElement[bool]:
    return (generations.c.id == generation_id) & _OPEN & (generations.c.fence == fence)
