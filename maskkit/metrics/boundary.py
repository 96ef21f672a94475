"""Metrics of the border: how well a mask follows the outline, however large the surface inside is.

Both depend on a distance, and a value means nothing without it: state the distance beside the value.
"""

from __future__ import annotations

import math

from maskkit.metrics.borders import Frame, band, steps
from maskkit.metrics.choices import require_choice
from maskkit.metrics.nearest import count_near
from maskkit.metrics.pair import MaskLike, Pair, pair_of


def boundary_iou(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    distance: float = 0.02,
    distance_px: int | None = None,
    frame: Frame = "count",
) -> float:
    """Boundary IoU, 0..1: the IoU of what lies in each mask within a distance of that mask's own border.

    The IoU of G_d ∩ G and P_d ∩ P (Cheng et al. 2021, CVPR, eq. 3), where X_d are the pixels within d of the contour
    of X. As in the authors' package boundary-iou-api, which the defaults reproduce, the distance is that of a square:
    rows or columns, whichever is more; and the picture's frame is a border, since the surfaces of a room end there
    and a mask that stops short of it is wrong there too.

    Args:
        pred: the prediction, or a Pair.
        truth: its truth; None with a Pair.
        distance: d as a share of the picture's diagonal, rounded to pixels and at least 1. 0.02 is the paper's value;
            it uses 0.005 for finer truth.
        distance_px: d in pixels, 1 or more, in place of ``distance``.
        frame: ``"ignore"`` to take only borders inside the picture.

    Returns:
        Where neither band has a pixel, 1 if the masks are equal and 0 if not.

    >>> import numpy as np
    >>> boundary_iou(np.ones((9, 9), bool), np.pad(np.ones((7, 7), bool), 1), distance_px=1)
    0.0
    """
    require_choice("frame", frame, Frame)
    pair = pair_of(pred, truth)
    reach = band_reach(pair, distance=distance, distance_px=distance_px)
    marked, true = band(pair.pred_bits, reach, frame=frame), band(pair.truth_bits, reach, frame=frame)
    both = (marked & true).count()
    either = marked.count() + true.count() - both
    return both / either if either else float(pair.agree)


def band_reach(pair: Pair, *, distance: float = 0.02, distance_px: int | None = None) -> int:
    """The d of Boundary IoU in whole pixels, at least 1.

    Raises:
        ValueError: the distance is negative or no number, or ``distance_px`` is less than 1.
    """
    if distance_px is not None:
        if distance_px < 1:
            raise ValueError(f"distance_px must be 1 or more, not {distance_px}")
        return distance_px
    if not 0 <= distance < math.inf:
        raise ValueError(f"distance must be a share of the diagonal, not {distance}")
    return max(1, round(distance * pair.diagonal_px))


def boundary_f(
    pred: MaskLike | Pair,
    truth: MaskLike | None = None,
    *,
    tolerance: float = 0.008,
    tolerance_px: float | None = None,
) -> float:
    """Boundary F, 0..1: the harmonic mean of how much of each border lies near the other.

    F = 2 P R / (P + R) (Perazzi et al. 2016, CVPR, §5.1), with borders one pixel wide where a pixel differs from its
    neighbour to the right, below or right below, matched within a disk. The defaults reproduce davis2017-evaluation.
    The picture's frame is no border.

    Args:
        pred: the prediction, or a Pair.
        truth: its truth; None with a Pair.
        tolerance: the disk's radius as a share of the picture's diagonal, rounded up to whole pixels.
        tolerance_px: the radius in pixels, in place of ``tolerance``.

    Returns:
        1 where neither mask has a border, whether the masks are equal or not, as in DAVIS; 0 where one has none.

    >>> import numpy as np
    >>> floor, lower = np.arange(20)[:, None] >= np.full(30, 10), np.arange(20)[:, None] >= np.full(30, 12)
    >>> boundary_f(floor, lower, tolerance_px=1), boundary_f(floor, lower, tolerance_px=2)
    (0.0, 1.0)
    """
    pair = pair_of(pred, truth)
    radius = disk_radius(pair, tolerance=tolerance, tolerance_px=tolerance_px)
    marked, true = steps(pair.pred_bits), steps(pair.truth_bits)
    if not marked or not true:
        return float(not marked and not true)
    right = count_near(marked, true, radius) / marked.count()
    found = count_near(true, marked, radius) / true.count()
    return 2 * right * found / (right + found) if right + found else 0.0


def disk_radius(pair: Pair, *, tolerance: float = 0.008, tolerance_px: float | None = None) -> float:
    """The tolerance of boundary F in pixels.

    Raises:
        ValueError: the tolerance is negative or no number.
    """
    given = tolerance if tolerance_px is None else tolerance_px
    if not 0 <= given < math.inf:
        raise ValueError(f"a tolerance must be 0 or more, not {given}")
    return math.ceil(tolerance * pair.diagonal_px) if tolerance_px is None else tolerance_px
