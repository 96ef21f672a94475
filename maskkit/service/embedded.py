"""A service of one's own, as a child process that ends with its parent."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from maskkit.errors import ServiceNotStarted

START_S = 60.0
STOP_S = 12.0
_LAST_LINES = 20


@dataclass(frozen=True)
class EmbeddedService:
    """A running service; leaving the ``with`` block, or :meth:`stop`, ends it."""

    url: str
    user_id: str
    api_key: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End the service. What it has not finished is finished at the next start on the same folder."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    data_dir: str | os.PathLike[str],
    *,
    engine: str = "auto",
    jobs: int | None = None,
    deadline_s: float = START_S,
    photos: int = 1_000_000,
    settings: dict[str, str] | None = None,
) -> EmbeddedService:
    """Start a service on a data folder and wait until it answers.

    The key is made here and handed over by the environment, so that it is known however old the folder is. Photos and
    call-backs on this machine are allowed, and calls are not counted. ``photos`` is what a new folder's user has: on
    one's own machine they cost nothing. ``settings`` are further settings by name: ``{"output_ttl_s": "3600"}``.

    Raises:
        ServiceNotStarted: it did not come up in ``deadline_s``; the message ends with what it wrote last.
    """
    key = _new_key()
    process = subprocess.Popen(  # noqa: S603  the command is ours
        _command(data_dir, engine, jobs),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for this process, which then ends the service
        env=_environment(key, {"initial_photos": str(photos), **(settings or {})}),
    )
    last_lines = _drain(cast("IO[str]", process.stderr))
    line = _first_line(cast("IO[str]", process.stdout), deadline_s)
    try:
        ready = json.loads(line or "")
        return EmbeddedService(ready["url"], ready["user_id"], key, process)
    except (ValueError, KeyError, TypeError) as error:
        process.kill()
        code = process.wait()
        cast("IO[str]", process.stdin).close()
        last_lines.ended.wait(2.0)
        raise ServiceNotStarted(
            f"the embedded service did not come up: {last_lines.text() or f'it ended with exit code {code}'}",
            where=str(data_dir),
        ) from error


def _new_key() -> str:
    import secrets

    return f"mk_{secrets.token_urlsafe(32)}"


def _command(data_dir: str | os.PathLike[str], engine: str, jobs: int | None) -> list[str]:
    options = ["--data", str(Path(data_dir)), "--port", "0", "--engine", engine, "--json", "--exit-with-stdin"]
    return [sys.executable, "-m", "maskkit.service", *options, *(["--jobs", str(jobs)] if jobs else [])]


def _environment(key: str, settings: dict[str, str]) -> dict[str, str]:
    prefix = "MASKKIT_SERVICE_"
    given = {"bootstrap_key": key, "allow_loopback": "true", "requests_per_minute": "0", **settings}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(prefix)}
    return {**inherited, **{f"{prefix}{name.upper()}": value for name, value in given.items()}}


class _LastLines:
    """The end of what a process writes; reading it on keeps the process from blocking."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=_LAST_LINES)
        self.ended = threading.Event()

    def read(self, stream: IO[str]) -> None:
        with stream:
            self._lines.extend(line.rstrip() for line in stream)
        self.ended.set()

    def text(self) -> str:
        return "\n".join(self._lines)


def _drain(stream: IO[str]) -> _LastLines:
    last_lines = _LastLines()
    threading.Thread(target=last_lines.read, args=(stream,), daemon=True).start()
    return last_lines


def _first_line(stream: IO[str], deadline_s: float) -> str | None:
    """The first line, or None when there is none in time; the rest is read and dropped."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        with stream:
            lines.put(stream.readline())
            for _ in stream:
                pass

    threading.Thread(target=read, daemon=True).start()
    try:
        return lines.get(timeout=deadline_s)
    except queue.Empty:
        return None
