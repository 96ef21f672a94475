"""First cues: where a patch lies, what it looks like, which lines are around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.geometry.camera import read_sightlines
from maskkit.geometry.cues import centres, first_cues, line_maps, place_cues, way_cues
from maskkit.geometry.lines import detect_segments
from maskkit.geometry.patches import Patches, cut_patches

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

LEVEL = np.array([-0.2, 0.0, 0.0, 0.0])


@pytest.fixture(scope="module")
def patches(corner_room: Room) -> Patches:
    return cut_patches(corner_room.photo.pixels)


def test_every_patch_has_the_same_cues_and_all_are_numbers(corner_room: Room, patches: Patches) -> None:
    segments = detect_segments(corner_room.photo.pixels)
    frame = read_sightlines(corner_room.photo).frames[0]
    cues = first_cues(patches, segments, frame, corner_room.photo.size_wh)
    assert cues.shape == (patches.count, 66)
    assert np.isfinite(cues).all()


def test_without_any_segment_the_cues_are_still_numbers(corner_room: Room, patches: Patches) -> None:
    assert np.isfinite(first_cues(patches, np.zeros((0, 4)), LEVEL, corner_room.photo.size_wh)).all()


def test_rays_sink_below_the_horizon_only(patches: Patches) -> None:
    sunk = place_cues(patches, LEVEL)[:, 2]
    assert np.all((sunk > 0) == (centres(patches)[:, 1] > 0.5))


def test_a_camera_that_looks_down_has_its_horizon_above_the_middle(patches: Patches) -> None:
    nodded = place_cues(patches, LEVEL + np.array([0, 0, 0.2, 0]))[:, 2]
    assert np.mean(nodded > 0) > 0.6


def test_lines_are_sorted_by_the_axis_they_follow() -> None:
    """A level camera: horizontal lines run along x, upright ones along y, those to the middle along z."""
    size_wh = (320, 240)
    segments = np.array(
        [[40.0, 60, 120, 60], [250, 30, 250, 90], [20, 220, 90, 220 - 70 * 100 / 140], [200, 200, 260, 150]]
    )
    maps = line_maps(segments, LEVEL, size_wh, size_wh)
    assert maps[0, 60, 80] > 0.3
    assert maps[1, 60, 250] > 0.3
    assert maps[2, 195, 55] > 0.2
    assert maps[3, 175, 230] > 0.2
    assert maps[0].sum() > 60


def test_the_way_from_the_bottom_costs_nothing_at_the_bottom(patches: Patches) -> None:
    costs = way_cues(patches)
    assert costs[np.unique(patches.ids[-1]), 0].max() == 0
    assert costs[np.unique(patches.ids[0]), 1].max() == 0
    assert costs[np.unique(patches.ids[0]), 0].min() > 0
