"""Borders that move to the photo's edges, and nothing else that moves."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.refine import border_band, refine, refine_labels, refine_mask, without_worse


def room(height: int = 90, width: int = 120) -> tuple[Photo, np.ndarray]:
    """A room of a wall, a floor and a window, with grain; and its label map."""
    labels = np.full((height, width), RoomClass.WALL, np.uint8)
    labels[2 * height // 3 :] = RoomClass.FLOOR
    labels[height // 6 : 4 * height // 9, width // 3 : 2 * width // 3] = RoomClass.WINDOW
    colours = np.zeros((256, 3))
    colours[[RoomClass.WALL, RoomClass.FLOOR, RoomClass.WINDOW]] = (190, 180, 170), (120, 80, 50), (220, 240, 255)
    grain = np.random.default_rng(2).normal(0, 3, (height, width, 1))
    return Photo(np.clip(colours[labels] + grain, 0, 255).astype(np.uint8)), labels


def off_by(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    return np.pad(values, ((rows, 0), (columns, 0)), "edge")[: values.shape[0], : values.shape[1]]


class TestBand:
    """What lies near a border between two values."""

    def test_both_sides_as_far_as_asked(self) -> None:
        values = np.zeros((5, 12), np.uint8)
        values[:, 6:] = 9
        assert border_band(values, 3)[2].tolist() == [False] * 3 + [True] * 6 + [False] * 3

    def test_no_border_no_band(self) -> None:
        assert not border_band(np.full((5, 5), 3, np.uint8), 4).any()

    def test_less_than_a_pixel_is_nothing(self) -> None:
        assert not border_band(np.eye(5, dtype=np.uint8), 0.5).any()

    def test_distance_is_round(self) -> None:
        values = np.zeros((21, 21), np.uint8)
        values[10, 10] = 1
        band = border_band(values, 6)
        assert band[10, 4]
        assert not band[5, 5]


class TestRefine:
    """Any mask, and never worse."""

    @pytest.mark.parametrize("kind", [RoomClass.FLOOR, RoomClass.WINDOW])
    def test_a_rough_mask_gets_the_photo_s_edges(self, kind: RoomClass) -> None:
        photo, labels = room(180, 240)
        truth = labels == kind
        rough = off_by(truth, 3, 2)
        refined = refine(photo, Mask.from_bool(rough), width=8)
        assert refined.is_hard
        assert np.count_nonzero(refined.to_bool() != truth) < np.count_nonzero(rough != truth) / 3

    def test_a_right_mask_stays(self) -> None:
        photo, labels = room(180, 240)
        truth = Mask.from_bool(labels == RoomClass.WINDOW)
        assert refine(photo, truth, width=8) == truth

    def test_without_edges_nothing_moves(self) -> None:
        flat = Photo(np.full((90, 120, 3), 128, np.uint8))
        drawn = Mask.from_polygon([(10, 10), (70, 15), (60, 70)], size_wh=flat.size_wh)
        assert refine(flat, drawn, width=6) == drawn

    def test_nothing_changes_far_from_the_border(self) -> None:
        photo, _ = room()
        noise = Photo(np.random.default_rng(3).integers(0, 256, photo.pixels.shape).astype(np.uint8))
        drawn = Mask.from_polygon([(10, 10), (70, 15), (60, 70)], size_wh=photo.size_wh)
        far = ~border_band(drawn.values, 5)
        assert np.array_equal(refine(noise, drawn, width=5).values[far], drawn.values[far])

    def test_a_soft_mask_stays_soft(self) -> None:
        photo, labels = room(180, 240)
        soft = Mask.from_bool(off_by(labels == RoomClass.FLOOR, 3, 0)).feather(4)
        refined = refine(photo, soft, width=8)
        assert not refined.is_hard
        before, after = (np.mean(m.to_bool() != (labels == RoomClass.FLOOR)) for m in (soft, refined))
        assert after <= before

    @pytest.mark.parametrize("make", [Mask.empty, Mask.full])
    def test_without_a_border_nothing_happens(self, make: object) -> None:
        photo, _ = room()
        mask = make(photo.size_wh)
        assert refine(photo, mask) is mask

    def test_another_size_is_refused(self) -> None:
        with pytest.raises(SizeMismatch):
            refine(room()[0], Mask.full((5, 5)))


def test_only_the_changes_onto_stronger_edges_stay() -> None:
    """Two parts of a border move: one onto an edge, and one away from it."""
    picture = np.full((40, 60, 3), 90, np.uint8)
    picture[20:] = 200
    rows = np.arange(40)[:, None] * np.ones((1, 60))
    columns = np.arange(60)
    old = rows >= np.where(columns < 30, 17, 20)
    new = rows >= np.where(columns < 34, 20, 24)
    assert np.array_equal(without_worse(picture, old, new), rows >= 20)


class TestRefineMask:
    """One border."""

    @pytest.mark.parametrize("shift", [1, 2, 3])
    def test_a_shifted_border_comes_back(self, shift: int) -> None:
        photo, labels = room()
        truth = Mask.from_bool(labels == RoomClass.FLOOR)
        rough = Mask.from_bool(off_by(labels == RoomClass.FLOOR, shift, 0))
        refined = refine_mask(photo, rough, width=6)
        assert refined.is_hard
        assert np.count_nonzero(refined.values != truth.values) <= np.count_nonzero(rough.values != truth.values) / 2

    def test_a_right_border_stays(self) -> None:
        photo, labels = room()
        truth = Mask.from_bool(labels == RoomClass.FLOOR)
        assert refine_mask(photo, truth, width=6) == truth

    def test_nothing_changes_far_from_the_border(self) -> None:
        photo, _ = room()
        noise = Photo(np.random.default_rng(3).integers(0, 256, photo.pixels.shape).astype(np.uint8))
        rough = Mask.from_polygon([(10, 10), (70, 15), (60, 70)], size_wh=photo.size_wh)
        refined = refine_mask(noise, rough, width=5)
        far = ~border_band(rough.values, 5)
        assert np.array_equal(refined.values[far], rough.values[far])

    def test_soft_gives_the_grey_edge_when_asked(self) -> None:
        photo, labels = room()
        hard = Mask.from_bool(labels == RoomClass.WINDOW)
        soft = refine_mask(photo, hard, width=5, soft=True)
        assert not soft.is_hard
        assert np.mean(soft.to_bool() == hard.to_bool()) > 0.99

    def test_a_soft_mask_stays_soft(self) -> None:
        photo, labels = room()
        soft = Mask.from_bool(labels == RoomClass.FLOOR).feather(12)
        refined = refine_mask(photo, soft, width=3)
        far = ~border_band(soft.hard().values, 3)
        assert np.array_equal(refined.values[far], soft.values[far])
        assert not refined.is_hard

    @pytest.mark.parametrize("make", [Mask.empty, Mask.full])
    def test_without_a_border_nothing_happens(self, make: object) -> None:
        photo, _ = room()
        mask = make(photo.size_wh)
        assert refine_mask(photo, mask) is mask

    def test_another_size_is_refused(self) -> None:
        photo, _ = room()
        with pytest.raises(SizeMismatch):
            refine_mask(photo, Mask.empty((5, 5)))


class TestRefineLabels:
    """All borders of a label map at once."""

    def test_shifted_labels_come_back(self) -> None:
        photo, labels = room()
        rough = off_by(labels, 3, 3)
        refined = refine_labels(photo, rough, width=6)
        assert np.count_nonzero(refined != labels) < np.count_nonzero(rough != labels) / 2

    def test_only_classes_that_were_there_appear(self) -> None:
        photo, labels = room()
        assert set(np.unique(refine_labels(photo, off_by(labels, 4, 2), width=8))) <= set(np.unique(labels))

    def test_far_labels_and_the_given_array_stay(self) -> None:
        photo, labels = room()
        rough = off_by(labels, 3, 3)
        before = rough.copy()
        refined = refine_labels(photo, rough, width=4)
        far = ~border_band(rough, 4)
        assert np.array_equal(refined[far], rough[far])
        assert np.array_equal(rough, before)

    def test_probabilities_decide_where_they_are_given(self) -> None:
        photo, labels = room()
        floor = np.clip((np.arange(90)[:, None] - 55) / 10, 0, 1).astype(np.float32) * np.ones((1, 120), np.float32)
        sure = {RoomClass.FLOOR: floor, RoomClass.WALL: 1 - floor}
        refined = refine_labels(photo, labels, probabilities=sure, width=6)
        assert np.mean(refined[50:70] == labels[50:70]) > 0.97

    def test_one_class_stays(self) -> None:
        photo, _ = room()
        labels = np.full((90, 120), RoomClass.WALL, np.uint8)
        assert refine_labels(photo, labels) is labels
