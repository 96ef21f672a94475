"""MAE, S-measure, E-measure, weighted F and F against pysodmetrics."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from rivals import saliency as reference
from rivals.pairs import KINDS, Case, cases

from maskkit.metrics import saliency

SOFT = 1e-6
Disagreements = Callable[..., list[str]]
every_kind = pytest.mark.parametrize("kind", KINDS)
kinds_of_threshold = pytest.mark.parametrize("kind_of_threshold", ["adaptive", "mean", "max"])


@every_kind
def test_mae(kind: str, disagreements: Disagreements) -> None:
    def ours(case: Case) -> float:
        return saliency.mae(case.soft, case.truth)

    assert disagreements(cases(kind), ours, lambda case: reference.mae(case.soft, case.truth)) == []


@pytest.mark.parametrize("alpha", [0.5, 0.0, 1.0])
@every_kind
def test_s_measure(kind: str, alpha: float, disagreements: Disagreements) -> None:
    """Where the centroid lies in the last row or column, pysodmetrics averages over nothing and says NaN."""

    def ours(case: Case) -> float:
        return saliency.s_measure(case.soft, case.truth, alpha=alpha)

    def theirs(case: Case) -> float:
        return reference.s_measure(case.soft, case.truth, alpha=alpha)

    answered = [case for case in cases(kind) if math.isfinite(theirs(case))]
    assert disagreements(answered, ours, theirs, within=SOFT) == []
    assert all(0 <= ours(case) <= 1 for case in cases(kind))


@kinds_of_threshold
@every_kind
def test_e_measure(kind: str, kind_of_threshold: str, disagreements: Disagreements) -> None:
    """The definition divides by the pixels less one, so that one pixel alone has no answer."""

    def ours(case: Case) -> float:
        return saliency.e_measure(case.soft, case.truth, kind=kind_of_threshold, divisor="pixels-1", empty=None)

    def theirs(case: Case) -> float:
        return reference.e_measure(case.soft, case.truth)[kind_of_threshold]

    larger = [case for case in cases(kind) if case.truth.size > 1]
    assert disagreements(larger, ours, theirs, within=SOFT) == []


@pytest.mark.parametrize("beta", [1.0, 0.3])
@every_kind
def test_weighted_f(kind: str, beta: float, disagreements: Disagreements) -> None:
    def ours(case: Case) -> float:
        return saliency.weighted_f(case.soft, case.truth, beta_squared=beta, empty=None)

    def theirs(case: Case) -> float:
        return reference.weighted_f(case.soft, case.truth, beta=beta)

    assert disagreements(cases(kind), ours, theirs, within=SOFT) == []


@kinds_of_threshold
@every_kind
def test_f_measure(kind: str, kind_of_threshold: str, disagreements: Disagreements) -> None:
    def ours(case: Case) -> float:
        return saliency.f_measure(case.soft, case.truth, kind=kind_of_threshold, empty=None)

    def theirs(case: Case) -> float:
        return reference.f_measure(case.soft, case.truth)[kind_of_threshold]

    assert disagreements(cases(kind), ours, theirs, within=SOFT) == []


@every_kind
def test_files_as_the_package_reads_them(kind: str, disagreements: Disagreements) -> None:
    """By default pysodmetrics stretches each prediction to 0..1, here asked for by ``normalize``."""

    def grey(case: Case) -> NDArray[np.uint8]:
        return np.round(case.soft * 255).astype(np.uint8)

    def ours(case: Case) -> dict[str, float]:
        pred, stretched = grey(case), {"normalize": "minmax"}
        return {
            "MAE": saliency.mae(pred, case.truth, **stretched),
            "S": saliency.s_measure(pred, case.truth, **stretched),
            "E": saliency.e_measure(pred, case.truth, divisor="pixels-1", empty=None, **stretched),
            "F": saliency.f_measure(pred, case.truth, empty=None, **stretched),
            "wF": saliency.weighted_f(pred, case.truth, empty=None, **stretched),
        }

    def theirs(case: Case) -> dict[str, float]:
        pred, truth = grey(case), case.truth.astype(np.uint8) * 255
        return {
            "MAE": reference.meter_of_file("MAE", pred, truth)["mae"],
            "S": reference.meter_of_file("Smeasure", pred, truth)["sm"],
            "E": reference.meter_of_file("Emeasure", pred, truth)["em"]["adp"],
            "F": reference.meter_of_file("Fmeasure", pred, truth)["fm"]["adp"],
            "wF": reference.meter_of_file("WeightedFmeasure", pred, truth)["wfm"],
        }

    # uint8 masks whose largest value is 1 are refused by ours; S of the package may be NaN
    answered = [case for case in cases(kind) if grey(case).max() != 1 and math.isfinite(theirs(case)["S"])]
    larger = [case for case in answered if case.truth.size > 1]
    assert disagreements(larger, ours, theirs, within=SOFT) == []
