"""What every format is written from: a mask under one label, or a label map, as pixels and as polygons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from maskkit.masks.arcs import labels_to_regions
from maskkit.masks.formats.areas import Annotation, Area, Polygons, class_name
from maskkit.masks.mask import Mask
from maskkit.masks.regions import Region
from maskkit.types import BoxXyxy, Grey8, Labels, Rgb8, SizeWh


@dataclass(frozen=True, eq=False)
class Layer:
    """What is marked under one label; ``values`` (H, W) uint8 and ``regions`` are worked out when they are called."""

    label: str
    number: int
    values: Callable[[], Grey8]
    regions: Callable[[], Sequence[Region]]


@dataclass(frozen=True, eq=False)
class Drawing:
    """The layers of one picture; none of a label map overlap.

    ``image`` is what the file calls the picture, ``photo`` its pixels (H, W, 3), for formats that hold them.
    """

    size_wh: SizeWh
    layers: tuple[Layer, ...]
    image: str = "photo.jpg"
    photo: Rgb8 | None = None


def draw_mask(
    mask: Mask,
    *,
    label: str = "mask",
    number: int = 0,
    image: str = "photo.jpg",
    photo: Rgb8 | None = None,
    tolerance_px: float = 0,
) -> Drawing:
    """A mask as a drawing of one layer; none if it is empty.

    >>> draw_mask(Mask.full((4, 3)), label="floor").layers[0].regions()[0].outer.tolist()
    [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]
    """
    layer = Layer(label, number, lambda: mask.values, lambda: mask.to_regions(tolerance_px=tolerance_px))
    return Drawing(mask.size_wh, () if mask.is_empty else (layer,), image, photo)


def draw_label_map(
    labels: Labels, classes: Mapping[str, int], *, image: str = "photo.jpg", tolerance_px: float = 0
) -> Drawing:
    """A label map (H, W) uint8 as a drawing of one layer for each class that is in it, but for 0.

    >>> [layer.label for layer in draw_label_map(np.array([[0, 7, 3]], np.uint8), {"floor": 7}).layers]
    ['3', 'floor']
    """
    regions = cache(lambda: labels_to_regions(labels, tolerance_px=tolerance_px))
    numbers = [int(number) for number in np.flatnonzero(np.bincount(labels.ravel(), minlength=256)) if number]
    layers = tuple(_layer(labels, number, class_name(number, classes), regions) for number in numbers)
    return Drawing((labels.shape[1], labels.shape[0]), layers, image)


def draw_annotation(
    annotation: Annotation,
    size_wh: SizeWh,
    numbers: Mapping[str, int],
    *,
    photo: Rgb8 | None = None,
    tolerance_px: float = 0,
) -> Drawing:
    """An annotation as a drawing of one layer for each area; ``numbers`` gives the class number of each label.

    Polygons within the picture stay what they are, corner by corner, unless there is a tolerance; others become the
    outlines of the pixels that they mark. Areas that mark nothing then are left out: no outline goes around them.

    >>> from maskkit.masks.formats.areas import Area, Patch
    >>> floor = Annotation((Area("floor", Patch(np.full((3, 4), 255, np.uint8))),))
    >>> [(layer.label, layer.number) for layer in draw_annotation(floor, (4, 3), {"floor": 1}).layers]
    [('floor', 1)]
    """
    areas = [area for area in annotation.areas if _stays(area, size_wh, tolerance_px) or area.shape.draw(size_wh).any()]
    layers = tuple(_area_layer(area, size_wh, numbers[area.label], tolerance_px) for area in areas)
    return Drawing(size_wh, layers, annotation.image or "photo.jpg", photo)


def box_xywh(box: BoxXyxy) -> list[int]:
    """A box as left, top, width, height."""
    left, top, right, bottom = box
    return [left, top, right - left, bottom - top]


def _stays(area: Area, size_wh: SizeWh, tolerance_px: float) -> bool:
    """Whether the area's own polygons are written: many formats know no corners outside the picture."""
    if not isinstance(area.shape, Polygons) or tolerance_px > 0:
        return False
    rings = (ring for region in area.shape.regions for ring in region.rings)
    return all(bool(((ring >= 0) & (ring <= size_wh)).all()) for ring in rings)


def _area_layer(area: Area, size_wh: SizeWh, number: int, tolerance_px: float) -> Layer:
    def values() -> Grey8:
        return area.shape.draw(size_wh)

    def regions() -> Sequence[Region]:
        if isinstance(area.shape, Polygons) and _stays(area, size_wh, tolerance_px):
            return area.shape.regions
        return Mask(values()).to_regions(tolerance_px=tolerance_px)

    return Layer(area.label, number, values, regions)


def _layer(labels: Labels, number: int, name: str, regions: Callable[[], dict[int, tuple[Region, ...]]]) -> Layer:
    return Layer(
        name,
        number,
        lambda: np.multiply((labels == number).view(np.uint8), np.uint8(255)),
        lambda: regions().get(number, ()),
    )
