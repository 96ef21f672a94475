"""How well are surfaces and the room's box read from real photos? For the camera there is ``camera_accuracy.py``.

    python benchmarks/geometry_accuracy.py DATASET [--limit N] [--half dev|held-out|all] [--sheet FILE.png]

A DATASET has ``index.csv`` (name, classes_valid), ``images/NAME.jpg`` and ``masks/NAME.png`` for floor, wall and
ceiling. Pictures that the shipped trees were trained on are left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import fit_layout
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.images.photo import Photo
from maskkit.masks.methods.geometry import segment_by_geometry

SURFACES = {1: "floor", 2: "wall", 3: "ceiling"}
COLOURS = np.array([[0, 0, 0], [0, 190, 0], [220, 60, 60], [60, 120, 255], [255, 255, 0]] + [[60, 60, 60]] * 251)


@dataclass(frozen=True)
class Result:
    """What was measured on one photo; ``counts`` is class -> (both, found, true, known) pixels."""

    counts: dict[int, tuple[int, int, int, int]]
    took_s: float
    roomy: bool
    overlap: float
    confidence: float
    box: float
    tile: Any


def read_photo(folder: Path, name: str) -> Photo:
    """The photo of a name."""
    return Photo(cv2.cvtColor(cv2.imread(str(folder / "images" / f"{name}.jpg")), cv2.COLOR_BGR2RGB))


def chosen_names(folder: Path, half: str) -> list[dict[str, str]]:
    """The rows of a fixed random half, without what the trees were trained on."""
    text = resources.files("maskkit.geometry").joinpath("surface_trees_1.json").read_text("utf-8")
    known = set(json.loads(text)["trained_on"])
    rows = [row for row in csv.DictReader((folder / "index.csv").open()) if row["name"] not in known]
    order = np.random.default_rng(2026).permutation(len(rows))
    parts = {"dev": order[: len(rows) // 2], "held-out": order[len(rows) // 2 :], "all": order}
    return [rows[index] for index in parts[half]]


def compare(truth: Any, labels: Any, kind: int) -> tuple[int, int, int, int]:
    """Pixels that are both, found, true, and all that may be scored."""
    known = truth != 255
    found, true = (labels == kind) & known, truth == kind
    return int((found & true).sum()), int(found.sum()), int(true.sum()), int(known.sum())


def score_surfaces(folder: Path, rows: list[dict[str, str]], sheet: Path | None) -> None:
    """Print IoU and precision of floor, wall and ceiling, of the box's faces, and what confidence is worth."""
    results, refused = [], 0
    for row in rows:
        try:
            results.append(score_photo(folder, row, draw=sheet is not None and len(results) < 40))
        except NoRoomFound:
            refused += 1
    took = [result.took_s for result in results]
    print(f"{len(rows)} photos, {refused} refused, {np.mean(took):.2f} s each (median {np.median(took):.2f})")
    print_table("all photos", [result.counts for result in results])
    print_table("floor >= 10 %, wall >= 15 %", [result.counts for result in results if result.roomy])
    faces = np.nanmean([result.box for result in results])
    print(f"box: share of true floor, wall, ceiling pixels on the right face: mean {faces:.3f}")
    print_confidence([result for result in results if not np.isnan(result.overlap)])
    if sheet:
        tiles = [result.tile for result in results if result.tile is not None]
        cv2.imwrite(str(sheet), cv2.cvtColor(join_tiles(tiles), cv2.COLOR_RGB2BGR))


def score_photo(folder: Path, row: dict[str, str], *, draw: bool) -> Result:
    """Everything that is measured on one photo."""
    photo = read_photo(folder, row["name"])
    truth = cv2.imread(str(folder / "masks" / f"{row['name']}.png"), cv2.IMREAD_GRAYSCALE)
    began = time.perf_counter()
    found = segment_by_geometry(photo)
    took_s = time.perf_counter() - began
    valid = [kind for kind, name in SURFACES.items() if name in row["classes_valid"]]
    counts = {kind: compare(truth, found.labels, kind) for kind in valid}
    overlaps = [both / (ours + theirs - both) for both, ours, theirs, known in counts.values() if theirs > 0.01 * known]
    return Result(
        counts=counts,
        took_s=took_s,
        roomy=bool((truth == 1).mean() >= 0.1 and (truth == 2).mean() >= 0.15),
        overlap=float(np.mean(overlaps)) if overlaps else float("nan"),
        confidence=found.confidence,
        box=box_agreement(photo, truth, found.labels),
        tile=draw_tile(photo, found.labels, truth) if draw else None,
    )


def print_confidence(results: list[Result]) -> None:
    """How confidence goes with the measured overlap."""
    sure = np.array([result.confidence for result in results])
    overlap = np.array([result.overlap for result in results])
    print(f"confidence against mean IoU: correlation {np.corrcoef(sure, overlap)[0, 1]:.2f}")
    for low, high in ((0, 0.35), (0.35, 0.45), (0.45, 0.55), (0.55, 1.01)):
        inside = overlap[(sure >= low) & (sure < high)]
        if len(inside):
            print(f"  confidence {low:.2f}-{min(high, 1):.2f}: {len(inside):3d} photos, mean IoU {inside.mean():.2f}")


def box_agreement(photo: Photo, truth: Any, labels: Any) -> float:
    """The share of the true surfaces that the box fitted to our own labels puts on the right face."""
    faces = SURFACE_OF_PLANE[fit_layout(photo, labels=labels).plane_map()]
    shown = np.select([np.isin(truth, (1, 7)), np.isin(truth, (2, 4, 5)), truth == 3], [1, 2, 3], 0)
    return float((faces == shown)[shown > 0].mean()) if (shown > 0).any() else float("nan")


def print_table(title: str, counts: list[dict[int, tuple[int, int, int, int]]]) -> None:
    """One line a class: mean IoU where the class covers 1 % or more, pooled IoU, precision and recall."""
    print(f"{title:30s} photos  IoU mean  median  pooled  precision  recall")
    for kind, name in SURFACES.items():
        both, ours, theirs, known = np.array([count[kind] for count in counts if kind in count]).T
        seen = theirs > 0.01 * known
        each = (both / np.maximum(ours + theirs - both, 1))[seen]
        pooled = both.sum() / (ours.sum() + theirs.sum() - both.sum())
        shares = f"{pooled:.3f}     {both.sum() / ours.sum():.3f}   {both.sum() / theirs.sum():.3f}"
        print(f"  {name:28s} {seen.sum():6d}     {each.mean():.3f}   {np.median(each):.3f}   {shares}")


def draw_tile(photo: Photo, labels: Any, truth: Any) -> Any:
    """Photo, our labels, true labels, side by side."""
    painted = [
        photo.pixels,
        *((0.45 * photo.pixels + 0.55 * COLOURS[part]).astype(np.uint8) for part in (labels, truth)),
    ]
    strip = cv2.resize(np.hstack(painted), (960, max(1, round(photo.pixels.shape[0] * 320 / photo.pixels.shape[1]))))
    scale = min(1.0, 250 / strip.shape[0])
    strip = cv2.resize(strip, None, fx=scale, fy=scale)
    tile = np.zeros((250, 960, 3), np.uint8)
    tile[: strip.shape[0], : strip.shape[1]] = strip[:250, :960]
    return tile


def join_tiles(tiles: list[Any]) -> Any:
    """The tiles in two columns."""
    tiles = tiles + [np.zeros_like(tiles[0])] * (len(tiles) % 2)
    return np.vstack([np.hstack(pair) for pair in zip(tiles[::2], tiles[1::2], strict=True)])


def main() -> None:
    """Score a half of the dataset."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--half", choices=("dev", "held-out", "all"), default="held-out")
    parser.add_argument("--sheet", type=Path, help="write the first 40 results as one picture")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    score_surfaces(asked.dataset, chosen_names(asked.dataset, asked.half)[: asked.limit], asked.sheet)


if __name__ == "__main__":
    main()
