"""Masks from polygons in every shape they are handed in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import BadPolygon, EmptyMask, ImageNotFound, SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.methods.polygon import polygon_mask
from maskkit.masks.regions import Region

PHOTO = Photo(np.zeros((8, 10, 3), np.uint8))
CORNERS = [(2, 1), (6, 1), (6, 5), (2, 5)]
TEXT = "[[2, 1], [6, 1], [6, 5], [2, 5]]"


def test_all_ways_give_the_same_mask(tmp_path: Path) -> None:
    path = tmp_path / "floor.json"
    path.write_text(TEXT)
    masks = [
        polygon_mask(PHOTO, given)
        for given in (CORNERS, np.array(CORNERS), [Region(np.array(CORNERS, float))], path, str(path), TEXT.encode())
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


@pytest.mark.parametrize(
    "text",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="8"><rect x="2" y="1" width="4" height="4"/></svg>',
        '{"shapes": [{"label": "a", "points": [[2, 1], [6, 1], [6, 5], [2, 5]]}], "imageWidth": 10, "imageHeight": 8}',
        "0 0.2 0.125 0.6 0.125 0.6 0.625 0.2 0.625\n",
    ],
    ids=["svg", "labelme", "yolo"],
)
def test_outlines_of_other_tools_will_do(text: str) -> None:
    assert polygon_mask(PHOTO, text.encode()) == polygon_mask(PHOTO, CORNERS)


def test_a_file_of_another_picture_is_refused() -> None:
    text = '{"shapes": [{"points": [[2, 1], [6, 1], [6, 5]]}], "imageWidth": 20, "imageHeight": 8}'
    with pytest.raises(SizeMismatch, match="20 x 8 pixels there, the photo 10 x 8"):
        polygon_mask(PHOTO, text.encode())


def test_a_mask_file_is_no_polygon_file(tmp_path: Path) -> None:
    Mask.full(PHOTO.size_wh).save(tmp_path / "mask.png")
    with pytest.raises(
        BadPolygon, match=r"mask\.png: the file is a picture, not polygons\. Name mask files in --target"
    ):
        polygon_mask(PHOTO, tmp_path / "mask.png")


def test_a_file_without_a_polygon_is_refused() -> None:
    with pytest.raises(BadPolygon, match="holds no polygon"):
        polygon_mask(PHOTO, b'{"shapes": []}')
