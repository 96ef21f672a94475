# ruff: noqa: D102, ARG002 - what the methods are for stands in the protocol Step, which they all follow
"""The steps of a transform: each maps a picture of a known size into another, and back.

Points are continuous: (0, 0) is the picture's outer corner and the first pixel's centre lies at (.5, .5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import cv2
import numpy as np

from maskkit.errors import BadTransform
from maskkit.images.orient import INVERSE, ORIENTATIONS, orient_array, orient_points, oriented_size
from maskkit.images.resample import resize_mask, resize_photo
from maskkit.types import BoxXyxy, Grey8, Points, Rgb8, SizeWh


class Step(Protocol):
    """What every step can do; ``size_wh`` is always the size of the picture that goes in when mapping forwards."""

    op: ClassVar[str]

    def size_out(self, size_wh: SizeWh) -> SizeWh:
        """The size of what comes out. Raises BadTransform where the step does not fit."""

    def photo(self, pixels: Rgb8) -> Rgb8:
        """Map a photo forwards."""

    def mask(self, grey: Grey8) -> Grey8:
        """Map a mask forwards."""

    def points(self, points: Points, size_wh: SizeWh) -> Points:
        """Map points forwards."""

    def photo_back(self, pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
        """Map a photo backwards; what the step cut away repeats the edge."""

    def mask_back(self, grey: Grey8, size_wh: SizeWh) -> Grey8:
        """Map a mask backwards; what the step cut away is 0."""

    def points_back(self, points: Points, size_wh: SizeWh) -> Points:
        """Map points backwards."""


@dataclass(frozen=True, slots=True)
class Orient:
    """Turn or mirror by an EXIF orientation, 1..8."""

    exif: int

    op: ClassVar[str] = "orient"

    def size_out(self, size_wh: SizeWh) -> SizeWh:
        if self.exif not in ORIENTATIONS:
            raise BadTransform(f"an EXIF orientation is 1..8, not {self.exif}")
        return oriented_size(size_wh, self.exif)

    def photo(self, pixels: Rgb8) -> Rgb8:
        return orient_array(pixels, self.exif)

    def mask(self, grey: Grey8) -> Grey8:
        return orient_array(grey, self.exif)

    def points(self, points: Points, size_wh: SizeWh) -> Points:
        return orient_points(points, size_wh, self.exif)

    def photo_back(self, pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
        return orient_array(pixels, INVERSE[self.exif])

    def mask_back(self, grey: Grey8, size_wh: SizeWh) -> Grey8:
        return orient_array(grey, INVERSE[self.exif])

    def points_back(self, points: Points, size_wh: SizeWh) -> Points:
        return orient_points(points, oriented_size(size_wh, self.exif), INVERSE[self.exif])


@dataclass(frozen=True, slots=True)
class Crop:
    """Keep the box (left, top, right, bottom), right and bottom excluded."""

    box_xyxy: BoxXyxy

    op: ClassVar[str] = "crop"

    def size_out(self, size_wh: SizeWh) -> SizeWh:
        left, top, right, bottom = self.box_xyxy
        if not (0 <= left < right <= size_wh[0] and 0 <= top < bottom <= size_wh[1]):
            raise BadTransform(f"the crop {self.box_xyxy} does not lie inside {size_wh[0]}x{size_wh[1]}")
        return right - left, bottom - top

    def photo(self, pixels: Rgb8) -> Rgb8:
        left, top, right, bottom = self.box_xyxy
        return pixels[top:bottom, left:right]

    def mask(self, grey: Grey8) -> Grey8:
        left, top, right, bottom = self.box_xyxy
        return grey[top:bottom, left:right]

    def points(self, points: Points, size_wh: SizeWh) -> Points:
        return points - np.array(self.box_xyxy[:2], np.float64)

    def photo_back(self, pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
        return _with_edge(pixels, self._cut_away(size_wh))

    def mask_back(self, grey: Grey8, size_wh: SizeWh) -> Grey8:
        return _with_zeros(grey, self._cut_away(size_wh))

    def points_back(self, points: Points, size_wh: SizeWh) -> Points:
        return points + np.array(self.box_xyxy[:2], np.float64)

    def _cut_away(self, size_wh: SizeWh) -> Widths:
        left, top, right, bottom = self.box_xyxy
        return top, size_wh[1] - bottom, left, size_wh[0] - right


@dataclass(frozen=True, slots=True)
class Scale:
    """Resize to (width, height)."""

    size_wh: SizeWh

    op: ClassVar[str] = "scale"

    def size_out(self, size_wh: SizeWh) -> SizeWh:
        return self.size_wh

    def photo(self, pixels: Rgb8) -> Rgb8:
        return resize_photo(pixels, self.size_wh)

    def mask(self, grey: Grey8) -> Grey8:
        return resize_mask(grey, self.size_wh)

    def points(self, points: Points, size_wh: SizeWh) -> Points:
        return points * np.divide(self.size_wh, size_wh)

    def photo_back(self, pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
        return resize_photo(pixels, size_wh)

    def mask_back(self, grey: Grey8, size_wh: SizeWh) -> Grey8:
        return resize_mask(grey, size_wh)

    def points_back(self, points: Points, size_wh: SizeWh) -> Points:
        return points * np.divide(size_wh, self.size_wh)


@dataclass(frozen=True, slots=True)
class Pad:
    """Add pixels around: a photo repeats its edge there, a mask is 0 there."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    op: ClassVar[str] = "pad"

    def size_out(self, size_wh: SizeWh) -> SizeWh:
        if min(self.left, self.top, self.right, self.bottom) < 0:
            raise BadTransform("a padding cannot be negative")
        return size_wh[0] + self.left + self.right, size_wh[1] + self.top + self.bottom

    def photo(self, pixels: Rgb8) -> Rgb8:
        return _with_edge(pixels, (self.top, self.bottom, self.left, self.right))

    def mask(self, grey: Grey8) -> Grey8:
        return _with_zeros(grey, (self.top, self.bottom, self.left, self.right))

    def points(self, points: Points, size_wh: SizeWh) -> Points:
        return points + np.array([self.left, self.top], np.float64)

    def photo_back(self, pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
        return pixels[self.top : self.top + size_wh[1], self.left : self.left + size_wh[0]]

    def mask_back(self, grey: Grey8, size_wh: SizeWh) -> Grey8:
        return grey[self.top : self.top + size_wh[1], self.left : self.left + size_wh[0]]

    def points_back(self, points: Points, size_wh: SizeWh) -> Points:
        return points - np.array([self.left, self.top], np.float64)


STEPS: tuple[type[Orient | Crop | Scale | Pad], ...] = (Orient, Crop, Scale, Pad)


Widths = tuple[int, int, int, int]
"""How many pixels are added at the top, at the bottom, at the left and at the right."""


def _with_edge(pixels: Rgb8, widths: Widths) -> Rgb8:
    return cv2.copyMakeBorder(pixels, *widths, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)


def _with_zeros(grey: Grey8, widths: Widths) -> Grey8:
    return cv2.copyMakeBorder(grey, *widths, cv2.BORDER_CONSTANT, value=0).astype(np.uint8, copy=False)
