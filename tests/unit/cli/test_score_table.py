"""The tables of ``maskkit score``: every metric once, no number that flatters, and a word where there is none."""

from __future__ import annotations

import io
from dataclasses import fields

import pytest
from rich.console import Console
from rich.table import Table

from maskkit.cli.score_table import GROUPS, MISSING, amount, card_table, classes_table
from maskkit.metrics.card import ScoreCard

WORDS = {"boundary_distance_px": 26, "boundary_tolerance_px": 11, "tolerance_px": 2.5}


def drawn(table: Table, width: int = 80) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width).print(table)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_every_metric_of_the_card_has_one_line() -> None:
    keys = [line.key for lines in GROUPS.values() for line in lines]
    assert sorted(keys) == sorted(field.name for field in fields(ScoreCard))


def test_reaches_are_told_without_needless_digits() -> None:
    card = {field.name: 0.5 for field in fields(ScoreCard)}
    text = "\n".join(drawn(card_table(card, WORDS)))
    for words in ("the 26 px inside", "at most 11 px from", "at most 2.5 px from"):
        assert words in text


def test_a_distance_that_does_not_exist_says_why() -> None:
    card = {field.name: None if field.name.endswith("_px") else 0.0 for field in fields(ScoreCard)}
    lines = drawn(card_table(card, WORDS))
    assert sum(line.endswith(MISSING) for line in lines) == 3


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_broken_or_too_wide(width: int) -> None:
    card = {field.name: 12_345.678 for field in fields(ScoreCard)}
    lines = drawn(card_table(card, WORDS), width)
    metrics = len(fields(ScoreCard))
    assert len(lines) == metrics + 2 * len(GROUPS) - 1
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.99996, "0.99996"), (0.99999999999, "1.000000000"), (0.00004, "0.00004"), (-0.25, "-0.2500"), (0.0, "0.0000")],
)
def test_what_is_not_perfect_does_not_look_perfect(value: float, shown: str) -> None:
    assert amount(value) == shown


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_no_number_is_a_word(value: float | None) -> None:
    assert amount(value) == amount(value, "px") == "none"


def test_classes_and_their_means() -> None:
    row = {"name": "floor", "iou": 0.5, "precision": None, "recall": 1.0, "pixels": 12_000, "predicted_pixels": 0}
    lines = drawn(classes_table([row], {"mean_iou": 0.5, "frequency_weighted_iou": 0.5, "pixel_accuracy": 1.0}))
    assert lines[1].split() == ["floor", "0.5000", "none", "1.0000", "12,000", "0"]
    assert lines[3].split() == ["mean", "IoU", "0.5000"]
