"""pysodmetrics: MAE, S-measure, E-measure, weighted F, F and human correction effort."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def mae(soft: Floats, truth: Bools) -> float:
    """Mean absolute error."""
    return float(_result("MAE", soft, truth)["mae"])


def s_measure(soft: Floats, truth: Bools, *, alpha: float = 0.5) -> float:
    """Structure measure."""
    return float(_result("Smeasure", soft, truth, alpha=alpha)["sm"])


def e_measure(soft: Floats, truth: Bools) -> dict[str, float]:
    """Enhanced alignment measure in its three kinds; the package computes all of them at once."""
    found = _result("Emeasure", soft, truth)["em"]
    return {
        "adaptive": float(found["adp"]),
        "mean": float(found["curve"].mean()),
        "max": float(found["curve"].max()),
    }


def weighted_f(soft: Floats, truth: Bools, *, beta: float = 1.0) -> float:
    """Weighted F; ``beta`` is what the package calls so and what stands as the square of beta in the paper."""
    return float(_result("WeightedFmeasure", soft, truth, beta=beta)["wfm"])


def f_measure(soft: Floats, truth: Bools, *, beta: float = 0.3) -> dict[str, float]:
    """F in its three kinds."""
    found = _result("Fmeasure", soft, truth, beta=beta)["fm"]
    return {
        "adaptive": float(found["adp"]),
        "mean": float(found["curve"].mean()),
        "max": float(found["curve"].max()),
    }


def human_correction_effort(pred: Bools, truth: Bools, *, relax: int = 5, epsilon: float = 2.0) -> int:
    """Human correction effort."""
    found = _result("HumanCorrectionEffortMeasure", pred.astype(np.float64), truth, relax=relax, epsilon=epsilon)
    return int(found["hce"])


def meter_of_file(name: str, pred: NDArray[np.uint8], truth: NDArray[np.uint8]) -> dict[str, Any]:
    """One pair through one meter as its users call it: uint8 as read from files."""
    return _run(name, pred, truth, normalize=True)


def _result(name: str, soft: Floats, truth: Bools, **options: float) -> dict[str, Any]:
    """One pair through one meter, without the package's stretching of each prediction to 0..1."""
    return _run(name, soft, truth, normalize=False, **options)


def _run(name: str, pred: NDArray[Any], truth: NDArray[Any], *, normalize: bool, **options: float) -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package announces classes that it will drop, and divides by zero
        import py_sod_metrics

        meter = getattr(py_sod_metrics, name)(**options)
        meter.step(pred=pred, gt=truth, normalize=normalize)
        results: dict[str, Any] = meter.get_results()
    return results
