"""What every format is read into and written from: labelled areas of one picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Protocol

import numpy as np

from maskkit.errors import BadAnnotation, SizeMismatch
from maskkit.limits import DEFAULT_IMAGE_LIMITS, ImageLimits
from maskkit.masks.classes import RoomClass
from maskkit.masks.morphology import is_hard
from maskkit.masks.polygon import rasterize_each
from maskkit.masks.regions import Region
from maskkit.masks.rle import Rle, rle_decode
from maskkit.types import Grey8, Labels, SizeWh

ROOM_CLASSES: Mapping[str, int] = {
    room_class.name.lower(): int(room_class) for room_class in RoomClass if room_class is not RoomClass.OTHER
}
"""The names of the classes of a room's label map, and their numbers; 0, other, is where nothing is marked."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its bytes, its name for messages, and what its reader knows of the picture beforehand.

    ``size_wh`` is the photo's size and ``image`` the name or id of the picture that is meant, None where not given.
    """

    data: bytes
    where: str = "annotation"
    size_wh: SizeWh | None = None
    image: str | None = None


@dataclass(frozen=True, eq=False)
class Picture:
    """One of the pictures of a data set: what it may be called, the likeliest first, and what reads what it marks.

    ``read`` is given the photo's size where that is known.
    """

    names: tuple[str, ...]
    read: Callable[[SizeWh | None], Annotation]


class Shape(Protocol):
    """Something that marks pixels."""

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The marked pixels (H, W) uint8, 255 where marked and less at soft edges."""


@dataclass(frozen=True, eq=False)
class Area:
    """What a file marks under one label."""

    label: str
    shape: Shape


@dataclass(frozen=True, eq=False)
class Annotation:
    """The areas of one picture in the order of their file, the later ones on top.

    ``size_wh`` is None where the format does not say how large the picture is, ``image`` where it does not name it.
    """

    areas: tuple[Area, ...]
    size_wh: SizeWh | None = None
    image: str | None = None
    where: str = "annotation"

    @property
    def labels(self) -> tuple[str, ...]:
        """The different labels, in the order in which they come."""
        return tuple(dict.fromkeys(area.label for area in self.areas))

    def of_image(self, name: str | None) -> Annotation:
        """The same areas, of a picture that is called ``name``, or as it is where that is None."""
        return self if name is None else replace(self, image=name)

    def part(self, label: str) -> Annotation:
        """The areas of one label, spelt like that; none where there is none."""
        return replace(self, areas=tuple(area for area in self.areas if area.label == label))

    def renamed(self, names: Mapping[str, str]) -> Annotation:
        """The areas under other labels; one that is not in ``names`` keeps its own."""
        return replace(self, areas=tuple(Area(names.get(area.label, area.label), area.shape) for area in self.areas))

    def only(self, labels: Sequence[str]) -> Annotation:
        """The areas of ``labels``, letters large or small.

        Raises:
            BadAnnotation: the file has none of one of them.
        """
        have = {label.casefold(): label for label in self.labels}
        for label in labels:
            if label.casefold() not in have:
                listed = ", ".join(self.labels[:20]) or "none"
                raise BadAnnotation(f"there is no class {label!r}", where=self.where, hint=f"It has: {listed}.")
        wanted = {label.casefold() for label in labels}
        chosen = tuple(area for area in self.areas if area.label.casefold() in wanted)
        return Annotation(chosen, self.size_wh, self.image, self.where)

    def sized(self, size_wh: SizeWh | None) -> SizeWh:
        """The picture's size: what the file says, or ``size_wh`` where it says nothing.

        Raises:
            SizeMismatch: both are known and differ.
            BadAnnotation: neither is known, or the file's is larger than any photo may be.
        """
        known = self.size_wh or size_wh
        if known is None:
            hint = "Give the photo with --photo, or its size with --size WxH."
            raise BadAnnotation("the file does not say how large the picture is", where=self.where, hint=hint)
        if size_wh is not None and size_wh != known:
            sentence = f"the picture is {known[0]} x {known[1]} pixels there, the photo {size_wh[0]} x {size_wh[1]}"
            turned = "; turned by 90 degrees they match, so it was marked before the photo was turned upright"
            raise SizeMismatch(sentence + (turned if known == size_wh[::-1] else ""), where=self.where)
        limits = DEFAULT_IMAGE_LIMITS
        if max(known) > limits.max_side_px or known[0] * known[1] > limits.max_pixels:
            limit = f"{limits.max_mp:g} megapixels and {limits.max_side_px} a side"
            raise BadAnnotation(f"{known[0]} x {known[1]} pixels are over the limit of {limit}", where=self.where)
        return known

    def large_first(self, size_wh: SizeWh) -> Annotation:
        """The areas by how much they mark, small ones on top: for formats in which the order says nothing."""
        sizes = [np.count_nonzero(area.shape.draw(size_wh)) for area in self.areas]
        order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
        return replace(self, areas=tuple(self.areas[number] for number in order))

    def draw(self, size_wh: SizeWh | None = None) -> Grey8:
        """Everything that is marked, whatever its label, as (H, W) uint8: where areas overlap, the higher value."""
        size = self.sized(size_wh)
        shapes = [area.shape for area in self.areas]
        regions = [region for shape in shapes if isinstance(shape, Polygons) for region in shape.regions]
        values = Polygons(tuple(regions)).draw(size) if regions else np.zeros(size[::-1], np.uint8)
        for shape in shapes:
            if not isinstance(shape, Polygons):
                np.maximum(values, shape.draw(size), out=values)
        return values

    def draw_labels(self, numbers: Mapping[str, int], size_wh: SizeWh | None = None) -> Labels:
        """The label map (H, W) uint8 of hard areas: ``numbers`` has that of each label, 0 is where nothing is."""
        size = self.sized(size_wh)
        labels = np.zeros(size[::-1], np.uint8)
        for label, areas in groupby(self.areas, key=lambda area: area.label):
            labels[replace(self, areas=tuple(areas)).draw(size) >= 128] = numbers[label]
        return labels

    def soft_labels(self, size_wh: SizeWh) -> tuple[str, ...]:
        """The labels of areas that have greys."""
        maybe = (area for area in self.areas if not isinstance(area.shape, Polygons | Runs | Numbered | Hardened))
        return tuple(dict.fromkeys(area.label for area in maybe if not is_hard(area.shape.draw(size_wh))))

    def hardened(self, threshold: int) -> Annotation:
        """The areas without greys: everything of at least ``threshold`` is marked."""
        return replace(self, areas=tuple(Area(area.label, Hardened(area.shape, threshold)) for area in self.areas))


def class_name(number: int, classes: Mapping[str, int]) -> str:
    """The name of a class number, or the number itself where it has no name.

    >>> class_name(1, ROOM_CLASSES), class_name(77, ROOM_CLASSES)
    ('floor', '77')
    """
    return next((name for name, known in classes.items() if known == number), str(number))


@dataclass(frozen=True, eq=False)
class Polygons:
    """Regions, each with its holes; overlaps are filled."""

    regions: tuple[Region, ...]

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The pixels whose centres lie inside."""
        return _values(rasterize_each([region.rings for region in self.regions], size_wh))


@dataclass(frozen=True, eq=False)
class Runs:
    """Run lengths, which have a size of their own."""

    rle: Rle
    where: str
    limits: ImageLimits = DEFAULT_IMAGE_LIMITS

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The marked pixels.

        Raises:
            SizeMismatch: they are of another size.
        """
        height, width = self.rle.size_hw
        if (width, height) != size_wh:
            sentence = f"the run lengths are of {width} x {height} pixels, the picture of {size_wh[0]} x {size_wh[1]}"
            raise SizeMismatch(sentence, where=self.where)
        return _values(rle_decode(self.rle, limits=self.limits))


@dataclass(frozen=True, eq=False)
class Patch:
    """Values (h, w) uint8 whose top left pixel lies at ``left_top`` in the picture."""

    values: Grey8
    left_top: tuple[int, int] = (0, 0)

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The patch in its place; what lies outside the picture is left out."""
        drawn = np.zeros(size_wh[::-1], np.uint8)
        left, top = self.left_top
        rows, columns = self.values.shape
        height, width = drawn.shape
        x0, y0, x1, y1 = max(left, 0), max(top, 0), min(left + columns, width), min(top + rows, height)
        if x0 < x1 and y0 < y1:
            drawn[y0:y1, x0:x1] = self.values[y0 - top : y1 - top, x0 - left : x1 - left]
        return drawn


@dataclass(frozen=True, eq=False)
class Numbered:
    """The pixels of one number in a label map (H, W)."""

    labels: Labels
    number: int

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The pixels of that number.

        Raises:
            SizeMismatch: the map is of another size.
        """
        _require_size(self.labels, size_wh)
        return _values(self.labels == self.number)


@dataclass(frozen=True, eq=False)
class Hardened:
    """A shape without greys: everything of at least ``threshold`` is marked."""

    shape: Shape
    threshold: int

    def draw(self, size_wh: SizeWh) -> Grey8:
        """The pixels of at least the threshold."""
        return _values(self.shape.draw(size_wh) >= self.threshold)


def _require_size(values: Grey8, size_wh: SizeWh) -> None:
    height, width = values.shape
    if (width, height) != size_wh:
        raise SizeMismatch(f"it is {width} x {height} pixels, the picture {size_wh[0]} x {size_wh[1]}")


def _values(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Grey8:
    return np.multiply(marked.view(np.uint8), np.uint8(255))
