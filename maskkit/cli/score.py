"""``maskkit score``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maskkit.cli import options
from maskkit.cli.streams import STREAM, print_json, refuse_two_streams, source

if TYPE_CHECKING:
    from rich.table import Table

    from maskkit.masks.lengths import Length
    from maskkit.metrics.borders import Frame
    from maskkit.metrics.card import ScoreCard
    from maskkit.metrics.pair import Pair
    from maskkit.metrics.surface import Elements, Pooling
    from maskkit.types import Labels, SizeWh

    _Scored = tuple[dict[str, Any], Table]
    """What --json prints, and what people read."""


class Reach(click.ParamType[Any]):
    """A width in pixels, or in per cent of the picture's diagonal: ``26``, ``26px`` or ``2%``."""

    name = "PX|%"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Length:
        """The length."""
        from maskkit.errors import MaskkitError
        from maskkit.masks.lengths import parse_length

        try:
            return parse_length(value)
        except MaskkitError as error:
            self.fail(str(error), param, ctx)


@click.command("score")
@click.argument("pred", metavar="PRED")
@click.argument("truth", metavar="TRUTH")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="From which value on a pixel of PRED is marked; 0.5 is 128 of 255.",
)
@click.option("--valid", metavar="FILE", help="Score only what this mask marks.")
@click.option(
    "--boundary-distance",
    type=Reach(),
    default="2%",
    show_default=True,
    help="Boundary IoU: how wide the band is, in pixels or per cent of the diagonal.",
)
@click.option(
    "--boundary-tolerance",
    type=Reach(),
    default="0.8%",
    show_default=True,
    help="Boundary F: how far borders may be apart, in pixels or per cent of the diagonal.",
)
@click.option(
    "--tolerance",
    "tolerance_px",
    type=click.FloatRange(min=0),
    default=2.0,
    show_default=True,
    metavar="PX",
    help="Surface Dice: how far borders may be apart.",
)
@click.option(
    "--frame",
    type=click.Choice(["count", "ignore"]),
    default="count",
    show_default=True,
    help="Whether a mask that reaches the picture's frame has a border there.",
)
@click.option(
    "--pooling",
    type=click.Choice(["pooled", "max", "mean"]),
    default="pooled",
    show_default=True,
    help="HD, HD95, ASSD: both directions in one list (MedPy), the larger, or their mean.",
)
@click.option(
    "--elements",
    type=click.Choice(["pixel", "surfel"]),
    default="pixel",
    show_default=True,
    help="HD, HD95, ASSD: of border pixels, or of pieces of contour by their length (surface-distance).",
)
@click.option("--labels", "as_labels", is_flag=True, help="PRED and TRUTH are label maps: score each class.")
@click.option(
    "--classes",
    metavar="CLASS,…",
    help="With --labels: the classes to show and average, by name or number; left out, all that occur.",
)
@options.as_json
def command(pred: str, truth: str, *, as_labels: bool, classes: str | None, as_json: bool, **given: Any) -> None:
    """Say how good a mask is, by every metric that the field uses.

    PRED and TRUTH are mask files of one size: 255 = in, 0 = out. Greys of PRED count in the soft metrics; elsewhere it
    is cut at --threshold. With the defaults each metric says what the package that it is known by says. With --labels
    both are label maps, 255 = unlabelled in TRUTH, and every class is scored.

    \b
    maskkit score mask.png truth.png
    maskkit score mask.png truth.png --frame ignore --tolerance 3 --json
    maskkit score labels.png truth-labels.png --labels --classes floor,wall,ceiling
    """  # noqa: D301 (\b is click's mark for lines that are not to be wrapped)
    _refuse_usage(pred, truth, given["valid"], as_labels=as_labels, classes=classes)
    if as_labels:
        document, table = _scored_labels(pred, truth, classes)
    else:
        document, table = _scored_masks(pred, truth, **given)
    if as_json:
        print_json(document)
    else:
        _show(document, table)


def _refuse_usage(pred: str, truth: str, valid: str | None, *, as_labels: bool, classes: str | None) -> None:
    refuse_two_streams(pred, truth, valid)
    if classes and not as_labels:
        raise click.UsageError("--classes belongs to --labels.")
    if any(name != STREAM and Path(name).is_dir() for name in (pred, truth)):
        raise click.UsageError("score takes two files; `maskkit bench` scores a folder against a folder.")


def _scored_masks(pred: str, truth: str, *, threshold: float, valid: str | None, **given: Any) -> _Scored:
    from maskkit.cli.score_table import card_table
    from maskkit.masks.mask import Mask
    from maskkit.metrics.pair import Pair

    marked, true = Mask.open(source(pred)), Mask.open(source(truth))
    _require_one_size(pred, marked.size_wh, truth, true.size_wh)
    only = Mask.open(source(valid)) if valid else Mask.full(marked.size_wh)
    _require_one_size(pred, marked.size_wh, valid or "", only.size_wh)
    pair = Pair.of(marked, true, threshold=threshold, valid=only.to_bool() if valid else None)
    card, used = _card(pair, **given)
    counts = {"tp": pair.counts.tp, "fp": pair.counts.fp, "fn": pair.counts.fn, "tn": pair.counts.tn}
    about = _about(pred, truth, true.size_wh)
    document = {
        **about,
        **card.to_json(),
        "counts": counts,
        "options": {"threshold": threshold, "valid": valid, **used},
    }
    return document, card_table(card.to_json(), used)


def _card(
    pair: Pair,
    *,
    boundary_distance: Length,
    boundary_tolerance: Length,
    tolerance_px: float,
    frame: Frame,
    pooling: Pooling,
    elements: Elements,
) -> tuple[ScoreCard, dict[str, Any]]:
    """The card by these options, and the options as they came out for a picture of this size."""
    from maskkit.metrics.boundary import band_reach, boundary_f, boundary_iou, disk_radius
    from maskkit.metrics.card import score
    from maskkit.metrics.surface import surface_distances

    reach_px, radius_px = max(1, round(boundary_distance.amount)), boundary_tolerance.amount
    if boundary_distance.per_cent:
        reach_px = band_reach(pair, distance=boundary_distance.amount / 100)
    if boundary_tolerance.per_cent:
        radius_px = disk_radius(pair, tolerance=boundary_tolerance.amount / 100)
    borders = surface_distances(pair, frame=frame, elements=elements)
    card = replace(
        score(pair, frame=frame, tolerance_px=tolerance_px),
        boundary_iou=boundary_iou(pair, distance_px=reach_px, frame=frame),
        boundary_f=boundary_f(pair, tolerance_px=radius_px),
        hd_px=borders.hausdorff(pooling=pooling),
        hd95_px=borders.hausdorff(95, pooling=pooling),
        assd_px=borders.average(pooling=pooling),
    )
    reaches = {"boundary_distance_px": reach_px, "boundary_tolerance_px": radius_px, "tolerance_px": tolerance_px}
    return card, {**reaches, "frame": frame, "pooling": pooling, "elements": elements}


def _scored_labels(pred: str, truth: str, classes: str | None) -> _Scored:
    from maskkit.cli.score_table import classes_table
    from maskkit.images.decode import decode_grey
    from maskkit.masks.classes import RoomClass
    from maskkit.metrics.labels import class_scores, confusion_matrix

    found, true = decode_grey(source(pred)), decode_grey(source(truth))
    _require_one_size(pred, _size_wh(found), truth, _size_wh(true))
    asked = [_class_number(word) for word in options.names(classes or "")]
    every = sorted({*_values(found), *_values(true[true != RoomClass.UNLABELLED]), *asked})
    shown = [every.index(number) for number in asked or every if number != RoomClass.UNLABELLED]
    matrix = confusion_matrix(found, true, classes=every)
    scores = class_scores(matrix, averaged=shown).to_json()
    predicted = matrix.sum(axis=0)
    rows = [
        {
            "class": every[row],
            "name": _class_name(every[row]),
            **{key: scores[key][row] for key in ("iou", "dice", "precision")},
            "recall": scores["accuracy"][row],
            "pixels": scores["pixels"][row],
            "predicted_pixels": int(predicted[row]),
        }
        for row in shown
    ]
    means = {key: scores[key] for key in ("mean_iou", "mean_dice", "frequency_weighted_iou", "pixel_accuracy")}
    matrix_json = {"confusion": matrix.tolist(), "confusion_classes": every}
    return {**_about(pred, truth, _size_wh(true)), **means, "classes": rows, **matrix_json}, classes_table(rows, means)


def _class_number(word: str) -> int:
    """The label that a class name or a number in 0..254 stands for."""
    from maskkit.errors import UnknownChoice
    from maskkit.masks.classes import RoomClass

    known = {label.name.lower(): int(label) for label in RoomClass if label is not RoomClass.UNLABELLED}
    number = known.get(word.lower(), int(word) if word.isdecimal() else -1)
    if not 0 <= number < RoomClass.UNLABELLED:
        raise UnknownChoice(f"{word!r} is no class", hint=f"Classes: {', '.join(known)}, or a number in 0..254.")
    return number


def _class_name(number: int) -> str:
    from maskkit.masks.classes import RoomClass

    return RoomClass(number).name.lower() if number in set(RoomClass) else str(number)


def _values(labels: Labels) -> list[int]:
    import numpy as np

    return np.flatnonzero(np.bincount(labels.ravel(), minlength=256)).tolist()


def _size_wh(labels: Labels) -> SizeWh:
    return labels.shape[1], labels.shape[0]


def _require_one_size(pred: str, size_wh: SizeWh, truth: str, truth_size_wh: SizeWh) -> None:
    from maskkit.errors import SizeMismatch

    if size_wh != truth_size_wh:
        sizes = f"it is {truth_size_wh[0]} x {truth_size_wh[1]} pixels, but {pred} is {size_wh[0]} x {size_wh[1]}"
        raise SizeMismatch(sizes, where=truth, hint="Make both at the same size; nothing is scaled silently.")


def _about(pred: str, truth: str, size_wh: SizeWh) -> dict[str, Any]:
    return {"pred": pred, "truth": truth, "size_wh": size_wh}


def _show(document: dict[str, Any], table: Table) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout)
    width, height = document["size_wh"]
    lines = [f"{document['pred']} against {document['truth']}, {width} x {height} px"]
    if counts := document.get("counts"):
        marked, true, pixels = counts["tp"] + counts["fp"], counts["tp"] + counts["fn"], sum(counts.values())
        lines.append(f"marked: {marked / pixels:.1%} against {true / pixels:.1%}")
        lines.append(f"wrong:  {counts['fp']:,} px too much, {counts['fn']:,} px missing")
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    console.print()
    console.print(table)
