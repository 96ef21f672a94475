"""Which is compared with which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.pairings import compare_runs, pair_up, require_comparable
from maskkit.bench.predictors import Function
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run
from maskkit.errors import InputRefused


@pytest.fixture
def bench(dataset: Dataset, predict: Callable[[Any], Any]) -> Callable[..., tuple[BenchResult, list[Function]]]:
    """A function that measures the same function under several names."""

    def measure(*names: str) -> tuple[BenchResult, list[Function]]:
        predictors = [Function(name, predict, "1") for name in names]
        return run(dataset, predictors), predictors

    return measure


def test_the_predictors_of_a_run_are_compared_with_its_first(bench: Any, tmp_path: Path) -> None:
    """And where a folder was written, the pictures come from it."""
    result, predictors = bench("a", "b", "c")
    pairs = pair_up(result, {}, predictors=predictors, out=tmp_path)
    assert [(pair.comparison.base, pair.comparison.other) for pair in pairs] == [("a", "b"), ("a", "c")]
    assert pairs[0].sides is not None
    assert [side.predictor.name for side in pairs[0].sides] == ["a", "b"]
    assert pair_up(result, {}, predictors=predictors, out=None)[0].sides is None


def test_another_run_gives_the_predictor_of_the_same_name_or_its_first(bench: Any) -> None:
    """Labelled with the folder of the run, since all their files are called alike."""
    result, predictors = bench("b", "x")
    older, _ = bench("a", "b")
    pairs = pair_up(result, {"old/bench.json": older}, predictors=predictors, out=None)
    assert [(pair.comparison.base, pair.comparison.other) for pair in pairs[1:]] == [("b (old)", "b"), ("a (old)", "x")]


def test_runs_are_compared_with_the_first(bench: Any) -> None:
    """Without measuring anything."""
    (one, _), (two, _) = bench("a"), bench("b")
    found = compare_runs({"one": one, "runs/two/bench.json": two})
    assert [(each.base, each.other) for each in found] == [("a (one)", "b (two)")]


def test_what_cannot_be_compared_is_refused_before_it_is_measured(
    rooms: Callable[..., Path], bench: Any, dataset: Dataset
) -> None:
    """Other photos, and other classes."""
    result, _ = bench("a")
    require_comparable(dataset, {"old": result}, intersect=False)
    fewer = open_dataset(rooms(), classes=["floor", "wall", "window"], limit=2)
    with pytest.raises(InputRefused, match="1 are in one only, r2"):
        require_comparable(fewer, {"old": result}, intersect=False)
    require_comparable(fewer, {"old": result}, intersect=True)
    with pytest.raises(InputRefused, match="same classes"):
        require_comparable(open_dataset(rooms(), classes=["floor"]), {"old": result}, intersect=True)
