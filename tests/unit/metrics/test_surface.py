"""Surface distances: every option against a slow definition, and what masks without a border give."""

from __future__ import annotations

import itertools
import math
from typing import Any, get_args

import numpy as np
import pytest

from maskkit.errors import UnknownChoice
from maskkit.metrics import surface
from maskkit.metrics.borders import Frame
from maskkit.metrics.pair import Pair
from maskkit.metrics.surface import (
    Elements,
    Pooling,
    average_surface_distance,
    hausdorff_distance,
    surface_dice,
    surface_distances,
)
from maskkit.types import BoolMap, Floats

SHAPES = ((1, 1), (1, 40), (25, 1), (17, 64), (30, 45))
FRAMES: tuple[Frame, ...] = get_args(Frame)
ELEMENTS: tuple[Elements, ...] = get_args(Elements)
POOLINGS: tuple[Pooling, ...] = get_args(Pooling)
every_shape = pytest.mark.parametrize("shape", SHAPES)
every_kind = pytest.mark.parametrize(("frame", "elements"), list(itertools.product(FRAMES, ELEMENTS)))


def pairs(shape: tuple[int, int]) -> list[tuple[BoolMap, BoolMap]]:
    """A floor and one that is off by a few pixels, a speck far away, noise, a mask inside another."""
    generator = np.random.default_rng(12)
    rows, columns = np.indices(shape)
    floor, lower = rows + columns // 5 >= shape[0] // 2, rows + columns // 4 >= shape[0] // 2 + 2
    speck = lower.copy()
    speck[0, 0] = True
    noise, more = generator.random((2, *shape)) < 0.6
    inner = np.zeros(shape, np.bool_)
    inner[shape[0] // 3 : shape[0] // 2 + 1, shape[1] // 3 : shape[1] // 2 + 1] = True
    return [(floor, lower), (floor, speck), (floor, noise), (noise, more), (floor | inner, inner)]


def slow_elements(marked: BoolMap, frame: Frame, elements: Elements) -> tuple[Floats, Floats]:
    """Places (N, 2) and lengths (N,) of a border."""
    if elements == "pixel":
        padded = np.pad(marked, 1, constant_values=frame == "ignore")
        inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        places = np.argwhere(marked & ~inside)
        return places.astype(float), np.ones(len(places))
    padded = np.pad(marked, 1).astype(int)
    total = padded[:-1, :-1] + padded[:-1, 1:] + padded[1:, :-1] + padded[1:, 1:]
    crossed = (padded[:-1, :-1] == padded[1:, 1:]) & (padded[:-1, 1:] == padded[1:, :-1])
    lengths = np.select([total % 2 == 1, (total == 2) & crossed, total == 2], [math.sqrt(0.5), math.sqrt(2), 1.0])
    if frame == "ignore":
        lengths[[0, -1]] = lengths[:, [0, -1]] = 0
    return np.argwhere(lengths > 0).astype(float), lengths[lengths > 0]


def slow_directed(own: Floats, other: Floats) -> Floats:
    return np.sqrt(((own[:, None] - other[None]) ** 2).sum(axis=2)).min(axis=1)


def slow_percentile(found: Floats, lengths: Floats, percent: float, elements: Elements) -> float:
    if elements == "pixel":
        return float(np.percentile(found, percent))
    order = np.lexsort((lengths, found))
    shares = np.cumsum(lengths[order]) / lengths[order].sum()
    return float(found[order][min(np.searchsorted(shares, percent / 100), len(found) - 1)])


def slow(pred: BoolMap, truth: BoolMap, frame: Frame, elements: Elements) -> list[tuple[Floats, Floats]] | None:
    """Distances and lengths in both directions, or None where a mask has no border."""
    (first, first_lengths), (second, second_lengths) = (slow_elements(m, frame, elements) for m in (pred, truth))
    if not len(first) or not len(second):
        return None
    return [(slow_directed(first, second), first_lengths), (slow_directed(second, first), second_lengths)]


def pooled(both: list[tuple[Floats, Floats]], pooling: Pooling) -> list[tuple[Floats, Floats]]:
    if pooling != "pooled":
        return both
    return [(np.concatenate([found for found, _ in both]), np.concatenate([lengths for _, lengths in both]))]


COMBINE = {"pooled": lambda values: values[0], "max": max, "mean": lambda values: sum(values) / 2}


@every_shape
@every_kind
@pytest.mark.parametrize("pooling", POOLINGS)
def test_hausdorff_and_average(shape: tuple[int, int], frame: Frame, elements: Elements, pooling: Pooling) -> None:
    for pred, truth in pairs(shape):
        both = slow(pred, truth, frame, elements)
        if both is None:
            continue
        pair = Pair.of(pred, truth)
        directions = pooled(both, pooling)
        for percent in (100, 95, 50, 0):
            expected = COMBINE[pooling]([slow_percentile(*part, percent, elements) for part in directions])
            found = hausdorff_distance(pair, percentile=percent, pooling=pooling, frame=frame, elements=elements)
            assert found == pytest.approx(expected, rel=1e-12)
        means = [float(np.average(found, weights=lengths)) for found, lengths in directions]
        average = average_surface_distance(pair, pooling=pooling, frame=frame, elements=elements)
        assert average == pytest.approx(COMBINE[pooling](means), rel=1e-12)


@every_shape
@every_kind
@pytest.mark.parametrize("tolerance_px", [0, 1, 2, math.sqrt(5), 6.5])
def test_surface_dice(shape: tuple[int, int], frame: Frame, elements: Elements, tolerance_px: float) -> None:
    for pred, truth in pairs(shape):
        both = slow(pred, truth, frame, elements)
        if both is None:
            continue
        near = sum(lengths[found <= tolerance_px].sum() for found, lengths in both)
        expected = near / sum(lengths.sum() for _, lengths in both)
        found = surface_dice(pred, truth, tolerance_px=tolerance_px, frame=frame, elements=elements)
        assert found == pytest.approx(expected, rel=1e-12)


EMPTY, FULL = np.zeros((6, 9), np.bool_), np.ones((6, 9), np.bool_)
PART = np.pad(np.ones((2, 3), np.bool_), ((2, 2), (3, 3)))


@pytest.mark.parametrize(
    ("masks", "frame", "distance", "dice"),
    [
        ((EMPTY, EMPTY), "count", 0, 1),
        ((EMPTY, PART), "count", math.inf, 0),
        ((PART, EMPTY), "count", math.inf, 0),
        ((FULL, EMPTY), "count", math.inf, 0),
        ((FULL, FULL), "count", 0, 1),
        ((EMPTY, EMPTY), "ignore", 0, 1),
        ((FULL, FULL), "ignore", 0, 1),
        ((FULL, EMPTY), "ignore", math.inf, 0),
        ((FULL, PART), "ignore", math.inf, 0),
    ],
)
@pytest.mark.parametrize("elements", ELEMENTS)
def test_masks_without_a_border(
    masks: tuple[BoolMap, BoolMap], frame: Frame, distance: float, dice: float, elements: Elements
) -> None:
    options: Any = {"frame": frame, "elements": elements}
    assert surface_dice(*masks, **options) == dice
    for pooling in POOLINGS:
        assert hausdorff_distance(*masks, pooling=pooling, **options) == distance
        assert hausdorff_distance(*masks, pooling=pooling, percentile=95, **options) == distance
        assert average_surface_distance(*masks, pooling=pooling, **options) == distance
    stand_in = hausdorff_distance(*masks, missing_px=70, **options)
    assert stand_in == average_surface_distance(*masks, missing_px=70, **options) == min(distance, 70)


def test_a_hole_that_no_border_pixel_tells_of_is_seen_by_contour_elements_only() -> None:
    """A hole in a mask 3 pixels wide has no border pixels of its own: MedPy's distance is 0 all the same."""
    full, hollow = np.pad(np.ones((3, 3), np.bool_), 2), np.pad(np.ones((3, 3), np.bool_), 2)
    hollow[3, 3] = False
    assert hausdorff_distance(full, hollow) == 0
    assert hausdorff_distance(full, hollow, elements="surfel") == 1


def test_the_frame_decides_where_a_floor_stops_short_of_it() -> None:
    """With the frame a floor that ends 3 pixels early is 3 pixels wrong; without, its end is far from any border."""
    rows = np.arange(40)[:, None] + np.zeros(50)
    floor, short = rows >= 20, (rows >= 20) & (rows < 37)
    assert hausdorff_distance(short, floor) == 3
    assert hausdorff_distance(short, floor, frame="ignore") == 16


def test_a_pair_measures_once_per_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    measure = surface.tally_distances
    monkeypatch.setattr(surface, "tally_distances", lambda *sets: calls.append(sets) or measure(*sets))
    pair = Pair.of(PART, np.roll(PART, 1))
    hausdorff_distance(pair)
    hausdorff_distance(pair, percentile=95, pooling="max")
    average_surface_distance(pair)
    assert len(calls) == 2, "one for each direction"
    hausdorff_distance(pair, frame="ignore")
    assert len(calls) == 4


@pytest.mark.parametrize("elements", ELEMENTS)
def test_the_distances_of_both_directions_are_open_to_other_measures(elements: Elements) -> None:
    """Each distance once, with how many pixels or what length of contour lies there."""
    pred, truth = pairs((30, 45))[1]
    found = surface_distances(pred, truth, elements=elements)
    expected = slow(pred, truth, "count", elements)
    assert expected is not None
    for directed, (distances, lengths) in zip((found.pred_to_truth, found.truth_to_pred), expected, strict=True):
        assert directed.distances_px.tolist() == np.unique(distances).tolist()
        weights = [lengths[distances == distance].sum() for distance in directed.distances_px]
        assert directed.weights == pytest.approx(np.array(weights))


@pytest.mark.parametrize("name", ["frame", "elements"])
@pytest.mark.parametrize("measure", [surface_distances, surface_dice, hausdorff_distance, average_surface_distance])
def test_unknown_words_are_refused(measure: Any, name: str) -> None:
    with pytest.raises(UnknownChoice, match=f"{name} is 'all'"):
        measure(PART, PART, **{name: "all"})


@pytest.mark.parametrize("measure", [hausdorff_distance, average_surface_distance])
def test_an_unknown_pooling_is_refused(measure: Any) -> None:
    with pytest.raises(UnknownChoice, match="pooling is 'min'"):
        measure(PART, PART, pooling="min")


@pytest.mark.parametrize("percentile", [-1, 100.5, math.nan])
def test_a_percentile_is_within_0_and_100(percentile: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        hausdorff_distance(PART, PART, percentile=percentile)


@pytest.mark.parametrize("tolerance_px", [-1, math.nan, math.inf])
def test_a_tolerance_is_a_length(tolerance_px: float) -> None:
    with pytest.raises(ValueError, match="tolerance"):
        surface_dice(PART, PART, tolerance_px=tolerance_px)
