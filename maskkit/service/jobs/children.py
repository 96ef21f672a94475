"""A few child processes that are used again and again, and killed when they take too long."""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from maskkit.service.jobs.frames import read_frame, write_frame

log = logging.getLogger(__name__)

_NOT_FOR_ENGINES = ("MASKKIT_SERVICE_", "MASKKIT_API_KEY")


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
class Child:
    """One process, borrowed for one message at a time."""

    process: subprocess.Popen[bytes]
    stopping: threading.Event
    rounds: int = 0

    def ask(
        self, head: Mapping[str, object], blobs: Sequence[bytes], *, limit_s: float
    ) -> tuple[dict[str, object], list[bytes]]:
        """Its answer.

        Raises:
            ChildDied: it died, or had to be killed after ``limit_s``.
            Released: the service stops.
        """
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            self.process.kill()

        watchdog = threading.Timer(limit_s, end)
        watchdog.daemon = True
        watchdog.start()
        try:
            write_frame(cast("BinaryIO", self.process.stdin), head, blobs)
            answer = read_frame(cast("BinaryIO", self.process.stdout))
        except OSError:  # the pipe broke
            answer = None
        finally:
            watchdog.cancel()
        if self.stopping.is_set():
            raise Released
        if answer is None:
            raise ChildDied(_how_it_ended(self.process, limit_s, overdue=overdue.is_set()), overdue=overdue.is_set())
        self.rounds += 1
        return answer


class Children:
    """Up to ``size`` processes of one command.

    A child is replaced when it died and after ``rounds`` answers, which bounds what a leak can do.
    """

    def __init__(self, command: Sequence[str], *, size: int, rounds: int = 100) -> None:
        self._command = list(command)
        self._rounds = rounds
        self._places: queue.LifoQueue[Child | None] = queue.LifoQueue()
        self._alive: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        for _ in range(size):
            self._places.put(None)

    def warm_up(self) -> None:
        """Start one child now, so that the first job does not wait for it."""
        place = self._places.get()
        self._places.put(place or self._spawn())

    @contextmanager
    def borrow(self) -> Iterator[Child]:
        """A free child; waits for one.

        Raises:
            Released: the service stops.
        """
        place = self._places.get()
        child = None
        try:
            child = place or self._spawn()
            yield child
        except BaseException:
            if child is not None:
                self._end(child.process)
                child = None
            raise
        finally:
            if child is not None and child.rounds >= self._rounds:
                self._end(child.process)
                child = None
            self._places.put(child)

    def close(self) -> None:
        """Kill all children; whoever waits for one is released."""
        with self._lock:
            self._stopping.set()
            alive = list(self._alive)
        for process in alive:
            process.kill()
        for child in self._take_idle():  # a busy one is ended by who asked it
            if child is not None:
                self._end(child.process)
            self._places.put(None)

    def _take_idle(self) -> list[Child | None]:
        taken = []
        with suppress(queue.Empty):
            while True:
                taken.append(self._places.get_nowait())
        return taken

    def _spawn(self) -> Child:
        with self._lock:
            if self._stopping.is_set():
                raise Released
            process = subprocess.Popen(  # noqa: S603  the command is ours
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=child_environment(),
                start_new_session=True,  # Ctrl-C is for the service, which then ends its children itself
            )
            self._alive.add(process)
        log.debug("engine process %d started", process.pid)
        return Child(process, self._stopping)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                _close_quietly(cast("BinaryIO", stream))
        with self._lock:
            self._alive.discard(process)


def child_environment() -> dict[str, str]:
    """Our own environment without the settings of the service, keys among them: they are no business of an engine."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_ENGINES)}


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
