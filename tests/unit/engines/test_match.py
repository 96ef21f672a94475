"""Sharpness and grain are measured, and made, as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.engines.match import blur_px, grain, grain_field


def edges(blur: float) -> np.ndarray:
    picture = np.full((120, 160, 3), 60, np.uint8)
    picture[20:100, 30:120] = 190
    return cv2.GaussianBlur(picture, (0, 0), blur) if blur else picture


@pytest.mark.parametrize("blur", [0.0, 1.0, 1.6, 2.2])
def test_the_blur_of_an_edge_is_found(blur: float) -> None:
    assert blur_px(edges(blur)) == pytest.approx(blur, abs=0.25)


def test_a_picture_without_edges_counts_as_sharp() -> None:
    assert blur_px(np.full((50, 50, 3), 90, np.uint8)) == 0


@pytest.mark.parametrize("deviation", [1.5, 3.0])
def test_grain_is_found_in_spite_of_a_pattern(deviation: float) -> None:
    rng = np.random.default_rng(1)
    picture = np.full((200, 200), 120.0)
    picture[:, ::9] = 40
    picture[:, 100:] = 120
    noisy = np.clip(picture + rng.normal(0, deviation, picture.shape), 0, 255).astype(np.uint8)
    found = grain(np.repeat(noisy[..., None], 3, axis=2), np.ones(picture.shape, bool))
    assert found == pytest.approx(deviation, rel=0.25)


def test_a_region_too_small_to_tell_gives_a_little_grain() -> None:
    assert 0 < grain(np.zeros((50, 50, 3), np.uint8), np.zeros((50, 50), bool)) < 1


def test_grain_has_the_asked_deviation() -> None:
    assert grain_field((200, 200), 2.0, np.random.default_rng(0)).std() == pytest.approx(2.0, rel=0.01)
