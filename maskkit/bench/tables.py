"""The result as text for a terminal, and as CSV with one row a photo."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

from maskkit.bench.comparison import Comparison
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult
from maskkit.bench.scope import Scope
from maskkit.bench.statistics import Interval
from maskkit.metrics.labels import class_scores

DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"
_SCORES = ("iou", "dice", "precision", "recall")
_BORDERS = ("boundary_iou", "boundary_iou_fine", "boundary_f")
_COLUMNS = ("data-set IoU", "interval", "mean image IoU", "interval", "precision", "recall", "boundary", "fine")


def totals_text(result: BenchResult) -> str:
    """A table of the totals for each predictor; boundary is Boundary IoU at 2 %, fine at 0.5 % of the diagonal."""
    parts = []
    for name in result.names:
        totals = result.totals(name)
        rows = [
            [
                label,
                *_interval(totals.iou[label]),
                *_interval(totals.image_iou[label]),
                *(number(totals.others[key][label]) for key in ("precision", "recall", "boundary_iou")),
                number(totals.others["boundary_iou_fine"][label]),
            ]
            for label in totals.iou
            if label != "mean" or len(totals.iou) > 2
        ]
        parts.append(columns([["", *_COLUMNS], *rows], title=f"{name}: {_photos(result, name)}"))
        if totals.card:
            parts.append(columns([["score card", *totals.card], ["", *map(score_text, totals.card.values())]]))
    return "\n\n".join(parts)


def comparison_text(comparison: Comparison) -> str:
    """A table of the differences."""
    rows = [
        [
            label,
            number(one.iou[0]),
            number(one.iou[1]),
            signed(one.iou_difference.value),
            interval_text(one.iou_difference, signs=True),
            signed(one.image_iou_difference.value),
            p_text(one.p),
        ]
        for label, one in comparison.classes.items()
        if label != "mean" or len(comparison.classes) > 2
    ]
    title = (
        f"{comparison.other} against {comparison.base}: {comparison.photos} photos, "
        f"{len(comparison.better)} better, {len(comparison.worse)} worse"
    )
    head = ["", comparison.base, comparison.other, "data-set IoU", "paired bootstrap", "mean image IoU", "sign-flip p"]
    return columns([head, *rows], title=title)


def to_csv(result: BenchResult) -> str:
    """One row for each photo and predictor: status, time, and for each class IoU, Dice, precision, recall, borders."""
    rows = [(one.name, record) for one in result.measured for record in one.records]
    cards = list(dict.fromkeys(key for _, record in rows for key in record.card or {}))
    classes = result.scope.names[1:]
    head = ["photo", "predictor", "status", "width", "height", "seconds", "confidence", "mean_iou"]
    head += [f"{key}_{name}" for name in classes for key in (*_SCORES, *_BORDERS)] + [f"card_{key}" for key in cards]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*head, "error"])
    for name, record in rows:
        card = [_cell((record.card or {}).get(key)) for key in cards]
        error = (record.error or {}).get("message", "")
        writer.writerow([record.name, name, record.status, *_facts(record, result.scope), *card, error])
    return text.getvalue()


def columns(rows: Sequence[Sequence[str]], *, title: str = "") -> str:
    """Rows of text under each other, the first column to the left, the others to the right.

    >>> print(columns([["", "IoU"], ["floor", ".71"]], title="geometry"))
    geometry
           IoU
    floor  .71
    """
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(w) if place == 0 else cell.rjust(w)
            for place, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(([title] if title else []) + [line.rstrip() for line in lines])


def number(value: float) -> str:
    """A share as text.

    >>> number(0.7104), number(1.0), number(float("nan")) == DASH
    ('.710', '1.000', True)
    """
    return DASH if np.isnan(value) else f"{value:.3f}".removeprefix("0")


def score_text(value: float) -> str:
    """A score of a card as text: a share, or a distance in pixels.

    >>> score_text(0.5), score_text(12.346), score_text(float("inf"))
    ('.500', '12.35', 'inf')
    """
    return number(value) if abs(value) <= 1 or np.isnan(value) else f"{value:.4g}"


def signed(value: float) -> str:
    """A difference as text.

    >>> signed(0.0312), signed(-0.5) == MINUS + ".500"
    ('+.031', True)
    """
    if np.isnan(value):
        return DASH
    return (MINUS if round(value, 3) < 0 else "+") + number(abs(value))


def interval_text(interval: Interval, *, signs: bool = False) -> str:
    """The ends of an interval.

    >>> interval_text(Interval(0.5, 0.4, 0.6)).split(DASH)
    ['.400', '.600']
    """
    if np.isnan(interval.low):
        return DASH
    if signs:
        return f"{signed(interval.low)} to {signed(interval.high)}"
    return f"{number(interval.low)}{DASH}{number(interval.high)}"


def p_text(p: float) -> str:
    """A p-value as text.

    >>> p_text(0.00009), p_text(0.0421)
    ('< .001', '.042')
    """
    return "< .001" if p < 0.001 else number(p)


def _interval(interval: Interval) -> tuple[str, str]:
    return number(interval.value), interval_text(interval)


def _photos(result: BenchResult, name: str) -> str:
    one = result.of(name)
    told = [f"{len(one.measured)} photos"]
    if one.refused:
        answered = result.totals(name, answered_only=True).iou["mean"].value
        told.append(f"{len(one.refused)} refused and counted as nothing found (mean {number(answered)} without them)")
    if one.failed:
        told.append(f"{len(one.failed)} failed")
    if calibration := result.totals(name).reliability:
        told.append(f"calibration error (ECE) {number(calibration.ece)}")
    median, p90 = one.seconds
    if not np.isnan(median):
        told.append(f"{median:.2f} s a photo (median; 90 % within {p90:.2f} s)")
    return ", ".join(told)


def _facts(record: Record, scope: Scope) -> list[str]:
    """Sizes, times and the scores of each class."""
    facts = [str(side) for side in record.size_wh] + [_cell(record.seconds), _cell(record.confidence)]
    if record.matrix is None:
        return ["", "", *facts[2:], ""] + [""] * (len(scope.rows) * (len(_SCORES) + len(_BORDERS)))
    scores = class_scores(record.matrix, averaged=list(scope.rows))
    cells = [_cell(scores.mean_iou)]
    for row in scope.rows:
        border = record.borders.get(row)
        cells += [_cell(float(values[row])) for values in (scores.iou, scores.dice, scores.precision, scores.accuracy)]
        cells += [_cell(value) for value in border.to_json()] if border else [""] * len(_BORDERS)
    return facts + cells


def _cell(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else f"{value:.6g}"
