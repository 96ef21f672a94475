"""Before and after: a picture with both side by side, and one page with a slider between them."""

from __future__ import annotations

import base64
import html
from functools import cache
from importlib import resources
from string import Template

import cv2
import numpy as np

from maskkit.compositing.fit import Picture, pixels_of, require_size, size_of
from maskkit.images.encode import encode
from maskkit.images.normalize import Bounds, plan_contain
from maskkit.images.transform import Transform
from maskkit.types import Rgb8

GAP_PX = 8
PAGE_LONG_EDGE_PX = 2048


def draw_comparison(*pictures: Picture, gap_px: int = GAP_PX) -> Rgb8:
    """Two or more pictures side by side on white, (H, W, 3); all at the height of the lowest, none stretched.

    >>> before, after = np.zeros((30, 40, 3), np.uint8), np.full((60, 80, 3), 99, np.uint8)
    >>> draw_comparison(before, after).shape
    (30, 88, 3)
    """
    arrays = [pixels_of(picture) for picture in pictures]
    if not arrays:
        raise ValueError("a comparison needs at least one picture")
    height = min(array.shape[0] for array in arrays)
    gap = np.full((height, gap_px, 3), 255, np.uint8)
    parts = [part for array in arrays for part in (gap, _at_height(array, height))]
    return np.hstack(parts[1:])


def comparison_page(
    before: Picture,
    after: Picture,
    *,
    title: str = "Before and after",
    before_label: str = "Before",
    after_label: str = "After",
    long_edge_px: int = PAGE_LONG_EDGE_PX,
    quality: int = 88,
) -> str:
    """One HTML page with a slider between two pictures of one size; it loads nothing from anywhere.

    Both pictures are in the page as JPEG of at most ``long_edge_px``. The slider works by mouse, touch and keyboard.

    Raises:
        SizeMismatch: the pictures differ in size.
    """
    one, other = pixels_of(before), pixels_of(after)
    require_size(size_of(other), size_of(one), "second picture", against="first")
    steps = plan_contain(size_of(one), Bounds(long_edge_px=long_edge_px, multiple=1))
    shrink = Transform(size_of(one), steps)
    width, height = shrink.size_out_wh
    return _template().substitute(
        title=html.escape(title),
        before_label=html.escape(before_label),
        after_label=html.escape(after_label),
        width=width,
        height=height,
        before=_data_url(shrink.apply_photo(one), quality),
        after=_data_url(shrink.apply_photo(other), quality),
    )


def _at_height(pixels: Rgb8, height: int) -> Rgb8:
    if pixels.shape[0] == height:
        return pixels
    width = max(1, round(pixels.shape[1] * height / pixels.shape[0]))
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _data_url(pixels: Rgb8, quality: int) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(encode(pixels, format="jpeg", quality=quality)).decode()


@cache
def _template() -> Template:
    return Template(resources.files(__package__).joinpath("comparison.html").read_text("utf-8"))
