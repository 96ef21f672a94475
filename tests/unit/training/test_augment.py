"""Other views of an example stay true to its labels."""

from __future__ import annotations

import numpy as np
import pytest

from training.network.augment import MIRRORED_FACINGS, photographed, random_homography, varied, warp, with_thing
from training.network.examples import UNKNOWN, Example

SIZE_WH = (96, 80)


def colour_coded(*, left: int = 1, right: int = 2) -> Example:
    """A picture of two halves whose colours tell their labels."""
    labels = np.full((120, 160), left, np.uint8)
    labels[:, 80:] = right
    pixels = np.repeat(labels[..., None] * 60, 3, axis=2).astype(np.uint8)
    facings = np.where(labels == left, np.uint8(3), np.uint8(5))
    return Example("halves", pixels, labels, labels, facings, coarse=False)


@pytest.mark.parametrize("seed", range(12))
def test_pixels_and_labels_are_moved_alike(seed: int) -> None:
    seen = warp(colour_coded(), SIZE_WH, np.random.default_rng(seed))
    assert seen.pixels.shape == (80, 96, 3)
    known = seen.labels != UNKNOWN
    off = np.abs(seen.pixels[known][:, 0].astype(int) - 60 * seen.labels[known])
    assert (off > 20).mean() < 0.06


@pytest.mark.parametrize("seed", range(12))
def test_a_mirrored_room_has_left_and_right_exchanged(seed: int) -> None:
    rng, again = np.random.default_rng(seed), np.random.default_rng(seed)
    mirrored = np.linalg.det(random_homography((160, 120), SIZE_WH, again)[:2, :2]) < 0
    seen = warp(colour_coded(), SIZE_WH, rng)
    first_half = seen.labels == 1
    assert set(np.unique(seen.facings[first_half])) <= {5 if mirrored else 3}


def test_what_lies_beyond_the_picture_is_unknown_in_every_map() -> None:
    for seed in range(20):
        seen = warp(colour_coded(), SIZE_WH, np.random.default_rng(seed))
        beyond = seen.labels == UNKNOWN
        assert (seen.facings[beyond] == UNKNOWN).all()
        assert (seen.walls[beyond] == UNKNOWN).all()


def test_a_lent_thing_brings_its_label_and_its_pixels() -> None:
    lender = colour_coded(left=2, right=2)
    labels = lender.labels.copy()
    labels[40:80, 50:90] = 6
    lender = Example("lender", np.full_like(lender.pixels, 250), labels, labels, labels, coarse=True)
    given = with_thing(colour_coded(), lender, np.random.default_rng(0))
    where = given.labels == 6
    assert (where == (labels == 6)).all()
    assert given.pixels[60, 70].min() > 100
    assert (given.facings[where] == 0).all()


def test_a_picture_without_things_lends_none() -> None:
    own = colour_coded()
    assert with_thing(own, colour_coded(), np.random.default_rng(0)) is own


def test_the_same_random_numbers_give_the_same_view() -> None:
    one, two = (varied(colour_coded(), SIZE_WH, np.random.default_rng(5), lender=colour_coded()) for _ in range(2))
    assert (one.pixels == two.pixels).all()
    assert (one.labels == two.labels).all()


def test_another_camera_changes_the_light_and_not_the_size() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 50, 3)).astype(np.uint8)
    changed = [photographed(pixels, np.random.default_rng(seed)) for seed in range(8)]
    assert all(other.shape == pixels.shape and other.dtype == np.uint8 for other in changed)
    assert all((other != pixels).any() for other in changed)


def test_mirroring_facings_twice_changes_nothing() -> None:
    numbers = np.arange(256, dtype=np.uint8)
    assert (MIRRORED_FACINGS[MIRRORED_FACINGS[numbers]] == numbers).all()
