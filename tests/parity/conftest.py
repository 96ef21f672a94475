"""The references of benchmarks/rivals, and how a disagreement with one of them is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from rivals.pairs import Case

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
