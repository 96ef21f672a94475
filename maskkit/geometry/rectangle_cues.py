"""Rectangles that the lines on a wall can form, and how sure each is a thing of its own, like a door or a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.geometry.rectangle_search import Wall, WallLines, wall_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap, Floats

CELL_M = 0.05
SIDE_M = (0.25, 3.4)
MOST_CANDIDATES = 200_000
BAND_M = (0.03, 0.18)
"""The strip around a rectangle whose colour it is compared with."""
BEYOND_M = (0.08, 0.24)
"""The stretch of a side's line beyond the corner; a side that runs on there is no side."""
CUES = (
    *("drawn", "step", "weakest", "beyond", "open_side", "open_bottom", "open_top"),
    *("plain", "bright", "contrast", "edge", "roof", "top", "door"),
)
LEAST_CONTRAST = 0.15
"""What has the colour of its surroundings is a pattern of the wall, such as tiles, however clear its lines are."""

WEIGHTS = np.array([3.8, 2.7, 3.6, -6.7, -0.1, -2.0, -0.3, -0.9, 1.5, 2.4, 1.4, 3.9, 1.4, 1.6])
BIAS = -11.4
"""Logistic regression of doors and windows against pieces of wall; ``training/wall_rectangles.py`` fits it."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """``edges`` (C, 4) left, right, bottom, top in metres; ``cues`` (C, F), see :data:`CUES`; ``sureness`` (C,)."""

    edges: Floats
    cues: Floats
    sureness: Floats


@dataclass(frozen=True, eq=False)
class WallColours:
    """Running sums over cells of :data:`CELL_M` on a wall: seen, like the wall's commonest colour, L, a, b.

    ``origin`` (2,) metres of the grid's corner; ``sums`` (5, V + 1, U + 1).
    """

    origin: Floats
    sums: Floats

    def means(self, left: Floats, right: Floats, bottom: Floats, top: Floats) -> Floats:
        """(4, C): the share that looks like plain wall, and the mean L, a, b; NaN where nothing is seen."""
        rows, columns = self.sums.shape[1:]
        x0, x1 = (np.rint((x - self.origin[0]) / CELL_M).clip(0, columns - 1).astype(np.intp) for x in (left, right))
        y0, y1 = (np.rint((y - self.origin[1]) / CELL_M).clip(0, rows - 1).astype(np.intp) for y in (bottom, top))
        total = self.sums[:, y1, x1] - self.sums[:, y0, x1] - self.sums[:, y1, x0] + self.sums[:, y0, x0]
        return np.where(total[0] > 0, total[1:] / np.maximum(total[0], 1), np.nan)


def read_colours(wall: Wall) -> WallColours:
    """The colours of a wall in cells, and which of them look like its commonest colour."""
    u, v = (np.arange(low, high, CELL_M) + CELL_M / 2 for low, high in zip(wall.low, wall.high, strict=True))
    lab, seen = wall.look_up(wall.to_picture(np.stack(np.meshgrid(u, v), axis=-1)))
    colours = lab * [0.5, 1, 1]
    plain = (np.abs(colours - _commonest(colours[seen])).max(axis=-1) < 5) & seen
    layers = np.concatenate([seen[None], plain[None], np.moveaxis(lab * seen[..., None], -1, 0)])
    sums = np.zeros((5, len(v) + 1, len(u) + 1))
    sums[:, 1:, 1:] = layers.cumsum(axis=1).cumsum(axis=2)
    return WallColours(wall.low, sums)


def _commonest(colours: Floats) -> Floats:
    """The colour (3,) with the most others near it, of (N, 3)."""
    some = colours[:: max(1, len(colours) // 500)]
    near = np.abs(some[:, None] - some[None]).max(axis=-1) < 4
    return some[near.sum(axis=1).argmax()] if len(some) else np.zeros(3)


def search_wall(wall: Wall, segments: Floats) -> Candidates:
    """All rectangles that the photo's segments (N, 4) can form on a wall."""
    upright, level = wall_lines(wall, segments, "upright"), wall_lines(wall, segments, "level")
    sides = combine(upright, level)
    left, right, bottom, top = sides
    u, v = upright.places, level.places
    edges = np.stack([u[left], u[right], v[bottom], v[top]], axis=1)
    cues = np.concatenate([line_cues(upright, level, sides), colour_cues(wall, edges)], axis=1)
    patterned = cues[:, CUES.index("contrast")] < LEAST_CONTRAST
    return Candidates(edges, cues, np.where(patterned, 0.0, 1 / (1 + np.exp(-(cues @ WEIGHTS + BIAS)))))


def combine(upright: WallLines, level: WallLines) -> tuple[NDArray[np.intp], ...]:
    """Indices (left, right, bottom, top), each (C,), of the lines whose stretches between each other hold."""
    u, v = upright.places, level.places
    apart = u[None] - u[:, None]
    fits = (apart > SIDE_M[0]) & (apart < SIDE_M[1]) & ~(upright.free[:, None] & upright.free[None])
    left, right = np.nonzero(fits)
    held = _holds(level.between(u[left], u[right])) | level.free[:, None]
    tops = held & (v > 0.5)[:, None]
    higher = (v[:, None] - v[None] > SIDE_M[0]) & ~(level.free[:, None] & level.free[None])
    top, bottom, pair = (x[:MOST_CANDIDATES] for x in np.nonzero(higher[:, :, None] & tops[:, None] & held[None]))
    left, right = left[pair], right[pair]
    good = np.ones(len(pair), bool)
    for line in (left, right):
        good &= _holds(upright.along(line, v[bottom], v[top])) | upright.free[line]
    return left[good], right[good], bottom[good], top[good]


def _holds(means: Floats) -> BoolMap:
    """Whether stretches with means (..., 5) may be sides: in sight, and drawn, or a colour step of steady sign."""
    seen, drawn = means[..., 0], means[..., 1]
    steady = np.abs(means[..., 2:]).max(axis=-1) > 0.6
    return np.asarray((seen > 0.37) & ((drawn > 0.4) | ((drawn > 0.2) & steady)))


def line_cues(upright: WallLines, level: WallLines, sides: tuple[NDArray[np.intp], ...]) -> Floats:
    """(C, 7): how much of the sides is drawn, has a steady colour step, runs on beyond the corners; free sides."""
    left, right, bottom, top = sides
    u, v = upright.places, level.places
    stretches = (
        (upright, left, v[bottom], v[top]),
        (upright, right, v[bottom], v[top]),
        (level, bottom, u[left], u[right]),
        (level, top, u[left], u[right]),
    )
    means = np.stack([lines.along(line, low, high) for lines, line, low, high in stretches], axis=1)
    owed = ~np.stack([lines.free[line] for lines, line, _, _ in stretches], axis=1)
    count = np.maximum(owed.sum(axis=1), 1)
    drawn = (means[..., 1] * owed).sum(axis=1) / count
    step = (np.abs(means[..., 2:]).max(axis=-1) * owed).sum(axis=1) / count
    ends = [lines.along(line, low - BEYOND_M[1], low - BEYOND_M[0])[:, 1] for lines, line, low, _ in stretches]
    ends += [lines.along(line, high + BEYOND_M[0], high + BEYOND_M[1])[:, 1] for lines, line, _, high in stretches]
    weakest = np.where(owed, np.maximum(means[..., 1], np.abs(means[..., 2:]).max(axis=-1)), 1.0).min(axis=1)
    opened = np.stack([~(owed[:, 0] & owed[:, 1]), ~owed[:, 2], ~owed[:, 3]])
    return np.stack([drawn, step, weakest, np.mean(ends, axis=0), *opened], axis=1)


def colour_cues(wall: Wall, edges: Floats) -> Floats:
    """(C, 7): likeness to plain wall, colour against the surroundings, and where on the wall the rectangle lies."""
    left, right, bottom, top = edges.T
    colours, (near, far) = read_colours(wall), BAND_M
    inside = colours.means(left + CELL_M, right - CELL_M, bottom + CELL_M, top - CELL_M)
    around = np.stack(
        [
            colours.means(left - far, left - near, bottom, top),
            colours.means(right + near, right + far, bottom, top),
            colours.means(left, right, top + near, top + far),
        ]
    )
    differs = np.nan_to_num((inside - around)[:, 1:4])
    bright = np.tanh(differs[:, 0].mean(axis=0) / 20)
    contrast = np.tanh(np.abs(differs.mean(axis=0) / np.array([20.0, 8.0, 8.0])[:, None]).max(axis=0))
    edge = np.minimum(left - wall.low[0], wall.high[0] - right).clip(0, 0.5)
    roof = (wall.high[1] - top).clip(0, 0.5)
    plain = np.nan_to_num(inside[0], nan=0.5)
    door = door_likeness(edges)
    return np.stack([plain, bright, contrast, edge, roof, top.clip(0, 3), door], axis=1)


def door_likeness(edges: Floats) -> Floats:
    """1 for rectangles (C, 4) of the size and place of a door, falling to 0; the scale may be out by a fifth."""
    left, right, bottom, top = edges.T
    height, width = top - bottom, right - left
    off = [np.abs(bottom) / 0.2, np.abs(height - 2.05) / 0.5, np.abs(np.log(height / width / 2.35)) / 0.5]
    return np.asarray(np.exp(-0.5 * np.sum(np.square(off), axis=0)))
