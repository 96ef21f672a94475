"""Clocks and deadlines."""

from __future__ import annotations

import time

from maskkit.net.clock import Deadline, SystemClock
from maskkit.testing.clock import FakeClock


def test_a_deadline_counts_down_to_nothing_and_stays_there() -> None:
    clock = FakeClock()
    deadline = Deadline.after(10, clock)
    clock.sleep(4)
    assert (deadline.left_s, deadline.passed) == (6, False)
    clock.sleep(60)
    assert (deadline.left_s, deadline.passed) == (0, True)


def test_the_system_clock_goes_forward_and_does_not_sleep_backwards() -> None:
    clock = SystemClock()
    before = clock.now_s()
    clock.sleep(-5)
    clock.sleep(0.001)
    assert clock.now_s() > before
    assert abs(clock.unix_s() - time.time()) < 60
