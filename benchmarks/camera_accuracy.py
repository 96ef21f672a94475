"""How well is the camera read from a single photo? Focal length, tilt and the room's axes against exact truth.

    python benchmarks/camera_accuracy.py DATASET [--tuned-on GROUP,GROUP] [--rival PYTHON] [--worst N]

A DATASET has ``images/NAME.jpg`` and ``cameras.csv``: name, slug, width, height, focal_px and the unit vectors axis1_*,
axis2_*, up_* of the room in camera coordinates (x right, y down, z forward), empty where the room has no axes. Such a
set of renderings comes from ``synthetic_rooms.py``. Rows whose slug is among ``--tuned-on`` (or whose name is, as in
``room_0000:room_0080`` for a range) are reported apart from those that nothing was chosen on.

Errors: focal length, relative; tilt, the angle between the verticals; axes, the smallest angle between the two frames
over all ways to name the axes. ``--rival`` names a Python that has ``lu-vp-detect`` and OpenCV 4 (its line detection
fails on OpenCV 5); it is told the true focal length, which it cannot find. Both run one photo at a time.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import time
from dataclasses import dataclass
from itertools import permutations, product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskkit.geometry.camera import estimate_camera
from maskkit.images.decode import open_photo

RIGHT_FOCAL, RIGHT_AXES_DEG = 0.06, 1.0


@dataclass(frozen=True)
class Row:
    """What was measured on one photo; angles in degrees, NaN where there is no truth."""

    name: str
    tuned: bool
    focal: float
    tilt: float
    axes: float
    confidence: float
    took_s: float
    rival: float = float("nan")


def nearest_rotation(matrix: Any) -> Any:
    """The rotation closest to a matrix whose columns are rounded axes."""
    left, _, right = np.linalg.svd(matrix)
    turned = left @ right
    return turned * np.sign(np.linalg.det(turned))


def angle_between(one: Any, other: Any) -> float:
    """The angle between two rotations in degrees; exact for small ones, where the arc cosine of the trace is not."""
    return float(np.degrees(2 * np.arcsin(min(1.0, np.linalg.norm(one - other) / np.sqrt(8)))))


def axes_error_deg(found: Any, truth: Any) -> float:
    """The smallest angle between two frames over all ways to name the axes."""
    named = [found[:, order] * signs for order in permutations(range(3)) for signs in product((-1, 1), repeat=3)]
    return min(angle_between(one, truth) for one in named if np.linalg.det(one) > 0)


def true_axes(row: dict[str, str]) -> Any:
    """The room's axes in camera coordinates as columns; None where the room has none."""
    if not row["axis1_x"]:
        return None
    axis, up = (np.array([float(row[f"{name}_{part}"]) for part in "xyz"]) for name in ("axis1", "up"))
    return nearest_rotation(np.stack([axis, -up, np.cross(axis, -up)], axis=1))


def true_up(row: dict[str, str]) -> Any:
    """Up in camera coordinates: as told, else from pitch (upwards positive) and roll (clockwise positive)."""
    if row["up_x"]:
        return np.array([float(row[f"up_{part}"]) for part in "xyz"])
    pitch, roll = np.radians([float(row["pitch_deg"]), float(row["roll_deg"])])
    return np.array([-np.sin(roll) * np.cos(pitch), -np.cos(roll) * np.cos(pitch), np.sin(pitch)])


def measure(folder: Path, row: dict[str, str], *, tuned: bool, rival: Rival | None) -> Row:
    """Everything about one photo."""
    path = folder / "images" / f"{row['name']}.jpg"
    photo, began = open_photo(path), time.perf_counter()
    camera = estimate_camera(photo)
    took_s = time.perf_counter() - began
    truth, up, focal_px = true_axes(row), true_up(row), float(row["focal_px"])
    tilt = float(np.degrees(np.arccos(np.clip(abs(up @ camera.rotation[:, 1]) / np.linalg.norm(up), -1, 1))))
    axes = float("nan") if truth is None else axes_error_deg(camera.rotation, truth)
    other = rival.axes(path, focal_px) if rival is not None and truth is not None else None
    beside = float("nan") if other is None else axes_error_deg(nearest_rotation(other), truth)
    focal = camera.focal_px / focal_px - 1
    return Row(row["name"], tuned, focal, tilt, axes, camera.confidence, took_s, beside)


class Rival:
    """lu-vp-detect in a Python of its own, asked over pipes."""

    def __init__(self, python: str) -> None:
        worker = Path(__file__).with_name("lu_vp_worker.py")
        self._process = subprocess.Popen(
            [python, str(worker)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def axes(self, path: Path, focal_px: float) -> Any:
        """Three directions as columns, or None where it finds none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"path": str(path), "focal_px": focal_px}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return None if answer is None else np.array(answer).T


def is_tuned(row: dict[str, str], groups: list[str]) -> bool:
    """Whether something was chosen on the photo: its slug is named, or its name lies in a range FIRST:END."""
    ranges = [group.split(":") for group in groups if ":" in group]
    return row.get("slug") in groups or any(first <= row["name"] < end for first, end in ranges)


def print_table(title: str, rows: list[Row]) -> None:
    """One line for ours, one for the rival where it ran."""
    if not rows:
        return
    focal, tilt, axes, rival = (
        np.array([getattr(row, name) for row in rows]) for name in ("focal", "tilt", "axes", "rival")
    )
    print(f"{title} ({len(rows)} photos, {np.median([row.took_s for row in rows]):.2f} s median)")
    print(f"  focal  median {np.median(abs(focal)):.2%}  p80 {np.quantile(abs(focal), 0.8):.1%}  "
          f"p90 {np.quantile(abs(focal), 0.9):.1%}  worst {abs(focal).max():.0%}")  # fmt: skip
    print(f"  tilt   median {np.median(tilt):.2f}  p90 {np.quantile(tilt, 0.9):.2f} deg")
    print_axes("axes", axes[~np.isnan(axes)])
    print_axes("lu-vp-detect, told the focal length: axes", rival[~np.isnan(rival)])


def print_axes(title: str, axes: Any) -> None:
    """Median, p90 and the shares within 3, 5 and 10 degrees (AA)."""
    if len(axes):
        shares = " / ".join(f"{np.mean(axes < most):.1%}" for most in (3, 5, 10))
        print(
            f"  {title:6s} median {np.median(axes):.2f}  p90 {np.quantile(axes, 0.9):.2f} deg  within 3/5/10: {shares}"
        )


def print_confidence(rows: list[Row]) -> None:
    """What share of the photos above some confidence is right."""
    known = [row for row in rows if not np.isnan(row.axes)]
    right = np.array([abs(row.focal) < RIGHT_FOCAL and row.axes < RIGHT_AXES_DEG for row in known])
    sure = np.array([row.confidence for row in known])
    print(f"confidence: mean {sure.mean():.2f}, right within 6 % and 1 degree {right.mean():.2f}")
    for low in (0.0, 0.5, 0.7, 0.8, 0.9):
        above = sure >= low
        if above.any():
            print(f"  >= {low:.1f}: {above.mean():4.0%} of the photos, {right[above].mean():.2f} of them right")


def main() -> None:
    """Measure every photo of the data set and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--tuned-on", default="", help="slugs or ranges of names, with commas between")
    parser.add_argument("--rival", help="a Python with lu-vp-detect and OpenCV 4")
    parser.add_argument("--worst", type=int, default=0, help="name so many of the worst")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    rival = Rival(asked.rival) if asked.rival else None
    table = list(csv.DictReader((asked.dataset / "cameras.csv").open()))
    groups = asked.tuned_on.split(",")
    rows = [measure(asked.dataset, row, tuned=is_tuned(row, groups), rival=rival) for row in table]
    print_table("tuned on", [row for row in rows if row.tuned])
    print_table("held out", [row for row in rows if not row.tuned])
    print_table("all", rows)
    print_confidence(rows)
    for row in sorted(rows, key=lambda row: -abs(row.focal))[: asked.worst]:
        print(f"  {row.name:28s} focal {row.focal:+.1%}  tilt {row.tilt:.2f}  axes {row.axes:.2f}  "
              f"confidence {row.confidence:.2f}{'  (tuned on)' if row.tuned else ''}")  # fmt: skip


if __name__ == "__main__":
    main()
