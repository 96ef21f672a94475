"""Wait for a generation: the shell with a clock around the machine of :mod:`maskkit.roomapi.states`."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from maskkit.errors import ApiError
from maskkit.net.clock import Clock
from maskkit.roomapi.schema import Generation
from maskkit.roomapi.states import Wait, WaitPolicy, after_answer, after_failure, begin


def wait_for(
    retrieve: Callable[[float], Generation],
    *,
    deadline_s: float,
    policy: WaitPolicy,
    clock: Clock,
    on_update: Callable[[Generation], None] | None = None,
    wake: threading.Event | None = None,
    chance: Callable[[], float] = random.random,
) -> Generation:
    """The finished generation; the wait always ends by ``deadline_s``.

    Args:
        retrieve: asks once, within the seconds that it is given.
        deadline_s: how long to wait at most.
        policy: how often to ask.
        clock: what time it is.
        on_update: called with every answer.
        wake: set it to have the service asked at once.
        chance: gives random numbers in 0..1.

    Raises:
        GenerationFailed, DeadlinePassed, BadAnswer, KeyRefused, RequestRejected: how else a wait ends.
    """
    wait = begin(now_s=clock.now_s(), deadline_s=deadline_s, policy=policy, jitter=_jitter(chance))
    while True:
        _sleep_until(wait, clock, wake)
        step = _poll(wait, retrieve, clock, on_update, chance)
        if isinstance(step, Generation):
            return step
        wait = step


def _poll(
    wait: Wait,
    retrieve: Callable[[float], Generation],
    clock: Clock,
    on_update: Callable[[Generation], None] | None,
    chance: Callable[[], float],
) -> Wait | Generation:
    try:
        answer = retrieve(max(0.0, wait.deadline_s - clock.now_s()))
    except ApiError as error:
        wish_s = error.retry_after_s
        return after_failure(wait, error, now_s=clock.now_s(), jitter=_jitter(chance), retry_after_s=wish_s)
    if on_update:
        on_update(answer)
    wish_s = answer.retry_after_s
    return after_answer(wait, answer, now_s=clock.now_s(), jitter=_jitter(chance), retry_after_s=wish_s)


def _sleep_until(wait: Wait, clock: Clock, wake: threading.Event | None) -> None:
    pause_s = max(0.0, wait.next_poll_s - clock.now_s())
    if wake is None:
        clock.sleep(pause_s)
    elif wake.wait(pause_s):
        wake.clear()


def _jitter(chance: Callable[[], float]) -> float:
    return 2 * chance() - 1
