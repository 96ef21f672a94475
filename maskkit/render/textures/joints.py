"""How tiles and boards are laid: which tile a texel belongs to, where in it, and how far from its edge."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Laying:
    """One period of a laying pattern as (H, W) maps.

    ``tile`` numbers the tiles from 0; ``along_m`` and ``across_m`` run over the tile from its first corner, ``edge_m``
    is the distance to the middle of the nearest joint. ``turned`` tells where ``along`` runs up, not to the right.
    """

    size_m: tuple[float, float]
    tile: NDArray[np.int32]
    along_m: Field
    across_m: Field
    edge_m: Field
    turned: NDArray[np.bool_]
    module_m: tuple[float, float]

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the maps."""
        return self.tile.shape[0], self.tile.shape[1]

    @property
    def tiles(self) -> int:
        """How many tiles the period has."""
        return int(self.tile.max()) + 1


def _axes(size_m: tuple[float, float], pixels_per_m: float) -> tuple[Field, Field]:
    """Coordinates x (1, W) to the right and y (H, 1) up, in metres at the texels' centres."""
    w, h = round(size_m[0] * pixels_per_m), round(size_m[1] * pixels_per_m)
    x = (np.arange(w, dtype=np.float32) + 0.5) * np.float32(size_m[0] / w)
    y = (np.arange(h, dtype=np.float32)[::-1] + 0.5) * np.float32(size_m[1] / h)
    return x[None, :], y[:, None]


def rows(tile_m: tuple[float, float], count: tuple[int, int], *, shift: float = 0.0, pixels_per_m: float) -> Laying:
    """Rectangular tiles in rows, each row moved by ``shift`` of a tile: 0 = stack bond, 1/2 = brick, 1/3 = third bond.

    >>> laid = rows((0.6, 0.3), (4, 8), shift=0.5, pixels_per_m=100)
    >>> laid.shape, laid.size_m, laid.tiles
    ((240, 240), (2.4, 2.4), 32)
    """
    size_m = (round(tile_m[0] * count[0], 6), round(tile_m[1] * count[1], 6))
    x, y = _axes(size_m, pixels_per_m)
    row = np.floor(y / tile_m[1]).astype(np.int32)
    place = x / np.float32(tile_m[0]) + np.float32(shift) * row
    column = np.floor(place).astype(np.int32)
    along, across = (place - column) * np.float32(tile_m[0]), y - row * np.float32(tile_m[1]) + 0 * x
    edge = np.minimum(np.minimum(along, tile_m[0] - along), np.minimum(across, tile_m[1] - across))
    tile = (row % count[1]) * count[0] + column % count[0]
    f32 = np.float32
    return Laying(
        size_m,
        tile.astype(np.int32),
        along.astype(f32),
        across.astype(f32),
        edge.astype(f32),
        np.zeros(tile.shape, bool),
        tile_m,
    )


def hexagons(width_m: float, count: tuple[int, int], *, pixels_per_m: float) -> Laying:
    """Regular hexagons, ``width_m`` between flat sides, points up; ``count`` (across, pairs of rows).

    >>> hexagons(0.2, (6, 4), pixels_per_m=100).tiles
    48
    """
    side = width_m / math.sqrt(3)
    size_m = (width_m * count[0], 3 * side * count[1])
    x, y = _axes(size_m, pixels_per_m)
    best = np.full((y.shape[0], x.shape[1]), 9, np.float32)
    u, v, tile = np.zeros_like(best), np.zeros_like(best), np.zeros(best.shape, np.int32)
    for half in (0, 1):
        column = np.floor(x / width_m + 0.5 - 0.5 * half)
        row = np.round((y - 1.5 * side * half) / (3 * side))
        dx, dy = x - (column + 0.5 * half) * width_m, y - row * 3 * side - 1.5 * side * half
        d = dx * dx + dy * dy
        nearer = d < best
        number = (row.astype(int) % count[1] * 2 + half) * count[0] + column.astype(int) % count[0]
        best, tile = np.where(nearer, d, best), np.where(nearer, number, tile)
        u, v = np.where(nearer, dx, u), np.where(nearer, dy, v)
    reach = np.maximum(np.abs(u), np.abs(u) / 2 + np.abs(v) * np.float32(math.sqrt(3) / 2))
    f32 = np.float32
    return Laying(
        size_m,
        tile.astype(np.int32),
        (u + width_m / 2).astype(f32),
        (v + side).astype(f32),
        (width_m / 2 - reach).astype(f32),
        np.zeros(tile.shape, bool),
        (width_m, 1.5 * side),
    )


def herringbone(board_m: float, ratio: int, count: tuple[int, int], *, pixels_per_m: float) -> Laying:
    """Boards ``board_m`` wide and ``ratio`` times as long, laid in herringbone whose zigzags run to the right.

    ``count`` says how many boards make the period along the zigzag, and how many zigzags lie above each other.

    >>> laid = herringbone(0.1, 5, (8, 2), pixels_per_m=100)
    >>> [round(side, 3) for side in laid.size_m], laid.tiles
    ([1.131, 1.414], 32)
    """
    diagonal = board_m * math.sqrt(2)
    size_m = (diagonal * count[0], diagonal * ratio * count[1])
    x, y = _axes(size_m, pixels_per_m)
    p, q = (x + y) / np.float32(diagonal), (x - y) / np.float32(diagonal)
    i, j = np.floor(p).astype(np.int64), np.floor(q).astype(np.int64)
    place = (i - j) % (2 * ratio)
    flat = place < ratio
    along = np.where(flat, place + (p - i), (2 * ratio - 1 - place) + (q - j))
    across = np.where(flat, q - j, p - i)
    start_i, start_j = np.where(flat, i - place, i), np.where(flat, j, j - (2 * ratio - 1 - place))
    number = _unique(start_i, start_j, count, ratio) * 2 + flat
    edge = np.minimum(np.minimum(along, ratio - along), np.minimum(across, 1 - across)) * board_m
    f32 = np.float32
    _, tile = np.unique(number, return_inverse=True)
    return Laying(
        size_m,
        tile.reshape(number.shape).astype(np.int32),
        (along * board_m).astype(f32),
        (across * board_m).astype(f32),
        edge.astype(f32),
        ~flat,
        (diagonal, diagonal * ratio),
    )


def _unique(i: NDArray[np.int64], j: NDArray[np.int64], count: tuple[int, int], ratio: int) -> NDArray[np.int64]:
    """One number for all copies of the lattice point (i, j) in the periods (count, count) and (ratio, -ratio)."""
    lift = np.floor_divide(i - j, 2 * ratio * count[1])
    i, j = i - lift * ratio * count[1], j + lift * ratio * count[1]
    turn = np.floor_divide(i + j, 2 * count[0])
    number: NDArray[np.int64] = (i - turn * count[0]) * 100_003 + (j - turn * count[0]) + 10**9
    return number


def chevron(
    board_m: float, length_m: float, count: tuple[int, int], *, angle_deg: float = 45.0, pixels_per_m: float
) -> Laying:
    """Boards cut at an angle that meet point to point in upright seams; ``count`` (pairs of columns, boards up).

    >>> laid = chevron(0.1, 0.5, (2, 10), pixels_per_m=100)
    >>> laid.tiles, [round(side, 2) for side in laid.size_m]
    (40, [1.41, 1.41])
    """
    slope = math.radians(angle_deg)
    wide, high = length_m * math.cos(slope), board_m / math.cos(slope)
    size_m = (2 * wide * count[0], high * count[1])
    x, y = _axes(size_m, pixels_per_m)
    column = np.floor(x / np.float32(wide)).astype(np.int32)
    inside = x - column * np.float32(wide)
    rise = np.where(column % 2 == 0, inside, np.float32(wide) - inside)
    level = y - rise * np.float32(math.tan(slope))
    row = np.floor(level / np.float32(high)).astype(np.int32)
    across = (level - row * np.float32(high)) * np.float32(math.cos(slope))
    along = rise / np.float32(math.cos(slope)) + 0 * y
    edge = np.minimum(np.minimum(across, board_m - across), np.minimum(inside, np.float32(wide) - inside) + 0 * y)
    tile = (row % count[1]) * (2 * count[0]) + column
    f32 = np.float32
    return Laying(
        size_m,
        tile.astype(np.int32),
        along.astype(f32),
        across.astype(f32),
        edge.astype(f32),
        np.zeros(tile.shape, bool),
        (2 * wide, high),
    )
