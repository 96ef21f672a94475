"""Photos as money: a hold when a generation is accepted, then a capture or a refund, exactly once.

Every entry takes from one account of a user and gives to another, so the sum over all accounts is always zero. The
wall is the database: it refuses an overdraft, a second hold, a second settlement of the same hold, and an entry between
accounts that its kind has no business with, whatever the code does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maskkit.roomapi.schema import Credits
from maskkit.service.db import ledger_rows as rows
from maskkit.service.db.database import Transaction

POTS = ("subscription", "extra")
"""Where a user's photos lie; they are spent in this order."""


def open_accounts(transaction: Transaction, user_id: str) -> None:
    """Make the accounts of a new user."""
    rows.open_accounts(transaction, user_id)


def grant(transaction: Transaction, user_id: str, photos: int, *, pot: str = "subscription", now_ms: int) -> None:
    """Give a user photos."""
    if photos > 0:
        rows.add_entry(transaction, "grant", user_id, photos, pot=pot, now_ms=now_ms)


def hold(transaction: Transaction, user_id: str, generation_id: str, *, now_ms: int) -> bool:
    """Set one photo aside for a generation; False when none is left.

    Raises:
        Refused: the generation has a hold already, or another machine took the last photo in this very moment.
    """
    left = rows.balances(transaction, user_id)
    pot = next((pot for pot in POTS if left.get(pot, 0) > 0), None)
    if pot is None:
        return False
    rows.add_entry(transaction, "hold", user_id, 1, pot=pot, now_ms=now_ms, generation_id=generation_id)
    return True


def capture(transaction: Transaction, generation_id: str, *, now_ms: int) -> None:
    """Spend what a generation holds; nothing when it was free.

    Raises:
        Refused: the hold is settled already.
    """
    _settle(transaction, "capture", generation_id, now_ms)


def refund(transaction: Transaction, generation_id: str, *, now_ms: int) -> None:
    """Give what a generation holds back to where it came from; nothing when it was free.

    Raises:
        Refused: the hold is settled already.
    """
    _settle(transaction, "refund", generation_id, now_ms)


def credits_of(transaction: Transaction, user_id: str) -> Credits:
    """The photos that a user can spend."""
    left = rows.balances(transaction, user_id)
    subscription, extra = (left.get(pot, 0) for pot in POTS)
    return Credits(subscription + extra, subscription, extra)


@dataclass(frozen=True, slots=True)
class LedgerAudit:
    """What a proof of the whole ledger found: how much was looked at, and every fault with what it is at."""

    entries: dict[str, int]
    held: int
    faults: dict[str, list[str]]

    @property
    def sound(self) -> bool:
        """Whether the books are right."""
        return not self.faults

    def to_json(self) -> dict[str, object]:
        """The audit as a document."""
        count = sum(self.entries.values())
        return {"sound": self.sound, "entries": count, **self.entries, "held": self.held, "faults": self.faults}


def audit(transaction: Transaction, *, told_since_ms: int = 0) -> LedgerAudit:
    """Add the ledger up again, and compare it with the balances and with what became of the generations.

    ``told_since_ms`` is how far back the log of call-backs goes.
    """
    total = rows.total(transaction)
    found = {
        "the sum of all accounts is not zero": [str(total)] if total else [],
        "a balance is not the sum of its entries": _told(rows.wrong_balances(transaction)),
        "a user lacks an account": rows.users_without_accounts(transaction),
        "a settlement contradicts the end of its generation": _told(rows.wrong_settlements(transaction)),
        "a generation opened a project without paying": rows.unpaid_creates(transaction),
        "an end was to be told and no call-back was ordered": rows.untold_ends(transaction, since_ms=told_since_ms),
    }
    faults = {fault: places for fault, places in found.items() if places}
    return LedgerAudit(rows.count_entries(transaction), rows.open_holds(transaction), faults)


def _told(found: Mapping[str, object]) -> list[str]:
    return [f"{place}: {what}" for place, what in found.items()]


def _settle(transaction: Transaction, kind: str, generation_id: str, now_ms: int) -> None:
    held = rows.hold_of(transaction, generation_id)
    if held is not None:
        rows.add_entry(
            transaction,
            kind,
            held.user_id,
            held.photos,
            pot=held.pot,
            now_ms=now_ms,
            generation_id=generation_id,
            hold_seq=held.seq,
        )
