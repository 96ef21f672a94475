"""Placing parts."""

from __future__ import annotations

import pytest

from maskkit.render.parts import Part, placed
from maskkit.render.scene import Finish
from maskkit.render.solids import box


def test_placed_moves_and_names_but_keeps_the_finish() -> None:
    part = Part("seat", box((0, 0, 0), (1, 1, 1)), Finish("#123456"))
    (there,) = placed([part], (1, 2, 3), owner="sofa")
    assert there.name == "sofa/seat"
    assert there.kind == "sofa"
    assert there.finish is part.finish
    assert there.mesh.bounds[0] == pytest.approx([1, 2, 3])


def test_without_an_owner_the_name_stays() -> None:
    part = Part("wall/1", box((0, 0, 0), (1, 1, 1)), Finish())
    assert placed([part], (0, 0, 0))[0].name == "wall/1"
