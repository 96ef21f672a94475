"""What shapes are called."""

from __future__ import annotations

import pytest

from maskkit.masks.formats.svg_names import label_of
from maskkit.masks.formats.svg_xml import Element

INKSCAPE = "{http://www.inkscape.org/namespaces/inkscape}label"


def label(*attributes: dict[str, str]) -> str:
    return label_of([Element("svg", {"id": "drawing"}, 1), *(Element("g", named, 2) for named in attributes)])


@pytest.mark.parametrize(
    ("told", "attributes"),
    [
        ("mask", [{}]),
        ("mask", [{"id": "path1234"}]),
        ("mask", [{"id": "Layer_1"}, {"class": "cls-1", "id": "rect12-3"}]),
        ("mask", [{INKSCAPE: "Layer 1", "id": "layer1"}, {"id": "path-2"}]),
        ("floor", [{"id": "floor"}]),
        ("floor", [{"id": "Floor"}, {"id": "floor"}]),
        ("floor", [{"id": "floor"}, {"id": "path9"}]),
        ("floor", [{INKSCAPE: "floor", "id": "layer1"}, {"id": "path9"}]),
        ("floor", [{"data-name": "floor", "id": "floor-2"}]),
        ("floor lamp", [{"id": "floor_x20_lamp_1_"}]),
        ("Böden", [{"id": "B_xF6_den"}]),
        ("wall", [{"class": "cls-1 wall"}]),
        ("wall", [{"id": "floor"}, {"class": "wall"}]),
        ("7", [{"data-label": "7"}]),
        ("path1", [{"data-label": "path1", "id": "floor"}]),
        ("12", [{"id": "12"}]),
        ("ceiling", [{"aria-label": "ceiling"}, {"id": "polygon 3"}]),
    ],
)
def test_names_that_people_give_count_and_those_of_programs_do_not(told: str, attributes: list[dict[str, str]]) -> None:
    assert label(*attributes) == told
