"""Paint is nearly even, limewash and concrete are not, and none of them has joints."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.render.textures import masonry, plaster
from maskkit.render.textures.colour import linear
from maskkit.render.textures.surface import Surface


def contrast(surface: Surface) -> float:
    return float(np.log(surface.albedo.mean(axis=2)).std())


def test_paint_is_the_evenest_then_microcement_then_concrete() -> None:
    kinds = [
        plaster.paint("#9a9792", seed=0),
        plaster.microcement("#9a9792", seed=0, pixels_per_m=100),
        plaster.concrete("#9a9792", seed=0, pixels_per_m=100),
    ]
    contrasts = [contrast(kind) for kind in kinds]
    assert contrasts == sorted(contrasts)
    assert contrasts[0] < 0.02
    assert contrasts[2] > 0.05


@pytest.mark.parametrize("maker", [plaster.paint, plaster.limewash, plaster.concrete, plaster.microcement])
def test_the_asked_colour_comes_out_and_there_are_no_joints(maker: object) -> None:
    surface = maker("#c2b6a3", seed=2, pixels_per_m=80)
    assert surface.mean_albedo == pytest.approx(linear("#c2b6a3"), rel=0.06)
    assert surface.module_m == (0, 0)


def test_concrete_without_pits_has_no_dark_spots() -> None:
    smooth, pitted = (plaster.concrete("#9a9792", seed=0, pits=pits).albedo.mean(axis=2) for pits in (0.0, 1.0))
    assert (pitted < 0.7 * np.median(pitted)).mean() > (smooth < 0.7 * np.median(smooth)).mean()


def test_mortar_is_lighter_than_brick_and_a_centimetre_wide() -> None:
    wall = masonry.brick(seed=0)
    texels = round(0.01 * wall.pixels_per_m)
    course = wall.albedo.mean(axis=(1, 2))
    light = course > 1.15 * np.median(course)
    assert light.mean() == pytest.approx(0.01 / 0.075, rel=0.5)
    assert texels >= 3


def test_paint_over_brick_hides_the_colour_and_leaves_the_relief() -> None:
    bare, painted = masonry.brick(seed=0), masonry.painted_brick("#e4e1db", seed=0)
    assert contrast(painted) < 0.3 * contrast(bare)
    assert np.ptp(painted.relief_m) > 0.5 * np.ptp(bare.relief_m)
