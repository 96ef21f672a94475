"""The page, its tables, words and small pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from maskkit.bench.comparison import compare
from maskkit.bench.dataset import Dataset
from maskkit.bench.looks import Look
from maskkit.bench.page_words import part
from maskkit.bench.predictors import Function
from maskkit.bench.records import Record
from maskkit.bench.report import Pictures, draw_report
from maskkit.bench.result import BenchResult
from maskkit.bench.runner import run
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


def test_calibration_is_drawn_where_probabilities_are_told(result: BenchResult) -> None:
    """And only there."""
    one = result.measured[0]
    bins = {"pixels": [5, 10], "sure": [1.0, 8.0], "right": [2.0, 9.0]}
    sure = replace(one, records=tuple(replace(record, bins=bins) for record in one.records))
    text = draw_report(replace(result, measured=(sure, result.measured[1])), [], Pictures())
    assert text.count("as sure as it is right") == 1
    assert "expected calibration error .133" in text
