"""The mask: 255 = generate here, 0 = keep; one channel of uint8, the size of the upright photo.

Values between are soft edges. They are kept soft until somebody asks for a hard mask in so many words.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from maskkit.errors import EmptyMask, FullMask, GreyMask, MaskRefused, SizeMismatch, UnsupportedFormat
from maskkit.masks import morphology
from maskkit.masks.arcs import labels_to_regions
from maskkit.masks.given import bool_map, byte_map, picture_size
from maskkit.masks.lengths import Length, parse_length
from maskkit.masks.polygon import rasterize, rasterize_each
from maskkit.masks.regions import Region, mask_to_regions
from maskkit.masks.resample import resize_by_area
from maskkit.masks.rle import Rle, rle_decode, rle_encode
from maskkit.types import Alpha, BoolMap, BoxXyxy, Grey8, ImageSource, Polygon, SizeWh


@dataclass(frozen=True, eq=False)
class Mask:
    """What is to be generated: ``values`` is (H, W) uint8, read-only; 255 = generate, 0 = keep.

    Masks are combined like sets: ``|`` either, ``&`` both, ``-`` the first without the second, ``~`` the rest. On soft
    masks these are the larger value, the smaller, the smaller of the first and the inverted second, and 255 minus.

    Lengths are pixels or a share of the picture's short edge, such as ``"2%"``.

    >>> floor = Mask.from_polygon([(0, 2), (4, 2), (4, 4), (0, 4)], size_wh=(4, 4))
    >>> floor.coverage, (floor - floor).is_empty, (floor | ~floor).is_full
    (0.5, True, True)
    """

    values: Grey8

    def __post_init__(self) -> None:
        values = byte_map(self.values, "a mask")
        owned = values.copy() if values.flags.writeable else np.ascontiguousarray(values)
        owned.flags.writeable = False
        object.__setattr__(self, "values", owned)

    @classmethod
    def from_bool(cls, marked: BoolMap) -> Mask:
        """The hard mask of ``marked`` (H, W) bool: True = generate.

        >>> Mask.from_bool(np.array([[True, False]])).values.tolist()
        [[255, 0]]
        """
        return cls(_frozen(bool_map(marked, "from_bool").view(np.uint8) * np.uint8(255)))

    @classmethod
    def from_polygon(cls, points: Polygon, *, size_wh: SizeWh) -> Mask:
        """The inside of one polygon with corners x, y in pixels of the upright photo.

        Raises:
            BadPolygon: fewer than three different corners, no finite numbers, or no area.
        """
        return cls.from_polygons([points], size_wh=size_wh)

    @classmethod
    def from_polygons(cls, rings: Iterable[Polygon], *, size_wh: SizeWh) -> Mask:
        """The inside of several rings by the even-odd rule: a ring inside a ring is a hole.

        >>> outer, hole = [(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (3, 1), (3, 3), (1, 3)]
        >>> int(Mask.from_polygons([outer, hole], size_wh=(4, 4)).to_bool().sum())
        12
        """
        return cls.from_bool(rasterize(rings, size_wh))

    @classmethod
    def from_regions(cls, regions: Iterable[Region], *, size_wh: SizeWh) -> Mask:
        """Everything inside any of the regions; their holes are open."""
        return cls.from_bool(rasterize_each([region.rings for region in regions], size_wh))

    @classmethod
    def from_rle(cls, rle: Rle) -> Mask:
        """The hard mask of run lengths.

        Raises:
            BadRle: it is larger than any photo may be.
        """
        return cls.from_bool(rle_decode(rle))

    @classmethod
    def full(cls, size_wh: SizeWh) -> Mask:
        """The mask that marks everything."""
        return cls(_frozen(np.full(picture_size(size_wh)[::-1], 255, np.uint8)))

    @classmethod
    def empty(cls, size_wh: SizeWh) -> Mask:
        """The mask that marks nothing."""
        return cls(_frozen(np.zeros(picture_size(size_wh)[::-1], np.uint8)))

    @classmethod
    def open(cls, source: ImageSource, *, photo_size_wh: SizeWh | None = None) -> Mask:
        """The mask in an image file, upright; greys stay greys.

        Raises:
            ImageRefused: the file is no readable image.
            MaskRefused: its pixels are no mask, such as a colour picture.
            SizeMismatch: it is not of ``photo_size_wh``; the message says whether it would be when turned.
        """
        from maskkit.images.decode import decode_grey

        found = cls(_frozen(decode_grey(source)))
        if photo_size_wh is not None:
            found.require_size(photo_size_wh, where=_name_of(source))
        return found

    @property
    def size_wh(self) -> SizeWh:
        """(width, height) in pixels."""
        return self.values.shape[1], self.values.shape[0]

    @cached_property
    def is_hard(self) -> bool:
        """Whether every pixel is 0 or 255."""
        return morphology.is_hard(self.values)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked: every pixel is 0."""
        return not self.values.any()

    @property
    def is_full(self) -> bool:
        """Whether everything is marked: every pixel is 255."""
        return bool(self.values.min() == 255)

    @cached_property
    def coverage(self) -> float:
        """The marked share of the picture, 0..1; a grey pixel counts by its value."""
        return float(self.values.mean(dtype=np.float64) / 255)

    @cached_property
    def grey_share(self) -> float:
        """The share of pixels with values 1..254: soft edges, or the ringing of a mask that was saved as JPEG."""
        return float(np.count_nonzero((self.values + np.uint8(1)) > 1) / self.values.size)

    @property
    def alpha(self) -> Alpha:
        """The mask as (H, W) float32 in 0..1."""
        return self.values * np.float32(1 / 255)

    @cached_property
    def sha256(self) -> str:
        """The hash of size and values: equal for equal masks, whatever file they came from."""
        digest = hashlib.sha256(f"{self.size_wh}".encode())
        digest.update(self.values.data)
        return digest.hexdigest()

    def bounds(self) -> BoxXyxy | None:
        """The smallest box around everything above 0, or None for an empty mask."""
        return morphology.bounds(self.values)

    def to_bool(self, threshold: int = 128) -> BoolMap:
        """The pixels of at least ``threshold``, as (H, W) bool.

        Raises:
            MaskRefused: the threshold is not within 0..255.
        """
        if not 0 <= threshold <= 255:
            raise MaskRefused(f"a threshold of {threshold} is not within 0..255")
        return self.values >= threshold

    def hard(self, threshold: int = 128) -> Mask:
        """The mask with every pixel of at least ``threshold`` at 255 and every other at 0."""
        return self if self.is_hard and 0 < threshold <= 255 else Mask.from_bool(self.to_bool(threshold))

    def __eq__(self, other: object) -> bool:
        return np.array_equal(self.values, other.values) if isinstance(other, Mask) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        kind = "hard" if self.is_hard else f"soft, {self.grey_share:.1%} grey"
        return f"<Mask {self.size_wh[0]} x {self.size_wh[1]}, {self.coverage:.1%} marked, {kind}>"

    def __or__(self, other: Mask) -> Mask:
        return Mask(_frozen(np.maximum(self.values, self._matching(other))))

    def __and__(self, other: Mask) -> Mask:
        return Mask(_frozen(np.minimum(self.values, self._matching(other))))

    def __sub__(self, other: Mask) -> Mask:
        return Mask(_frozen(np.minimum(self.values, 255 - self._matching(other))))

    def __invert__(self) -> Mask:
        return Mask(_frozen(255 - self.values))

    def grow(self, by: float | str | Length) -> Mask:
        """The mask and everything within ``by`` of it; exact, and never beyond the picture.

        >>> Mask.from_polygon([(2, 2), (3, 2), (3, 3), (2, 3)], size_wh=(5, 5)).grow(1).values.tolist()[2]
        [0, 255, 255, 255, 0]
        """
        return Mask(_frozen(morphology.grow(self.values, self._px(by))))

    def shrink(self, by: float | str | Length) -> Mask:
        """What is further than ``by`` from everything kept. The frame of the picture does not eat into the mask."""
        return Mask(_frozen(morphology.shrink(self.values, self._px(by))))

    def feather(self, over: float | str | Length) -> Mask:
        """The mask with an edge that falls to 0 over ``over``, inwards only: what was 0 stays 0."""
        return Mask(_frozen(morphology.feather(self.values, self._px(over))))

    def fill_holes(self, max_px: int | None = None) -> Mask:
        """The mask without holes, or without those of up to ``max_px`` pixels; soft masks stay soft."""
        return Mask(_frozen(morphology.fill_holes(self.values, max_px)))

    def drop_specks(self, min_px: int) -> Mask:
        """The mask without parts of fewer than ``min_px`` pixels."""
        return Mask(_frozen(morphology.drop_specks(self.values, min_px)))

    def to_regions(self, *, tolerance_px: float = 0) -> tuple[Region, ...]:
        """The connected areas with their holes; without a tolerance :meth:`from_regions` gives the mask back.

        With one, the regions have fewer corners, their borders lie within ``tolerance_px`` of the mask's, and no ring
        crosses another.

        Raises:
            GreyMask: the mask is soft.

        >>> mask = Mask.from_polygon([(1, 0), (3, 0), (3, 2), (1, 2)], size_wh=(4, 2))
        >>> [region.outer.tolist() for region in mask.to_regions()]
        [[[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0]]]
        """
        marked = self._marked()
        if tolerance_px == 0:
            return mask_to_regions(marked)
        return labels_to_regions(marked.view(np.uint8), tolerance_px=tolerance_px).get(1, ())

    def to_rle(self) -> Rle:
        """The mask as COCO run lengths, without loss.

        Raises:
            GreyMask: the mask is soft.

        >>> Mask.from_bool(np.array([[True, True, False]])).to_rle().counts.tolist()
        [0, 2, 1]
        """
        return rle_encode(self._marked())

    def resize(self, size_wh: SizeWh) -> Mask:
        """The mask at another size, by area. A soft mask stays soft; a hard one is marked from half coverage on.

        >>> Mask.from_bool(np.array([[True, True, False, False]])).resize((2, 1)).values.tolist()
        [[255, 0]]
        """
        if picture_size(size_wh) == self.size_wh:
            return self
        means = resize_by_area(self.values, size_wh)
        return Mask.from_bool(means >= 127.499) if self.is_hard else Mask(_frozen(np.rint(means).astype(np.uint8)))

    def require_size(self, photo_size_wh: SizeWh, *, where: str | None = None) -> Mask:
        """The mask itself, if it is of the photo's size.

        Raises:
            SizeMismatch: it is not; the message says whether it would be when turned, or when scaled.
        """
        if self.size_wh != photo_size_wh:
            raise SizeMismatch(_size_sentence(self.size_wh, photo_size_wh), where=where)
        return self

    def check(self, *, allow_full: bool = False, max_grey_share: float | None = None, where: str | None = None) -> Mask:
        """The mask itself, if it is one to generate with.

        Raises:
            EmptyMask: nothing is marked.
            FullMask: everything is marked, and ``allow_full`` is not given.
            GreyMask: more than ``max_grey_share`` of the pixels are grey.
        """
        if self.is_empty:
            raise EmptyMask("the mask marks nothing to generate", where=where)
        if self.is_full and not allow_full:
            raise FullMask("the mask marks the whole photo", where=where)
        if max_grey_share is not None and self.grey_share > max_grey_share:
            raise GreyMask(f"{self.grey_share:.1%} of the mask is neither 0 nor 255", where=where)
        return self

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the mask as a grey PNG; equal masks give equal bytes.

        Raises:
            UnsupportedFormat: another suffix than .png: JPEG would put greys along every edge.
            OutputExists: the file is there, and ``overwrite`` is not given.
        """
        from maskkit.images.encode import save

        if Path(path).suffix.lower() != ".png":
            raise UnsupportedFormat("a mask is only written as PNG", where=str(path), hint="Use a name ending in .png.")
        save(path, self.values, overwrite=overwrite)

    def _px(self, length: float | str | Length) -> float:
        return parse_length(length).in_px(self.size_wh)

    def _marked(self) -> BoolMap:
        if not self.is_hard:
            raise GreyMask(f"{self.grey_share:.1%} of the mask is neither 0 nor 255, and outlines have no greys")
        return self.to_bool()

    def _matching(self, other: Mask) -> Grey8:
        if self.size_wh != other.size_wh:
            raise SizeMismatch(f"masks of {_by(self.size_wh)} and {_by(other.size_wh)} pixels do not go together")
        return other.values


def _frozen(values: Grey8) -> Grey8:
    """A fresh array, given away: it needs no copy."""
    values.flags.writeable = False
    return values


def _by(size_wh: SizeWh) -> str:
    return f"{size_wh[0]} x {size_wh[1]}"


def _size_sentence(mask_wh: SizeWh, photo_wh: SizeWh) -> str:
    sentence = f"the mask is {_by(mask_wh)} pixels, the upright photo {_by(photo_wh)}"
    if mask_wh == photo_wh[::-1]:
        return f"{sentence}; turned by 90 degrees they match, so the mask was made before the photo was turned upright"
    if abs(mask_wh[0] * photo_wh[1] - mask_wh[1] * photo_wh[0]) <= max(*mask_wh, *photo_wh):
        return f"{sentence}; their proportions match, so the mask was made from a scaled copy"
    return sentence


def _name_of(source: ImageSource) -> str | None:
    return os.fspath(source) if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
