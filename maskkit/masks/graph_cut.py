"""A border decided anew by colour and edges, within a band and with the colours of the place alone."""

from __future__ import annotations

import cv2
import numpy as np

from maskkit.masks.guided import band_tiles
from maskkit.types import BoolMap, Rgb8

LEAST_SURE_PX = 50
"""Of each side beside the band in a tile: from fewer no colours can be learnt, and the border stays there."""


def cut_band(pixels: Rgb8, marked: BoolMap, band: BoolMap, *, reach_px: int) -> BoolMap:
    """``marked`` (H, W) with the pixels of ``band`` divided anew.

    Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004, one round for each tile of the band: outside of the band
    everything is sure, and the two mixtures of colours are those of the tile and of ``reach_px`` around it, because
    what tells floor from wall in one corner of a room does not in another.

    >>> picture = np.zeros((60, 60, 3), np.uint8)
    >>> picture[30:] = 200
    >>> rows = np.arange(60)[:, None] * np.ones((1, 60))
    >>> found = cut_band(picture, rows >= 26, (rows > 18) & (rows < 40), reach_px=12)
    >>> bool((found == (rows >= 30)).all())
    True
    """
    found = marked.copy()
    for tile in band_tiles(band, reach_px):
        here, open_ = marked[tile.outer], band[tile.outer]
        sure = ~open_
        if min(np.count_nonzero(here & sure), np.count_nonzero(~here & sure)) < LEAST_SURE_PX:
            continue
        told = _divided(pixels[tile.outer], here, open_)
        found[tile.inner][tile.chosen] = told[tile.within][tile.chosen]
    return found


def _divided(pixels: Rgb8, marked: BoolMap, open_: BoolMap) -> BoolMap:
    """GrabCut's answer. It draws from OpenCV's random numbers, so those start from the same seed every time."""
    guess = np.where(marked, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    guess[open_] += np.uint8(cv2.GC_PR_BGD)
    cv2.setRNGSeed(0)
    colours = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(pixels), guess, (0, 0, 0, 0), *colours, 1, cv2.GC_INIT_WITH_MASK)
    return (guess & 1).astype(np.bool_)
