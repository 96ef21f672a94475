"""Distances between borders: MedPy, scikit-image and surface-distance, each by the options that reproduce it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rivals import surfaces
from rivals.pairs import KINDS, Case, all_cases, cases

from maskkit.metrics.pair import Pair
from maskkit.metrics.surface import average_surface_distance, hausdorff_distance, surface_dice

Disagreements = Callable[..., list[str]]
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("hd", lambda case: hausdorff_distance(case.pred, case.truth)),
        ("hd95", lambda case: hausdorff_distance(case.pred, case.truth, percentile=95, pooling="pooled")),
        ("assd", lambda case: average_surface_distance(case.pred, case.truth, pooling="pooled")),
    ],
)
def test_medpy(
    theirs: str,
    ours: Callable[[Case], float],
    by_medpy: Callable[[str], dict[str, Any]],
    disagreements: Disagreements,
) -> None:
    """MedPy counts the frame as border and throws both directions' distances together."""
    values = by_medpy(theirs)
    answered = [case for case in all_cases() if values[case.name] is not None]
    assert len(answered) >= 300
    assert disagreements(answered, ours, lambda case: values[case.name]) == []


def both_marked(kind: str) -> list[Case]:
    return [case for case in cases(kind) if case.both_marked]


@pytest.mark.parametrize("frame", ["count", "ignore"])
@every_kind
def test_hausdorff_of_scikit_image(kind: str, frame: str, disagreements: Disagreements) -> None:
    """scikit-image compares sets of pixels; given borders, its distance is that of borders."""
    counted = frame == "count"

    def theirs(case: Case) -> float:
        sides = (surfaces.inner_border(mask, frame=counted) for mask in (case.pred, case.truth))
        return surfaces.hausdorff_of_pixels(*sides)

    def ours(case: Case) -> float:
        return hausdorff_distance(case.pred, case.truth, frame=frame)

    assert disagreements(both_marked(kind), ours, theirs) == []


POOLED: dict[str, Callable[..., float]] = {
    "pooled": lambda of, there, back: of(np.concatenate([there, back])),
    "max": lambda of, there, back: max(of(there), of(back)),
    "mean": lambda of, there, back: (of(there) + of(back)) / 2,
}
PERCENTILES = (100, 95, 37.5, 0)
TOLERANCES_PX = (0, 1, 2, 5.5)


@every_kind
def test_modified_hausdorff_of_scikit_image(kind: str, disagreements: Disagreements) -> None:
    """Dubuisson and Jain's distance is the larger of both directions' means."""

    def theirs(case: Case) -> float:
        sides = (surfaces.inner_border(mask, frame=True) for mask in (case.pred, case.truth))
        return surfaces.hausdorff_of_pixels(*sides, method="modified")

    def ours(case: Case) -> float:
        return average_surface_distance(case.pred, case.truth, pooling="max")

    assert disagreements(both_marked(kind), ours, theirs) == []


@pytest.mark.parametrize("frame", ["count", "ignore"])
@every_kind
def test_every_way_to_pool(kind: str, frame: str, disagreements: Disagreements) -> None:
    """Percentiles and means of both directions, thrown together, the larger, and the mean, from SciPy's distances."""
    counted = frame == "count"

    def has_borders(case: Case) -> bool:
        return all(surfaces.inner_border(mask, frame=counted).any() for mask in (case.pred, case.truth))

    def ours(case: Case) -> dict[str, float]:
        pair = Pair.of(case.pred, case.truth)
        far = {
            f"{pooling} {part}": hausdorff_distance(pair, percentile=part, pooling=pooling, frame=frame)
            for pooling in POOLED
            for part in PERCENTILES
        }
        return far | {pooling: average_surface_distance(pair, pooling=pooling, frame=frame) for pooling in POOLED}

    def theirs(case: Case) -> dict[str, float]:
        both = surfaces.directed_distances(case.pred, case.truth, frame=counted)
        far = {
            f"{pooling} {part}": pool(functools.partial(np.percentile, q=part), *both)
            for pooling, pool in POOLED.items()
            for part in PERCENTILES
        }
        return far | {pooling: pool(np.mean, *both) for pooling, pool in POOLED.items()}

    assert disagreements(filter(has_borders, both_marked(kind)), ours, theirs) == []


@every_kind
def test_surface_distance(kind: str, disagreements: Disagreements) -> None:
    """surface-distance weighs each piece of border by its length, and takes the larger of both directions."""

    def ours(case: Case) -> dict[str, float]:
        pair = Pair.of(case.pred, case.truth)
        far = {
            f"HD{part}": hausdorff_distance(pair, percentile=part, pooling="max", elements="surfel")
            for part in PERCENTILES
        }
        near = {f"at {px}": surface_dice(pair, tolerance_px=px) for px in TOLERANCES_PX}
        return far | near | {"ASD": average_surface_distance(pair, pooling="mean", elements="surfel")}

    def theirs(case: Case) -> dict[str, float]:
        found = surfaces.distances(case.pred, case.truth)
        far = {f"HD{part}": surfaces.hausdorff(found, percentile=part) for part in PERCENTILES}
        near = {f"at {px}": surfaces.surface_dice(found, tolerance_px=px) for px in TOLERANCES_PX}
        return far | near | {"ASD": sum(surfaces.average_both_ways(found)) / 2}

    assert disagreements(both_marked(kind), ours, theirs) == []
