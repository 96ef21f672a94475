"""A small HTTP server on loopback, in threads, whose answers can be scripted to go wrong."""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from maskkit.testing.faults import Fault


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in; ``headers`` have lower-case names, ``path`` has no query."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to give."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class LoopbackServer:
    """Serves on 127.0.0.1 while it is used as a context manager.

    Subclasses say in :meth:`name_of` what a request is called and in :meth:`answer` what is answered. ``received``
    holds every request, ``count`` how many of each name came; :meth:`script` makes the next ones of a name go wrong.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.count: Counter[str] = Counter()
        self.lock = threading.RLock()
        self._scripts: dict[str, deque[Fault | None]] = {}
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handling)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the server is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def name_of(self, request: Received) -> str:
        """What a request is called, in :attr:`count` and for :meth:`script`."""
        return request.path

    def answer(self, request: Received) -> Reply:  # noqa: ARG002 - for subclasses
        """What is answered when nothing goes wrong."""
        return Reply(200)

    def script(self, name: str, *faults: Fault | None) -> None:
        """Have the next requests called ``name`` meet these faults, one each; None is a request that goes well."""
        with self.lock:
            self._scripts.setdefault(name, deque()).extend(faults)

    def close(self) -> None:
        """Stop serving; whatever hangs is let go."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def respond(self, request: Received) -> tuple[Reply, Fault]:
        """Note a request, carry it out as its fault allows, and tell what to send and how."""
        name = self.name_of(request)
        with self.lock:
            self.received.append(request)
            self.count[name] += 1
            waiting = self._scripts.get(name)
            fault = (waiting.popleft() if waiting else None) or Fault(carry_out=True)
        reply = self.answer(request) if fault.carry_out else Reply(500)
        body = reply.body if fault.body is None else fault.body
        headers = {**(reply.headers if fault.body is None else {}), **fault.headers}
        return Reply(fault.status or reply.status, body, headers), fault

    def linger(self, seconds: float) -> bool:
        """Wait, but not longer than the server lives; whether it still does."""
        return not self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: LoopbackServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up are what this server is for."""


class _Handling(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def serve(self) -> None:
        """Read a request, have it answered, and send that as its fault wishes."""
        length = int(self.headers.get("content-length") or 0)
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Received(self.command, path, query, headers, self.rfile.read(length))
        reply, fault = self.server.owner.respond(request)
        alive = self.server.owner.linger(fault.hang_s) if fault.hang_s else True
        if fault.drop or not alive:
            self._reset()
            return
        self.send_response_only(reply.status)
        own = {"Date": self.date_time_string(), "Content-Length": str(len(reply.body))}
        for name, value in {**own, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._send_body(reply.body if self.command != "HEAD" else b"", fault)

    def _send_body(self, body: bytes, fault: Fault) -> None:
        kept = body if fault.cut_after is None else body[: fault.cut_after]
        step = 1 if fault.drip_s else max(1, len(kept))
        for start in range(0, len(kept), step):
            self.wfile.write(kept[start : start + step])
            if fault.drip_s and not self.server.owner.linger(fault.drip_s):
                break
        self.close_connection = self.close_connection or len(kept) < len(body)

    def _reset(self) -> None:
        """Break the connection, so that the caller sees it at once."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


for _method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
    setattr(_Handling, f"do_{_method}", _Handling.serve)
