"""Queries about stored files."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import FileRow
from maskkit.service.db.tables import files, generations

_ADD = insert(files)
_BY_NAME = select(files).where(files.c.name == bindparam("of_name"))
_KEEP_LONGER = (
    update(files)
    .where(
        files.c.name.in_(bindparam("of_names", expanding=True)),
        files.c.user_id == bindparam("of_user"),
        files.c.deleted_ms.is_(None),
        files.c.expires_ms < bindparam("until_ms"),
    )
    .values(expires_ms=bindparam("until_ms"))
)


def add_file(transaction: Transaction, row: FileRow) -> None:
    """Remember a file that is in the store."""
    transaction.execute(_ADD, {name: getattr(row, name) for name in row.__slots__})


def file(transaction: Transaction, name: str) -> FileRow | None:
    """The file with this name."""
    row = transaction.execute(_BY_NAME, {"of_name": name}).mappings().one_or_none()
    return FileRow(**row) if row else None


def asset_with(transaction: Transaction, user_id: str, sha256: str, *, expires_after_ms: int) -> FileRow | None:
    """An asset of the user with these very bytes that is kept for long enough."""
    mine = (files.c.user_id == user_id) & (files.c.sha256 == sha256) & files.c.asset_id.is_not(None)
    kept = files.c.deleted_ms.is_(None) & (files.c.expires_ms > expires_after_ms)
    query = select(files).where(mine, kept).order_by(files.c.expires_ms.desc()).limit(1)
    row = transaction.execute(query).mappings().one_or_none()
    return FileRow(**row) if row else None


def outputs(transaction: Transaction, generation_id: str) -> list[FileRow]:
    """The pictures of a generation, in order."""
    mine = select(files).where(files.c.generation_id == generation_id).order_by(files.c.position)
    return [FileRow(**row) for row in transaction.execute(mine).mappings()]


def expired_files(transaction: Transaction, now_ms: int, limit: int) -> list[str]:
    """Names of files that are to be deleted."""
    due = select(files.c.name).where(files.c.deleted_ms.is_(None), files.c.expires_ms <= now_ms).limit(limit)
    return list(transaction.scalars(due))


def mark_deleted(transaction: Transaction, names: list[str], now_ms: int) -> None:
    """Keep the rows of deleted files, so that their URLs say that they expired."""
    transaction.execute(update(files).where(files.c.name.in_(names)).values(deleted_ms=now_ms))


def keep_longer(transaction: Transaction, user_id: str, names: list[str], *, until_ms: int) -> None:
    """Keep files of a user, which are there still, until then at least."""
    transaction.execute(_KEEP_LONGER, {"of_names": names, "of_user": user_id, "until_ms": until_ms})


def not_needed(transaction: Transaction, names: list[str]) -> list[str]:
    """Those of the names in the store that no kept file has, and that no generation will have that is worked on."""
    kept = set(transaction.scalars(select(files.c.name).where(files.c.name.in_(names), files.c.deleted_ms.is_(None))))
    open_ones = select(generations.c.output_key).where(generations.c.finished_ms.is_(None))
    coming = tuple(transaction.scalars(open_ones))
    return [name for name in names if name not in kept and not name.startswith(coming)]


def inputs_not_needed(transaction: Transaction, generation_ids: list[str]) -> list[str]:
    """Those of the generations that have ended, or never were: copies of their photos are of no use."""
    mine = generations.c.id.in_(generation_ids) & generations.c.finished_ms.is_(None)
    open_ones = set(transaction.scalars(select(generations.c.id).where(mine)))
    return [generation_id for generation_id in generation_ids if generation_id not in open_ones]
