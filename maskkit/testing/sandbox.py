"""A real service as a child process in which things go wrong on request, for tests of what calls it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import requests

from maskkit.errors import ServiceNotStarted
from maskkit.roomapi.schema import KEY_HEADER
from maskkit.roomapi.signing import new_secret

ENGINE = "maskkit.testing.paint:PaintEngine"
START_S = 60.0
STOP_S = 12.0


class RoomSandbox:
    """A Room Creation service on this machine, with a user who has photos, until it is closed.

    ``order("create", "lose=answer")`` lets the next create be carried out and its answer be lost; what else can go
    wrong is in the documentation of the service. Photos and call-backs may be on this machine, and call-backs are
    signed with ``webhook_secret``. ``log`` has what the service wrote last.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        always: str = "",
        engine: str = ENGINE,
        photos: int = 1_000_000,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Start it.

        Args:
            folder: what it keeps is there; in a temporary folder when not given.
            always: faults that all calls meet, such as ``"rate=0.1,status=503"``.
            engine: what makes the pictures.
            photos: how many photos the user has.
            settings: further settings of the service by name.

        Raises:
            ServiceNotStarted: it did not come up.
        """
        self.api_key = f"mk_{secrets.token_urlsafe(32)}"
        self.webhook_secret = new_secret()
        self._closing = contextlib.ExitStack()
        data = Path(folder) if folder else Path(self._closing.enter_context(tempfile.TemporaryDirectory()))
        given = {
            "sandbox": always,
            "allow_loopback": "true",
            "bootstrap_key": self.api_key,
            "initial_photos": str(photos),
            "requests_per_minute": "0",
            "webhook_secret": self.webhook_secret,
            **(settings or {}),
        }
        self.process = _spawn(data, engine, given)
        self.log: deque[str] = deque(maxlen=10_000)
        threading.Thread(target=self._read_log, daemon=True).start()
        ready = self._ready()
        self.url, self.user_id = ready["url"], ready["user_id"]

    def order(self, call: str, faults: str, *, times: int = 1) -> None:
        """Let the next ``times`` calls of this name go wrong: create, variation, retrieve, credits or assets.

        Raises:
            ValueError: there is no such call or fault.
        """
        self._tell({"call": call, "faults": faults, "times": times})

    def forget(self) -> None:
        """Let nothing go wrong that was ordered and has not happened."""
        self._tell({})

    def close(self) -> None:
        """End the service."""
        cast("IO[str]", self.process.stdin).close()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        cast("IO[str]", self.process.stdout).close()
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, body: Mapping[str, object]) -> None:
        headers = {KEY_HEADER: self.api_key}
        answer = requests.post(f"{self.url}/api/sandbox/faults", json=body, headers=headers, timeout=10)
        if answer.status_code != requests.codes.ok:
            raise ValueError(answer.json()["detail"])

    def _ready(self) -> dict[str, str]:
        killer = threading.Timer(START_S, self.process.kill)
        killer.start()
        stdout = cast("IO[str]", self.process.stdout)
        try:
            line = stdout.readline()
        finally:
            killer.cancel()
        if not line:
            self.close()
            raise ServiceNotStarted("the sandbox did not come up: " + "\n".join([*self.log][-20:]))
        ready: dict[str, str] = json.loads(line)
        return ready

    def _read_log(self) -> None:
        with cast("IO[str]", self.process.stderr) as stderr:
            self.log.extend(line.rstrip() for line in stderr)


def _spawn(data: Path, engine: str, settings: Mapping[str, str]) -> subprocess.Popen[str]:
    prefix = "MASKKIT_SERVICE_"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(prefix)}
    own = {f"{prefix}{name.upper()}": value for name, value in settings.items()}
    options = ["--data", str(data), "--port", "0", "--engine", engine, "--json", "--exit-with-stdin"]
    return subprocess.Popen(  # noqa: S603  the command is ours
        [sys.executable, "-m", "maskkit.service", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**inherited, **own},
        start_new_session=True,
    )
