"""Queries about the ledger and its accounts. The database itself refuses whatever would spend a photo twice."""

from __future__ import annotations

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import LedgerRow
from maskkit.service.db.tables import accounts, ledger


def open_account(transaction: Transaction, name: str, user_id: str | None, purpose: str) -> None:
    """Make the account unless it is there."""
    new = insert_or(accounts).values(name=name, user_id=user_id, purpose=purpose, photos=0)
    transaction.execute(new.on_conflict_do_nothing())


def balances(transaction: Transaction, user_id: str) -> dict[str, int]:
    """The photos in the user's accounts, by purpose."""
    mine = select(accounts.c.purpose, accounts.c.photos).where(accounts.c.user_id == user_id)
    return {row.purpose: row.photos for row in transaction.execute(mine)}


def add_entry(
    transaction: Transaction,
    kind: str,
    user_id: str,
    photos: int,
    *,
    taken_from: str,
    given_to: str,
    now_ms: int,
    generation_id: str | None = None,
    hold_seq: int | None = None,
) -> None:
    """Move photos from one account to another.

    Raises:
        Refused: the account has too few photos, or the hold is settled already.
    """
    transaction.execute(
        insert(ledger).values(
            kind=kind,
            user_id=user_id,
            generation_id=generation_id,
            photos=photos,
            taken_from=taken_from,
            given_to=given_to,
            hold_seq=hold_seq,
            hold_kind="hold" if hold_seq is not None else None,
            created_ms=now_ms,
        )
    )


def hold_of(transaction: Transaction, generation_id: str) -> LedgerRow | None:
    """The hold that a generation was accepted with; None for a free one."""
    mine = select(ledger).where(ledger.c.generation_id == generation_id, ledger.c.kind == "hold")
    row = transaction.execute(mine).mappings().one_or_none()
    return LedgerRow(**row) if row else None


def entries(transaction: Transaction) -> list[LedgerRow]:
    """The whole ledger, in order."""
    return [LedgerRow(**row) for row in transaction.execute(select(ledger).order_by(ledger.c.seq)).mappings()]


def differences(transaction: Transaction) -> dict[str, int]:
    """The accounts whose balance is not the sum of their entries, with what is too much."""
    given = select(ledger.c.given_to.label("name"), ledger.c.photos.label("photos"))
    taken = select(ledger.c.taken_from, -ledger.c.photos)
    moves = given.union_all(taken).subquery()
    sums = select(moves.c.name, func.sum(moves.c.photos).label("photos")).group_by(moves.c.name).subquery()
    off = accounts.c.photos - func.coalesce(sums.c.photos, 0)
    query = select(accounts.c.name, off.label("off")).outerjoin(sums, sums.c.name == accounts.c.name).where(off != 0)
    return {row.name: row.off for row in transaction.execute(query)}
