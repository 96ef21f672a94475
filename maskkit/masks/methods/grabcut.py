"""Masks from a box, from points, or from a rough mask, by GrabCut; no trained model is needed.

Rother, Kolmogorov and Blake, "GrabCut", SIGGRAPH 2004. It tells things apart by their colours: good for an object
before another background, weak where both have the same colours, and weak from a single point.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from maskkit.errors import EmptyMask
from maskkit.images.photo import Photo
from maskkit.masks.lengths import Length, parse_length
from maskkit.masks.mask import Mask
from maskkit.masks.methods.prompts import Prompt, box_map, disks, first_guess, surroundings
from maskkit.masks.morphology import drop_specks, fill_holes
from maskkit.masks.refine import border_band, refine_mask
from maskkit.types import BoolMap, BoxXyxy, Grey8, Rgb8

WORKING_SIDE_PX = 1024
"""The longest side at which colours are told apart; the border is then drawn on the full photo."""

_ROUNDS = 3
_TOO_LITTLE = 0.1
_SPECK_SHARE = 0.01


def grabcut(
    photo: Photo,
    *,
    box: BoxXyxy | None = None,
    points: Sequence[tuple[float, float]] = (),
    negative_points: Sequence[tuple[float, float]] = (),
) -> Mask:
    """The hard mask of what ``box`` frames, of what ``points`` lie on, or of both; equal calls give equal masks.

    Everything outside the box is kept, and so is what ``negative_points`` lie on. With points, only the parts that hold
    one are marked. All in pixels of the upright photo.

    Raises:
        InvalidRequest: neither box nor points were given, or some lie outside the photo.
        EmptyMask: nothing could be told apart.
    """
    prompt = Prompt(box, points, negative_points)
    frame = prompt.frame(photo.size_wh)
    left, top, right, bottom = window = surroundings(frame, photo.size_wh)
    part = Photo(photo.pixels[top:bottom, left:right])
    small, scale = _working_copy(part)
    found = _found(small, prompt.within(window, scale, photo.size_wh))
    if not found.any():
        raise EmptyMask("nothing could be told apart there by its colours", hint="Give more points, or draw a polygon.")
    values = np.zeros(photo.pixels.shape[:2], np.uint8)
    values[top:bottom, left:right] = _full_size(part, found, scale).values
    values[~box_map(frame, photo.size_wh)] = 0
    return Mask(values)


def grabcut_band(photo: Photo, mask: Mask, *, width: float | str | Length = "2%") -> Mask:
    """``mask`` with its border decided anew by colour, within ``width`` of it; all the rest is frozen.

    A soft mask is taken at its middle value and comes back hard.

    Raises:
        SizeMismatch: mask and photo differ in size.
    """
    hard = mask.require_size(photo.size_wh).hard()
    width_px = parse_length(width).in_px(photo.size_wh)
    band = border_band(hard.values, width_px)
    if not band.any():
        return hard
    small, scale = _working_copy(photo)
    rough = hard.resize((small.shape[1], small.shape[0])).values
    guess = np.where(rough, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    guess[border_band(rough, max(1.0, width_px * scale))] += np.uint8(cv2.GC_PR_BGD)
    decided = _full_size(photo, _decided(_calmed(small), guess), scale)
    return Mask(np.where(band, decided.values, hard.values))


def _working_copy(photo: Photo) -> tuple[Rgb8, float]:
    scale = min(1.0, WORKING_SIDE_PX / max(photo.size_wh))
    if scale == 1:
        return np.ascontiguousarray(photo.pixels), scale
    size_wh = max(1, round(photo.size_wh[0] * scale)), max(1, round(photo.size_wh[1] * scale))
    return cv2.resize(photo.pixels, size_wh, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False), scale


def _calmed(pixels: Rgb8) -> Rgb8:
    """Without grain and fine texture, whose colours tell nothing apart."""
    return cv2.bilateralFilter(pixels, 7, 30, 5).astype(np.uint8, copy=False)


def _found(pixels: Rgb8, prompt: Prompt) -> BoolMap:
    calm = _calmed(pixels)
    found = _decided(calm, first_guess(calm, prompt))
    if prompt.box is not None:
        left, top, right, bottom = prompt.box
        if np.count_nonzero(found) < _TOO_LITTLE * (right - left) * (bottom - top):
            found = _decided(calm, first_guess(calm, prompt, sure_centre=True))
    return _tidied(found, prompt)


def _decided(pixels: Rgb8, guess: Grey8) -> BoolMap:
    """GrabCut's answer. It draws from OpenCV's random numbers, so those start from the same seed every time."""
    wanted = (guess & 1).astype(np.bool_)
    if wanted.all() or not wanted.any():
        return wanted
    cv2.setRNGSeed(0)
    decided = guess.copy()
    cv2.grabCut(pixels, decided, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return (decided & 1).astype(np.bool_)


def _tidied(found: BoolMap, prompt: Prompt) -> BoolMap:
    """Without specks and pinholes, and without what was denied; with points, only the parts that hold one."""
    few = max(4, round(_SPECK_SHARE * np.count_nonzero(found)))
    height, width = found.shape
    denied = disks(prompt.negative_points, (width, height))
    values = np.where(denied, np.uint8(0), fill_holes(drop_specks(Mask.from_bool(found).values, few), few))
    if not len(prompt.points):
        return values > 0
    _, parts = cv2.connectedComponents(values)
    held = {int(parts[min(int(y), height - 1), min(int(x), width - 1)]) for x, y in prompt.points}
    return np.isin(parts, sorted(held - {0}))


def _full_size(photo: Photo, found: BoolMap, scale: float) -> Mask:
    """The answer at the size of ``photo``, its border drawn along the photo's edges."""
    return refine_mask(photo, Mask.from_bool(found).resize(photo.size_wh), width=max(2.0, 2 / scale))
