"""Basic shapes as the areas that they cover."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.errors import BadPolygon
from maskkit.masks.formats.svg_shapes import SHAPES, Outline
from maskkit.masks.formats.svg_xml import parse_xml
from maskkit.masks.polygon import ring_area


def outline(text: str, scale: float = 100) -> Outline:
    return Outline(parse_xml(text.encode(), "x.svg"), "x.svg", (200, 100), scale)


@pytest.mark.parametrize(
    ("text", "area", "box"),
    [
        ('<rect x="1" y="2" width="3" height="4"/>', 12, (1, 2, 4, 6)),
        ('<rect width="50%" height="50%"/>', 5000, (0, 0, 100, 50)),
        ('<rect width="10" height="6" rx="2"/>', 60 - (4 - math.pi) * 4, (0, 0, 10, 6)),
        ('<rect width="10" height="6" ry="2"/>', 60 - (4 - math.pi) * 4, (0, 0, 10, 6)),
        ('<rect width="10" height="6" rx="auto" ry="2"/>', 60 - (4 - math.pi) * 4, (0, 0, 10, 6)),
        ('<rect width="10" height="6" rx="99" ry="1"/>', 60 - (4 - math.pi) * 5, (0, 0, 10, 6)),
        ('<circle cx="5" cy="5" r="3"/>', math.pi * 9, (2, 2, 8, 8)),
        ('<circle r="10%"/>', math.pi * 250, None),
        ('<ellipse cx="9" cy="7" rx="5" ry="2"/>', math.pi * 10, (4, 5, 14, 9)),
        ('<ellipse rx="5"/>', math.pi * 25, (-5, -5, 5, 5)),
        ('<polygon points="0,0 4,0 4,3"/>', 6, (0, 0, 4, 3)),
        ('<polyline points="0 0 4 0 4 3"/>', 6, (0, 0, 4, 3)),
        ('<path d="M0 0H4V3z"/>', 6, (0, 0, 4, 3)),
    ],
)
def test_areas_and_extents(text: str, area: float, box: tuple[float, ...] | None) -> None:
    [subpath] = outline(text).rings()
    assert abs(ring_area(subpath.points)) == pytest.approx(area, rel=1e-3)
    if box:
        found = (*subpath.points.min(axis=0), *subpath.points.max(axis=0))
        assert found == pytest.approx(box, abs=1e-3)


def test_which_lines_are_closed() -> None:
    told = {text: outline(text).rings()[0].is_closed for text in (
        '<polygon points="0 0 4 0 4 3"/>', '<polyline points="0 0 4 0 4 3"/>',
        '<polyline points="0 0 4 0 4 3 0 0"/>', '<rect width="2" height="2"/>',
    )}  # fmt: skip
    assert list(told.values()) == [True, False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        '<polygon points="0 0 4 0 4"/>',
        '<polygon points="0 0 4 x"/>',
        '<rect width="-3" height="4"/>',
        '<circle r="-1"/>',
        '<ellipse rx="1" ry="-1"/>',
        '<rect width="3em" height="4"/>',
        '<line x1="0" y1="0" x2="9" y2="9"/>',
        '<path d="M0 0X"/>',
    ],
)
def test_shapes_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(BadPolygon):
        outline(text).rings()


def test_a_shape_flattened_to_nothing_still_has_few_corners() -> None:
    assert len(outline('<circle r="1000"/>', scale=0).rings()[0].points) < 5000


def test_no_shape_without_a_reader() -> None:
    assert {"path", "rect", "circle", "ellipse", "polygon", "polyline", "line"} == SHAPES
    assert np.isfinite(outline('<circle r="1"/>').tolerance)
