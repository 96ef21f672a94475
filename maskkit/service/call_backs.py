"""What is sent to receivers, and when it is sent again: the schedule of Standard Webhooks, decided without a clock."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from maskkit.service.db.rows import DeliveryRow
from maskkit.service.parts import Receipt

WAITS_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""How long to wait after the first, second, … failed attempt: 75 h 35 min in all."""

JITTER = 0.2
LONGEST_ASKED_S = 86_400.0

AT_A_TIME = 48
AT_A_TIME_AGAIN = AT_A_TIME // 2
AT_A_TIME_PER_USER = AT_A_TIME // 2
AT_A_TIME_PER_RECEIVER = 2

PING_BODY = b'{"type":"ping","message":"A test of this call-back address; no generation has ended."}'


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An attempt that is being made, as far as the sharing of places is concerned."""

    user_id: str
    receiver: str
    again: bool


def new_delivery(*, user_id: str, generation_id: str | None, url: str, body: bytes, now_ms: int) -> DeliveryRow:
    """A call-back that is due at once; without a generation it is a test ping."""
    return DeliveryRow(
        id=f"evt_{uuid.uuid4().hex}",
        user_id=user_id,
        generation_id=generation_id,
        url=url,
        receiver=urlsplit(url).netloc.lower(),
        body=body,
        attempts=0,
        failures=0,
        due_ms=now_ms,
        created_ms=now_ms,
        delivered_ms=None,
        last_problem=None,
        claimed_until_ms=None,
    )


def problem_of(receipt: Receipt) -> str | None:
    """What is wrong with an answer: only 2xx takes a call-back, and a redirect is not followed.

    >>> problem_of(Receipt(204)), problem_of(Receipt(301))
    (None, 'the receiver answered 301')
    """
    taken = HTTPStatus.OK <= receipt.status < HTTPStatus.MULTIPLE_CHOICES
    return None if taken else f"the receiver answered {receipt.status}"


def next_due(
    failures: int, receipt: Receipt | None, *, now_ms: int, chance: Callable[[], float] = random.random
) -> int | None:
    """When to try again after so many failed attempts; None = never.

    410 means that the receiver is gone for good. What it asks for by Retry-After is kept, up to a day.

    >>> next_due(1, None, now_ms=0, chance=lambda: 0.5)
    5000
    >>> next_due(1, Receipt(410), now_ms=0) is None
    True
    """
    if failures > len(WAITS_S) or (receipt is not None and receipt.status == HTTPStatus.GONE):
        return None
    wait_s = WAITS_S[failures - 1] * (1 + JITTER * (2 * chance() - 1))
    return now_ms + round(max(wait_s, asked_s(receipt)) * 1000)


def asked_s(receipt: Receipt | None) -> float:
    """For how long a receiver has asked not to be called."""
    return min(receipt.retry_after_s or 0.0, LONGEST_ASKED_S) if receipt else 0.0


def with_places(due: list[DeliveryRow], under_way: Iterable[UnderWay]) -> list[DeliveryRow]:
    """The call-backs that may begin now.

    No receiver and no user gets all the places, and neither do those that have failed before: whatever is dead,
    there is a place for a call-back to somebody who lives.
    """
    taken: Counter[object] = Counter()
    for each in under_way:
        taken.update(_shares(each).keys())
    chosen = []
    for row in due:
        shares = _shares(UnderWay(row.user_id, row.receiver, row.failures > 0))
        if all(taken[share] < most for share, most in shares.items()):
            taken.update(shares.keys())
            chosen.append(row)
    return chosen


def _shares(each: UnderWay) -> dict[object, int]:
    """The bounds that an attempt counts for, each with its most."""
    shares: dict[object, int] = {
        "all": AT_A_TIME,
        ("user", each.user_id): AT_A_TIME_PER_USER,
        ("receiver", each.receiver): AT_A_TIME_PER_RECEIVER,
    }
    return shares | {"again": AT_A_TIME_AGAIN} if each.again else shares
