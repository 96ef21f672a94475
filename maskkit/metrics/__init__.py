"""How good is a mask: every metric that the field uses, as plain functions and as one card.

A metric is a function of a prediction and its truth: ``iou(pred, truth)``. In their place each takes one
:class:`~maskkit.metrics.pair.Pair`, which is checked once, keeps what metrics share, and is where a threshold or the
pixels to score are set: ``iou(Pair.of(pred, truth, threshold=0.4, valid=valid))``. :func:`~maskkit.metrics.card.score`
asks for all of them at once.

>>> import numpy as np
>>> import maskkit as mk
>>> mk.metrics.iou(np.array([[True, True]]), np.array([[True, False]]))
0.5
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maskkit.lazy import lazy_names

if TYPE_CHECKING:
    from maskkit.metrics.boundary import boundary_f as boundary_f
    from maskkit.metrics.boundary import boundary_iou as boundary_iou
    from maskkit.metrics.calibration import Reliability as Reliability
    from maskkit.metrics.calibration import brier_score as brier_score
    from maskkit.metrics.calibration import expected_calibration_error as expected_calibration_error
    from maskkit.metrics.calibration import negative_log_likelihood as negative_log_likelihood
    from maskkit.metrics.calibration import reliability as reliability
    from maskkit.metrics.card import ScoreCard as ScoreCard
    from maskkit.metrics.card import score as score
    from maskkit.metrics.effort import human_correction_effort as human_correction_effort
    from maskkit.metrics.labels import ClassScores as ClassScores
    from maskkit.metrics.labels import class_scores as class_scores
    from maskkit.metrics.labels import confusion_matrix as confusion_matrix
    from maskkit.metrics.layout import layout_corner_error as layout_corner_error
    from maskkit.metrics.layout import layout_pixel_error as layout_pixel_error
    from maskkit.metrics.overlap import Counts as Counts
    from maskkit.metrics.overlap import accuracy as accuracy
    from maskkit.metrics.overlap import confusion as confusion
    from maskkit.metrics.overlap import dice as dice
    from maskkit.metrics.overlap import iou as iou
    from maskkit.metrics.overlap import kappa as kappa
    from maskkit.metrics.overlap import mcc as mcc
    from maskkit.metrics.overlap import precision as precision
    from maskkit.metrics.overlap import recall as recall
    from maskkit.metrics.overlap import specificity as specificity
    from maskkit.metrics.pair import Pair as Pair
    from maskkit.metrics.panoptic import PanopticQuality as PanopticQuality
    from maskkit.metrics.panoptic import panoptic_quality as panoptic_quality
    from maskkit.metrics.saliency import e_measure as e_measure
    from maskkit.metrics.saliency import f_measure as f_measure
    from maskkit.metrics.saliency import mae as mae
    from maskkit.metrics.saliency import s_measure as s_measure
    from maskkit.metrics.saliency import weighted_f as weighted_f
    from maskkit.metrics.surface import average_surface_distance as average_surface_distance
    from maskkit.metrics.surface import hausdorff_distance as hausdorff_distance
    from maskkit.metrics.surface import surface_dice as surface_dice
    from maskkit.metrics.surface import surface_distances as surface_distances

_MODULES = {
    "boundary": ("boundary_f", "boundary_iou"),
    "calibration": (
        "Reliability", "brier_score", "expected_calibration_error", "negative_log_likelihood", "reliability",
    ),
    "card": ("ScoreCard", "score"),
    "effort": ("human_correction_effort",),
    "labels": ("ClassScores", "class_scores", "confusion_matrix"),
    "layout": ("layout_corner_error", "layout_pixel_error"),
    "overlap": (
        "Counts", "accuracy", "confusion", "dice", "iou", "kappa", "mcc", "precision", "recall", "specificity",
    ),
    "pair": ("Pair",),
    "panoptic": ("PanopticQuality", "panoptic_quality"),
    "saliency": ("e_measure", "f_measure", "mae", "s_measure", "weighted_f"),
    "surface": ("average_surface_distance", "hausdorff_distance", "surface_dice", "surface_distances"),
}  # fmt: skip

_HOMES = {name: f"{__name__}.{module}" for module, names in _MODULES.items() for name in names}

__all__ = [*_HOMES]  # noqa: PLE0604 - the names stand once, in _MODULES

__getattr__, __dir__ = lazy_names(__name__, _HOMES)
