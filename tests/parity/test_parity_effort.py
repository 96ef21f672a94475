"""Human correction effort against pysodmetrics, and thinning against scikit-image: every count and every pixel."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from rivals import saliency as reference
from rivals.pairs import KINDS, Case, cases, room_pair
from skimage.morphology import skeletonize

from maskkit.metrics import human_correction_effort
from maskkit.metrics.thinning import thin

Disagreements = Callable[..., list[str]]


@pytest.mark.parametrize("options", [(5, 2.0), (0, 2.0), (3, 0.0), (9, 5.0)])
@pytest.mark.parametrize("kind", KINDS)
def test_human_correction_effort(kind: str, options: tuple[int, float], disagreements: Disagreements) -> None:
    relax, tolerance = options

    def ours(case: Case) -> float:
        return human_correction_effort(case.pred, case.truth, relax_px=relax, tolerance_px=tolerance)

    def theirs(case: Case) -> float:
        return reference.human_correction_effort(case.pred, case.truth, relax=relax, epsilon=tolerance)

    assert disagreements(cases(kind), ours, theirs, within=0) == []


def test_a_room() -> None:
    pred, truth = room_pair((320, 240))
    assert human_correction_effort(pred, truth) == reference.human_correction_effort(pred, truth) > 50


@pytest.mark.parametrize("kind", KINDS)
def test_thinning(kind: str) -> None:
    for case in cases(kind):
        assert np.array_equal(thin(case.truth), skeletonize(case.truth)), case.name
