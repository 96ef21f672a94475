"""Call-backs: at least once, each receiver by itself, retried for three days.

A call-back is ordered in the transaction that ends its generation, so none is lost. The body is written down then:
every attempt sends the same bytes and the same id.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from maskkit.errors import MaskkitError
from maskkit.roomapi.signing import sign
from maskkit.service import sandboxed
from maskkit.service.call_backs import (
    AT_A_TIME,
    AT_A_TIME_PER_RECEIVER,
    UnderWay,
    asked_s,
    next_due,
    problem_of,
    with_places,
)
from maskkit.service.db import outbox
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.parts import Parts, Receipt

log = logging.getLogger(__name__)

CANDIDATES = 500
_IDLE_S = 30.0
_BUSY_MS = 500
"""While there are some to deliver, each that ends makes the courier look again, and this at the latest."""

_CLAIM_MARGIN_S = 15.0


class Courier:
    """Delivers what is in the outbox, until it is stopped.

    ``alone`` says that nobody else delivers from the same database: what a killed process had begun is then begun again
    at once, and not only when its claim has run out.
    """

    def __init__(self, parts: Parts, *, alone: bool = True) -> None:
        self._parts = parts
        self._alone = alone
        self._under_way: dict[str, UnderWay] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._runners = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="call-back")
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        if self._alone:
            with self._parts.database.write() as transaction:
                outbox.release_claims(transaction)
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
            under_way = list(self._under_way.values())
        now_ms = self._parts.now_ms()
        each = AT_A_TIME_PER_RECEIVER
        with self._parts.database.read() as transaction:
            due = outbox.due_deliveries(transaction, now_ms, each=each, limit=CANDIDATES)
            next_ms = now_ms + _BUSY_MS if due else outbox.next_due_ms(transaction, after_ms=now_ms)
        for row in self._claimed(with_places(due, under_way), now_ms):
            with self._lock:
                self._under_way[row.id] = UnderWay(row.user_id, row.receiver, row.failures > 0)
            self._runners.submit(self._attempt, row)
        return _IDLE_S if next_ms is None else min(_IDLE_S, max(0.0, (next_ms - now_ms) / 1000))

    def _claimed(self, rows: list[DeliveryRow], now_ms: int) -> list[DeliveryRow]:
        """Those that nobody else has taken meanwhile."""
        if not rows or self._stopping.is_set():
            return []
        until_ms = now_ms + round((self._parts.settings.callback_limit_s + _CLAIM_MARGIN_S) * 1000)
        with self._parts.database.write() as transaction:
            return [row for row in rows if outbox.claim(transaction, row.id, now_ms, until_ms=until_ms)]

    def _attempt(self, row: DeliveryRow) -> None:
        try:
            if not row.attempts:
                self._parts.metrics.first_attempt((self._parts.now_ms() - row.created_ms) / 1000)
            receipt, problem = self._post(row)
            if not self._stopping.is_set() or problem is None:
                self._note(row, receipt, problem)
        except Exception:
            log.exception("call-back %s could not be noted", row.id)
        finally:
            with self._lock:
                self._under_way.pop(row.id, None)
            self._wake.set()

    def _post(self, row: DeliveryRow) -> tuple[Receipt | None, str | None]:
        """What the receiver answered, and what is wrong with that."""
        secrets = self._parts.settings.webhook_secrets
        signed = sign(row.body, message_id=row.id, timestamp_s=self._parts.now_ms() // 1000, secrets=secrets)
        try:
            for body, headers in sandboxed.deceptions(self._parts, row):
                self._parts.outside.post(row.url, body, {"content-type": "application/json", **headers})
            receipt = self._parts.outside.post(row.url, row.body, {"content-type": "application/json", **signed})
        except MaskkitError as error:
            return None, error.message
        return receipt, problem_of(receipt)

    def _note(self, row: DeliveryRow, receipt: Receipt | None, problem: str | None) -> None:
        now_ms = self._parts.now_ms()
        status = receipt.status if receipt else None
        with self._parts.database.write() as transaction:
            if receipt and problem is None:
                outbox.note_delivered(transaction, row.id, now_ms, status=receipt.status)
                self._parts.metrics.delivered()
                return
            last = row.generation_id is None  # a test is made once
            due_ms = None if last else next_due(row.failures + 1, receipt, now_ms=now_ms)
            said = problem or "unknown"
            outbox.note_failed(transaction, row.id, now_ms, status=status, problem=said, due_ms=due_ms)
            if wait_s := asked_s(receipt):
                outbox.hold_back(transaction, row.url, row.receiver, until_ms=now_ms + round(wait_s * 1000))
        self._parts.metrics.undelivered()
        what = f"generation {row.generation_id}" if row.generation_id else "a test"
        log.info("call-back %s for %s: %s", row.id, what, problem)
