"""Asks MedPy, which runs in a process of its own (medpy_worker.py)."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
SIDES = ("pred", "truth")
WORKER = Path(__file__).with_name("medpy_worker.py")


class Answer(NamedTuple):
    """A value, None where MedPy has none, and the seconds that it took inside of MedPy's process."""

    value: float | None
    seconds: float


class MedPy:
    """Some pairs of masks, given to MedPy once; then questions about them."""

    def __init__(self, process: subprocess.Popen[str], file: Path) -> None:
        self._process, self._file = process, file

    def ask(self, metric: str, name: str) -> Answer:
        """One metric of one pair."""
        return next(self.ask_all([(metric, name)]))

    def ask_all(self, questions: Iterable[tuple[str, str]]) -> Iterator[Answer]:
        """Many (metric, name of a pair), answered in their order."""
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            raise RuntimeError("the process of MedPy was started without pipes")
        for metric, name in questions:
            asked.write(json.dumps({"file": str(self._file), "name": name, "metric": metric}) + "\n")
            asked.flush()
            yield Answer(**json.loads(answers.readline()))


def is_installed() -> bool:
    """Whether MedPy could be run; looked up without importing it."""
    return importlib.util.find_spec("medpy") is not None


@contextlib.contextmanager
def medpy(pairs: dict[str, tuple[Bools, Bools]]) -> Iterator[MedPy]:
    """Start MedPy's process with these pairs of (pred, truth), and end it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.npz"
        arrays = {f"{side}/{name}": pair[at] for name, pair in pairs.items() for at, side in enumerate(SIDES)}
        np.savez(file, **arrays)
        command = [sys.executable, str(WORKER)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield MedPy(process, file)
            if process.stdin is not None:
                process.stdin.close()
