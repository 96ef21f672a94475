"""From guesses for patches to guesses for pixels: edges that follow the photo, lines that follow the room's box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from maskkit.types import Alpha, Floats, Labels, SizeWh

    Maps = NDArray[np.float32]

STRUCTURE = (1, 2, 3)
LEAST_SHARE = 0.01


def guided_filter(guide: Alpha, values: Alpha, *, radius: int, epsilon: float) -> Alpha:
    """Smooth a map so that its edges follow a picture's (He, Sun, Tang, "Guided image filtering", ECCV 2010, eq. 5-8).

    Args:
        guide: (H, W) float32 lightness in 0..1.
        values: (H, W) float32 what to smooth.
        radius: half the window's side in pixels.
        epsilon: edges fainter than its square root are smoothed over.

    Returns:
        (H, W) float32.

    >>> step = np.repeat(np.float32([[0, 1]]), 20, axis=1).repeat(40, axis=0)
    >>> rough = np.roll(step, 2, axis=1)
    >>> smooth = guided_filter(step, rough, radius=8, epsilon=1e-4)
    >>> bool(abs(float(smooth[20, 19]) - float(smooth[20, 20])) > 0.5)
    True
    """
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(layer: Alpha) -> Alpha:
        return np.asarray(cv2.blur(layer, window), np.float32)

    guide_mean, value_mean = mean(guide), mean(values)
    variance = mean(guide * guide) - guide_mean * guide_mean
    slope = np.asarray((mean(guide * values) - guide_mean * value_mean) / (variance + epsilon), np.float32)
    return mean(slope) * guide + mean(value_mean - slope * guide_mean)


def sharpen_maps(maps: Maps, guide: Alpha) -> Maps:
    """Enlarge class maps to the guide's size, their edges on the guide's: (C, h, w) → (C, H, W), sums of 1."""
    height, width = guide.shape
    radius = max(2, max(guide.shape) // 100)
    large = [
        np.asarray(cv2.resize(layer, (width, height), interpolation=cv2.INTER_LINEAR), np.float32) for layer in maps
    ]
    filtered = np.stack([guided_filter(guide, layer, radius=radius, epsilon=4e-4) for layer in large])
    filtered = np.clip(filtered, 1e-4, 1.0)
    return np.asarray(filtered / filtered.sum(axis=0), np.float32)


def snap_to_box(labels: Labels, box_labels: Labels, *, band_px: int) -> Labels:
    """Put the borders between floor, wall and ceiling onto the box's lines, where both agree that there is one.

    A pixel within the band around a line of the box takes the box's surface if it shows a surface at all, and if the
    labels on both sides of the line, a little farther off, are already the box's.

    >>> box = np.repeat(np.uint8([2, 1]), 20)[:, None].repeat(30, axis=1)
    >>> rough = np.roll(box, 2, axis=0)
    >>> rough[:2] = 2
    >>> bool((snap_to_box(rough, box, band_px=3) == box).all())
    True
    """
    reach = 2 * band_px + 1
    highest = cv2.dilate(box_labels, np.ones((reach, reach), np.uint8))
    lowest = cv2.erode(box_labels, np.ones((reach, reach), np.uint8))
    structure = np.isin(labels, STRUCTURE)
    agrees = ((labels == box_labels) & structure).astype(np.float32)
    window = (6 * band_px + 1, 6 * band_px + 1)
    share = cv2.blur(agrees, window) / np.maximum(cv2.blur(structure.astype(np.float32), window), 1e-3)
    snapped = (highest != lowest) & structure & (share > 0.8)
    return np.where(snapped, box_labels, labels).astype(np.uint8)


def drop_specks(labels: Labels, *, smallest_px: int) -> Labels:
    """Give areas smaller than ``smallest_px`` the class of what is nearest to them.

    >>> spotted = np.ones((9, 9), np.uint8)
    >>> spotted[4, 4] = 2
    >>> int(drop_specks(spotted, smallest_px=3).max())
    1
    """
    small = np.zeros(labels.shape, np.bool_)
    for room_class in np.unique(labels):
        _, parts, stats, _ = cv2.connectedComponentsWithStats((labels == room_class).astype(np.uint8), connectivity=4)
        tiny = stats[:, cv2.CC_STAT_AREA] < smallest_px
        tiny[0] = False
        small |= tiny[parts]
    if not small.any() or small.all():
        return labels
    _, nearest = cv2.distanceTransformWithLabels(
        small.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    classes = np.zeros(int(nearest.max()) + 1, np.uint8)
    classes[nearest[~small]] = labels[~small]
    return np.asarray(classes[nearest], np.uint8)


def enlarge_labels(labels: Labels, size_wh: SizeWh) -> Labels:
    """Enlarge a label map with smooth borders: each class as a soft map, the strongest wins; (h, w) → (H, W)."""
    if size_wh == (labels.shape[1], labels.shape[0]):
        return labels
    best = np.zeros((size_wh[1], size_wh[0]), np.float32)
    large = np.zeros(best.shape, np.uint8)
    for room_class in np.unique(labels):
        soft = cv2.GaussianBlur((labels == room_class).astype(np.float32), (0, 0), 0.8)
        soft = np.asarray(cv2.resize(soft, size_wh, interpolation=cv2.INTER_LINEAR), np.float32)
        stronger = soft > best
        best[stronger], large[stronger] = soft[stronger], room_class
    return large


def enlarge_map(values: Alpha, size_wh: SizeWh) -> Alpha:
    """Resize one soft map bilinearly."""
    return np.asarray(cv2.resize(values, size_wh, interpolation=cv2.INTER_LINEAR), np.float32)


def expected_iou(labels: Labels, likely: Mapping[int, Alpha]) -> float:
    """The mean IoU of the classes in ``likely`` that their probabilities (H, W) themselves lead to expect, 0..1.

    Classes that hardly occur in ``labels`` (H, W) are left out; 0 where none does.

    >>> expected_iou(np.ones((4, 4), np.uint8), {1: np.full((4, 4), 0.8, np.float32)})
    0.8
    """
    expected = []
    for room_class, share in likely.items():
        here = labels == room_class
        if here.mean() > LEAST_SHARE:
            both = float(share[here].sum())
            expected.append(both / (here.sum() + float(share.sum()) - both))
    return round(float(np.mean(expected)), 6) if expected else 0.0


def below_horizon(rays_down: Floats) -> NDArray[np.float32]:
    """1 where a ray sinks, 0 where it rises, soft within a degree: floor can only be seen downwards."""
    return np.clip(0.5 + rays_down / 0.03, 0.0, 1.0).astype(np.float32)
