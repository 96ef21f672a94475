"""The HTTP server: granian in this process, on a socket that was bound before anything else, with a bounded stop.

One process holds the API, the jobs and the database's only writer. granian's own worker processes would put the jobs
into a child, where a kill of the parent leaves them running; its embedded server runs in this process' event loop.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server

from maskkit.errors import ServiceNotStarted
from maskkit.service.settings import ServiceSettings

log = logging.getLogger(__name__)

BACKLOG = 1024
_LAST_S = 1.5
_QUIET: dict[str, Any] = {"handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}}


@dataclass(frozen=True, slots=True)
class Ready:
    """What a starting service tells: where it is, and for whom. ``api_key`` is there on the first start only."""

    url: str
    user_id: str
    api_key: str | None

    def to_json(self) -> dict[str, str]:
        """The ready line as an object."""
        told = {"url": self.url, "user_id": self.user_id}
        return told if self.api_key is None else {**told, "api_key": self.api_key}


def print_ready(ready: Ready) -> None:
    """Print the ready line."""
    sys.stdout.write(json.dumps(ready.to_json()) + "\n")
    sys.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one, which nobody else can take any more.

    Raises:
        ServiceNotStarted: the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere this lets two servers have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        hint = "Choose another with --port; 0 picks a free one."
        raise ServiceNotStarted(f"cannot listen: {error.strerror}", where=f"{host}:{port}", hint=hint) from error
    return listener


def url_of_listener(listener: socket.socket) -> str:
    """The URL that the socket is reached by from this machine."""
    host, port = listener.getsockname()[:2]
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def run(app: Any, listener: socket.socket, settings: ServiceSettings, *, on_stop: Callable[[], None]) -> None:
    """Serve ``app`` until a signal, or until stdin closes where the settings say so."""
    asyncio.run(_serve(app, listener, settings, on_stop))


class _Listening(Server):
    """granian's embedded server on a socket that is open already."""

    def __init__(self, target: Any, listener: socket.socket, settings: ServiceSettings) -> None:
        super().__init__(
            target,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            http1_settings=HTTP1Settings(header_read_timeout=round(settings.header_limit_s * 1000)),
            log_level=LogLevels.error,
            log_dictconfig=_QUIET,
        )
        self.workers_kill_timeout = max(1, round(settings.stop_s / 2))
        self._listener = listener

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder  # (descriptor, whether it is a Unix socket, backlog): the stubs do not tell
        self._shd = holder(self._listener.detach(), False, self.backlog)  # noqa: FBT003
        self._ssp = None


async def _serve(app: Any, listener: socket.socket, settings: ServiceSettings, on_stop: Callable[[], None]) -> None:
    server = _Listening(app, listener, settings)
    loop = asyncio.get_running_loop()
    stopping = threading.Event()

    def stop() -> None:
        if not stopping.is_set():
            stopping.set()
            on_stop()
            _end_for_certain(settings.stop_s + _LAST_S)
            server.stop()  # type: ignore[no-untyped-call]

    _on_signals(loop, stop)
    if settings.exit_with_stdin:
        threading.Thread(target=_watch_stdin, args=(loop, stop), name="stdin", daemon=True).start()
    try:
        await server.serve()
    except TimeoutError:
        log.warning("requests that took too long were broken off by the stop")
    if not stopping.is_set():
        raise ServiceNotStarted("the server ended by itself; the log says why")


def _on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(stop)


def _end_for_certain(after_s: float) -> None:
    """A stop must not hang. Ending hard loses nothing: everything that was acknowledged is on the disk."""

    def end() -> None:
        log.warning("the stop took too long; ending now")
        os._exit(0)

    timer = threading.Timer(after_s, end)
    timer.daemon = True
    timer.start()
