"""The result as text and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.bench.comparison import compare
from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run
from maskkit.bench.statistics import Interval
from maskkit.bench.tables import (
    columns,
    comparison_text,
    interval_text,
    number,
    p_text,
    score_text,
    signed,
    to_csv,
    totals_text,
)
from maskkit.errors import NoRoomFound

NAN = float("nan")


@pytest.fixture
def result(dataset: Dataset, predict: Callable[[Any], Any]) -> BenchResult:
    """A function that refuses the first photo and fails on the second."""

    def moody(photo: Any) -> Any:
        if photo.origin.path.stem == "r0":
            raise NoRoomFound("no room")
        if photo.origin.path.stem == "r1":
            raise ValueError("a comma, and\na line")
        return predict(photo)

    return run(dataset, {"lower half": predict, "moody": moody})


def test_the_table_of_totals_has_a_line_for_each_class(result: BenchResult) -> None:
    """Under a title that tells what was left out or refused."""
    text = totals_text(result)
    first, second = text.split("\n\n")
    assert [line.split()[0] for line in first.splitlines()[2:]] == ["floor", "wall", "window", "mean"]
    assert first.startswith("lower half: 3 photos, ")
    assert "1 refused and counted as nothing found" in second
    assert "1 failed" in second
    assert first.splitlines()[2].split()[1] == number(result.totals("lower half").iou["floor"].value)


def test_one_class_needs_no_mean(rooms: Callable[..., Any], predict: Callable[[Any], Any]) -> None:
    """It would be the same line again; one mask has its score card instead."""
    text = totals_text(run(open_dataset(rooms(), target="floor"), {"lower half": predict}))
    assert "mean " not in text.split("score card", maxsplit=1)[0].split("\n", maxsplit=2)[2]
    assert "hd95_px" in text


def test_the_comparison_has_a_line_for_each_class(result: BenchResult) -> None:
    """With both values, the difference, its interval, and p."""
    text = comparison_text(compare(result, result, names=("lower half", "moody"), intersect=True))
    assert text.startswith("moody against lower half: 2 photos, 0 better, 1 worse")
    assert "sign-flip p" in text


def test_csv_has_a_row_for_each_photo_and_predictor(result: BenchResult) -> None:
    """All of one width, whatever became of the photo, and errors in one cell."""
    rows = list(csv.DictReader(io.StringIO(to_csv(result)), strict=True))
    assert [(row["predictor"], row["photo"], row["status"]) for row in rows[2:5]] == [
        ("lower half", "r2", "scored"),
        ("moody", "r0", "refused"),
        ("moody", "r1", "failed"),
    ]
    assert all(None not in row and None not in row.values() for row in rows)
    assert rows[4]["error"] == "ValueError: a comma, and\na line"
    assert rows[4]["iou_floor"] == rows[4]["width"] == ""
    assert float(rows[0]["iou_floor"]) == 1.0
    assert float(rows[3]["iou_floor"]) == 0.0
    assert 0 < float(rows[0]["boundary_iou_fine_wall"]) <= 1


def test_csv_of_one_mask_has_the_score_card(rooms: Callable[..., Any], predict: Callable[[Any], Any]) -> None:
    """Every key of it."""
    text = to_csv(run(open_dataset(rooms(), target="floor"), {"lower half": predict}))
    row = next(csv.DictReader(io.StringIO(text)))
    assert float(row["card_iou"]) == float(row["iou_floor"]) == 1.0
    assert float(row["card_hd_px"]) == 0.0


@pytest.mark.parametrize(
    ("value", "expected"), [(0.7104, ".710"), (1.0, "1.000"), (0.0, ".000"), (-0.25, "-0.250"), (NAN, "\N{EN DASH}")]
)
def test_numbers(value: float, expected: str) -> None:
    """Three digits, and a dash for what is not known."""
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0312, "+.031"), (-0.5, "\N{MINUS SIGN}.500"), (-0.0001, "+.000"), (NAN, "\N{EN DASH}")]
)
def test_differences(value: float, expected: str) -> None:
    """With their sign; what rounds to nothing has no minus."""
    assert signed(value) == expected


def test_intervals() -> None:
    """A dash between shares, a word between differences."""
    assert interval_text(Interval(0.5, 0.4, 0.6)) == ".400\N{EN DASH}.600"
    assert interval_text(Interval(0, -0.1, 0.1), signs=True) == "\N{MINUS SIGN}.100 to +.100"
    assert interval_text(Interval(0.5, NAN, NAN)) == "\N{EN DASH}"


def test_other_scores() -> None:
    """P is never 0, distances have digits that matter."""
    assert [p_text(p) for p in (0.0004, 0.0421)] == ["< .001", ".042"]
    assert [score_text(x) for x in (0.5, 123.456, np.inf)] == [".500", "123.5", "inf"]


def test_columns_stand_under_each_other() -> None:
    """The first to the left, the others to the right."""
    assert columns([["", "IoU"], ["floor", ".7"]]) == "       IoU\nfloor   .7"
