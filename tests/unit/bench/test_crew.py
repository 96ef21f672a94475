"""Work in processes: deaths, errors, order and bounds. Each process starts afresh, so that these are few."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from maskkit.bench.crew import work
from maskkit.errors import MaskkitError

DIE = "__import__('os')._exit(9)"
"""Tasks are expressions, and doing them is ``eval``: that is to be had in every process."""


def test_one_job_works_here_in_order() -> None:
    """Without another process, so that functions need not be importable."""
    assert list(work(range(4), lambda task: task + 1, jobs=1)) == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_a_task_that_kills_its_process_costs_only_itself() -> None:
    """It is tried alone once more, and then told; the others are done as ever."""
    found = dict(work(["1 + 1", "2 + 2", DIE, "3 + 3"], eval, jobs=2))
    assert isinstance(found.pop(DIE), MaskkitError)
    assert found == {"1 + 1": 2, "2 + 2": 4, "3 + 3": 6}
    assert multiprocessing.active_children() == []


def test_a_task_that_died_by_chance_is_done_after_all(tmp_path: Path) -> None:
    """Its second try is alone, with all the memory to itself."""
    mark = str(tmp_path / "mark")
    once = f"__import__('os').path.exists({mark!r}) or (open({mark!r}, 'w').close(), {DIE})"
    assert dict(work([once, "1"], eval, jobs=2)) == {once: True, "1": 1}


def test_processes_that_all_die_end_the_work() -> None:
    """A function that other processes cannot import would fail on every photo of thousands."""
    with pytest.raises(MaskkitError, match="die before"):
        list(work([DIE] * 50, eval, jobs=2))


def test_few_tasks_are_taken_ahead_and_leaving_early_leaves_no_process() -> None:
    """A data set of ten thousand photos is not read into a queue; Ctrl-C ends the crew."""
    taken: list[str] = []

    def tasks() -> Iterator[str]:
        for task in range(100):
            taken.append(str(task))
            yield taken[-1]

    running = work(tasks(), eval, jobs=2)
    next(running)
    assert len(taken) <= 5
    running.close()  # type: ignore[attr-defined]
    for _ in range(200):
        if not multiprocessing.active_children():
            return
        time.sleep(0.05)
    pytest.fail("a process is left")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_ends_the_work(jobs: int) -> None:
    """What is to be survived is survived by the task itself."""
    with pytest.raises(ZeroDivisionError):
        list(work(["1 / 0", "2", "3"], eval, jobs=jobs))
