"""Masks thinned to lines, against scikit-image, which thins the whole picture again and again."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage.measure import euler_number
from skimage.morphology import skeletonize

from maskkit.metrics.thinning import thin


@pytest.mark.parametrize("seed", range(30))
def test_the_lines_are_those_of_scikit_image(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 70, 2)
    noise = cv2.GaussianBlur(rng.random((height, width)), (0, 0), rng.uniform(0.3, 5))
    marked = noise.reshape(height, width) > rng.uniform(0.4, 0.6)
    assert np.array_equal(thin(marked), skeletonize(marked))


@pytest.mark.parametrize("code", range(256))
def test_every_neighbourhood_is_decided_alike(code: int) -> None:
    """Each in the middle of a larger picture, and as a picture of its own."""
    ring = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    small = np.zeros((3, 3), bool)
    small[1, 1] = True
    for bit, place in enumerate(ring):
        small[place] = bool(code >> bit & 1)
    for marked in (
        small,
        np.pad(small, 3, mode="edge"),
        np.pad(small, 2, constant_values=True),
        np.kron(small, np.ones((3, 3), bool)),
    ):
        assert np.array_equal(thin(marked), skeletonize(marked))


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (40, 40)])
def test_full_and_empty_pictures(shape: tuple[int, int]) -> None:
    assert not thin(np.zeros(shape, bool)).any()
    assert np.array_equal(thin(np.ones(shape, bool)), skeletonize(np.ones(shape, bool)))


def test_what_hangs_together_goes_on_hanging_together() -> None:
    ring = np.zeros((60, 60), bool)
    ring[5:55, 5:55], ring[20:40, 20:40] = True, False
    lines = thin(ring)
    assert euler_number(lines, connectivity=2) == 0
    assert not (lines & ~ring).any()
    assert not thin(lines)[~lines].any()


def test_what_is_given_stays_as_it_was() -> None:
    marked = np.ones((9, 9), bool)
    thin(marked)
    assert marked.all()
