"""Metrics of soft masks, from the study of saliency; with a hard prediction they are metrics of hard masks.

They read the prediction's own values, and the truth as hard. No prediction is stretched to 0..1 first, unless
``normalize="minmax"`` asks for it: stretching makes a faint mask as good as a clear one. Pixels that are not scored
count as background left unmarked; MAE leaves them out altogether. Each has a module of its own; here they are together.

============  =========================  ========================  =====================
masks         S-measure                  E-measure                 weighted F, F
============  =========================  ========================  =====================
both empty    1                          ``empty``: 1              ``empty``: 1
truth empty   1 - mean prediction        the share left unmarked   0
truth full    mean prediction            the share marked          as always
============  =========================  ========================  =====================

pysodmetrics 1.6.2 is reproduced by ``normalize="minmax"``, ``empty=None`` and, for the E-measure,
``divisor="pixels-1"``; and for files by a truth above 128 (here from 128 on). With its ``normalize=False`` it is
reproduced by the other two alone.
"""

from __future__ import annotations

import cv2

from maskkit.metrics.pair import MaskLike, Pair
from maskkit.metrics.soft import Normalize, is_hard, soft_pair, soft_values, strips
from maskkit.metrics.structure import s_measure
from maskkit.metrics.thresholds import Curves, Divisor, ThresholdKind, e_measure, f_measure, threshold_curves
from maskkit.metrics.weighted import weighted_f

__all__ = [
    "Curves",
    "Divisor",
    "Normalize",
    "ThresholdKind",
    "e_measure",
    "f_measure",
    "mae",
    "s_measure",
    "threshold_curves",
    "weighted_f",
]


def mae(pred: MaskLike | Pair, truth: MaskLike | None = None, *, normalize: Normalize = "none") -> float:
    """The mean absolute error, 0..1: how far the prediction's values are from the truth.

    The mean of |prediction - truth| over the scored pixels (Perazzi et al. 2012, "Saliency filters", CVPR); 0
    where none is scored. For a hard prediction it is the share of pixels that are wrong.

    Args:
        pred: (H, W) the prediction, soft values included, or a Pair.
        truth: (H, W) its truth, taken as hard; None with a Pair.
        normalize: ``"minmax"`` reproduces pysodmetrics, which stretches every prediction.

    >>> import numpy as np
    >>> mae(np.array([[0.25, 0.75]]), np.array([[0.0, 1.0]]))
    0.25

    Raises:
        MaskRefused: one of the masks is none.
        SizeMismatch: they differ in size.
        UnknownChoice: ``normalize`` is none of its words.
    """
    pair = soft_pair(pred, truth, normalize)
    values, top = soft_values(pair)
    scored = pair.counts.pixels
    if is_hard(values, top):
        return (pair.counts.fp + pair.counts.fn) / max(scored, 1)
    one = values.dtype.type(top)
    wrong = sum(cv2.norm(values[rows], pair.truth[rows] * one, cv2.NORM_L1) for rows in strips(values.shape))
    return float(wrong) / top / max(scored, 1)
