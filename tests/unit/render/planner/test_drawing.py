"""Plans from above: things are where they stand, the viewer is at the bottom."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maskkit.render.planner.drawing import HIGH, LOW, corners_of, draw_plan
from maskkit.render.scene import Item, Opening
from maskkit.render.space import Space

SpaceOf = Callable[..., Space]


def test_the_drawing_shows_each_thing_in_its_place(space_of: SpaceOf) -> None:
    space = space_of(3.0, 4.0, (Opening(1, "window", 1.0, 1.0, 1.0, 1.0),))
    drawn = draw_plan(
        space,
        [Item("towel_stool", (0.5, 3.0, 0.0)), Item("wall_cupboards", (2.0, 4.0, 0.0), options={"width_m": 0.6})],
        pixels_per_m=100,
    )
    assert drawn.shape == (470, 370, 3)
    stool = drawn[470 - 1 - 335 + 8 : 470 - 1 - 335 + 12, 72:78].reshape(-1, 3)
    assert (np.abs(stool.astype(int) - LOW).max(axis=1) < 4).any()
    cupboard = drawn[28:70, 210:260].reshape(-1, 3)
    assert (np.abs(cupboard.astype(int) - HIGH).max(axis=1) < 4).any()


def test_turned_things_have_turned_corners() -> None:
    corners = corners_of(Item("stone_bench", (0.0, 2.0, 0.0), 90.0, {"width_m": 0.9}))
    assert np.allclose(corners.min(axis=0), [0.0, 1.55], atol=0.01)
    assert np.allclose(corners.max(axis=0), [0.38, 2.45], atol=0.01)
