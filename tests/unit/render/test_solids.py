"""Solids: closed, looking outwards, with texture coordinates in metres."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from maskkit.render.meshes import Mesh
from maskkit.render.solids import (
    box,
    circle,
    cushion,
    cylinder,
    flat_mapped,
    lathe,
    loft,
    polygon,
    prism,
    quad,
    sheet,
    superellipse,
    tube,
)

L_SHAPE = ((0, 0), (0, 4), (2, 4), (2, 2), (5, 2), (5, 0))
CLOSED = {
    "box": box((0, 0, 0), (1, 2, 3)),
    "box with cells": box((-1, -1, -1), (1, 1, 1), bevel_m=0.2, steps=3, cells=4),
    "thin box": box((0, 0, 0), (1, 1, 0.004), bevel_m=0.01),
    "cushion": cushion((0.6, 0.6, 0.2)),
    "cylinder": cylinder(0.2, 0.5),
    "lathe": lathe([(0.1, 0), (0.2, 0.3), (0.05, 0.6)]),
    "ring": lathe([(0.3, 0), (0.32, 0), (0.32, 0.2), (0.3, 0.2), (0.3, 0)], caps=False),
    "tube": tube([(0, 0, 0), (0, 0, 1), (0, 0.5, 1.5), (0.5, 0.5, 1.5)], 0.05),
    "level tube": tube([(0, 0, 0), (1, 0, 0), (2, 0, 0)], 0.05),
    "loft": loft(np.stack([superellipse((0.3, 0.2), 4, z) for z in (0.0, 0.2, 0.4)])),
    "prism": prism(L_SHAPE, 2.5),
}


def edges_without_partner(shape: Mesh) -> int:
    """How many directed edges have no opposite one, once vertices at one place are taken as one."""
    _, place = np.unique(np.round(shape.vertices, 6), axis=0, return_inverse=True)
    faces = place.reshape(-1)[shape.faces]
    solid = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    edges = Counter((int(a), int(b)) for face in solid for a, b in zip(face, np.roll(face, -1), strict=True))
    return sum(count != edges[b, a] for (a, b), count in edges.items())


@pytest.mark.parametrize("name", CLOSED)
def test_solids_are_closed(name: str) -> None:
    assert edges_without_partner(CLOSED[name]) == 0


@pytest.mark.parametrize("name", CLOSED)
def test_solids_look_outwards(name: str) -> None:
    assert CLOSED[name].volume > 0


@pytest.mark.parametrize("name", CLOSED)
def test_normals_are_unit_vectors_on_the_faces_side(name: str) -> None:
    shape = CLOSED[name]
    assert np.linalg.norm(shape.normals, axis=1) == pytest.approx(np.ones(len(shape.normals)), abs=1e-6)
    a, b, c = (shape.vertices[shape.faces[:, corner]] for corner in range(3))
    face_normals = np.cross(b - a, c - a)
    mean = shape.normals[shape.faces].mean(axis=1)
    area = np.linalg.norm(face_normals, axis=1)
    agree = np.einsum("ij,ij->i", face_normals, mean)[area > 1e-9]
    assert (agree > 0).mean() > 0.995


@pytest.mark.parametrize(
    ("shape", "volume"),
    [
        (box((0, 0, 0), (1, 2, 3), bevel_m=0.001), 6.0),
        (cylinder(0.2, 0.5, bevel_m=0.0005, sides=128), np.pi * 0.04 * 0.5),
        (prism(L_SHAPE, 2.5), (2 * 4 + 3 * 2) * 2.5),
        (tube([(0, 0, 0), (0, 0, 0.5), (0, 0, 1)], 0.1, sides=128), np.pi * 0.01),
    ],
)
def test_volumes_are_those_of_the_ideal_solids(shape: Mesh, volume: float) -> None:
    assert shape.volume == pytest.approx(volume, rel=0.01)


def test_a_box_keeps_its_bounds_whatever_its_bevel() -> None:
    for bevel in (0.0005, 0.02, 0.3):
        shape = box((1, 2, 3), (2, 4, 3.5), bevel_m=bevel)
        assert shape.bounds == pytest.approx(np.array([[1, 2, 3], [2, 4, 3.5]]), abs=1e-9)


def test_a_cushion_swells_and_stays_symmetrical() -> None:
    flat, puffed = cushion((0.6, 0.6, 0.2), puff_m=0.0), cushion((0.6, 0.6, 0.2), puff_m=0.05)
    assert puffed.volume > flat.volume * 1.1
    assert puffed.vertices.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-6)


@pytest.mark.parametrize("name", ["box", "cylinder", "prism", "loft", "tube"])
def test_texture_coordinates_are_metric(name: str) -> None:
    """Along an edge of a face, texture and surface measure alike: a tile of 15 cm is 15 cm wide everywhere."""
    shape = CLOSED[name]
    a, b, c = (shape.faces[:, corner] for corner in range(3))
    area = np.linalg.norm(
        np.cross(shape.vertices[b] - shape.vertices[a], shape.vertices[c] - shape.vertices[a]), axis=1
    )
    ab, ac = shape.uvs[b] - shape.uvs[a], shape.uvs[c] - shape.uvs[a]
    texture = np.abs(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    large = area > area.max() / 4
    assert np.median(texture[large] / area[large]) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("order", [1, -1])
def test_a_polygon_with_a_notch_has_its_own_area_only(order: int) -> None:
    shape = polygon(L_SHAPE[::order], 0.0, face_up=True)
    a, b, c = (shape.vertices[shape.faces[:, corner]] for corner in range(3))
    areas = np.cross(b - a, c - a)[:, 2] / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(2 * 4 + 3 * 2)


def test_a_ceiling_looks_down() -> None:
    shape = polygon(L_SHAPE, 2.5, face_up=False)
    a, b, c = (shape.vertices[shape.faces[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] < 0).all()
    assert shape.normals[:, 2] == pytest.approx(-np.ones(6))


def test_a_sheet_is_unrolled_along_its_length() -> None:
    angle = np.linspace(0, np.pi, 200)
    arc = np.stack([np.cos(angle), np.zeros(200), np.sin(angle)], axis=1)
    shape = sheet(np.stack([arc + np.array([0, y, 0]) for y in (0.0, 0.5)], axis=1))
    assert shape.uvs.max(axis=0) == pytest.approx([np.pi, 0.5], rel=1e-3)


def test_quad_looks_along_across_times_up() -> None:
    assert quad((0, 0, 0), (2, 0, 0), (0, 0, 3)).normals[0] == pytest.approx([0, -1, 0])


def test_superellipse_goes_from_an_ellipse_to_a_rectangle() -> None:
    assert superellipse((0.4, 0.2), 2, sides=64) == pytest.approx(circle(0.2, sides=64) * (2, 1, 1))
    corner = np.abs(superellipse((0.4, 0.2), 60, sides=64)) / (0.4, 0.2, 1)
    assert corner[:, :2].min(axis=1).max() > 0.97


def test_flat_mapped_grain_runs_one_way_over_a_whole_box() -> None:
    shape = flat_mapped(box((1, 2, 0), (3, 5, 0.02)))
    top = shape.normals[:, 2] > 0.9
    assert shape.uvs[top] == pytest.approx(shape.vertices[top][:, :2])
