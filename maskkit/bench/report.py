"""The page of a bench: one HTML file with totals, drawings, the worst photos and a table of all, without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from maskkit.bench.comparison import Comparison
from maskkit.bench.looks import PANELS, Look
from maskkit.bench.page_tables import card_table, comparison_table, confusion_table, photo_table, totals_table
from maskkit.bench.page_words import counted, part, safe, template
from maskkit.bench.plots import difference_rows, histogram, interval_rows, reliability
from maskkit.bench.result import BenchResult
from maskkit.bench.scope import Scope
from maskkit.bench.tables import interval_text, number, signed
from maskkit.bench.thumbs import thumb
from maskkit.masks.classes import RoomClass
from maskkit.masks.overlay import CLASS_COLOURS
from maskkit.version import __version__

_KINDS = {"bca": "BCa", "percentile": "percentile"}


@dataclass(frozen=True)
class Pictures:
    """What the page shows of single photos: the worst of each predictor, and the changes of each comparison."""

    worst: Mapping[str, Sequence[Look]] = field(default_factory=dict)
    changed: Sequence[Sequence[tuple[Look, Look, float]]] = ()


def draw_report(result: BenchResult, comparisons: Sequence[Comparison], pictures: Pictures) -> str:
    """The page as HTML."""
    changed = [*pictures.changed, *[()] * (len(comparisons) - len(pictures.changed))]
    return template("report.html").substitute(
        version=safe(__version__),
        title=safe(str(result.dataset["name"])),
        subtitle=safe(_subtitle(result)),
        css=part("report.css"),
        js=part("report.js"),
        figures=_figures(result),
        troubles=_troubles(result),
        totals=_totals(result),
        comparisons="\n".join(map(_comparison, comparisons, changed)),
        worst="\n".join(_worst(name, looks) for name, looks in pictures.worst.items() if looks),
        photos=photo_table(result),
        method=_how_to_read(result),
        footer=f"Made by maskkit {safe(__version__)}.",
    )


def _subtitle(result: BenchResult) -> str:
    scored = ", ".join(result.scope.names[1:])
    chosen = "".join(f" · {condition}" for condition in result.dataset["chosen"])
    return f"{counted(result.dataset['photos'], 'photo')} · {scored}{chosen}"


def _figures(result: BenchResult) -> str:
    figures = []
    for place, name in enumerate(result.names):
        mean, seconds = result.totals(name).iou["mean"], result.of(name).seconds[0]
        time = "" if np.isnan(seconds) else f"<br>{seconds:.2f} s a photo"
        told = f"{_key(place)}{safe(name)}: data-set IoU, {interval_text(mean)}{time}"
        figures.append(("", told, number(mean.value)))
    figures.append(("", "Photos measured", f"{result.dataset['photos'] - len(result.failures):,}"))
    refused = sum(len(one.refused) for one in result.measured)
    figures += [("", "Refused, counted as nothing found", f"{refused:,}")] if refused else []
    figures += [("bad", "Failed, not counted", f"{len(result.failures):,}")] if result.failures else []
    return "\n".join(f'<div class="{kind}"><dt>{name}</dt><dd>{value}</dd></div>' for kind, name, value in figures)


def _troubles(result: BenchResult) -> str:
    if not result.failures:
        return ""
    lines = "".join(
        f"<li><strong>{safe(name)}</strong>: {safe((record.error or {}).get('message', ''))} "
        f"<code>{safe((record.error or {}).get('code', ''))}</code></li>"
        for name, record in list(result.failures.items())[:50]
    )
    count = counted(len(result.failures), "photo")
    return f'<section class="troubles"><h2>{count} could not be measured</h2><ul>{lines}</ul></section>'


def _totals(result: BenchResult) -> str:
    totals = [result.totals(name) for name in result.names]
    labels = [label for label in totals[0].iou if label != "mean" or len(totals[0].iou) > 2]
    drawing = interval_rows({label: [one.iou[label] for one in totals] for label in labels}, result.names)
    keys = _keys(result.names)
    parts = [f"<section><h2>Data-set IoU</h2>{keys}{drawing}</section>"]
    for place, name in enumerate(result.names):
        values = list(result.image_iou(name).values())
        parts.append(
            f'<section class="predictor"><h2>{_key(place)}{safe(name)}</h2>{_refused(result, name)}'
            f"{totals_table(result, name)}{card_table(result, name)}"
            f'<div class="pair"><div><h3>Photos by their mean IoU</h3>'
            f"{histogram(values, series=place % 4, title=name)}{_calibration(result, name, place)}</div>"
            f"<div><h3>What was taken for what</h3>{confusion_table(result, name)}</div></div></section>"
        )
    return "\n".join(parts)


def _refused(result: BenchResult, name: str) -> str:
    refused = result.of(name).refused
    if not refused:
        return ""
    without = result.totals(name, answered_only=True).iou["mean"]
    names = ", ".join(safe(record.name) for record in refused[:20]) + (" …" if len(refused) > 20 else "")
    return (
        f'<p class="note">{counted(len(refused), "photo")} refused, and counted as if nothing was found there: {names}.'
        f" Without them the mean is {number(without.value)} ({interval_text(without)}).</p>"
    )


def _calibration(result: BenchResult, name: str, place: int) -> str:
    """How honest the probabilities are; nothing where the predictor tells none."""
    found = result.totals(name).reliability
    if found is None:
        return ""
    share = found.pixels[0] / max(1, found.pixels.sum())
    points = list(zip(found.confidence[0].tolist(), found.accuracy[0].tolist(), share.tolist(), strict=True))
    drawing = reliability(points, series=place % 4, title=f"{name}: expected calibration error {number(found.ece)}")
    told = f"expected calibration error {number(found.ece)}; across: how sure, upwards: how often right"
    return f"<h3>Is it as sure as it is right? <small>{told}</small></h3>{drawing}"


def _comparison(comparison: Comparison, changed: Sequence[tuple[Look, Look, float]]) -> str:
    rows = {
        label: one.iou_difference
        for label, one in comparison.classes.items()
        if label != "mean" or len(comparison.classes) > 2
    }
    left_out = (
        f" {counted(comparison.left_out, 'photo')} that only one measured are left out." if comparison.left_out else ""
    )
    pictures = "\n".join(_changed(*entry, comparison) for entry in changed)
    return (
        f"<section><h2>{safe(comparison.other)} against {safe(comparison.base)}</h2>"
        f"<p>{counted(comparison.photos, 'photo')}: better on {len(comparison.better)}, worse on "
        f"{len(comparison.worse)}.{left_out} Right of the line is better.</p>"
        f"{difference_rows(rows)}{comparison_table(comparison)}"
        f'<div class="cards">{pictures}</div></section>'
    )


def _changed(base: Look, other: Look, change: float, comparison: Comparison) -> str:
    panels = (base.panels()[0], base.panels()[1], base.panels()[2], other.panels()[2])
    names = ("photo", "truth", comparison.base, comparison.other)
    kind = "good" if change > 0 else "bad"
    return _card(base.name, f'<b class="{kind}">{signed(change)}</b>', [*zip(names, map(thumb, panels), strict=True)])


def _worst(name: str, looks: Sequence[Look]) -> str:
    cards = "\n".join(
        _card(look.name, safe(look.caption), [*zip(PANELS, map(thumb, look.panels()), strict=True)]) for look in looks
    )
    legend = '<span class="swatch invented"></span>wrong, <span class="swatch missed"></span>missed'
    classes = _class_keys(looks[0].scope)
    return (
        f"<section><h2>The worst photos of {safe(name)}</h2><p>In the difference: {legend}, white is not scored.</p>"
        f'{classes}<div class="cards">{cards}</div></section>'
    )


def _card(name: str, caption: str, pictures: Sequence[tuple[str, str]]) -> str:
    figures = "".join(
        f'<figure><img loading="lazy" src="{source}" alt="{safe(f"{name}: {what}")}">'
        f"<figcaption>{safe(what)}</figcaption></figure>"
        for what, source in pictures
    )
    head = f"<h3>{safe(name)} <small>{caption}</small></h3>"
    return f'<article class="card">{head}<div class="strip">{figures}</div></article>'


def _keys(names: Sequence[str]) -> str:
    if len(names) < 2:
        return ""
    return (
        f'<p class="keys">{"".join(f"<span>{_key(place)}{safe(name)}</span>" for place, name in enumerate(names))}</p>'
    )


def _class_keys(scope: Scope) -> str:
    """The colours of the classes in the pictures."""
    if scope.is_binary:
        return ""
    colours = {scope.names[row]: CLASS_COLOURS[RoomClass((scope.members[row] or (0,))[0])] for row in [*scope.rows, 0]}
    swatches = "".join(
        f'<span><i class="swatch" style="background:rgb{colour}"></i>{safe(name)}</span>'
        for name, colour in colours.items()
    )
    return f'<p class="keys">{swatches}</p>'


def _key(place: int) -> str:
    return f'<i class="key s{place % 4}"></i>'


def _how_to_read(result: BenchResult) -> str:
    how = result.resampling
    unit = "photos" if result.groups is None else f"groups of photos ({len(set(result.groups.values()))} of them)"
    return template("method.html").substitute(
        level=f"{how.level:.0%}".replace("%", " %"), resamples=f"{how.resamples:,}", kind=_KINDS[how.kind], unit=unit
    )
