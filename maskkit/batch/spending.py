"""How many photos a run may still pay for."""

from __future__ import annotations

import threading


class Spending:
    """Counts paid calls against a limit; safe to use from several threads.

    >>> spending = Spending(spent=1, limit=2)
    >>> spending.take(), spending.take(), spending.spent
    (True, False, 2)
    """

    def __init__(self, *, spent: int = 0, limit: int | None = None) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self.spent = spent
        self.limit = limit

    def take(self) -> bool:
        """Whether one more call may be paid for; if so, it is counted before it is sent."""
        with self._lock:
            if self._stopped or (self.limit is not None and self.spent >= self.limit):
                return False
            self.spent += 1
            return True

    def give_back(self) -> None:
        """A call that was counted cost nothing after all."""
        with self._lock:
            self.spent -= 1

    def stop(self) -> None:
        """Let no further call be paid for."""
        with self._lock:
            self._stopped = True

    @property
    def is_open(self) -> bool:
        """Whether one more call could be paid for."""
        with self._lock:
            return not self._stopped and (self.limit is None or self.spent < self.limit)
