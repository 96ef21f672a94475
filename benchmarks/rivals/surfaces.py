"""surface-distance (DeepMind), and scikit-image's Hausdorff distance.

surface-distance must not be given an empty mask: on NumPy 2 it fails there.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
SPACING = (1.0, 1.0)


def distances(pred: Bools, truth: Bools) -> dict[str, Any]:
    """Both directions' distances and surfel lengths: what every metric of surface-distance is computed from."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package uses names of SciPy that are going away
        import surface_distance

        found: dict[str, Any] = surface_distance.compute_surface_distances(truth, pred, SPACING)
    return found


def hausdorff(found: dict[str, Any], *, percentile: float) -> float:
    """The larger of both directions' percentiles, weighted by surfels."""
    import surface_distance

    return float(surface_distance.compute_robust_hausdorff(found, percentile))


def average_both_ways(found: dict[str, Any]) -> tuple[float, float]:
    """The mean distance from the truth to the prediction, and back."""
    import surface_distance

    from_truth, from_pred = surface_distance.compute_average_surface_distance(found)
    return float(from_truth), float(from_pred)


def surface_dice(found: dict[str, Any], *, tolerance_px: float) -> float:
    """The share of both borders that lies within the tolerance of the other one."""
    import surface_distance

    return float(surface_distance.compute_surface_dice_at_tolerance(found, tolerance_px))


def hausdorff_of_pixels(first: Bools, second: Bools, *, method: str = "standard") -> float:
    """scikit-image: the Hausdorff distance of two sets of pixels; give it borders for that of borders."""
    from skimage.metrics import hausdorff_distance

    return float(hausdorff_distance(first, second, method=method))


def inner_border(mask: Bools, *, frame: bool) -> Bools:
    """The pixels with a direct neighbour outside of the mask; the frame counts as outside, or does not."""
    from scipy.ndimage import binary_erosion

    border: Bools = mask & ~binary_erosion(mask, border_value=0 if frame else 1)
    return border


def directed_distances(first: Bools, second: Bools, *, frame: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """From each border pixel of one mask to the nearest of the other, both ways, by SciPy's exact distance map."""
    from scipy.ndimage import distance_transform_edt

    borders = inner_border(first, frame=frame), inner_border(second, frame=frame)
    maps = [distance_transform_edt(~border) for border in borders]
    return maps[1][borders[0]], maps[0][borders[1]]
