"""The tables of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maskkit.bench.comparison import compare
from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.bench.page_tables import card_table, comparison_table, confusion_table, photo_table, totals_table
from maskkit.bench.predictors import Function
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run

EVIL = '<script>alert("x")</script> & co'


@pytest.fixture
def result(dataset: Dataset, predict: Callable[[Any], Any]) -> BenchResult:
    """A good predictor, and one that sees wall everywhere."""
    return run(dataset, [Function(EVIL, predict), Function("other", lambda photo: predict(photo) * 0 + 2)])


def texts(table: str, tag: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", table)]


def test_the_totals_have_a_row_for_each_class(result: BenchResult) -> None:
    """And one for the mean."""
    table = totals_table(result, EVIL)
    heads = re.findall(r'<th scope="row">(.*?)</th>', table)
    assert heads == ["floor", "wall", "window", "mean"]
    floor = result.totals(EVIL).iou["floor"]
    assert texts(table, "td")[0].startswith(f"{floor.value:.3f}".lstrip("0"))


def test_confusions_are_shares_of_the_truth(result: BenchResult) -> None:
    """Each row sums to all of it, within the rounding; the diagonal is marked."""
    text = confusion_table(result, EVIL)
    for row in re.findall(r"<tr>(.*?)</tr>", text)[1:]:
        assert sum(map(float, re.findall(r"--share:([\d.]+)", row))) == pytest.approx(1, abs=0.005)
    assert text.count("heat right") == 3


def test_photos_can_be_sorted_by_number(result: BenchResult) -> None:
    """A cell has its value beside its text; what failed comes before the worst."""
    one = result.measured[0]
    failed = replace(one, records=(Record.failure("r0", OSError("x")), *one.records[1:]))
    single = photo_table(replace(result, measured=(failed,)))
    values = re.findall(r'<tr><th scope="row">(\w+)</th><td data-value="([^"]*)"', single)
    assert [name for name, _ in values] == ["r0", "r1", "r2"]
    assert float(values[0][1]) == -1
    assert single.count('<th scope="col">') == 6
    assert photo_table(result).count('<th scope="col">') == 3


def test_sure_differences_are_coloured(result: BenchResult) -> None:
    """Those whose interval is without 0, and no others."""
    comparison = compare(result, result, names=(EVIL, "other"))
    text = comparison_table(comparison)
    floor = comparison.classes["floor"].iou_difference
    assert floor.high < 0
    assert '<td class="bad">' in text
    same = comparison_table(compare(result, result, names=("other", "other")))
    assert 'class="bad"' not in same
    assert 'class="good"' not in same


def test_one_mask_has_its_score_card(rooms: Callable[..., Path], predict: Callable[[Any], Any]) -> None:
    """Classes have none."""
    result = run(open_dataset(rooms(), target="floor"), {"f": predict})
    assert "hd95 px" in card_table(result, "f")
    classes = run(open_dataset(rooms(folder="again")), {"f": predict})
    assert card_table(classes, "f") == ""


def test_names_are_shown_as_they_are(result: BenchResult) -> None:
    """In the heads of every table."""
    comparison = compare(result, result, names=(EVIL, "other"))
    for table in (photo_table(result), comparison_table(comparison)):
        assert "<script>" not in table
        assert "&lt;script&gt;" in table


def test_a_refusal_sorts_with_the_worst_and_says_what_it_is(result: BenchResult) -> None:
    """It counts as 0, and is no number of its own."""
    one = result.measured[0]
    shy = replace(one, records=(replace(one.records[0], status="refused"), *one.records[1:]))
    table = photo_table(replace(result, measured=(shy,)))
    assert '<td data-value="0" class="refused">refused</td>' in table


def test_a_class_that_a_photo_has_not_stays_last_when_sorted(
    rooms: Callable[..., Path], predict: Callable[[Any], Any]
) -> None:
    """It has no value, and a dash to show."""
    table = photo_table(run(open_dataset(rooms(1), classes=["floor", "rug"]), {"f": predict}))
    assert '<td data-value="">\N{EN DASH}</td>' in table
