"""One example in endless forms: another piece, lens, light, camera, with things from other pictures before it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.network.examples import UNKNOWN, Example

MIRRORED_FACINGS = np.arange(256, dtype=np.uint8)
MIRRORED_FACINGS[[3, 5]] = 5, 3
THINGS = (6, 8)
Rgb = NDArray[np.uint8]


def varied(example: Example, size_wh: tuple[int, int], rng: Generator, *, lender: Example | None = None) -> Example:
    """Another view (``size_wh``) of ``example``; with ``lender`` a thing of that picture may stand before it."""
    seen = warp(example, size_wh, rng)
    if lender is not None:
        seen = with_thing(seen, warp(lender, size_wh, rng), rng)
    return replace(seen, pixels=photographed(seen.pixels, rng))


def warp(example: Example, size_wh: tuple[int, int], rng: Generator) -> Example:
    """A random piece, turned a little, squeezed a little and seen through another lens; a half of them mirrored."""
    matrix = random_homography(example.pixels.shape[1::-1], size_wh, rng)
    shrinks = np.sqrt(abs(np.linalg.det(matrix[:2, :2])))
    mode = cv2.INTER_AREA if shrinks < 0.7 else cv2.INTER_LINEAR
    source = example.pixels if shrinks > 0.7 else cv2.GaussianBlur(example.pixels, (0, 0), float(0.4 / shrinks))
    pixels = cv2.warpPerspective(
        source, matrix, size_wh, flags=cv2.INTER_LINEAR if mode == cv2.INTER_AREA else mode,
        borderMode=cv2.BORDER_CONSTANT, borderValue=tuple(rng.integers(0, 256, 3).tolist()),
    )  # fmt: skip
    labels, walls, facings = (
        cv2.warpPerspective(
            numbers, matrix, size_wh, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=UNKNOWN
        )
        for numbers in (example.labels, example.walls, example.facings)
    )
    if np.linalg.det(matrix[:2, :2]) < 0:
        facings = MIRRORED_FACINGS[facings]
    return replace(example, pixels=pixels, labels=labels, walls=walls, facings=facings)


def random_homography(from_wh: tuple[int, int], to_wh: tuple[int, int], rng: Generator) -> NDArray[np.float64]:
    """The map from a picture's pixels to those of a random view of it."""
    fit = max(to_wh[0] / from_wh[0], to_wh[1] / from_wh[1])
    scale = fit * float(np.exp(rng.uniform(np.log(0.75), np.log(1.9))))
    stretch = float(np.exp(rng.normal(0, 0.08)))
    angle = np.deg2rad(rng.normal(0, 3))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.diag([scale * stretch * mirror, scale / stretch])
    slack = [max(0.0, (side * factor - to) / 2) for side, factor, to in zip(
        from_wh, (scale * stretch, scale / stretch), to_wh, strict=True)]  # fmt: skip
    shift = np.array([rng.uniform(-1, 1) * (part + 0.04 * to) for part, to in zip(slack, to_wh, strict=True)])
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = np.array(to_wh) / 2 + shift - linear @ (np.array(from_wh) / 2)
    lens = np.eye(3)
    lens[2, :2] = rng.normal(0, 0.04, 2) / np.array(to_wh)
    matrix = lens @ matrix
    return np.asarray(matrix / matrix[2, 2])


def with_thing(example: Example, lender: Example, rng: Generator) -> Example:
    """``example`` with one thing of ``lender`` standing where it stood there."""
    things = np.isin(lender.labels, THINGS).astype(np.uint8)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(things, connectivity=4)
    sizes = stats[1:, cv2.CC_STAT_AREA] / things.size
    fit = np.flatnonzero((sizes > 0.004) & (sizes < 0.3)) + 1
    if count < 2 or not fit.size:
        return example
    thing = (parts == rng.choice(fit)).astype(np.uint8)
    soft = cv2.GaussianBlur(thing.astype(np.float32), (0, 0), 0.7)[..., None]
    tone = float(np.exp(rng.normal(0, 0.15)))
    lent = np.clip(lender.pixels * tone, 0, 255)
    pixels = (example.pixels * (1 - soft) + lent * soft).astype(np.uint8)
    where = thing.astype(np.bool_)
    labels, walls, facings = (
        np.where(where, numbers, own)
        for numbers, own in (
            (lender.labels, example.labels), (np.uint8(0), example.walls), (np.uint8(0), example.facings)
        )
    )  # fmt: skip
    return replace(example, pixels=pixels, labels=labels, walls=walls, facings=facings)


def photographed(pixels: Rgb, rng: Generator) -> Rgb:
    """The same view by another camera: exposure, white balance, tone, colour, vignette, blur, noise, JPEG."""
    light = (pixels.astype(np.float32) / 255) ** float(np.exp(rng.normal(0, 0.28)))
    light *= np.exp(rng.normal(0, 0.2)) * np.exp(rng.normal(0, 0.08, 3)).astype(np.float32)
    grey = light.mean(2, keepdims=True)
    light = grey + (light - grey) * (0.0 if rng.random() < 0.04 else float(np.exp(rng.normal(0, 0.3))))
    middle = float(light.mean())
    light = middle + (light - middle) * float(np.exp(rng.normal(-0.05, 0.2)))
    if rng.random() < 0.3:
        light *= _vignette(light.shape[:2], rng)
    if rng.random() < 0.3:
        light = cv2.GaussianBlur(light, (0, 0), float(rng.uniform(0.3, 1.4)))
    if rng.random() < 0.5:
        light = light + rng.normal(0, rng.uniform(0.004, 0.05), light.shape).astype(np.float32)
    shown = np.clip(light * 255, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        quality = int(rng.integers(30, 95))
        coded = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        shown = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return shown


def _vignette(shape: tuple[int, ...], rng: Generator) -> NDArray[np.float32]:
    high, wide = shape[:2]
    down, across = np.mgrid[0:high, 0:wide].astype(np.float32)
    centre = rng.uniform(0.2, 0.8, 2)
    far = (across / wide - centre[0]) ** 2 + (down / high - centre[1]) ** 2
    return np.asarray(1 - float(rng.uniform(-0.5, 0.9)) * far[..., None], np.float32)
