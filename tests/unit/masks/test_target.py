"""From a photo and a word to a mask, and what is protected on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from maskkit.errors import EmptyMask, InvalidRequest, MaskRefused, SizeMismatch, UnknownChoice
from maskkit.images.photo import Origin, Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.modifiers import Modifier
from maskkit.masks.segment import METHODS, Segmentation
from maskkit.masks.target import clean, mask

FLOOR, WALL, CEILING, WINDOW, RUG, FURNITURE = (
    RoomClass.FLOOR,
    RoomClass.WALL,
    RoomClass.CEILING,
    RoomClass.WINDOW,
    RoomClass.RUG,
    RoomClass.FURNITURE,
)


def room() -> tuple[Photo, np.ndarray]:
    """A room of 120 x 90: ceiling, wall with a window, floor with a rug and a table; and its label map."""
    labels = np.full((90, 120), WALL, np.uint8)
    labels[:20] = CEILING
    labels[60:] = FLOOR
    labels[30:50, 40:70] = WINDOW
    labels[70:80, 20:60] = RUG
    labels[55:85, 90:110] = FURNITURE
    colours = np.zeros((256, 3))
    colours[[FLOOR, WALL, CEILING, WINDOW, RUG, FURNITURE]] = (
        (130, 90, 60),
        (190, 180, 170),
        (240, 240, 240),
        (160, 200, 250),
        (150, 30, 40),
        (40, 50, 45),
    )
    return Photo(colours[labels].astype(np.uint8)), labels


def known(labels: np.ndarray, **changes: object) -> Segmentation:
    return Segmentation(labels, None, method="test", confidence=1.0, **changes)


class TestWords:
    """The mask is what the words say."""

    def test_room_is_all_but_openings_and_ceiling(self) -> None:
        photo, labels = room()
        kept = np.isin(labels, (RoomClass.CEILING, RoomClass.WINDOW, RoomClass.DOOR, RoomClass.OTHER))
        assert np.array_equal(mask(photo, labels=labels).to_bool(), ~kept)

    def test_combinations(self) -> None:
        photo, labels = room()
        marked = mask(photo, target="floor+wall+rug-wall", labels=labels).to_bool()
        assert np.array_equal(marked, (labels == FLOOR) | (labels == RUG))

    def test_the_mask_is_hard_and_of_the_photo_s_size(self) -> None:
        photo, labels = room()
        found = mask(photo, target="floor", segmentation=known(labels))
        assert found.is_hard
        assert found.size_wh == photo.size_wh

    def test_an_unknown_word_lists_the_words(self) -> None:
        photo, labels = room()
        with pytest.raises(UnknownChoice, match="floor, wall, ceiling"):
            mask(photo, target="sofa", labels=labels)

    def test_what_is_not_there_is_said_with_the_photo_s_name(self) -> None:
        photo, labels = room()
        photo = Photo(photo.pixels, Origin(path=Path("kitchen.jpg")))
        with pytest.raises(EmptyMask, match=r"kitchen\.jpg: no door was found"):
            mask(photo, target="door", labels=labels)

    def test_a_word_that_the_method_cannot_tell_is_refused(self) -> None:
        photo, labels = room()
        found = known(labels, knows=frozenset({FLOOR, WALL, CEILING}))
        assert mask(photo, segmentation=found).coverage > 0
        for words in ({"target": "rug"}, {"target": "floor-window"}, {"keep": "window,door"}):
            with pytest.raises(UnknownChoice, match=r"test cannot tell .* It tells ceiling, floor, wall"):
                mask(photo, segmentation=found, **words)


class TestKeep:
    """Keeping wins over everything."""

    @pytest.mark.parametrize("keep", ["rug,window", ["rug", "window"], ("rug+window",)])
    def test_kept_words_are_never_marked(self, keep: str | list[str]) -> None:
        photo, labels = room()
        marked = mask(photo, target="floor+rug+window", keep=keep, labels=labels).to_bool()
        assert np.array_equal(marked, labels == FLOOR)

    def test_a_class_that_is_taken_for_another_is_kept_with_it(self) -> None:
        """Whoever asks to keep the rug is not refused by a method that takes rugs for furniture."""
        photo, labels = room()
        labels = np.where(labels == RUG, np.uint8(FURNITURE), labels)
        found = known(labels, knows=frozenset({FLOOR, WALL, FURNITURE}), folded={RUG: FURNITURE})
        marked = mask(photo, target="floor+furniture", keep="rug", segmentation=found).to_bool()
        assert np.array_equal(marked, labels == FLOOR)

    def test_a_kept_mask_wins_even_where_it_is_soft(self) -> None:
        photo, labels = room()
        values = np.zeros((90, 120), np.uint8)
        values[:, :30] = 255
        values[:, 30:40] = 1
        marked = mask(photo, target="floor", keep=Mask(values), labels=labels).to_bool()
        assert not marked[:, :40].any()
        assert marked[85, 50]

    def test_words_and_masks_together(self) -> None:
        photo, labels = room()
        left = Mask.from_polygon([(0, 0), (50, 0), (50, 90), (0, 90)], size_wh=photo.size_wh)
        marked = mask(photo, target="floor+rug", keep=["rug", left], labels=labels).to_bool()
        assert not marked[:, :50].any()
        assert not marked[labels == RUG].any()

    def test_keep_wins_over_a_polygon(self) -> None:
        photo, labels = room()
        everything = [(0, 0), (120, 0), (120, 90), (0, 90)]
        marked = mask(photo, polygon=everything, keep="window", labels=labels).to_bool()
        assert np.array_equal(marked, labels != WINDOW)

    def test_keeping_everything_that_was_shown_leaves_nothing(self) -> None:
        photo, labels = room()
        with pytest.raises(EmptyMask, match="everything that was shown is to be kept"):
            mask(photo, polygon=[(45, 35), (60, 35), (60, 45)], keep="window", labels=labels)

    def test_a_kept_mask_of_another_size_is_refused(self) -> None:
        photo, labels = room()
        with pytest.raises(SizeMismatch):
            mask(photo, labels=labels, keep=Mask.full((5, 5)))

    def test_an_unknown_kept_word_is_refused(self) -> None:
        photo, labels = room()
        with pytest.raises(UnknownChoice, match="'cat'"):
            mask(photo, labels=labels, keep="cat")


class TestShown:
    """A polygon, a box or points take the target's place."""

    def test_a_polygon_needs_no_label_map(self) -> None:
        photo, _ = room()
        found = mask(photo, polygon=[(2, 2), (8, 2), (8, 8), (2, 8)])
        assert found.to_bool().sum() == 36

    def test_a_box_finds_the_thing_in_it(self) -> None:
        photo, labels = room()
        marked = mask(photo, box=(85, 50, 115, 88)).to_bool()
        table = labels == FURNITURE
        assert np.count_nonzero(marked & table) / np.count_nonzero(marked | table) > 0.9

    def test_a_point_finds_what_it_lies_on(self) -> None:
        photo, labels = room()
        marked = mask(photo, points=[(40.5, 75.5)]).to_bool()
        rug = labels == RUG
        assert np.count_nonzero(marked & rug) / np.count_nonzero(marked | rug) > 0.9

    @pytest.mark.parametrize(
        ("options", "error", "what"),
        [
            ({"method": "polygon"}, UnknownChoice, "needs a polygon"),
            ({"method": "grabcut"}, InvalidRequest, "neither a box nor a point"),
            ({"method": "magic"}, UnknownChoice, "auto, network, geometry, grabcut, polygon"),
            ({"method": "magic", "polygon": [(0, 0), (9, 0), (9, 9)]}, UnknownChoice, "magic"),
        ],
    )
    def test_refusals(self, options: dict, error: type[Exception], what: str) -> None:
        with pytest.raises(error, match=what):
            mask(room()[0], **options)


class TestLabels:
    """A label map that was handed in."""

    def test_it_is_taken_to_the_pixel(self) -> None:
        photo, labels = room()
        labels[75, 80] = RoomClass.OTHER
        labels[5, 5] = FLOOR
        marked = mask(photo, target="floor", labels=labels).to_bool()
        assert np.array_equal(marked, labels == FLOOR)
        assert not marked[75, 80]

    def test_another_size_is_refused(self) -> None:
        photo, labels = room()
        with pytest.raises(SizeMismatch, match="119 x 90 pixels, the photo 120 x 90"):
            mask(photo, labels=labels[:, 1:])

    @pytest.mark.parametrize("strange", [np.full((90, 120), 77, np.uint8), np.zeros((90, 120), int)])
    def test_what_is_no_label_map_is_refused(self, strange: np.ndarray) -> None:
        with pytest.raises(MaskRefused, match="that is no label map"):
            mask(room()[0], labels=strange)


class TestMadeHere:
    """A label map that a method made is cleaned."""

    @pytest.fixture
    def speckled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(METHODS, "speckled", f"{__name__}:speckled_room")

    @pytest.mark.usefixtures("speckled")
    def test_specks_and_pinholes_go(self) -> None:
        photo, labels = room()
        marked = mask(photo, target="floor", method="speckled", speck_share=0.001).to_bool()
        assert np.array_equal(marked, labels == FLOOR)

    @pytest.mark.usefixtures("speckled")
    def test_a_kept_pinhole_stays_open(self) -> None:
        photo, labels = room()
        marked = mask(photo, target="floor", keep="fixture", method="speckled", speck_share=0.001).to_bool()
        assert not marked[66, 30]
        assert np.count_nonzero(marked != (labels == FLOOR)) == 1

    @pytest.mark.usefixtures("speckled")
    def test_nothing_is_cleaned_when_no_share_is_given(self) -> None:
        photo, _ = room()
        assert mask(photo, target="floor", method="speckled", speck_share=0).to_bool()[5, 5]


def speckled_room(photo: Photo) -> Segmentation:
    labels = room()[1]
    labels[5, 5] = labels[25, 100] = FLOOR
    labels[66, 30] = RoomClass.FIXTURE
    assert photo.size_wh == (120, 90)
    return Segmentation(labels, None, method="speckled", confidence=1.0)


def test_clean_leaves_large_holes_and_parts() -> None:
    marked = np.zeros((30, 30), bool)
    marked[2:20, 2:20] = True
    marked[5:10, 5:10] = False
    marked[25:30, 25:30] = True
    assert np.array_equal(clean(marked, np.zeros_like(marked), 24), marked)
    cleaned = clean(marked, np.zeros_like(marked), 25)
    assert cleaned[7, 7]
    assert not cleaned[27, 27]


class TestFiles:
    """A target that names mask files."""

    def test_words_and_files(self, tmp_path: Path) -> None:
        photo, labels = room()
        sofa = Mask.from_polygon([(60, 60), (80, 60), (80, 80), (60, 80)], size_wh=photo.size_wh)
        sofa.save(tmp_path / "sofa-2.png")
        marked = mask(photo, target=f"floor + wall - {tmp_path}/sofa-2.png", labels=labels).to_bool()
        assert np.array_equal(marked, ((labels == FLOOR) | (labels == WALL)) & ~sofa.to_bool())

    def test_files_alone_need_no_room(self, tmp_path: Path) -> None:
        blank = Photo(np.full((90, 120, 3), 128, np.uint8))
        Mask.full((120, 90)).save(tmp_path / "all.png")
        assert mask(blank, target=f"{tmp_path}/all.png").is_full

    def test_soft_files_stay_soft_and_keep_wins(self, tmp_path: Path) -> None:
        photo, labels = room()
        Mask(np.full((90, 120), 100, np.uint8)).save(tmp_path / "soft.png")
        made = mask(photo, target=f"floor + {tmp_path}/soft.png", keep="window", labels=labels)
        assert set(made.values[labels == WINDOW].tolist()) == {0}
        assert set(made.values[labels == WALL].tolist()) == {100}
        assert set(made.values[labels == FLOOR].tolist()) == {255}

    def test_a_word_the_method_cannot_tell_is_refused_beside_a_file_too(self, tmp_path: Path) -> None:
        photo, labels = room()
        found = known(labels, knows=frozenset({FLOOR, WALL}))
        with pytest.raises(UnknownChoice, match="test cannot tell rug"):
            mask(photo, target=f"{tmp_path}/a.png - rug", segmentation=found)


class TestModifiers:
    """What is done to the mask once it is made."""

    def test_growing_stops_at_what_is_kept(self) -> None:
        photo, labels = room()
        grown = mask(photo, target="rug", keep="floor", labels=labels, modifiers=[Modifier.of("grow", 5)])
        assert np.array_equal(grown.to_bool(), labels == RUG)
        grown = mask(photo, target="rug", labels=labels, modifiers=[Modifier.of("grow", 5)])
        assert np.array_equal(grown.to_bool(), mask(photo, target="rug", labels=labels).grow(5).to_bool())

    def test_nothing_left_is_the_modifiers_doing(self) -> None:
        photo, labels = room()
        with pytest.raises(EmptyMask, match="the modifiers leave nothing of what was found"):
            mask(photo, target="rug", labels=labels, modifiers=[Modifier.of("shrink", "50%")])
