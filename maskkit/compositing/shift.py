"""Whether a generated picture has moved against its photo: services shift what they keep by some pixels."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.compositing.fit import Picture, generated_at_full_size, pixels_of, size_of
from maskkit.images.transform import Transform
from maskkit.masks.mask import Mask
from maskkit.types import Rgb8

LONG_EDGE_PX = 1024

_NOTABLE_PX = 1.0
_SURE = 0.15


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the generated picture lies to the right of and below the photo, in pixels of the photo.

    ``confidence`` (0..1) is the height of the correlation's peak. A shift is worth a warning when it is sure and at
    least a pixel long; nothing here ever moves a picture.
    """

    dx_px: float = 0.0
    dy_px: float = 0.0
    confidence: float = 0.0

    @property
    def is_notable(self) -> bool:
        """Whether somebody should look at the seam."""
        return self.confidence >= _SURE and max(abs(self.dx_px), abs(self.dy_px)) >= _NOTABLE_PX


def estimate_shift(photo: Picture, generated: Picture, mask: Mask, *, transform: Transform | None = None) -> Shift:
    """Estimate one shift for the whole picture from what both show outside of the mask.

    Phase correlation (Kuglin and Hines, 1975) of the edges' strength, at a long edge of at most 1024 px.

    Raises:
        SizeMismatch: the sizes do not belong together.
    """
    kept, made = pixels_of(photo), pixels_of(generated)
    mask.require_size(size_of(kept))
    made = generated_at_full_size(kept, made, transform)
    scale = min(1.0, LONG_EDGE_PX / max(kept.shape[:2]))
    weight = _kept_weight(mask, scale)
    if weight.mean() < 0.02:
        return Shift()
    one, other = (_edges(pixels, scale) * weight for pixels in (kept, made))
    (dx, dy), peak = cv2.phaseCorrelate(one, other, cv2.createHanningWindow(one.shape[::-1], cv2.CV_32F))
    if not np.isfinite([dx, dy, peak]).all() or not (one.any() and other.any()):
        return Shift()
    return Shift(round(dx / scale, 2), round(dy / scale, 2), round(float(np.clip(peak, 0, 1)), 3))


def _edges(pixels: Rgb8, scale: float) -> NDArray[np.float32]:
    size_wh = max(8, round(pixels.shape[1] * scale)), max(8, round(pixels.shape[0] * scale))
    grey = cv2.cvtColor(cv2.resize(pixels, size_wh, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    grey = cv2.GaussianBlur(grey, (0, 0), 1.0)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return cv2.magnitude(across, down).astype(np.float32, copy=False)


def _kept_weight(mask: Mask, scale: float) -> NDArray[np.float32]:
    """1 where the photo is kept, falling softly to 0 towards the mask, so that its outline does not correlate."""
    width, height = mask.size_wh
    size_wh = max(8, round(width * scale)), max(8, round(height * scale))
    marked = (cv2.resize(mask.values, size_wh, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    if not marked.any():
        return np.ones(marked.shape, np.float32)
    distance = cv2.distanceTransform(1 - marked, cv2.DIST_L2, 3)
    return np.clip((distance - 2) / 12, 0, 1).astype(np.float32)
