"""What holds for every mask: the algebra, growing and shrinking, feathering, cleaning, resizing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from maskkit.masks.mask import Mask

SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14)
HARD = st.sampled_from([0, 255])
SOFT = st.integers(0, 255)
RADII = st.floats(0, 9, allow_nan=False)


def masks(values: st.SearchStrategy[int] = SOFT) -> st.SearchStrategy[Mask]:
    return SHAPES.flatmap(lambda shape: arrays(np.uint8, shape, elements=values)).map(Mask)


def several(count: int, values: st.SearchStrategy[int] = SOFT) -> st.SearchStrategy[tuple[Mask, ...]]:
    """Masks of one common size."""
    one_size = SHAPES.flatmap(lambda shape: st.tuples(*[arrays(np.uint8, shape, elements=values)] * count))
    return one_size.map(lambda found: tuple(map(Mask, found)))


def within(smaller: Mask, larger: Mask) -> bool:
    return bool(np.all(smaller.values <= larger.values))


class TestAlgebra:
    """Soft masks keep every law of sets except that a thing and its inverse need not fill the picture."""

    @given(several(2))
    def test_de_morgan(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert ~(a | b) == ~a & ~b
        assert ~(a & b) == ~a | ~b

    @given(several(2))
    def test_order_does_not_matter(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert a | b == b | a
        assert a & b == b & a

    @given(several(3))
    def test_grouping_does_not_matter_and_both_distribute(self, three: tuple[Mask, Mask, Mask]) -> None:
        a, b, c = three
        assert (a | b) | c == a | (b | c)
        assert (a & b) & c == a & (b & c)
        assert a & (b | c) == (a & b) | (a & c)
        assert a | (b & c) == (a | b) & (a | c)

    @given(several(2))
    def test_absorption(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert a | (a & b) == a
        assert a & (a | b) == a

    @given(masks())
    def test_idempotence_inverse_and_neutral_masks(self, a: Mask) -> None:
        nothing, everything = Mask.empty(a.size_wh), Mask.full(a.size_wh)
        assert a | a == a & a == ~~a == a
        assert a | nothing == a & everything == a - nothing == a
        assert a & nothing == a - everything == nothing
        assert a | everything == everything

    @given(several(2))
    def test_difference_is_what_the_other_leaves(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert a - b == a & ~b
        assert within(a - b, a)

    @given(several(2, HARD))
    def test_hard_masks_are_sets(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert (a | ~a).is_full
        assert (a - a).is_empty
        assert (a - b) & b == Mask.empty(a.size_wh)
        assert (a - b) | (a & b) == a
        for result in (a | b, a & b, a - b, ~a):
            assert result.is_hard

    @given(several(2), st.integers(1, 255))
    def test_thresholding_goes_through_union_and_intersection(self, pair: tuple[Mask, Mask], threshold: int) -> None:
        a, b = pair
        assert (a | b).hard(threshold) == a.hard(threshold) | b.hard(threshold)
        assert (a & b).hard(threshold) == a.hard(threshold) & b.hard(threshold)


class TestGrowShrink:
    """Exact, monotone, and dual to one another."""

    @given(masks(), RADII)
    def test_growing_never_loses_and_shrinking_never_gains(self, a: Mask, radius: float) -> None:
        assert within(a, a.grow(radius))
        assert within(a.shrink(radius), a)

    @given(several(2), RADII)
    def test_monotone_in_the_mask(self, pair: tuple[Mask, Mask], radius: float) -> None:
        a, b = pair
        assert within((a & b).grow(radius), a.grow(radius))
        assert within((a & b).shrink(radius), a.shrink(radius))

    @given(masks(), RADII, RADII)
    def test_monotone_in_the_radius(self, a: Mask, first: float, second: float) -> None:
        less, more = sorted((first, second))
        assert within(a.grow(less), a.grow(more))
        assert within(a.shrink(more), a.shrink(less))

    @given(masks(), RADII)
    def test_shrinking_is_growing_of_the_rest(self, a: Mask, radius: float) -> None:
        assert a.shrink(radius) == ~((~a).grow(radius))

    @given(masks(), RADII)
    def test_opening_and_closing(self, a: Mask, radius: float) -> None:
        assert within(a.shrink(radius).grow(radius), a)
        assert within(a, a.grow(radius).shrink(radius))

    @given(several(2), RADII)
    def test_growing_goes_through_a_union(self, pair: tuple[Mask, Mask], radius: float) -> None:
        a, b = pair
        assert (a | b).grow(radius) == a.grow(radius) | b.grow(radius)

    @given(masks(), RADII, st.integers(1, 255))
    def test_thresholding_before_or_after_gives_the_same(self, a: Mask, radius: float, threshold: int) -> None:
        assert a.grow(radius).hard(threshold) == a.hard(threshold).grow(radius)
        assert a.shrink(radius).hard(threshold) == a.hard(threshold).shrink(radius)


class TestFeather:
    """Inwards only, and nothing is lost."""

    @given(masks(), RADII)
    def test_zeros_stay_and_nothing_exceeds(self, a: Mask, width: float) -> None:
        feathered = a.feather(width)
        assert within(feathered, a)
        assert np.array_equal(feathered.values > 0, a.values > 0)

    @given(masks(HARD), RADII, RADII)
    def test_a_wider_ramp_is_lower_everywhere(self, a: Mask, first: float, second: float) -> None:
        narrow, wide = sorted((first, second))
        assert within(a.feather(wide), a.feather(narrow))

    @given(masks(HARD), st.floats(1, 9))
    def test_full_value_behind_the_ramp(self, a: Mask, width: float) -> None:
        assert within(a.shrink(width + 0.5), a.feather(width))


class TestCleaning:
    """Filling only adds, dropping only takes, and both need doing once."""

    @given(masks(), st.none() | st.integers(0, 30))
    def test_fill_holes(self, a: Mask, max_px: int | None) -> None:
        filled = a.fill_holes(max_px)
        assert within(a, filled)
        assert filled.fill_holes(max_px) == filled

    @given(masks(HARD))
    def test_every_zero_of_a_filled_mask_has_a_way_out(self, a: Mask) -> None:
        zeros = np.pad(a.fill_holes().values == 0, 1, constant_values=True)
        way_out = np.zeros_like(zeros)
        way_out[0] = True
        for _ in range(zeros.size):
            steps = [np.roll(way_out, step, axis) for step in (-1, 1) for axis in (0, 1)]
            way_out = way_out | (zeros & np.any(steps, axis=0))
        assert np.array_equal(way_out, zeros)

    @given(masks(), st.integers(0, 30))
    def test_drop_specks(self, a: Mask, min_px: int) -> None:
        left = a.drop_specks(min_px)
        assert within(left, a)
        assert left.drop_specks(min_px) == left


class TestResize:
    """By area."""

    @given(SHAPES, SOFT, SHAPES)
    def test_a_constant_mask_stays_constant(self, shape: tuple[int, int], value: int, other: tuple[int, int]) -> None:
        resized = Mask(np.full(shape, value, np.uint8)).resize(other[::-1])
        assert resized.size_wh == other[::-1]
        assert np.all(resized.values == value)

    @given(masks(), SHAPES)
    def test_values_stay_within_the_old_range(self, a: Mask, other: tuple[int, int]) -> None:
        resized = a.resize(other[::-1]).values
        assert a.values.min() <= resized.min() <= resized.max() <= a.values.max()

    @given(masks(HARD), st.integers(1, 4), st.integers(1, 4))
    def test_whole_factors_come_back(self, a: Mask, across: int, down: int) -> None:
        width, height = a.size_wh
        larger = a.resize((width * across, height * down))
        assert np.array_equal(larger.values, a.values.repeat(down, axis=0).repeat(across, axis=1))
        assert larger.resize(a.size_wh) == a

    @given(masks(HARD), SHAPES)
    def test_hard_stays_hard(self, a: Mask, other: tuple[int, int]) -> None:
        assert a.resize(other[::-1]).is_hard


class TestHash:
    """Equal masks, equal hashes; and only they."""

    @given(several(2, HARD))
    def test_hash_goes_with_equality(self, pair: tuple[Mask, Mask]) -> None:
        a, b = pair
        assert (a == b) == (a.sha256 == b.sha256)
