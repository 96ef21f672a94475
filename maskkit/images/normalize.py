"""A photo at the size that a service wants, without stretching it, and the way back.

The plan (which crop, which size, which padding) is made from numbers alone; then it is carried out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from maskkit.errors import InputRefused, UnknownChoice
from maskkit.images.photo import Photo
from maskkit.images.steps import Crop, Pad, Scale, Step
from maskkit.images.transform import Transform
from maskkit.types import SizeWh

Fit = Literal["contain", "cover", "pad", "stretch"]


@dataclass(frozen=True)
class Normalized:
    """The photo to send, and the transform that made it; ``transform.apply_mask`` takes the mask along."""

    photo: Photo
    transform: Transform


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the outgoing picture may measure at most; both sides are multiples of ``multiple``."""

    box_wh: SizeWh | None = None
    long_edge_px: int | None = None
    max_pixels: int | None = None
    multiple: int = 8

    def hold(self, width: int, height: int) -> bool:
        """Whether a picture of this size, padded to the multiple, keeps within the bounds."""
        width, height = round_up(width, self.multiple), round_up(height, self.multiple)
        box = self.box_wh or (width, height)
        longest = max(self.long_edge_px or max(width, height), self.multiple)
        pixels = max(self.max_pixels or width * height, self.multiple**2)
        return width <= box[0] and height <= box[1] and max(width, height) <= longest and width * height <= pixels


def normalize(
    photo: Photo,
    *,
    size_wh: SizeWh | None = None,
    long_edge_px: int | None = None,
    max_mp: float | None = None,
    multiple: int = 8,
    fit: Fit = "contain",
    upscale: bool = False,
) -> Normalized:
    """Bring a photo to a size; proportions change only with ``fit="stretch"``.

    ``fit`` says how the photo meets ``size_wh``:

    - ``contain``: as large as fits into it; the result may be smaller. Takes ``long_edge_px`` and ``max_mp`` as
      well, or none of the three. Both sides are brought to ``multiple`` by repeating the right and lower edge.
    - ``pad``: like contain, then centred and padded to exactly ``size_wh``.
    - ``cover``: centred and cropped to exactly ``size_wh``.
    - ``stretch``: exactly ``size_wh``, whatever happens to the proportions.

    A photo is only enlarged with ``upscale=True``.

    Raises:
        InputRefused: sizes that contradict each other or the multiple, or that would need enlarging.
        UnknownChoice: another fit.

    >>> import numpy as np
    >>> photo = Photo(np.zeros((3000, 4000, 3), np.uint8))
    >>> normalize(photo, long_edge_px=1500).transform.size_out_wh
    (1496, 1128)
    >>> normalize(photo, size_wh=(1024, 1024), fit="cover").transform.steps
    (Crop(box_xyxy=(500, 0, 3500, 3000)), Scale(size_wh=(1024, 1024)))
    """
    _check_numbers(size_wh, long_edge_px, max_mp, multiple)
    if fit == "contain":
        bounds = Bounds(size_wh, long_edge_px, None if max_mp is None else int(max_mp * 1_000_000), multiple)
        steps = plan_contain(photo.size_wh, bounds, upscale=upscale)
    else:
        steps = _plan_exact(photo.size_wh, _exact_size(size_wh, long_edge_px, max_mp, multiple), fit, upscale=upscale)
    transform = Transform(photo.size_wh, steps)
    if not steps:
        return Normalized(photo, transform)
    origin = replace(photo.origin, changes=(*photo.origin.changes, *map(_told, steps)))
    return Normalized(Photo(transform.apply_photo(photo.pixels), origin), transform)


def plan_contain(size_wh: SizeWh, bounds: Bounds, *, upscale: bool = False) -> tuple[Step, ...]:
    """The steps to the largest picture within the bounds.

    >>> plan_contain((1000, 750), Bounds(multiple=64))
    (Pad(left=0, top=0, right=24, bottom=18),)
    """
    width, height = _largest(size_wh, bounds, upscale=upscale)
    padding = Pad(right=round_up(width, bounds.multiple) - width, bottom=round_up(height, bounds.multiple) - height)
    return _needed(size_wh, Scale((width, height)), padding)


def plan_pad(size_wh: SizeWh, box_wh: SizeWh, *, upscale: bool = False) -> tuple[Step, ...]:
    """The steps to exactly ``box_wh`` with the whole photo in its middle.

    >>> plan_pad((400, 200), (200, 200))
    (Scale(size_wh=(200, 100)), Pad(left=0, top=50, right=0, bottom=50))
    """
    width, height = _largest(size_wh, Bounds(box_wh, multiple=1), upscale=upscale)
    across, down = box_wh[0] - width, box_wh[1] - height
    padding = Pad(left=across // 2, top=down // 2, right=across - across // 2, bottom=down - down // 2)
    return _needed(size_wh, Scale((width, height)), padding)


def plan_cover(size_wh: SizeWh, box_wh: SizeWh) -> tuple[Step, ...]:
    """The steps to exactly ``box_wh`` with the photo's middle filling it; cropped first, so that no half pixel is cut.

    >>> plan_cover((400, 200), (100, 100))
    (Crop(box_xyxy=(100, 0, 300, 200)), Scale(size_wh=(100, 100)))
    """
    (width, height), (box_width, box_height) = size_wh, box_wh
    shrink = min(width / box_width, height / box_height)
    kept = min(width, max(1, round(box_width * shrink))), min(height, max(1, round(box_height * shrink)))
    left, top = (width - kept[0]) // 2, (height - kept[1]) // 2
    return _needed(size_wh, Crop((left, top, left + kept[0], top + kept[1])), Scale(box_wh))


def round_up(length: int, multiple: int) -> int:
    """The next multiple that is not smaller.

    >>> round_up(1000, 64)
    1024
    """
    return -(-length // multiple) * multiple


def _largest(size_wh: SizeWh, bounds: Bounds, *, upscale: bool) -> SizeWh:
    """The largest size of the same proportions within the bounds, found by halving an interval of scales."""
    width, height = size_wh
    if not upscale and bounds.hold(width, height):
        return size_wh
    low, high = 0.0, _scale_ceiling(size_wh, bounds) if upscale else 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if bounds.hold(*_scaled(size_wh, middle)) else (low, middle)
    return _scaled(size_wh, low)


def _scale_ceiling(size_wh: SizeWh, bounds: Bounds) -> float:
    """A scale that surely breaks a bound; 1 where there is no bound to grow up to."""
    limits = [bounds.long_edge_px or 0, math.isqrt(bounds.max_pixels or 0) * 100, *(bounds.box_wh or ())]
    return max(1.0, float(2 * max(limits) / min(size_wh)))


def _scaled(size_wh: SizeWh, scale: float) -> SizeWh:
    return max(1, round(size_wh[0] * scale)), max(1, round(size_wh[1] * scale))


def _plan_exact(size_wh: SizeWh, box_wh: SizeWh, fit: str, *, upscale: bool) -> tuple[Step, ...]:
    if fit == "pad":
        return plan_pad(size_wh, box_wh, upscale=upscale)
    if not upscale and (size_wh[0] < box_wh[0] or size_wh[1] < box_wh[1]):
        raise InputRefused(
            f"a photo of {size_wh[0]}x{size_wh[1]} would have to be enlarged to {box_wh[0]}x{box_wh[1]}",
            hint="Ask for a smaller size, use fit='contain' or 'pad', or allow upscale.",
        )
    if fit == "cover":
        return plan_cover(size_wh, box_wh)
    if fit == "stretch":
        return _needed(size_wh, Scale(box_wh))
    raise UnknownChoice(f"there is no fit {fit!r}", hint="Known are contain, cover, pad and stretch.")


def _exact_size(size_wh: SizeWh | None, long_edge_px: int | None, max_mp: float | None, multiple: int) -> SizeWh:
    if size_wh is None or long_edge_px is not None or max_mp is not None:
        raise InputRefused(
            "cover, pad and stretch need an exact size and nothing else",
            hint="Give size_wh alone, or use fit='contain'.",
        )
    if size_wh[0] % multiple or size_wh[1] % multiple:
        fitting = round_up(size_wh[0], multiple), round_up(size_wh[1], multiple)
        raise InputRefused(
            f"{size_wh[0]}x{size_wh[1]} is not a multiple of {multiple}",
            hint=f"Ask for {fitting[0]}x{fitting[1]}, or for multiple 1.",
        )
    return size_wh


def _check_numbers(size_wh: SizeWh | None, long_edge_px: int | None, max_mp: float | None, multiple: int) -> None:
    given = {"width": (size_wh or (1, 1))[0], "height": (size_wh or (1, 1))[1], "long edge": long_edge_px}
    for name, value in {**given, "megapixels": max_mp, "multiple": multiple}.items():
        if value is not None and not 0 < value < 1_000_000:
            raise InputRefused(f"the {name} must be a positive number, not {value}")
    smallest = min(size_wh) if size_wh else long_edge_px or multiple
    if smallest < multiple:
        raise InputRefused(f"a side of {smallest} px cannot hold a multiple of {multiple}")


def _needed(size_wh: SizeWh, *steps: Step) -> tuple[Step, ...]:
    """The steps without those that would change nothing."""
    needed: list[Step] = []
    for step in steps:
        if step.size_out(size_wh) != size_wh:
            needed.append(step)
        size_wh = step.size_out(size_wh)
    return tuple(needed)


def _told(step: Step) -> str:
    words = {"scale": "resized to {0.size_wh[0]}x{0.size_wh[1]}", "crop": "cropped to {0.box_xyxy}"}
    return words.get(step.op, "padded by {0.left}, {0.top}, {0.right}, {0.bottom} (left, top, right, bottom)").format(
        step
    )
