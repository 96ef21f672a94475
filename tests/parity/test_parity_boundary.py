"""Boundary IoU and boundary F by their published definitions, at several widths and on every kind of mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from rivals import boundaries
from rivals.pairs import KINDS, Case, cases

from maskkit.metrics.boundary import boundary_f, boundary_iou

Disagreements = Callable[..., list[str]]


@pytest.mark.parametrize("share", [0.02, 0.005, 0.1])
@pytest.mark.parametrize("kind", KINDS)
def test_boundary_iou(kind: str, share: float, disagreements: Disagreements) -> None:
    """The definition divides by zero where both masks are empty; there it is asked nothing."""
    marked = [case for case in cases(kind) if case.pred.any() or case.truth.any()]

    def ours(case: Case) -> float:
        return boundary_iou(case.pred, case.truth, distance=share)

    def theirs(case: Case) -> float:
        return boundaries.boundary_iou(case.pred, case.truth, share=share)

    assert disagreements(marked, ours, theirs) == []


@pytest.mark.parametrize("distance_px", [1, 3, 40])
@pytest.mark.parametrize("kind", ["rooms", "rings", "noise", "extremes"])
def test_boundary_iou_of_a_width_in_pixels(kind: str, distance_px: int, disagreements: Disagreements) -> None:
    """The definition takes a share of the diagonal alone; give it the one that comes to the same width."""
    marked = [case for case in cases(kind) if case.pred.any() or case.truth.any()]

    def ours(case: Case) -> float:
        return boundary_iou(case.pred, case.truth, distance_px=distance_px)

    def theirs(case: Case) -> float:
        return boundaries.boundary_iou(case.pred, case.truth, share=distance_px / np.hypot(*case.truth.shape))

    assert disagreements(marked, ours, theirs) == []


@pytest.mark.parametrize("tolerance", [0.008, 0.002, 0.05])
@pytest.mark.parametrize("kind", KINDS)
def test_boundary_f(kind: str, tolerance: float, disagreements: Disagreements) -> None:
    def ours(case: Case) -> float:
        return boundary_f(case.pred, case.truth, tolerance=tolerance)

    def theirs(case: Case) -> float:
        return boundaries.boundary_f(case.pred, case.truth, tolerance=tolerance)

    assert disagreements(cases(kind), ours, theirs) == []


@pytest.mark.parametrize("tolerance_px", [1, 3, 11])
@pytest.mark.parametrize("kind", KINDS)
def test_boundary_f_of_a_tolerance_in_pixels(kind: str, tolerance_px: int, disagreements: Disagreements) -> None:
    def ours(case: Case) -> float:
        return boundary_f(case.pred, case.truth, tolerance_px=tolerance_px)

    def theirs(case: Case) -> float:
        return boundaries.boundary_f(case.pred, case.truth, tolerance=tolerance_px)

    assert disagreements(cases(kind), ours, theirs) == []
