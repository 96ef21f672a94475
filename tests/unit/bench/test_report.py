"""The page, its tables, words and small pictures."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.comparison import compare
from maskkit.bench.dataset import Dataset
from maskkit.bench.looks import Look
from maskkit.bench.opening import open_dataset
from maskkit.bench.page_tables import card_table, comparison_table, confusion_table, photo_table, totals_table
from maskkit.bench.page_words import counted, part, safe, template
from maskkit.bench.predictors import Function
from maskkit.bench.records import Record
from maskkit.bench.report import Pictures, draw_report
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run
from maskkit.bench.thumbs import thumb
from maskkit.images.photo import Photo

EVIL = '<script>alert("x")</script> & co'


class Page(HTMLParser):
    """The tags of a page, and whether each is closed."""

    VOID = frozenset({"meta", "img", "input", "br", "link", "line", "circle", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def result(dataset: Dataset, predict: Callable[[Any], Any]) -> BenchResult:
    """Two predictors with names that look like markup."""
    return run(dataset, [Function(EVIL, predict), Function("other", lambda photo: predict(photo) * 0 + 2)])


def a_look(name: str = EVIL) -> Look:
    from maskkit.bench.scope import Scope

    rows = np.zeros((30, 40), np.uint8)
    return Look(name, "IoU .1", Photo(np.zeros((30, 40, 3), np.uint8)), rows, rows, Scope.of_classes(["floor"]), (1,))


def test_the_page_is_whole_and_needs_nothing_from_outside(result: BenchResult) -> None:
    """Every tag is closed, no address leads anywhere, and names are shown as they are."""
    comparison = compare(result, result, names=(EVIL, "other"))
    pictures = Pictures({EVIL: [a_look()], "other": []}, [[(a_look(), a_look(), 0.1)]])
    text = draw_report(result, [comparison], pictures)
    page = Page(text)
    assert page.open == []
    assert "$" not in re.sub(r"\$\{|`[^`]*`", "", text.replace(part("report.js"), ""))
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    assert "@import" not in text
    assert "url(" not in text
    assert len(page.named("script")) == 1
    assert EVIL in page.words
    assert len(page.named("img")) == 8


def test_failures_are_named_on_the_page(result: BenchResult) -> None:
    """With their message and code."""
    one = result.measured[0]
    failed = replace(one, records=(Record.failure(f"r0{EVIL}", OSError("broken")), *one.records[1:]))
    text = draw_report(replace(result, measured=(failed,)), [], Pictures())
    assert "1 photo could not be measured" in text
    assert "OSError: broken" in text
    assert "<script>alert" not in text


def test_refusals_are_named_with_what_they_cost(result: BenchResult) -> None:
    """The mean with and without them."""
    one = result.measured[0]
    shy = replace(one, records=(replace(one.records[0], status="refused"), *one.records[1:]))
    text = draw_report(replace(result, measured=(shy,)), [], Pictures())
    assert "1 photo refused" in text
    assert "Without them the mean is" in text


def test_a_page_of_failures_alone_can_be_drawn(result: BenchResult) -> None:
    """Nothing to divide by anywhere."""
    one = result.measured[0]
    failed = replace(one, records=tuple(Record.failure(record.name, OSError("x")) for record in one.records))
    assert Page(draw_report(replace(result, measured=(failed,)), [], Pictures())).open == []


def test_the_totals_have_a_row_for_each_class(result: BenchResult) -> None:
    """And one for the mean."""
    rows = [attributes for attributes in Page(totals_table(result, EVIL)).named("th") if attributes["scope"] == "row"]
    assert len(rows) == 4


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


def test_calibration_is_drawn_where_probabilities_are_told(result: BenchResult) -> None:
    """And only there."""
    one = result.measured[0]
    bins = {"pixels": [5, 10], "sure": [1.0, 8.0], "right": [2.0, 9.0]}
    sure = replace(one, records=tuple(replace(record, bins=bins) for record in one.records))
    text = draw_report(replace(result, measured=(sure, result.measured[1])), [], Pictures())
    assert text.count("as sure as it is right") == 1
    assert "expected calibration error .133" in text


def test_one_mask_has_its_score_card(rooms: Callable[..., Path], predict: Callable[[Any], Any]) -> None:
    """Classes have none."""
    result = run(open_dataset(rooms(), target="floor"), {"f": predict})
    assert "hd95 px" in card_table(result, "f")
    classes = run(open_dataset(rooms(folder="again")), {"f": predict})
    assert card_table(classes, "f") == ""


def test_thumbs_are_pictures_within_the_page() -> None:
    """JPEG in a data URI, small."""
    source = thumb(np.random.default_rng(0).integers(0, 255, (240, 320, 3)).astype(np.uint8))
    kind, data = source.split(",")
    assert kind == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.size == (320, 240)
    assert len(source) < 90_000


def test_words() -> None:
    """Counts, markup, and the files of the page."""
    assert counted(2, "photo") == "2 photos"
    assert safe('<a "b">') == "&lt;a &quot;b&quot;&gt;"
    assert template("method.html").is_valid()
    assert "light-dark" in part("report.css")
