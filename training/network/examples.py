"""What the room network learns from: folders of pictures with label maps."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

UNKNOWN = 255
LONG_EDGE_PX = 640
"""Pictures are kept no larger than this: training cuts smaller pieces from them."""


@dataclass(frozen=True, eq=False)
class Example:
    """A picture and what is known of it.

    ``pixels`` (H, W, 3) uint8 RGB; ``labels`` (H, W) uint8, 255 where unknown; ``walls`` the number of each single
    wall and ``facings`` which way a surface looks, 255 where unknown or for a whole photo nobody measured. ``coarse``
    says that mirrors and curtains are among the furniture, and stairs among what has no class.
    """

    name: str
    pixels: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    walls: NDArray[np.uint8]
    facings: NDArray[np.uint8]
    coarse: bool


def read_photos(folder: Path, names: Iterable[str]) -> Iterator[Example]:
    """Real photos with hand-drawn label maps: ``images/NAME.jpg`` and ``masks/NAME.png``."""
    for name in names:
        picture = folder / "images" / f"{name}.jpg"
        if picture.exists():
            yield _example(name, picture, folder / "masks" / f"{name}.png", None, None, coarse=True)


def read_redressed(folder: Path) -> Iterator[Example]:
    """Real photos whose surfaces were laid anew: ``images`` and ``labels``."""
    for picture in sorted((folder / "images").glob("*.jpg")):
        yield _example(picture.stem, picture, folder / "labels" / f"{picture.stem}.png", None, None, coarse=True)


def read_rendered(folder: Path, *, first: int = 0, count: int | None = None) -> Iterator[Example]:
    """Rendered rooms: ``images``, ``labels``, ``walls`` and ``orient``; those that are whole."""
    pictures = sorted((folder / "images").glob("*.jpg"))[first:]
    for picture in pictures[:count]:
        paths = [folder / kind / f"{picture.stem}.png" for kind in ("labels", "walls", "orient")]
        if all(path.exists() for path in paths):
            yield _example(f"{folder.name}/{picture.stem}", picture, *paths, coarse=False)


def evaluation_rows(folder: Path, *, without: frozenset[str], half: str = "all") -> list[dict[str, str]]:
    """The rows of ``index.csv`` that are not learnt from: of a fixed random half (``dev``, ``held-out``) or ``all``."""
    with (folder / "index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["name"] not in without]
    order = np.random.default_rng(2026).permutation(len(rows))
    parts = {"dev": order[: len(rows) // 2], "held-out": order[len(rows) // 2 :], "all": order}
    return [rows[index] for index in parts[half]]


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """The pixels (H, W, 3) uint8 of a picture."""
    stored = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if stored is None:
        raise FileNotFoundError(path)
    return np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGR2RGB), np.uint8)


def read_map(path: Path) -> NDArray[np.uint8]:
    """The numbers (H, W) uint8 of a label map."""
    stored = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.ndim != 2:
        raise FileNotFoundError(path)
    return np.asarray(stored, np.uint8)


def _example(
    name: str, picture: Path, labels: Path, walls: Path | None, facings: Path | None, *, coarse: bool
) -> Example:
    pixels = read_rgb(picture)
    scale = min(1.0, LONG_EDGE_PX / max(pixels.shape[:2]))
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    unknown = np.full(size[::-1], UNKNOWN, np.uint8)
    maps = [unknown if path is None else _shrunk(read_map(path), size) for path in (labels, walls, facings)]
    shrunk = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return Example(name, np.asarray(shrunk, np.uint8), *maps, coarse=coarse)


def _shrunk(labels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
