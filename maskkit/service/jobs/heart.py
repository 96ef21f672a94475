"""The heartbeat of a process that works on generations, and the eye on those of the others.

All machines on a database go by its clock. Who is silent for too long is given up, for ever, and the living do its
work; should it only have been asleep, it learns of that by its next beat, and begins anew under another id. On a
SQLite file a process is alone: whoever was there before it is dead.
"""

from __future__ import annotations

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

from maskkit.service.db import executors
from maskkit.service.db.database import Database

Listener: TypeAlias = Callable[[], object]

log = logging.getLogger(__name__)

BEAT_S = 1.5
SILENT_S = 6.0
"""Four beats. With one more until it is seen, and a moment to begin, the work of a killed process goes on in 15 s."""

_KEPT_MS = 86_400_000


class Heart:
    """Keeps one executor among the living.

    ``on_beat`` is called at the start and after every beat, when the dead have been declared dead. ``on_lost`` is
    called once, when this executor itself was given up.
    """

    def __init__(self, database: Database, *, on_beat: Listener, on_lost: Listener) -> None:
        self.id = f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"
        self._database = database
        self._on_beat, self._on_lost = on_beat, on_lost
        self._beaten_s = time.monotonic()
        self._judges_from_s = self._beaten_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._beat_forever, name="heart", daemon=True)

    def register(self) -> None:
        """Be among the living, without a beat yet."""
        with self._database.write() as transaction:
            now_ms = self._database.now_ms(transaction)
            executors.register(transaction, self.id, now_ms)
            if not self._database.is_shared:
                executors.end_others(transaction, self.id, now_ms)

    def start(self) -> None:
        """Take over what the dead have left; then beat, unless nobody is there to hear it."""
        self._take_over()
        if self._database.is_shared:
            self._thread.start()

    def pause(self) -> None:
        """Beat no more."""
        self._stopping.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=2.0)

    def stop(self) -> None:
        """Tell the others that they can have what is left here."""
        self.pause()
        with self._database.write() as transaction:
            executors.end(transaction, self.id, self._database.now_ms(transaction))

    def _beat_forever(self) -> None:
        due_s = time.monotonic()
        while not self._stopping.wait(max(0.0, due_s - time.monotonic())):
            due_s = time.monotonic() + BEAT_S
            try:
                if not self._beat():
                    log.warning("this process was silent for too long and was given up: beginning anew")
                    self._on_lost()
                    return
                self._take_over()
            except Exception:
                log.exception("a heartbeat failed; trying again")

    def _beat(self) -> bool:
        """Beat. Who could not for a while does not judge others at once: maybe it was the database that was away."""
        with self._database.write() as transaction:
            lives = executors.beat(transaction, self.id, self._database.now_ms(transaction))
        now_s = time.monotonic()
        if now_s - self._beaten_s > SILENT_S / 2:
            self._judges_from_s = now_s + SILENT_S
        self._beaten_s = now_s
        return lives

    def _take_over(self) -> None:
        judges = self._database.is_shared and time.monotonic() >= self._judges_from_s
        with self._database.write() as transaction:
            now_ms = self._database.now_ms(transaction)
            silent_ms = round(SILENT_S * 1000)
            silent = executors.give_up_silent(transaction, now_ms, silent_ms=silent_ms) if judges else []
            freed = executors.free_generations(transaction)
            executors.forget_ended(transaction, now_ms - _KEPT_MS)
        for executor in silent:
            log.warning("executor %s is silent: its work is done here", executor)
        if freed:
            log.info("%d generations of executors that have ended go on", len(freed))
        self._on_beat()
