"""Call-backs: at least once, each receiver by itself, retried for three days (the schedule of Standard Webhooks).

A call-back is ordered in the transaction that ends its generation, so none is lost. The body is written down then:
every attempt sends the same bytes and the same id.
"""

from __future__ import annotations

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from maskkit.errors import MaskkitError
from maskkit.roomapi.signing import sign
from maskkit.service.db.outbox import due_deliveries, mark_delivered, mark_undelivered, next_due_ms
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.parts import Parts, Receipt

log = logging.getLogger(__name__)

WAITS_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""How long to wait after the first, second, … failed attempt."""

JITTER = 0.2
AT_A_TIME = 32
AT_A_TIME_PER_RECEIVER = 2
_LONGEST_ASKED_S = 86_400.0
_IDLE_S = 30.0


def next_due(
    attempts: int, receipt: Receipt | None, *, now_ms: int, chance: Callable[[], float] = random.random
) -> int | None:
    """When to try again after so many failed attempts; None = never.

    410 means that the receiver is gone for good. What it asks for by Retry-After is kept, up to a day.

    >>> next_due(1, None, now_ms=0, chance=lambda: 0.5)
    5000
    >>> next_due(1, Receipt(410), now_ms=0) is None
    True
    """
    if attempts > len(WAITS_S) or (receipt is not None and receipt.status == HTTPStatus.GONE):
        return None
    wait_s = WAITS_S[attempts - 1] * (1 + JITTER * (2 * chance() - 1))
    asked_s = min(receipt.retry_after_s or 0.0, _LONGEST_ASKED_S) if receipt else 0.0
    return now_ms + round(max(wait_s, asked_s) * 1000)


class Courier:
    """Delivers what is in the outbox, until it is stopped."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._busy: dict[str, str] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._runners = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="call-back")
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def wake(self) -> None:
        """Tell that there is a new call-back."""
        self._wake.set()

    def stop(self) -> None:
        """Begin no new attempt. One that is under way ends by itself, or is made again at the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        self._runners.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                wait_s = self._deliver_due()
            except Exception:
                log.exception("the call-backs could not be looked through; trying again")
                wait_s = 1.0
            self._wake.wait(wait_s)

    def _deliver_due(self) -> float:
        """Begin all attempts that are due and have a place; seconds until there may be more."""
        with self._lock:
            busy = dict(self._busy)
        now_ms = self._parts.now_ms()
        with self._parts.database.read() as transaction:
            due = due_deliveries(transaction, now_ms, each=AT_A_TIME_PER_RECEIVER, except_for=busy)
            next_ms = next_due_ms(transaction, after_ms=now_ms)
        for row in with_places(due, busy.values()):
            if self._stopping.is_set():
                break
            with self._lock:
                self._busy[row.id] = row.receiver
            self._runners.submit(self._attempt, row)
        return _IDLE_S if next_ms is None else min(_IDLE_S, max(0.0, (next_ms - now_ms) / 1000))

    def _attempt(self, row: DeliveryRow) -> None:
        try:
            receipt, problem = self._post(row)
            if not self._stopping.is_set() or problem is None:
                self._note(row, receipt, problem)
        except Exception:
            log.exception("call-back %s could not be noted", row.id)
        finally:
            with self._lock:
                self._busy.pop(row.id, None)
            self._wake.set()

    def _post(self, row: DeliveryRow) -> tuple[Receipt | None, str | None]:
        """What the receiver answered, and what is wrong with that."""
        secret = self._parts.settings.webhook_secret
        secrets = [secret.get_secret_value()] if secret else []
        signed = sign(row.body, message_id=row.id, timestamp_s=self._parts.now_ms() // 1000, secrets=secrets)
        try:
            receipt = self._parts.outside.post(row.url, row.body, {"content-type": "application/json", **signed})
        except MaskkitError as error:
            return None, error.message
        taken = HTTPStatus.OK <= receipt.status < HTTPStatus.MULTIPLE_CHOICES
        return receipt, None if taken else f"the receiver answered {receipt.status}"

    def _note(self, row: DeliveryRow, receipt: Receipt | None, problem: str | None) -> None:
        now_ms = self._parts.now_ms()
        due_ms = next_due(row.attempts + 1, receipt, now_ms=now_ms) if problem else None
        with self._parts.database.write() as transaction:
            if problem is None:
                mark_delivered(transaction, row.id, now_ms)
            else:
                mark_undelivered(transaction, row.id, problem, due_ms=due_ms)
        if problem:
            log.info("call-back %s for generation %s: %s", row.id, row.generation_id, problem)


def with_places(due: list[DeliveryRow], busy: Iterable[str]) -> list[DeliveryRow]:
    """The call-backs that may begin now: some at a time, and only a few of them to the same receiver."""
    under_way: Counter[str] = Counter(busy)
    chosen = []
    for row in due:
        if under_way.total() >= AT_A_TIME:
            break
        if under_way[row.receiver] < AT_A_TIME_PER_RECEIVER:
            under_way[row.receiver] += 1
            chosen.append(row)
    return chosen
