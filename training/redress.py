"""Give labelled photos other floors, walls and ceilings, so that a few real rooms train as many.

    python -m training.redress DATASET [DATASET …] --names training/surface_trees.names.txt --out FOLDER

A DATASET is a folder with ``images/NAME.jpg`` and ``masks/NAME.png`` (0 other, 1 floor, 2 wall, 3 ceiling, 4 window,
5 door, 6 furniture, 7 rug, 8 fixtures, 255 unlabelled). Each variant lays random materials on some of the surfaces, in
the photo's perspective and under its light, tints others, and now and then sets furniture of another photo before them.
The labels stay exact. FOLDER gets ``images/``, ``labels/`` and ``rooms.jsonl`` as ``synthesise.py`` writes them, but no
planes and orientations; value 255 stays where the photo was not labelled. Variant V of photo P has the number
1000 P + V and depends on it alone; pictures that are there are kept.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.engines.guess import agreement, guess_layout
from maskkit.engines.paint import paint
from maskkit.engines.scene import Scene, read_scene
from maskkit.errors import MaskkitError
from maskkit.geometry.layout import fit_layout
from maskkit.images.encode import encode, write_atomic
from maskkit.images.photo import Photo
from maskkit.render.looks import Wall, Zone
from maskkit.render.patterns import pattern
from maskkit.render.scene import Finish
from maskkit.render.textures.colour import linear
from maskkit.render.textures.surface import Surface
from training.rooms import layouts, patterns
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.photo import jpeg

Bytes = NDArray[np.uint8]
LONG_EDGE = 640
LEAST_AGREEMENT = 0.72
FLOOR, WALL, CEILING, FURNITURE, FIXTURE, UNKNOWN = 1, 2, 3, 6, 8, 255


@dataclass(frozen=True, eq=False)
class Labelled:
    """A photo, its label map, and what the surface engine reads in it, if it reads anything that fits."""

    name: str
    pixels: Bytes
    labels: Bytes
    scene: Scene | None


@dataclass(frozen=True, eq=False)
class Dress:
    """Materials for a room, in the terms of :class:`maskkit.render.looks.Look`."""

    floor: Surface
    wall: Wall
    feature: Wall
    ceiling: Surface
    splash: bool = False


def surface_of(finish: Finish) -> Surface:
    """A finish of the room generator as a material of the engine."""
    if finish.texture.startswith("own:"):
        _, kind, number = finish.texture.split(":")
        albedo, size = patterns.make(kind, int(number))
    elif finish.texture:
        return pattern(finish.texture, finish.colour if finish.colour != layouts.OWN else "#808080", 0)
    else:
        albedo, size = np.broadcast_to(linear(finish.colour), (8, 8, 3)).astype(np.float32), (1.0, 1.0)
    shape = albedo.shape[:2]
    rough, relief = np.full(shape, finish.roughness, np.float32), np.zeros(shape, np.float32)
    return Surface("random", albedo.astype(np.float32), size, rough, relief)


def dress(rng: Rng) -> Dress:
    """Random materials for all surfaces of a room."""
    wet = chance(rng, 0.3)
    floor, ceiling = layouts.floor_finish(rng, wet=wet), layouts.ceiling_finish(rng)
    usual = _wall(rng, wet=wet, accent=False)
    accent = _wall(rng, wet=False, accent=True) if chance(rng, 0.4) else usual
    return Dress(surface_of(floor), usual, accent, surface_of(ceiling))


def _wall(rng: Rng, *, wet: bool, accent: bool) -> Wall:
    zones = layouts.wall_zones(rng, 2.5, wet=wet, accent=accent)
    tops = [*(zone.from_m for zone in zones[1:]), float("inf")]
    laid = tuple(Zone(surface_of(zone.finish), zone.from_m, top) for zone, top in zip(zones, tops, strict=True))
    r, g, b = (float(part) for part in linear(colour(rng, "lacquer")))
    skirting = between(rng, 0.05, 0.15) if chance(rng, 0.6) else 0.0
    return Wall(laid, skirting_m=skirting, skirting=(r, g, b))


def read(folder: Path, name: str) -> Labelled:
    """The photo at no more than 640 px, with its labels and its layout."""
    pixels = cv2.cvtColor(cv2.imread(str(folder / "images" / f"{name}.jpg")), cv2.COLOR_BGR2RGB)
    labels = cv2.imread(str(folder / "masks" / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    scale = LONG_EDGE / max(labels.shape)
    if scale < 1:
        size = (round(labels.shape[1] * scale), round(labels.shape[0] * scale))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        labels = cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST)
    return Labelled(name, pixels, labels, _read_scene(Photo(pixels.copy()), labels))


def _read_scene(photo: Photo, labels: Bytes) -> Scene | None:
    known = np.where(labels == UNKNOWN, FURNITURE, labels).astype(np.uint8)
    guessed = guess_layout(known)
    try:
        fitted = fit_layout(photo, labels=known)
        layout = fitted if agreement(fitted, known) > agreement(guessed, known) - 0.05 else guessed
        mask = np.where(np.isin(labels, (FLOOR, WALL, CEILING)), 255, 0).astype(np.uint8)
        return read_scene(photo, mask, known, layout) if agreement(layout, known) > LEAST_AGREEMENT else None
    except MaskkitError:
        return None


def variant(found: Labelled, others: list[Labelled], rng: Rng) -> tuple[Bytes, Bytes, list[str]]:
    """Another picture of the photo's room, its labels, and what was done."""
    picture, labels, told = found.pixels.astype(np.float32), found.labels, []
    painted = None
    for value, what in ((FLOOR, "floor"), (WALL, "wall"), (CEILING, "ceiling")):
        manner = one_of(rng, ("lay", "tint", "keep"), (0.62, 0.2, 0.18) if found.scene is not None else (0.0, 0.7, 0.3))
        region = labels == value
        if not region.any() or manner == "keep":
            continue
        if manner == "lay" and found.scene is not None:
            painted = paint(found.scene, dress(rng), int(rng.integers(2**31))) if painted is None else painted  # type: ignore[arg-type]
            new = painted.astype(np.float32)
        else:
            new = tinted(picture, region, colour(rng, {FLOOR: "wood", WALL: "wall", CEILING: "ceiling"}[value]))
        soft = cv2.GaussianBlur(region.astype(np.float32), (0, 0), 0.7)[..., None]
        picture = picture + (new - picture) * soft
        told.append(f"{manner} {what}")
    for value in (FURNITURE, FIXTURE, 7):
        if chance(rng, 0.35):
            picture = _recoloured(picture, labels == value, rng)
    if others and chance(rng, 0.35):
        picture, labels = pasted(picture, labels, others[int(rng.integers(len(others)))], rng)
        told.append("things")
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8), labels, told


def tinted(picture: NDArray[np.float32], region: NDArray[np.bool_], tone: str) -> NDArray[np.float32]:
    """The picture with a region's mean colour changed to a tone, its light and pattern kept."""
    light = (np.clip(picture, 0, 255) / 255) ** 2.2
    mean = np.maximum(light[region].mean(axis=0), 1e-3)
    wanted = linear(tone) * (0.4 + 0.6 * float(mean.max()))
    new = light * np.clip(wanted / mean, 0.15, 4.0)
    new = np.where(new > 0.8, 0.8 + 0.2 * np.tanh((new - 0.8) / 0.2), new)
    return np.asarray(255 * np.clip(new, 0, 1) ** (1 / 2.2), np.float32)


def _recoloured(picture: NDArray[np.float32], region: NDArray[np.bool_], rng: Rng) -> NDArray[np.float32]:
    """Each thing with another hue, strength of colour and brightness."""
    _, parts = cv2.connectedComponents(region.astype(np.uint8))
    for number in range(1, min(int(parts.max()), 12) + 1):
        gains = np.exp(rng.normal(0, 0.14, 3)) * np.exp(rng.normal(0, 0.25))
        soft = cv2.GaussianBlur((parts == number).astype(np.float32), (0, 0), 0.7)[..., None]
        picture = picture * (1 + soft * (gains.astype(np.float32) - 1))
    return np.minimum(picture, 255)


def pasted(picture: NDArray[np.float32], labels: Bytes, other: Labelled, rng: Rng) -> tuple[NDArray[np.float32], Bytes]:
    """One or two large things of another photo set before the room; their places in the frame stay likely."""
    height, width = labels.shape
    scale = between(rng, 0.8, 1.3) * width / other.labels.shape[1]
    flip = -1 if chance(rng, 0.5) else 1
    size = (max(8, round(other.labels.shape[1] * scale)), max(8, round(other.labels.shape[0] * scale)))
    theirs = cv2.resize(other.labels, size, interpolation=cv2.INTER_NEAREST)[:, ::flip]
    pixels = cv2.resize(other.pixels, size, interpolation=cv2.INTER_AREA)[:, ::flip].astype(np.float32)
    things = np.isin(theirs, (FURNITURE, FIXTURE)).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(things)
    large = [k for k in range(1, count) if 0.015 < stats[k, cv2.CC_STAT_AREA] / things.size < 0.25]
    labels = labels.copy()
    for number in rng.permutation(large)[: int(rng.integers(1, 3))]:
        part = parts == number
        shift = (round(between(rng, -0.3, 0.3) * width), round(height - size[1] + between(rng, -0.05, 0.1) * height))
        matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
        moved = cv2.warpAffine(part.astype(np.float32), matrix, (width, height), flags=cv2.INTER_NEAREST)
        colours = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
        soft = cv2.GaussianBlur(cv2.erode(moved, np.ones((3, 3))), (0, 0), 0.8)[..., None]
        match = float(np.clip(picture.mean() / max(pixels.mean(), 1), 0.7, 1.4))
        picture = picture + (np.minimum(colours * match, 255) - picture) * soft
        labels[soft[..., 0] > 0.5] = np.uint8(theirs[part][0])
    return picture, labels


def write(out: Path, number: int, pixels: Bytes, labels: Bytes, told: dict[str, object]) -> None:
    """One picture, its labels, and its row."""
    rng = np.random.default_rng([5, number])
    write_atomic(out / "labels" / f"{number:06d}.png", encode(labels, format="png"), overwrite=True)
    write_atomic(out / "images" / f"{number:06d}.jpg", jpeg(pixels, rng), overwrite=True)
    with (out / "rooms.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"number": number, **told}) + "\n")


def run(out: Path, photos: list[tuple[Path, str]], variants: int) -> None:
    """All variants that are missing, photo by photo."""
    for kind in ("images", "labels"):
        (out / kind).mkdir(parents=True, exist_ok=True)
    seen: list[Labelled] = []
    for place, (folder, name) in enumerate(photos):
        numbers = [1000 * place + k for k in range(variants)]
        missing = [number for number in numbers if not (out / "images" / f"{number:06d}.jpg").is_file()]
        if not missing:
            continue
        seen = seen or [_plain(*photo) for photo in photos]
        found = read(folder, name)
        for number in missing:
            rng = np.random.default_rng([20261126, number])
            pixels, labels, told = variant(found, [one for one in seen if one.name != name], rng)
            write(out, number, pixels, labels, {"source": name, "done": told, "layout": found.scene is not None})
        print(f"{name}: {len(missing)} variants", flush=True)


def _plain(folder: Path, name: str) -> Labelled:
    pixels = cv2.cvtColor(cv2.imread(str(folder / "images" / f"{name}.jpg")), cv2.COLOR_BGR2RGB)
    labels = cv2.imread(str(folder / "masks" / f"{name}.png"), cv2.IMREAD_GRAYSCALE)
    scale = min(1.0, LONG_EDGE / max(labels.shape))
    size = (round(labels.shape[1] * scale), round(labels.shape[0] * scale))
    return Labelled(
        name,
        cv2.resize(pixels, size, interpolation=cv2.INTER_AREA),
        cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST),
        None,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=Path, nargs="+")
    parser.add_argument("--names", type=Path, required=True, help="the photos whose licence allows it, one a line")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=20, help="pictures of each photo")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    names = asked.names.read_text().split()
    found = [
        (folder, name) for name in names for folder in asked.datasets if (folder / "images" / f"{name}.jpg").is_file()
    ]
    run(asked.out, found, asked.variants)


if __name__ == "__main__":
    main()
