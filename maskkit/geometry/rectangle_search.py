"""Lines that run upright or level on a wall of the box, and how well each stretch of them is borne out by the photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.geometry.planes import Plane
    from maskkit.types import BoolMap, Floats, Points, Rgb8, SizeWh

SIDE_PX = 800
STEP_M = 0.04
MOST_LINES = 60
BORDER_SHARE = 0.03
TAPS_PX = (3.0, 5.0, 7.0)
"""How far from a line its two sides' colours are read; the median, so that a grout line has equal sides."""
STEP_TAU = np.array([5.0, 3.0, 3.0])
"""Differences of L, a and b that count as a clear step."""


@dataclass(frozen=True, eq=False)
class Wall:
    """One wall face as the photo shows it.

    ``lab`` (H, W, 3) float32 the photo as CIE Lab, ``seen`` (H, W) bool where it shows the face, ``scale`` pixels of
    ``lab`` per pixel of the photo, ``low`` and ``high`` (2,) the visible range of u, v in metres.
    """

    layout: Layout
    plane: Plane
    lab: NDArray[np.float32]
    seen: BoolMap
    scale: float
    low: Floats
    high: Floats

    def to_picture(self, metres: Floats) -> Points:
        """(..., 2) metres on the face to pixels of ``lab``, NaN behind the camera."""
        flat = self.layout.project(self.plane, metres.reshape(-1, 2)) * self.scale
        return flat.reshape(metres.shape)

    def look_up(self, points: Points) -> tuple[Floats, BoolMap]:
        """The colours (..., 3) at picture points (..., 2), and whether the face is seen there."""
        height, width = self.seen.shape
        at = np.floor(np.nan_to_num(points, nan=-1e6, posinf=-1e6, neginf=-1e6)).clip(-1e6, 1e6).astype(np.intp)
        inside = (at[..., 0] >= 0) & (at[..., 1] >= 0) & (at[..., 0] < width) & (at[..., 1] < height)
        x, y = at[..., 0].clip(0, width - 1), at[..., 1].clip(0, height - 1)
        return self.lab[y, x].astype(np.float64), inside & self.seen[y, x]


@dataclass(frozen=True, eq=False)
class WallLines:
    """Lines on a wall at fixed u ("upright") or fixed v ("level"), sampled every :data:`STEP_M` along themselves.

    ``places`` (N,) metres across; ``start`` the first sample's place along; ``sums`` (N, K + 1, 5) running sums of
    seen, drawn (a segment lies there and is seen) and the soft signs of the steps of L, a and b; ``free`` (N,) lines
    that need no segments: the picture's border and the floor.
    """

    places: Floats
    start: float
    sums: Floats
    free: BoolMap

    def between(self, low: Floats, high: Floats) -> Floats:
        """Every line over the stretches ``low`` to ``high`` (P,): (N, P, 5), see :func:`_means`."""
        return _means(self.sums[:, self._index(high)] - self.sums[:, self._index(low)], high - low)

    def along(self, lines: NDArray[np.intp], low: Floats, high: Floats) -> Floats:
        """As :meth:`between`, one stretch of one line each: all arguments (P,), answer (P, 5)."""
        return _means(self.sums[lines, self._index(high)] - self.sums[lines, self._index(low)], high - low)

    def _index(self, place: Floats) -> NDArray[np.intp]:
        return np.rint((place - self.start) / STEP_M).clip(0, self.sums.shape[1] - 1).astype(np.intp)


def _means(total: Floats, length: Floats) -> Floats:
    """Seen as a share of the stretch; the other four as means over what is seen of it."""
    means = total / np.maximum(total[..., :1], 1e-9)
    means[..., 0] = np.minimum(total[..., 0] * STEP_M / np.maximum(length, STEP_M), 1.0)
    return means


def read_wall(lab: NDArray[np.float32], faces: NDArray[np.uint8], layout: Layout, plane: Plane) -> Wall | None:
    """A wall as the photo shows it; None where too little of it is in sight."""
    seen = faces == plane
    if seen.mean() < 0.02:
        return None
    size = (lab.shape[1], lab.shape[0])
    ys, xs = np.nonzero(seen[::4, ::4])
    scale = size[0] / layout.size_wh[0]
    metres = layout.plane_coordinates(plane, np.stack([xs * 4 + 2.0, ys * 4 + 2.0], axis=1) / scale)
    low, high = np.nanpercentile(metres, 0.5, axis=0), np.nanpercentile(metres, 99.5, axis=0)
    return Wall(layout, plane, lab, seen, scale, low, high)


def lab_and_faces(pixels: Rgb8, layout: Layout) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A copy of at most :data:`SIDE_PX` in Lab, and the plane ids of its pixels."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE_PX / max(height, width))
    size: SizeWh = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab)
    return cast("NDArray[np.float32]", lab), layout.plane_map(size)


def wall_lines(wall: Wall, segments: Floats, course: Literal["upright", "level"]) -> WallLines:
    """The lines of one course on a wall, from the photo's segments (N, 4) in pixels of the photo."""
    across = 0 if course == "upright" else 1
    ends = _on_wall(wall, segments)
    ends = ends[_runs_along(wall, ends, across)]
    places, members = _group(wall, ends, across)
    free = _borders(wall, across) + ([0.0] if across else [])
    return _sample(wall, ends, np.concatenate([places, free]), members, across)


def _borders(wall: Wall, across: int) -> list[float]:
    """Where the picture's border cuts the wall, if it does, as places of lines along it."""
    size = wall.seen.shape[1 - across]
    middle = (wall.low + wall.high) / 2
    found = []
    for place in (wall.low[across], wall.high[across])[across:]:
        middle[across] = place
        at = wall.to_picture(middle[None])[0, across]
        if min(at, size - at) < BORDER_SHARE * size:
            found.append(float(place))
    return found


def _on_wall(wall: Wall, segments: Floats) -> Floats:
    """(M, 2, 2) ends in metres of the segments of which most lies on the wall."""
    ends = segments.reshape(-1, 2, 2)
    shares = np.linspace(0.1, 0.9, 5)[:, None, None]
    points = ends[:, 0] * (1 - shares) + ends[:, 1] * shares
    near = cv2.dilate(wall.seen.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    at = np.floor(points * wall.scale).astype(np.intp)
    here = near[at[..., 1].clip(0, near.shape[0] - 1), at[..., 0].clip(0, near.shape[1] - 1)]
    ends = ends[here.mean(axis=0) > 0.5]
    metres = wall.layout.plane_coordinates(wall.plane, ends.reshape(-1, 2)).reshape(-1, 2, 2)
    return metres[np.isfinite(metres).all(axis=(1, 2))]


def _runs_along(wall: Wall, ends: Floats, across: int) -> BoolMap:
    """Which segments stray less than a few per cent of their length when laid exactly upright (or level)."""
    straight = ends.copy()
    straight[..., across] = ends[..., across].mean(axis=1, keepdims=True)
    there, ideal = wall.to_picture(ends), wall.to_picture(straight)
    length = np.hypot(*np.moveaxis(there[:, 1] - there[:, 0], -1, 0))
    stray = np.hypot(*np.moveaxis(there - ideal, -1, 0)).max(axis=1)
    return np.asarray((stray < 0.03 * length + 0.8) & (stray < 4.0))


def _group(wall: Wall, ends: Floats, across: int) -> tuple[Floats, NDArray[np.intp]]:
    """Places (N,) of the lines that the segments lie on, strongest first, and the line of each segment (-1: none)."""
    middle = ends.mean(axis=1)
    nudged = middle.copy()
    nudged[:, across] += 0.01
    px_per_m = np.hypot(*np.moveaxis(wall.to_picture(nudged) - wall.to_picture(middle), -1, 0)) * 100
    picture = wall.to_picture(ends)
    length = np.hypot(*np.moveaxis(picture[:, 1] - picture[:, 0], -1, 0))
    members, places = np.full(len(ends), -1), list[float]()
    for index in np.argsort(-length, kind="stable"):
        if members[index] >= 0 or len(places) >= MOST_LINES:
            continue
        near = np.abs(middle[:, across] - middle[index, across]) * px_per_m < 2.0
        members[near & (members < 0)] = len(places)
        places.append(middle[index, across])
    return np.array(places), members


def _sample(wall: Wall, ends: Floats, places: Floats, members: NDArray[np.intp], across: int) -> WallLines:
    """Sample lines along themselves; those that no segment is a member of are free."""
    low, high = wall.low[1 - across] - 0.2, wall.high[1 - across] + 0.2
    grid = np.arange(low, min(high, low + 12.0), STEP_M) + STEP_M / 2
    metres = np.empty((len(places), len(grid), 2))
    metres[..., across], metres[..., 1 - across] = places[:, None], grid
    steps, seen = _steps(wall, metres, across)
    drawn = np.zeros(seen.shape, bool)
    for line, (first, last) in zip(members, np.sort(ends[..., 1 - across], axis=1), strict=True):
        if line >= 0:
            drawn[line] |= (grid > first - STEP_M) & (grid < last + STEP_M)
    layers = np.concatenate([seen[..., None], (drawn & seen)[..., None], steps * seen[..., None]], axis=-1)
    sums = np.concatenate([np.zeros((len(places), 1, 5)), np.cumsum(layers, axis=1)], axis=1)
    free = np.arange(len(places)) > members.max(initial=-1)
    return WallLines(places, float(low), sums, free)


def _steps(wall: Wall, metres: Floats, across: int) -> tuple[Floats, BoolMap]:
    """Soft signs (N, K, 3) of the colour steps over lines at points (N, K, 2), towards growing u (v); what is seen."""
    nudged = metres.copy()
    nudged[..., across] += 0.005
    points = wall.to_picture(metres)
    ahead = wall.to_picture(nudged) - points
    ahead /= np.maximum(np.hypot(ahead[..., 0], ahead[..., 1])[..., None], 1e-9)
    _, seen = wall.look_up(points)
    beyond = np.median([wall.look_up(points + tap * ahead)[0] for tap in TAPS_PX], axis=0)
    before = np.median([wall.look_up(points - tap * ahead)[0] for tap in TAPS_PX], axis=0)
    return np.tanh((beyond - before) / STEP_TAU), seen
