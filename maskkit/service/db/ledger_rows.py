"""Queries about the ledger and its accounts. The database itself refuses whatever would spend a photo twice."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, case, func, insert, select

from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import LedgerRow
from maskkit.service.db.tables import accounts, deliveries, generations, ledger, users

PURPOSES = ("issued", "subscription", "extra", "held", "spent")

_SIDES = {"grant": ("issued", None), "hold": (None, "held"), "capture": ("held", "spent"), "refund": ("held", None)}
"""From which account to which an entry of a kind goes; None is the pot."""

_BALANCES = select(accounts.c.purpose, accounts.c.photos).where(accounts.c.user_id == bindparam("of_user"))
_ADD = insert(ledger)
_HOLD_OF = select(ledger).where(ledger.c.generation_id == bindparam("of_generation"), ledger.c.kind == "hold")


def open_accounts(transaction: Transaction, user_id: str) -> None:
    """Make the accounts of a new user."""
    transaction.execute(insert(accounts), [{"user_id": user_id, "purpose": purpose} for purpose in PURPOSES])


def balances(transaction: Transaction, user_id: str) -> dict[str, int]:
    """The photos in the user's accounts, by purpose."""
    return {row.purpose: row.photos for row in transaction.execute(_BALANCES, {"of_user": user_id})}


def add_entry(
    transaction: Transaction,
    kind: str,
    user_id: str,
    photos: int,
    *,
    pot: str,
    now_ms: int,
    generation_id: str | None = None,
    hold_seq: int | None = None,
) -> None:
    """Move photos between two accounts of a user, as the kind of the entry says.

    Raises:
        Refused: the account has too few photos, or the hold is settled already.
    """
    taken_from, given_to = (side or pot for side in _SIDES[kind])
    transaction.execute(
        _ADD,
        {
            "kind": kind,
            "user_id": user_id,
            "generation_id": generation_id,
            "photos": photos,
            "pot": pot,
            "taken_from": taken_from,
            "given_to": given_to,
            "hold_seq": hold_seq,
            "hold_kind": "hold" if hold_seq is not None else None,
            "created_ms": now_ms,
        },
    )


def hold_of(transaction: Transaction, generation_id: str) -> LedgerRow | None:
    """The hold that a generation was accepted with; None for a free one."""
    row = transaction.execute(_HOLD_OF, {"of_generation": generation_id}).mappings().one_or_none()
    return LedgerRow(**row) if row else None


def entries(transaction: Transaction) -> list[LedgerRow]:
    """The whole ledger, in order."""
    return [LedgerRow(**row) for row in transaction.execute(select(ledger).order_by(ledger.c.seq)).mappings()]


def count_entries(transaction: Transaction) -> dict[str, int]:
    """How many entries of each kind there are."""
    counted = select(ledger.c.kind, func.count().label("found")).group_by(ledger.c.kind)
    return {row.kind: row.found for row in transaction.execute(counted)}


def open_holds(transaction: Transaction) -> int:
    """How many photos are held for generations that go on."""
    open_ones = select(func.sum(accounts.c.photos)).where(accounts.c.purpose == "held")
    return int(transaction.scalar(open_ones) or 0)


def total(transaction: Transaction) -> int:
    """The sum of all accounts, which is zero in right books."""
    return int(transaction.scalar(select(func.sum(accounts.c.photos))) or 0)


def wrong_balances(transaction: Transaction) -> dict[str, int]:
    """The accounts whose balance is not the sum of their entries, with what is too much."""
    given = select(ledger.c.user_id, ledger.c.given_to.label("purpose"), ledger.c.photos.label("photos"))
    taken = select(ledger.c.user_id, ledger.c.taken_from, -ledger.c.photos)
    moves = given.union_all(taken).subquery()
    added = select(moves.c.user_id, moves.c.purpose, func.sum(moves.c.photos).label("photos"))
    sums = added.group_by(moves.c.user_id, moves.c.purpose).subquery()
    off = accounts.c.photos - func.coalesce(sums.c.photos, 0)
    same = (sums.c.user_id == accounts.c.user_id) & (sums.c.purpose == accounts.c.purpose)
    query = select(accounts.c.user_id, accounts.c.purpose, off.label("off")).outerjoin(sums, same).where(off != 0)
    return {f"{row.purpose}:{row.user_id}": int(row.off) for row in transaction.execute(query)}


def users_without_accounts(transaction: Transaction) -> list[str]:
    """Users who lack one of their accounts."""
    counted = select(func.count()).where(accounts.c.user_id == users.c.id).scalar_subquery()
    return list(transaction.scalars(select(users.c.id).where(counted != len(PURPOSES))))


def wrong_settlements(transaction: Transaction) -> dict[str, str]:
    """Generations whose end and whose entries contradict each other, with what the ledger says."""
    kinds = _kinds_of_generations().subquery()
    holds, captures, refunds = (func.coalesce(kinds.c[kind], 0) for kind in ("hold", "capture", "refund"))
    right = case(
        (generations.c.status == "SUCCEEDED", (refunds == 0) & (captures == holds)),
        (generations.c.status == "FAILED", (captures == 0) & (refunds == holds)),
        else_=(captures == 0) & (refunds == 0),
    )
    query = (
        select(generations.c.id, generations.c.status, holds, captures, refunds)
        .outerjoin(kinds, kinds.c.generation_id == generations.c.id)
        .where(~right)
    )
    return {
        row[0]: f"{row[1]} with {row[2]} hold, {row[3]} capture, {row[4]} refund" for row in transaction.execute(query)
    }


def unpaid_creates(transaction: Transaction) -> list[str]:
    """Generations that opened a project without a hold."""
    held = select(ledger.c.generation_id).where(ledger.c.kind == "hold")
    first = generations.c.previous_id.is_(None) & generations.c.id.not_in(held)
    return list(transaction.scalars(select(generations.c.id).where(first)))


def untold_ends(transaction: Transaction, *, since_ms: int) -> list[str]:
    """Generations that have ended since then and wanted a call-back that was never ordered."""
    ordered = select(deliveries.c.generation_id).where(deliveries.c.generation_id.is_not(None))
    untold = (generations.c.finished_ms >= since_ms) & generations.c.webhook.is_not(None)
    return list(transaction.scalars(select(generations.c.id).where(untold, generations.c.id.not_in(ordered))))


def _kinds_of_generations() -> Select[tuple[object, ...]]:
    """How many entries of each kind each generation has."""
    counts = [func.sum(case((ledger.c.kind == kind, 1), else_=0)).label(kind) for kind in ("hold", "capture", "refund")]
    return (
        select(ledger.c.generation_id, *counts)
        .where(ledger.c.generation_id.is_not(None))
        .group_by(ledger.c.generation_id)
    )
