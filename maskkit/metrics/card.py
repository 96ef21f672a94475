"""The score card: every metric of one prediction, in one pass."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from maskkit.metrics.borders import Frame
from maskkit.metrics.boundary import boundary_f, boundary_iou
from maskkit.metrics.overlap import confusion
from maskkit.metrics.pair import MaskLike, Pair, pair_of
from maskkit.metrics.saliency import e_measure, mae, s_measure, weighted_f
from maskkit.metrics.surface import surface_dice, surface_distances


@dataclass(frozen=True)
class ScoreCard:
    """How good a mask is; made by :func:`score`. Shares are 0..1 (``mcc`` -1..1) and best at 1, ``mae`` at 0.

    ``hd_px``, ``hd95_px`` and ``assd_px`` are pixels, best at 0, and infinite where only one of the masks has a border.
    """

    iou: float
    dice: float
    precision: float
    recall: float
    mcc: float
    boundary_iou: float
    boundary_f: float
    hd_px: float
    hd95_px: float
    assd_px: float
    surface_dice: float
    s_measure: float
    e_measure: float
    weighted_f: float
    mae: float

    def to_json(self) -> dict[str, float | None]:
        """The card as a JSON object; what is infinite is null, since JSON has no infinity."""
        return {name: value if math.isfinite(value) else None for name, value in asdict(self).items()}


def score(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    frame: Frame = "count",
    distance: float = 0.02,
    tolerance: float = 0.008,
    tolerance_px: float = 2.0,
) -> ScoreCard:
    """Every metric of ``pred`` against ``truth``, with what they share made once.

    Each value is that of the function of the same name with its defaults; see there for what it means and for masks
    that are empty. Give a Pair to set a threshold or the pixels to score.

    Args:
        pred: the prediction, soft values included, or a Pair.
        truth: its truth; None with a Pair.
        frame: whether the picture's frame is a border, for Boundary IoU and all surface distances.
        distance: d of Boundary IoU, as a share of the diagonal.
        tolerance: that of boundary F, as a share of the diagonal.
        tolerance_px: that of surface Dice, in pixels.

    >>> import numpy as np
    >>> floor = np.arange(30)[:, None] + np.zeros(40) >= 20
    >>> card = score(floor, floor)
    >>> card.iou, card.hd_px, card.surface_dice
    (1.0, 0.0, 1.0)

    Raises:
        MaskRefused: one of the masks is none; see :class:`~maskkit.metrics.pair.Pair`.
        SizeMismatch: they differ in size.
    """
    pair = pair_of(pred, truth)
    counts, surface = confusion(pair), surface_distances(pair, frame=frame)
    return ScoreCard(
        iou=counts.iou,
        dice=counts.dice,
        precision=counts.precision,
        recall=counts.recall,
        mcc=counts.mcc,
        boundary_iou=boundary_iou(pair, distance=distance, frame=frame),
        boundary_f=boundary_f(pair, tolerance=tolerance),
        hd_px=surface.hausdorff(),
        hd95_px=surface.hausdorff(95),
        assd_px=surface.average(),
        surface_dice=surface_dice(pair, tolerance_px=tolerance_px, frame=frame),
        s_measure=s_measure(pair),
        e_measure=e_measure(pair),
        weighted_f=weighted_f(pair),
        mae=mae(pair),
    )
