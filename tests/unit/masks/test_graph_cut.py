"""Borders that are divided anew by the colours of the place."""

from __future__ import annotations

import numpy as np

from maskkit.masks.graph_cut import LEAST_SURE_PX, cut_band
from maskkit.masks.refine import border_band


def two_corners() -> tuple[np.ndarray, np.ndarray]:
    """A floor below a wall, across two tiles: brown below white on the left, white below brown on the right."""
    marked = np.arange(120)[:, None] >= 60 + np.zeros((1, 512), int)
    brown = marked ^ (np.arange(512) >= 256)
    pixels = np.where(brown[:, :, None], (120, 80, 50), (220, 215, 205))
    grain = np.random.default_rng(0).normal(0, 4, (120, 512, 1))
    return np.clip(pixels + grain, 0, 255).astype(np.uint8), marked


def off_by(marked: np.ndarray, rows: int) -> np.ndarray:
    return np.roll(marked, rows, axis=0) & (np.arange(120)[:, None] > rows)


def test_colours_count_only_where_they_are() -> None:
    """What is floor on the left is wall on the right: one model of colours for all could not tell them apart."""
    pixels, truth = two_corners()
    rough = off_by(truth, 4)
    found = cut_band(pixels, rough, border_band(rough.view(np.uint8), 9), reach_px=4)
    wrong = found != truth
    assert wrong[:, :240].sum() + wrong[:, 272:].sum() < 0.05 * (rough != truth).sum()


def test_nothing_changes_outside_of_the_band() -> None:
    pixels, truth = two_corners()
    rough = off_by(truth, 8)
    band = border_band(rough.view(np.uint8), 3)
    assert np.array_equal(cut_band(pixels, rough, band, reach_px=8)[~band], rough[~band])


def test_where_nothing_is_sure_the_border_stays() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (12, 12, 3)).astype(np.uint8)
    marked = np.zeros((12, 12), bool)
    marked[5:8, 5:8] = True
    assert marked.sum() < LEAST_SURE_PX
    assert np.array_equal(cut_band(pixels, marked, border_band(marked.view(np.uint8), 3), reach_px=4), marked)


def test_the_answer_is_always_the_same() -> None:
    pixels, truth = two_corners()
    rough = off_by(truth, 4)
    band = border_band(rough.view(np.uint8), 9)
    one, two = (cut_band(pixels, rough, band, reach_px=16) for _ in range(2))
    assert np.array_equal(one, two)
