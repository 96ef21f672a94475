"""Pictures of masks: what is marked can be told from what is kept."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.overlay import CLASS_COLOURS, MASK_COLOUR, draw_labels, draw_overlay

PHOTO = Photo(np.random.default_rng(1).integers(90, 170, (200, 300, 3)).astype(np.uint8))
HALF = Mask.from_polygon([(150, 0), (300, 0), (300, 200), (150, 200)], size_wh=(300, 200))


class TestOverlay:
    """One mask."""

    def test_marked_is_tinted_and_kept_is_grey(self) -> None:
        picture = draw_overlay(PHOTO, HALF).astype(float)
        kept, marked = picture[:, :145].mean((0, 1)), picture[:, 155:].mean((0, 1))
        assert np.ptp(kept) < 5
        assert np.argsort(marked).tolist() == np.argsort(MASK_COLOUR).tolist()
        assert np.ptp(marked) > 60

    def test_light_and_shade_show_through(self) -> None:
        picture = draw_overlay(PHOTO, Mask.full(PHOTO.size_wh)).astype(float)
        assert np.corrcoef(picture.mean(2).ravel(), PHOTO.pixels.mean(2).ravel())[0, 1] > 0.95

    def test_the_outline_is_light_inside_and_dark_outside(self) -> None:
        picture = draw_overlay(PHOTO, HALF)
        assert np.all(picture[:, 150] == 255)
        assert np.all(picture[:, 149] < 40)

    def test_the_frame_is_no_outline(self) -> None:
        assert not np.all(draw_overlay(PHOTO, HALF)[0, 200:] == 255)
        assert not np.all(draw_overlay(PHOTO, Mask.full(PHOTO.size_wh)) == 255, axis=2).any()

    def test_the_photo_is_left_alone(self) -> None:
        before = PHOTO.pixels.copy()
        picture = draw_overlay(PHOTO, HALF)
        assert picture.shape == before.shape
        assert picture.dtype == np.uint8
        assert np.array_equal(PHOTO.pixels, before)

    def test_a_soft_mask_fades(self) -> None:
        picture = draw_overlay(PHOTO, HALF.feather(100)).astype(float)
        redness = (picture[:, :, 0] - picture[:, :, 2]).mean(axis=0)
        assert redness[155:195].mean() < redness[215:245].mean() < redness[260:].mean()

    def test_another_size_is_refused(self) -> None:
        with pytest.raises(SizeMismatch):
            draw_overlay(PHOTO, Mask.full((200, 300)))


class TestLabels:
    """A label map with its legend."""

    LABELS = np.repeat(np.array([[RoomClass.CEILING, RoomClass.WALL, RoomClass.FLOOR]], np.uint8), 100, axis=1).repeat(
        200, 0
    )

    def test_classes_have_their_colours(self) -> None:
        picture = draw_labels(PHOTO, self.LABELS, legend=False).astype(float)
        for number, room_class in enumerate((RoomClass.CEILING, RoomClass.WALL, RoomClass.FLOOR)):
            mean = picture[:, number * 100 + 5 : number * 100 + 95].mean((0, 1))
            assert np.abs(mean - (130 + np.array(CLASS_COLOURS[room_class])) / 2).max() < 6

    def test_the_legend_covers_only_its_corner(self) -> None:
        plain, with_legend = (draw_labels(PHOTO, self.LABELS, legend=legend) for legend in (False, True))
        changed = np.any(plain != with_legend, axis=2)
        assert changed[130:, :110].mean() > 0.5
        assert not changed[:110].any()
        assert not changed[:, 160:].any()

    def test_every_class_can_be_drawn(self) -> None:
        labels = np.zeros(PHOTO.pixels.shape[:2], np.uint8)
        for number, room_class in enumerate(RoomClass):
            labels[:, number * 30 : number * 30 + 30] = room_class
        assert draw_labels(PHOTO, labels).shape == PHOTO.pixels.shape

    def test_another_size_is_refused(self) -> None:
        with pytest.raises(SizeMismatch, match="200 x 300 pixels, the photo 300 x 200"):
            draw_labels(PHOTO, np.zeros((300, 200), np.uint8))

    def test_a_tiny_photo_can_be_drawn(self) -> None:
        assert draw_labels(Photo(np.zeros((3, 2, 3), np.uint8)), np.ones((3, 2), np.uint8)).shape == (3, 2, 3)


def test_every_class_has_a_colour() -> None:
    assert set(CLASS_COLOURS) == set(RoomClass)


@pytest.mark.parametrize("missing", [0, 1], ids=["protan", "deutan"])
def test_colours_stay_apart_for_colour_blind_people(missing: int) -> None:
    """Without the red or the green cones (Vienot, Brettel and Mollon 1999), no two classes look alike."""
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    lost = np.eye(3)
    lost[missing] = [(0, 2.02344, -2.52581), (0.494207, 0, 1.24827)][missing]
    seen = {
        room_class: np.linalg.inv(to_lms) @ lost @ to_lms @ ((np.array(colour) / 255) ** 2.2)
        for room_class, colour in CLASS_COLOURS.items()
    }
    for first, second in combinations(seen, 2):
        assert np.linalg.norm(seen[first] - seen[second]) > 0.05, (first, second)
