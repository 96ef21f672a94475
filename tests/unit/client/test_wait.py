"""The shell around the waiting machine, with a clock on which waiting costs no time."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from maskkit.client.wait import wait_for
from maskkit.errors import ApiError, DeadlinePassed, GenerationFailed, ServiceFailed
from maskkit.net.clock import SystemClock
from maskkit.roomapi.schema import Generation
from maskkit.roomapi.states import WaitPolicy
from maskkit.testing.clock import FakeClock

DONE = Generation("SUCCEEDED", ("https://a.org/1.png",), 0)
BUSY = Generation("PROCESSING")


def waited(
    *script: Generation | ApiError, deadline_s: float = 600, clock: FakeClock | None = None, **options: object
) -> Generation:
    """Wait on answers that come one after the other, the last of them for ever."""
    answers: Iterator[Generation | ApiError] = iter(script)
    last = script[-1]

    def retrieve(left_s: float) -> Generation:
        assert 0 <= left_s <= deadline_s
        answer = next(answers, last)
        if isinstance(answer, ApiError):
            raise answer
        return answer

    settings = {"policy": WaitPolicy(), "clock": clock or FakeClock(), "chance": lambda: 0.5} | options
    return wait_for(retrieve, deadline_s=deadline_s, **settings)  # type: ignore[arg-type]


def test_it_waits_through_busy_answers_and_failures() -> None:
    clock = FakeClock()
    assert waited(BUSY, ServiceFailed("down"), BUSY, DONE, clock=clock) is DONE
    assert clock.sleeps == pytest.approx([0.5, 0.8, 1.28, 2.048])


def test_it_ends_at_the_deadline_by_the_clock() -> None:
    clock = FakeClock()
    with pytest.raises(DeadlinePassed):
        waited(BUSY, deadline_s=60, clock=clock)
    assert clock.now_s() == pytest.approx(59)


def test_a_job_of_a_minute_is_asked_for_at_most_15_times() -> None:
    clock = FakeClock()
    with pytest.raises(DeadlinePassed):
        waited(BUSY, deadline_s=61, clock=clock)
    assert len(clock.sleeps) <= 15


def test_failed_is_an_error() -> None:
    with pytest.raises(GenerationFailed):
        waited(BUSY, Generation("FAILED"))


def test_every_answer_is_told() -> None:
    told: list[Generation] = []
    waited(BUSY, ServiceFailed("down"), DONE, on_update=told.append)
    assert told == [BUSY, DONE]


def test_the_services_wish_is_kept() -> None:
    clock = FakeClock()
    waited(Generation("PROCESSING", retry_after_s=42.0), ServiceFailed("down", retry_after_s=7.0), DONE, clock=clock)
    assert clock.sleeps == pytest.approx([0.5, 42, 7])


def test_a_callback_wakes_the_waiter() -> None:
    """The next poll is an hour away by the policy; only the event can bring it."""
    wake, polled = threading.Event(), []
    policy = WaitPolicy(first_s=3600, longest_s=3600)

    def retrieve(_: float) -> Generation:
        polled.append(wake.is_set())
        return DONE

    threading.Timer(0.05, wake.set).start()
    done = wait_for(retrieve, deadline_s=7200, policy=policy, clock=SystemClock(), wake=wake)
    assert done is DONE
    assert polled == [False]
