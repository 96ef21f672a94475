"""Transforms, and the size of the picture."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, BadPolygon, MaskRefused, SizeMismatch
from maskkit.masks.formats.svg_space import View, enlargement, move, read_transform, read_view
from maskkit.masks.formats.svg_xml import parse_xml


def view(attributes: str, asked: tuple[int, int] | None = None) -> View:
    return read_view(parse_xml(f"<svg {attributes}/>".encode(), "x.svg"), asked, "x.svg")


def moved(text: str, x: float, y: float) -> list[float]:
    [[to_x, to_y]] = move(np.array([(x, y)]), read_transform(text, "x")).tolist()
    return [to_x, to_y]


@pytest.mark.parametrize(
    ("text", "point", "to"),
    [
        ("", (1, 2), (1, 2)),
        ("translate(3)", (1, 2), (4, 2)),
        ("translate(3,-4)", (1, 2), (4, -2)),
        ("scale(2)", (1, 2), (2, 4)),
        ("scale(2 -1)", (1, 2), (2, -2)),
        ("rotate(90)", (1, 0), (0, 1)),
        ("rotate(90, 1 1)", (2, 1), (1, 2)),
        ("skewX(45)", (0, 2), (2, 2)),
        ("skewY(45)", (2, 0), (2, 2)),
        ("matrix(1 2 3 4 5 6)", (1, 1), (9, 12)),
        ("translate(10) scale(2)", (1, 1), (12, 2)),
        ("scale(2),translate(10)\n", (1, 1), (22, 2)),
    ],
)
def test_transforms_are_those_of_svg(text: str, point: tuple[float, float], to: tuple[float, float]) -> None:
    assert moved(text, *point) == pytest.approx(list(to))


@pytest.mark.parametrize(
    "text", ["spin(3)", "translate()", "scale(1 2 3)", "matrix(1 2)", "rotate(1 2)", "scale(2", "translate(a)", "none"]
)
def test_what_is_no_transform_is_refused(text: str) -> None:
    with pytest.raises(BadPolygon):
        read_transform(text, "x")


def test_enlargement_is_the_most_that_a_length_grows() -> None:
    assert enlargement(read_transform("rotate(30) scale(3 .1)", "x")) == pytest.approx(3)


@pytest.mark.parametrize(
    ("attributes", "asked", "size_wh"),
    [
        ('width="40" height="30"', None, (40, 30)),
        ('width="40px" height="30px" viewBox="0 0 4 3"', None, (40, 30)),
        ('viewBox="0 0 40 30"', None, (40, 30)),
        ('viewBox="-5 7 40 30" width="100%" height="100%"', None, (40, 30)),
        ('viewBox="0 0 40 30" width="80"', None, (80, 60)),
        ('viewBox="0 0 40 30" height="auto" width="auto"', None, (40, 30)),
        ('viewBox="0 0 40 30" height="60"', None, (80, 60)),
        ('width="1in" height="72pt"', None, (96, 96)),
        ('width="210mm" height="297mm" viewBox="0 0 210 297"', (2100, 2970), (2100, 2970)),
        ('width="1000" height="667"', (6000, 4000), (6000, 4000)),
        ("", (7, 5), (7, 5)),
    ],
)
def test_the_size_is_what_the_file_says_at_the_size_asked_for(
    attributes: str, asked: tuple[int, int] | None, size_wh: tuple[int, int]
) -> None:
    assert view(attributes, asked).size_wh == size_wh


@pytest.mark.parametrize(
    ("attributes", "corners"),
    [
        ('width="40" height="30" viewBox="0 0 40 30"', [(0, 0), (40, 30)]),
        ('width="40" height="30" viewBox="0 0 80 60"', [(0, 0), (20, 15)]),
        ('width="40" height="30" viewBox="0 0 10 10"', [(5, 0), (35, 30)]),
        ('width="40" height="30" viewBox="0 0 10 10" preserveAspectRatio="xMinYMin"', [(0, 0), (30, 30)]),
        ('width="40" height="30" viewBox="0 0 10 10" preserveAspectRatio="xMaxYMid meet"', [(10, 0), (40, 30)]),
        ('width="40" height="30" viewBox="0 0 10 10" preserveAspectRatio="none"', [(0, 0), (40, 30)]),
        ('width="40" height="30" viewBox="0 0 10 10" preserveAspectRatio="xMidYMax slice"', [(0, -10), (40, 30)]),
    ],
)
def test_the_view_box_lies_where_its_aspect_ratio_puts_it(attributes: str, corners: list[tuple[float, float]]) -> None:
    """The corners of the box, or those of 40 x 30 units, in pixels."""
    found = view(attributes)
    box = np.array([(0, 0), (10, 10) if "10 10" in attributes else (40, 30)], float)
    assert move(box, found.matrix) == pytest.approx(np.array(corners, float))


def test_units_of_a_drawing_that_is_as_large_as_its_view_box_are_pixels_exactly() -> None:
    assert np.array_equal(view('width="1023" height="767" viewBox="0 0 1023 767"').matrix, np.eye(3))


@pytest.mark.parametrize(
    ("attributes", "asked", "error"),
    [
        ("", None, BadAnnotation),
        ('width="40"', None, BadAnnotation),
        ('width="0" height="3"', None, BadAnnotation),
        ('width="-4" height="3"', None, BadAnnotation),
        ('width="4em" height="3"', None, BadPolygon),
        ('width="nan" height="3"', None, BadPolygon),
        ('viewBox="0 0 4"', None, BadAnnotation),
        ('viewBox="0 0 0 4"', None, BadAnnotation),
        ('viewBox="0 0 a 4"', None, BadPolygon),
        ('width="210mm" height="297mm"', None, BadAnnotation),
        ('width="1e8" height="1e8"', None, BadAnnotation),
        ('width="1e-9" height="1e-9"', None, BadAnnotation),
        ('width="1e9" height="1e-9"', (100, 100), BadAnnotation),
        ('viewBox="0 0 1e-300 1e-300"', (3, 3), BadAnnotation),
        ('width="1e9" height="1e-5"', (100, 100), SizeMismatch),
        ('width="40" height="30"', (30, 40), SizeMismatch),
        ('viewBox="0 0 100 100"', (400, 300), SizeMismatch),
    ],
)
def test_sizes_that_cannot_be_are_refused(
    attributes: str, asked: tuple[int, int] | None, error: type[MaskRefused]
) -> None:
    with pytest.raises(error):
        view(attributes, asked)
