"""How often a key may call."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.service.rates import Rate, RateLimiter


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def taken(rate: Rate | None) -> bool:
    assert rate is not None
    return rate.wait_s == 0


def test_a_burst_of_ten_seconds_is_let_through_and_then_the_rate() -> None:
    clock = Clock()
    limiter = RateLimiter(60, now_s=clock)
    assert [taken(limiter.take("a")) for _ in range(11)] == [True] * 10 + [False]
    clock.s = 1.0
    assert [taken(limiter.take("a")) for _ in range(2)] == [True, False]


def test_one_key_takes_nothing_from_another() -> None:
    limiter = RateLimiter(60, now_s=Clock())
    while taken(limiter.take("greedy")):
        pass
    assert taken(limiter.take("modest"))


def test_no_limit_counts_nothing() -> None:
    assert RateLimiter(0).take("a") is None


def test_the_headers_say_what_is_left_and_for_how_long() -> None:
    limiter = RateLimiter(60, now_s=Clock())
    first = limiter.take("a")
    assert first is not None
    assert first.to_headers() == {"ratelimit-policy": '"key";q=10;w=10', "ratelimit": '"key";r=9;t=1'}
    for _ in range(9):
        last = limiter.take("a")
    assert last is not None
    assert last.to_headers()["ratelimit"] == '"key";r=0;t=10'


@given(per_minute=st.integers(1, 100_000), steps=st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_in_any_window_no_more_than_the_burst_and_the_rate_get_through(per_minute: int, steps: list[float]) -> None:
    clock = Clock()
    limiter = RateLimiter(per_minute, now_s=clock)
    times = []
    for step in steps:
        clock.s += step
        times.extend(clock.s for _ in range(3) if taken(limiter.take("a")))
    quota = max(1, round(per_minute / 6))
    for start in range(len(times)):
        for end in range(start, len(times)):
            assert end - start + 1 <= quota + (times[end] - times[start]) * per_minute / 60 + 1e-6


@given(per_minute=st.integers(1, 100_000), calls=st.integers(1, 50))
def test_whoever_waits_as_long_as_told_gets_through(per_minute: int, calls: int) -> None:
    clock = Clock()
    limiter = RateLimiter(per_minute, now_s=clock)
    for _ in range(calls):
        rate = limiter.take("a")
        assert rate is not None
        if rate.wait_s:
            assert rate.left == 0
            clock.s += rate.wait_s
            assert taken(limiter.take("a"))


def test_threads_together_get_no_more() -> None:
    limiter = RateLimiter(6_000, now_s=Clock())
    through: list[bool] = []

    def call() -> None:
        through.extend(taken(limiter.take("a")) for _ in range(200))

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(through) == 1000


def test_many_keys_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maskkit.service.rates._MANY", 100)
    clock = Clock()
    limiter = RateLimiter(600, now_s=clock)
    for number in range(1000):
        clock.s += 1.0
        limiter.take(str(number))
    assert len(limiter._full_at_s) <= 101
