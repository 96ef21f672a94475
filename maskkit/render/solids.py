"""The solids that rooms and furniture are made of: quads, bevelled boxes, cushions, cylinders, lathe and tube work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskkit.render.meshes import Mesh, box_uvs, join, mesh, moved, reshaped, smooth_normals
from maskkit.types import Floats

SIDES = 32


def quad(origin: ArrayLike, across: ArrayLike, up: ArrayLike) -> Mesh:
    """The flat rectangle origin, +across, +up; its front looks along across x up, its uvs run along the two edges.

    >>> quad((0, 0, 0), (2, 0, 0), (0, 3, 0)).uvs.max(axis=0)
    array([2., 3.])
    """
    corner, u, v = (np.asarray(value, float) for value in (origin, across, up))
    normal = np.cross(u, v)
    width, height = np.linalg.norm(u), np.linalg.norm(v)
    return Mesh(
        np.stack([corner, corner + u, corner + u + v, corner + v]),
        np.array([[0, 1, 2], [0, 2, 3]], np.int32),
        np.tile(normal / np.linalg.norm(normal), (4, 1)),
        np.array([[0, 0], [width, 0], [width, height], [0, height]]),
    )


def polygon(outline: ArrayLike, z: float, *, face_up: bool) -> Mesh:
    """A flat level polygon at height ``z`` from a simple (N, 2) outline in either order, looking up or down."""
    ring = np.asarray(outline, float)
    ring = ring if _signed_area(ring) > 0 else ring[::-1]
    faces = np.array(_ear_clip(ring), np.int32)
    vertices = np.column_stack([ring, np.full(len(ring), z)])
    normal = np.array([0.0, 0.0, 1.0 if face_up else -1.0])
    return Mesh(vertices, faces if face_up else faces[:, ::-1], np.tile(normal, (len(ring), 1)), ring.copy())


def _signed_area(ring: Floats) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def _ear_clip(ring: Floats) -> list[tuple[int, int, int]]:
    """Triangles of a counter-clockwise simple polygon (Meisters 1975)."""
    left = list(range(len(ring)))
    triangles = []
    while len(left) > 3:
        ear = next(place for place in range(len(left)) if _is_ear(ring, left, place))
        triangles.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    return [*triangles, (left[0], left[1], left[2])]


def _is_ear(ring: Floats, left: list[int], place: int) -> bool:
    corners = [left[place - 1], left[place], left[(place + 1) % len(left)]]
    a, b, c = ring[corners]
    if np.cross(np.append(b - a, 0), np.append(c - b, 0))[2] <= 0:
        return False
    others = ring[[index for index in left if index not in corners]]
    sides = [
        (end[0] - start[0]) * (others[:, 1] - start[1]) - (end[1] - start[1]) * (others[:, 0] - start[0])
        for start, end in ((a, b), (b, c), (c, a))
    ]
    return not bool(np.all(np.stack(sides) >= 0, axis=0).any())


def box(low: ArrayLike, high: ArrayLike, *, bevel_m: float = 0.003, steps: int = 2, cells: int = 1) -> Mesh:
    """A closed box from its lowest to its highest corner with rounded edges.

    ``steps`` is the number of strips across each rounded edge, ``cells`` the number of cells along each flat side.

    >>> round(box((0, 0, 0), (1, 2, 3)).volume, 2)
    6.0
    """
    lowest, highest = np.asarray(low, float), np.asarray(high, float)
    centre, half = (lowest + highest) / 2, (highest - lowest) / 2
    radius = min(bevel_m, float(half.min()) * 0.98)
    sides = [_box_side(half, radius, axis, sign, (steps, cells)) for axis in range(3) for sign in (-1, 1)]
    return moved(join(sides), centre)


def _box_side(half: Floats, radius: float, axis: int, sign: int, counts: tuple[int, int]) -> Mesh:
    u, v = [other for other in range(3) if other != axis]
    rows, columns = (_side_ticks(half[other], radius, counts) for other in (u, v))
    points = np.empty((len(rows), len(columns), 3))
    points[..., u], points[..., v] = rows[:, None], columns[None, :]
    points[..., axis] = sign * half[axis]
    inner = np.clip(points, -(half - radius), half - radius)
    outwards = points - inner
    normals = (outwards / np.linalg.norm(outwards, axis=-1, keepdims=True)).reshape(-1, 3)
    surface = inner.reshape(-1, 3) + radius * normals
    faces = grid_faces(len(rows), len(columns))
    flip = (sign < 0) != (axis == 1)
    return Mesh(surface, faces[:, ::-1] if flip else faces, normals, points.reshape(-1, 3)[:, [u, v]])


def _side_ticks(half: float, radius: float, counts: tuple[int, int]) -> Floats:
    steps, cells = counts
    edge = np.linspace(0, radius, steps + 1)
    flat = np.linspace(-half + radius, half - radius, cells + 1)
    return np.concatenate([-half + edge[:-1], flat, (half - edge[:-1])[::-1]])


def grid_faces(rows: int, columns: int) -> NDArray[np.int32]:
    """Two triangles per cell of a grid of vertices, counter-clockwise seen with rows to the right, columns up."""
    index = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    a, b, c, d = (part.ravel() for part in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    return np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])


def cushion(size: ArrayLike, *, round_m: float = 0.05, puff_m: float = 0.03) -> Mesh:
    """A stuffed rounded box centred on the origin: its flat sides swell by up to ``puff_m`` in the middle."""
    half = np.asarray(size, float) / 2
    base = box(-half, half, bevel_m=round_m, steps=3, cells=8)
    place = np.clip(base.vertices / half, -1, 1)
    bulge = (1 - place**2) ** 0.75
    swell = np.stack([bulge[:, 1] * bulge[:, 2], bulge[:, 0] * bulge[:, 2], bulge[:, 0] * bulge[:, 1]], axis=1)
    return reshaped(base, base.vertices + puff_m * swell * place)


def sheet(points: ArrayLike) -> Mesh:
    """An open surface through a (rows, columns, 3) grid of points; uvs follow the arc length along both directions."""
    grid = np.asarray(points, float)
    rows, columns = grid.shape[:2]
    across = np.linalg.norm(np.diff(grid, axis=0), axis=2).mean(axis=1)
    along = np.linalg.norm(np.diff(grid, axis=1), axis=2).mean(axis=0)
    u, v = np.append(0, np.cumsum(across)), np.append(0, np.cumsum(along))
    uvs = np.stack(np.broadcast_arrays(u[:, None], v[None, :]), axis=-1).reshape(-1, 2)
    return mesh(grid.reshape(-1, 3), grid_faces(rows, columns), uvs=uvs)


def loft(sections: ArrayLike, *, caps: bool = True) -> Mesh:
    """A skin over closed curves, (K, N, 3): counter-clockwise rings seen from the last one look outwards."""
    rings = np.asarray(sections, float)
    count, sides = rings.shape[:2]
    closed = np.concatenate([rings, rings[:, :1]], axis=1)
    skin = sheet(closed.transpose(1, 0, 2))
    welded = smooth_normals(rings.transpose(1, 0, 2).reshape(-1, 3), _ring_faces(sides, count)).reshape(sides, count, 3)
    normals = np.concatenate([welded, welded[:1]]).reshape(-1, 3)
    body = Mesh(skin.vertices, skin.faces, normals, skin.uvs)
    return join([body, _cap(rings[0], flip=True), _cap(rings[-1], flip=False)]) if caps else body


def _ring_faces(sides: int, count: int) -> NDArray[np.int32]:
    return (grid_faces(sides + 1, count) % (sides * count)).astype(np.int32)


def _cap(ring: Floats, *, flip: bool) -> Mesh:
    vertices = np.concatenate([ring, ring.mean(axis=0, keepdims=True)])
    index = np.arange(len(ring), dtype=np.int32)
    faces = np.stack([np.full_like(index, len(ring)), index, np.roll(index, -1)], axis=1)
    return mesh(vertices, faces[:, ::-1] if flip else faces)


def circle(radius_m: float, z: float = 0.0, *, sides: int = SIDES) -> Floats:
    """A level counter-clockwise ring, (sides, 3)."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    return np.column_stack([radius_m * np.cos(angle), radius_m * np.sin(angle), np.full(sides, z)])


def superellipse(half_wh: tuple[float, float], power: float, z: float = 0.0, *, sides: int = 64) -> Floats:
    """A level counter-clockwise Lamé curve, (sides, 3): power 2 is an ellipse, above it goes towards a rectangle."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = (half * np.sign(part) * np.abs(part) ** (2 / power) for half, part in zip(half_wh, (cos, sin), strict=True))
    return np.column_stack([x, y, np.full(sides, z)])


def cylinder(radius_m: float, height_m: float, *, bevel_m: float = 0.003, sides: int = SIDES) -> Mesh:
    """A closed upright cylinder on the origin."""
    edge = min(bevel_m, radius_m / 2, height_m / 2)
    profile = [(radius_m - edge, 0.0), (radius_m, edge), (radius_m, height_m - edge), (radius_m - edge, height_m)]
    return lathe(profile, sides=sides)


def lathe(profile: Sequence[tuple[float, float]], *, sides: int = SIDES, caps: bool = True) -> Mesh:
    """A profile of (radius, height) pairs from the bottom up, turned about the vertical axis."""
    return loft(np.stack([circle(radius, z, sides=sides) for radius, z in profile]), caps=caps)


def tube(path: ArrayLike, radius_m: float, *, sides: int = 12) -> Mesh:
    """A round bar along (N, 3) points with flat ends; the ring is carried along without twist."""
    points = np.asarray(path, float)
    tangents = np.gradient(points, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    side = np.cross(tangents[0], (0.0, 0.0, 1.0) if abs(tangents[0][2]) < 0.9 else (1.0, 0.0, 0.0))
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)[:, None]
    rings = []
    for point, tangent in zip(points, tangents, strict=True):
        side = side - tangent * (side @ tangent)
        side = side / np.linalg.norm(side)
        rings.append(point + radius_m * (np.cos(angle) * side + np.sin(angle) * np.cross(tangent, side)))
    return loft(np.stack(rings))


def prism(outline: ArrayLike, height_m: float) -> Mesh:
    """A closed upright prism over a simple outline (N, 2) with sharp edges, its foot at z = 0."""
    ring = np.asarray(outline, float)
    ring = ring if _signed_area(ring) > 0 else ring[::-1]
    nexts = np.roll(ring, -1, axis=0)
    sides = [
        quad((*start, 0.0), (*(end - start), 0.0), (0.0, 0.0, height_m)) for start, end in zip(ring, nexts, strict=True)
    ]
    return join([*sides, polygon(ring, 0.0, face_up=False), polygon(ring, height_m, face_up=True)])


def flat_mapped(shape: Mesh) -> Mesh:
    """The mesh with texture coordinates from its axes, for grain that runs one way over a whole piece."""
    return Mesh(shape.vertices, shape.faces, shape.normals, box_uvs(shape.vertices, shape.normals))
