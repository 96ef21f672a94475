"""What mask tools are given: every tool refuses what it cannot work with by a typed error that names it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from maskkit.errors import BadPolygon, BadRle, MaskRefused
from maskkit.masks.arcs import labels_to_regions, regions_to_labels
from maskkit.masks.given import bool_map, byte_map, picture_size, tolerance
from maskkit.masks.label_studio_rle import brush_decode, brush_encode
from maskkit.masks.mask import Mask
from maskkit.masks.polygon import rasterize, simplify
from maskkit.masks.regions import mask_to_regions, mask_to_rings
from maskkit.masks.rle import rle_encode, rle_intersection, rle_union

MARKED = np.eye(4, dtype=bool)
SQUARE = [(0, 0), (4, 0), (4, 4), (0, 4)]
NO_MAPS: dict[str, Any] = {
    "shares": MARKED * 1.0,
    "nan": MARKED * math.nan,
    "whole numbers": MARKED.astype(np.int64),
    "one row": MARKED[0],
    "three channels": np.stack([MARKED] * 3, axis=2),
    "no pixels": MARKED[:0],
    "nothing": None,
    "a word": "floor",
    "ragged rows": [[True], [True, False]],
}


@pytest.mark.parametrize("wrong", [*NO_MAPS.values(), MARKED.view(np.uint8)], ids=[*NO_MAPS, "bytes"])
@pytest.mark.parametrize("tool", [rle_encode, mask_to_rings, mask_to_regions, Mask.from_bool])
def test_tools_for_maps_of_bool(tool: Callable[..., object], wrong: Any) -> None:
    with pytest.raises(MaskRefused, match=r"needs \(H, W\) bool, not"):
        tool(wrong)


@pytest.mark.parametrize("wrong", [*NO_MAPS.values(), MARKED], ids=[*NO_MAPS, "bool"])
@pytest.mark.parametrize("tool", [brush_encode, labels_to_regions, Mask])
def test_tools_for_maps_of_bytes(tool: Callable[..., object], wrong: Any) -> None:
    with pytest.raises(MaskRefused, match=r"needs \(H, W\) uint8, not"):
        tool(wrong)


@pytest.mark.parametrize("wrong", [(0, 3), (-2, 3), (2.5, 3), (2,), (1, 2, 3), "ab", None, (True, 3), (math.nan, 3)])
@pytest.mark.parametrize(
    "tool",
    [
        Mask.full,
        Mask.empty,
        Mask.full((4, 4)).resize,
        lambda size_wh: rasterize([SQUARE], size_wh),
        lambda size_wh: regions_to_labels({}, size_wh),
        lambda size_wh: brush_decode(brush_encode(MARKED.astype(np.uint8)), size_wh),
    ],
    ids=["full", "empty", "resize", "rasterize", "regions_to_labels", "brush_decode"],
)
def test_tools_for_sizes(tool: Callable[..., object], wrong: Any) -> None:
    with pytest.raises(MaskRefused, match="no size of a picture"):
        tool(wrong)


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf, "2"])
@pytest.mark.parametrize(
    "tool",
    [
        lambda px: simplify(SQUARE, px),
        lambda px: labels_to_regions(MARKED.astype(np.uint8), tolerance_px=px),
        lambda px: Mask.from_bool(MARKED).to_regions(tolerance_px=px),
    ],
    ids=["simplify", "labels_to_regions", "to_regions"],
)
def test_tools_for_tolerances(tool: Callable[..., object], wrong: Any) -> None:
    with pytest.raises(MaskRefused, match=f"a tolerance of {wrong} px is none"):
        tool(wrong)


@pytest.mark.parametrize("wrong", [-1, 256, math.nan])
def test_thresholds(wrong: Any) -> None:
    with pytest.raises(MaskRefused, match=r"not within 0\.\.255"):
        Mask.full((2, 2)).hard(wrong)


@pytest.mark.parametrize("wrong", [-1, 256])
def test_labels_beyond_bytes(wrong: int) -> None:
    with pytest.raises(MaskRefused, match=f"{wrong} is no label"):
        regions_to_labels({wrong: ()}, (3, 3))


def test_no_run_lengths_at_all() -> None:
    for together in (rle_union, rle_intersection):
        with pytest.raises(BadRle, match="no run lengths"):
            together([])


@pytest.mark.parametrize(
    ("points", "told"),
    [
        (SQUARE[:2], "only 2 different points"),
        ([(0, 0), (4, 4), (0, 0)], "only 2 different points"),
        ([(0, 0), (1, 1), (2, 2)], "all points lie on one line"),
        ([(0, 0), (math.nan, 1), (2, 0)], "point 1 is not finite"),
        ([(0, 0), (1e300, 1), (2, 9)], "point 1 is too far away"),
        ([], "no list of x,y pairs"),
        ([(1, 2), (3,)], "no list of x,y pairs"),
    ],
)
def test_polygons_that_mark_nothing(points: Any, told: str) -> None:
    with pytest.raises(BadPolygon, match=told):
        Mask.from_polygon(points, size_wh=(6, 5))


def test_a_polygon_that_crosses_itself_is_filled_by_the_even_odd_rule() -> None:
    bow = Mask.from_polygon([(0, 0), (4, 4), (4, 0), (0, 4)], size_wh=(4, 4)).to_bool()
    assert bow.sum() == 8
    assert bow[1:3, 0].all()
    assert bow[1:3, 3].all()
    assert not bow[[0, 3], 1:3].any()


def test_what_is_right_is_taken_as_it_is() -> None:
    values = MARKED.view(np.uint8)
    assert bool_map(MARKED, "x") is MARKED
    assert byte_map(values, "x") is values
    assert bool_map([[True]], "x").shape == (1, 1)
    assert picture_size([np.int32(4), 3]) == (4, 3)
    assert (tolerance(0), tolerance(np.float32(1.5))) == (0, 1.5)
