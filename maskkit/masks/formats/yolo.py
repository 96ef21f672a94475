"""YOLO's segmentation labels: a text file with one polygon a line, its corners as shares of width and height.

``class x y x y ...``. A polygon cannot hold holes, which hang on bridges here, and each part is a line of its own.
Ultralytics paints the borders as well. Rows ``class rle height width counts``, which ultralytics/ultralytics#25944
proposes with COCO's compressed counts, hold any hard mask without loss; few programs read them yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon, BadRle
from maskkit.masks.formats.areas import Annotation, Area, Polygons, Runs, Source
from maskkit.masks.formats.bridges import bridged
from maskkit.masks.formats.drawing import Drawing, Layer
from maskkit.masks.polygon import ring
from maskkit.masks.regions import Region
from maskkit.masks.rle import Rle, rle_encode
from maskkit.types import SizeWh

_BEYOND = 0.01
"""So far may a corner lie outside the picture, by rounding; more means pixels instead of shares."""

_DIGITS = 8


def read_yolo(source: Source) -> Annotation:
    """The polygons of a label file, which needs the picture's size; labels are the class numbers as text.

    Raises:
        BadAnnotation: no such file, or the picture's size is not known.
        BadPolygon, BadRle: a line that describes no mask.
    """
    try:
        lines = source.data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise BadAnnotation("the file is no text", where=source.where) from None
    rows = [
        (f"{source.where}: line {number}", line.split()) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    areas = tuple(_area(fields, place, source.size_wh) for place, fields in rows)
    codes = [area.shape.rle.size_hw[::-1] for area in areas if isinstance(area.shape, Runs)]
    return Annotation(areas, source.size_wh or (codes[0] if codes else None), where=source.where)


def write_yolo(drawing: Drawing) -> bytes:
    r"""One line for each part.

    >>> from maskkit.masks.formats.drawing import draw_mask
    >>> from maskkit.masks.mask import Mask
    >>> write_yolo(draw_mask(Mask.full((4, 3)), number=1))
    b'1 0 0 1 0 1 1 0 1\n'
    """
    return _written(drawing, lambda layer: _polygon_lines(layer, drawing.size_wh))


def write_yolo_rle(drawing: Drawing) -> bytes:
    """One line of run lengths for each class."""
    return _written(drawing, _rle_lines)


def _written(drawing: Drawing, lines_of: Callable[[Layer], Iterator[str]]) -> bytes:
    return "".join(f"{line}\n" for layer in drawing.layers for line in lines_of(layer)).encode()


def _polygon_lines(layer: Layer, size_wh: SizeWh) -> Iterator[str]:
    for region in layer.regions():
        shares = bridged(region) / np.array(size_wh)
        yield f"{layer.number} {' '.join(_short(share) for share in shares.ravel().tolist())}"


def _rle_lines(layer: Layer) -> Iterator[str]:
    rle = rle_encode(layer.values() >= 128)
    yield f"{layer.number} rle {rle.size_hw[0]} {rle.size_hw[1]} {rle.to_coco()['counts']}"


def _short(share: float) -> str:
    return f"{share:.{_DIGITS}f}".rstrip("0").rstrip(".") or "0"


def _area(fields: list[str], where: str, size_wh: SizeWh | None) -> Area:
    if not fields[0].isascii() or not fields[0].isdigit():
        raise BadAnnotation(f"{fields[0][:40]!r} is no class number", where=where)
    if fields[1:2] == ["rle"]:
        return Area(fields[0], _runs(fields[2:], where))
    if len(fields) == 5:
        hint = "Segmentation labels have at least three corners: class x y x y x y."
        raise BadPolygon("four numbers are a box, not a polygon", where=where, hint=hint)
    if size_wh is None:
        hint = "Give the photo with --photo, or its size with --size WxH."
        raise BadAnnotation("the corners are shares of a size that the file does not say", where=where, hint=hint)
    return Area(fields[0], _polygon(fields[1:], where, size_wh))


def _polygon(fields: list[str], where: str, size_wh: SizeWh) -> Polygons:
    try:
        numbers = np.array(fields, np.float64)
    except ValueError:
        wrong = next(field for field in fields if not _is_number(field))
        raise BadPolygon(f"{wrong[:40]!r} is no number", where=where) from None
    if numbers.size % 2:
        raise BadPolygon(f"{numbers.size} numbers are no pairs x y", where=where)
    shares = numbers.reshape(-1, 2)
    outside = ~((shares >= -_BEYOND) & (shares <= 1 + _BEYOND)).all(axis=1)
    if outside.any():
        x, y = shares[outside][0].tolist()
        hint = "Corners are shares of width and height, 0 to 1, not pixels."
        raise BadPolygon(f"the corner {x:g} {y:g} lies outside the picture", where=where, hint=hint)
    return Polygons((Region(ring(shares * np.array(size_wh), where=where)),))


def _runs(fields: list[str], where: str) -> Runs:
    try:
        height, width, counts = fields
        return Runs(Rle.from_coco({"size": [int(height), int(width)], "counts": counts}), where)
    except BadRle as error:
        raise BadRle(error.message, where=where, hint=error.hint) from None
    except ValueError:
        raise BadRle("the row is not of the form: class rle height width counts", where=where) from None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
