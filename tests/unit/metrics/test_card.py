"""The card: every metric under its name, each as its own function gives it, and valid JSON whatever the masks are."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest

import maskkit as mk
from maskkit.errors import MaskRefused, SizeMismatch
from maskkit.masks.mask import Mask
from maskkit.metrics import boundary, overlap, saliency, surface
from maskkit.metrics.card import ScoreCard, score
from maskkit.metrics.pair import Pair
from maskkit.types import Alpha, BoolMap

KEYS = ["iou", "dice", "precision", "recall", "mcc", "boundary_iou", "boundary_f", "hd_px", "hd95_px", "assd_px"]
KEYS += ["surface_dice", "s_measure", "e_measure", "weighted_f", "mae"]


def room() -> tuple[Alpha, BoolMap]:
    """A floor with a rug left out, and a soft prediction that is off by a few pixels."""
    rows, columns = np.indices((90, 120))
    truth = (rows + columns // 6 >= 50) & ~((abs(rows - 70) < 8) & (abs(columns - 60) < 20))
    pred = np.clip((rows + columns / 4 - 58) / 6 + 0.5, 0, 1).astype(np.float32)
    return pred, truth


def test_each_value_is_that_of_its_own_function() -> None:
    pair = Pair.of(*room())
    expected = {
        "iou": overlap.iou(pair),
        "dice": overlap.dice(pair),
        "precision": overlap.precision(pair),
        "recall": overlap.recall(pair),
        "mcc": overlap.mcc(pair),
        "boundary_iou": boundary.boundary_iou(pair),
        "boundary_f": boundary.boundary_f(pair),
        "hd_px": surface.hausdorff_distance(pair),
        "hd95_px": surface.hausdorff_distance(pair, percentile=95),
        "assd_px": surface.average_surface_distance(pair),
        "surface_dice": surface.surface_dice(pair),
        "s_measure": saliency.s_measure(pair),
        "e_measure": saliency.e_measure(pair),
        "weighted_f": saliency.weighted_f(pair),
        "mae": saliency.mae(pair),
    }
    card = score(*room())
    assert card.to_json() == expected
    assert list(card.to_json()) == KEYS
    assert len(set(expected.values())) == len(expected), "the masks tell all metrics apart"


def test_options_reach_their_metrics() -> None:
    pair = Pair.of(*room())
    card = score(pair, frame="ignore", distance=0.05, tolerance=0.03, tolerance_px=5)
    assert card.boundary_iou == boundary.boundary_iou(pair, distance=0.05, frame="ignore")
    assert card.boundary_f == boundary.boundary_f(pair, tolerance=0.03)
    assert card.hd_px == surface.hausdorff_distance(pair, frame="ignore")
    assert card.hd95_px == surface.hausdorff_distance(pair, percentile=95, frame="ignore")
    assert card.assd_px == surface.average_surface_distance(pair, frame="ignore")
    assert card.surface_dice == surface.surface_dice(pair, tolerance_px=5, frame="ignore")


def test_a_mask_scores_best_against_itself() -> None:
    card = score(room()[1], room()[1])
    best = dict.fromkeys(KEYS, 1.0) | {"hd_px": 0.0, "hd95_px": 0.0, "assd_px": 0.0, "mae": 0.0}
    assert card.to_json() == pytest.approx(best, abs=1e-3), "the E-measure of a perfect mask is a trifle over 1"


SHAPES = [(1, 1), (1, 40), (40, 1), (2, 2), (30, 70)]
FILLS = ["empty", "full", "part"]


def filled(shape: tuple[int, int], fill: str) -> BoolMap:
    marked = np.zeros(shape, np.bool_) if fill == "empty" else np.ones(shape, np.bool_)
    if fill == "part":
        marked[: shape[0] // 2 + 1, : shape[1] // 2] = False
    return marked


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("pred", "truth"), list(itertools.product(FILLS, FILLS)))
def test_every_mixture_of_empty_and_full_gives_numbers_and_valid_json(
    shape: tuple[int, int], pred: str, truth: str
) -> None:
    card = score(filled(shape, pred), filled(shape, truth))
    values = json.loads(json.dumps(card.to_json(), allow_nan=False))
    assert list(values) == KEYS
    for name in KEYS:
        value = getattr(card, name)
        assert not math.isnan(value), name
        assert values[name] == (None if math.isinf(value) else value)
    infinite = {name for name in KEYS if values[name] is None}
    one_empty = filled(shape, pred).any() != filled(shape, truth).any()
    assert infinite == ({"hd_px", "hd95_px", "assd_px"} if one_empty else set())


def test_masks_are_scored_in_any_form() -> None:
    pred, truth = filled((30, 70), "part"), filled((30, 70), "full")
    card = score(pred, truth)
    forms = [Mask.from_bool(pred), pred * np.uint8(255), pred.astype(np.float32), np.asfortranarray(pred)]
    assert [score(form, truth) for form in forms] == [card] * len(forms)


def test_neither_mask_is_changed() -> None:
    pred, truth = room()
    before = pred.copy(), truth.copy()
    score(pred, truth)
    for mask in (pred, truth):
        mask.flags.writeable = False
    assert score(pred, truth) == score(*before)


def test_what_is_no_mask_is_refused() -> None:
    pred, truth = room()
    with pytest.raises(SizeMismatch):
        score(pred[1:], truth)
    with pytest.raises(MaskRefused, match=r"pred is 2\.0 at x 0, y 0"):
        score(pred + 2, truth)


def test_the_card_is_found_under_mk_metrics() -> None:
    assert mk.metrics.score is score
    assert mk.metrics.ScoreCard is ScoreCard
    assert set(mk.metrics.__all__) >= {"score", "Pair", "iou", "boundary_iou", "hausdorff_distance"}
    for name in mk.metrics.__all__:
        assert getattr(mk.metrics, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'iuo'"):
        mk.metrics.iuo  # noqa: B018 - reading it is the test
