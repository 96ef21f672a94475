"""Marble looks like marble: veins run on, books open, squares alternate."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from maskkit.render.textures import stone


def test_veins_run_on_and_do_not_close_to_rings() -> None:
    """Of the area of dark veins on white, most belongs to pieces that are far longer than they are wide."""
    face = stone.marble(stone.STATUARIO, seed=1, slab_m=(2.4, 2.4), count=(1, 1), pixels_per_m=200).albedo.mean(axis=2)
    veins = (face < 0.8 * np.median(face)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(veins, connectivity=8)
    area = stats[1:, cv2.CC_STAT_AREA]
    length = np.hypot(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    assert area[length > 24].sum() > 0.7 * area.sum()
    _, kinship = cv2.findContours(veins, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    rings = int((kinship[0, :, 3] >= 0).sum())
    assert rings < 0.15 * len(area)


def test_matched_slabs_mirror_at_their_joint() -> None:
    face = stone.marble(stone.CALACATTA, seed=2, count=(2, 1), matched=True, pixels_per_m=200).albedo
    half = face.shape[1] // 2
    assert np.abs(face[:, :half] - face[:, half:][:, ::-1]).mean() < 0.01


def test_the_squares_of_a_checkerboard_alternate() -> None:
    board = stone.checkerboard(stone.NERO, stone.CARRARA, seed=0)
    side = round(0.4 * board.pixels_per_m)
    dark = board.albedo.mean(axis=2).reshape(6, side, 6, side).mean(axis=(1, 3)) < 0.3
    assert np.array_equal(dark, np.indices(dark.shape).sum(axis=0) % 2 == (0 if dark[0, 0] else 1))


@pytest.mark.parametrize("cover", [0.3, 0.8])
def test_more_cover_shows_more_chips(cover: float) -> None:
    face = stone.terrazzo("#ffffff", ("#000000",), seed=0, cover=cover, pixels_per_m=300).albedo.mean(axis=2)
    share = float((face < 0.4).mean())
    assert 0.5 * cover < share < 1.1 * cover
