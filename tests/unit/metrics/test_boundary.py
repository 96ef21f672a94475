"""Boundary IoU and boundary F, against slow ones that read like the papers, and on masks one can count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.metrics.boundary import band_reach, boundary_f, boundary_iou, disk_radius
from maskkit.metrics.pair import Pair
from maskkit.types import BoolMap

SHAPES = ((1, 1), (1, 70), (33, 1), (20, 64), (40, 75))
every_shape = pytest.mark.parametrize("shape", SHAPES)


def pairs(shape: tuple[int, int]) -> list[tuple[BoolMap, BoolMap]]:
    """A floor and one that is off by a few pixels, noise, and every mixture of nothing and everything."""
    generator = np.random.default_rng(11)
    rows, columns = np.indices(shape)
    floor = rows + columns // 5 >= shape[0] // 2
    lower = rows + columns // 4 >= shape[0] // 2 + 2
    noise, more = generator.random((2, *shape)) < 0.6
    empty, full = np.zeros(shape, np.bool_), np.ones(shape, np.bool_)
    return [(floor, lower), (floor, noise), (noise, more), (empty, full), (full, floor), (full, full), (empty, floor)]


def eroded(marked: BoolMap, reach: int, *, outside: bool) -> BoolMap:
    padded = np.pad(marked, reach, constant_values=outside)
    window = (2 * reach + 1, 2 * reach + 1)
    kept: BoolMap = np.lib.stride_tricks.sliding_window_view(padded, window).all(axis=(2, 3))
    return kept


def slow_boundary_iou(pred: BoolMap, truth: BoolMap, reach: int, *, outside: bool) -> float:
    first, second = (mask & ~eroded(mask, reach, outside=outside) for mask in (pred, truth))
    either = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / either if either else float(np.array_equal(pred, truth))


def slow_boundary_f(pred: BoolMap, truth: BoolMap, radius: float) -> float:
    first, second = (np.argwhere(slow_steps(mask)) for mask in (pred, truth))
    if not len(first) or not len(second):
        return float(len(first) == len(second))
    near = np.hypot(*(first[:, None] - second[None]).transpose(2, 0, 1)) <= radius
    precision, recall = near.any(axis=1).mean(), near.any(axis=0).mean()
    return float(2 * precision * recall / (precision + recall)) if precision + recall else 0.0


def slow_steps(marked: BoolMap) -> BoolMap:
    padded = np.pad(marked, ((0, 1), (0, 1)), mode="edge")
    unlike: BoolMap = (marked != padded[:-1, 1:]) | (marked != padded[1:, :-1]) | (marked != padded[1:, 1:])
    return unlike


class TestBoundaryIou:
    @every_shape
    @pytest.mark.parametrize("reach", [1, 2, 5])
    def test_it_is_that_of_the_paper(self, shape: tuple[int, int], reach: int) -> None:
        for pred, truth in pairs(shape):
            assert boundary_iou(pred, truth, distance_px=reach) == slow_boundary_iou(pred, truth, reach, outside=False)

    @every_shape
    @pytest.mark.parametrize("reach", [1, 2, 5])
    def test_the_frame_can_be_ignored(self, shape: tuple[int, int], reach: int) -> None:
        for pred, truth in pairs(shape):
            found = boundary_iou(pred, truth, distance_px=reach, frame="ignore")
            assert found == slow_boundary_iou(pred, truth, reach, outside=True)

    def test_a_full_mask_has_a_border_at_the_frame_only(self) -> None:
        full, hollow = np.ones((9, 9), np.bool_), np.ones((9, 9), np.bool_)
        hollow[4, 4] = False
        assert boundary_iou(full, hollow, distance_px=1) == 32 / (32 + 8)
        assert boundary_iou(full, hollow, distance_px=1, frame="ignore") == 0

    def test_without_any_border_only_equal_masks_score(self) -> None:
        full, empty = np.ones((5, 5), np.bool_), np.zeros((5, 5), np.bool_)
        assert boundary_iou(empty, empty) == boundary_iou(full, full, frame="ignore") == 1
        assert boundary_iou(full, empty, frame="ignore") == boundary_iou(empty, full) == 0

    def test_a_very_wide_band_is_the_iou(self) -> None:
        pred, truth = np.random.default_rng(0).random((2, 20, 30)) < 0.5
        iou = np.count_nonzero(pred & truth) / np.count_nonzero(pred | truth)
        assert boundary_iou(pred, truth, distance_px=30) == iou

    def test_the_width_is_rounded_half_to_even_and_is_at_least_1(self) -> None:
        pair = Pair.of(np.zeros((30, 40), np.bool_), np.zeros((30, 40), np.bool_))
        widths = [band_reach(pair, distance=share) for share in (0, 0.02, 0.05, 0.07, 0.03)]
        assert widths == [1, 1, 2, 4, 2]
        assert band_reach(pair, distance_px=9) == 9

    @pytest.mark.parametrize(
        "options", [{"distance": -0.1}, {"distance": math.nan}, {"distance": math.inf}, {"distance_px": 0}]
    )
    def test_a_width_that_is_none_is_refused(self, options: dict[str, float]) -> None:
        with pytest.raises(ValueError, match="distance"):
            boundary_iou(np.ones((4, 4), np.bool_), np.ones((4, 4), np.bool_), **options)

    def test_an_unknown_frame_is_refused(self) -> None:
        with pytest.raises(UnknownChoice, match="frame"):
            boundary_iou(np.ones((4, 4), np.bool_), np.ones((4, 4), np.bool_), frame="counted")


class TestBoundaryF:
    @every_shape
    @pytest.mark.parametrize("radius", [0, 1, math.sqrt(2), 3, 4.5, 17])
    def test_it_is_that_of_the_paper(self, shape: tuple[int, int], radius: float) -> None:
        for pred, truth in pairs(shape):
            expected = slow_boundary_f(pred, truth, radius)
            assert boundary_f(pred, truth, tolerance_px=radius) == pytest.approx(expected, abs=1e-12)

    def test_masks_without_a_border_inside_the_picture_match_as_in_davis(self) -> None:
        full, empty, half = np.ones((6, 6), np.bool_), np.zeros((6, 6), np.bool_), np.tri(6, dtype=np.bool_)
        assert boundary_f(full, empty) == boundary_f(empty, empty) == 1
        assert boundary_f(half, empty) == boundary_f(full, half) == 0

    def test_the_tolerance_is_rounded_up(self) -> None:
        pair = Pair.of(np.zeros((30, 40), np.bool_), np.zeros((30, 40), np.bool_))
        radii = [disk_radius(pair, tolerance=share) for share in (0, 0.008, 0.02, 0.021)]
        assert radii == [0, 1, 1, 2]
        assert disk_radius(pair, tolerance_px=2.5) == 2.5

    @pytest.mark.parametrize("options", [{"tolerance": -1}, {"tolerance_px": -0.1}, {"tolerance_px": math.nan}])
    def test_a_tolerance_that_is_none_is_refused(self, options: dict[str, float]) -> None:
        with pytest.raises(ValueError, match="tolerance"):
            boundary_f(np.ones((4, 4), np.bool_), np.ones((4, 4), np.bool_), **options)


def test_pixels_that_are_not_scored_have_no_say() -> None:
    """DAVIS's rule: void pixels are background in both masks, so what a prediction says there does not matter."""
    rows = np.arange(20)[:, None] + np.zeros(30)
    truth, valid = rows >= 10, rows < 15
    wild = truth ^ ((rows >= 15) & (np.arange(30) % 3 == 0))
    assert boundary_iou(wild, truth) < 1
    assert boundary_iou(Pair.of(wild, truth, valid=valid)) == boundary_f(Pair.of(wild, truth, valid=valid)) == 1
