"""COCO: a whole ``instances`` file, a list of results, one annotation, or a bare run-length code.

Run lengths hold any hard mask without loss. COCO's polygons cannot hold holes (they hang on bridges here), several
polygons of one annotation are parts, and COCO's own tools paint them by a rule of their own.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon, BadRle
from maskkit.masks.formats.areas import Annotation, Area, Picture, Polygons, Runs, Shape, Source
from maskkit.masks.formats.bridges import bridged
from maskkit.masks.formats.drawing import Drawing, Layer, box_xywh
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.formats.selection import choose
from maskkit.masks.polygon import ring
from maskkit.masks.regions import Region
from maskkit.masks.rle import Rle, rle_encode
from maskkit.types import Points, SizeWh

Segmentation = Callable[[Layer], Any]

_FARTHEST = 1e9


def read_coco(source: Source) -> Annotation:
    """The annotations of one image, chosen by its file name or id where the file has several.

    Raises:
        BadAnnotation: no COCO file, or the image is not in it, or none is named and there are several.
        BadRle, BadPolygon: a segmentation that describes no mask.
    """
    root = parse_json(source.data, source.where)
    if root.has("counts"):
        shape = read_segmentation(root)
        return Annotation((Area("mask", shape),), _size_of(shape), where=source.where)
    if root.has("segmentation"):
        return _read_loose([root], source)
    if isinstance(root.value, list):
        return _read_loose(list(root.items()), source)
    return _read_instances(root, source.image)


def coco_pictures(root: Node) -> Iterator[Picture]:
    """The pictures of an ``instances`` file, or of a list of results, in their order.

    Raises:
        BadAnnotation: it is neither.
    """
    if isinstance(root.value, list) or not root.has("images"):
        yield from _loose_pictures(root)
        return
    names = _category_names(root)
    of_image: defaultdict[Any, list[Node]] = defaultdict(list)
    for node in root.field("annotations").items():
        of_image[node.field("image_id").text()].append(node)
    for picture in root.field("images").items():
        mine = of_image[picture.field("id").text()]
        called = tuple(name for name in (_text(picture, "file_name"), _text(picture, "id")) if name)
        yield Picture(called, partial(_read_picture, picture, mine, names, root.where))


def write_coco(drawing: Drawing) -> bytes:
    """An ``instances`` file of compressed run lengths.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> json.loads(write_coco(draw_mask(Mask.full((3, 2)))))["annotations"][0]["segmentation"]
    {'size': [2, 3], 'counts': '06'}
    """
    return _instances(drawing, lambda layer: _rle(layer).to_coco())


def write_coco_uncompressed(drawing: Drawing) -> bytes:
    """An ``instances`` file of run lengths as plain numbers."""
    return _instances(drawing, lambda layer: _rle(layer).to_coco(compressed=False))


def write_coco_polygons(drawing: Drawing) -> bytes:
    """An ``instances`` file of polygons, one for each part; holes hang on bridges."""
    return _instances(drawing, lambda layer: [_flat(bridged(region)) for region in layer.regions()])


def write_rle(drawing: Drawing) -> bytes:
    """A bare compressed code of everything that is marked.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> write_rle(draw_mask(Mask.full((3, 2))))
    b'{"size": [2, 3], "counts": "06"}'
    """
    width, height = drawing.size_wh
    marked = np.zeros((height, width), np.bool_)
    for layer in drawing.layers:
        marked |= layer.values() >= 128
    return json.dumps(rle_encode(marked).to_coco()).encode()


def _instances(drawing: Drawing, segmentation: Segmentation) -> bytes:
    width, height = drawing.size_wh
    image = {"id": 1, "file_name": drawing.image, "width": width, "height": height}
    numbers = _category_ids(drawing)
    document = {
        "images": [image],
        "annotations": [
            {
                "id": number,
                "image_id": 1,
                "category_id": numbers[layer.label],
                "segmentation": segmentation(layer),
                **_area_and_box(layer),
                "iscrowd": 0,
            }
            for number, layer in enumerate(drawing.layers, start=1)
        ],
        "categories": [{"id": number, "name": label, "supercategory": ""} for label, number in numbers.items()],
    }
    return json.dumps(document).encode()


def _category_ids(drawing: Drawing) -> dict[str, int]:
    """An id for each label: its number, or the lowest that is free, since COCO's category 0 is none."""
    numbers = {layer.label: layer.number for layer in drawing.layers}
    free = (number for number in itertools.count(1) if number not in numbers.values())
    return {label: number or next(free) for label, number in numbers.items()}


def _area_and_box(layer: Layer) -> dict[str, Any]:
    rle = _rle(layer)
    return {"area": rle.area, "bbox": box_xywh(rle.bounds() or (0, 0, 0, 0))}


def _rle(layer: Layer) -> Rle:
    return rle_encode(layer.values() >= 128)


def _flat(points: Points) -> list[float]:
    return [_plain(value) for value in points.ravel().tolist()]


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else round(value, 4)


def _read_instances(root: Node, image: str | None) -> Annotation:
    pictures = list(root.field("images").items())
    picture = choose(pictures, image, lambda node: [_text(node, "file_name"), _text(node, "id")], root.where)
    number = picture.field("id").value
    mine = [node for node in root.field("annotations").items() if node.field("image_id").value == number]
    return _read_picture(picture, mine, _category_names(root), root.where)


def _read_picture(
    picture: Node, annotations: Iterable[Node], names: dict[str, str], where: str, _size: SizeWh | None = None
) -> Annotation:
    size = picture.field("width").whole(1, 2**24), picture.field("height").whole(1, 2**24)
    name = _text(picture, "file_name")
    return Annotation(tuple(_areas(annotations, names)), size, name, f"{where}: {name}")


def _loose_pictures(root: Node) -> Iterator[Picture]:
    nodes = list(root.items()) if isinstance(root.value, list) else [root]
    for name in dict.fromkeys(_text(node, "image_id") for node in nodes):
        yield Picture((name,), partial(_read_loose_of, nodes, Source(b"", root.where, None, name)))


def _read_loose_of(annotations: list[Node], source: Source, _size: SizeWh | None) -> Annotation:
    return _read_loose(annotations, source)


def _read_loose(annotations: list[Node], source: Source) -> Annotation:
    """Results or annotations without images: all must be of one image, and run lengths tell its size."""
    where, image = source.where, source.image
    ids = dict.fromkeys(_text(node, "image_id") for node in annotations)
    if image is not None and image not in ids:
        raise BadAnnotation(f"no annotation is of the image {image!r}", where=where, hint=_listed(ids))
    if image is None and len(ids) > 1:
        raise BadAnnotation(f"there are {len(ids)} images", where=where, hint=f"Say which with --image. {_listed(ids)}")
    mine = [node for node in annotations if image is None or _text(node, "image_id") == image]
    areas = tuple(_areas(mine, {}))
    sizes = [size for area in areas if (size := _size_of(area.shape))]
    return Annotation(areas, sizes[0] if sizes else None, where=where)


def _listed(ids: dict[str, None]) -> str:
    return f"It has the ids {', '.join(list(ids)[:10])}."


def _category_names(root: Node) -> dict[str, str]:
    categories = root.maybe("categories")
    if categories is None:
        return {}
    return {node.field("id").text(): node.field("name").text() for node in categories.items()}


def _areas(annotations: Iterable[Node], names: dict[str, str]) -> Iterator[Area]:
    for node in annotations:
        category = _text(node, "category_id") or "mask"
        if not node.has("segmentation"):
            raise BadAnnotation("an annotation without segmentation marks nothing", where=node.where)
        yield Area(names.get(category, category), read_segmentation(node.field("segmentation")))


def read_segmentation(node: Node) -> Shape:
    """One ``segmentation``: a list of polygons, or run lengths, compressed or not.

    Polygons without area, as contour tracers leave them, are left out beside others that have one: they mark nothing.

    Raises:
        BadAnnotation: it is neither, or an empty list.
        BadRle, BadPolygon: it describes no mask.
    """
    if isinstance(node.value, dict):
        try:
            return Runs(Rle.from_coco(node.value), node.where)
        except BadRle as error:
            raise BadRle(error.message, where=node.where, hint=error.hint) from None
    parts = [Node(_pairs(child), child.where) for child in node.items()]
    if not parts:
        raise BadAnnotation("an empty segmentation marks nothing", where=node.where)
    corners = [(part.points(), part.where) for part in parts]
    solid = [part for part in corners if _has_area(part[0])] if len(parts) > 1 else corners
    return Polygons(tuple(Region(ring(points, where=where)) for points, where in solid or corners))


def _pairs(node: Node) -> list[list[Any]]:
    """A polygon as a flat list x, y, x, y, in pairs."""
    values = node.value
    if not isinstance(values, list) or len(values) % 2:
        raise BadPolygon(f"{node.short()} is no list x, y, x, y, ...", where=node.where)
    return [[values[at], values[at + 1]] for at in range(0, len(values), 2)]


def _has_area(corners: Points) -> bool:
    """Whether a polygon has an area, or has to be refused for something else than having none."""
    if np.abs(corners).max(initial=0) > _FARTHEST:
        return True
    return len(corners) > 2 and bool(np.linalg.matrix_rank(corners - corners[0]) == 2)


def _size_of(shape: Shape) -> SizeWh | None:
    return shape.rle.size_hw[::-1] if isinstance(shape, Runs) else None


def _text(node: Node, name: str) -> str:
    child = node.maybe(name)
    return child.text() if child else ""
