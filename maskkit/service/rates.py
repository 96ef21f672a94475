"""How often a key may call: a bucket for each key, which fills up as time passes (the generic cell rate algorithm).

For each key one number is kept, the moment at which its bucket will be full again. Kept in memory: each process of the
service counts for itself.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

BURST_S = 10.0
"""The bucket holds what comes in so many seconds."""

_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """Where a key stands after a call: ``wait_s`` is 0 for a call that may be made."""

    quota: int
    window_s: float
    left: int
    full_s: float
    wait_s: float = 0.0

    def to_headers(self) -> dict[str, str]:
        """The headers of draft-ietf-httpapi-ratelimit-headers-10.

        >>> Rate(100, 10.0, 7, 9.3).to_headers()["ratelimit"]
        '"key";r=7;t=10'
        """
        return {
            "ratelimit-policy": f'"key";q={self.quota};w={math.ceil(self.window_s)}',
            "ratelimit": f'"key";r={self.left};t={math.ceil(self.full_s)}',
        }


class RateLimiter:
    """Lets each key call so often a minute, on the average of ten seconds; 0 = as often as it likes.

    >>> limiter = RateLimiter(6, now_s=lambda: 0.0)
    >>> limiter.take("a").wait_s, limiter.take("a").wait_s, limiter.take("b").wait_s
    (0.0, 10.0, 0.0)
    """

    def __init__(self, per_minute: int, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self._every_s = 60.0 / per_minute if per_minute else 0.0
        self._quota = max(1, round(per_minute * BURST_S / 60.0))
        self._now_s = now_s
        self._full_at_s: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> Rate | None:
        """Count a call, unless it comes too soon; None where nothing is counted."""
        if not self._every_s:
            return None
        window_s = self._quota * self._every_s
        with self._lock:
            now_s = self._now_s()
            full_s = max(self._full_at_s.get(key, now_s) - now_s, 0.0)
            wait_s = full_s + self._every_s - window_s
            if wait_s > 1e-9:
                return Rate(self._quota, window_s, 0, full_s, wait_s)
            self._full_at_s[key] = now_s + full_s + self._every_s
            self._forget(now_s)
        left = math.floor((window_s - full_s - self._every_s) / self._every_s + 1e-9)
        return Rate(self._quota, window_s, left, full_s + self._every_s)

    def _forget(self, now_s: float) -> None:
        """Drop the full buckets once there are many: a key that is not there has a full one."""
        if len(self._full_at_s) > _MANY:
            self._full_at_s = {key: full_s for key, full_s in self._full_at_s.items() if full_s > now_s}
