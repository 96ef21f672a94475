"""The generated room into the photo: inside the mask only, bit for bit the photo everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from maskkit.compositing.fit import Picture, generated_at_full_size, pixels_of, size_of
from maskkit.compositing.light import to_linear, to_srgb
from maskkit.compositing.seams import match_colours
from maskkit.images.photo import Origin, Photo
from maskkit.images.transform import Transform
from maskkit.masks.mask import Mask
from maskkit.types import BoxXyxy, Grey8, Rgb8

HARD_MASK_FEATHER_PX = 2.0
"""How far a hard mask's edge is softened inwards when nothing is asked for: just enough to hide its steps."""

_BAND_ROWS = 256


def composite(
    photo: Picture,
    generated: Picture,
    mask: Mask,
    *,
    transform: Transform | None = None,
    feather_px: float | None = None,
    match_seams: bool = False,
) -> Photo:
    """Put a generated room into its photo, at the photo's full size.

    Where the mask is 0 the result is the photo, bit for bit; where it is 255 and not feathered it is the generated
    picture; between, both are mixed in linear light, as light itself mixes where a pixel shows two surfaces. (Mixing
    sRGB values instead darkens the seam between a bright and a dark surface.)

    Args:
        photo: The upright original, (H, W, 3) uint8 or a Photo.
        generated: What the service made, of the photo's size or of ``transform.size_out_wh``.
        mask: What was to be generated, of the photo's size, hard or soft.
        transform: How the photo became the picture that was sent; it is undone here.
        feather_px: Width of the soft edge in pixels of the photo, always inwards: what is kept stays kept. Left out,
            a hard mask gets 2 px and a soft one is taken as it is.
        match_seams: Bring the generated picture's colours near to the photo's before, see
            :func:`maskkit.compositing.seams.match_colours`.

    Raises:
        SizeMismatch: the sizes do not belong together; the message names them.
        ValueError: an array that is no picture, or a negative feather.

    >>> photo, room = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 200, np.uint8)
    >>> mask = Mask.from_polygon([(0, 2), (4, 2), (4, 4), (0, 4)], size_wh=(4, 4))
    >>> composite(photo, room, mask, feather_px=0).pixels[:, 0, 0].tolist()
    [0, 0, 200, 200]
    """
    kept, made = pixels_of(photo), pixels_of(generated)
    mask.require_size(size_of(kept))
    made = generated_at_full_size(kept, made, transform)
    if match_seams:
        made = match_colours(kept, made, mask)
    origin = photo.origin if isinstance(photo, Photo) else Origin()
    origin = replace(origin, changes=(*origin.changes, "a generated room put in where the mask allows"))
    return Photo(_blended(kept, made, mask, feather_px), origin)


def _blended(kept: Rgb8, made: Rgb8, mask: Mask, feather_px: float | None) -> Rgb8:
    result = kept.copy()
    bounds = mask.bounds()
    if bounds is not None:
        left, top, right, bottom = box = _with_margin(bounds, mask)
        weight = _weight(mask, box, feather_px)
        for rows in _bands(top, bottom):
            area = rows, slice(left, right)
            _mix_into(result[area], made[area], weight[rows.start - top : rows.stop - top])
    return result


def _weight(mask: Mask, box: BoxXyxy, feather_px: float | None) -> Grey8:
    """The share of the generated picture in each pixel of the box, 255 = all."""
    left, top, right, bottom = box
    part = Mask(mask.values[top:bottom, left:right])
    if feather_px is None:
        feather_px = HARD_MASK_FEATHER_PX if mask.is_hard else 0.0
    if feather_px < 0:
        raise ValueError(f"a feather cannot be negative: {feather_px}")
    return part.feather(feather_px).values if feather_px > 0 else part.values


def _mix_into(result: Rgb8, made: Rgb8, weight: Grey8) -> None:
    """Write the mix into ``result``, which holds the photo; pixels of weight 0 are not written."""
    cv2.copyTo(made, (weight == 255).view(np.uint8), result)
    soft = (weight > 0) & (weight < 255)
    share = (weight[soft] * np.float32(1 / 255))[:, None]
    light = to_linear(result[soft])
    result[soft] = to_srgb(light + share * (to_linear(made[soft]) - light))


def _with_margin(bounds: BoxXyxy, mask: Mask) -> BoxXyxy:
    """The bounds and one pixel around, so that an edge of the mask in the box is still seen to be one."""
    width, height = mask.size_wh
    left, top, right, bottom = bounds
    return max(0, left - 1), max(0, top - 1), min(width, right + 1), min(height, bottom + 1)


def _bands(top: int, bottom: int) -> Iterator[slice]:
    return (slice(row, min(row + _BAND_ROWS, bottom)) for row in range(top, bottom, _BAND_ROWS))
