"""One HTTP exchange on a connection of its own: with a deadline that also holds while a body drips in.

A fresh connection for every exchange costs a round trip and buys certainty: it is known whether anything of a request
was sent, no other thread's request is ever on the same socket, and the socket can be cut when the deadline passes. The
line decides which addresses may be connected to, and connects to exactly the address that it checked.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

from maskkit.net.clock import Deadline

Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]
AddressCheck: TypeAlias = Callable[[str, list[Address]], None]
"""Called with the host and every address that it resolved to; raises when one of them must not be connected to."""

CHUNK_BYTES = 64 * 1024
DNS_S = 5.0


class NeverSent(requests.ConnectionError):
    """No byte of the request was sent: it certainly was not carried out."""


class BodyTooLarge(requests.RequestException):
    """The body is over its limit; the rest was not read."""


class Cut(requests.Timeout):
    """The deadline passed, and the connection was cut."""


@dataclass
class Line:
    """The one connection of one exchange: what has happened on it, and how to cut it."""

    deadline: Deadline
    connect_s: float
    check: AddressCheck | None = None
    sent: bool = False
    cut: bool = False
    sock: socket.socket | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def dial(self, host: str, port: int) -> socket.socket:
        """A socket connected to ``host``: resolved once, every address checked, the first that answers taken."""
        failure: OSError = OSError("no address")
        try:
            addresses = resolve(host, port, timeout_s=min(DNS_S, self.deadline.left_s))
        except OSError as error:
            addresses, failure = [], error
        if self.check:
            self.check(host, addresses)
        for family, place in addresses:
            try:
                return self._connect(family, place)
            except OSError as error:
                failure = error
        raise failure

    def hang_up(self) -> None:
        """Cut the connection: whoever waits on it wakes up."""
        with self.lock:
            self.cut = True
            _shut(self.sock)

    def _connect(self, family: socket.AddressFamily, place: tuple[Any, ...]) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(max(0.001, min(self.connect_s, self.deadline.left_s)))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(place)
        except BaseException:
            sock.close()
            raise
        return sock

    def hold(self, sock: socket.socket | None) -> None:
        """Remember the socket that is in use, to be able to cut it."""
        with self.lock:
            self.sock = sock
            if self.cut:
                _shut(sock)


def resolve(host: str, port: int, *, timeout_s: float) -> list[Address]:
    """Every address of ``host``, in the system's order, within ``timeout_s``.

    Raises:
        OSError: when there is none, or the answer takes too long.
    """
    found: list[Address] = []
    failure: list[OSError] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys((family, place) for family, _, _, _, place in answers))
        except (OSError, UnicodeError) as error:
            failure.append(error if isinstance(error, OSError) else OSError(str(error)))

    # The system's resolver takes no time limit: a thread that is left behind is the only way to have one.
    thread = threading.Thread(target=ask, daemon=True, name="maskkit-resolve")
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        raise TimeoutError(f"{host!r} was not resolved in {timeout_s:.1f} s")
    if failure:
        raise failure[0]
    return found


class LineAdapter(HTTPAdapter):
    """A requests adapter whose every connection is opened by a :class:`Line`."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Let the pools dial by the line."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._line)

    def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
        """The same for connections to a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _pools(self._line)
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and tell by the error whether anything was sent."""
        try:
            return super().send(request, *args, **kwargs)
        except requests.RequestException as error:
            if self._line.sent:
                raise
            raise NeverSent(plain_reason(error), request=request) from error


@contextmanager
def exchange(
    request: requests.PreparedRequest,
    *,
    line: Line,
    read_s: float,
    proxies: bool = False,
    adapter: BaseAdapter | None = None,
) -> Iterator[requests.Response]:
    """Send one request and give its answer, head only; no redirect is followed and no cookie is kept.

    Args:
        request: what is sent.
        line: how it is dialled, and its deadline.
        read_s: the longest silence.
        proxies: whether the environment's proxies and certificates are used.
        adapter: another adapter in place of the line's own, for tests.

    Raises:
        NeverSent: nothing was sent.
        Cut: the deadline passed, also while the caller reads the body.
        requests.RequestException: everything else that befalls a connection.
    """
    watchdog = threading.Timer(line.deadline.left_s, line.hang_up)
    watchdog.daemon = True
    watchdog.start()
    used = adapter or LineAdapter(line)
    try:
        with requests.Session() as session:
            session.trust_env = proxies
            found = session.merge_environment_settings(request.url or "", {}, stream=True, verify=True, cert=None)
        with _failures_of(line):
            left_s = max(0.001, line.deadline.left_s)
            timeout = (left_s, min(read_s, left_s))
            verify = found["verify"] or True
            response = used.send(request, stream=True, timeout=timeout, verify=verify, proxies=found["proxies"])
        with response:
            yield response
    finally:
        watchdog.cancel()
        if adapter is None:
            used.close()


def read_body(response: requests.Response, *, line: Line, max_bytes: int) -> bytes:
    """The whole body, at most ``max_bytes``.

    Raises:
        BodyTooLarge: at the latest one chunk after the limit.
        Cut: the deadline passed.
    """
    body = bytearray()
    for chunk in chunks(response, line=line):
        body += chunk
        if len(body) > max_bytes:
            raise BodyTooLarge(f"the body is over {max_bytes} bytes")
    return bytes(body)


def chunks(response: requests.Response, *, line: Line) -> Iterator[bytes]:
    """The body piece by piece, as it comes; a body that the cut ended is never taken for a whole one."""
    while True:
        with _failures_of(line):
            piece = response.raw.read1(CHUNK_BYTES, decode_content=True)
        if line.cut or line.deadline.passed:
            raise Cut("the deadline passed while the body came in")
        if not piece:
            return
        yield piece


@contextmanager
def _failures_of(line: Line) -> Iterator[None]:
    """Give every failure of a connection as one of requests' errors; a failure after the deadline is the deadline's."""
    try:
        yield
    except (OSError, HTTPError) as error:
        if line.cut or line.deadline.passed:
            raise (NeverSent if isinstance(error, NeverSent) else Cut)("the deadline passed") from error
        if isinstance(error, requests.RequestException):
            raise
        raise requests.ConnectionError(plain_reason(error)) from error


def plain_reason(error: BaseException) -> str:
    """What happened to a connection, without the layers of libraries that it was wrapped in.

    >>> plain_reason(requests.ConnectionError(HTTPError(OSError("Connection refused"))))
    'Connection refused'
    """
    while True:
        wrapped = [item for item in error.args if isinstance(item, BaseException)]
        cause = error.__cause__ if isinstance(error, NewConnectionError) else None
        inner = getattr(error, "reason", None) or (wrapped[-1] if wrapped else cause)
        if not isinstance(inner, BaseException):
            return str(getattr(error, "strerror", None) or error)
        error = inner


def _pools(line: Line) -> dict[str, Any]:
    """Pool classes whose connections dial by ``line`` and tell it when the request itself is sent."""

    class Dialled:
        _dialling = False

        def _new_conn(self: Any) -> socket.socket:
            try:
                sock = line.dial(self._dns_host.strip("[]"), self.port)
            except OSError as error:
                raise NewConnectionError(self, str(error)) from error
            line.hold(sock)
            return sock

        def connect(self: Any) -> None:
            self._dialling = True
            try:
                super().connect()  # type: ignore[misc]
            finally:
                self._dialling = False
            line.hold(self.sock)

        def send(self: Any, data: Any) -> None:
            if self.sock is None:
                self.connect()
            line.sent = line.sent or not self._dialling
            super().send(data)  # type: ignore[misc]

    class Plain(Dialled, HTTPConnection):
        pass

    class Tls(Dialled, HTTPSConnection):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}


def _shut(sock: socket.socket | None) -> None:
    if sock is None:
        return
    # The plain socket's method also for TLS: the wrapper's own would drop its state under the reader's feet.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
