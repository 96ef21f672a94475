"""Photos as money: a hold when a generation is accepted, then a capture or a refund, exactly once.

Every entry takes from one account and gives to another, so the sum over all accounts is always zero. The wall is the
database: it refuses an overdraft, a second hold, and a second settlement of the same hold, whatever the code does.
"""

from __future__ import annotations

from dataclasses import dataclass

from maskkit.roomapi.schema import Credits
from maskkit.service.db.database import Transaction
from maskkit.service.db.ledger_rows import add_entry, balances, differences, entries, hold_of, open_account

ISSUED = "issued"
POTS = ("subscription", "extra")
"""Where a user's photos lie; they are spent in this order."""


def open_accounts(transaction: Transaction, user_id: str) -> None:
    """Make the accounts of a user."""
    open_account(transaction, ISSUED, None, ISSUED)
    for purpose in (*POTS, "held", "spent"):
        open_account(transaction, account(user_id, purpose), user_id, purpose)


def account(user_id: str, purpose: str) -> str:
    """The name of a user's account.

    >>> account("me", "held")
    'held:me'
    """
    return f"{purpose}:{user_id}"


def grant(transaction: Transaction, user_id: str, photos: int, *, pot: str = "subscription", now_ms: int) -> None:
    """Give a user photos."""
    if photos > 0:
        to = account(user_id, pot)
        add_entry(transaction, "grant", user_id, photos, taken_from=ISSUED, given_to=to, now_ms=now_ms)


def hold(transaction: Transaction, user_id: str, generation_id: str, *, now_ms: int) -> bool:
    """Set one photo aside for a generation; False when none is left.

    Raises:
        Refused: the generation has a hold already.
    """
    left = balances(transaction, user_id)
    pot = next((pot for pot in POTS if left.get(pot, 0) > 0), None)
    if pot is None:
        return False
    add_entry(
        transaction,
        "hold",
        user_id,
        1,
        taken_from=account(user_id, pot),
        given_to=account(user_id, "held"),
        now_ms=now_ms,
        generation_id=generation_id,
    )
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
    left = balances(transaction, user_id)
    subscription, extra = (left.get(pot, 0) for pot in POTS)
    return Credits(subscription + extra, subscription, extra)


@dataclass(frozen=True, slots=True)
class LedgerAudit:
    """What a proof of the whole ledger found; ``differences`` are balances that are not the sum of their entries."""

    entries: int
    held: int
    differences: dict[str, int]

    @property
    def sound(self) -> bool:
        """Whether every balance is the sum of its entries."""
        return not self.differences


def audit(transaction: Transaction) -> LedgerAudit:
    """Add the ledger up again and compare it with the balances."""
    rows = entries(transaction)
    settled = {row.hold_seq for row in rows}
    open_holds = [row for row in rows if row.kind == "hold" and row.seq not in settled]
    return LedgerAudit(len(rows), sum(row.photos for row in open_holds), differences(transaction))


def _settle(transaction: Transaction, kind: str, generation_id: str, now_ms: int) -> None:
    held = hold_of(transaction, generation_id)
    if held is None:
        return
    to = account(held.user_id, "spent") if kind == "capture" else held.taken_from
    add_entry(
        transaction,
        kind,
        held.user_id,
        held.photos,
        taken_from=held.given_to,
        given_to=to,
        now_ms=now_ms,
        generation_id=generation_id,
        hold_seq=held.seq,
    )
