"""Patches: even colour inside, borders on edges, and ways between them."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.geometry.patches import cut_patches, lab_copy, neighbour_mean, path_costs, regions


@pytest.fixture(scope="module")
def halves() -> np.ndarray:
    """Left half blue-grey, right half orange, with a darker stripe (a shadow) across both."""
    pixels = np.zeros((120, 160, 3), np.uint8)
    pixels[:, :80], pixels[:, 80:] = (90, 100, 140), (200, 130, 60)
    pixels[50:70] = (pixels[50:70] * 0.8).astype(np.uint8)
    return np.asarray(pixels)


def test_every_pixel_belongs_to_a_patch_and_numbers_have_no_gaps(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    assert np.array_equal(np.unique(patches.ids), np.arange(patches.count))
    assert patches.sizes.sum() == patches.ids.size
    assert 300 < patches.count < 1500


def test_no_patch_lies_across_a_strong_edge(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    right = patches.mean((np.mgrid[:120, :160][1] >= 80).astype(np.float32))
    assert np.mean((right > 0.1) & (right < 0.9)) < 0.02


def test_means_over_patches_keep_the_total(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    assert patches.mean(patches.lab)[:, 0] @ patches.sizes == pytest.approx(patches.lab[..., 0].sum(), rel=1e-5)


def test_touching_is_mutual_and_listed_once(halves: np.ndarray) -> None:
    pairs = cut_patches(halves).pairs
    assert np.all(pairs[:, 0] < pairs[:, 1])
    assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_the_way_across_an_edge_costs_more_than_through_a_shadow(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    start = np.array([patches.ids[5, 5]])
    costs = path_costs(patches, start)
    assert costs[start[0]] == 0
    assert costs[patches.ids[115, 5]] < 0.7 * costs[patches.ids[5, 155]]


def test_regions_grow_with_what_they_tolerate(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    counts = [regions(patches, most).max() + 1 for most in (0.0, 6.0, 1e9)]
    assert counts[0] == patches.count
    assert counts[2] == 1
    assert counts[0] > counts[1] > counts[2]
    joined = regions(patches, 6.0)
    assert joined[patches.ids[5, 5]] != joined[patches.ids[5, 155]]


def test_neighbours_that_look_alike_count_more(halves: np.ndarray) -> None:
    patches = cut_patches(halves)
    right = patches.mean((np.mgrid[:120, :160][1] >= 80).astype(np.float32))
    spread = neighbour_mean(patches, right[:, None])[:, 0]
    at_the_edge = (right < 0.1) & (spread > 1e-6)
    assert at_the_edge.any()
    assert spread[at_the_edge].max() < 0.2


def test_the_lab_copy_of_white_and_of_a_large_picture() -> None:
    lab = lab_copy(np.full((900, 1600, 3), 255, np.uint8), 320)
    assert lab.shape == (180, 320, 3)
    assert np.allclose(lab, [100, 0, 0], atol=0.1)


def test_fine_texture_is_felt_though_the_copy_is_small() -> None:
    rng = np.random.default_rng(0)
    plain = np.full((480, 640, 3), 120, np.uint8)
    rough = np.clip(plain + rng.normal(0, 25, (480, 640, 1)), 0, 255).astype(np.uint8)
    assert cut_patches(rough).grain.mean() > 5 * cut_patches(plain).grain.mean() + 1
