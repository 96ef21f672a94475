"""A few child processes that are used again and again, and killed when they take too long."""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from maskkit.service.jobs.frames import read_frame, write_frame

log = logging.getLogger(__name__)

_SECRETS = ("MASKKIT_SERVICE_BOOTSTRAP_KEY", "MASKKIT_SERVICE_WEBHOOK_SECRET", "MASKKIT_API_KEY")


class ChildDied(Exception):
    """The child ended before it answered. ``overdue`` tells that it was killed because it took too long."""

    def __init__(self, message: str, *, overdue: bool) -> None:
        super().__init__(message)
        self.overdue = overdue


class Released(BaseException):
    """The service stops: the job is let go, to be done at the next start.

    Not an ``Exception``, so that nothing on the way up takes it for the failure of the job.
    """


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    rounds: int = 0


class Children:
    """Up to ``size`` processes of one command; each answers one message at a time.

    A child is replaced when it died and after ``rounds`` answers, which bounds what a leak can do.
    """

    def __init__(self, command: Sequence[str], *, size: int, rounds: int = 100) -> None:
        self._command = list(command)
        self._rounds = rounds
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._alive: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(size):
            self._places.put(None)

    def warm_up(self) -> None:
        """Start one child now, so that the first job does not wait for it."""
        place = self._places.get()
        self._places.put(place or self._spawn())

    def ask(
        self, head: Mapping[str, object], blobs: Sequence[bytes], *, limit_s: float
    ) -> tuple[dict[str, object], list[bytes]]:
        """The answer of the next free child; waits for one.

        Raises:
            ChildDied: it died, or had to be killed after ``limit_s``.
            Released: the service stops.
        """
        place = self._places.get()
        child = None
        try:
            child = place or self._spawn()
            answer = self._exchange(child, head, blobs, limit_s)
            child.rounds += 1
        except BaseException:
            if child is not None:
                self._end(child.process)
                child = None
            raise
        else:
            return answer
        finally:
            if child is not None and child.rounds >= self._rounds:
                self._end(child.process)
                child = None
            self._places.put(child)

    def close(self) -> None:
        """Kill all children; whoever waits for one is released."""
        with self._lock:
            self._closed = True
            alive = list(self._alive)
        for process in alive:
            process.kill()
        for child in self._take_idle():  # a busy one is ended by who asked it
            if child is not None:
                self._end(child.process)
            self._places.put(None)

    def _take_idle(self) -> list[_Child | None]:
        taken = []
        with suppress(queue.Empty):
            while True:
                taken.append(self._places.get_nowait())
        return taken

    def _exchange(
        self, child: _Child, head: Mapping[str, object], blobs: Sequence[bytes], limit_s: float
    ) -> tuple[dict[str, object], list[bytes]]:
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            child.process.kill()

        watchdog = threading.Timer(limit_s, end)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(cast("BinaryIO", child.process.stdin), head, blobs)
            answer = read_frame(cast("BinaryIO", child.process.stdout))
        except OSError:  # the pipe broke
            answer = None
        finally:
            watchdog.cancel()
        if self._closed:
            raise Released
        if answer is None:
            raise ChildDied(_how_it_ended(child.process, limit_s, overdue=overdue.is_set()), overdue=overdue.is_set())
        return answer

    def _spawn(self) -> _Child:
        environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
        with self._lock:
            if self._closed:
                raise Released
            process = subprocess.Popen(  # noqa: S603  the command is ours
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
            )
            self._alive.add(process)
        log.debug("engine process %d started", process.pid)
        return _Child(process)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close_quietly(cast("BinaryIO", stream))
        with self._lock:
            self._alive.discard(process)


def engine_command(engine: str, memory_mb: int | None) -> list[str]:
    """The command line of an engine process."""
    limit = [str(memory_mb)] if memory_mb else []
    return [sys.executable, "-m", "maskkit.service.engine_child", engine, *limit]


def _how_it_ended(process: subprocess.Popen[bytes], limit_s: float, *, overdue: bool) -> str:
    if overdue:
        return f"it took longer than {limit_s:g} s and was stopped"
    code = process.wait()
    return f"its process was ended by signal {-code}" if code < 0 else f"its process ended with exit code {code}"


def _close_quietly(stream: BinaryIO) -> None:
    with suppress(OSError):  # what was still to be written has nowhere to go
        stream.close()
