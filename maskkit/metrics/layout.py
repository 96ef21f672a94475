"""Room layouts: the two errors of the LSUN room layout challenge.

Both are errors, 0 = perfect. The definitions are those of the challenge's own toolkit.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MaskRefused
from maskkit.metrics.joint import checked_labels, joint_segments, require_same_size
from maskkit.types import Floats, Polygon, SizeWh

__all__ = ["layout_corner_error", "layout_pixel_error"]


def layout_pixel_error(pred_ids: NDArray[Any], truth_ids: NDArray[Any], *, ignore: int | None = None) -> float:
    """The share of pixels that are on the wrong face of the room, 0..1, under the best matching of the faces.

    The faces carry no names: each face of the prediction is paired with at most one of the truth so that as many
    pixels as possible agree (a maximal bipartite matching, as in the LSUN toolkit), and every other pixel is wrong.

    Args:
        pred_ids: (H, W) integers, one value a face.
        truth_ids: the same, of the same size.
        ignore: pixels with this value in the truth are left out; none by default, as in the toolkit. Where that leaves
            no pixel, none is wrong: 0.

    >>> layout_pixel_error(np.array([[7, 7, 7, 2]]), np.array([[1, 1, 3, 3]]))
    0.25

    Raises:
        MaskRefused: a map is no (H, W) map of integers.
        SizeMismatch: the maps differ in size.
    """
    pred_ids, truth_ids = checked_labels(pred_ids, name="pred_ids"), checked_labels(truth_ids, name="truth_ids")
    require_same_size(pred_ids, truth_ids)
    truth, pred, pixels = joint_segments(truth_ids, pred_ids)
    if ignore is not None:
        truth, pred, pixels = truth[truth != ignore], pred[truth != ignore], pixels[truth != ignore]
    if not pixels.size:
        return 0.0
    rows, columns = (np.unique(part, return_inverse=True)[1] for part in (truth, pred))
    shared = np.zeros((rows.max() + 1, columns.max() + 1))
    shared[rows, columns] = pixels
    agreeing = -_best(-shared).sum()
    return 1.0 - float(agreeing / pixels.sum())


def layout_corner_error(pred_points: Polygon, truth_points: Polygon, size_wh: SizeWh) -> float:
    """How far the corners of the room are off, as a share of the picture's diagonal, with a fine for each surplus one.

    (sum of the distances of matched corners / diagonal + 1/3 x |difference of their numbers|) / the larger number, as
    in the LSUN toolkit; the corners are matched so that the sum is smallest (Hungarian method). No corner in both: 0;
    none in one of them: 1/3.

    Args:
        pred_points: (N, 2) x, y in pixels; corners may lie outside the picture.
        truth_points: (M, 2).
        size_wh: the picture's size.

    >>> round(layout_corner_error([(0, 0), (30, 40)], [(30, 45), (0, 0), (9, 9)], (300, 400)), 6)
    0.114444

    Raises:
        MaskRefused: the points are no (N, 2) finite numbers, or the size is not positive.
    """
    pred, truth = _checked_points(pred_points, "pred_points"), _checked_points(truth_points, "truth_points")
    if min(size_wh) <= 0:
        raise MaskRefused(f"a picture of {size_wh[0]} x {size_wh[1]} pixels has no diagonal")
    most = max(len(pred), len(truth))
    if not most:
        return 0.0
    distances = np.linalg.norm(pred[:, None] - truth[None], axis=2) / math.hypot(*size_wh)
    return float((_best(distances).sum() + abs(len(pred) - len(truth)) / 3) / most)


def _best(costs: Floats) -> Floats:
    """The costs of the cheapest matching of rows and columns, each used at most once."""
    from scipy.optimize import linear_sum_assignment

    chosen: Floats = costs[linear_sum_assignment(costs)]
    return chosen


def _checked_points(points: Polygon, name: str) -> Floats:
    try:
        array = np.asarray(points, np.float64)
    except (TypeError, ValueError, OverflowError):
        raise MaskRefused(f"{name} holds something else than numbers", hint="Give (N, 2): x and y of each.") from None
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise MaskRefused(f"{name} has the shape {array.shape}", hint="Give (N, 2): x and y of each corner.")
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0, 0])
        raise MaskRefused(f"{name} has the corner {tuple(array[row].tolist())} in row {row}")
    return array
