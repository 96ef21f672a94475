"""What a bench leaves in its folder: ``bench.json``, ``images.csv``, ``report.html`` and ``worst.png``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from maskkit.bench.comparison import Comparison
from maskkit.bench.dataset import Dataset
from maskkit.bench.journal import CSV_NAME, PAGE_NAME, RESULT_NAME, SHEET_NAME
from maskkit.bench.looks import Look, draw_sheet, look
from maskkit.bench.predictors import Predictor, Predictors, as_predictors
from maskkit.bench.report import Pictures, draw_report
from maskkit.bench.result import BenchResult
from maskkit.bench.tables import number, to_csv
from maskkit.bench.thumbs import SIDE_PX
from maskkit.images.encode import encode, write_atomic

MOST_CARDS = 40
"""So many photos are shown on a page at most, whatever is asked for."""


@dataclass(frozen=True)
class OtherRun:
    """The predictor of a comparison that was measured in another run, and the folder of that run."""

    predictor: Predictor
    out: Path


def write_outputs(
    result: BenchResult,
    dataset: Dataset,
    predictors: Predictors,
    out: str | Path,
    *,
    comparisons: Sequence[Comparison] = (),
    sides: Sequence[tuple[OtherRun, OtherRun] | None] = (),
    worst: int = 12,
) -> Path:
    """Write everything that a bench leaves into ``out``, over what an earlier run of it left; gives the page's path.

    Args:
        result: what :func:`maskkit.bench.run` gave for ``dataset`` and ``predictors``.
        dataset: for the pictures.
        predictors: for predictions that were not kept.
        out: the folder, the one that the bench ran in.
        comparisons: what the page compares.
        sides: for each comparison where its predictions are, so that the page can show what changed; None where they
            are not known.
        worst: so many of the worst photos of each predictor are shown.

    Raises:
        StorageError: the disk would not take it.
    """
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    show = _Show(dataset, folder)
    chosen = as_predictors(predictors)
    each = min(worst, max(1, MOST_CARDS // len(chosen)))
    looks = {predictor.name: show.worst(result, predictor, each) for predictor in chosen}
    changed = [
        [] if side is None else show.changed(comparison, side)
        for comparison, side in zip(comparisons, sides, strict=False)
    ]
    document = {**result.to_json(), "comparisons": [comparison.to_json() for comparison in comparisons]}
    _write(folder / RESULT_NAME, json.dumps(document, ensure_ascii=False, allow_nan=False).encode())
    _write(folder / CSV_NAME, to_csv(result).encode())
    _write(folder / PAGE_NAME, draw_report(result, comparisons, Pictures(looks, changed)).encode())
    if shown := looks[chosen[0].name]:
        title = f"{dataset.name}: the worst of {chosen[0].name}"
        _write(folder / SHEET_NAME, encode(draw_sheet(shown, title=title)))
    return folder / PAGE_NAME


@dataclass(frozen=True)
class _Show:
    dataset: Dataset
    out: Path

    def worst(self, result: BenchResult, predictor: Predictor, count: int) -> list[Look]:
        """The photos with the lowest mean IoU, lowest first."""
        ious = {name: iou for name, iou in result.image_iou(predictor.name).items() if iou == iou}  # noqa: PLR0124 (not NaN)
        names = sorted(ious, key=lambda name: (ious[name], name))[:count]
        status = {record.name: record.status for record in result.of(predictor.name).records}
        captions = {name: "refused" if status[name] == "refused" else f"IoU {number(ious[name])}" for name in names}
        return [found for name in names if (found := self._look(name, predictor, self.out, captions[name]))]

    def changed(self, comparison: Comparison, sides: tuple[OtherRun, OtherRun]) -> list[tuple[Look, Look, float]]:
        """The photos that gained and lost most, four each, with both predictions."""
        shown = []
        for name, change in [*comparison.better[:4], *comparison.worse[:4]]:
            looks = [self._look(name, side.predictor, side.out, "") for side in sides]
            if looks[0] and looks[1]:
                shown.append((looks[0], looks[1], change))
        return shown

    def _look(self, name: str, predictor: Predictor, out: Path, caption: str) -> Look | None:
        sample = next((sample for sample in self.dataset if sample.name == name), None)
        if sample is None:
            return None
        return look(sample, predictor, self.dataset.scope, out=out, side_px=SIDE_PX, caption=caption)


def _write(path: Path, data: bytes) -> None:
    write_atomic(path, data, overwrite=True)
