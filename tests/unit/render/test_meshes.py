"""Meshes: how they are joined, moved and reshaped."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.meshes import box_uvs, join, mesh, mirrored, moved, reshaped, smooth_normals, tilted, turned
from maskkit.render.solids import box, quad

CUBE = box((0, 0, 0), (1, 1, 1), bevel_m=0.01)


def test_join_keeps_volumes_and_points_faces_at_their_own_vertices() -> None:
    far = moved(CUBE, (5, 0, 0))
    both = join([CUBE, far])
    assert both.volume == pytest.approx(2 * CUBE.volume)
    assert both.faces.max() == len(both.vertices) - 1
    second = both.vertices[both.faces[len(CUBE.faces) :]]
    assert second[..., 0].min() >= 5


def test_a_quarter_turn_brings_the_front_to_the_right() -> None:
    """Pieces look to -y; a piece at the left wall turns by 90 degrees and looks to +x."""
    front = quad((0, 0, 0), (1, 0, 0), (0, 0, 1))
    assert front.normals[0] == pytest.approx([0, -1, 0])
    assert moved(front, (0, 0, 0), turn_deg=90).normals[0] == pytest.approx([1, 0, 0])


def test_moved_does_not_change_what_it_was_given() -> None:
    before = CUBE.vertices.copy()
    moved(CUBE, (1, 2, 3), turn_deg=30)
    assert np.array_equal(CUBE.vertices, before)


def test_tilted_leans_the_top_backwards_about_its_pivot() -> None:
    board = box((-0.5, -0.01, 0), (0.5, 0.01, 1))
    leaning = tilted(board, 20)
    top, foot = leaning.vertices[board.vertices[:, 2] > 0.99], leaning.vertices[board.vertices[:, 2] < 0.01]
    assert top[:, 1].mean() > 0.3
    assert foot[:, 1].mean() == pytest.approx(0, abs=0.01)
    assert leaning.volume == pytest.approx(board.volume)


def test_tilted_about_its_top_moves_the_foot() -> None:
    board = box((-0.5, -0.01, 0), (0.5, 0.01, 1))
    leaning = tilted(board, 20, about=(0, 0, 1))
    assert leaning.vertices[board.vertices[:, 2] < 0.01][:, 1].mean() < -0.3


def test_turned_rotates_normals_with_the_vertices() -> None:
    upright = turned(quad((0, 0, 0), (1, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, 0, -1), (0, 1, 0)))
    assert upright.normals[0] == pytest.approx([0, -1, 0])
    assert np.ptp(upright.vertices[:, 1]) == pytest.approx(0)


def test_smooth_normals_look_along_the_right_hand_rule() -> None:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], float)
    assert smooth_normals(corners, np.array([[0, 1, 2]], np.int32)) == pytest.approx(np.tile([0, 0, 1.0], (3, 1)))


def test_box_uvs_are_metres_on_every_side() -> None:
    """Two points 30 cm apart on a surface are 0.3 apart in its texture, whichever way the surface looks."""
    points = np.array([[0, 0, 0], [0.3, 0.3, 0.3]])
    for normal in np.eye(3):
        uvs = box_uvs(points, np.tile(normal, (2, 1)))
        assert np.abs(uvs[1] - uvs[0]) == pytest.approx([0.3, 0.3])


def test_mesh_takes_given_uvs_or_maps_from_the_axes() -> None:
    corners, faces = [[0, 0, 0], [2, 0, 0], [0, 3, 0]], [[0, 1, 2]]
    assert mesh(corners, faces).uvs.max(axis=0) == pytest.approx([2, 3])
    assert mesh(corners, faces, uvs=[[0, 0], [1, 0], [0, 1]]).uvs.max() == 1


def test_reshaped_keeps_one_normal_where_vertices_meet() -> None:
    """A seam between two sides of a box must not show after it was bent."""
    base = box((-1, -1, -1), (1, 1, 1), bevel_m=0.3, cells=4)
    bent = reshaped(base, base.vertices * (1, 1, 0.5))
    _, place = np.unique(np.round(base.vertices, 7), axis=0, return_inverse=True)
    for index in np.unique(place)[:40]:
        normals = bent.normals[place.reshape(-1) == index]
        assert np.ptp(normals, axis=0) == pytest.approx([0, 0, 0], abs=1e-9)


def test_bounds_are_the_lowest_and_the_highest_corner() -> None:
    assert moved(CUBE, (1, 2, 3)).bounds == pytest.approx(np.array([[1, 2, 3], [2, 3, 4.0]]))


def test_a_mirrored_mesh_is_as_large_and_looks_outwards() -> None:
    aside = moved(CUBE, (2, 0, 0))
    other = mirrored(aside)
    assert other.volume == pytest.approx(aside.volume)
    assert np.allclose(other.bounds[:, 0], [-3, -2])
    assert np.allclose(smooth_normals(other.vertices, other.faces), other.normals, atol=0.75)
    assert np.allclose(mirrored(other).vertices, aside.vertices)
