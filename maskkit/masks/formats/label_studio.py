"""Label Studio's task export: brushes, polygons, rectangles and ellipses, their places in per cent.

Brushes hold any mask, soft ones too, without loss. Polygons cannot hold holes, which hang on bridges here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon, BadRle
from maskkit.masks.formats.areas import Annotation, Area, Patch, Picture, Polygons, Shape, Source
from maskkit.masks.formats.bridges import bridged
from maskkit.masks.formats.curves import ellipse
from maskkit.masks.formats.drawing import Drawing, Layer
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.masks.formats.selection import choose
from maskkit.masks.label_studio_rle import brush_decode, brush_encode
from maskkit.masks.polygon import ring
from maskkit.masks.regions import Region
from maskkit.types import Points, SizeWh

BRUSH_TAG, POLYGON_TAG, IMAGE_TAG = "tag", "label", "image"
"""The names that Label Studio's own templates give to their tags; a project's configuration must have the same."""

_ANSWERS = ("annotations", "completions", "predictions")


def read_label_studio(source: Source) -> Annotation:
    """The one annotation of one task, chosen by its picture's file name or id where there are several.

    Raises:
        BadAnnotation: no export of Label Studio, or the task has several annotations.
        BadRle, BadPolygon: a result that describes no mask.
    """
    return _read_results(*_results(parse_json(source.data, source.where), source.image))


def label_studio_pictures(root: Node) -> Iterator[Picture]:
    """The pictures of an export, in their order.

    Raises:
        BadAnnotation: it is none.
    """
    tasks = list(root.items()) if isinstance(root.value, list) else [root]
    if tasks and all(task.has("original_width") for task in tasks):
        yield Picture(("",), lambda _size: _read_results(root, None))
        return
    for task in tasks:
        names = dict.fromkeys(name for name in _names(task) if name)
        yield Picture(tuple(names), partial(_read_task, task))


def _read_task(task: Node, _size: SizeWh | None) -> Annotation:
    return _read_results(*_results(task, None))


def _read_results(results: Node, name: str | None) -> Annotation:
    items = list(results.items())
    labels = {node.field("id").text(): label for node in items if node.has("id") and (label := _label(node))}
    areas: list[Area] = []
    sizes: list[SizeWh] = []
    for node in items:
        value = node.maybe("value") or node
        if (read := _reader(value)) is None:
            continue
        sizes.append(_size(node))
        shape = read(value, sizes[-1])
        areas.append(Area(_label(node) or labels.get(_id(node), "mask"), shape))
    if len(set(sizes)) > 1:
        raise BadAnnotation("the results are of pictures of different sizes", where=results.where)
    return Annotation(tuple(areas), sizes[0] if sizes else None, name, results.where)


def write_label_studio(drawing: Drawing) -> bytes:
    """One task with one annotation of brushes; greys are kept.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> task = json.loads(write_label_studio(draw_mask(Mask.full((1, 1)), label="floor")))[0]
    >>> bytes(task["annotations"][0]["result"][0]["value"]["rle"]).hex()
    '00000004391bfc7fe0'
    """
    values = [(layer, {"format": "rle", "rle": list(brush_encode(layer.values()))}) for layer in drawing.layers]
    return _task(drawing, "brushlabels", BRUSH_TAG, values)


def write_label_studio_polygons(drawing: Drawing) -> bytes:
    """One task with one annotation of polygons, one for each part."""
    share = 100 / np.array(drawing.size_wh)
    values = [
        (layer, {"points": (bridged(region) * share).tolist(), "closed": True})
        for layer in drawing.layers
        for region in layer.regions()
    ]
    return _task(drawing, "polygonlabels", POLYGON_TAG, values)


def _task(drawing: Drawing, kind: str, tag: str, values: list[tuple[Layer, dict[str, Any]]]) -> bytes:
    width, height = drawing.size_wh
    results = [
        {
            "id": f"area{number}",
            "type": kind,
            "from_name": tag,
            "to_name": IMAGE_TAG,
            "original_width": width,
            "original_height": height,
            "image_rotation": 0,
            "value": {**value, kind: [layer.label]},
        }
        for number, (layer, value) in enumerate(values, start=1)
    ]
    return json.dumps([{"data": {IMAGE_TAG: drawing.image}, "annotations": [{"result": results}]}]).encode()


def _results(root: Node, image: str | None) -> tuple[Node, str | None]:
    """The list of results that is meant, and the picture's name: of a task, of a list of them, or bare."""
    if isinstance(root.value, list):
        entries = list(root.items())
        if entries and all(entry.has("original_width") for entry in entries):
            return root, None
        task = choose(entries, image, _names, root.where)
    else:
        task = root
    if task.has("result"):
        return task.field("result"), None
    name = _names(task)[0] or None
    for answer in _ANSWERS:
        if task.has(answer) and task.field(answer).value:
            return _one_answer(task.field(answer)), name
    short = [child for child in _fields(task) if isinstance(child.value, list) and _is_short_export(child)]
    if len(short) == 1:
        return short[0], name
    raise BadAnnotation("the task has no annotation", where=task.where)


def _one_answer(answers: Node) -> Node:
    given = [node for node in answers.items() if not (node.has("was_cancelled") and node.value["was_cancelled"])]
    if len(given) != 1:
        hint = "Export the task with the one that is to be used."
        raise BadAnnotation(f"the task has {len(given)} annotations", where=answers.where, hint=hint)
    return given[0].field("result")


def _is_short_export(node: Node) -> bool:
    return any(child.has("original_width") for child in node.items())


def _fields(node: Node) -> Iterator[Node]:
    return (node.field(name) for name in node.value) if isinstance(node.value, dict) else iter(())


def _names(task: Node) -> list[str]:
    """What a task's picture may be called: the texts of its data, with and without the prefix of uploads; its id."""
    data = task.maybe("data") or task
    texts = [child.value for child in _fields(data) if isinstance(child.value, str)]
    plain = [text.rsplit("/", 1)[-1].partition("-")[2] for text in texts]
    number = task.maybe("id")
    return [*(texts or [""]), *(text for text in plain if text), *([number.text()] if number else [])]


def _id(node: Node) -> str:
    child = node.maybe("id")
    return child.text() if child else ""


def _label(node: Node) -> str | None:
    value = node.maybe("value") or node
    for child in _fields(value):
        if child.where.endswith("labels") and isinstance(child.value, list) and child.value:
            return child.first().text()
    return None


def _size(node: Node) -> SizeWh:
    if node.has("image_rotation") and node.field("image_rotation").number() % 360:
        raise BadAnnotation(
            "the picture was turned while it was annotated", where=node.where, hint="Turn it back there."
        )
    return node.field("original_width").whole(1, 2**24), node.field("original_height").whole(1, 2**24)


def _reader(value: Node) -> Callable[[Node, SizeWh], Shape] | None:
    """What reads a result, by what it holds; None for one that only names labels or answers a question."""
    if value.has("rle"):
        return _brush
    if value.has("points"):
        return _polygon
    if value.has("radiusX"):
        return _ellipse
    if value.has("width") and value.has("height"):
        return _rectangle
    if value.has("x") or value.has("vertices") or value.has("imageDataURL"):
        raise BadAnnotation("results other than brush, polygon, rectangle and ellipse are not read", where=value.where)
    return None


def _brush(value: Node, size_wh: SizeWh) -> Shape:
    code = value.field("rle")
    try:
        return Patch(brush_decode(code.value, size_wh))
    except BadRle as error:
        raise BadRle(error.message, where=code.where, hint=error.hint) from None


def _polygon(value: Node, size_wh: SizeWh) -> Shape:
    points = value.field("points")
    return _one(points.points() * np.array(size_wh) / 100, points.where)


def _rectangle(value: Node, size_wh: SizeWh) -> Shape:
    """A rectangle by its top left corner, turned around that."""
    x, y, width, height = (value.field(name).number() for name in ("x", "y", "width", "height"))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) * np.array(size_wh) / 100
    angle = _angle(value)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return _one(corners @ turn + np.array([x, y]) * np.array(size_wh) / 100, value.where)


def _ellipse(value: Node, size_wh: SizeWh) -> Shape:
    width, height = size_wh
    x, y, across, down = (value.field(name).number() / 100 for name in ("x", "y", "radiusX", "radiusY"))
    return _one(ellipse((x * width, y * height), (across * width, down * height), turned=_angle(value)), value.where)


def _angle(value: Node) -> float:
    return math.radians(value.field("rotation").number()) if value.has("rotation") else 0.0


def _one(points: Points, where: str) -> Polygons:
    try:
        return Polygons((Region(ring(points)),))
    except BadPolygon as error:
        raise BadPolygon(error.message, where=where, hint=error.hint) from None
