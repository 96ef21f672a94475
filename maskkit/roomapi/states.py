"""Waiting for a generation, as a machine without clock or network: it says when to ask next, and how the wait ends.

    wait = begin(now_s=0, deadline_s=600)
    loop: ask at wait.next_poll_s, then wait = after_answer(...) or after_failure(...)

It always ends: with the generation, or with GenerationFailed, BadAnswer, KeyRefused, RequestRejected DeadlinePassed or
ServiceUnreachable.
"""

from __future__ import annotations

import logging
import math
import textwrap
from dataclasses import dataclass, field, replace

from maskkit.errors import (
    ApiError,
    BadAnswer,
    DeadlinePassed,
    GenerationFailed,
    KeyRefused,
    RequestRejected,
    ServiceUnreachable,
)
from maskkit.roomapi.schema import Generation
from maskkit.roomapi.words import Status

log = logging.getLogger(__name__)

REASON_LENGTH = 400
"""Characters of a service's own words that go into an error."""


@dataclass(frozen=True, slots=True)
class WaitPolicy:
    """How often is asked: after ``first_s``, then ``factor`` times later each time, at most every ``longest_s``.

    Each pause is varied by ``jitter`` (0.2 = ±20 %). ``empty_grace_s`` is how long SUCCEEDED without pictures is
    borne, ``refusals`` how many polls in a row may be refused for good (a key, an id) before that is believed, and
    ``absences`` in how many the service may not be there at all (None: until the deadline).
    """

    first_s: float = 0.5
    factor: float = 1.6
    longest_s: float = 10.0
    jitter: float = 0.2
    empty_grace_s: float = 15.0
    refusals: int = 3
    absences: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Where a wait stands. All times are of one monotonic clock, in seconds."""

    began_s: float
    deadline_s: float
    next_poll_s: float
    policy: WaitPolicy = field(default_factory=WaitPolicy)
    pause_s: float = 0.0
    polls: int = 0
    refused: int = 0
    absent: int = 0
    status: str = ""
    empty_since_s: float | None = None
    last_error: ApiError | None = None

    @property
    def margin_s(self) -> float:
        """The last poll is made this long before the deadline, so that its answer can still come."""
        return min(1.0, 0.1 * (self.deadline_s - self.began_s))


def begin(*, now_s: float, deadline_s: float, policy: WaitPolicy | None = None, jitter: float = 0.0) -> Wait:
    """A wait that starts now and ends at ``now_s + deadline_s`` at the latest.

    Args:
        now_s: the clock.
        deadline_s: how long to wait, in seconds from now; finite.
        policy: how often to ask.
        jitter: a random number in -1..1.

    >>> begin(now_s=100, deadline_s=60).next_poll_s
    100.5
    """
    if not math.isfinite(deadline_s) or deadline_s < 0:
        raise ValueError(f"a wait needs a finite deadline in seconds, not {deadline_s}")
    wait = Wait(began_s=now_s, deadline_s=now_s + deadline_s, next_poll_s=now_s, policy=policy or WaitPolicy())
    first_s = wait.policy.first_s * (1 + wait.policy.jitter * jitter)
    return replace(wait, pause_s=wait.policy.first_s, next_poll_s=min(now_s + first_s, _last_poll_s(wait)))


def after_answer(
    wait: Wait, answer: Generation, *, now_s: float, jitter: float = 0.0, retry_after_s: float | None = None
) -> Wait | Generation:
    """The wait after a poll that was answered, or the finished generation.

    Args:
        wait: where the wait stood.
        answer: what the service said.
        now_s: the clock after the answer.
        jitter: a random number in -1..1.
        retry_after_s: the service's own wish for the next pause.

    Raises:
        GenerationFailed: the service gave it up; the photo is refunded.
        BadAnswer: SUCCEEDED without pictures, for longer than the policy bears.
        DeadlinePassed: there is no time for another poll.
    """
    if answer.failed:
        raise GenerationFailed(f"the service ended the generation as FAILED{_reason(answer)}")
    if answer.succeeded and answer.images:
        return answer
    _tell_unknown(wait, answer)
    empty_since_s = (wait.empty_since_s if wait.empty_since_s is not None else now_s) if answer.succeeded else None
    if empty_since_s is not None and now_s - empty_since_s >= wait.policy.empty_grace_s:
        raise BadAnswer(
            "the generation SUCCEEDED but its array of image URLs stays empty",
            hint="Ask the service's support; the generation may have been paid.",
        )
    asked = replace(wait, status=answer.status, empty_since_s=empty_since_s, refused=0, absent=0, last_error=None)
    return _later(asked, now_s, jitter, retry_after_s)


def after_failure(
    wait: Wait, error: ApiError, *, now_s: float, jitter: float = 0.0, retry_after_s: float | None = None
) -> Wait:
    """The wait after a poll that failed: one failure never ends it.

    Raises:
        KeyRefused, RequestRejected: when that is what the last polls all said.
        ServiceUnreachable: when the service has been away for longer than the policy bears.
        DeadlinePassed: there is no time for another poll.
    """
    refused = wait.refused + 1 if isinstance(error, KeyRefused | RequestRejected) else 0
    if refused >= wait.policy.refusals:
        raise error
    absent = wait.absent + 1 if isinstance(error, ServiceUnreachable) else 0
    if wait.policy.absences is not None and absent >= wait.policy.absences:
        error.hint = "Run the same command again: it goes on where it stopped."
        raise error
    if wait.last_error is None or wait.last_error.message != error.message:
        log.warning("a poll failed, the wait goes on: %s", error)
    return _later(replace(wait, refused=refused, absent=absent, last_error=error), now_s, jitter, retry_after_s)


def _later(wait: Wait, now_s: float, jitter: float, retry_after_s: float | None) -> Wait:
    last_s = _last_poll_s(wait)
    if now_s >= last_s:
        raise _deadline_passed(wait)
    policy = wait.policy
    pause_s = min(wait.pause_s * policy.factor, policy.longest_s)
    own_s = pause_s * (1 + policy.jitter * jitter)
    next_s = now_s + (own_s if retry_after_s is None else max(retry_after_s, policy.first_s))
    return replace(wait, pause_s=pause_s, polls=wait.polls + 1, next_poll_s=min(next_s, last_s))


def _last_poll_s(wait: Wait) -> float:
    return wait.deadline_s - wait.margin_s


def _deadline_passed(wait: Wait) -> DeadlinePassed:
    said = (
        f"the last poll failed: {wait.last_error.message}" if wait.last_error else f"the last status was {wait.status}"
    )
    waited_s = wait.deadline_s - wait.began_s
    return DeadlinePassed(f"the generation was not ready after {waited_s:g} s and {wait.polls + 1} polls; {said}")


def _reason(answer: Generation) -> str:
    """Why it failed, where the service says so."""
    told = answer.raw.get("error")
    place = told if isinstance(told, dict) else answer.raw
    said = next((place[name] for name in ("error", "message", "reason") if isinstance(place.get(name), str)), "")
    return f": {textwrap.shorten(said, REASON_LENGTH, placeholder='…').rstrip('. ')}" if said else ""


def _tell_unknown(wait: Wait, answer: Generation) -> None:
    if answer.status not in Status.__members__ and answer.status != wait.status:
        log.warning("unknown status %r: it is waited on until the deadline", answer.status)
