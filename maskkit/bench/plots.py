"""The drawings of the page, as inline SVG: they need no network, follow the page's colours, and fit any width.

Places across are per cents, so that a drawing fits phone and desk alike without its letters shrinking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from maskkit.bench.page_words import safe
from maskkit.bench.statistics import Interval
from maskkit.bench.tables import interval_text, number, signed

_ROW_PX = 18
_BINS = 20
_HIST_PX = 130


def interval_rows(rows: Mapping[str, Sequence[Interval]], names: Sequence[str]) -> str:
    """For each row one line with a dot for the value and a bar for the interval of each name, on a scale of 0..1."""
    lines = [
        f'<div class="plot-row"><span>{safe(label)}</span>{_track(label, intervals, names)}</div>'
        for label, intervals in rows.items()
    ]
    ticks = "".join(f'<i style="left:{tick * 100:g}%">{_tick(tick)}</i>' for tick in (0, 0.25, 0.5, 0.75, 1))
    axis = f'<div class="plot-row axis"><span></span><div class="ticks">{ticks}</div></div>'
    return f'<div class="plot">{"".join(lines)}{axis}</div>'


def histogram(values: Sequence[float], *, series: int, title: str) -> str:
    """How many photos have which IoU: 20 columns from 0 to 1, and a line at the median."""
    known = np.array([value for value in values if not np.isnan(value)])
    counts, _ = np.histogram(known, bins=_BINS, range=(0, 1))
    most = max(int(counts.max()), 1) if len(known) else 1
    bars = "".join(_bar(place, int(count), most, series) for place, count in enumerate(counts) if count)
    median = float(np.median(known)) if len(known) else float("nan")
    line = "" if np.isnan(median) else _median_line(median)
    told = f"{title}: {len(known)} photos, median {number(median)}, most in one column {most}"
    ticks = "".join(f'<i style="left:{tick * 100:g}%">{_tick(tick)}</i>' for tick in (0, 0.25, 0.5, 0.75, 1))
    return (
        f'<div class="hist"><svg role="img" aria-label="{safe(told)}" width="100%" height="{_HIST_PX + 16}">'
        f'<line class="base" x1="0" x2="100%" y1="{_HIST_PX + 15}" y2="{_HIST_PX + 15}"/>{line}{bars}</svg>'
        f'<div class="ticks">{ticks}</div></div>'
    )


def difference_rows(rows: Mapping[str, Interval]) -> str:
    """For each row the difference as a dot with its interval, 0 in the middle."""
    ends = [abs(x) for one in rows.values() for x in (one.value, one.low, one.high) if not np.isnan(x)]
    reach = max([*ends, 0.01]) * 1.05
    lines = []
    for label, one in rows.items():
        told = safe(f"{label}: {signed(one.value)}, {interval_text(one, signs=True)}")
        middle = f'<line class="zero" x1="50%" x2="50%" y1="0" y2="{_ROW_PX + 8}"/>'
        marks = middle + _mark(
            Interval(*(_centred(x, reach) for x in (one.value, one.low, one.high))), _ROW_PX / 2 + 4, 0
        )
        lines.append(
            f'<div class="plot-row"><span>{safe(label)}</span>'
            f'<svg role="img" aria-label="{told}" width="100%" height="{_ROW_PX + 8}">{marks}</svg></div>'
        )
    ticks = "".join(
        f'<i style="left:{place}%">{signed(share * reach) if share else "0"}</i>'
        for place, share in ((0, -1), (50, 0), (100, 1))
    )
    axis = f'<div class="plot-row axis"><span></span><div class="ticks">{ticks}</div></div>'
    return f'<div class="plot">{"".join(lines)}{axis}</div>'


def reliability(points: Sequence[tuple[float, float, float]], *, series: int, title: str) -> str:
    """How often a prediction is right against how sure it says it is: a dot for each (sure, right, share of pixels)."""
    dots = "".join(
        f'<circle class="s{series}" cx="{sure * 100:.2f}%" cy="{(1 - right) * 100:.2f}%" r="{2 + 9 * share**0.5:.1f}"/>'
        for sure, right, share in points
        if share > 0
    )
    grid = "".join(f'<line class="grid" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 25, 50, 75, 100))
    return (
        f'<div class="square"><svg role="img" aria-label="{safe(title)}" width="100%" height="100%">{grid}'
        f'<line class="zero" x1="0" y1="100%" x2="100%" y2="0"/>{dots}</svg></div>'
    )


def _track(label: str, intervals: Sequence[Interval], names: Sequence[str]) -> str:
    height = _ROW_PX * len(intervals) + 8
    grid = "".join(f'<line class="grid" x1="{x}%" x2="{x}%" y1="0" y2="{height}"/>' for x in (0, 25, 50, 75, 100))
    marks = "".join(_mark(one, 4 + _ROW_PX * (place + 0.5), place) for place, one in enumerate(intervals))
    told = "; ".join(
        f"{name} {number(one.value)}, {interval_text(one)}" for name, one in zip(names, intervals, strict=True)
    )
    return f'<svg role="img" aria-label="{safe(f"{label}: {told}")}" width="100%" height="{height}">{grid}{marks}</svg>'


def _mark(one: Interval, y: float, series: int) -> str:
    if np.isnan(one.value):
        return ""
    bar = (
        ""
        if np.isnan(one.low)
        else f'<line class="bar s{series}" x1="{one.low * 100:.2f}%" x2="{one.high * 100:.2f}%" y1="{y:g}" y2="{y:g}"/>'
    )
    return f'{bar}<circle class="s{series}" cx="{one.value * 100:.2f}%" cy="{y:g}" r="5"/>'


def _bar(place: int, count: int, most: int, series: int) -> str:
    height = _HIST_PX * count / most
    left, width = place * 100 / _BINS, 100 / _BINS
    told = f"<title>{place / _BINS:.2f} to {(place + 1) / _BINS:.2f}: {count}</title>"
    return (
        f'<rect class="s{series}" x="{left + width * 0.06:.2f}%" width="{width * 0.88:.2f}%" '
        f'y="{_HIST_PX + 15 - height:.1f}" height="{height:.1f}" rx="2">{told}</rect>'
        f'<text class="count" x="{left + width / 2:.2f}%" y="{_HIST_PX + 11 - height:.1f}">{count}</text>'
    )


def _median_line(median: float) -> str:
    return f'<line class="median" x1="{median * 100:.2f}%" x2="{median * 100:.2f}%" y1="0" y2="{_HIST_PX + 15}"/>'


def _centred(value: float, reach: float) -> float:
    return 0.5 + value / reach / 2


def _tick(value: float) -> str:
    return f"{value:g}".removeprefix("0") if 0 < value < 1 else f"{value:g}"
