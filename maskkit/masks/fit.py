"""Looks at a mask beside its photo: does it have the photo's size, does it stand upright, is it perhaps inverted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from maskkit.errors import NoRoomFound
from maskkit.images.orient import orient_array, oriented_size
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.findings import Finding
from maskkit.masks.looks import Found
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation, segment
from maskkit.types import Alpha, Grey8, SizeWh

MULTIPLES = (8, 16, 32, 64)
MOST_OFF_PX = 2
LIKENESS = 0.9
"""A grey picture that correlates so well with the photo's light and shade is the photo."""
EDGE_GAIN = 1.28
"""So much stronger must the photo's edges be along the turned mask; 1 in 100 of those that stand right gain as much."""
INVERTED_SCORE = 0.7
"""Of 2,230 masks of real rooms that were right 3 scored more, of inverted floor, wall and room masks 43 %."""

_TRANSPOSED = (6, 8, 5, 7)
_EDGE_CAP = 20.0
_FRAME_PX = 3
_MANY_VALUES = 32


@dataclass(frozen=True, eq=False)
class Fit:
    """The looks beside ``photo``; the room is read from it once, when a look needs it, unless it is given."""

    photo: Photo
    given: Segmentation | None = None
    _cache: dict[str, Segmentation | None] = field(default_factory=dict)

    def find_size(self, values: Grey8) -> Found | None:
        """``turned``, ``padded``, ``off_by_pixels``, ``scaled`` and ``size``: another size, and why."""
        mask_wh, photo_wh = _size_wh(values), self.photo.size_wh
        if mask_wh == photo_wh:
            return None
        sizes = f"the mask is {_by(mask_wh)} pixels, the upright photo {_by(photo_wh)}"
        width, height = (mask - photo for mask, photo in zip(mask_wh, photo_wh, strict=True))
        if mask_wh == photo_wh[::-1]:
            return Found(Finding("turned", f"{sizes}: turned by 90 degrees"), lambda: self._turned(values))
        if multiple := _padded_to(mask_wh, photo_wh):
            sentence = f"{sizes}: rounded up to multiples of {multiple}"
            return Found(Finding("padded", sentence, numbers={"multiple": multiple}), lambda: self._cropped(values))
        if max(abs(width), abs(height)) <= MOST_OFF_PX:
            return Found(Finding("off_by_pixels", f"{sizes}: a rounded size"), lambda: self._resized(values))
        if _is_scaled(mask_wh, photo_wh):
            return Found(Finding("scaled", f"{sizes}: a scaled copy"), lambda: self._resized(values))
        also = ", turned and scaled" if _is_scaled(mask_wh[::-1], photo_wh) else ""
        return Found(Finding("size", f"{sizes}{also}"))

    def find_photo(self, values: Grey8) -> Found | None:
        """``is_photo``: the grey values follow those of the photo."""
        if not self._fits(values) or np.count_nonzero(np.bincount(values.ravel())) < _MANY_VALUES:
            return None
        likeness = _correlation(values, cv2.cvtColor(self.photo.pixels, cv2.COLOR_RGB2GRAY))
        if abs(likeness) < LIKENESS:
            return None
        return Found(Finding("is_photo", "the mask is the photo in grey", numbers={"r": round(likeness, 3)}), ends=True)

    def find_turn(self, values: Grey8) -> Found | None:
        """``turned_in_place``: the edges fit better once the mask is turned as the photo's EXIF says."""
        orientation = self.photo.origin.orientation
        if (
            orientation == 1
            or not self._fits(values)
            or oriented_size(_size_wh(values), orientation) != _size_wh(values)
        ):
            return None
        turned = orient_array(values, orientation)
        here, there = self._edge_strength(values), self._edge_strength(turned)
        if not there > EDGE_GAIN * here > 0:
            return None
        sentence = (
            f"the photo's edges are {there / here:.1f} times as strong along the mask turned by EXIF {orientation}"
        )
        numbers = {"orientation": orientation, "gain": round(there / here, 2)}
        return Found(Finding("turned_in_place", sentence, numbers=numbers), mended=lambda: turned)

    def find_inversion(self, values: Grey8) -> Found | None:
        """``inverted``: floor, walls or both are left, and everything else is marked."""
        if not self._fits(values) or (room := self.room) is None:
            return None
        score, left, share, covered = max(inversion_scores(values >= 128, room), default=(0.0, "", 0.0, 0.0))
        if score < INVERTED_SCORE:
            return None
        sentence = f"it leaves {1 - share:.0%} of the {left} and marks {covered:.0%} of what stands and hangs there"
        return Found(Finding("inverted", sentence, numbers={"score": round(score, 3)}), mended=lambda: 255 - values)

    @property
    def room(self) -> Segmentation | None:
        """What the photo shows; None where it shows no room."""
        if self.given is not None:
            return self.given
        if "room" not in self._cache:
            try:
                self._cache["room"] = segment(self.photo)
            except NoRoomFound:
                self._cache["room"] = None
        return self._cache["room"]

    @cached_property
    def _edges(self) -> Alpha:
        """How strong the photo's edges are within two pixels, (H, W), capped so that no single one counts for all."""
        grey = cv2.GaussianBlur(cv2.cvtColor(self.photo.pixels, cv2.COLOR_RGB2GRAY), (0, 0), 1.0).astype(np.float32)
        across, down = (cv2.Sobel(grey, cv2.CV_32F, *order, scale=1 / 8) for order in ((1, 0), (0, 1)))
        strength = np.minimum(np.hypot(across, down), np.float32(_EDGE_CAP))
        return cv2.dilate(strength, np.ones((5, 5), np.uint8)).astype(np.float32, copy=False)

    def _edge_strength(self, values: Grey8) -> float:
        """The mean strength of the photo's edges along the mask's border; 0 where it has none."""
        marked = (values >= 128).view(np.uint8)
        border = cv2.morphologyEx(marked, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) != 0
        inner = np.s_[_FRAME_PX:-_FRAME_PX, _FRAME_PX:-_FRAME_PX]
        along = self._edges[inner][border[inner]]
        return float(along.mean()) if along.size else 0.0

    def _fits(self, values: Grey8) -> bool:
        return _size_wh(values) == self.photo.size_wh

    def _turned(self, values: Grey8) -> Grey8:
        orientation = self.photo.origin.orientation
        ways = (orientation,) if orientation in _TRANSPOSED else _TRANSPOSED
        return max((orient_array(values, way) for way in ways), key=self._edge_strength)

    def _cropped(self, values: Grey8) -> Grey8:
        return max(_crops(values, self.photo.size_wh), key=self._edge_strength)

    def _resized(self, values: Grey8) -> Grey8:
        return Mask(values).resize(self.photo.size_wh).values


def inversion_scores(marked: np.ndarray, room: Segmentation) -> Iterator[tuple[float, str, float, float]]:
    """For floor, wall and both: the score, the word, the marked share of it, and the marked share of all objects.

    The score is the mean of the least and the mean of: the share of the surface that is left, the share of objects
    (furniture, windows, doors) that is marked, and the share of each other surface that is marked. What fills less
    than 3 % of the picture does not count; without objects and another surface there is no score.
    """
    all_px, marked_px = (np.bincount(labels, minlength=256) for labels in (room.labels.ravel(), room.labels[marked]))

    def share(*classes: RoomClass, least: float = 0.03) -> float | None:
        there = all_px[list(classes)].sum()
        return float(marked_px[list(classes)].sum() / there) if there >= least * marked.size else None

    surfaces = (RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING)
    objects = share(RoomClass.FURNITURE, RoomClass.WINDOW, RoomClass.DOOR, RoomClass.RUG, RoomClass.FIXTURE)
    for word, left in (("floor", surfaces[:1]), ("walls", surfaces[1:2]), ("floor and walls", surfaces[:2])):
        own = share(*left, least=0.05)
        others = [part for kind in surfaces if kind not in left and (part := share(kind)) is not None]
        if own is not None and objects is not None and others:
            signs = [1 - own, objects, *others]
            yield (min(signs) + sum(signs) / len(signs)) / 2, word, own, objects


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson's correlation of two pictures, 0 where one of them is even."""
    one, other = (picture.astype(np.float32) - picture.mean(dtype=np.float64) for picture in (first, second))
    scale = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.vdot(one, other)) / scale if scale else 0.0


def _size_wh(values: Grey8) -> SizeWh:
    return values.shape[1], values.shape[0]


def _by(size_wh: SizeWh) -> str:
    return f"{size_wh[0]} x {size_wh[1]}"


def _padded_to(mask_wh: SizeWh, photo_wh: SizeWh) -> int:
    """The multiple to which both sides of the photo were rounded up, or 0."""
    fitting = (n for n in MULTIPLES if mask_wh == tuple(-(-side // n) * n for side in photo_wh))
    return next(fitting, 0)


def _is_scaled(mask_wh: SizeWh, photo_wh: SizeWh) -> bool:
    """Whether the proportions are the same, but for a rounding of the sides to whole pixels."""
    (width, height), (photo_width, photo_height) = mask_wh, photo_wh
    return abs(width * photo_height - height * photo_width) <= max(*mask_wh, *photo_wh)


def _crops(values: Grey8, size_wh: SizeWh) -> Iterator[Grey8]:
    """The mask without its padding, which lies right and below, or on both sides alike."""
    (width, height), (more_x, more_y) = size_wh, (values.shape[1] - size_wh[0], values.shape[0] - size_wh[1])
    for x, y in dict.fromkeys(((0, 0), (more_x // 2, more_y // 2))):
        yield np.ascontiguousarray(values[y : y + height, x : x + width])
