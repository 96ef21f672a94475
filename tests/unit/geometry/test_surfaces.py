"""Reading surfaces off a drawn room: far from perfect, but floor is below and ceiling above."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.geometry.camera import photo_segments
from maskkit.geometry.cues import centres
from maskkit.geometry.surfaces import Surfaces, read_surfaces, surface_evidence

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room


@pytest.fixture(scope="module")
def surfaces(frontal_room: Room) -> Surfaces:
    return read_surfaces(frontal_room.photo, photo_segments(frontal_room.photo))


def test_probabilities_sum_to_one(surfaces: Surfaces) -> None:
    assert surfaces.probabilities.shape == (surfaces.patches.count, 5)
    assert np.allclose(surfaces.probabilities.sum(axis=1), 1.0)


def test_floor_lies_below_wall_and_wall_below_ceiling(surfaces: Surfaces) -> None:
    height = centres(surfaces.patches)[:, 1]
    weights = surfaces.probabilities[:, 1:4] * surfaces.patches.sizes[:, None]
    floor, wall, ceiling = (height @ weights) / weights.sum(axis=0)
    assert floor > wall + 0.15
    assert wall > ceiling + 0.1


def test_the_box_follows_the_surfaces(surfaces: Surfaces) -> None:
    assert surfaces.fit.agreement > 0.7
    assert np.all(surfaces.fit.box > 0)


def test_evidence_ignores_things_and_takes_windows_for_wall(surfaces: Surfaces) -> None:
    patches = surfaces.patches
    told = np.tile(np.array([[0.5, 0.0, 0.2, 0.0, 0.3]]), (patches.count, 1))
    evidence = surface_evidence(patches, told)
    assert np.allclose(evidence.costs[:, 1:], [1, 0, 1], atol=1e-5)
    assert evidence.weights.sum() == pytest.approx(1.0)


def test_evidence_weighs_patches_by_what_they_show_of_the_room(surfaces: Surfaces) -> None:
    patches = surfaces.patches
    told = np.tile(np.array([[0.9, 0.1, 0.0, 0.0, 0.0]]), (patches.count, 1))
    told[0] = [0.0, 1.0, 0.0, 0.0, 0.0]
    evidence = surface_evidence(patches, told)
    per_pixel = evidence.weights / patches.sizes
    assert per_pixel[0] == pytest.approx(10 * per_pixel[1], rel=1e-3)
