"""The clock that everything in this package reads and sleeps by: pass another one to test waiting without waiting."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """What is needed of a clock."""

    def now_s(self) -> float:
        """Seconds of a clock that only goes forward."""

    def unix_s(self) -> float:
        """Seconds since 1970, to compare with dates in answers."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The machine's own clock."""

    def now_s(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def unix_s(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait; not at all for a time that has passed."""
        time.sleep(max(0.0, seconds))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment by which something must be over."""

    clock: Clock
    at_s: float

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> Deadline:
        """The deadline ``seconds`` from now."""
        return cls(clock, clock.now_s() + seconds)

    @property
    def left_s(self) -> float:
        """The seconds that are left, never below 0."""
        return max(0.0, self.at_s - self.clock.now_s())

    @property
    def passed(self) -> bool:
        """Whether no time is left."""
        return self.left_s <= 0
