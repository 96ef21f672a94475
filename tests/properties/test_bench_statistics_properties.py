"""What holds for every interval and every p, and for every way to fold a label map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from maskkit.bench.choosing import Condition
from maskkit.bench.dataset import safe_name
from maskkit.bench.scope import CLASSES, Scope, is_label_map, strangers
from maskkit.bench.statistics import Interval, Resampling, bootstrap, sign_flip_p
from maskkit.types import Floats

SHARES = st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 3))
VALUES = arrays(np.float64, st.integers(2, 12), elements=SHARES)
LABELS = arrays(np.uint8, (4, 5), elements=st.sampled_from([0, *(int(c) for c in CLASSES), 255]))
WORDS = st.sets(st.sampled_from([c.name.lower() for c in CLASSES]), min_size=1)
HOW = st.builds(Resampling, kind=st.sampled_from(["bca", "percentile"]), resamples=st.just(60), seed=st.integers(0, 9))


def mean_interval(values: Floats, how: Resampling, groups: Any = None) -> Interval:
    return bootstrap(lambda w: (w @ values / w.sum(axis=1))[:, None], len(values), groups=groups, how=how)[0]


@given(VALUES, HOW)
def test_the_interval_of_a_mean_lies_among_its_values(values: Floats, how: Resampling) -> None:
    """No draw can have a mean beyond them."""
    found = mean_interval(values, how)
    slack = 1e-12
    assert values.min() - slack <= found.low <= found.high <= values.max() + slack
    assert found.value == pytest.approx(values.mean())


@given(VALUES, HOW, st.floats(0.1, 10), st.floats(-5, 5))
def test_intervals_follow_scale_and_shift(values: Floats, how: Resampling, scale: float, shift: float) -> None:
    """Per cent or shares: the same photos are drawn, and the ends move along."""
    plain, moved = mean_interval(values, how), mean_interval(values * scale + shift, how)
    if np.ptp(values) > 1e-6:
        expected = [x * scale + shift for x in (plain.low, plain.high)]
        assert [moved.low, moved.high] == pytest.approx(expected, abs=1e-6 * scale + 0.02 * scale * np.ptp(values))


@given(VALUES, HOW)
def test_photos_that_are_their_own_groups_are_as_without(values: Floats, how: Resampling) -> None:
    """A column with a name for each photo changes nothing."""
    names = [f"photo {number}" for number in range(len(values))]
    assert mean_interval(values, how, names) == mean_interval(values, how)


@given(arrays(np.float64, st.integers(0, 9), elements=st.integers(-20, 20).map(lambda x: x / 10)))
def test_p_does_not_ask_which_is_which(differences: Floats) -> None:
    """Sides may be swapped, photos in any order, and equal photos added: p is the same, and never 0."""
    p = sign_flip_p(differences)
    assert 0 < p <= 1
    assert sign_flip_p(-differences) == p
    assert sign_flip_p(differences[::-1]) == pytest.approx(p)
    assert sign_flip_p(np.append(differences, [0.0, np.nan])) == p


@given(LABELS, WORDS)
def test_folding_keeps_each_class_apart(labels: Any, words: set[str]) -> None:
    """A pixel is in the row of its class, or in "other", or stays unlabelled."""
    scope = Scope.of_classes(words)
    rows = scope.rows_of(labels)
    assert np.array_equal(rows == 255, labels == 255)
    for row in scope.rows:
        (label,) = scope.members[row] or ()
        assert np.array_equal(rows == row, labels == label)
    assert strangers(labels) == []


@given(LABELS, WORDS)
def test_a_target_is_the_union_of_its_classes(labels: Any, words: set[str]) -> None:
    """In one mask."""
    mask = Scope.of_target(" + ".join(sorted(words))).rows_of(labels)
    classes = Scope.of_classes(words).rows_of(labels)
    assert np.array_equal(mask == 1, (classes > 0) & (classes < 255))


@given(arrays(np.uint8, (3, 3), elements=st.sampled_from([0, 255, 90, 200])))
def test_no_mask_is_taken_for_a_label_map(values: Any) -> None:
    """0, 255 and values that no class has."""
    assert not is_label_map(values)


@given(st.text(min_size=1, max_size=30))
def test_names_stay_below_their_folder_or_are_refused(name: str) -> None:
    """Whatever is written in a table."""
    try:
        path = safe_name(name)
    except ValueError:
        return
    assert not path.startswith("/")
    assert ".." not in path.split("/")


@given(st.text(st.characters(exclude_characters="*?[]|@=!", exclude_categories=["C", "Z"]), min_size=1))
def test_a_plain_condition_means_what_it_says(value: str) -> None:
    """Without patterns it is equality."""
    condition = Condition.parse(f"room={value}")
    assert condition.holds({"room": value})
    assert not condition.holds({"room": f"{value}x"})
