"""Photos worked on one by one in this process, or several at a time in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from itertools import chain, islice
from typing import TypeAlias, TypeVar

from maskkit.errors import MaskkitError

Task = TypeVar("Task")
Done = TypeVar("Done")
Work: TypeAlias = Callable[[Task], Done]


def work(tasks: Iterable[Task], do: Work[Task, Done], *, jobs: int) -> Iterator[tuple[Task, Done | MaskkitError]]:
    """Each task with what ``do`` made of it, as they are done; with more than one job that is in any order.

    No more than two tasks a process are held at a time. A task that kills its process (by crashing it, or by taking
    all memory) is tried once more alone; if that kills again, an error stands in place of its result. Other errors of
    ``do`` end the work. With more than one job ``do`` and the tasks have to be picklable.

    Raises:
        MaskkitError: every process dies, from the first task on.
    """
    if jobs == 1:
        for task in tasks:
            yield task, do(task)
        return
    deaths = done = 0
    with closing(_crewed(iter(tasks), do, jobs)) as results:
        for task, result in results:
            died = isinstance(result, MaskkitError)
            deaths, done = deaths + died, done + (not died)
            if deaths >= _HOPELESS and not done:
                raise MaskkitError("the processes die before they have done anything", hint=_IMPORTABLE)
            yield task, result


def _crewed(
    queue: Iterator[Task], do: Work[Task, Done], jobs: int
) -> Generator[tuple[Task, Done | MaskkitError], None, None]:
    before = set(multiprocessing.active_children())
    try:
        while batch := list(islice(queue, 1)):
            suspects = yield from _until_broken(chain(batch, queue), do, jobs)
            for task in suspects:
                yield task, _alone(task, do)
    finally:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()


def _until_broken(
    queue: Iterator[Task], do: Work[Task, Done], jobs: int
) -> Generator[tuple[Task, Done], None, list[Task]]:
    """Work through the queue; give back the tasks that were in hand when a process died."""
    executor = _executor(jobs)
    running: dict[Future[Done], Task] = {}
    try:
        while True:
            for task in islice(queue, 2 * jobs - len(running)):
                try:
                    running[executor.submit(do, task)] = task
                except BrokenProcessPool:
                    return [*running.values(), task]
            if not running:
                executor.shutdown()
                return []
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                result = future.result()
                yield running.pop(future), result
    except BrokenProcessPool:
        return list(running.values())
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _alone(task: Task, do: Work[Task, Done]) -> Done | MaskkitError:
    with _executor(1) as executor:
        try:
            return executor.submit(do, task).result()
        except BrokenProcessPool:
            return MaskkitError("the process died over this photo", hint="It may have run out of memory.")


def _executor(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_settle)


def _settle() -> None:
    """A process of the crew: Ctrl-C is for its parent to hear, OpenCV is to keep to one core, and none outlives it."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Without this, a parent that is killed leaves its processes waiting for work without end."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_HOPELESS = 4
_IMPORTABLE = "A function has to be importable by other processes; work on one photo at a time, and it need not be."
