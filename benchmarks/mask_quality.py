"""How good are the label maps? On real photos, on rendered rooms, and how long they take.

    python benchmarks/mask_quality.py real DATASET [--without NAMES] [--half dev|held-out] [--count N] [--out FOLDER]
    python benchmarks/mask_quality.py rendered FOLDER [--first N] [--count N]
    python benchmarks/mask_quality.py refine FOLDER [--without NAMES] [--count N] [--width LENGTH]
    python benchmarks/mask_quality.py speed PHOTO

``real``: the methods side by side, data-set IoU with bootstrap intervals and the mean over the photos; ``--without`` is
a file with the names of pictures that were learnt from, ``--count`` takes so many of the half, evenly.
``rendered``: rooms by ``training/synthesise.py`` that were not learnt from: IoU, Boundary IoU at 0.5 % of the diagonal
before and after borders are drawn along the photo's edges, how far the wall-floor line is off, and the panoptic quality
of single walls. ``refine``: what ``mk.refine`` makes of the masks of floor, wall and ceiling that come straight from
the network, and of such as people draw: the true ones, coarsened; FOLDER is of either kind. ``speed``: time and memory
of ``mk.segment`` at 1024 x 768 and 12 MP, each in a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

import maskkit as mk
from maskkit import bench
from maskkit.bench.tables import totals_text
from maskkit.errors import NoRoomFound
from maskkit.masks.classes import RoomClass
from maskkit.masks.methods.network import KINDS, class_shares, segment_by_network, working_size
from maskkit.masks.models.rooms import read_room
from maskkit.masks.refine import REFINE_WIDTH
from maskkit.masks.segment import segment
from maskkit.masks.walls import LEAST_SHARE, number_walls
from maskkit.metrics.boundary import boundary_iou

CLASSES = ("floor", "wall", "ceiling", "window", "door", "furniture", "rug", "fixture")
SURFACES = {1: "floor", 2: "wall", 3: "ceiling"}
FOLDED = np.array([*range(9), 6, 6, 0] + [255] * 244, np.uint8)
LINE_PX, NO_WALL, LEAST_SURFACE = 1024, 100, 0.02


def main() -> None:
    """Read the command and print its table."""
    options = read_options()
    {"real": real, "rendered": rendered, "refine": refined, "speed": speed, "once": once}[options.command](options)


def real(options: argparse.Namespace) -> None:
    """IoU on real photos, method by method."""
    names = set(options.without.read_text("utf-8").split()) if options.without else set()
    dataset = bench.open_dataset(options.dataset, classes=CLASSES)
    kept = [sample for sample in dataset.samples if sample.name not in names]
    order = np.random.default_rng(2026).permutation(len(kept))
    parts = {"dev": order[: len(kept) // 2], "held-out": order[len(kept) // 2 :], "all": order}
    half = sorted(parts[options.half])
    chosen = replace(dataset, samples=tuple(kept[index] for index in spread(half, options.count)))
    result = bench.run(chosen, list(options.methods), out=options.out)
    print(totals_text(result))


def rendered(options: argparse.Namespace) -> None:
    """Scores on rendered rooms."""
    rows = [score_rendered(*room) for room in rendered_rooms(options.folder, options.first, options.count)]
    counts = np.sum([row["counts"] for row in rows], axis=0)
    union = counts[:, 1] + counts[:, 2] - counts[:, 0]
    for number, name in enumerate(("other", *CLASSES)):
        if number and union[number]:
            print(f"IoU {name:10} {counts[number, 0] / union[number]:.3f}")
    for what in ("before", "after"):
        means = {name: np.nanmean([row[what].get(name, np.nan) for row in rows]) for name in SURFACES.values()}
        print(f"Boundary IoU at 0.5 %, {what} refinement: " + ", ".join(f"{k} {v:.3f}" for k, v in means.items()))
    better = [row["kept"] for row in rows]
    print(f"IoU of the surfaces not lower after refinement: {np.mean(better):.1%} of {len(rows)} rooms")
    lines = [row["line_px"] for row in rows if row["line_px"] is not None]
    print(f"wall-floor line, median distance at {LINE_PX} px: {statistics.median(lines):.2f} px ({len(lines)} rooms)")

    for kind in ("box", "other"):
        walls = np.sum([row["walls"] for row in rows if kind == "other" or row["is_box"]], axis=0)
        which = "of boxes" if kind == "box" else "of all rooms"
        print(f"single walls {which}, panoptic quality: {panoptic_quality(walls):.3f}")


def rendered_rooms(folder: Path, first: int, count: int | None) -> Iterator[tuple[mk.Photo, Any, Any, bool]]:
    """Pictures with their label maps, folded to the nine labels, their walls, and whether the room is a box."""
    rows = (json.loads(line) for line in (folder / "rooms.jsonl").read_text("utf-8").splitlines())
    layouts = {f"{row['number']:06d}": row["layout"] for row in rows}
    for path in sorted((folder / "images").glob("*.jpg"))[first:][:count]:
        truth = cv2.imread(str(folder / "labels" / f"{path.stem}.png"), cv2.IMREAD_UNCHANGED)
        walls = cv2.imread(str(folder / "walls" / f"{path.stem}.png"), cv2.IMREAD_UNCHANGED)
        shown = np.where((truth == RoomClass.WALL) & (walls < NO_WALL), walls, 0)
        yield mk.open_photo(path), FOLDED[truth], shown, layouts[path.stem] == "box"


def score_rendered(photo: mk.Photo, truth: Any, walls: Any, is_box: bool) -> dict[str, Any]:  # noqa: FBT001 (a row)
    """What is measured on one room."""
    size_wh = working_size(photo.size_wh)
    shares = class_shares(read_room(photo.pixels).classes, size_wh)
    plain = cv2.resize(shares.argmax(axis=0).astype(np.uint8), photo.size_wh, interpolation=cv2.INTER_NEAREST)
    found = segment_by_network(photo)
    labels = found.labels
    counts = np.array([[((labels == k) & (truth == k)).sum(), (labels == k).sum(), (truth == k).sum()] for k in KINDS])
    structure = np.isin(truth, list(SURFACES))
    right = [float((found == truth)[structure].mean()) for found in (plain, labels)]
    return {
        "counts": counts,
        "before": borders(plain, truth),
        "after": borders(labels, truth),
        "kept": right[1] >= right[0] - 1e-9,
        "line_px": line_distance(labels, truth),
        "walls": wall_counts(wall_numbers(photo, found), walls),
        "is_box": is_box,
    }


def wall_numbers(photo: mk.Photo, found: Any) -> Any:
    """The walls by number; one for all where they cannot be told apart."""
    try:
        return number_walls(photo, found)
    except NoRoomFound:
        return (found.labels == RoomClass.WALL).astype(np.uint8)


def wall_counts(found: Any, truth: Any) -> Any:
    """Of single walls: the sum of IoUs over .5, how many those are, found ones too many, and true ones missed.

    True walls that fill less of the picture than a found one must are left out.
    """
    true = [truth == number for number in np.unique(truth[truth > 0]) if (truth == number).mean() >= LEAST_SHARE]
    told = [found == number for number in np.unique(found[found > 0])]
    overlaps = np.array([[(a & b).sum() / (a | b).sum() for b in told] for a in true]).reshape(len(true), len(told))
    matched = overlaps[overlaps > 0.5]
    return np.array([matched.sum(), matched.size, len(told) - matched.size, len(true) - matched.size])


def panoptic_quality(counts: Any) -> float:
    """Kirillov and others, "Panoptic segmentation", CVPR 2019, equation 1, of what :func:`wall_counts` gives."""
    overlap, matched, too_many, missed = counts
    return float(overlap / max(1e-9, matched + 0.5 * too_many + 0.5 * missed))


def borders(labels: Any, truth: Any) -> dict[str, float]:
    """Boundary IoU of each surface that occurs."""
    present = {number: name for number, name in SURFACES.items() if (truth == number).any()}
    return {name: boundary_iou(labels == number, truth == number, distance=0.005) for number, name in present.items()}


def line_distance(labels: Any, truth: Any) -> float | None:
    """The median distance from the true wall-floor line to the found one, in pixels of a picture of 1024 px."""
    found, true = wall_floor_line(labels), wall_floor_line(truth)
    if true.sum() < 30 or not found.any():
        return None
    away = cv2.distanceTransform((~found).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float(np.median(away[true]) * LINE_PX / max(truth.shape))


def wall_floor_line(labels: Any) -> Any:
    """Where wall stands on floor."""
    line = np.zeros(labels.shape, np.bool_)
    line[1:] = (labels[1:] == 1) & (labels[:-1] == 2)
    return line


def refined(options: argparse.Namespace) -> None:
    """Gains of refinement for masks of surfaces."""
    kinds: dict[str, list[list[float]]] = {"by the network": [], "drawn coarsely": []}
    for photo, truth in labelled(options):
        shares = class_shares(read_room(photo.pixels).classes, photo.size_wh)
        known = truth != RoomClass.UNLABELLED
        for number in SURFACES:
            true = truth == number
            for kind, rough in (("by the network", shares.argmax(axis=0) == number), ("drawn coarsely", coarse(true))):
                if min(true.mean(), rough.mean()) > LEAST_SURFACE:
                    made = mk.refine(photo, mk.Mask.from_bool(rough), width=options.width).to_bool()
                    pairs = [np.where(known, found, true) for found in (rough, made)]
                    kinds[kind].append([score for found in pairs for score in both_scores(found, true)])
    for kind, rows in kinds.items():
        iou, edge, iou_after, edge_after = np.array(rows).T
        print(
            f"{kind}: {len(rows)} masks, IoU {iou.mean():.4f} -> {iou_after.mean():.4f}, not lower in "
            f"{np.mean(iou_after >= iou):.1%}, lower by more than .001 in {np.mean(iou_after < iou - 0.001):.1%}; "
            f"Boundary IoU at 0.5 % {edge.mean():.3f} -> {edge_after.mean():.3f}"
        )


def labelled(options: argparse.Namespace) -> Iterator[tuple[mk.Photo, Any]]:
    """Photos or rendered pictures with their labels; of photos those with floor, wall and ceiling known."""
    if (options.folder / "rooms.jsonl").is_file():
        paths = sorted((options.folder / "images").glob("*.jpg"))
        for path in spread(paths, options.count):
            truth = cv2.imread(str(options.folder / "labels" / f"{path.stem}.png"), cv2.IMREAD_UNCHANGED)
            yield mk.open_photo(path), FOLDED[truth]
        return
    names = set(options.without.read_text("utf-8").split()) if options.without else set()
    with (options.folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] not in names]
    whole = [row["name"] for row in rows if set(SURFACES.values()) <= set(row["classes_valid"].split())]
    for name in spread(whole, options.count):
        truth = cv2.imread(str(options.folder / "masks" / f"{name}.png"), cv2.IMREAD_UNCHANGED)
        yield mk.open_photo(options.folder / "images" / f"{name}.jpg"), truth


def spread(items: list[Any], count: int | None) -> list[Any]:
    """So many of some things, evenly."""
    return [items[round(place)] for place in np.linspace(0, len(items) - 1, min(count or len(items), len(items)))]


def coarse(true: Any) -> Any:
    """A mask as it is drawn with little care: with details of 1.2 % of the diagonal lost."""
    cell = max(8, round(0.012 * float(np.hypot(*true.shape))))
    size_wh = max(1, true.shape[1] // cell), max(1, true.shape[0] // cell)
    small = cv2.resize(true.astype(np.float32), size_wh, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, true.shape[::-1], interpolation=cv2.INTER_CUBIC) > 0.5


def both_scores(found: Any, true: Any) -> tuple[float, float]:
    """IoU, and Boundary IoU at 0.5 % of the diagonal."""
    return float((found & true).sum() / max(1, (found | true).sum())), boundary_iou(found, true, distance=0.005)


def speed(options: argparse.Namespace) -> None:
    """Time and memory of whole calls."""
    for size_wh in ((1024, 768), (4000, 3000)):
        for method in options.methods:
            told = subprocess.run(
                [sys.executable, __file__, "once", str(options.photo), method, *map(str, size_wh)],
                check=True, capture_output=True, text=True,
            )  # fmt: skip
            row = json.loads(told.stdout)
            print(f"{method:10} {size_wh[0]} x {size_wh[1]}: {row['ms']:.0f} ms, peak {row['peak_mb']:.0f} MB")


def once(options: argparse.Namespace) -> None:
    """Median time of five calls after a first one, and the peak memory of this process."""
    photo = mk.open_photo(options.photo)
    pixels = cv2.resize(photo.pixels, tuple(options.size_wh), interpolation=cv2.INTER_LINEAR)
    given = mk.Photo(np.asarray(pixels, np.uint8))
    times = [timed(lambda: segment(given, method=options.method)) for _ in range(6)][1:]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ms": 1000 * statistics.median(times), "peak_mb": peak}))


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def read_options() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    of_real = commands.add_parser("real")
    of_real.add_argument("dataset", type=Path)
    of_real.add_argument("--without", type=Path)
    of_real.add_argument("--half", default="all", choices=("dev", "held-out", "all"))
    of_real.add_argument("--count", type=int)
    of_real.add_argument("--out", type=Path)
    of_rendered = commands.add_parser("rendered")
    of_rendered.add_argument("folder", type=Path)
    of_rendered.add_argument("--first", type=int, default=0)
    of_rendered.add_argument("--count", type=int)
    of_refine = commands.add_parser("refine")
    of_refine.add_argument("folder", type=Path)
    of_refine.add_argument("--without", type=Path)
    of_refine.add_argument("--count", type=int)
    of_refine.add_argument("--width", default=REFINE_WIDTH)
    of_speed = commands.add_parser("speed")
    of_speed.add_argument("photo", type=Path)
    for command in (of_real, of_speed):
        command.add_argument("--methods", nargs="+", default=["network", "geometry"])
    of_once = commands.add_parser("once")
    of_once.add_argument("photo", type=Path)
    of_once.add_argument("method")
    of_once.add_argument("size_wh", type=int, nargs=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
