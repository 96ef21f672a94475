"""What is handed to Mitsuba; nothing here needs it installed."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from maskkit.render.scene import Finish
from maskkit.render.solids import box
from maskkit.render.world import _kind, _surface, ply_bytes

CUBE = box((0, 0, 0), (1, 1, 1), bevel_m=0.1)


def test_ply_holds_every_vertex_and_face() -> None:
    head, _, body = ply_bytes(CUBE).partition(b"end_header\n")
    assert f"element vertex {len(CUBE.vertices)}".encode() in head
    assert f"element face {len(CUBE.faces)}".encode() in head
    assert len(body) == len(CUBE.vertices) * 8 * 4 + len(CUBE.faces) * 13


def test_ply_keeps_positions_normals_and_texture_coordinates() -> None:
    body = ply_bytes(CUBE).partition(b"end_header\n")[2]
    values = np.frombuffer(body, "<f4", count=len(CUBE.vertices) * 8).reshape(-1, 8)
    assert np.allclose(values, np.concatenate([CUBE.vertices, CUBE.normals, CUBE.uvs], axis=1), atol=1e-6)


def test_importing_the_renderer_does_not_import_mitsuba() -> None:
    code = "import sys, maskkit.render.renderer, maskkit.render.samples; sys.exit('mitsuba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_even_finish_keeps_the_colours_of_its_pattern_and_not_its_relief() -> None:
    kinds, colours = [], []
    for even in (False, True):
        finish = Finish("#b9bec2", "tiles-15", roughness=0.2, even=even)
        surface = _surface(finish, 0)
        assert surface is not None
        kinds.append(_kind(finish, surface))
        colours.append(surface.albedo)
    assert kinds == ["uneven-mixed", "flat-even"]
    assert np.array_equal(*colours)
