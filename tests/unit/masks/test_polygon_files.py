"""Polygon files of every known form, and what is said about the others."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import BadPolygon, ImageNotFound
from maskkit.masks.polygon_files import fill_regions, parse_polygons, read_polygons, regions_to_geojson

SQUARE = [[1, 1], [5, 1], [5, 5], [1, 5]]
HOLE = [[2, 2], [4, 2], [4, 4], [2, 4]]
OTHER = [[4, 0], [8, 0], [8, 3], [4, 3]]
GEO_SQUARE = {"type": "Polygon", "coordinates": [[*SQUARE, SQUARE[0]], [*HOLE, HOLE[0]]]}


def area(document: object) -> int:
    return int(fill_regions(parse_polygons(json.dumps(document)), (9, 6)).sum())


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
        ({"version": "5.5", "shapes": [{"label": "floor", "shape_type": "polygon", "points": SQUARE}]}, 16),
        (
            {"shapes": [{"label": "floor", "points": SQUARE}, {"shape_type": "rectangle", "points": [[5, 3], [1, 1]]}]},
            16,
        ),
        ([[1.0, 1.0, 7.5], [5, 1, 7.5], [5, 5, 7.5]], 10),
    ],
    ids=[
        "points",
        "rings",
        "polygons",
        "mixed",
        "geojson",
        "multi",
        "feature",
        "features",
        "labelme",
        "rectangle",
        "3d",
    ],
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
        ('{"polygons": []}', "holds no polygon"),
        ('{"polygons": 5}', "polygons: 5 is no list"),
        ('{"polygons": [[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1]]]}', r"polygons\[1\]: only 2 different points"),
        ('{"polygons": [[[0, 0], [1, "a"], [1, 1]]]}', r'polygons\[0\]\[1\]: \[1, "a"\] is no point'),
        ('{"polygons": [[[0, 0], [true, 1], [1, 1]]]}', r"polygons\[0\]\[1\]"),
        ("[[0, 0], [1, 0], [1, NaN]]", r"\[2\]: \[1, NaN\] is not finite"),
        ('{"type": "Polygon", "coordinates": []}', "needs a list of rings"),
        ('{"type": "Polygon"}', "'coordinates' is missing"),
        ('{"type": "Polygon", "coordinates": [5]}', r"coordinates\[0\]: 5 is no list of points"),
        ('{"type": "Feature", "geometry": null}', "geometry: null is no polygon"),
        ('{"shapes": [{"shape_type": "line", "points": [[0, 0], [1, 1]]}]}', r"shapes\[0\]: .*'line'"),
        ('{"shapes": [{"shape_type": "polygon"}]}', "'points' is missing"),
        ('{"shapes": [7]}', r"shapes\[0\]"),
        ('{"shapes": [{"shape_type": "rectangle", "points": [[0, 0], [1]]}]}', r"points\[1\]: \[1\] is no point"),
    ],
)
def test_refusals_say_what_and_where(text: str, what: str) -> None:
    with pytest.raises(BadPolygon, match=what):
        parse_polygons(text, where="floor.json")


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "floor.json"
    path.write_text(json.dumps(SQUARE))
    (region,) = read_polygons(path)
    assert region.outer.tolist() == SQUARE


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound, match=r"none\.json: there is no such polygon file"):
        read_polygons(tmp_path / "none.json")
    with pytest.raises(ImageNotFound):
        read_polygons(tmp_path)


def test_a_picture_is_no_polygon_file(tmp_path: Path) -> None:
    path = tmp_path / "floor.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(BadPolygon, match="no text"):
        read_polygons(path)


def test_geojson_round_trip() -> None:
    regions = parse_polygons(json.dumps(GEO_SQUARE))
    document = regions_to_geojson(regions)
    assert document["coordinates"][0] == GEO_SQUARE["coordinates"]
    again = parse_polygons(json.dumps(document))
    assert all(np.array_equal(a, b) for a, b in zip(regions[0].rings, again[0].rings, strict=True))
