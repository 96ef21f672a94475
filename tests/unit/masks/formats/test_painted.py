"""How other tools fill polygons, held against what those tools gave."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.formats.areas import ROOM_CLASSES
from maskkit.masks.formats.drawing import draw_label_map, draw_mask
from maskkit.masks.formats.painted import (
    PAINTED_BY,
    fill_like_coco,
    fill_like_labelme,
    fill_like_ultralytics,
    painted_elsewhere,
)
from maskkit.masks.mask import Mask

TRIANGLE = np.array([(0.7, 0.2), (8.4, 3.1), (2.5, 6.6)])
STAR = np.array([(4.0, 0), (6, 7), (0, 2.5), (8, 2.5), (2, 7)])
OUTSIDE = np.array([(-3.0, -2), (4.2, 1.1), (14, 9), (1, 12)])


def rows(marked: np.ndarray) -> list[str]:
    return ["".join(".#"[value] for value in row) for row in marked.astype(int)]


@pytest.mark.parametrize(
    ("ring", "expected"),
    [
        (TRIANGLE, [".#.......", ".###.....", ".######..", "..######.", "..####...", "..##.....", "........."]),
        (STAR, [".........", ".........", "...##....", ".##..##..", ".........", "..####...", "..#..#..."]),
        (OUTSIDE, ["###......", "#####....", "######...", "#######..", "########.", "#########", "#########"]),
    ],
    ids=["triangle", "star", "outside"],
)
def test_coco_s_polygons_are_those_of_pycocotools(ring: np.ndarray, expected: list[str]) -> None:
    """The pictures are from pycocotools 2.0: ``decode(merge(frPyObjects([ring], 7, 9)))``."""
    assert rows(fill_like_coco(ring, (9, 7))) == expected


def test_outlines_along_pixel_borders_lose_nothing_with_coco() -> None:
    mask = Mask.from_bool(np.random.default_rng(5).random((20, 30)) < 0.4)
    painted = painted_elsewhere("coco-polygons", draw_mask(mask))
    assert painted is not None
    assert np.array_equal(painted.draw((30, 20)), mask.values)


@pytest.mark.parametrize("fill", [fill_like_labelme, fill_like_ultralytics])
def test_the_others_paint_the_outline_as_well(fill: object) -> None:
    """Half a pixel too far on the right and below: a square of 2 x 2 becomes one of 3 x 3."""
    square = np.array([(1.0, 1), (3, 1), (3, 3), (1, 3)])
    assert rows(fill(square, (5, 5))) == [".....", ".###.", ".###.", ".###.", "....."]  # type: ignore[operator]


def test_labels_stay_apart() -> None:
    labels = np.array([[1, 1, 0], [2, 2, 2]], np.uint8)
    painted = painted_elsewhere("yolo", draw_label_map(labels, ROOM_CLASSES))
    assert painted is not None
    assert painted.labels == ("floor", "wall")
    assert painted_elsewhere("coco", draw_label_map(labels, ROOM_CLASSES)) is None
    assert set(PAINTED_BY) == {"coco-polygons", "labelme-polygons", "yolo"}
