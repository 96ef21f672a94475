"""What a file of masks is, judged by its content; never by its name, and never without saying how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from maskkit.errors import BadAnnotation, MaskRefused, UnclearMask
from maskkit.images.decode import grey_of
from maskkit.images.planes import Planes
from maskkit.masks.classes import RoomClass
from maskkit.masks.formats.images import TRANSPARENT_HINT
from maskkit.masks.formats.nodes import Node, parse_json
from maskkit.types import Grey8


class Sureness(StrEnum):
    """How sure a guess is."""

    GIVEN = "given"
    """It was said, and not guessed."""
    CERTAIN = "certain"
    """Only this is written like that."""
    LIKELY = "likely"
    """The content looks like it."""
    ASSUMED = "assumed"
    """Nothing in the content tells; maskkit's own rule is taken."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The name of a convention or format, how sure that is, and why."""

    name: str
    sureness: Sureness
    why: str


_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_GEOMETRIES = {"FeatureCollection", "Feature", "Polygon", "MultiPolygon", "GeometryCollection"}
_MOST_CLASS = 63
_HINT = "Pass what it is with --from."


def is_picture(data: bytes) -> bool:
    """Whether the file is an image, by its first bytes.

    >>> is_picture(b"[[0, 0], [1, 0], [1, 1]]")
    False
    """
    return data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp"


def guess_picture(planes: Planes, where: str | None = None) -> Guess:
    """The convention of a picture file.

    Raises:
        UnclearMask: it can be read in two ways; the hint says what to pass.
        MaskRefused: it is no mask at all.
    """
    if planes.alpha is not None and planes.alpha.min() < 255:
        clear = np.count_nonzero(planes.alpha == 0) / planes.alpha.size
        raise UnclearMask(
            f"{clear:.1%} of it is transparent, and that can mean either", where=where, hint=TRANSPARENT_HINT
        )
    grey = _grey_if_it_is(planes)
    if grey is not None:
        return _guess_grey(grey, planes.top_16, where)
    if planes.indices is None:
        what = "in CMYK" if planes.mode == "CMYK" else "coloured: a photo, an overlay, or classes in colours"
        hint = "Give a grey picture, a label map of numbers, or a file with transparency."
        raise MaskRefused(f"the picture is {what}", where=where, hint=hint)
    return Guess("palette", Sureness.LIKELY, "a palette of colours")


def guess_text(data: bytes, where: str) -> Guess:
    """The format of a file that is no picture.

    Raises:
        BadAnnotation: it is none that is known, or cut off.
    """
    start = data[:256].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return _guess_json(parse_json(data, where))
    if start[:1] == b"<":
        return Guess("svg", Sureness.CERTAIN, "XML")
    if _looks_like_yolo(data):
        return Guess("yolo", Sureness.LIKELY, "lines of a class number and shares")
    raise BadAnnotation("the file is neither a picture nor an annotation that is known", where=where, hint=_HINT)


def _grey_if_it_is(planes: Planes) -> Grey8 | None:
    try:
        return planes.colour if planes.colour.ndim == 2 else grey_of(planes.colour)
    except MaskRefused:
        return None


def _guess_grey(values: Grey8, top_16: int | None, where: str | None) -> Guess:
    used = np.flatnonzero(np.bincount(values.ravel(), minlength=256)).tolist()
    if set(used) <= {0, 255} or top_16 is not None:
        return Guess("white", Sureness.ASSUMED, "grey files are read by maskkit's rule, white is edited")
    if used[-1] == 1:
        hint = "Pass --from labels for a label map; `maskkit lint MASK --fix FILE` takes 1 for 255."
        raise UnclearMask("its values are 0 and 1: a mask for 0 and 255, or a label map", where=where, hint=hint)
    classes = [value for value in used if value != RoomClass.UNLABELLED]
    if classes[-1] <= _MOST_CLASS:
        return Guess("labels", Sureness.LIKELY, f"small numbers up to {classes[-1]}")
    return Guess("white", Sureness.ASSUMED, "grey files are read by maskkit's rule, white is edited")


def _guess_json(root: Node) -> Guess:
    first = _first(root) if isinstance(root.value, list) else root
    name = next((name for name, why in _signs(root, first) if why), None)
    if name is None:
        raise BadAnnotation(
            "the file is JSON, and none of the annotations that are known", where=root.where, hint=_HINT
        )
    return Guess(name, Sureness.CERTAIN, "its fields")


def _signs(root: Node, first: Node) -> Iterator[tuple[str, bool]]:
    """The formats, each with whether the document has its fields; the first that has is it."""
    is_list = isinstance(root.value, list)
    yield "labelme", root.has("shapes")
    yield "rle", root.has("counts")
    yield "coco", (root.has("images") and root.has("annotations")) or first.has("segmentation")
    yield "geojson", root.has("polygons") or (root.has("type") and str(root.value["type"]) in _GEOMETRIES)
    yield "geojson", is_list and isinstance(first.value, list)
    yield "label-studio", any(first.has(name) for name in ("original_width", "data", "result", "completions"))
    yield "label-studio", is_list and isinstance(first.value, dict) and _has_short_results(first)


def _has_short_results(task: Node) -> bool:
    """Whether one of a task's fields is a list of results, as in Label Studio's JSON-MIN."""
    lists = (value for value in task.value.values() if isinstance(value, list) and value)
    return any(isinstance(value[0], dict) and "original_width" in value[0] for value in lists)


def _first(root: Node) -> Node:
    return next(root.items(), Node(None, root.where))


def _looks_like_yolo(data: bytes) -> bool:
    lines = data[:65536].splitlines()
    fields = next((line.split() for line in lines if line.strip()), [])
    return len(fields) > 1 and fields[0].isdigit() and (fields[1] == b"rle" or _is_number(fields[1]))


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
