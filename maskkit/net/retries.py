"""When a call is made again, and after which pause: decided here, done in :mod:`maskkit.net.session`.

Full jitter: a pause is uniform between 0 and a ceiling that doubles, so that many clients do not come back together.
Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

REFUSED_FOR_NOW = frozenset({425, 429, 503})
MAY_PASS = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524}) | REFUSED_FOR_NOW


class Repeat(Enum):
    """How often a call may be sent."""

    NEVER = "once, whatever happens: it costs something"
    REPLAYED = "until the deadline, with its key: the service gives the first answer again"
    ONCE = "once: it costs nothing, and whoever calls asks again by himself"
    FEW = "a few times: it costs nothing, and sending it twice changes nothing"

    @property
    def is_free(self) -> bool:
        """Whether a lost answer to the call does no harm."""
        return self in {Repeat.ONCE, Repeat.FEW}


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """The ceilings of the pauses: ``base_s``, doubled each time, at most ``longest_s``; ``few`` calls at most."""

    base_s: float = 0.5
    longest_s: float = 8.0
    few: int = 4

    def pause_s(self, attempt: int, *, chance: float, retry_after_s: float | None = None) -> float:
        """The pause after the ``attempt``-th call (1, 2, …); the service's own wish is its floor.

        ``chance`` is a random number in 0..1.

        >>> RetryPolicy().pause_s(3, chance=0.5), RetryPolicy().pause_s(1, chance=0.5, retry_after_s=7)
        (1.0, 7.25)
        """
        ceiling_s = min(self.longest_s, self.base_s * 2.0 ** min(attempt - 1, 30))
        return (retry_after_s or 0.0) + ceiling_s * chance


def may_repeat(repeat: Repeat, attempt: int, *, status: int | None, told_when: bool, policy: RetryPolicy) -> bool:
    """Whether the call may be made again after ``attempt`` calls.

    Args:
        repeat: what the call allows.
        attempt: how many calls were made.
        status: the HTTP status of the last answer; None when there was none.
        told_when: whether the answer said when to come back: a 409 that does is a call still being carried out.
        policy: how many are a few.

    >>> may_repeat(Repeat.NEVER, 1, status=503, told_when=True, policy=RetryPolicy())
    False
    """
    if repeat in {Repeat.NEVER, Repeat.ONCE} or (repeat is Repeat.FEW and attempt >= policy.few):
        return False
    in_flight = repeat is Repeat.REPLAYED and status == 409 and told_when
    return status is None or status in MAY_PASS or in_flight
