"""GeoJSON and plain lists of points in every known form, and what is said about the others."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maskkit.errors import BadAnnotation, BadPolygon, MaskRefused
from maskkit.masks.formats.areas import Annotation, Polygons, Source
from maskkit.masks.formats.drawing import draw_label_map
from maskkit.masks.formats.geojson import read_geojson, regions_to_geojson, write_geojson

SQUARE = [[1, 1], [5, 1], [5, 5], [1, 5]]
HOLE = [[2, 2], [4, 2], [4, 4], [2, 4]]
OTHER = [[4, 0], [8, 0], [8, 3], [4, 3]]
GEO_SQUARE = {"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]], [*HOLE, HOLE[0]]]}


def read(document: object) -> Annotation:
    text = document if isinstance(document, str) else json.dumps(document)
    return read_geojson(Source(text.encode(), "floor.json", (9, 6)))


def area(document: object) -> int:
    return int(np.count_nonzero(read(document).draw((9, 6))))


@pytest.mark.parametrize(
    ("document", "pixels"),
    [
        (SQUARE, 16),
        ([SQUARE, OTHER], 16 + 12 - 2),
        ({"polygons": [SQUARE, OTHER]}, 26),
        ({"polygons": [GEO_SQUARE]}, 12),
        (GEO_SQUARE, 12),
        ({"type": "MultiPolygon", "coordinates": [GEO_SQUARE["coordinates"], [OTHER]]}, 22),
        ({"type": "Feature", "properties": {}, "geometry": GEO_SQUARE}, 12),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": GEO_SQUARE}]}, 12),
        ({"type": "GeometryCollection", "geometries": [GEO_SQUARE]}, 12),
        ([[1.0, 1.0, 7.5], [5, 1, 7.5], [5, 5, 7.5]], 10),
    ],
    ids=["points", "rings", "polygons", "mixed", "geojson", "multi", "feature", "features", "collection", "3d"],
)
def test_known_forms(document: object, pixels: int) -> None:
    assert area(document) == pixels


def test_overlapping_shapes_are_a_union_not_a_hole() -> None:
    assert area({"polygons": [SQUARE, HOLE]}) == 16


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no JSON"),
        ("floor", "no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"polygons": [' * 900 + "]}" * 900, "nested too deeply"),
        ("[[0, 0], [1, 0], [1, 1" + "0" * 400 + "]]", r"\[2\]: \[1, Infinity\] is not finite"),
        ("9" * 5000, "no JSON"),
        ("[]", "only 0 different points"),
        ("3", "3 is no polygon"),
        ("{}", "is no polygon"),
        ('{"type": "Point", "coordinates": [1, 2]}', '"Point" is no polygon'),
        ('{"polygons": 5}', "polygons: 5 is no list"),
        ('{"polygons": [[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1]]]}', r"polygons\[1\]: only 2 different points"),
        ('{"polygons": [[[0, 0], [1, "a"], [1, 1]]]}', r'polygons\[0\]\[1\]: \[1, "a"\] is no point'),
        ('{"polygons": [[[0, 0], [true, 1], [1, 1]]]}', r"polygons\[0\]\[1\]"),
        ("[[0, 0], [1, 0], [1, NaN]]", r"\[2\]: \[1, NaN\] is not finite"),
        ('{"type": "Polygon", "coordinates": []}', "needs a list of rings"),
        ('{"type": "Polygon"}', "'coordinates' is missing"),
        ('{"type": "Polygon", "coordinates": [5]}', r"coordinates\[0\]: 5 is no list of points"),
        ('{"type": "Feature", "geometry": null}', "geometry: null is no polygon"),
    ],
)
def test_refusals_say_what_and_where(text: str, what: str) -> None:
    with pytest.raises((BadPolygon, BadAnnotation), match=what) as refused:
        read(text)
    assert str(refused.value).startswith("floor.json")


def test_the_label_is_a_property_of_the_feature() -> None:
    features = [
        {"type": "Feature", "properties": {name: value}, "geometry": GEO_SQUARE}
        for name, value in (("label", "floor"), ("class", 3), ("other", "x"))
    ]
    assert read({"type": "FeatureCollection", "features": features}).labels == ("floor", "3", "mask")


def test_the_picture_s_size_is_read_back() -> None:
    labels = np.array([[1, 1, 0], [0, 2, 2]], np.uint8)
    written = write_geojson(draw_label_map(labels, {"floor": 1, "wall": 2}))
    back = read_geojson(Source(written))
    assert (back.size_wh, back.labels) == ((3, 2), ("floor", "wall"))
    with pytest.raises(MaskRefused, match="how large the picture is"):
        read_geojson(Source(json.dumps(SQUARE).encode())).draw()


def test_corners_survive_to_the_last_digit() -> None:
    corners = [[0.1, 0.2], [5 / 3, 1e-7], [4.000000000000001, 5]]
    (shape,) = (area.shape for area in read([*corners]).areas)
    assert isinstance(shape, Polygons)
    document = regions_to_geojson(shape.regions)
    assert document["coordinates"] == [[[*corners, corners[0]]]]
