"""Fit how sure a rectangle on a wall is a door or a window: a logistic regression over the cues of candidates.

    python training/wall_rectangles.py sample_images DATASET [DATASET …] --names training/surface_trees.names.txt

Prints WEIGHTS and BIAS for maskkit/geometry/rectangle_cues.py, and how they do on pictures that they were not fitted to
(five folds). A DATASET is a folder with ``images/NAME.jpg`` and ``masks/NAME.png``; of ``sample_images`` all pictures
are taken, of the others those that ``--names`` lists, whose licences allow to ship what was learnt from them.

Good candidates are at least 80 % door or window with hardly any of it around them; bad ones are mostly plain wall.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.optimize import minimize

import maskkit as mk
from maskkit.errors import NoRoomFound
from maskkit.geometry.camera import photo_segments
from maskkit.geometry.layout import fit_layout
from maskkit.geometry.rectangle_cues import CUES, search_wall
from maskkit.geometry.rectangle_search import Wall, lab_and_faces, read_wall
from maskkit.geometry.rectangles import WALLS

CELL_M = 0.05
AROUND_M = 0.2
MOST_PER_WALL = 500
FOLDS = 5
PENALTY = 1e-3
WALL_LIKE, OPENINGS = (1, 2, 3, 7), (4, 5)


def label_sums(wall: Wall, labels: Any) -> Any:
    """Running sums over cells of the wall: wall, labelled, door or window; (3, V + 1, U + 1)."""
    u, v = (np.arange(low, high, CELL_M) + CELL_M / 2 for low, high in zip(wall.low, wall.high, strict=True))
    points = wall.to_picture(np.stack(np.meshgrid(u, v), axis=-1))
    _, seen = wall.look_up(points)
    at = np.nan_to_num(points).clip(0, 1e5).astype(int)
    there = labels[at[..., 1].clip(0, labels.shape[0] - 1), at[..., 0].clip(0, labels.shape[1] - 1)]
    layers = np.stack([np.isin(there, WALL_LIKE), there != 255, np.isin(there, OPENINGS)]) & seen
    sums = np.zeros((3, len(v) + 1, len(u) + 1))
    sums[:, 1:, 1:] = layers.cumsum(axis=1).cumsum(axis=2)
    return sums


def counts(wall: Wall, sums: Any, edges: Any) -> Any:
    """The sums within rectangles left, right, bottom, top: (3, C)."""
    rows, columns = sums.shape[1] - 1, sums.shape[2] - 1
    x0, x1 = (np.rint((edges[:, k] - wall.low[0]) / CELL_M).clip(0, columns).astype(int) for k in (0, 1))
    y0, y1 = (np.rint((edges[:, k] - wall.low[1]) / CELL_M).clip(0, rows).astype(int) for k in (2, 3))
    return sums[:, y1, x1] - sums[:, y0, x1] - sums[:, y1, x0] + sums[:, y0, x0]


def read_examples(photo_file: Path, label_file: Path, rng: np.random.Generator) -> list[tuple[Any, Any]]:
    """(cues, is an opening) of the clear candidates on each wall of a picture."""
    photo = mk.open_photo(photo_file)
    try:
        segments, layout = photo_segments(photo), fit_layout(photo)
    except NoRoomFound:
        return []
    lab, faces = lab_and_faces(photo.pixels, layout)
    size = (faces.shape[1], faces.shape[0])
    labels = cv2.resize(cv2.imread(str(label_file), 0), size, interpolation=cv2.INTER_NEAREST)
    found = []
    for wall in (read_wall(lab, faces, layout, plane) for plane in WALLS):
        candidates = search_wall(wall, segments) if wall is not None else None
        if candidates is None or not len(candidates.edges):
            continue
        sums, spread = label_sums(wall, labels), np.array([-1, 1, -1, 1]) * AROUND_M
        inside, larger = (counts(wall, sums, edges) for edges in (candidates.edges, candidates.edges + spread))
        known = np.maximum(inside[1], 1)
        ring = (larger[2] - inside[2]) / np.maximum(larger[1] - inside[1], 1)
        good = (inside[2] / known > 0.8) & (ring < 0.3)
        bad = (inside[0] / known > 0.4) & (inside[1] > 0)
        chosen = np.concatenate([rng.permutation(np.flatnonzero(bad))[:MOST_PER_WALL], np.flatnonzero(good)[:200]])
        found.append((candidates.cues[chosen], good[chosen]))
    return found


def fit(cues: Any, good: Any, weights: Any) -> tuple[Any, float]:
    """The weights and bias of the regression, in the cues' own units."""
    centre, spread = cues.mean(axis=0), cues.std(axis=0) + 1e-9
    scaled = np.column_stack([(cues - centre) / spread, np.ones(len(cues))])

    def loss(at: Any) -> tuple[float, Any]:
        scores = scaled @ at
        wrong = weights * (1 / (1 + np.exp(-scores)) - good)
        penalty = np.append(at[:-1], 0.0)
        cost = weights @ (np.logaddexp(0, scores) - good * scores) + PENALTY * (penalty @ penalty)
        return float(cost), scaled.T @ wrong + 2 * PENALTY * penalty

    at = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    return at[:-1] / spread, float(at[-1] - (at[:-1] / spread) @ centre)


def balanced(good: Any, pictures: Any) -> Any:
    """Weights by which good and bad count the same, and large pictures little more than small ones."""
    _, inverse, sizes = np.unique(pictures, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(sizes[inverse])
    for side in (good, ~good):
        weights[side] /= 2 * max(weights[side].sum(), 1e-9)
    return weights


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", type=Path)
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--names", type=Path, required=True)
    asked = parser.parse_args()
    wanted = set(asked.names.read_text("utf-8").split())
    pairs = [(file, asked.samples / "labels" / f"{file.stem}.png") for file in sorted(asked.samples.glob("*.jpg"))]
    for folder in asked.datasets:
        masks = [file for file in sorted((folder / "masks").glob("*.png")) if file.stem in wanted]
        pairs += [(folder / "images" / f"{file.stem}.jpg", file) for file in masks]

    rng = np.random.default_rng(0)
    parts = [(k, *part) for k, pair in enumerate(pairs) for part in read_examples(*pair, rng)]
    pictures = np.concatenate([np.full(len(good), k) for k, _, good in parts])
    cues, good = np.concatenate([part[1] for part in parts]), np.concatenate([part[2] for part in parts])
    weights, sureness = balanced(good, pictures), np.zeros(len(good))
    for fold in range(FOLDS):
        held = pictures % FOLDS == fold
        slopes, bias = fit(cues[~held], good[~held], weights[~held] / weights[~held].sum())
        sureness[held] = 1 / (1 + np.exp(-(cues[held] @ slopes + bias)))
    print(f"{len(pairs)} pictures, {len(good)} candidates, {int(good.sum())} doors and windows")
    for least in (0.5, 0.65, 0.8):
        taken = sureness >= least
        shares = [2 * weights[taken & side].sum() for side in (good, ~good)]
        print(f"  sureness {least}: {shares[0]:.2f} of the good, {shares[1]:.2f} of the bad")
    slopes, bias = fit(cues, good, weights)
    print("cues   ", ", ".join(CUES))
    print("WEIGHTS", np.round(slopes, 1).tolist())
    print("BIAS   ", round(bias, 1))


if __name__ == "__main__":
    main()
