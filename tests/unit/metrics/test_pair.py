"""What may be scored, what is refused, and what a pair shares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.masks.mask import Mask
from maskkit.metrics import pair as pair_module
from maskkit.metrics.counts import Counts
from maskkit.metrics.pair import Pair, pair_of

TRUTH = np.array([[True, False, True]])


class TestInput:
    def test_every_kind_of_mask_means_the_same(self) -> None:
        grey = np.array([[255, 0, 128]], np.uint8)
        for given in (TRUTH, grey, grey / 255, (grey / 255).astype(np.float32), (grey / 255).astype(">f8"), Mask(grey)):
            pair = Pair.of(given, given)
            assert pair.pred.tolist() == pair.truth.tolist() == TRUTH.tolist()

    def test_a_half_is_in(self) -> None:
        soft = np.array([[127, 128]], np.uint8)
        assert Pair.of(soft, soft).pred.tolist() == [[False, True]]
        halves = np.array([[0.49999, 0.5]])
        assert Pair.of(halves, halves).truth.tolist() == [[False, True]]

    @pytest.mark.parametrize("level", [0, 1, 51, 77, 128, 254, 255])
    def test_a_threshold_means_the_same_for_bytes_and_for_shares(self, level: int) -> None:
        grey = np.arange(256, dtype=np.uint8)[None]
        by_bytes = Pair.of(grey, grey, threshold=level / 255)
        by_shares = Pair.of(grey / 255, grey, threshold=level / 255)
        assert by_bytes.pred.tolist() == by_shares.pred.tolist() == (grey >= level).tolist()
        assert by_bytes.truth.tolist() == (grey >= 128).tolist()

    @pytest.mark.parametrize("threshold", [-0.1, 1.1, math.nan])
    def test_a_threshold_is_a_share(self, threshold: float) -> None:
        with pytest.raises(ValueError, match="threshold must be within"):
            Pair.of(TRUTH, TRUTH, threshold=threshold)

    @pytest.mark.parametrize("place", ["pred", "truth"])
    @pytest.mark.parametrize(
        ("mask", "said"),
        [
            (np.zeros((1, 3, 1), np.uint8), r"has the shape \(1, 3, 1\)"),
            (np.zeros(3, np.uint8), r"has the shape \(3,\)"),
            (np.zeros((0, 3), np.uint8), r"has the shape \(0, 3\)"),
            (np.zeros((1, 3), np.int64), "is int64"),
            (np.zeros((1, 3), np.uint16), "is uint16"),
            (np.zeros((1, 3), np.complex128), "is complex128"),
            (np.array([["a", "b", "c"]]), "is <U1"),
            (np.array([[None, 1, 2]]), "is object"),
            (np.array([[0, 1, 1]], np.uint8), "is uint8 and its largest value is 1"),
            (np.array([[0.0, math.nan, 1.0]]), "is nan at x 1, y 0"),
            (np.array([[0.0, 1.0, 1.0001]]), r"is 1.0001 at x 2, y 0"),
            (np.array([[-0.5, 1.0, 0.0]], np.float32), r"is -0.5 at x 0, y 0"),
            (np.array([[0.0, math.inf, 0.0]], np.float32), "is inf at x 1, y 0"),
        ],
    )
    def test_what_is_no_mask_is_refused_by_name_value_and_place(self, place: str, mask: np.ndarray, said: str) -> None:
        given = {"pred": TRUTH, "truth": TRUTH} | {place: mask}
        with pytest.raises(MaskRefused, match=f"{place} {said}"):
            Pair.of(**given)

    def test_sizes_must_match(self) -> None:
        with pytest.raises(SizeMismatch, match="truth is 3 x 1 pixels, the prediction 1 x 3"):
            Pair.of(TRUTH.T, TRUTH)
        with pytest.raises(SizeMismatch, match="valid is 3 x 1 pixels, the prediction 1 x 3"):
            Pair.of(TRUTH.T, TRUTH.T, valid=TRUTH)

    def test_what_is_scored_is_bool(self) -> None:
        with pytest.raises(MaskRefused, match="valid is uint8, not bool"):
            Pair.of(TRUTH, TRUTH, valid=np.array([[255, 0, 255]], np.uint8))

    def test_an_empty_byte_mask_is_a_mask(self) -> None:
        assert Pair.of(np.zeros((1, 3), np.uint8), TRUTH).counts == Counts(0, 0, 2, 1)

    def test_neither_side_is_written_to(self) -> None:
        frozen = TRUTH.copy()
        frozen.flags.writeable = False
        pair = Pair.of(frozen, frozen, valid=frozen)
        assert pair.counts == Counts(2, 0, 0, 0)


class TestSoft:
    @pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
    def test_shares_stay_shares(self, dtype: type[np.floating]) -> None:
        given = np.array([[0.25, 0.75]], dtype)
        assert Pair.of(given, given).soft.tolist() == [[0.25, 0.75]]
        assert Pair.of(given, given).soft.dtype == np.float32

    def test_bytes_become_shares(self) -> None:
        given = np.array([[0, 51, 255]], np.uint8)
        assert Pair.of(given, given).soft == pytest.approx(np.array([[0, 0.2, 1]]))

    def test_bool_becomes_0_and_1(self) -> None:
        assert Pair.of(TRUTH, TRUTH).soft.tolist() == [[1, 0, 1]]

    def test_the_values_stay_as_they_were_given(self) -> None:
        given = np.array([[0.25, 0.75]])
        assert Pair.of(given, given).given is given


class TestCounts:
    @pytest.mark.parametrize("shape", [(1, 1), (3, 5), (17, 130)])
    def test_they_are_those_of_bool_arrays(self, shape: tuple[int, int]) -> None:
        generator = np.random.default_rng(3)
        pred, truth, valid = (generator.random(shape) < 0.5 for _ in range(3))
        for scored in (None, valid):
            where = np.ones(shape, np.bool_) if scored is None else scored
            expected = [
                int(np.count_nonzero(a & b & where))
                for a, b in ((pred, truth), (pred, ~truth), (~pred, truth), (~pred, ~truth))
            ]
            assert Pair.of(pred, truth, valid=scored).counts == Counts(*expected)

    def test_they_are_the_same_in_strips(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pred, truth = np.random.default_rng(4).random((2, 37, 41)) < 0.5
        whole = Pair.of(pred, truth).counts
        monkeypatch.setattr(pair_module, "_PIXELS_AT_ONCE", 100)
        assert Pair.of(pred, truth).counts == whole
        assert Pair.of(np.asfortranarray(pred), truth[::-1][::-1]).counts == whole

    def test_equal_masks_agree(self) -> None:
        assert Pair.of(TRUTH, TRUTH).agree
        assert not Pair.of(TRUTH, ~TRUTH).agree
        assert Pair.of(TRUTH, ~TRUTH, valid=np.zeros_like(TRUTH)).agree


class TestPairOf:
    def test_a_ready_pair_is_taken_as_it_is(self) -> None:
        pair = Pair.of(TRUTH, TRUTH)
        assert pair_of(pair, None) is pair

    def test_a_pair_takes_no_second_truth(self) -> None:
        with pytest.raises(TypeError, match="already holds its truth"):
            pair_of(Pair.of(TRUTH, TRUTH), TRUTH)

    def test_a_prediction_alone_is_not_enough(self) -> None:
        with pytest.raises(TypeError, match="needs its truth"):
            pair_of(TRUTH, None)


def test_what_metrics_share_is_made_once() -> None:
    made = []

    def make(pair: Pair, width: int) -> list[int]:
        made.append(width)
        return [width]

    pair = Pair.of(TRUTH, TRUTH)
    assert pair.once(make, 1) is pair.once(make, 1)
    assert pair.once(make, 2) == [2]
    assert made == [1, 2]


def test_measures_of_the_picture() -> None:
    pair = Pair.of(np.zeros((3, 4), np.bool_), np.zeros((3, 4), np.bool_))
    assert pair.size_wh == (4, 3)
    assert pair.diagonal_px == 5
