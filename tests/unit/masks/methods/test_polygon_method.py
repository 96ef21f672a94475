"""Masks from polygons in every shape they are handed in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import BadPolygon, EmptyMask, ImageNotFound
from maskkit.images.photo import Photo
from maskkit.masks.methods.polygon import polygon_mask
from maskkit.masks.polygon_files import parse_polygons

PHOTO = Photo(np.zeros((8, 10, 3), np.uint8))
CORNERS = [(2, 1), (6, 1), (6, 5), (2, 5)]
TEXT = "[[2, 1], [6, 1], [6, 5], [2, 5]]"


def test_all_ways_give_the_same_mask(tmp_path: Path) -> None:
    path = tmp_path / "floor.json"
    path.write_text(TEXT)
    masks = [
        polygon_mask(PHOTO, given) for given in (CORNERS, np.array(CORNERS), parse_polygons(TEXT), path, str(path))
    ]
    assert all(mask == masks[0] for mask in masks)
    assert masks[0].values[1:5, 2:6].min() == 255
    assert masks[0].to_bool().sum() == 16


def test_a_polygon_beside_the_photo_is_refused() -> None:
    with pytest.raises(EmptyMask, match="no pixel of the photo of 10 x 8"):
        polygon_mask(PHOTO, [(20, 20), (30, 20), (30, 30)])


@pytest.mark.parametrize("polygon", [[], [(1, 1)], ()])
def test_too_few_corners_are_refused(polygon: list) -> None:
    with pytest.raises(BadPolygon):
        polygon_mask(PHOTO, polygon)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageNotFound, match=r"none\.json"):
        polygon_mask(PHOTO, tmp_path / "none.json")
