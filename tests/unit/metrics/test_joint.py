"""Joint counts of two maps against counting pixel by pixel."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.metrics import joint
from maskkit.metrics.joint import checked_labels, joint_counts, joint_segments, require_same_size


def by_hand(first: np.ndarray, second: np.ndarray) -> dict[tuple[int, int], int]:
    return dict(Counter(zip(first.ravel().tolist(), second.ravel().tolist(), strict=True)))


def patches(seed: int, size: tuple[int, int], high: int) -> np.ndarray:
    """A map of patches, as labels and segments are."""
    small = np.random.default_rng(seed).integers(0, high, (size[0] // 4 + 1, size[1] // 4 + 1))
    return np.kron(small, np.ones((4, 4), np.int64))[: size[0], : size[1]]


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (37, 53), (64, 3)])
def test_byte_maps_are_counted_as_by_hand(size: tuple[int, int]) -> None:
    first, second = (np.random.default_rng(seed).integers(0, 256, size, np.uint8) for seed in (1, 2))
    counts = joint_counts(first, second)
    assert counts.dtype == np.int64
    assert {(int(i), int(j)): int(counts[i, j]) for i, j in np.argwhere(counts)} == by_hand(first, second)


def test_strips_that_are_counted_one_by_one_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (patches(seed, (41, 30), 256).astype(np.uint8) for seed in (1, 2))
    whole = joint_counts(first, second)
    monkeypatch.setattr(joint, "_PIXELS_AT_ONCE", 17)
    assert np.array_equal(joint_counts(first, second), whole)


def test_views_into_larger_pictures_are_counted_in_place() -> None:
    first, second = (patches(seed, (40, 40), 9).astype(np.uint8) for seed in (3, 4))
    counts = joint_counts(first[5:31, 7:22], second[5:31, 7:22])
    assert np.array_equal(counts, joint_counts(first[5:31, 7:22].copy(), second[5:31, 7:22].copy()))


@pytest.mark.parametrize("high", [3, 300, 2**40])
@pytest.mark.parametrize("at_once", [13, 1 << 20])
def test_segments_of_any_ids_are_counted_as_by_hand(high: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint, "_PIXELS_AT_ONCE", at_once)
    first, second = patches(5, (33, 29), high) - high // 2, patches(6, (33, 29), high)
    pairs = joint_segments(first, second)
    assert {(a, b): n for a, b, n in zip(*(part.tolist() for part in pairs), strict=True)} == by_hand(first, second)
    assert all(part.dtype == np.int64 for part in pairs)


@pytest.mark.parametrize("ids", [np.int64(2**62), -np.int64(2**62)])
def test_ids_that_span_the_whole_range_do_not_overflow(ids: np.int64) -> None:
    first, second = np.array([[ids, -ids, ids]]), np.array([[-ids, ids, -ids]])
    assert sorted(joint_segments(first, second)[2].tolist()) == [1, 2]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (np.zeros((2, 2, 1), np.uint8), r"pred has the shape \(2, 2, 1\)"),
        (np.zeros((0, 4), np.uint8), r"pred has the shape \(0, 4\)"),
        (np.zeros((2, 2)), "pred is float64"),
        (np.zeros((2, 2), np.bool_), "pred is bool"),
    ],
)
def test_what_is_no_map_of_labels_is_refused(labels: np.ndarray, sentence: str) -> None:
    with pytest.raises(MaskRefused, match=sentence):
        checked_labels(labels, name="pred")


def test_maps_of_different_sizes_are_refused_with_both_sizes() -> None:
    with pytest.raises(SizeMismatch, match="the prediction is 3 x 2 pixels, its truth 2 x 3"):
        require_same_size(np.zeros((2, 3)), np.zeros((3, 2)))


def test_ids_beyond_int64_are_refused_and_large_ones_are_kept_apart() -> None:
    large = np.array([[2**63 - 1, 2**63 - 2]], np.uint64)
    first, second, pixels = joint_segments(checked_labels(large, name="ids"), np.array([[-1, 3]]))
    assert first.tolist() == [2**63 - 2, 2**63 - 1]
    assert (second.tolist(), pixels.tolist()) == ([3, -1], [1, 1])
    with pytest.raises(MaskRefused, match=str(2**63)):
        checked_labels(large + np.uint64(1), name="ids")


def test_two_spans_too_long_for_int64_are_not_taken_for_short_ones() -> None:
    ends = np.array([[-(2**63), 2**63 - 1, -(2**63)]])
    first, second, pixels = joint_segments(ends, ends)
    assert first.tolist() == second.tolist() == [-(2**63), 2**63 - 1]
    assert pixels.tolist() == [2, 1]
