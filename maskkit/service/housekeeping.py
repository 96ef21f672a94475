"""What has to be done now and then: delete what has expired, and what nothing refers to."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable

from maskkit.service.db.database import CHECKPOINT_S
from maskkit.service.db.files import expired_files, mark_deleted
from maskkit.service.db.idempotency_keys import forget_expired
from maskkit.service.db.outbox import forget_deliveries
from maskkit.service.files import store_name
from maskkit.service.garbage import collect
from maskkit.service.parts import Parts

log = logging.getLogger(__name__)

TIDY_UP_S = 60.0
COLLECT_S = 3600.0
TORN_S = 3600.0
_AT_A_TIME = 200


def tidy_up(parts: Parts) -> int:
    """Delete expired files, Idempotency-Keys and old call-backs; how many files there were.

    Rows of files stay, for 410.
    """
    now_ms = parts.now_ms()
    logged_ms = now_ms - round(parts.settings.delivery_log_ttl_s * 1000)
    with parts.database.write() as transaction:
        forget_expired(transaction, now_ms)
        forget_deliveries(transaction, before_ms=logged_ms, limit=_AT_A_TIME)
        names = expired_files(transaction, now_ms, _AT_A_TIME)
    for name in names:
        parts.store.delete(store_name(name))
    if names:
        with parts.database.write() as transaction:
            mark_deleted(transaction, names, now_ms)
    return len(names)


def remove_torn_files(parts: Parts) -> None:
    """Delete what a killed process was about to write: the store keeps it under names that nothing else has.

    In a folder that machines share, a young one may be what another machine is writing at the moment.
    """
    latest_s = time.time() - TORN_S if parts.settings.pictures else float("inf")
    for torn in parts.store.root.rglob(".put-*"):
        with contextlib.suppress(FileNotFoundError):
            if torn.stat().st_mtime < latest_s:
                torn.unlink()


class Housekeeper:
    """Tidies up in the background until it is stopped."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._chores = {
            parts.database.checkpoint: CHECKPOINT_S,
            self._tidy_up: TIDY_UP_S,
            self._collect: COLLECT_S,
        }
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin."""
        remove_torn_files(self._parts)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        due_s = {chore: time.monotonic() + min(every_s, TIDY_UP_S) for chore, every_s in self._chores.items()}
        while not self._stopping.wait(CHECKPOINT_S):
            for chore, every_s in self._chores.items():
                if time.monotonic() >= due_s[chore]:
                    due_s[chore] = time.monotonic() + every_s
                    self._do(chore)

    def _do(self, chore: Callable[[], object]) -> None:
        try:
            chore()
        except Exception:
            log.exception("housekeeping failed; trying again later")

    def _tidy_up(self) -> None:
        while tidy_up(self._parts) == _AT_A_TIME and not self._stopping.is_set():
            pass

    def _collect(self) -> None:
        collect(self._parts)
