"""How well does the box fit the rooms of real photos when their labels are given?

    python benchmarks/room_fit.py DATASET [--limit N] [--worst N] [--sheet FILE.png]

A DATASET has ``index.csv`` (name, classes_valid, width, height), ``images/NAME.jpg`` and ``masks/NAME.png``. Scored are
the photos of at least 640 px that show at least 10 % floor and 15 % wall. Agreement is the share of the pixels labelled
floor, rug, wall, window, door or ceiling that the fitted room puts on a face of their kind: how well the room explains
the labels it was fitted to, not how true it is.
"""

from __future__ import annotations

import argparse
import csv
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import Layout, fit_layout
from maskkit.geometry.planes import SURFACE_OF_PLANE
from maskkit.images.decode import decode_grey, open_photo

SURFACES = {1: "floor", 2: "wall", 3: "ceiling"}
SURFACE_OF_LABEL = np.zeros(256, np.uint8)
SURFACE_OF_LABEL[[1, 2, 3, 4, 5, 7]] = [1, 2, 3, 2, 2, 1]
LEAST_SIDE_PX, LEAST_FLOOR, LEAST_WALL = 640, 0.10, 0.15
COLOURS = np.array([(0, 0, 0), (0, 190, 0), (60, 120, 255), (220, 60, 60), (240, 170, 0), (160, 60, 220)])


@dataclass(frozen=True)
class Fitted:
    """What was measured on one photo.

    ``overlaps`` is surface -> IoU where it covers 1 % or more; ``worked_s`` the processor's time, which says more than
    ``took_s`` where others are at work, too.
    """

    name: str
    layout: Layout | None
    agreement: float
    overlaps: dict[int, float]
    took_s: float
    worked_s: float


def chosen_names(folder: Path) -> list[str]:
    """The photos that are large enough and show enough floor and wall."""
    rows = csv.DictReader((folder / "index.csv").open())
    large = [row["name"] for row in rows if max(int(row["width"]), int(row["height"])) >= LEAST_SIDE_PX]
    return [name for name in large if shows_a_room(read_labels(folder, name))]


def read_labels(folder: Path, name: str) -> Any:
    """(H, W) uint8 label map."""
    return decode_grey(folder / "masks" / f"{name}.png")


def shows_a_room(labels: Any) -> bool:
    """Whether there is enough floor and wall to fit a room to."""
    return bool((labels == 1).mean() >= LEAST_FLOOR and (labels == 2).mean() >= LEAST_WALL)


def measure(folder: Path, name: str) -> Fitted:
    """Fit one photo."""
    photo, labels = open_photo(folder / "images" / f"{name}.jpg"), read_labels(folder, name)
    began, busy = time.perf_counter(), time.process_time()
    try:
        layout = fit_layout(photo, labels=labels)
    except NoRoomFound:
        return Fitted(name, None, 0.0, {}, time.perf_counter() - began, time.process_time() - busy)
    took_s, worked_s = time.perf_counter() - began, time.process_time() - busy
    told, seen = SURFACE_OF_LABEL[labels], SURFACE_OF_PLANE[layout.plane_map()]
    known = told > 0
    overlaps = {
        kind: float(((seen == kind) & (told == kind)).sum() / (((seen == kind) | (told == kind)) & known).sum())
        for kind in SURFACES
        if (told == kind).mean() >= 0.01
    }
    return Fitted(name, layout, float((seen == told)[known].mean()), overlaps, took_s, worked_s)


def print_rows(found: list[Fitted]) -> None:
    """The row of the figures, then each surface."""
    names = ("agreement", "took_s", "worked_s")
    agreed, took, worked = (np.array([getattr(one, name) for one in found]) for name in names)
    refused = [one.name for one in found if one.layout is None]
    shares = "  ".join(f">= {least:.2f}: {(agreed >= least).mean():.0%}" for least in (0.98, 0.95, 0.90))
    print(f"{len(found)} photos, {len(refused)} refused {' '.join(refused)}")
    print(f"agreement  median {np.median(agreed):.3f}  p10 {np.quantile(agreed, 0.1):.3f}  {shares}")
    print(f"seconds    median {np.median(took):.2f}  p90 {np.quantile(took, 0.9):.2f}  most {took.max():.2f}")
    print(f"processor  median {np.median(worked):.2f}  p90 {np.quantile(worked, 0.9):.2f}  most {worked.max():.2f}")
    for kind, name in SURFACES.items():
        each = np.array([one.overlaps[kind] for one in found if kind in one.overlaps])
        numbers = f"median {np.median(each):.3f}  p10 {np.quantile(each, 0.1):.3f}  mean {each.mean():.3f}"
        print(f"IoU {name:8s}{numbers}  ({len(each)} photos)")


def draw(folder: Path, one: Fitted) -> Any:
    """The photo under its faces, beside its labels."""
    pixels, labels = open_photo(folder / "images" / f"{one.name}.jpg").pixels, read_labels(folder, one.name)
    faces = one.layout.plane_map() if one.layout else np.zeros_like(labels)
    told = np.array([(0, 0, 0), (0, 190, 0), (240, 170, 0), (60, 120, 255)])[SURFACE_OF_LABEL[labels]]
    tile = np.hstack([(0.6 * pixels + 0.4 * COLOURS[faces]).astype(np.uint8), told.astype(np.uint8)])
    tile = cv2.resize(tile, (840, 300), interpolation=cv2.INTER_AREA)
    text = f"{one.name} {one.agreement:.3f}"
    return cv2.putText(tile, text, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 0), 1, cv2.LINE_AA)


def main() -> None:
    """Fit all photos and print the row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst")
    parser.add_argument("--sheet", type=Path, help="draw the worst 24 as one picture")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    found = [measure(asked.dataset, name) for name in chosen_names(asked.dataset)[: asked.limit]]
    print_rows(found)
    found.sort(key=lambda one: one.agreement)
    for one in found[: asked.worst]:
        print(f"  {one.name:24s} {one.agreement:.3f}  {one.overlaps}")
    if asked.sheet:
        tiles = [draw(asked.dataset, one) for one in found[:24]]
        sheet = np.vstack([np.hstack(tiles[k : k + 2]) for k in range(0, len(tiles) - 1, 2)])
        cv2.imwrite(str(asked.sheet), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
