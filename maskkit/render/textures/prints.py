"""Pictures to frame: hills, soft shapes, arches, drawn lines, pressed leaves; each fills one period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, mix, step
from maskkit.render.textures.crafts import made
from maskkit.render.textures.noise import noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.render.textures.surface import Surface

    Field = NDArray[np.float32]

SIDE = 512


def _axes() -> tuple[Field, Field]:
    """X to the right and y down, 0..1 at the texels' centres."""
    t = ((np.arange(SIDE, dtype=np.float32) + np.float32(0.5)) / np.float32(SIDE)).astype(np.float32)
    return t[None, :], t[:, None]


def _paper(colour: str) -> Field:
    return np.broadcast_to(linear(colour), (SIDE, SIDE, 3)).astype(np.float32)


def _printed(picture: Field, rng: np.random.Generator, *, grain: float = 0.035) -> Surface:
    tooth = noise((SIDE, SIDE), (1.0, 1.0), rng, largest_m=0.02, slope=0.6)
    return made(
        "print", picture * np.exp(grain * tooth)[..., None], (1.0, 1.0), 0.5, np.zeros((SIDE, SIDE), np.float32)
    )


def arches(colour: str, *, seed: int) -> Surface:
    """Rainbow arches in clay, ochre and sand over a low sun."""
    del colour
    rng, (x, y) = np.random.default_rng(seed), _axes()
    picture = _paper("#e8dfce")
    wobble = 0.004 * noise((SIDE, SIDE), (1.0, 1.0), rng, largest_m=0.3, slope=2.4)
    sun = np.hypot(x - 0.68, y - 0.22)
    picture = mix(picture, linear("#d29a52"), 1 - step(0.09, 0.094, (sun + wobble).astype(np.float32)))
    for radius, tone in (
        (0.36, "#a9553a"),
        (0.29, "#e8dfce"),
        (0.265, "#c98f63"),
        (0.19, "#e8dfce"),
        (0.17, "#3f4f4a"),
        (0.10, "#e8dfce"),
    ):
        leg = np.maximum(np.abs(x - 0.46), 0.0) + 0 * y
        shape = np.where(y < 0.58, np.hypot(x - 0.46, y - 0.58), leg) + wobble
        inside = (1 - step(radius - 0.002, radius + 0.002, shape.astype(np.float32))) * (
            1 - step(0.88, 0.883, y + 0 * x)
        )
        picture = mix(picture, linear(tone), inside.astype(np.float32))
    return _printed(picture, rng)


def lines(colour: str, *, seed: int) -> Surface:
    """One ink line that wanders over the sheet, and a brush mark."""
    del colour
    rng, (x, y) = np.random.default_rng(seed), _axes()
    picture = _paper("#e9e4d8")
    rough = noise((SIDE, SIDE), (1.0, 1.0), rng, largest_m=0.06, slope=1.2, stretch=6)
    mark = np.hypot((x - 0.55) / 0.26, (y - 0.52) / 0.30)
    picture = mix(
        picture,
        linear("#c2a489"),
        (0.85 * (1 - step(0.9, 1.0, (mark + 0.06 * rough).astype(np.float32)))).astype(np.float32),
    )
    t = np.linspace(0, 1, 700)
    waves = [rng.uniform(0.06, 0.2, 2) for _ in range(4)]
    px = 0.5 + sum(a * np.sin(2 * np.pi * (k + 1) * t + b * 30) for k, (a, b) in enumerate(waves))
    py = 0.12 + 0.76 * t + sum(0.6 * b * np.cos(2 * np.pi * (k + 1) * t + a * 30) for k, (a, b) in enumerate(waves))
    ink = np.zeros((SIDE, SIDE), np.float32)
    for cx, cy in zip(np.clip(px, 0.06, 0.94), np.clip(py, 0.06, 0.94), strict=True):
        i, j = int(cy * SIDE), int(cx * SIDE)
        window = np.s_[max(i - 4, 0) : i + 5, max(j - 4, 0) : j + 5]
        near = np.hypot(x[:, window[1]] - cx, y[window[0]] - cy) * SIDE
        ink[window] = np.maximum(ink[window], np.clip(2.6 - near, 0, 1))
    return _printed(mix(picture, linear("#1f1d1b"), ink), rng)


def botanic(colour: str, *, seed: int) -> Surface:
    """A pressed branch: a stem with pairs of leaves, as in an old herbarium."""
    del colour
    rng, (x, y) = np.random.default_rng(seed), _axes()
    picture = _paper("#ece5d3")
    stain = noise((SIDE, SIDE), (1.0, 1.0), rng, largest_m=0.6, smallest_m=0.02, slope=2.4)
    picture = picture * np.exp(0.03 * stain)[..., None]
    bend = 0.05 * np.sin(2.2 * y + 0.5)
    stem = np.exp(-(((x - 0.5 - bend) / 0.0045) ** 2)) * step(0.12, 0.16, y) * (1 - step(0.9, 0.92, y))
    picture = mix(picture, linear("#5a5236"), stem.astype(np.float32))
    for index, level in enumerate(np.linspace(0.18, 0.80, 9)):
        for side in (-1, 1):
            long, lean = 0.20 * (0.6 + 0.5 * np.sin(np.pi * (level + 0.1))), np.radians(38 + rng.uniform(-7, 7))
            at = (0.5 + 0.05 * np.sin(2.2 * level + 0.5), level + 0.01 * (index % 2))
            along = side * (x - at[0]) * np.sin(lean) - (y - at[1]) * np.cos(lean)
            across = side * (x - at[0]) * np.cos(lean) + (y - at[1]) * np.sin(lean)
            share = along / long
            wide = 0.042 * np.sqrt(np.clip(4 * share * (1 - share), 0, 1)) * (1.25 - 0.5 * share)
            inside = np.clip((wide - np.abs(across)) * SIDE + 0.5, 0, 1) * (share > 0) * (share < 1)
            vein = np.exp(-((across / 0.0022) ** 2)) * 0.5
            tone = linear(str(rng.choice(["#56663d", "#66713f", "#47573a", "#737a4c"])))
            picture = mix(picture, tone, inside.astype(np.float32))
            picture = mix(picture, linear("#a5a67c"), (inside * vein).astype(np.float32))
    return _printed(picture, rng)


def landscape(colour: str, *, seed: int) -> Surface:
    """Hills one behind the other below a pale sky."""
    del colour
    rng, (_, y) = np.random.default_rng(seed), _axes()
    picture = mix(
        linear("#c9d3d6"), linear("#e8ddc4"), np.broadcast_to(y * 1.6, (SIDE, SIDE)).clip(0, 1).astype(np.float32)
    )
    for depth, tone in enumerate(("#9fb0b0", "#7f9584", "#5d7355", "#3d4a30")):
        crest = 0.45 + 0.13 * depth + 0.035 * noise((4, SIDE), (1.0, 0.1), rng, largest_m=1.0, slope=2.6)[:1]
        picture = mix(picture, linear(tone), step(-0.006, 0.006, (y - crest).astype(np.float32)))
    return _printed(picture, rng, grain=0.05)


def abstract(colour: str, *, seed: int) -> Surface:
    """Soft shapes that overlap."""
    del colour
    rng = np.random.default_rng(seed)
    picture = _paper("#e2d8c3")
    for tone in ("#b5563c", "#2f4a58", "#c99b4a", "#1f1d1c"):
        blob = noise((SIDE, SIDE), (1.0, 1.0), rng, largest_m=0.9, smallest_m=0.25, slope=3)
        picture = mix(picture, linear(tone), np.float32(0.85) * step(0.75, 0.82, blob))
    return _printed(picture, rng)
