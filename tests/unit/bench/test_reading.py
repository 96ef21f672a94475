"""Results read back."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.reading import read_result
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run
from maskkit.errors import InputRefused


@pytest.fixture
def result(dataset: Dataset, predict: Callable[[Any], Any]) -> BenchResult:
    """Three photos in two groups."""
    return run(dataset, {"lower half": predict}, group="room_type")


def test_a_result_is_read_back_whole(result: BenchResult, tmp_path: Path) -> None:
    """Totals and intervals are computed anew from its records, and are the same."""
    file = tmp_path / "bench.json"
    file.write_text(json.dumps(result.to_json(), allow_nan=False))
    for path in (file, tmp_path):
        assert read_result(path).to_json() == result.to_json()
    assert read_result(file).groups == result.groups


def test_a_result_of_one_mask_is_read_back_with_its_cards(
    rooms: Callable[..., Path], predict: Callable[[Any], Any], tmp_path: Path
) -> None:
    """A distance without end is null there and back."""
    one = run(open_dataset(rooms(), target="window"), {"f": predict})
    (tmp_path / "bench.json").write_text(json.dumps(one.to_json(), allow_nan=False))
    assert one.to_json()["predictors"][0]["images"][0]["card"]["hd_px"] is None
    assert read_result(tmp_path).to_json() == one.to_json()


def change(document: Any, *keys: Any, to: Any) -> Any:
    """The document with one value replaced."""
    changed = holder = copy.deepcopy(document)
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = to
    return changed


FIRST = ("predictors", 0, "images", 0)


@pytest.mark.parametrize(
    ("keys", "to"),
    [
        ((*FIRST, "status"), "perfect"),
        ((*FIRST, "valid"), [1, 99]),
        ((*FIRST, "matrix"), [[1, 2], [3, 4]]),
        ((*FIRST, "matrix", 1, 1), -5),
        ((*FIRST, "matrix", 1, 1), 10**17),
        ((*FIRST, "matrix"), None),
        ((*FIRST, "borders"), {"1": [0.5, 0.5]}),
        ((*FIRST, "borders"), {"1": [0.5, 0.5, "x"]}),
        ((*FIRST, "borders"), {"9": [0.5, 0.5, 0.5]}),
        ((*FIRST, "bins"), {"pixels": [1], "sure": [0.5, 1], "right": [1]}),
        ((*FIRST, "seconds"), "fast"),
        ((*FIRST, "name"), "r1"),
        ((*FIRST, "error"), "none"),
        (("predictors",), []),
        (("predictors", 0, "name"), 5),
        (("resampling", "resamples"), 10**9),
        (("resampling", "kind"), "exact"),
        (("resampling", "level"), 95),
        (("resampling", "seed"), -1),
        (("groups",), {"r0": "kitchen"}),
        (("dataset", "scope", "names"), ["other", "floor", "floor", "window"]),
        (("dataset", "scope", "labels"), [[0], [1], [2], [400]]),
        (("dataset", "photos"), "three"),
    ],
)
def test_what_no_bench_writes_is_refused(result: BenchResult, tmp_path: Path, keys: tuple[Any, ...], to: Any) -> None:
    """Totals would fail on it, or be nonsense."""
    (tmp_path / "bench.json").write_text(json.dumps(change(result.to_json(), *keys, to=to)))
    with pytest.raises(InputRefused, match="no result of a bench"):
        read_result(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[1]", '{"schema": "maskkit.bench/2"}', '{"schema": "maskkit.bench/1"}',
        '{"schema": "maskkit.bench/1", "dataset": 5}', '{"schema": "maskkit.bench/1", "dataset": {"scope": []}}',
    ],
)  # fmt: skip
def test_files_that_are_no_result_are_refused(tmp_path: Path, text: str) -> None:
    """Truncated, of a later version, or something else."""
    file = tmp_path / "bench.json"
    file.write_text(text)
    with pytest.raises(InputRefused, match=r"bench\.json"):
        read_result(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(InputRefused, match="cannot be read"):
        read_result(tmp_path)
