"""The text of COCO counts, group by group."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import BadRle
from maskkit.masks.coco_counts import counts_to_text, text_to_counts


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (1, "1"), (15, "?"), (16, "`0"), (31, "o0"), (32, "P1"), (511, "o?"), (512, "P`0")]
)
def test_one_number(count: int, text: str) -> None:
    assert counts_to_text(np.array([count])) == text
    assert text_to_counts(text, 1000).tolist() == [count]


@pytest.mark.parametrize(
    ("step", "text"), [(-1, "O"), (-16, "@"), (-17, "_O"), (-32, "PO"), (-512, "P@"), (-513, "o_O")]
)
def test_differences_may_be_negative(step: int, text: str) -> None:
    counts = [5, 1000, 5, 1000 + step]
    assert counts_to_text(np.array(counts)).endswith(text)
    assert text_to_counts(counts_to_text(np.array(counts)), 4000).tolist() == counts


def test_differences_start_with_the_fourth_number() -> None:
    assert counts_to_text(np.array([1, 2, 3, 4, 5])) == "12322"


def text_of(number: int) -> str:
    """The text of one number, group by group, as the COCO API has it."""
    groups = []
    while not groups or number != (-1 if groups[-1] & 16 else 0):
        groups.append(number & 31)
        number >>= 5
    return "".join(chr(48 + group + 32 * (place < len(groups) - 1)) for place, group in enumerate(groups))


def test_numbers_of_any_size_are_written_as_the_coco_api_does() -> None:
    steps = [sign * (1 << bits) + off for bits in range(31) for sign in (1, -1) for off in (-1, 0, 1)]
    for step in steps:
        counts = [0, max(0, -step), 7, max(0, -step) + step]
        if max(counts) < 2**31:
            assert counts_to_text(np.array(counts)) == "".join(map(text_of, [*counts[:3], step]))


def test_many_numbers_come_back() -> None:
    rng = np.random.default_rng(3)
    counts = (10 ** rng.uniform(0, 9, 50_000)).astype(np.int64)
    assert np.array_equal(text_to_counts(counts_to_text(counts), 10**9), counts)


def test_a_sum_that_runs_over_is_refused_before_it_does() -> None:
    with pytest.raises(BadRle, match="number 1 of the counts is 8589934591"):
        text_to_counts("0oooooo7", 100)


def test_no_text_has_no_counts() -> None:
    assert text_to_counts("", 10).tolist() == []
