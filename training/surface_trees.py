"""Train the boosted trees that tell floor, wall, ceiling, window and things apart.

    python training/surface_trees.py DATASET [DATASET …] --names training/surface_trees.names.txt --out maskkit/geometry

A DATASET is a folder with ``images/NAME.jpg``, ``masks/NAME.png`` (0 other, 1 floor, 2 wall, 3 ceiling, 4 window,
5 to 8 things, 255 unlabelled). ``--names FILE`` lists the pictures to learn from, one a line: only such whose licence
allows to ship what was learnt from them. Needs lightgbm besides maskkit.

The shipped trees learnt from the 88 pictures of ``surface_trees.names.txt``: 43 photos under the Pexels Licence
(``pex``), 25 under CC BY 4.0 as declared by their uploader (``ind``, Roboflow Universe, ben-dover-wbbwh/indoors), and
20 views of CC0 panoramas from Poly Haven. No photo of ADE20K or of any other set was learnt from.

The second guess learns from first guesses that were made by trees which had not seen the picture (four folds).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import lightgbm
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.geometry.box_fit import fit_box
from maskkit.geometry.camera import read_sightlines
from maskkit.geometry.context import second_cues
from maskkit.geometry.cues import first_cues
from maskkit.geometry.lines import detect_segments
from maskkit.geometry.patches import cut_patches
from maskkit.geometry.surfaces import TREES, surface_evidence
from maskkit.images.photo import Photo

COPIES = 3
FOLDS = 4
ROUNDS = 150
SETTINGS = {
    "objective": "multiclass",
    "num_class": 5,
    "learning_rate": 0.1,
    "num_leaves": 7,
    "max_depth": 4,
    "min_data_in_leaf": 1000,
    "feature_fraction": 0.12,
    "bagging_fraction": 0.3,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 127,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True)
class Example:
    """One picture, as cues and shares of the five classes a patch."""

    name: str
    copy: int
    cues: Any
    shares: Any
    sizes: Any


def read_pair(folder: Path, name: str) -> tuple[Any, Any]:
    """The photo (RGB) and the label map of a name."""
    pixels = cv2.cvtColor(cv2.imread(str(folder / "images" / f"{name}.jpg")), cv2.COLOR_BGR2RGB)
    return pixels, cv2.imread(str(folder / "masks" / f"{name}.png"), cv2.IMREAD_GRAYSCALE)


def vary(pixels: Any, labels: Any, rng: np.random.Generator) -> tuple[Any, Any]:
    """Another look at the same room: mirrored, cropped, smaller, lit and coloured otherwise, noisier."""
    if rng.random() < 0.5:
        pixels, labels = pixels[:, ::-1], labels[:, ::-1]
    if rng.random() < 0.7:
        height, width = labels.shape
        share, lean = rng.uniform(0.6, 0.97), np.clip(rng.normal(0, 0.12), -0.3, 0.3)
        rows, columns = int(height * min(1, share * np.exp(lean))), int(width * min(1, share * np.exp(-lean)))
        top, left = rng.integers(0, height - rows + 1), rng.integers(0, width - columns + 1)
        pixels, labels = (part[top : top + rows, left : left + columns] for part in (pixels, labels))
    scale = min(1.0, rng.choice([420, 600, 800, 1024]) / max(labels.shape))
    size = (round(labels.shape[1] * scale), round(labels.shape[0] * scale))
    pixels = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
    labels = cv2.resize(np.ascontiguousarray(labels), size, interpolation=cv2.INTER_NEAREST)
    light = (pixels / 255.0) ** rng.uniform(0.7, 1.5) * rng.uniform(0.75, 1.1) * (1 + rng.normal(0, 0.06, 3))
    light += rng.normal(0, rng.uniform(0, 0.02), light.shape)
    return (np.clip(light, 0, 1) * 255).astype(np.uint8), labels


def class_shares(labels: Any, patches: Any) -> Any:
    """(P, 5) which part of each patch shows a thing, floor, wall, ceiling, window; unlabelled counts nowhere."""
    groups = ((0, 5, 6, 7, 8), (1,), (2,), (3,), (4,))
    maps = [np.isin(labels, group).astype(np.float32) for group in groups]
    small = [cv2.resize(part, patches.size_wh, interpolation=cv2.INTER_AREA) for part in maps]
    return patches.mean(np.stack(small, axis=-1))


def look(folder: Path, name: str, copy: int, guess: Any = None) -> Example | None:
    """One example; with ``guess`` (the trees of the first guess) for the second guess."""
    pixels, labels = read_pair(folder, name)
    if copy:
        pixels, labels = vary(pixels, labels, np.random.default_rng([copy, sum(map(ord, name))]))
    photo, segments = Photo(pixels), detect_segments(pixels)
    try:
        sight = read_sightlines(photo)
    except NoRoomFound:
        return None
    patches = cut_patches(pixels)
    cues = first_cues(patches, segments, sight.frames[0], photo.size_wh)
    if guess is not None:
        first = guess.predict(cues)
        fit = fit_box(sight.frames, sight, surface_evidence(patches, first))
        cues = second_cues(patches, cues, first, fit)
    return Example(name, copy, cues.astype(np.float32), class_shares(labels, patches), patches.sizes)


def train(examples: list[Example]) -> Any:
    """Boosted trees over all patches that are mostly of one class; every picture counts the same."""
    cues, kinds, weights = [], [], []
    for example in examples:
        clear = example.shares.max(axis=1) > 0.55
        cues.append(example.cues[clear])
        kinds.append(example.shares[clear].argmax(axis=1))
        weights.append((example.sizes * example.shares.max(axis=1))[clear] / example.sizes.sum() * 500)
    data = lightgbm.Dataset(np.concatenate(cues), np.concatenate(kinds), weight=np.concatenate(weights))
    return lightgbm.train(SETTINGS, data, ROUNDS)


def flatten(node: dict[str, Any], rows: list[list[float]]) -> int:
    """Append a tree's nodes as [cue, limit, yes, no, value] and return the root's number."""
    here = len(rows)
    rows.append([0, 0, here, here, round(node.get("leaf_value", 0.0), 4)])
    if "split_feature" in node:
        yes, no = (flatten(node[side], rows) for side in ("left_child", "right_child"))
        rows[here] = [node["split_feature"], float(f"{node['threshold']:.5g}"), yes, no, 0]
    return here


def to_json(model: Any, names: list[str]) -> str:
    """The trees in the form that maskkit.geometry.trees reads, and the names of the pictures they were trained on."""
    trees: list[list[list[float]]] = []
    for tree in model.dump_model()["tree_info"]:
        rows: list[list[float]] = []
        flatten(tree["tree_structure"], rows)
        trees.append(rows)
    told = {"classes": 5, "depth": SETTINGS["max_depth"], "trained_on": sorted(set(names)), "trees": trees}
    return json.dumps(told, separators=(",", ":")) + "\n"


def main() -> None:
    """Read, train both stages, write both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="+", type=Path)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    wanted = set(asked.names.read_text("utf-8").split())
    pairs = [(d, m.stem) for d in asked.datasets for m in sorted((d / "masks").glob("*.png")) if m.stem in wanted]
    jobs = [(folder, name, copy) for folder, name in pairs for copy in range(COPIES)]
    order = np.random.default_rng(0).permutation(len(pairs))
    fold = {name: int(rank) % FOLDS for (_, name), rank in zip(pairs, order, strict=True)}

    first = [example for job in jobs if (example := look(*job))]
    held_out = [train([e for e in first if fold[e.name] != k]) for k in range(FOLDS)]
    second = [example for job in jobs if (example := look(*job, held_out[fold[job[1]]]))]
    for file, examples in zip(TREES, (first, second), strict=True):
        (asked.out / file).write_text(to_json(train(examples), [name for _, name in pairs]), "utf-8")


if __name__ == "__main__":
    main()
