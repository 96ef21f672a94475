"""Changing the number of pixels: photos without rings or holes, masks without invented greys."""

from __future__ import annotations

import cv2
import numpy as np

from maskkit.types import Grey8, Rgb8, SizeWh

HALF = 128
"""A pixel of a hard mask that is covered by at least this much of 255 belongs to it."""


def resize_photo(pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
    """Resize (H, W, 3): every axis that shrinks is averaged over area, every axis that grows is cubic.

    Values are averaged as they are stored, in sRGB, as browsers and the models that generate rooms do.
    """
    return _resize_each_axis(pixels, size_wh, cv2.INTER_CUBIC)


def resize_mask(grey: Grey8, size_wh: SizeWh) -> Grey8:
    """Resize (H, W) by covered area. A hard mask (only 0 and 255) stays hard, cut at half coverage.

    A soft mask stays soft.

    >>> mask = np.array([[255, 255, 255, 0]], np.uint8)
    >>> resize_mask(mask, (2, 1)).tolist()
    [[255, 255]]
    >>> resize_mask(mask // 2, (2, 1)).tolist()
    [[127, 64]]
    """
    resized = _resize_each_axis(grey, size_wh, cv2.INTER_LINEAR)
    if resized is grey or not is_hard(grey):
        return resized
    return np.where(resized >= HALF, np.uint8(255), np.uint8(0))


def is_hard(grey: Grey8) -> bool:
    """Whether a mask holds nothing but 0 and 255."""
    return not ((grey + np.uint8(1)) > 1).any()


def _resize_each_axis(array: Rgb8 | Grey8, size_wh: SizeWh, enlarging: int) -> Rgb8 | Grey8:
    """Resize an axis at a time where one grows and the other shrinks, so that each gets the filter that suits it."""
    width, height = size_wh
    rows, columns = array.shape[:2]
    if (columns, rows) == size_wh:
        return array
    if (width - columns) * (height - rows) < 0:
        smaller = min(width, columns), min(height, rows)
        array = cv2.resize(array, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        return cv2.resize(array, size_wh, interpolation=enlarging).astype(np.uint8, copy=False)
    shrinks = width <= columns and height <= rows
    filtering = cv2.INTER_AREA if shrinks else enlarging
    return cv2.resize(array, size_wh, interpolation=filtering).astype(np.uint8, copy=False)
