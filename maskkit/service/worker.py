"""A machine that works on generations and serves nobody: it shares the database and the pictures with those that do."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable

from maskkit.errors import ServiceNotStarted
from maskkit.service.core import open_service
from maskkit.service.engine_check import require_engine
from maskkit.service.logs import log_to_stderr
from maskkit.service.settings import ServiceSettings

log = logging.getLogger(__name__)

_LAST_S = 1.5


def work(settings: ServiceSettings, *, on_ready: Callable[[str], None]) -> None:
    """Work until SIGTERM or SIGINT; blocks. ``on_ready`` is called once, with the id of the executor.

    Raises:
        ServiceNotStarted: there is no database to share, or the data folder is taken.
        UnknownChoice: there is no such engine, or it cannot be loaded.
    """
    log_to_stderr(settings.log_format, settings.log_level)
    base_url = _checked(settings)
    require_engine(settings.engine)
    service = open_service(settings, base_url=base_url, makes_user=False)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if settings.exit_with_stdin:
        threading.Thread(target=_watch_stdin, args=(stopping,), name="stdin", daemon=True).start()
    try:
        service.start()
        on_ready(service.runner.executor)
        stopping.wait()
        _end_for_certain(settings.stop_s + _LAST_S)
    finally:
        service.stop()


def _checked(settings: ServiceSettings) -> str:
    """What the service is called from outside: call-backs name the pictures by it."""
    if settings.database is None:
        hint = "Give the URL of the Postgres that the service uses, with --database."
        raise ServiceNotStarted("a worker shares the database of a service, and none was given", hint=hint)
    if settings.public_url is None:
        hint = "Give the URL of the service with --public-url."
        raise ServiceNotStarted("a worker has to know what the service is called, for the call-backs", hint=hint)
    return settings.public_url


def _watch_stdin(stopping: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    stopping.set()


def _end_for_certain(after_s: float) -> None:
    """A stop must not hang; what is not done is done by others."""
    timer = threading.Timer(after_s, os._exit, (0,))
    timer.daemon = True
    timer.start()
