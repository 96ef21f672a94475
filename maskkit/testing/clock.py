"""A clock for tests: sleeping costs no time."""

from __future__ import annotations

import threading


class FakeClock:
    """A :class:`~maskkit.net.clock.Clock` that stands still until somebody sleeps.

    >>> clock = FakeClock()
    >>> clock.sleep(2.5)
    >>> clock.now_s(), clock.sleeps
    (2.5, [2.5])
    """

    def __init__(self, *, unix_s: float = 1_700_000_000.0) -> None:
        self.sleeps: list[float] = []
        self._elapsed_s = 0.0
        self._unix_s = unix_s
        self._lock = threading.Lock()

    def now_s(self) -> float:
        """The seconds that were slept away."""
        return self._elapsed_s

    def unix_s(self) -> float:
        """The same, from the start in Unix seconds."""
        return self._unix_s + self._elapsed_s

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        with self._lock:
            self.sleeps.append(seconds)
            self._elapsed_s += max(0.0, seconds)
