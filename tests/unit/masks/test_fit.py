"""The looks beside a photo: sizes and why they differ, the way up, the guess whether a mask is inverted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.images.decode import decode
from maskkit.images.orient import INVERSE, orient_array
from maskkit.images.photo import Origin, Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.fit import INVERTED_SCORE, Fit, inversion_scores
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.types import Grey8

SAMPLES = Path(__file__).parents[3] / "sample_images"
FLOOR, WALL, CEILING, WINDOW, DOOR, FURNITURE = (RoomClass(value) for value in range(1, 7))


def scene(size_wh: tuple[int, int] = (300, 200), orientation: int = 1) -> tuple[Photo, Grey8]:
    """A photo with one dark shape that no turn maps onto itself, and the shape's mask."""
    width, height = size_wh
    corners = [(0.1, 0.2), (0.5, 0.1), (0.7, 0.5), (0.3, 0.9)]
    shape = Mask.from_polygon([(x * width, y * height) for x, y in corners], size_wh=size_wh)
    pixels = np.where(shape.to_bool()[..., None], np.uint8(60), np.uint8(190))
    return Photo(np.repeat(pixels, 3, axis=2), Origin(orientation=orientation)), shape.values


def code(fit: Fit, values: Grey8) -> str | None:
    found = fit.find_size(values)
    return found and found.finding.code


@pytest.mark.parametrize(
    ("mask_wh", "expected"),
    [
        ((300, 200), None),
        ((200, 300), "turned"),
        ((304, 200), "padded"),
        ((320, 224), "padded"),
        ((320, 256), "padded"),
        ((301, 200), "off_by_pixels"),
        ((298, 199), "off_by_pixels"),
        ((150, 100), "scaled"),
        ((600, 400), "scaled"),
        ((100, 67), "scaled"),
        ((300, 210), "size"),
        ((290, 200), "size"),
        ((100, 150), "size"),
    ],
)
def test_why_a_size_differs(mask_wh: tuple[int, int], expected: str | None) -> None:
    assert code(Fit(scene()[0]), np.zeros(mask_wh[::-1], np.uint8)) == expected


def test_turned_and_scaled_is_said() -> None:
    found = Fit(scene()[0]).find_size(np.zeros((150, 100), np.uint8))
    assert found is not None
    assert found.finding.sentence.endswith("the upright photo 300 x 200, turned and scaled")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_mask_is_turned_back_by_the_photo_s_exif_or_by_its_edges(orientation: int) -> None:
    photo, mask = scene(orientation=orientation)
    way = orientation if orientation >= 5 else 7
    found = Fit(photo).find_size(orient_array(mask, INVERSE[way]))
    assert found is not None
    assert found.mended is not None
    assert np.array_equal(found.mended(), mask)


@pytest.mark.parametrize(("left", "top"), [(0, 0), (2, 4)])
def test_padding_is_cut_off_where_the_edges_fit(left: int, top: int) -> None:
    photo, mask = scene((300, 200))
    padded = np.pad(mask, ((top, 8 - top), (left, 4 - left)))
    found = Fit(photo).find_size(padded)
    assert found is not None
    assert found.finding.numbers == {"multiple": 16}
    assert found.mended is not None
    assert np.array_equal(found.mended(), mask)


@pytest.mark.parametrize("more", [1, -1, 2])
def test_a_rounded_size_is_resized(more: int) -> None:
    photo, mask = scene()
    found = Fit(photo).find_size(Mask(mask).resize((300 + more, 200)).values)
    assert found is not None
    assert found.mended is not None
    mended = found.mended()
    assert mended.shape == mask.shape
    assert np.count_nonzero(mended != mask) < 400


@pytest.mark.parametrize("orientation", [2, 3, 4])
def test_a_mask_of_the_stored_photo_has_the_right_size_and_the_wrong_edges(orientation: int) -> None:
    photo, mask = scene(orientation=orientation)
    wrong = orient_array(mask, INVERSE[orientation])
    found = Fit(photo).find_turn(wrong)
    assert found is not None
    assert found.mended is not None
    assert np.array_equal(found.mended(), mask)
    assert found.finding.numbers["orientation"] == orientation
    assert Fit(photo).find_turn(mask) is None


@pytest.mark.parametrize("orientation", [5, 6, 7, 8])
def test_of_a_square_photo_every_turn_has_the_right_size(orientation: int) -> None:
    photo, mask = scene((200, 200), orientation)
    assert Fit(photo).find_turn(mask) is None
    found = Fit(photo).find_turn(orient_array(mask, INVERSE[orientation]))
    assert found is not None


def test_a_photo_that_was_not_turned_gives_no_reason_to_turn() -> None:
    photo, mask = scene()
    assert Fit(photo).find_turn(mask[::-1]) is None


def test_an_even_photo_or_mask_has_no_edges_to_go_by() -> None:
    photo, mask = scene(orientation=3)
    assert Fit(Photo(np.full((200, 300, 3), 90, np.uint8), Origin(orientation=3))).find_turn(mask) is None
    assert Fit(photo).find_turn(np.full((200, 300), 255, np.uint8)) is None


def test_the_photo_in_grey_is_no_mask() -> None:
    pixels = np.asarray(Image.open(SAMPLES / "kitchen-empty.jpg").reduce(4))
    fit = Fit(Photo(pixels))
    grey = np.asarray(Image.fromarray(pixels).convert("L"))
    assert fit.find_photo(grey) is not None
    assert fit.find_photo(255 - grey) is not None
    assert fit.find_photo(np.roll(grey, 70, axis=1)) is None
    assert fit.find_photo(np.where(grey > 128, np.uint8(255), np.uint8(0))) is None
    assert Fit(Photo(np.full_like(pixels, 7))).find_photo(grey) is None


LABELS = np.full((60, 80), WALL, np.uint8)
LABELS[:10] = CEILING
LABELS[40:] = FLOOR
LABELS[15:30, 30:50] = WINDOW
LABELS[35:50, 5:25] = FURNITURE
ROOM = Segmentation(LABELS, None, method="test", confidence=1.0)


def best(*marked: RoomClass, room: Segmentation = ROOM) -> tuple[float, str]:
    return max((score, word) for score, word, *_ in inversion_scores(np.isin(room.labels, marked), room))


@pytest.mark.parametrize(
    ("left", "word"), [((FLOOR,), "floor"), ((WALL,), "walls"), ((FLOOR, WALL), "floor and walls")]
)
def test_the_inverse_of_a_surface_scores_one(left: tuple[RoomClass, ...], word: str) -> None:
    rest = [kind for kind in (FLOOR, WALL, CEILING, WINDOW, FURNITURE) if kind not in left]
    assert best(*rest) == (1.0, word)


@pytest.mark.parametrize(
    "marked",
    [
        (FLOOR,),
        (WALL,),
        (CEILING,),
        (FLOOR, WALL),
        (FLOOR, WALL, CEILING),
        (WALL, CEILING),
        (FURNITURE,),
        (WINDOW,),
        (FLOOR, WALL, CEILING, FURNITURE),
        (FLOOR, WALL, WINDOW, FURNITURE),
        (FLOOR, WALL, CEILING, WINDOW),
    ],
)
def test_what_people_mark_scores_less(marked: tuple[RoomClass, ...]) -> None:
    """Surfaces, objects, and everything but windows, the ceiling or the furniture."""
    assert best(*marked)[0] < INVERTED_SCORE


def test_without_objects_in_sight_there_is_no_guess() -> None:
    bare = Segmentation(np.where(LABELS >= WINDOW, np.uint8(WALL), LABELS), None, method="test", confidence=1.0)
    assert list(inversion_scores(bare.labels == CEILING, bare)) == []


def test_an_inverted_floor_is_found_in_a_photo_by_itself() -> None:
    labels = np.asarray(Image.open(SAMPLES / "labels/living-room-furnished.png"))
    fit = Fit(decode(SAMPLES / "living-room-furnished.jpg"))
    floor = np.where(labels == FLOOR, np.uint8(255), np.uint8(0))
    assert fit.find_inversion(255 - floor) is not None
    assert fit.find_inversion(floor) is None
