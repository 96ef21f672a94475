"""Label maps as polygons: exact without a tolerance; with one a tiling of fewer corners, close to the map."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from maskkit.masks.arcs import labels_to_regions, regions_to_labels
from maskkit.masks.polygon import rasterize, rasterize_each, ring_area
from maskkit.masks.regions import Region, mask_to_regions


def labels(*rows: str) -> np.ndarray:
    return np.array([[int(mark) for mark in row] for row in rows], np.uint8)


def room(width: int = 320, height: int = 240) -> np.ndarray:
    """Ceiling, two walls and a floor that meet in one corner, a window, and a round rug with a hole."""
    picture = np.full((height, width), 2, np.uint8)
    centre = (width * 3 // 5, height // 2)
    for label, corners in (
        (3, [(0, 0), (width, 0), (width, height // 5), centre, (0, height // 9)]),
        (1, [(0, height), (width, height), (width, height * 3 // 4), centre, (0, height * 5 // 6)]),
        (4, [(20, 60), (90, 75), (90, 130), (20, 140)]),
    ):
        cv2.fillPoly(picture, [np.array(corners, np.int32)], label)
    cv2.circle(picture, (width * 3 // 5, height * 6 // 7), height // 9, 7, -1)
    cv2.circle(picture, (width * 3 // 5, height * 6 // 7), height // 20, 1, -1)
    return picture


def points_in(regions: dict[int, tuple[Region, ...]]) -> int:
    return sum(len(ring) for areas in regions.values() for region in areas for ring in region.rings)


def covered(regions: dict[int, tuple[Region, ...]], size_wh: tuple[int, int]) -> np.ndarray:
    """How many regions each pixel lies in."""
    every = [rasterize(region.rings, size_wh) for areas in regions.values() for region in areas]
    return np.sum(every, axis=0, dtype=int)


PICTURES = {
    "one label": labels("55", "55"),
    "one pixel": labels("3"),
    "one row": labels("1123331"),
    "one column": labels("1", "1", "2", "0"),
    "four in a corner": labels("12", "34"),
    "crosswise": labels("12", "21"),
    "island": labels("1111", "1221", "1111"),
    "islands in islands": labels("1111111", "1222221", "1233321", "1231321", "1233321", "1222221", "1111111"),
    "islands side by side": labels("111111", "123231", "111111"),
    "islands that meet at a corner": labels("11111", "12111", "11211", "11111"),
    "a bay that closes at a corner": labels("1222", "2122", "2212", "2222"),
    "checkers": labels("12121", "21212", "12121"),
    "255 is a label": np.array([[255, 0, 255], [255, 255, 255]], np.uint8),
    "noise": np.random.default_rng(0).integers(0, 3, (17, 23)).astype(np.uint8),
    "room": room(),
}
TOLERANCES = [0.3, 0.5, 1.0, 2.0, 7.0, 1000.0]


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES.keys())
class TestEveryPicture:
    """What must hold for any label map."""

    def test_without_a_tolerance_it_comes_back_bit_by_bit(self, picture: np.ndarray) -> None:
        size_wh = picture.shape[1], picture.shape[0]
        regions = labels_to_regions(picture)
        assert np.array_equal(regions_to_labels(regions, size_wh, background=99), picture)

    def test_without_a_tolerance_each_label_has_the_regions_of_its_mask(self, picture: np.ndarray) -> None:
        for label, regions in labels_to_regions(picture).items():
            expected = mask_to_regions(picture == label)
            assert [[ring.tolist() for ring in region.rings] for region in regions] == [
                [ring.tolist() for ring in region.rings] for region in expected
            ]

    @pytest.mark.parametrize("tolerance_px", TOLERANCES)
    def test_every_pixel_has_exactly_one_region(self, picture: np.ndarray, tolerance_px: float) -> None:
        regions = labels_to_regions(picture, tolerance_px=tolerance_px)
        assert np.all(covered(regions, picture.shape[::-1]) == 1)

    @pytest.mark.parametrize("tolerance_px", TOLERANCES)
    def test_no_area_and_no_hole_is_lost(self, picture: np.ndarray, tolerance_px: float) -> None:
        exact, simple = labels_to_regions(picture), labels_to_regions(picture, tolerance_px=tolerance_px)
        assert {label: [len(region.holes) for region in areas] for label, areas in exact.items()} == {
            label: [len(region.holes) for region in areas] for label, areas in simple.items()
        }
        every = [region for areas in simple.values() for region in areas]
        assert all(ring_area(region.outer) > 0 > max(map(ring_area, region.holes), default=-1) for region in every)
        assert sum(ring_area(ring) for region in every for ring in region.rings) == picture.size

    @pytest.mark.parametrize("tolerance_px", TOLERANCES)
    def test_borders_are_shared_point_by_point(self, picture: np.ndarray, tolerance_px: float) -> None:
        height, width = picture.shape
        edges: dict[tuple[float, ...], int] = {}
        for areas in labels_to_regions(picture, tolerance_px=tolerance_px).values():
            for ring in (ring for region in areas for ring in region.rings):
                for (x0, y0), (x1, y1) in zip(ring.tolist(), np.roll(ring, -1, axis=0).tolist(), strict=True):
                    forward = (x0, y0) < (x1, y1)
                    key = (x0, y0, x1, y1) if forward else (x1, y1, x0, y0)
                    edges[key] = edges.get(key, 0) + (1 if forward else -1)
        alone = [edge for edge, balance in edges.items() if balance]
        assert all(x0 == x1 in (0, width) or y0 == y1 in (0, height) for x0, y0, x1, y1 in alone)


class TestSimplified:
    """Fewer corners where that is worth it."""

    def test_a_room_needs_few_corners(self) -> None:
        picture = room(1280, 960)
        exact, simple = labels_to_regions(picture), labels_to_regions(picture, tolerance_px=1.0)
        assert points_in(exact) > 20 * points_in(simple)
        again = regions_to_labels(simple, (1280, 960))
        for label in (1, 2, 3, 4, 7):
            here, there = picture == label, again == label
            assert (here & there).sum() / (here | there).sum() > 0.995

    def test_a_slanting_line_becomes_one_edge_through_the_middles_of_its_steps(self) -> None:
        y, x = np.mgrid[:100, :200]
        regions = labels_to_regions((y > 30 + x / 5).astype(np.uint8), tolerance_px=0.75)
        (upper,), (lower,) = regions[0], regions[1]
        assert len(upper.outer) <= 6
        assert np.array_equal(regions_to_labels(regions, (200, 100)), (y > 30 + x / 5).astype(np.uint8))
        assert len(lower.outer) <= 6

    def test_right_angles_stay_where_they_are(self) -> None:
        picture = np.zeros((40, 60), np.uint8)
        picture[10:30, 5:50] = 1
        (box,) = labels_to_regions(picture, tolerance_px=2)[1]
        assert sorted(map(tuple, box.outer.tolist())) == [(5, 10), (5, 30), (50, 10), (50, 30)]

    @pytest.mark.parametrize("tolerance_px", [0.75, 1.5, 4.0])
    def test_borders_lie_within_the_tolerance_of_one_another(self, tolerance_px: float) -> None:
        picture = room()
        simple = labels_to_regions(picture, tolerance_px=tolerance_px)
        for label, areas in labels_to_regions(picture).items():
            for region, fewer in zip(areas, simple[label], strict=True):
                for ring, thin in zip(region.rings, fewer.rings, strict=True):
                    assert distance(dense(ring), thin) <= tolerance_px + 1e-9
                    assert distance(dense(thin), ring) <= tolerance_px + 1e-9

    def test_thin_walls_between_large_areas_stay(self) -> None:
        picture = np.ones((60, 80), np.uint8)
        for x in range(80):
            picture[20 + x // 4, x] = 2
            picture[21 + x // 4 :, x] = 3
        simple = labels_to_regions(picture, tolerance_px=3.0)
        assert len(simple[2]) == len(labels_to_regions(picture)[2])
        assert np.all(covered(simple, (80, 60)) == 1)


class TestBadInput:
    """Said in so many words."""

    @pytest.mark.parametrize("wrong", [np.zeros((2, 2)), np.zeros(4, np.uint8), np.zeros((0, 3), np.uint8)])
    def test_no_label_map(self, wrong: np.ndarray) -> None:
        with pytest.raises(ValueError, match="a label map needs"):
            labels_to_regions(wrong)

    @pytest.mark.parametrize("tolerance_px", [-1, math.nan, math.inf])
    def test_no_tolerance(self, tolerance_px: float) -> None:
        with pytest.raises(ValueError, match="px is none"):
            labels_to_regions(labels("12"), tolerance_px=tolerance_px)

    @pytest.mark.parametrize("label", [-1, 256])
    def test_no_label(self, label: int) -> None:
        with pytest.raises(ValueError, match="is no label"):
            regions_to_labels({label: ()}, (2, 2))


class TestRegionsToLabels:
    """Painting areas."""

    def test_background_where_nothing_lies(self) -> None:
        assert regions_to_labels({}, (3, 2), background=7).tolist() == [[7, 7, 7], [7, 7, 7]]

    def test_the_last_label_lies_on_top(self) -> None:
        left, right = (Region(np.array([(x, 0), (x + 2, 0), (x + 2, 1), (x, 1)], float)) for x in (0, 1))
        assert regions_to_labels({5: (left,), 3: (right,)}, (3, 1)).tolist() == [[5, 3, 3]]
        assert regions_to_labels({3: (right,), 5: (left,)}, (3, 1)).tolist() == [[5, 5, 3]]

    def test_overlaps_within_a_label_are_filled(self) -> None:
        boxes = [Region(np.array([(x, 0), (x + 2, 0), (x + 2, 1), (x, 1)], float)) for x in (0, 1)]
        assert regions_to_labels({1: boxes}, (3, 1)).tolist() == [[1, 1, 1]]
        assert rasterize_each([box.rings for box in boxes], (3, 1)).all()


def dense(ring: np.ndarray) -> np.ndarray:
    """Points along a ring, a quarter of a pixel apart at most."""
    onward = np.roll(ring, -1, axis=0)
    steps = [np.linspace(a, b, 1 + 4 * math.ceil(np.hypot(*(b - a)))) for a, b in zip(ring, onward, strict=True)]
    return np.concatenate(steps)


def distance(points: np.ndarray, ring: np.ndarray) -> float:
    """How far the furthest of ``points`` is from the ring."""
    start, run = ring, np.roll(ring, -1, axis=0) - ring
    share = ((points[:, None] - start) * run).sum(axis=2) / (run**2).sum(axis=1)
    nearest = start + np.clip(share, 0, 1)[..., None] * run
    return float(np.hypot(*np.moveaxis(nearest - points[:, None], -1, 0)).min(axis=1).max())
