"""When a call is made again."""

from __future__ import annotations

import pytest

from maskkit.net.retries import MAY_PASS, Repeat, RetryPolicy, may_repeat

POLICY = RetryPolicy()


def again(repeat: Repeat, attempt: int = 1, status: int | None = 503, *, told_when: bool = False) -> bool:
    return may_repeat(repeat, attempt, status=status, told_when=told_when, policy=POLICY)


@pytest.mark.parametrize("status", [None, 200, 409, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("told_when", [True, False])
def test_what_costs_something_is_never_repeated(status: int | None, told_when: bool) -> None:
    assert not again(Repeat.NEVER, status=status, told_when=told_when)
    assert not again(Repeat.ONCE, status=status, told_when=told_when)


def test_what_is_free_is_repeated_a_few_times() -> None:
    assert [again(Repeat.FEW, attempt) for attempt in (1, 2, 3, 4, 5)] == [True, True, True, False, False]


def test_what_is_replayed_is_repeated_as_long_as_there_is_time() -> None:
    assert again(Repeat.REPLAYED, 1000)


@pytest.mark.parametrize("status", [None, *sorted(MAY_PASS)])
def test_lost_answers_and_passing_troubles_are_repeated(status: int | None) -> None:
    assert again(Repeat.FEW, status=status)
    assert again(Repeat.REPLAYED, status=status)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 402, 403, 404, 409, 413, 422, 501, 505])
def test_refusals_are_not(status: int) -> None:
    assert not again(Repeat.FEW, status=status)
    assert not again(Repeat.REPLAYED, status=status)


def test_a_conflict_that_says_when_to_come_back_is_a_call_still_running() -> None:
    assert again(Repeat.REPLAYED, status=409, told_when=True)
    assert not again(Repeat.FEW, status=409, told_when=True)


def test_only_two_kinds_of_calls_are_free() -> None:
    assert {repeat for repeat in Repeat if repeat.is_free} == {Repeat.ONCE, Repeat.FEW}


def test_pauses_are_anywhere_below_a_ceiling_that_doubles() -> None:
    assert [POLICY.pause_s(n, chance=1.0) for n in range(1, 8)] == [0.5, 1, 2, 4, 8, 8, 8]
    assert POLICY.pause_s(3, chance=0.0) == 0
    assert POLICY.pause_s(10_000, chance=1.0) == 8


def test_the_services_wish_is_the_floor() -> None:
    assert POLICY.pause_s(1, chance=0.0, retry_after_s=30) == 30
    assert POLICY.pause_s(1, chance=1.0, retry_after_s=30) == 30.5
