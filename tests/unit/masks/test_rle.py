"""COCO run lengths: what they are, what pycocotools writes for them, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from maskkit.errors import BadRle, SizeMismatch
from maskkit.limits import ImageLimits
from maskkit.masks.rle import Rle, rle_decode, rle_encode, rle_intersection, rle_iou, rle_union


def picture(*rows: str) -> np.ndarray:
    return np.array([[mark == "#" for mark in row] for row in rows])


RING = picture("####", "#..#", "####")


class TestEncode:
    """Column by column, kept first."""

    def test_counts_run_down_the_columns(self) -> None:
        assert rle_encode(RING).counts.tolist() == [0, 4, 1, 2, 1, 4]

    def test_a_run_goes_on_from_the_foot_of_a_column_to_the_top_of_the_next(self) -> None:
        assert rle_encode(picture(".#", "#.")).counts.tolist() == [1, 2, 1]

    @pytest.mark.parametrize(("marked", "counts"), [("#", [0, 1]), (".", [1])])
    def test_one_pixel(self, marked: str, counts: list[int]) -> None:
        assert rle_encode(picture(marked)).counts.tolist() == counts

    def test_nothing_and_everything(self) -> None:
        assert rle_encode(np.zeros((5, 7), bool)).counts.tolist() == [35]
        assert rle_encode(np.ones((5, 7), bool)).counts.tolist() == [0, 35]

    def test_any_layout_in_memory(self) -> None:
        rng = np.random.default_rng(0)
        marked = rng.random((40, 60)) < 0.3
        for view in (marked, np.asfortranarray(marked), marked.T, marked[::-1], marked[::2, 1::3], marked[:, :1]):
            assert np.array_equal(rle_decode(rle_encode(view)), view)
            assert rle_encode(view) == rle_encode(np.asfortranarray(view)) == rle_encode(view.copy())

    def test_more_rows_than_one_block_holds(self) -> None:
        marked = np.zeros((1_400_001, 3), bool)
        marked[[0, 699_050, 699_051, 1_400_000], [0, 1, 1, 2]] = True
        assert rle_encode(marked).counts.tolist() == [0, 1, 2_099_050, 2, 2_100_949, 1]

    def test_noise_goes_another_way_to_the_same_counts(self) -> None:
        marked = np.random.default_rng(1).random((97, 203)) < 0.5
        values = marked.T.ravel().astype(int)
        expected = np.flatnonzero(np.diff(values, prepend=0))
        assert np.array_equal(np.cumsum(rle_encode(marked).counts)[:-1], expected)

    @pytest.mark.parametrize("wrong", [np.zeros((3, 3), np.uint8), np.zeros(3, bool), np.zeros((0, 3), bool)])
    def test_only_a_map_of_bool(self, wrong: np.ndarray) -> None:
        with pytest.raises(ValueError, match="rle_encode needs"):
            rle_encode(wrong)


class TestCoco:
    """Texts that pycocotools 2.0.11 wrote."""

    @pytest.mark.parametrize(
        ("size", "counts", "text"),
        [
            ([9, 10], [6, 1, 40, 4, 5, 4, 5, 4, 21], "61X13mN000`0"),
            ([9, 10], [0, 90], "0j2"),
            ([9, 10], [90], "j2"),
            ([9, 10], [0, 1, 0, 1, 88], "0100h2"),
            ([3000, 4000], [10_000_000, 1, 1_999_999], "PdUa91oSQm1"),
        ],
    )
    def test_known_codes(self, size: list[int], counts: list[int], text: str) -> None:
        rle = Rle.from_coco({"size": size, "counts": counts})
        assert rle.to_coco() == {"size": size, "counts": text}
        assert rle.to_coco(compressed=False) == {"size": size, "counts": counts}
        assert Rle.from_coco({"size": size, "counts": text}) == rle
        assert Rle.from_coco({"size": size, "counts": text.encode()}) == rle

    def test_is_ready_for_json(self) -> None:
        rle = rle_encode(RING)
        for compressed in (True, False):
            assert Rle.from_coco(json.loads(json.dumps(rle.to_coco(compressed=compressed)))) == rle

    def test_long_texts_come_back(self) -> None:
        marked = np.random.default_rng(2).random((300, 301)) < 0.5
        assert rle_encode(marked).counts.size > 2**15
        assert np.array_equal(rle_decode(Rle.from_coco(rle_encode(marked).to_coco())), marked)


class TestRefused:
    """Nothing of an impossible size is allocated, and the sentence names the number that is wrong."""

    @pytest.mark.parametrize(
        ("code", "sentence"),
        [
            ({"size": [2, 2], "counts": [1, 2]}, "sum to 3, not to 4"),
            ({"size": [2, 2], "counts": [1, 5]}, "count 1 is 5, of 4 pixels"),
            ({"size": [2, 2], "counts": [5, -1]}, "count 0 is 5"),
            ({"size": [2, 2], "counts": [1, -1, 4]}, "count 1 is -1"),
            ({"size": [2, 2], "counts": [10**30]}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": [2**64 - 1]}, "count 0 is 18446744073709551615"),
            ({"size": [2, 2], "counts": [2**62, 2**62, 2**62, 2**62, 4]}, "count 0 is"),
            ({"size": [2, 2], "counts": [4.0]}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": [[4]]}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": [[4], 1]}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": ["4"]}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": []}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": None}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": ""}, "no list of whole numbers"),
            ({"size": [2, 2], "counts": "1 2"}, "byte 32 at place 1"),
            ({"size": [2, 2], "counts": "1é"}, "byte 195 at place 1"),
            ({"size": [2, 2], "counts": "1\ud800"}, "byte 237 at place 1"),
            ({"size": [2, 2], "counts": "1P"}, "end within a number"),
            ({"size": [2, 2], "counts": "PPPPPPPP0"}, "number 0 of the counts has 9 characters"),
            ({"size": [2, 2], "counts": "oooooo0"}, "number 0 of the counts is"),
            ({"size": [2, 2], "counts": "0" * 99}, "99 characters of counts are too many"),
            ({"size": [2, 2], "counts": "0" * 9}, "sum to 0"),
            ({"size": [0, 2], "counts": [0]}, "cannot be"),
            ({"size": [-2, -2], "counts": [4]}, "cannot be"),
            ({"size": [2**40, 2**40], "counts": [2**80]}, "cannot be"),
            ({"size": [20_000, 20], "counts": [400_000]}, "over the limit of 40 megapixels and 12000 a side"),
            ({"size": [9_000, 9_000], "counts": "0"}, "over the limit"),
            ({"size": [2.0, 2], "counts": [4]}, "no [height, width]"),
            ({"size": [True, True], "counts": [1]}, "no [height, width]"),
            ({"size": [2], "counts": [2]}, "no [height, width]"),
            ({"size": "22", "counts": [4]}, "no [height, width]"),
            ({"counts": [4]}, "no size and counts"),
            ([2, 2], "no size and counts"),
        ],
    )
    def test_codes(self, code: object, sentence: str) -> None:
        with pytest.raises(BadRle) as refusal:
            Rle.from_coco(code)  # type: ignore[arg-type]
        assert sentence in str(refusal.value)

    def test_limits_can_be_raised(self) -> None:
        code = {"size": [20_000, 20], "counts": [400_000]}
        rle = Rle.from_coco(code, limits=ImageLimits(max_side_px=20_000))
        with pytest.raises(BadRle, match="over the limit"):
            rle_decode(rle)
        assert not rle_decode(rle, limits=ImageLimits(max_side_px=20_000)).any()


class TestValue:
    """Frozen, compared by what it says."""

    def test_counts_cannot_be_changed_from_outside(self) -> None:
        given = np.array([1, 3])
        rle = Rle((2, 2), given)
        given[0] = 9
        assert rle.counts.tolist() == [1, 3]
        with pytest.raises(ValueError, match="read-only"):
            rle.counts[0] = 2

    def test_equal_by_value(self) -> None:
        assert rle_encode(RING) == rle_encode(RING.copy())
        assert hash(rle_encode(RING)) == hash(rle_encode(RING.copy()))
        assert rle_encode(RING) != rle_encode(RING.T)
        assert rle_encode(RING) != "ring"

    def test_says_what_it_is(self) -> None:
        assert repr(rle_encode(RING)) == "<Rle 4 x 3, 10 marked, 6 counts>"


class TestRuns:
    """Worked out without decoding."""

    @pytest.mark.parametrize(
        ("marked", "bounds"),
        [
            (picture("...", "...", "..."), None),
            (picture("....", ".##.", ".#..", "...."), (1, 1, 3, 3)),
            (picture("....", "..#.", ".#.#", "...."), (1, 1, 4, 3)),
            (picture(".#", "#."), (0, 0, 2, 2)),
            (picture("##", "##"), (0, 0, 2, 2)),
            (picture("..#", "..#"), (2, 0, 3, 2)),
        ],
    )
    def test_bounds(self, marked: np.ndarray, bounds: tuple[int, int, int, int] | None) -> None:
        assert rle_encode(marked).bounds() == bounds
        assert rle_encode(marked).area == marked.sum()

    def test_runs_of_no_pixels_mean_nothing(self) -> None:
        rle = Rle((2, 3), np.array([0, 0, 1, 2, 0, 1, 0, 0, 2]))
        assert rle_decode(rle).T.ravel().tolist() == [False, True, True, True, False, False]
        assert rle.bounds() == (0, 0, 2, 2)
        assert rle_union([rle, rle]).counts.tolist() == [1, 3, 2]

    def test_union_and_intersection_of_several(self) -> None:
        masks = [np.random.default_rng(seed).random((7, 9)) < 0.6 for seed in range(3)]
        codes = [rle_encode(marked) for marked in masks]
        assert rle_union(codes) == rle_encode(masks[0] | masks[1] | masks[2])
        assert rle_intersection(codes) == rle_encode(masks[0] & masks[1] & masks[2])

    def test_iou_with_nothing_is_0(self) -> None:
        nothing = rle_encode(np.zeros((3, 4), bool))
        assert rle_iou(nothing, nothing) == 0
        assert rle_iou(nothing, rle_encode(RING)) == 0

    def test_iou_with_a_crowd_counts_only_the_first_area(self) -> None:
        left, everything = rle_encode(picture("##..")), rle_encode(picture("####"))
        assert rle_iou(left, everything) == 0.5
        assert rle_iou(left, everything, crowd=True) == 1

    def test_different_sizes_do_not_go_together(self) -> None:
        with pytest.raises(SizeMismatch, match="do not go together"):
            rle_union([rle_encode(RING), rle_encode(RING.T)])
