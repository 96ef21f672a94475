"""Fetch and post to addresses that somebody else chose, without being led to a place that is not public.

Host names are resolved once; every address that comes back is checked; the connection is made to the checked address.
Redirects are checked anew. There are no proxies from the environment, no cookies, no credentials. The errors do not
tell what lies behind a refused address, so that nobody can explore a network by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

import requests

from maskkit.errors import DownloadFailed, MaskkitError, UnsafeUrl
from maskkit.net.addresses import IpNetwork, may_connect
from maskkit.net.clock import Clock, Deadline, SystemClock
from maskkit.net.ports import port_problem
from maskkit.net.session import USER_AGENT, Answer
from maskkit.net.transport import Address, Cut, Line, chunks, exchange
from maskkit.roomapi.checks import url_problem

_CREDENTIALS = re.compile(r"^([^/]*//)[^/]*@")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Interrupted(DownloadFailed):
    """It failed in a way in which another try may not."""


@dataclass(frozen=True, slots=True)
class GuardPolicy:
    """What a foreign URL may lead to and cost.

    ``allow`` names networks that are allowed beside the public ones: a service on a laptop allows loopback.
    """

    allow: tuple[IpNetwork, ...] = ()
    max_redirects: int = 3
    connect_s: float = 3.0
    total_s: float = 10.0
    max_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Guard:
    """The way to foreign URLs under one policy.

    >>> try:
    ...     Guard().get("http://127.1/a.png")
    ... except UnsafeUrl as error:
    ...     print(error.message)
    the URL does not lead to a public address
    """

    policy: GuardPolicy = field(default_factory=GuardPolicy)
    clock: Clock = field(default_factory=SystemClock)

    def get(self, url: str) -> Answer:
        """The whole answer behind a URL, whatever its status; redirects are followed as far as the policy goes.

        Raises:
            UnsafeUrl: it leads to an address that is not public, or is none that can be asked.
            DownloadFailed: no whole answer in time and size.
        """
        with self.stream("GET", url) as stream:
            return stream.whole(self.policy.max_bytes)

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, max_answer_bytes: int = 4096) -> Answer:
        """Post ``body`` once; a redirect is an answer like any other, and of a long answer only the head is read.

        Raises:
            UnsafeUrl: it leads to an address that is not public, or is none that can be asked.
            DownloadFailed: no answer in time.
        """
        with self.stream("POST", url, body=body, headers=headers, follow=False) as stream:
            return stream.head(max_answer_bytes)

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
        within_s: float | None = None,
    ) -> Iterator[Stream]:
        """An open answer whose body is yet to be read; all of it must be over in ``within_s`` or the policy's time."""
        deadline = Deadline.after(self.policy.total_s if within_s is None else within_s, self.clock)
        target = url
        for _ in range(self.policy.max_redirects + 1):
            with self._open(method, target, body, headers or {}, deadline) as stream:
                if not follow or stream.status not in _REDIRECTS or "location" not in stream.headers:
                    yield stream
                    return
                target = _joined(target, stream.headers["location"])
        raise DownloadFailed(f"more than {self.policy.max_redirects} redirects", where=shown(url))

    @contextmanager
    def _open(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[Stream]:
        if problem := url_problem(url) or port_problem(url):
            raise UnsafeUrl(f"the URL {problem}", where=shown(url))
        line = Line(deadline, self.policy.connect_s, self._check)
        own = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        with ExitStack() as stack:
            with _told_as(url):
                request = requests.Request(method, url, headers={**own, **headers}, data=body).prepare()
                response = stack.enter_context(exchange(request, line=line, read_s=self.policy.total_s))
            lowered = {name.lower(): value for name, value in response.headers.items()}
            yield Stream(url, response.status_code, lowered, response, line)

    def _check(self, host: str, addresses: list[Address]) -> None:
        if not addresses or not all(may_connect(str(place[0]), self.policy.allow) for _, place in addresses):
            raise UnsafeUrl(_NOT_PUBLIC, where=host)


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is still on the way."""

    url: str
    status: int
    headers: Mapping[str, str]
    response: requests.Response = field(repr=False)
    line: Line = field(repr=False)

    def pieces(self, max_bytes: int) -> Iterator[bytes]:
        """The body as it comes; DownloadFailed when it breaks off, takes too long or grows over ``max_bytes``."""
        promised = self.headers.get("content-length", "")
        if promised.isascii() and promised.isdigit() and int(promised[:20]) > max_bytes:
            raise DownloadFailed(f"the file is over {max_bytes} bytes", where=shown(self.url))
        came = 0
        with _told_as(self.url):
            for piece in chunks(self.response, line=self.line):
                came += len(piece)
                if came > max_bytes:
                    raise DownloadFailed(f"the file is over {max_bytes} bytes", where=shown(self.url))
                yield piece

    def whole(self, max_bytes: int) -> Answer:
        """The answer with its whole body."""
        return Answer(self.status, self.headers, b"".join(self.pieces(max_bytes)))

    def head(self, max_bytes: int) -> Answer:
        """The answer with the first piece of its body, as far as that comes: the status has said what matters."""
        body = b""
        with suppress(requests.RequestException):
            for piece in chunks(self.response, line=self.line):
                body += piece
                if len(body) >= max_bytes:
                    break
        return Answer(self.status, self.headers, body[:max_bytes])


_NOT_PUBLIC = "the URL does not lead to a public address"


def shown(url: str) -> str:
    """A URL as it may be shown and logged: what follows ``?`` can be a secret, and so can what precedes ``@``.

    >>> shown("https://me:pw@store.example.org/a.png?signature=abc")
    'https://store.example.org/a.png'
    """
    return _CREDENTIALS.sub(r"\1", re.split(r"[?#]", url, maxsplit=1)[0])


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise UnsafeUrl("it redirects to something that is no URL", where=shown(url)) from error


@contextmanager
def _told_as(url: str) -> Iterator[None]:
    """Tell every failure of a connection alike: refused, silent, unknown to the resolver or broken."""
    try:
        yield
    except MaskkitError as error:
        error.where = shown(url)
        raise
    except Cut as error:
        raise Interrupted("the file did not come in time", where=shown(url)) from error
    except (requests.RequestException, ValueError) as error:
        raise Interrupted("the file could not be fetched", where=shown(url)) from error
