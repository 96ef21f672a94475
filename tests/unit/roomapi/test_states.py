"""The waiting machine: when it asks, what ends it, and that it ends."""

from __future__ import annotations

import logging
import re

import pytest

from maskkit.errors import (
    ApiError,
    BadAnswer,
    DeadlinePassed,
    GenerationFailed,
    KeyRefused,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)
from maskkit.roomapi.schema import Generation
from maskkit.roomapi.states import Wait, WaitPolicy, after_answer, after_failure, begin

DONE = Generation("SUCCEEDED", ("https://a.org/1.png",), 0)
BUSY = Generation("PROCESSING")
EMPTY = Generation("SUCCEEDED")


def poll_times(ready_at_s: float, *, deadline_s: float = 600.0, jitter: float = 0.0) -> list[float]:
    """When a job that is ready at ``ready_at_s`` is asked for, by a clock on which answers take no time."""
    step: Wait | Generation = begin(now_s=0, deadline_s=deadline_s, jitter=jitter)
    times = []
    while isinstance(step, Wait):
        now_s = step.next_poll_s
        times.append(round(now_s, 2))
        step = after_answer(step, DONE if now_s >= ready_at_s else BUSY, now_s=now_s, jitter=jitter)
    return times


def keep_polling(answer: Generation | ApiError, *, deadline_s: float) -> None:
    """Give every poll the same answer until the wait ends."""
    wait = begin(now_s=0, deadline_s=deadline_s)
    while True:
        if isinstance(answer, ApiError):
            wait = after_failure(wait, answer, now_s=wait.next_poll_s)
        else:
            wait = waiting(after_answer(wait, answer, now_s=wait.next_poll_s))


def waiting(step: Wait | Generation) -> Wait:
    assert isinstance(step, Wait)
    return step


def test_the_pauses_grow_from_half_a_second_to_ten() -> None:
    assert poll_times(40) == [0.5, 1.3, 2.58, 4.63, 7.9, 13.15, 21.54, 31.54, 41.54]


@pytest.mark.parametrize("jitter", [-1.0, -0.5, 0.0, 0.5, 1.0])
def test_a_job_of_a_minute_is_asked_for_at_most_15_times(jitter: float) -> None:
    assert len(poll_times(60, jitter=jitter)) <= 15


def test_a_quick_job_is_known_within_a_second() -> None:
    assert poll_times(0.2) == [0.5]
    assert poll_times(0.8)[-1] < 1.8


def test_jitter_moves_a_pause_by_a_fifth() -> None:
    assert begin(now_s=0, deadline_s=60, jitter=1).next_poll_s == pytest.approx(0.6)
    assert begin(now_s=0, deadline_s=60, jitter=-1).next_poll_s == pytest.approx(0.4)


def test_the_services_wish_wins_over_the_own_pace() -> None:
    wait = begin(now_s=0, deadline_s=600)
    assert waiting(after_answer(wait, BUSY, now_s=1, retry_after_s=33)).next_poll_s == 34
    assert after_failure(wait, ServiceFailed("down"), now_s=1, retry_after_s=20).next_poll_s == 21


def test_a_wish_of_zero_does_not_become_a_storm() -> None:
    wait = begin(now_s=0, deadline_s=600)
    assert waiting(after_answer(wait, BUSY, now_s=1, retry_after_s=0)).next_poll_s == 1.5


def test_a_wish_beyond_the_deadline_still_gets_a_last_poll() -> None:
    wait = waiting(after_answer(begin(now_s=0, deadline_s=60), BUSY, now_s=1, retry_after_s=86_400))
    assert wait.next_poll_s == 59


def test_failed_ends_the_wait_with_the_services_words() -> None:
    with pytest.raises(GenerationFailed, match="FAILED: no floor was found"):
        after_answer(
            begin(now_s=0, deadline_s=60),
            Generation("FAILED", raw={"error": {"message": "no floor was found"}}),
            now_s=1,
        )


def test_failed_with_stale_pictures_is_still_failed() -> None:
    with pytest.raises(GenerationFailed):
        after_answer(begin(now_s=0, deadline_s=60), Generation("FAILED", ("https://a.org/old.png",)), now_s=1)


def test_one_failed_poll_never_ends_the_wait() -> None:
    for error in (ServiceFailed("down"), BadAnswer("html"), KeyRefused("glitch"), RequestRejected("not yet")):
        wait = after_failure(begin(now_s=0, deadline_s=60), error, now_s=1)
        assert after_answer(wait, DONE, now_s=wait.next_poll_s) is DONE


def test_many_failed_polls_end_only_at_the_deadline() -> None:
    with pytest.raises(DeadlinePassed, match="last poll failed: down"):
        keep_polling(ServiceFailed("down"), deadline_s=60)


@pytest.mark.parametrize("error", [KeyRefused("wrong key"), RequestRejected("no such generation")])
def test_the_same_refusal_three_times_is_believed(error: ApiError) -> None:
    wait = begin(now_s=0, deadline_s=600)
    for _ in range(2):
        wait = after_failure(wait, error, now_s=wait.next_poll_s)
    with pytest.raises(type(error)):
        after_failure(wait, error, now_s=wait.next_poll_s)


def test_an_answer_between_two_refusals_counts_them_anew() -> None:
    wait = begin(now_s=0, deadline_s=600)
    for _ in range(5):
        wait = after_failure(wait, KeyRefused("glitch"), now_s=wait.next_poll_s)
        wait = waiting(after_answer(wait, BUSY, now_s=wait.next_poll_s))
    assert wait.refused == 0


def test_an_unknown_status_is_told_once_and_waited_on(caplog: pytest.LogCaptureFixture) -> None:
    wait = begin(now_s=0, deadline_s=600)
    with caplog.at_level(logging.WARNING):
        for _ in range(4):
            wait = waiting(after_answer(wait, Generation("IN_QUEUE"), now_s=wait.next_poll_s))
    assert caplog.text.count("IN_QUEUE") == 1
    assert after_answer(wait, DONE, now_s=wait.next_poll_s) is DONE


def test_an_unknown_status_for_ever_ends_at_the_deadline() -> None:
    with pytest.raises(DeadlinePassed, match="not ready after 30 s and 8 polls; the last status was IN_QUEUE"):
        keep_polling(Generation("IN_QUEUE"), deadline_s=30)


def test_succeeded_without_pictures_waits_a_little_for_them() -> None:
    wait = waiting(after_answer(begin(now_s=0, deadline_s=600), EMPTY, now_s=1))
    assert after_answer(wait, DONE, now_s=wait.next_poll_s) is DONE


def test_succeeded_without_pictures_for_long_is_a_bad_answer() -> None:
    with pytest.raises(BadAnswer, match="stays empty"):
        keep_polling(EMPTY, deadline_s=30)


def test_the_grace_for_pictures_starts_anew_when_the_status_goes_back() -> None:
    wait = waiting(after_answer(begin(now_s=0, deadline_s=600), EMPTY, now_s=1))
    wait = waiting(after_answer(wait, BUSY, now_s=10))
    assert wait.empty_since_s is None


def test_the_last_poll_leaves_time_for_its_answer() -> None:
    assert poll_times(29, deadline_s=30)[-1] == 29
    assert begin(now_s=0, deadline_s=0.2).next_poll_s == pytest.approx(0.18)


@pytest.mark.parametrize("deadline_s", [-1, float("inf"), float("nan")])
def test_a_wait_needs_a_deadline(deadline_s: float) -> None:
    with pytest.raises(ValueError, match="finite deadline"):
        begin(now_s=0, deadline_s=deadline_s)


def test_a_wait_of_nothing_asks_once() -> None:
    wait = begin(now_s=5, deadline_s=0)
    assert wait.next_poll_s == 5
    with pytest.raises(DeadlinePassed):
        after_answer(wait, BUSY, now_s=5)


def test_the_policy_can_be_chosen() -> None:
    policy = WaitPolicy(first_s=2, factor=1, longest_s=2, jitter=0)
    wait = begin(now_s=0, deadline_s=60, policy=policy)
    assert waiting(after_answer(wait, BUSY, now_s=2)).next_poll_s == 4


def test_a_service_that_does_not_come_back_is_waited_for_only_as_long_as_the_policy_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = ServiceUnreachable("no connection")
    wait = begin(now_s=0, deadline_s=900, policy=WaitPolicy(absences=3))
    wait = after_failure(wait, gone, now_s=1)
    wait = waiting(after_answer(wait, BUSY, now_s=2))
    for now_s in (3, 4):
        wait = after_failure(wait, gone, now_s=now_s)
    with pytest.raises(ServiceUnreachable, match="Run the same command again"):
        after_failure(wait, gone, now_s=5)
    assert caplog.text.count("a poll failed") == 2  # once for each time that it went away


def test_by_default_a_service_may_be_away_until_the_deadline() -> None:
    with pytest.raises(DeadlinePassed, match=r"the last poll failed: no connection\. Run the same"):
        keep_polling(ServiceUnreachable("no connection", hint=""), deadline_s=300)


def test_a_reason_that_is_a_sentence_ends_with_one_full_stop() -> None:
    failed = Generation("FAILED", raw={"error": {"message": "the mask is empty. Paint something."}})
    with pytest.raises(GenerationFailed) as told:
        after_answer(begin(now_s=0, deadline_s=60), failed, now_s=1)
    assert "Paint something. The service refunds" in str(told.value)


def test_an_endless_reason_is_cut_between_words() -> None:
    failed = Generation("FAILED", raw={"error": {"message": "the whole story " * 100}})
    with pytest.raises(GenerationFailed) as told:
        after_answer(begin(now_s=0, deadline_s=60), failed, now_s=1)
    assert re.search(r" (the|whole|story)…\. The service refunds", str(told.value))
    assert len(str(told.value)) < 700
