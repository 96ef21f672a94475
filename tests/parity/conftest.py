"""The references of benchmarks/rivals, and how a disagreement with one of them is told."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from rivals.medpy_process import medpy
from rivals.pairs import Case, all_cases

REAL = 1e-9
"""How far a real number may be from the reference's: the order of summing, and nothing else."""


PACKAGES = ("hotcoco", "medpy", "py_sod_metrics", "pycocotools", "sklearn", "surface_distance")
MISSING = [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that ``-m parity`` finds it, and skip it where the references are not installed.

    What the references say about themselves is no failure.
    """
    reason = f"the bench extra is not installed: {', '.join(MISSING)}"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("parity")
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))
            item.add_marker(pytest.mark.skipif(bool(MISSING), reason=reason))


Answer = float | dict[str, float]
Measure = Callable[[Case], Answer]


@pytest.fixture
def disagreements() -> Callable[..., list[str]]:
    """A function that gives one line for each value of each pair on which ours and theirs are not ``within``.

    The two measures give a number for a pair, or numbers by name.
    """

    def find(pairs: Iterable[Case], ours: Measure, theirs: Measure, *, within: float = REAL) -> list[str]:
        return [
            f"{case.name} {name}: ours {our!r}, theirs {their!r}"
            for case in pairs
            for name, our, their in paired(ours(case), theirs(case))
            if not (our == their or abs(our - their) <= within * max(1.0, abs(their)))
        ]

    return find


def paired(ours: Answer, theirs: Answer) -> list[tuple[str, float, float]]:
    """The values of two answers, name by name."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        assert ours.keys() == theirs.keys()
        return [(name, ours[name], theirs[name]) for name in ours]
    assert not isinstance(ours, dict)
    assert not isinstance(theirs, dict)
    return [("", ours, theirs)]


@pytest.fixture(scope="session")
def by_medpy() -> Iterator[Callable[[str], dict[str, float | None]]]:
    """A function from the name of one of MedPy's metrics to its values for all pairs; None where MedPy has none."""
    pairs = {case.name: (case.pred, case.truth) for case in all_cases()}
    with medpy(pairs) as process:
        kept: dict[str, dict[str, float | None]] = {}

        def values(metric: str) -> dict[str, float | None]:
            if metric not in kept:
                answers = process.ask_all((metric, name) for name in pairs)
                kept[metric] = {name: answer.value for name, answer in zip(pairs, answers, strict=True)}
            return kept[metric]

        yield values
