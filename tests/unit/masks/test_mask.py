"""The mask value: what it is, how masks combine, and when one is refused."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import (
    BadPolygon,
    EmptyMask,
    FullMask,
    GreyMask,
    MaskRefused,
    OutputExists,
    SizeMismatch,
    UnknownChoice,
    UnsupportedFormat,
)
from maskkit.masks.mask import Mask

SOFT = Mask(np.array([[0, 1, 127], [128, 254, 255]], np.uint8))


def square(size_wh: tuple[int, int] = (10, 8), box: tuple[int, int, int, int] = (2, 1, 6, 5)) -> Mask:
    values = np.zeros(size_wh[::-1], np.uint8)
    values[box[1] : box[3], box[0] : box[2]] = 255
    return Mask(values)


def png(values: np.ndarray, mode: str | None = None) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(values)
    (image.convert(mode) if mode else image).save(buffer, "PNG")
    return buffer.getvalue()


class TestValue:
    """A mask is a frozen (H, W) uint8."""

    @pytest.mark.parametrize(
        "values",
        [
            np.zeros((2, 3, 1), np.uint8),
            np.zeros((2, 3), np.float32),
            np.zeros((2, 3), bool),
            np.zeros((0, 3), np.uint8),
            np.zeros(6, np.uint8),
        ],
    )
    def test_refuses_other_arrays(self, values: np.ndarray) -> None:
        with pytest.raises(ValueError, match="a mask needs"):
            Mask(values)

    def test_does_not_change_with_the_array_it_was_made_from(self) -> None:
        values = np.zeros((2, 2), np.uint8)
        mask = Mask(values)
        values[:] = 255
        assert mask.is_empty

    def test_its_array_cannot_be_written_to(self) -> None:
        with pytest.raises(ValueError, match="read-only"):
            square().values[0, 0] = 255

    def test_size_is_width_then_height(self) -> None:
        assert square((10, 8)).size_wh == (10, 8)

    def test_results_of_operations_are_frozen_too(self) -> None:
        for mask in (square() | square(), ~square(), square().grow(1), square().feather(2), square().fill_holes()):
            assert not mask.values.flags.writeable

    def test_a_view_with_strides_becomes_contiguous(self) -> None:
        base = np.zeros((8, 8), np.uint8)
        base.flags.writeable = False
        assert Mask(base[::2, ::2]).values.flags.c_contiguous

    def test_equality_and_hash_go_by_content(self) -> None:
        assert square() == square()
        assert hash(square()) == hash(square())
        assert square() != square(box=(2, 1, 6, 6))
        assert square() != "a mask"

    def test_hash_tells_sizes_apart(self) -> None:
        assert Mask.empty((4, 2)).sha256 != Mask.empty((2, 4)).sha256

    def test_repr_says_size_share_and_kind(self) -> None:
        assert repr(square()) == "<Mask 10 x 8, 20.0% marked, hard>"
        assert "soft" in repr(SOFT)


class TestFacts:
    """Hard or soft, how much, and where."""

    def test_hard_means_only_0_and_255(self) -> None:
        assert square().is_hard
        assert not SOFT.is_hard
        assert not Mask(np.array([[254]], np.uint8)).is_hard

    def test_empty_and_full(self) -> None:
        assert Mask.empty((3, 2)).is_empty
        assert Mask.full((3, 2)).is_full
        assert not square().is_empty
        assert not square().is_full
        assert not Mask(np.array([[254]], np.uint8)).is_full

    def test_coverage_counts_greys_by_value(self) -> None:
        assert Mask(np.array([[0, 51]], np.uint8)).coverage == pytest.approx(0.1)

    def test_grey_share_counts_what_is_neither(self) -> None:
        assert SOFT.grey_share == pytest.approx(4 / 6)
        assert square().grey_share == 0

    def test_alpha_runs_from_0_to_1(self) -> None:
        alpha = SOFT.alpha
        assert alpha.dtype == np.float32
        assert alpha[0, 0] == 0
        assert alpha[1, 2] == 1

    def test_bounds_exclude_right_and_bottom(self) -> None:
        assert square().bounds() == (2, 1, 6, 5)
        assert Mask.empty((4, 4)).bounds() is None

    def test_threshold_includes_its_value(self) -> None:
        assert SOFT.hard().values.tolist() == [[0, 0, 0], [255, 255, 255]]
        assert SOFT.to_bool(1).sum() == 5
        assert SOFT.hard(255).values.tolist() == [[0, 0, 0], [0, 0, 255]]

    def test_hard_of_a_hard_mask_is_itself(self) -> None:
        mask = square()
        assert mask.hard() is mask


class TestMaking:
    """From bool, polygons and files."""

    def test_from_bool(self) -> None:
        assert Mask.from_bool(np.array([[True, False]])).values.tolist() == [[255, 0]]

    def test_from_bool_refuses_numbers(self) -> None:
        with pytest.raises(ValueError, match=r"needs \(H, W\) bool"):
            Mask.from_bool(np.array([[1, 0]]))

    def test_from_polygon_marks_the_centres_inside(self) -> None:
        assert Mask.from_polygon([(2, 1), (6, 1), (6, 5), (2, 5)], size_wh=(10, 8)) == square()

    def test_from_polygons_leaves_holes_open(self) -> None:
        outer, hole = [(0, 0), (9, 0), (9, 9), (0, 9)], [(3, 3), (6, 3), (6, 6), (3, 6)]
        mask = Mask.from_polygons([outer, hole], size_wh=(9, 9))
        assert mask.to_bool().sum() == 81 - 9
        assert mask.values[4, 4] == 0

    def test_from_polygon_without_area_is_refused(self) -> None:
        with pytest.raises(BadPolygon, match="one line"):
            Mask.from_polygon([(0, 0), (5, 5), (9, 9)], size_wh=(10, 10))


class TestFiles:
    """Opening and saving keep every value."""

    def test_save_and_open_give_the_same_mask(self, tmp_path: Path) -> None:
        SOFT.save(tmp_path / "mask.png")
        assert Mask.open(tmp_path / "mask.png") == SOFT

    def test_greys_in_a_file_stay_grey(self) -> None:
        values = np.arange(256, dtype=np.uint8).reshape(16, 16)
        assert np.array_equal(Mask.open(png(values)).values, values)

    def test_a_one_bit_file_is_a_hard_mask(self) -> None:
        assert Mask.open(png(square().values, "1")) == square()

    def test_a_coloured_file_is_refused(self) -> None:
        with pytest.raises(MaskRefused):
            Mask.open(png(np.array([[[255, 0, 0], [0, 255, 0]]], np.uint8)))

    def test_save_does_not_overwrite_unasked(self, tmp_path: Path) -> None:
        square().save(tmp_path / "mask.png")
        with pytest.raises(OutputExists):
            SOFT.save(tmp_path / "mask.png")
        SOFT.save(tmp_path / "mask.png", overwrite=True)
        assert Mask.open(tmp_path / "mask.png") == SOFT

    def test_equal_masks_give_equal_bytes(self, tmp_path: Path) -> None:
        square().save(tmp_path / "one.png")
        square().save(tmp_path / "two.png")
        assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()

    def test_jpeg_is_refused_because_it_rings(self, tmp_path: Path) -> None:
        with pytest.raises(UnsupportedFormat, match="only written as PNG"):
            square().save(tmp_path / "mask.jpg")

    def test_jpeg_ringing_is_kept_and_told(self) -> None:
        buffer = io.BytesIO()
        values = square((64, 64), (10, 10, 40, 40)).values
        Image.fromarray(values).save(buffer, "JPEG", quality=60)
        mask = Mask.open(buffer.getvalue())
        assert 0 < mask.grey_share < 0.5
        assert np.array_equal(mask.hard().values, values)

    def test_open_checks_the_size_and_names_the_file(self, tmp_path: Path) -> None:
        square((10, 8)).save(tmp_path / "mask.png")
        with pytest.raises(SizeMismatch, match=r"mask\.png.*10 x 8.*20 x 8"):
            Mask.open(tmp_path / "mask.png", photo_size_wh=(20, 8))


class TestSizes:
    """A mask of another size is never stretched or turned."""

    def test_the_right_size_passes(self) -> None:
        mask = square()
        assert mask.require_size((10, 8)) is mask

    def test_a_turned_mask_is_recognised(self) -> None:
        with pytest.raises(SizeMismatch, match="turned by 90 degrees they match"):
            square((10, 8)).require_size((8, 10))

    def test_a_scaled_mask_is_recognised(self) -> None:
        with pytest.raises(SizeMismatch, match="proportions match"):
            square((1024, 768)).require_size((4032, 3024))

    def test_any_other_size_names_both(self) -> None:
        with pytest.raises(SizeMismatch, match=r"10 x 8 pixels, the upright photo 31 x 8\."):
            square().require_size((31, 8))

    @pytest.mark.parametrize("operate", [Mask.__or__, Mask.__and__, Mask.__sub__])
    def test_masks_of_different_sizes_do_not_combine(self, operate: object) -> None:
        with pytest.raises(SizeMismatch, match="do not go together"):
            operate(square((10, 8)), square((8, 10)))


class TestAlgebra:
    """Sets for hard masks, largest and smallest values for soft ones."""

    LEFT = Mask(np.array([[255, 255, 0, 0, 100]], np.uint8))
    RIGHT = Mask(np.array([[255, 0, 255, 0, 200]], np.uint8))

    def test_union(self) -> None:
        assert (self.LEFT | self.RIGHT).values.tolist() == [[255, 255, 255, 0, 200]]

    def test_intersection(self) -> None:
        assert (self.LEFT & self.RIGHT).values.tolist() == [[255, 0, 0, 0, 100]]

    def test_difference(self) -> None:
        assert (self.LEFT - self.RIGHT).values.tolist() == [[0, 255, 0, 0, 55]]

    def test_inverse(self) -> None:
        assert (~self.LEFT).values.tolist() == [[0, 0, 255, 255, 155]]


class TestCheck:
    """What cannot be generated with is refused before anything is spent."""

    def test_a_good_mask_is_handed_on(self) -> None:
        mask = square()
        assert mask.check() is mask

    def test_empty(self) -> None:
        with pytest.raises(EmptyMask, match="Paint 255"):
            Mask.empty((4, 4)).check()

    def test_full(self) -> None:
        with pytest.raises(FullMask, match=r"room\.png: the mask marks the whole photo"):
            Mask.full((4, 4)).check(where="room.png")

    def test_full_when_asked_for(self) -> None:
        assert Mask.full((4, 4)).check(allow_full=True).is_full

    def test_grey_only_when_a_limit_is_given(self) -> None:
        assert SOFT.check() is SOFT
        with pytest.raises(GreyMask, match=r"66\.7%"):
            SOFT.check(max_grey_share=0.1)


class TestLengths:
    """Pixels or per cent of the short edge."""

    def test_per_cent_of_the_short_edge(self) -> None:
        mask = square((200, 100), (50, 40, 60, 50))
        assert mask.grow("3%") == mask.grow(3)
        assert mask.shrink("2%") == mask.shrink("2px")
        assert mask.feather("4%") == mask.feather(4)

    @pytest.mark.parametrize("length", [-1, "wide", "nan", "-3%", "5em"])
    def test_no_length(self, length: object) -> None:
        with pytest.raises(UnknownChoice, match="is no length"):
            square().grow(length)


class TestResize:
    """By area: hard stays hard, soft stays soft."""

    def test_half_coverage_is_marked(self) -> None:
        mask = Mask.from_bool(np.array([[True, False, False, False, True, True]]))
        assert mask.resize((3, 1)).values.tolist() == [[255, 0, 255]]

    def test_soft_masks_average(self) -> None:
        assert Mask(np.array([[0, 100, 255, 255]], np.uint8)).resize((2, 1)).values.tolist() == [[50, 255]]

    def test_the_same_size_is_the_same_mask(self) -> None:
        mask = square()
        assert mask.resize(mask.size_wh) is mask

    def test_a_hard_mask_never_gets_greys(self) -> None:
        assert square().resize((7, 13)).is_hard

    def test_whole_factors_up_and_down_come_back(self) -> None:
        assert square().resize((30, 24)).resize((10, 8)) == square()

    def test_nothing_shifts(self) -> None:
        left, top, right, bottom = square((100, 80), (20, 10, 60, 50)).resize((50, 160)).bounds()
        assert (left, top, right, bottom) == (10, 20, 30, 100)


class TestOutlines:
    """Regions and run lengths: the same mask in other words."""

    def ring(self) -> Mask:
        return square(box=(1, 1, 8, 7)) - square(box=(3, 2, 5, 5)) | square(box=(9, 0, 10, 1))

    def test_regions_give_the_mask_back(self) -> None:
        regions = self.ring().to_regions()
        assert [len(region.holes) for region in regions] == [0, 1]
        assert Mask.from_regions(regions, size_wh=(10, 8)) == self.ring()

    def test_fewer_corners_stay_near_and_keep_every_part(self) -> None:
        y, x = np.mgrid[:200, :300]
        disk = Mask.from_bool((np.hypot(x - 150, y - 100) < 80) & (np.hypot(x - 150, y - 100) > 3))
        exact, simple = disk.to_regions(), disk.to_regions(tolerance_px=1.0)
        assert [len(region.holes) for region in simple] == [1]
        assert len(simple[0].outer) < len(exact[0].outer) / 5
        again = Mask.from_regions(simple, size_wh=(300, 200))
        assert (again & disk).coverage / (again | disk).coverage > 0.98

    def test_nothing_has_no_regions(self) -> None:
        assert Mask.empty((5, 4)).to_regions() == Mask.empty((5, 4)).to_regions(tolerance_px=1) == ()
        assert Mask.from_regions((), size_wh=(5, 4)) == Mask.empty((5, 4))

    def test_run_lengths_give_the_mask_back(self) -> None:
        assert Mask.from_rle(self.ring().to_rle()) == self.ring()
        assert self.ring().to_rle().size_hw == (8, 10)

    def test_a_soft_mask_is_not_thresholded_in_silence(self) -> None:
        for outline in (SOFT.to_regions, SOFT.to_rle):
            with pytest.raises(GreyMask, match="outlines have no greys"):
                outline()
        assert SOFT.hard().to_rle().area == 3
