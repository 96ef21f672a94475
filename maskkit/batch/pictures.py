"""The small pictures of the report, so that a page of a hundred rooms opens at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from maskkit.images.encode import encode, write_atomic
from maskkit.types import Rgb8, SizeWh

PAGE_FOLDER = "report-files"
LONG_EDGE_PX = 1280
THUMB_PX = 192


def draw_page_pictures(pictures: Mapping[str, Rgb8], folder: Path) -> None:
    """Write each picture as ``folder/NAME.jpg``, made small."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pixels in pictures.items():
        write_atomic(
            folder / f"{name}.jpg", encode(shrink(pixels, LONG_EDGE_PX), format="jpeg", quality=84), overwrite=True
        )


def draw_thumb(name: str, pixels: Rgb8, folder: Path) -> None:
    """Write ``folder/NAME.jpg`` at the size of a thumbnail."""
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / f"{name}.jpg", encode(shrink(pixels, THUMB_PX), format="jpeg", quality=80), overwrite=True)


def shrink(pixels: Rgb8, long_edge_px: int) -> Rgb8:
    """The picture with its long edge brought down to ``long_edge_px``; a smaller one stays as it is.

    >>> shrink(np.zeros((300, 600, 3), np.uint8), 200).shape
    (100, 200, 3)
    """
    size_wh = page_size((pixels.shape[1], pixels.shape[0]), long_edge_px)
    return (
        pixels
        if size_wh == pixels.shape[1::-1]
        else cv2.resize(pixels, size_wh, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    )


def page_size(size_wh: SizeWh, long_edge_px: int) -> SizeWh:
    """``size_wh`` scaled down to a long edge of ``long_edge_px``."""
    scale = min(1.0, long_edge_px / max(size_wh))
    return max(1, round(size_wh[0] * scale)), max(1, round(size_wh[1] * scale))
