"""The keep guarantee, counted pixel by pixel: what changed outside of the mask, and what inside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.compositing.fit import Picture, pixels_of, require_size, size_of
from maskkit.masks.mask import Mask
from maskkit.types import Grey8, Rgb8

_BAND_ROWS = 256
_VISIBLE = 8


@dataclass(frozen=True, slots=True)
class Audit:
    """What a result did to its photo.

    Outside is where the mask is 0. Differences are in levels 0..255, a pixel's difference being that of its most
    different channel. ``changed_inside_share`` counts pixels that differ by more than 8 levels: what an eye sees.
    """

    pixels_changed_outside: int
    pixels_outside: int
    largest_difference_outside: int
    pixels_inside: int
    mean_change_inside: float
    changed_inside_share: float

    @property
    def is_clean(self) -> bool:
        """Whether every pixel outside of the mask is the photo's, bit for bit."""
        return self.pixels_changed_outside == 0

    @property
    def largest_difference(self) -> int:
        """The same as ``largest_difference_outside``."""
        return self.largest_difference_outside

    @property
    def changed_outside_share(self) -> float:
        """The changed share of what was to be kept, 0..1."""
        return self.pixels_changed_outside / self.pixels_outside if self.pixels_outside else 0.0

    def to_json(self) -> str:
        """All of it as one line of JSON."""
        return json.dumps({**asdict(self), "is_clean": self.is_clean})


def audit(photo: Picture, result: Picture, mask: Mask) -> Audit:
    """Compare a result with its photo, of the same size, outside and inside of the mask.

    Raises:
        SizeMismatch: the three are not of one size.

    >>> photo = np.zeros((2, 2, 3), np.uint8)
    >>> result = photo.copy()
    >>> result[0, 0] = result[1, 1] = 40
    >>> found = audit(photo, result, Mask.from_bool(np.array([[True, False], [False, False]])))
    >>> found.pixels_changed_outside, found.pixels_outside, found.largest_difference_outside, found.is_clean
    (1, 3, 40, False)
    """
    before, after = _same_size(photo, result, mask)
    outside, inside = np.zeros(256, np.int64), np.zeros(256, np.int64)
    for row in range(0, before.shape[0], _BAND_ROWS):
        rows = slice(row, row + _BAND_ROWS)
        difference, kept = largest_channel_difference(before[rows], after[rows]), mask.values[rows] == 0
        outside += np.bincount(difference[kept], minlength=256)
        inside += np.bincount(difference[~kept], minlength=256)
    return _told(outside, inside)


def largest_channel_difference(before: Rgb8, after: Rgb8) -> Grey8:
    """For each pixel the difference of the channel that differs most, (H, W) uint8."""
    red, green, blue = cv2.split(cv2.absdiff(before, after))
    return cv2.max(cv2.max(red, green), blue).astype(np.uint8, copy=False)


def draw_heat_map(photo: Picture, result: Picture, mask: Mask) -> Rgb8:
    """A picture for people: the photo in grey, changes inside the mask in blue, outside in red, (H, W, 3).

    A pixel that changed by a single level outside of the mask is drawn as red as can be.

    Raises:
        SizeMismatch: the three are not of one size.
    """
    before, after = _same_size(photo, result, mask)
    difference = largest_channel_difference(before, after)
    grey = cv2.cvtColor(before, cv2.COLOR_RGB2GRAY) // 2 + 96
    drawn = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB).astype(np.uint8, copy=False)
    inside = mask.values > 0
    strength = np.clip(difference[inside] * np.float32(1 / 96), 0, 1)[:, None]
    drawn[inside] = (drawn[inside] * (1 - strength) + strength * np.array([0, 90, 200])).astype(np.uint8)
    leaks = ~inside & (difference > 0)
    drawn[cv2.dilate(leaks.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & ~inside] = (255, 120, 100)
    drawn[leaks] = (220, 0, 0)
    return drawn


def _same_size(photo: Picture, result: Picture, mask: Mask) -> tuple[Rgb8, Rgb8]:
    before, after = pixels_of(photo), pixels_of(result)
    mask.require_size(size_of(before))
    require_size(size_of(after), size_of(before), "result")
    return before, after


def _told(outside: NDArray[np.int64], inside: NDArray[np.int64]) -> Audit:
    """The audit from how many pixels differ by how much."""
    pixels_inside, levels = int(inside.sum()), np.arange(256)
    return Audit(
        pixels_changed_outside=int(outside[1:].sum()),
        pixels_outside=int(outside.sum()),
        largest_difference_outside=int(np.max(np.nonzero(outside)[0], initial=0)),
        pixels_inside=pixels_inside,
        mean_change_inside=round(float((inside * levels).sum() / pixels_inside), 3) if pixels_inside else 0.0,
        changed_inside_share=round(float(inside[_VISIBLE + 1 :].sum() / pixels_inside), 6) if pixels_inside else 0.0,
    )
