"""What a bench leaves in its folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.comparison import compare
from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.outputs import MOST_CARDS, OtherRun, write_outputs
from maskkit.bench.predictors import Function
from maskkit.bench.reading import read_result
from maskkit.bench.runner import run


@pytest.fixture
def predictors(predict: Callable[[Any], Any]) -> list[Function]:
    """A good one, and one that sees floor everywhere."""
    return [Function("lower half", predict, "1"), Function("all floor", lambda photo: predict(photo) * 0 + 1, "1")]


def test_everything_is_written_and_can_be_read_back(
    dataset: Dataset, predictors: list[Function], tmp_path: Path
) -> None:
    """The document without NaN, the page, the table, the sheet, and the predictions."""
    result = run(dataset, predictors, out=tmp_path)
    page = write_outputs(result, dataset, predictors, tmp_path)
    assert page == tmp_path / "report.html"
    assert read_result(tmp_path).to_json() == result.to_json()
    assert len((tmp_path / "images.csv").read_text().splitlines()) == 7
    with Image.open(tmp_path / "worst.png") as sheet:
        assert sheet.format == "PNG"
    assert len(list((tmp_path / "predictions").rglob("*.png"))) == 6
    assert not list(tmp_path.glob(".*.part"))


def test_writing_again_gives_the_same_bytes(dataset: Dataset, predictors: list[Function], tmp_path: Path) -> None:
    """Nothing of the day or of the order is in them."""
    result = run(dataset, predictors, out=tmp_path)
    names = ("bench.json", "images.csv", "report.html", "worst.png")
    write_outputs(result, dataset, predictors, tmp_path)
    before = [(tmp_path / name).read_bytes() for name in names]
    write_outputs(result, dataset, predictors, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in names] == before


def test_the_worst_photos_come_first(dataset: Dataset, predictors: list[Function], tmp_path: Path) -> None:
    """Those with the lowest mean IoU, no more than asked for."""
    result = run(dataset, predictors, out=tmp_path)
    write_outputs(result, dataset, predictors, tmp_path, worst=2)
    text = (tmp_path / "report.html").read_text()
    shown = text.split("The worst photos of lower half")[1].split("</section>")[0]
    assert shown.index("r2") < shown.index("r1")
    assert "r0" not in shown


def test_the_page_of_many_photos_stays_small(
    rooms: Callable[..., Path], predict: Callable[[Any], Any], tmp_path: Path
) -> None:
    """The number of pictures is bounded, whatever is asked for."""
    data = open_dataset(rooms(14))
    predictors = [Function(f"p{n}", predict) for n in range(5)]
    write_outputs(run(data, predictors), data, predictors, tmp_path / "out", worst=1000)
    text = (tmp_path / "out" / "report.html").read_text()
    assert text.count("<article") <= MOST_CARDS


def test_changes_are_shown_with_both_predictions(dataset: Dataset, predictors: list[Function], tmp_path: Path) -> None:
    """From the folders that the runs kept them in."""
    result = run(dataset, predictors, out=tmp_path)
    comparison = compare(result, result, names=("lower half", "all floor"))
    sides = [(OtherRun(predictors[0], tmp_path), OtherRun(predictors[1], tmp_path))]
    write_outputs(result, dataset, predictors, tmp_path, comparisons=[comparison], sides=sides, worst=0)
    text = (tmp_path / "report.html").read_text()
    section = text.split("all floor against lower half")[1]
    assert section.count("<article") == 3
    assert json.loads((tmp_path / "bench.json").read_text())["comparisons"][0]["worse"] == 3


def test_a_bench_without_a_measured_photo_is_written_too(dataset: Dataset, tmp_path: Path) -> None:
    """Its page says what failed; there is no sheet."""

    def broken(photo: Any) -> Any:
        return np.zeros((2, 2), np.uint8)

    predictors = [Function("broken", broken)]
    result = run(dataset, predictors, out=tmp_path)
    write_outputs(result, dataset, predictors, tmp_path)
    assert "3 photos could not be measured" in (tmp_path / "report.html").read_text()
    assert not (tmp_path / "worst.png").exists()
