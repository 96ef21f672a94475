"""Triangle meshes as NumPy arrays: the type, and how meshes are moved and joined. z is up, lengths are metres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskkit.types import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """Triangles with a normal and a texture coordinate per vertex.

    ``vertices`` (N, 3) float64 metres, ``faces`` (M, 3) int32 counter-clockwise seen from outside, ``normals`` (N, 3)
    float64 unit vectors, ``uvs`` (N, 2) float64 in metres on the surface, so that a texture lies at its real size.
    """

    vertices: Floats
    faces: NDArray[np.int32]
    normals: Floats
    uvs: Floats

    @property
    def bounds(self) -> Floats:
        """The lowest and the highest corner, (2, 3) metres."""
        return np.stack([self.vertices.min(axis=0), self.vertices.max(axis=0)])

    @property
    def volume(self) -> float:
        """Signed volume in cubic metres by the divergence theorem; positive when the faces look outwards."""
        a, b, c = (self.vertices[self.faces[:, corner]] for corner in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def smooth_normals(vertices: Floats, faces: NDArray[np.int32]) -> Floats:
    """Area-weighted vertex normals, (N, 3) unit vectors."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    face_normals = np.cross(b - a, c - a)
    sums = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(sums, faces[:, corner], face_normals)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, 1e-12))


def box_uvs(vertices: Floats, normals: Floats) -> Floats:
    """Texture coordinates in metres, each vertex projected along the axis that its normal is nearest to."""
    axis = np.abs(normals).argmax(axis=1)
    across = np.where(axis == 0, vertices[:, 1], vertices[:, 0])
    along = np.where(axis == 2, vertices[:, 1], vertices[:, 2])
    return np.stack([across, along], axis=1)


def mesh(vertices: ArrayLike, faces: ArrayLike, *, uvs: ArrayLike | None = None) -> Mesh:
    """A mesh with smooth normals; without ``uvs`` it is mapped from its axes (:func:`box_uvs`)."""
    points, triangles = np.asarray(vertices, float), np.asarray(faces, np.int32)
    normals = smooth_normals(points, triangles)
    return Mesh(points, triangles, normals, box_uvs(points, normals) if uvs is None else np.asarray(uvs, float))


def join(meshes: Iterable[Mesh]) -> Mesh:
    """All meshes as one.

    >>> from maskkit.render.solids import box
    >>> two = join([box((0, 0, 0), (1, 1, 1)), box((2, 0, 0), (3, 1, 1))])
    >>> round(two.volume, 2)
    2.0
    """
    parts = list(meshes)
    starts = np.cumsum([0, *(len(part.vertices) for part in parts[:-1])])
    return Mesh(
        np.concatenate([part.vertices for part in parts]),
        np.concatenate([part.faces + np.int32(start) for part, start in zip(parts, starts, strict=True)]),
        np.concatenate([part.normals for part in parts]),
        np.concatenate([part.uvs for part in parts]),
    )


def turned(shape: Mesh, rotation: ArrayLike) -> Mesh:
    """The mesh after a (3, 3) rotation about the origin."""
    matrix = np.asarray(rotation, float)
    return replace(shape, vertices=shape.vertices @ matrix.T, normals=shape.normals @ matrix.T)


def moved(shape: Mesh, by: ArrayLike, *, turn_deg: float = 0.0) -> Mesh:
    """The mesh turned about the vertical axis (counter-clockwise seen from above), then shifted by ``by`` metres."""
    angle = np.radians(turn_deg)
    cos, sin = np.cos(angle), np.sin(angle)
    rotated = turned(shape, [[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) if turn_deg else shape
    return replace(rotated, vertices=rotated.vertices + np.asarray(by, float))


def tilted(shape: Mesh, degrees: float, *, about: ArrayLike = (0.0, 0.0, 0.0)) -> Mesh:
    """The mesh turned about the x axis through ``about``: a positive angle leans its top backwards, to +y."""
    angle = -np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    pivot = np.asarray(about, float)
    return moved(turned(moved(shape, -pivot), [[1, 0, 0], [0, cos, -sin], [0, sin, cos]]), pivot)


def mirrored(shape: Mesh) -> Mesh:
    """The mesh with left and right exchanged; its faces still look outwards.

    >>> from maskkit.render.solids import box
    >>> mirrored(box((1, 0, 0), (3, 1, 1))).bounds[:, 0].tolist()
    [-3.0, -1.0]
    """
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(shape, vertices=shape.vertices * flip, normals=shape.normals * flip, faces=shape.faces[:, ::-1])


def reshaped(shape: Mesh, vertices: Floats) -> Mesh:
    """The same triangles with other vertices and fresh normals; vertices at one place keep one normal between them."""
    _, first, inverse = np.unique(np.round(shape.vertices, 7), axis=0, return_index=True, return_inverse=True)
    welded = inverse.reshape(-1)[shape.faces].astype(np.int32)
    return replace(shape, vertices=vertices, normals=smooth_normals(vertices[first], welded)[inverse.reshape(-1)])
