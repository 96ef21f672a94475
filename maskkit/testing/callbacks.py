"""A receiver of callbacks on loopback, for tests."""

from __future__ import annotations

import json
import secrets
import threading
import time
from typing import Any

from maskkit.roomapi.signing import verify
from maskkit.testing.server import LoopbackServer, Received, Reply


class CallbackCatcher(LoopbackServer):
    """Catches callbacks at :attr:`callback_url`, whose path cannot be guessed.

    ``script("callback", faults.status(500))`` makes the next delivery fail; ``woken`` is set with every callback, to be
    given to ``wait_for(wake=...)``.

    >>> import requests
    >>> with CallbackCatcher() as catcher:
    ...     answered = requests.post(catcher.callback_url, json={"status": "FAILED"}, timeout=5).status_code
    ...     answered, catcher.wait_for(1)[0]["status"]
    (204, 'FAILED')
    """

    def __init__(self) -> None:
        self._path = f"/callbacks/{secrets.token_urlsafe(16)}"
        self.woken = threading.Event()
        self._caught: list[Received] = []
        super().__init__()

    @property
    def callback_url(self) -> str:
        """The URL to give as ``webhook``."""
        return self.url + self._path

    @property
    def caught(self) -> list[Received]:
        """The callbacks that were taken, oldest first."""
        with self.lock:
            return list(self._caught)

    def name_of(self, request: Received) -> str:
        """``callback``, or the path of what came elsewhere."""
        return "callback" if request.path == self._path else request.path

    def answer(self, request: Received) -> Reply:
        """Take a callback."""
        if request.path != self._path or request.method != "POST":
            return Reply(404)
        with self.lock:
            self._caught.append(request)
        self.woken.set()
        return Reply(204)

    def wait_for(self, number: int, *, within_s: float = 10.0) -> list[Any]:
        """The JSON bodies of the callbacks, once there are ``number`` of them.

        Raises:
            TimeoutError: when they do not come.
        """
        ends_s = time.monotonic() + within_s
        while len(self.caught) < number:
            if time.monotonic() > ends_s:
                raise TimeoutError(f"{len(self.caught)} of {number} callbacks came in {within_s:g} s")
            time.sleep(0.005)
        return [json.loads(callback.body) for callback in self.caught]

    def verify(self, secret: str) -> list[str]:
        """The message ids of all callbacks; WebhookRefused when one of them is not signed with ``secret``."""
        now_s = time.time()
        return [verify(item.body, item.headers, secrets=[secret], now_s=now_s) for item in self.caught]
