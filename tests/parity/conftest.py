"""The references of benchmarks/rivals, and how a disagreement with one of them is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from rivals.medpy_process import is_installed, medpy
from rivals.pairs import Case, all_cases

EXACT = 0.0
REAL = 1e-9
"""How far a real number may be from the reference's: the order of summing, and nothing else."""
SOFT = 1e-6
"""The same for the measures of soft predictions, which are summed over all pixels."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that ``-m parity`` finds it; what the references say about themselves is no failure."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("parity")
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


Measure = Callable[[Case], float]


@pytest.fixture
def disagreements() -> Callable[..., list[str]]:
    """A function that gives one line for each pair on which ours and theirs are further apart than ``within``."""

    def find(pairs: Iterable[Case], ours: Measure, theirs: Measure, *, within: float = REAL) -> list[str]:
        found = []
        for case in pairs:
            our, their = ours(case), theirs(case)
            if not (our == their or abs(our - their) <= within * max(1.0, abs(their))):
                found.append(f"{case.name}: ours {our!r}, theirs {their!r}")
        return found

    return find


@pytest.fixture(scope="session")
def by_medpy() -> Iterator[Callable[[str], dict[str, float | None]]]:
    """A function from the name of one of MedPy's metrics to its values for all pairs; None where MedPy has none."""
    if not is_installed():
        pytest.skip("MedPy comes with the bench extra")
    pairs = {case.name: (case.pred, case.truth) for case in all_cases()}
    with medpy(pairs) as process:
        kept: dict[str, dict[str, float | None]] = {}

        def values(metric: str) -> dict[str, float | None]:
            if metric not in kept:
                answers = process.ask_all((metric, name) for name in pairs)
                kept[metric] = {name: answer.value for name, answer in zip(pairs, answers, strict=True)}
            return kept[metric]

        yield values
