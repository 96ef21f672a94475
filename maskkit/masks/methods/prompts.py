"""From boxes and points to GrabCut's map of what is surely, or likely, wanted or kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from maskkit.errors import InvalidRequest
from maskkit.types import BoolMap, BoxXyxy, Grey8, Points, Rgb8, SizeWh

_SURROUNDINGS = 0.7
_DISK_SHARE = 0.01
_LIKENESS = 15


@dataclass(frozen=True)
class Prompt:
    """What to look for: within ``box`` (the whole photo if None), on ``points``, not on ``negative_points``.

    All in pixels of the upright photo.
    """

    box: BoxXyxy | None = None
    points: Sequence[tuple[float, float]] = ()
    negative_points: Sequence[tuple[float, float]] = ()

    def frame(self, size_wh: SizeWh) -> BoxXyxy:
        """The box, cut to the photo.

        Raises:
            InvalidRequest: there is neither box nor point, or one lies outside the photo.
        """
        width, height = size_wh
        if self.box is None and not len(self.points):
            raise InvalidRequest("there is neither a box nor a point on what is wanted", hint="Give --box or --point.")
        for x, y in [*self.points, *self.negative_points]:
            if not (0 <= x < width and 0 <= y < height):
                raise InvalidRequest(f"the point {x:g},{y:g} lies outside the photo of {width} x {height} pixels")
        if self.box is None:
            return 0, 0, width, height
        left, top, right, bottom = (
            *(max(0, math.floor(at)) for at in self.box[:2]),
            *(min(side, math.ceil(at)) for at, side in zip(self.box[2:], size_wh, strict=True)),
        )
        if left >= right or top >= bottom:
            box = ",".join(f"{at:g}" for at in self.box)
            raise InvalidRequest(f"the box {box} holds nothing of the photo of {width} x {height} pixels")
        return left, top, right, bottom

    def within(self, window: BoxXyxy, scale: float, size_wh: SizeWh) -> Prompt:
        """The prompt on the part of the photo in ``window``, scaled by ``scale``."""
        frame = self.frame(size_wh)
        left, top, right, bottom = (round((at - window[side % 2]) * scale) for side, at in enumerate(frame))
        box = (left, top, max(right, left + 1), max(bottom, top + 1)) if self.box is not None else None
        return Prompt(box, _moved(self.points, window, scale), _moved(self.negative_points, window, scale))


def surroundings(frame: BoxXyxy, size_wh: SizeWh) -> BoxXyxy:
    """The frame with some of what is around it: the background that the wanted thing is told apart from.

    >>> surroundings((100, 100, 200, 150), (640, 480))
    (30, 30, 270, 220)
    """
    left, top, right, bottom = frame
    margin = math.ceil(_SURROUNDINGS * max(right - left, bottom - top))
    return (
        max(0, left - margin),
        max(0, top - margin),
        min(size_wh[0], right + margin),
        min(size_wh[1], bottom + margin),
    )


def box_map(box: BoxXyxy, size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) inside ``box``.

    >>> box_map((1, 0, 2, 1), (3, 1)).tolist()
    [[False, True, False]]
    """
    inside = np.zeros(size_wh[::-1], np.bool_)
    inside[box[1] : box[3], box[0] : box[2]] = True
    return inside


def disks(points: Sequence[tuple[float, float]], size_wh: SizeWh) -> BoolMap:
    """The pixels (H, W) around each point that are taken to be the same thing as it."""
    radius = max(1.0, _DISK_SHARE * min(size_wh))
    centres: Points = np.array(points, np.float64).reshape(-1, 2)
    drawn = np.zeros(size_wh[::-1], np.bool_)
    for x, y in centres:
        away = np.hypot(np.arange(size_wh[0]) + 0.5 - x, np.arange(size_wh[1])[:, None] + 0.5 - y)
        drawn |= away <= radius
    return drawn


def first_guess(pixels: Rgb8, prompt: Prompt, *, sure_centre: bool = False) -> Grey8:
    """GrabCut's map (H, W): likely is all of the box, or else what resembles the points; not what resembles the others.

    ``sure_centre`` takes the middle half of the box for granted: for things of nearly their background's colours.
    """
    size_wh = pixels.shape[1], pixels.shape[0]
    likely = _alike(pixels, prompt.points) if prompt.box is None else box_map(prompt.box, size_wh)
    guess = np.where(likely, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    if prompt.box is not None:
        guess[~likely] = cv2.GC_BGD
        if sure_centre:
            guess[_middle(prompt.box, size_wh)] = cv2.GC_FGD
    if len(prompt.negative_points):
        guess[_alike(pixels, prompt.negative_points) & (guess == cv2.GC_PR_FGD)] = cv2.GC_PR_BGD
    guess[disks(prompt.points, size_wh)] = cv2.GC_FGD
    guess[disks(prompt.negative_points, size_wh)] = cv2.GC_BGD
    return guess


def _moved(points: Sequence[tuple[float, float]], window: BoxXyxy, scale: float) -> tuple[tuple[float, float], ...]:
    return tuple(((x - window[0]) * scale, (y - window[1]) * scale) for x, y in points)


def _middle(box: BoxXyxy, size_wh: SizeWh) -> BoolMap:
    left, top, right, bottom = box
    x, y = np.arange(size_wh[0]) + 0.5, np.arange(size_wh[1])[:, None] + 0.5
    across, down = (x - (left + right) / 2) / (right - left), (y - (top + bottom) / 2) / (bottom - top)
    middle: BoolMap = across**2 + down**2 < 1 / 16
    return middle


def _alike(pixels: Rgb8, points: Sequence[tuple[float, float]]) -> BoolMap:
    """What is joined to a point and near to its colour; lightness may differ twice as much, for light falls off."""
    height, width = pixels.shape[:2]
    smooth = cv2.cvtColor(cv2.bilateralFilter(pixels, 9, 40, 7), cv2.COLOR_RGB2Lab)
    reached = np.zeros((height + 2, width + 2), np.uint8)
    near = (2 * _LIKENESS, _LIKENESS, _LIKENESS)
    flags = cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8) | 8
    for x, y in points:
        start = min(int(x), width - 1), min(int(y), height - 1)
        cv2.floodFill(smooth, reached, start, (0, 0, 0), near, near, flags)
    return reached[1:-1, 1:-1].astype(np.bool_)
