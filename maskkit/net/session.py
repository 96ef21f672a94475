"""Calls to one service: one deadline each, careful retries, and a key that goes to that service only."""

from __future__ import annotations

import ipaddress
import json
import logging
import platform
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

from maskkit.errors import ApiError, BadAnswer, InvalidRequest, OutcomeUnknown, ServiceUnreachable
from maskkit.limits import DEFAULT_TIME_LIMITS, TimeLimits
from maskkit.net.addresses import IpNetwork
from maskkit.net.clock import Clock, Deadline, SystemClock
from maskkit.net.retries import Repeat, RetryPolicy, may_repeat
from maskkit.net.transport import DNS_S, BodyTooLarge, Line, NeverSent, exchange, plain_reason, read_body, resolve
from maskkit.roomapi.checks import url_problem
from maskkit.roomapi.refusals import LOST_STATUSES, error_from_answer
from maskkit.roomapi.retry_after import parse_retry_after
from maskkit.roomapi.schema import KEY_HEADER
from maskkit.version import __version__

log = logging.getLogger(__name__)

USER_AGENT = f"maskkit/{__version__} (python/{platform.python_version()})"
MAX_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    def retry_after_s(self, now_s: float) -> float | None:
        """When the service wishes to be asked again, in seconds; None when it does not say."""
        return parse_retry_after(self.headers.get("retry-after"), date=self.headers.get("date"), now_s=now_s)

    def json(self, *, where: str | None = None) -> Any:
        """The JSON document in the body.

        Raises:
            BadAnswer: when it is none.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            start = " ".join(self.body[:60].decode("utf-8", "replace").split())
            raise BadAnswer(
                f"the answer is no JSON but {start!r}" if start else "the answer is empty",
                where=where,
                status=self.status,
            ) from error


@dataclass(frozen=True, slots=True)
class Call:
    """One logical call. ``keyed`` calls carry the key; ``repeat`` says how often it may be sent."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeat: Repeat = Repeat.NEVER
    keyed: bool = True
    within_s: float | None = None


class Session:
    """Calls to the service at ``base_url``; safe to share between threads.

    Redirects are never followed and the environment's proxies never used for this machine itself.

    >>> Session("https://rooms.example.org/", key="secret")
    Session('https://rooms.example.org', key=***)
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        limits: TimeLimits = DEFAULT_TIME_LIMITS,
        retries: RetryPolicy | None = None,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self.base_url = _checked_base(base_url)
        self.limits = limits
        self.clock = clock or SystemClock()
        self._key = _checked_key(key)
        self._retries = retries or RetryPolicy()
        self._chance = chance
        self._adapter = adapter
        if self._key and self.base_url.startswith("http://") and not self.is_local:
            log.warning("the key travels unencrypted to %s; use https", self.base_url)

    def __repr__(self) -> str:
        return f"Session({self.base_url!r}, key={'***' if self._key else None})"

    @property
    def has_key(self) -> bool:
        """Whether calls can carry a key."""
        return self._key is not None

    @property
    def is_local(self) -> bool:
        """Whether the service is on this machine."""
        return is_loopback(self.base_url)

    def own_networks(self) -> tuple[IpNetwork, ...]:
        """The addresses of the service itself: what it hands out may be fetched from there, public or not."""
        parts = urlsplit(self.base_url)
        try:
            found = resolve(parts.hostname or "", parts.port or 0, timeout_s=DNS_S)
        except OSError:
            return ()
        return tuple(ipaddress.ip_network(str(place[0]).partition("%")[0]) for _, place in found)

    def call(self, call: Call) -> Answer:
        """Make a call, again where it allows that, and give its answer.

        Raises:
            ServiceUnreachable: nothing was sent, or a call that costs nothing got no answer.
            OutcomeUnknown: a call that may cost something was sent and its answer was lost.
            ApiError: the error that the answer stands for.
        """
        where = f"{call.method} {self.base_url}{call.path}"
        within_s = self.limits.call_s if call.within_s is None else call.within_s
        deadline = Deadline.after(within_s, self.clock)
        attempt, lost = 0, False
        while True:
            attempt += 1
            try:
                return self._once(call, where, deadline)
            except ApiError as error:
                lost = lost or not _certain(call, error)
                pause_s = self._pause_s(call, attempt, error, deadline)
                if pause_s is None:
                    raise self._final(error, attempt=attempt, lost=lost, began_s=deadline.at_s - within_s) from error
                log.info("%s: %s; again in %.1f s", where, error.message, pause_s)
            self.clock.sleep(pause_s)

    def _once(self, call: Call, where: str, deadline: Deadline) -> Answer:
        """Send the call once; every failure is raised as the ApiError that it stands for."""
        try:
            answer = self._send(call, Line(deadline, self.limits.connect_s))
        except NeverSent as error:
            raise ServiceUnreachable(
                f"no connection to the service: {self._safe(plain_reason(error))}", where=where
            ) from error
        except requests.RequestException as error:
            raise _lost(
                call, self._safe(plain_reason(error)), where, too_large=isinstance(error, BodyTooLarge)
            ) from error
        log.debug("%s: %s, %d bytes", where, answer.status, len(answer.body))
        if refusal := self._error(answer, call, where):
            raise refusal
        return answer

    def _send(self, call: Call, line: Line) -> Answer:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Connection": "close", **call.headers}
        if call.keyed and self._key:
            headers[KEY_HEADER] = self._key
        request = requests.Request(call.method, self.base_url + call.path, headers=headers, data=call.body).prepare()
        read_s = self.limits.read_s
        with exchange(request, line=line, read_s=read_s, proxies=not self.is_local, adapter=self._adapter) as response:
            body = read_body(response, line=line, max_bytes=MAX_ANSWER_BYTES)
            return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)

    def _error(self, answer: Answer, call: Call, where: str) -> ApiError | None:
        # A service may repeat the key in what it says: it must not get into an error and from there into a log.
        headers = {name: self._safe(value) for name, value in answer.headers.items()}
        body = answer.body.replace(self._key.encode(), b"***") if self._key else answer.body
        error = error_from_answer(answer.status, headers, body, where=where, now_s=self.clock.unix_s())
        if error is None:
            return None
        if not call.repeat.is_free and answer.status in LOST_STATUSES:
            said, id_ = f"a gateway got no answer from the service ({answer.status})", error.request_id
            return OutcomeUnknown(said, where=where, status=answer.status, request_id=id_)
        return error

    def _pause_s(self, call: Call, attempt: int, error: ApiError, deadline: Deadline) -> float | None:
        """The pause before the call is made again; None when it is not."""
        wish_s = error.retry_after_s
        if not may_repeat(
            call.repeat, attempt, status=error.status, told_when=wish_s is not None, policy=self._retries
        ):
            return None
        pause_s = self._retries.pause_s(attempt, chance=self._chance(), retry_after_s=wish_s)
        return pause_s if pause_s < deadline.left_s else None

    def _final(self, error: ApiError, *, attempt: int, lost: bool, began_s: float) -> ApiError:
        """The error to raise: after several calls it says how many, and one lost answer among them is not forgotten."""
        if lost and not isinstance(error, OutcomeUnknown):
            said = f"the answer to an earlier try was lost, and then: {error.message}"
            error = OutcomeUnknown(said, where=error.where, status=error.status, request_id=error.request_id)
        if attempt > 1:
            error.message += f" ({attempt} tries in {self.clock.now_s() - began_s:.1f} s)"
        return error

    def _safe(self, said: object) -> str:
        """What is said, without the key, should a service or a library repeat it."""
        text = str(said)
        return text.replace(self._key, "***") if self._key else text


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine by its very name.

    >>> is_loopback("http://127.0.0.1:8000"), is_loopback("https://example.org")
    (True, False)
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _lost(call: Call, said: str, where: str, *, too_large: bool) -> ApiError:
    """The error for a call that was sent and not wholly answered: harmless where it costs nothing."""
    if not call.repeat.is_free:
        return OutcomeUnknown(f"the request was sent but no whole answer came: {said}", where=where)
    if too_large:
        return BadAnswer(f"the answer is too large: {said}", where=where, status=HTTPStatus.OK)
    return ServiceUnreachable(f"no whole answer came: {said}", where=where, hint="Check the network, then try again.")


def _certain(call: Call, error: ApiError) -> bool:
    """Whether it is known what became of the call: only a call that costs something can leave a doubt."""
    if call.repeat.is_free:
        return True
    failed = (error.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR and error.status != HTTPStatus.SERVICE_UNAVAILABLE
    return not isinstance(error, OutcomeUnknown) and not (failed and call.repeat is Repeat.REPLAYED)


def _checked_base(url: str) -> str:
    problem = url_problem(url)
    if not problem and (urlsplit(url).query or urlsplit(url).fragment):
        problem = "must not hold a query or fragment"
    if problem:
        raise InvalidRequest(f"the service's address {problem}", where=url.partition("?")[0])
    return url.rstrip("/")


def _checked_key(key: str | None) -> str | None:
    if not key:
        return None
    if not (key.isascii() and key.isprintable()) or key != key.strip():
        raise InvalidRequest("the API key holds a space, a line break or a special character")
    return key
