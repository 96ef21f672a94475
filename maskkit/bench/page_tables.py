"""The tables of the page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maskkit.bench.comparison import Comparison
from maskkit.bench.page_words import safe
from maskkit.bench.records import Record
from maskkit.bench.result import BenchResult
from maskkit.bench.statistics import Interval
from maskkit.bench.tables import DASH, interval_text, number, p_text, score_text, signed
from maskkit.metrics.labels import class_scores

_OTHERS = {
    "dice": "Dice",
    "precision": "precision",
    "recall": "recall",
    "boundary_iou": "boundary IoU 2 %",
    "boundary_iou_fine": "boundary IoU ½ %",
    "boundary_f": "boundary F",
}


def totals_table(result: BenchResult, name: str) -> str:
    """A row for each class: both IoUs with their intervals, and the other scores."""
    totals = result.totals(name)
    head = ["", "data-set IoU", "mean image IoU", *_OTHERS.values()]
    rows = [
        [
            f'<th scope="row">{safe(label)}</th>',
            _with_interval(totals.iou[label]),
            _with_interval(totals.image_iou[label]),
            *(f"<td>{number(totals.others[key][label])}</td>" for key in _OTHERS),
        ]
        for label in totals.iou
        if label != "mean" or len(totals.iou) > 2
    ]
    return _table(head, rows)


def card_table(result: BenchResult, name: str) -> str:
    """The score card of one mask; nothing where classes are scored."""
    card = result.totals(name).card
    if not card:
        return ""
    entries = "".join(
        f"<div><dt>{safe(key.replace('_', ' '))}</dt><dd>{score_text(value)}</dd></div>" for key, value in card.items()
    )
    title = "<h3>Score card <small>mean over the photos, median of distances</small></h3>"
    return f'{title}<dl class="entries">{entries}</dl>'


def confusion_table(result: BenchResult, name: str) -> str:
    """A row for each class of the truth: which share of its pixels was taken for what."""
    matrix = result.totals(name).matrix
    names = result.scope.names
    whole = matrix.sum(axis=1, keepdims=True)
    shares = np.divide(matrix, whole, out=np.zeros(matrix.shape), where=whole > 0)
    rows = [
        [
            f'<th scope="row">{safe(names[row])}</th>',
            *(
                f'<td class="heat{" right" if row == column else ""}" style="--share:{shares[row, column]:.3f}">'
                f"{f'{shares[row, column]:.0%}'.rstrip('%')}</td>"
                for column in range(len(names))
            ),
        ]
        for row in [*range(1, len(names)), 0]
        if whole[row, 0]
    ]
    return _table(["truth \\ taken for, %", *names], rows, kind="confusion")


def comparison_table(comparison: Comparison) -> str:
    """A row for each class: both values, the difference with its interval, and p."""
    head = [
        "", "data-set IoU", "", "difference", "paired bootstrap",
        "mean image IoU", "", "difference", "paired bootstrap", "p, sign flips",
    ]  # fmt: skip
    head[1], head[2] = f"data-set IoU, {comparison.base}", comparison.other
    head[5], head[6] = f"mean image IoU, {comparison.base}", comparison.other
    rows = [
        [
            f'<th scope="row">{safe(label)}</th>',
            f"<td>{number(one.iou[0])}</td><td>{number(one.iou[1])}</td>",
            _difference(one.iou_difference),
            f"<td>{number(one.image_iou[0])}</td><td>{number(one.image_iou[1])}</td>",
            _difference(one.image_iou_difference),
            f"<td>{p_text(one.p)}</td>",
        ]
        for label, one in comparison.classes.items()
        if label != "mean" or len(comparison.classes) > 2
    ]
    return _table(head, rows)


def photo_table(result: BenchResult) -> str:
    """A row for each photo, to be sorted: the mean IoU of each predictor, and of a single one every class."""
    single = result.measured[0] if len(result.measured) == 1 else None
    classes = list(result.scope.names[1:]) if single and len(result.scope.names) > 2 else []
    head = ["photo", *(["mean IoU"] if single else result.names), *classes, *(["seconds"] if single else [])]
    of = {one.name: {record.name: record for record in one.records} for one in result.measured}
    means = {one.name: result.image_iou(one.name) for one in result.measured}
    rows = []
    for record in result.measured[0].records:
        cells = [_mean_cell(of[name][record.name], means[name].get(record.name, np.nan)) for name in result.names]
        cells += [_value(x) for x in _class_ious(record, len(classes))] if classes else []
        cells += [_value(record.seconds, digits=2)] if single else []
        rows.append([f'<th scope="row">{safe(record.name)}</th>', *cells])
    return _table(head, rows, kind="sortable")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], *, kind: str = "") -> str:
    titles = "".join(f'<th scope="col">{safe(title)}</th>' for title in head)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table class="{kind}"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _with_interval(interval: Interval) -> str:
    return f"<td>{number(interval.value)} <small>{interval_text(interval)}</small></td>"


def _difference(interval: Interval) -> str:
    sure = not np.isnan(interval.low) and (interval.low > 0 or interval.high < 0)
    kind = ("good" if interval.value > 0 else "bad") if sure else ""
    return f'<td class="{kind}">{signed(interval.value)}</td><td>{interval_text(interval, signs=True)}</td>'


def _mean_cell(record: Record, value: float) -> str:
    if record.status == "scored":
        return _value(value)
    order = 0 if record.status == "refused" else -1
    return f'<td data-value="{order}" class="{record.status}">{record.status}</td>'


def _class_ious(record: Record, count: int) -> list[float | None]:
    if record.matrix is None:
        return [None] * count
    return [None if np.isnan(x) else float(x) for x in class_scores(record.matrix).iou[1:]]


def _value(value: float | None, *, digits: int = 3) -> str:
    if value is None or np.isnan(value):
        return f'<td data-value="">{DASH}</td>'
    return f'<td data-value="{value:.6g}">{number(value) if digits == 3 else f"{value:.{digits}f}"}</td>'
