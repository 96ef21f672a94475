"""Errors weighed by distance, against a map of all distances."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from maskkit.metrics import far as far_module
from maskkit.metrics.bits import Bits
from maskkit.metrics.far import weighted_by_distance
from maskkit.types import BoolMap


def blob(shape: tuple[int, int], centre: tuple[int, int], radius: float) -> BoolMap:
    rows, columns = np.indices(shape)
    return np.hypot(rows - centre[0], columns - centre[1]) <= radius


def slow(errors: np.ndarray, wrong: BoolMap, truth: BoolMap) -> float:
    away = ndimage.distance_transform_edt(~truth)
    return float((errors * (2 - 0.5 ** (away / 5)))[wrong].sum())


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(
    ("centre", "radius"), [((150, 200), 62), ((150, 260), 9), ((20, 20), 15), ((150, 640), 30), ((299, 699), 4)]
)
def test_errors_of_all_kinds_of_places(centre: tuple[int, int], radius: float, dtype: type) -> None:
    """A rim, a spot near the object, one further off, and some beyond what counts as infinite."""
    truth = blob((300, 700), (150, 200), 60)
    wrong = blob((300, 700), centre, radius) & ~truth
    errors = (np.random.default_rng(1).integers(1, 200, truth.shape) * (wrong | truth)).astype(dtype)
    found = weighted_by_distance(errors, Bits.of(wrong), truth)
    assert found == pytest.approx(slow(errors, wrong, truth), rel=1e-6)


@pytest.mark.parametrize("share", [0.001, 0.02, 0.7])
def test_scattered_errors_and_objects(share: float) -> None:
    rng = np.random.default_rng(2)
    truth = rng.random((280, 330)) < 0.003
    wrong = (rng.random(truth.shape) < share) & ~truth
    errors = (rng.random(truth.shape) * wrong).astype(np.float32)
    found = weighted_by_distance(errors, Bits.of(wrong), truth)
    assert found == pytest.approx(slow(errors, wrong, truth), rel=1e-6)


def test_few_errors_are_measured_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = []
    transform = far_module.cv2.distanceTransform

    def watched(part: np.ndarray, *args: int) -> np.ndarray:
        measured.append(part.size)
        return transform(part, *args)

    monkeypatch.setattr(far_module.cv2, "distanceTransform", watched)
    truth = blob((600, 900), (300, 300), 100)
    wrong = blob((600, 900), (300, 300), 103) & ~truth & (np.indices((600, 900))[0] < 250)
    weighted_by_distance(wrong.astype(np.uint8), Bits.of(wrong), truth)
    assert sum(measured) < truth.size / 4


def test_nothing_wrong_weighs_nothing() -> None:
    truth = blob((30, 30), (15, 15), 5)
    assert weighted_by_distance(np.zeros((30, 30), np.uint8), Bits.of(truth & ~truth), truth) == 0
