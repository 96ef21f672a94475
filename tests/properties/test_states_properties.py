"""Whatever a service answers, and however slowly: a wait ends in time, and never asks too often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import (
    ApiError,
    BadAnswer,
    DeadlinePassed,
    GenerationFailed,
    KeyRefused,
    RequestRejected,
    ServiceFailed,
)
from maskkit.roomapi.schema import Generation
from maskkit.roomapi.states import Wait, after_answer, after_failure, begin

ENDS = (GenerationFailed, DeadlinePassed, BadAnswer, KeyRefused, RequestRejected)

answers = st.one_of(
    st.sampled_from(
        [
            Generation("STARTING"),
            Generation("PROCESSING"),
            Generation("SUCCEEDED"),
            Generation("QUEUED", ("https://a.org/1.png",)),
            Generation(""),
            ServiceFailed("down"),
            BadAnswer("html"),
            KeyRefused("no"),
            RequestRejected("no"),
        ]
    ),
    st.builds(Generation, st.text(max_size=12)),
)
polls = st.lists(
    st.tuples(
        answers,
        st.floats(0, 40),
        st.floats(-1, 1),
        st.none() | st.floats(0, 1e5),
    ),
    min_size=1,
    max_size=8,
)


@given(polls, st.floats(0, 300), st.floats(-1e6, 1e6))
def test_every_wait_ends_by_its_deadline(
    script: list[tuple[object, float, float, float | None]], deadline_s: float, start_s: float
) -> None:
    """The script is repeated until the wait ends; each poll may take as long as is left, as it does in the client."""
    wait = begin(now_s=start_s, deadline_s=deadline_s)
    asked: list[float] = []
    try:
        for turn in range(10_000):
            answer, takes_s, jitter, wish_s = script[turn % len(script)]
            asked.append(wait.next_poll_s)
            now_s = min(wait.next_poll_s + takes_s, wait.deadline_s)
            if isinstance(answer, ApiError):
                wait = after_failure(wait, answer, now_s=now_s, jitter=jitter, retry_after_s=wish_s)
            else:
                assert isinstance(answer, Generation)
                step = after_answer(wait, answer, now_s=now_s, jitter=jitter, retry_after_s=wish_s)
                if isinstance(step, Generation):
                    return
                wait = step
    except ENDS:
        assert asked[-1] <= start_s + deadline_s
        assert len(asked) <= 4 + deadline_s / 0.4
        return
    raise AssertionError("the wait did not end")


@given(st.floats(0.1, 600), st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_polls_never_come_closer_than_the_first_pause_allows(deadline_s: float, jitters: list[float]) -> None:
    wait: Wait | Generation = begin(now_s=0, deadline_s=deadline_s, jitter=jitters[0])
    try:
        for jitter in jitters:
            assert isinstance(wait, Wait)
            before_s = wait.next_poll_s
            wait = after_answer(wait, Generation("PROCESSING"), now_s=before_s, jitter=jitter)
            assert isinstance(wait, Wait)
            last_s = wait.deadline_s - wait.margin_s
            assert wait.next_poll_s - before_s >= 0.8 * 0.8 - 1e-9 or wait.next_poll_s == last_s
    except DeadlinePassed:
        pass
