"""How other tools fill polygons, held against what those tools gave."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.masks.formats.areas import ROOM_CLASSES
from maskkit.masks.formats.drawing import Drawing, Layer, draw_label_map, draw_mask
from maskkit.masks.formats.painted import (
    PAINTED_BY,
    fill_like_coco,
    fill_like_labelme,
    fill_like_ultralytics,
    painted_elsewhere,
)
from maskkit.masks.mask import Mask
from maskkit.masks.regions import Region

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


def test_long_outlines_are_walked_in_pieces() -> None:
    """A comb whose outline has a million steps, walked one way round and the other."""
    teeth = np.array([(x, y) for x in range(0, 900, 2) for y in ((1, 500), (500, 1))[x // 2 % 2]], float)
    ring = np.concatenate([teeth, [(898.0, 501), (0, 501)]])
    marked = fill_like_coco(ring, (900, 510))
    backwards = fill_like_coco(ring[::-1], (900, 510))
    assert np.array_equal(marked, backwards)
    assert marked.mean() == pytest.approx(0.49, abs=0.02)


def test_outlines_that_reach_far_out_are_not_guessed_at() -> None:
    far = Region(np.array([(0.0, 0), (1e8, 0), (1e8, 5e8), (0, 4)]))
    drawing = Drawing((9, 7), (Layer("a", 1, lambda: np.zeros((7, 9), np.uint8), lambda: (far,)),))
    assert [painted_elsewhere(name, drawing) for name in PAINTED_BY] == [None] * 3
