"""Boundary IoU and DAVIS' boundary F by their published definitions; neither package is on PyPI.

Written anew from the definitions, with the operations that the packages use (OpenCV's erosion and dilation), so that
the times are theirs too.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


def boundary_iou(pred: Bools, truth: Bools, *, share: float = 0.02) -> float:
    """Cheng et al., Boundary IoU (CVPR 2021): the IoU of what lies within ``share`` of the diagonal from the border.

    Both masks must have a border; the package divides by zero otherwise.
    """
    pred_band, truth_band = inner_band(pred, share=share), inner_band(truth, share=share)
    return float((pred_band & truth_band).sum() / (pred_band | truth_band).sum())


def inner_band(mask: Bools, *, share: float) -> Bools:
    """The pixels of a mask that a square of the band's width, put around them, finds outside; so is the frame."""
    height, width = mask.shape
    band_px = max(1, round(share * math.sqrt(height**2 + width**2)))
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    core = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=band_px)[1:-1, 1:-1]
    return mask & (core == 0)


def boundary_f(pred: Bools, truth: Bools, *, tolerance: float = 0.008) -> float:
    """Perazzi et al., DAVIS (CVPR 2016): F of borders that lie within a share of the diagonal (pixels, from 1 on)."""
    from skimage.morphology import disk

    radius = tolerance if tolerance >= 1 else math.ceil(tolerance * math.hypot(*pred.shape))
    reach = disk(radius).astype(np.uint8)
    pred_border, truth_border = thin_border(pred), thin_border(truth)
    pred_reach, truth_reach = (cv2.dilate(border.astype(np.uint8), reach) for border in (pred_border, truth_border))
    pred_count, truth_count = int(pred_border.sum()), int(truth_border.sum())
    if not (pred_count and truth_count):
        return float(pred_count == truth_count)
    precision = float((pred_border * truth_reach).sum() / pred_count)
    recall = float((truth_border * pred_reach).sum() / truth_count)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def thin_border(mask: Bools) -> Bools:
    """Martin's one-pixel border: a pixel that differs from its right, lower or lower right neighbour."""
    right, lower, diagonal = np.zeros_like(mask), np.zeros_like(mask), np.zeros_like(mask)
    right[:, :-1], lower[:-1], diagonal[:-1, :-1] = mask[:, 1:], mask[1:], mask[1:, 1:]
    border = (mask ^ right) | (mask ^ lower) | (mask ^ diagonal)
    border[-1] = mask[-1] ^ right[-1]
    border[:, -1] = mask[:, -1] ^ lower[:, -1]
    border[-1, -1] = False
    return border
