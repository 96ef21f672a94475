"""The generated room into the photo: inside the mask only, bit for bit the photo everywhere else."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from maskkit.compositing.fit import Picture, generated_at_full_size, pixels_of, size_of
from maskkit.compositing.light import to_linear, to_srgb
from maskkit.compositing.seams import match_colours
from maskkit.images.photo import Origin, Photo
from maskkit.images.transform import Transform
from maskkit.masks.mask import Mask
from maskkit.types import Grey8, Rgb8

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
        generated: What the service made: of the photo's size, or with a transform of ``transform.size_out_wh`` or
            another size of the same proportions (to 1 %), from which it is scaled.
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
    if feather_px is None:
        feather_px = HARD_MASK_FEATHER_PX if mask.is_hard else 0.0
    if feather_px < 0:
        raise ValueError(f"a feather cannot be negative: {feather_px}")
    result = kept.copy()
    left, top, right, bottom = mask.bounds() or (0, 0, 0, 0)
    step = max(_BAND_ROWS, 4 * math.ceil(feather_px))
    for row in range(top, bottom, step):
        area = slice(row, min(row + step, bottom)), slice(left, right)
        _mix_into(result[area], made[area], _weight(mask, area, feather_px))
    return result


def _weight(mask: Mask, area: tuple[slice, slice], feather_px: float) -> Grey8:
    """The share of the generated picture in each pixel of an area, 255 = all."""
    if feather_px == 0:
        return mask.values[area]
    # What lies further away than the feather is wide has no say in it.
    margin = math.ceil(feather_px) + 1
    rows, columns = (slice(max(0, part.start - margin), part.stop + margin) for part in area)
    feathered = Mask(mask.values[rows, columns]).feather(feather_px).values
    top, left = area[0].start - rows.start, area[1].start - columns.start
    return feathered[top : top + area[0].stop - area[0].start, left : left + area[1].stop - area[1].start]


def _mix_into(result: Rgb8, made: Rgb8, weight: Grey8) -> None:
    """Write the mix into ``result``, which holds the photo; pixels of weight 0 are not written."""
    cv2.copyTo(made, (weight == 255).view(np.uint8), result)
    soft = (weight > 0) & (weight < 255)
    share = (weight[soft] * np.float32(1 / 255))[:, None]
    light = to_linear(result[soft])
    result[soft] = to_srgb(light + share * (to_linear(made[soft]) - light))
