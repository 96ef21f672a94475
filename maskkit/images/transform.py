"""From the upright photo to the picture that is sent, and exactly back.

A :class:`Transform` is a size and a list of steps. It maps photos, masks and points both ways and is saved as JSON
beside the picture, so that what a service generates finds its way back into the photo, on another machine too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maskkit.errors import BadTransform
from maskkit.images import transform_json
from maskkit.images.steps import Crop, Orient, Pad, Scale, Step
from maskkit.types import BoxXyxy, Grey8, Points, Rgb8, SizeWh

__all__ = ["Crop", "Orient", "Pad", "Scale", "Transform"]

MAX_SIDE_PX = 65_535
MAX_PIXELS = 500_000_000


@dataclass(frozen=True)
class Transform:
    """A chain of steps, from ``size_in_wh`` to ``size_out_wh``.

    >>> transform = Transform((4000, 3000), (Scale((1024, 768)), Pad(right=8)))
    >>> transform.size_out_wh
    (1032, 768)
    >>> transform.apply_points(np.array([[2000.0, 1500.0]])).tolist()
    [[512.0, 384.0]]
    >>> Transform.from_json(transform.to_json()) == transform
    True
    """

    size_in_wh: SizeWh
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        _check_size(self.size_in_wh)
        for step, size_wh in zip(self.steps, self.sizes_wh, strict=False):
            _check_size(step.size_out(size_wh))

    @classmethod
    def identity(cls, size_wh: SizeWh) -> Transform:
        """The transform that changes nothing."""
        return cls(size_wh)

    @cached_property
    def sizes_wh(self) -> tuple[SizeWh, ...]:
        """The size before the first step and after each one."""
        sizes = [self.size_in_wh]
        for step in self.steps:
            sizes.append(step.size_out(sizes[-1]))
        return tuple(sizes)

    @property
    def size_out_wh(self) -> SizeWh:
        """The size of what comes out."""
        return self.sizes_wh[-1]

    def apply_photo(self, pixels: Rgb8) -> Rgb8:
        """Map a photo (H, W, 3) of ``size_in_wh``; padding repeats the edge. The result may share memory with it."""
        _check_fit(pixels, self.size_in_wh)
        for step in self.steps:
            pixels = step.photo(pixels)
        return pixels

    def apply_mask(self, grey: Grey8) -> Grey8:
        """Map a mask (H, W) of ``size_in_wh``: hard stays hard, soft stays soft, padding is 0."""
        _check_fit(grey, self.size_in_wh)
        for step in self.steps:
            grey = step.mask(grey)
        return grey

    def apply_points(self, points: Points) -> Points:
        """Map (N, 2) points x, y; the first pixel's centre is (.5, .5)."""
        points = np.asarray(points, np.float64).reshape(-1, 2)
        for step, size_wh in zip(self.steps, self.sizes_wh, strict=False):
            points = step.points(points, size_wh)
        return points

    def invert_photo(self, pixels: Rgb8, *, fill: Rgb8 | None = None) -> Rgb8:
        """Map a picture of ``size_out_wh`` back to ``size_in_wh``.

        Where a crop cut pixels away, those of ``fill`` (of ``size_in_wh``, mostly the photo itself) are taken;
        without it the edge is repeated.
        """
        _check_fit(pixels, self.size_out_wh)
        for step, size_wh in self._backwards():
            pixels = step.photo_back(pixels, size_wh)
        return pixels if fill is None else _filled(pixels, fill, self.covered_box)

    def invert_mask(self, grey: Grey8) -> Grey8:
        """Map a mask of ``size_out_wh`` back; 0 where a crop cut pixels away."""
        _check_fit(grey, self.size_out_wh)
        for step, size_wh in self._backwards():
            grey = step.mask_back(grey, size_wh)
        return grey

    def invert_points(self, points: Points) -> Points:
        """Map (N, 2) points of the outgoing picture back."""
        points = np.asarray(points, np.float64).reshape(-1, 2)
        for step, size_wh in self._backwards():
            points = step.points_back(points, size_wh)
        return points

    @cached_property
    def covered_box(self) -> BoxXyxy:
        """The pixels of the incoming picture that the outgoing one shows whole: all but what crops cut away."""
        corners = np.array([[0, 0], self.size_out_wh], np.float64)
        for step, size_wh in self._backwards():
            corners = np.clip(step.points_back(corners, size_wh), 0, size_wh)
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        tolerance = 1e-6
        return (
            math.ceil(left - tolerance),
            math.ceil(top - tolerance),
            math.floor(right + tolerance),
            math.floor(bottom + tolerance),
        )

    def then(self, other: Transform) -> Transform:
        """This transform followed by another.

        Raises:
            BadTransform: the other one starts from another size.
        """
        if other.size_in_wh != self.size_out_wh:
            raise BadTransform(
                f"{_named(self.size_out_wh)} comes out of the first, {_named(other.size_in_wh)} goes into the second",
                hint="Make the second from the picture that the first gives.",
            )
        return Transform(self.size_in_wh, self.steps + other.steps)

    def to_json(self) -> str:
        """The transform as one line of JSON."""
        return transform_json.dumps(self.size_in_wh, self.size_out_wh, self.steps)

    @classmethod
    def from_json(cls, text: str | bytes) -> Transform:
        """Read a transform that :meth:`to_json` wrote.

        Raises:
            BadTransform: the text is anything else; no pixel is touched, however large the sizes that it names.
        """
        size_in_wh, size_out_wh, steps = transform_json.loads(text)
        transform = cls(size_in_wh, steps)
        if transform.size_out_wh != size_out_wh:
            raise BadTransform(f"its steps end in {_named(transform.size_out_wh)}, not in {_named(size_out_wh)}")
        return transform

    def _backwards(self) -> Iterator[tuple[Step, SizeWh]]:
        return zip(reversed(self.steps), reversed(self.sizes_wh[:-1]), strict=True)


def _check_size(size_wh: SizeWh) -> None:
    width, height = size_wh
    if not (1 <= width <= MAX_SIDE_PX and 1 <= height <= MAX_SIDE_PX and width * height <= MAX_PIXELS):
        raise BadTransform(f"{_named(size_wh)} is not a size that a picture can have here")


def _check_fit(array: Rgb8 | Grey8, size_wh: SizeWh) -> None:
    given = array.shape[1], array.shape[0]
    if given != size_wh:
        raise BadTransform(f"this transform is for {_named(size_wh)}, the picture is {_named(given)}")


def _filled(pixels: Rgb8, fill: Rgb8, box: BoxXyxy) -> Rgb8:
    _check_fit(fill, (pixels.shape[1], pixels.shape[0]))
    left, top, right, bottom = box
    if box == (0, 0, pixels.shape[1], pixels.shape[0]):
        return pixels
    result = fill.copy()
    result[top:bottom, left:right] = pixels[top:bottom, left:right]
    return result


def _named(size_wh: SizeWh) -> str:
    return f"{size_wh[0]}x{size_wh[1]}"
