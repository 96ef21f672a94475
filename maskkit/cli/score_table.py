"""What ``maskkit score`` shows to people: metrics in groups, each with its value and what it means in a few words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table

NONE = "none"
"""Shown where a value does not exist."""
MISSING = "nothing to measure: a mask has no border"


class Line(NamedTuple):
    """One metric: its key in the JSON, its name, its unit, and what it means; {} takes the options of the scoring."""

    key: str
    name: str
    meaning: str
    unit: str = ""


GROUPS: dict[str, tuple[Line, ...]] = {
    "Overlap": (
        Line("iou", "IoU", "of what either marks, the share that both mark"),
        Line("dice", "Dice", "the same with what both mark counted twice (F1)"),
        Line("precision", "precision", "of what is marked, the share that is right"),
        Line("recall", "recall", "of what is there, the share that is marked"),
        Line("mcc", "MCC", "correlation: 1 equal, 0 chance, -1 opposite"),
    ),
    "Borders": (
        Line("boundary_iou", "boundary IoU", "IoU of the {boundary_distance_px:g} px inside either border"),
        Line("boundary_f", "boundary F", "border pixels at most {boundary_tolerance_px:g} px from the other border"),
        Line("surface_dice", "surface Dice", "border length at most {tolerance_px:g} px from the other border"),
        Line("hd_px", "HD", "the farthest that one border is from the other", "px"),
        Line("hd95_px", "HD95", "95 % of both borders are nearer than this", "px"),
        Line("assd_px", "ASSD", "how far the borders are apart on average", "px"),
    ),
    "Soft values": (
        Line("s_measure", "S-measure", "likeness of structure, by object and by region"),
        Line("e_measure", "E-measure", "alignment of pixels and of the whole"),
        Line("weighted_f", "weighted F", "F with errors weighed by where they lie"),
        Line("mae", "MAE", "mean absolute error; 0 is best"),
    ),
}


def card_table(card: Mapping[str, float | None], words: Mapping[str, object]) -> Table:
    """The table of a score card; ``words`` fill the blanks of the meanings."""
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=12)
    table.add_column(no_wrap=True, justify="right", style="bold")
    table.add_column(style="dim", overflow="fold")
    for number, (group, lines) in enumerate(GROUPS.items()):
        if number:
            table.add_row()
        table.add_row(f"[bold]{group}[/]")
        for line in lines:
            meaning = line.meaning.format_map(dict(words)) if card[line.key] is not None else MISSING
            table.add_row(f"  {line.name}", amount(card[line.key], line.unit), meaning)
    return table


def classes_table(rows: Sequence[Mapping[str, Any]], means: Mapping[str, float | None]) -> Table:
    """The table of a label map's classes and the means over them."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("class", no_wrap=True)
    for head in ("IoU", "precision", "recall", "pixels", "predicted"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        ratios = (amount(row[key]) for key in ("iou", "precision", "recall"))
        table.add_row(row["name"], *ratios, f"{row['pixels']:,}", f"{row['predicted_pixels']:,}")
    table.add_row()
    for name, key in (
        ("mean IoU", "mean_iou"),
        ("by frequency", "frequency_weighted_iou"),
        ("right pixels", "pixel_accuracy"),
    ):
        table.add_row(f"[bold]{name}[/]", f"[bold]{amount(means[key])}[/]")
    return table


def amount(value: float | None, unit: str = "") -> str:
    """A value with four digits (two in pixels), or more where fewer would make it look perfect.

    >>> amount(0.86249), amount(0.99998), amount(1.0), amount(31.016, "px"), amount(None)
    ('0.8625', '0.99998', '1.0000', '31.02 px', 'none')
    """
    if value is None or not math.isfinite(value):
        return NONE
    if unit:
        return f"{value:,.2f} {unit}"
    digits = next((n for n in range(4, 10) if value in {-1, 0, 1} or abs(float(f"{value:.{n}f}")) not in {0, 1}), 9)
    return f"{value:.{digits}f}"
