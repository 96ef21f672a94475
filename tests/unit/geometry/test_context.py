"""Second cues: place on the box, look-alikes, seeds, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from maskkit.geometry.box_fit import BoxFit
from maskkit.geometry.context import (
    column_cues,
    even_out,
    face_cues,
    likeness_cues,
    region_means,
    ring_cues,
    second_cues,
    seed_cues,
)
from maskkit.geometry.cues import centres
from maskkit.geometry.patches import Patches, cut_patches

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

EYE_M = 1.4


@pytest.fixture(scope="module")
def patches(corner_room: Room) -> Patches:
    return cut_patches(corner_room.photo.pixels)


@pytest.fixture(scope="module")
def fit(corner_room: Room) -> BoxFit:
    """The true box and camera."""
    left, right, back, top = corner_room.sides
    turned = corner_room.rotation
    angles = [np.arctan2(-turned[2, 0], turned[2, 2]), np.arcsin(turned[2, 1]), np.arctan2(-turned[0, 1], turned[1, 1])]
    frame = np.array([np.log(corner_room.focal_px / max(corner_room.photo.size_wh)), *angles])
    return BoxFit(frame, np.array([left, right, back, top - EYE_M]) / EYE_M, 0.0, 1.0)


@pytest.fixture(scope="module")
def guess(corner_room: Room, patches: Patches) -> Any:
    """The true surfaces as probabilities, a little washed out."""
    shares = patches.mean(
        np.stack([corner_room.labels[::1, ::1] == k for k in range(5)], axis=-1)[_rows(corner_room, patches)]
    )
    return 0.9 * shares + 0.02


def _rows(room: Room, patches: Patches) -> Any:
    """Index arrays that take the full-size truth to the size of the patches."""
    width, height = patches.size_wh
    full_w, full_h = room.photo.size_wh
    rows = ((np.arange(height) + 0.5) * full_h / height).astype(int)
    columns = ((np.arange(width) + 0.5) * full_w / width).astype(int)
    return np.ix_(rows, columns)


def test_second_cues_hold_the_first_and_are_numbers(patches: Patches, guess: Any, fit: BoxFit) -> None:
    first = np.random.default_rng(0).normal(size=(patches.count, 7))
    cues = second_cues(patches, first, guess, fit)
    assert np.array_equal(cues[:, :7], first)
    assert np.isfinite(cues).all()


def test_height_on_the_box_is_nought_on_the_floor_and_full_at_the_ceiling(
    corner_room: Room, patches: Patches, fit: BoxFit
) -> None:
    planes, place = face_cues(patches, fit)
    assert np.array_equal(np.unique(planes), np.unique(corner_room.faces))
    assert np.allclose(place[planes == 1, 5], 0.0)
    assert np.allclose(place[planes == 2, 6], 1.0)
    walls = place[planes >= 3, 6]
    assert walls.min() > 0
    assert walls.max() < 1


def test_slack_is_positive_on_the_floors_side_of_its_border(patches: Patches, fit: BoxFit) -> None:
    planes, place = face_cues(patches, fit)
    assert np.all(place[planes == 1, 7] >= 0)
    assert np.all(place[planes >= 3, 7] <= 0)


def test_look_alikes_of_the_floor_speak_for_floor(patches: Patches, guess: Any, fit: BoxFit) -> None:
    planes, _ = face_cues(patches, fit)
    floor_over_thing = likeness_cues(patches, guess, planes)[:, 0]
    assert floor_over_thing[planes == 1].mean() > floor_over_thing[planes >= 3].mean() + 1


def test_seeds_are_near_their_own_surface(patches: Patches, guess: Any, fit: BoxFit) -> None:
    planes, _ = face_cues(patches, fit)
    to_floor = seed_cues(patches, guess)[:, 1]
    assert np.median(to_floor[planes == 1]) < np.median(to_floor[planes == 2])


def test_what_lies_below_a_wall_is_floor(patches: Patches, guess: Any) -> None:
    columns = column_cues(patches, guess)
    high = centres(patches)[:, 1] < 0.3
    assert columns[high, 5].mean() > columns[high, 1].mean() + 0.1


def test_region_means_are_equal_within_a_region_and_keep_the_total(patches: Patches) -> None:
    values = np.random.default_rng(1).uniform(size=(patches.count, 2))
    means = region_means(patches, values, 5.0)
    assert patches.sizes @ means == pytest.approx(patches.sizes @ values)
    assert len(np.unique(means[:, 0])) < patches.count


def test_rings_feel_what_lies_above_and_below(patches: Patches, guess: Any) -> None:
    """Near the middle of the picture, the far ring has floor below it and ceiling above it."""
    rings = ring_cues(patches, guess)
    assert rings.shape == (patches.count, 144)
    middle = np.abs(centres(patches) - 0.5).max(axis=1) < 0.1
    below, above = rings[middle, 96:102], rings[middle, 102:108]
    assert below[:, 1].mean() > above[:, 1].mean() + 0.5
    assert above[:, 3].mean() > below[:, 3].mean() + 0.5


def test_rings_are_the_same_in_the_mirror(corner_room: Room) -> None:
    """Left and right are told apart by nothing: mirrored patches have mirrored neighbours."""
    pixels = corner_room.photo.pixels[:, : 2 * (corner_room.photo.size_wh[0] // 2)]
    found = []
    for view in (pixels, pixels[:, ::-1]):
        patches = cut_patches(np.ascontiguousarray(view))
        flat = np.tile([0.1, 0.5, 0.3, 0.05, 0.05], (patches.count, 1))
        found.append(patches.sizes @ ring_cues(patches, flat) / patches.sizes.sum())
    assert np.allclose(*found, rtol=0.1, atol=0.3)


def test_evening_out_stays_on_one_surface_and_keeps_sums(patches: Patches, guess: Any, fit: BoxFit) -> None:
    planes, _ = face_cues(patches, fit)
    noisy = guess + np.random.default_rng(0).uniform(0, 0.4, guess.shape)
    noisy /= noisy.sum(axis=1, keepdims=True)
    even = even_out(patches, noisy, fit)
    assert np.allclose(even.sum(axis=1), 1.0)
    floor = planes == 1
    assert even[floor, 1].std() < 0.7 * noisy[floor, 1].std()
    assert patches.sizes[floor] @ even[floor] == pytest.approx(patches.sizes[floor] @ noisy[floor])
