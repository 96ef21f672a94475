"""Answers for ``camera_accuracy.py``, in a Python that has lu-vp-detect and OpenCV 4: one line of JSON per photo.

In: ``{"path": …, "focal_px": …}``. Out: the three directions as rows, or null where it finds none.
"""

from __future__ import annotations

import json
import sys

import cv2
import numpy as np
from lu_vp_detect import VPDetection


def directions(path: str, focal_px: float) -> list[list[float]] | None:
    """Its three vanishing directions in camera coordinates."""
    picture = cv2.imread(path)
    height, width = picture.shape[:2]
    detector = VPDetection(length_thresh=60, principal_point=(width / 2, height / 2), focal_length=focal_px, seed=1)
    try:
        found = np.asarray(detector.find_vps(picture), np.float64)
    except (ValueError, IndexError):
        return None
    return found.tolist() if np.isfinite(found).all() else None


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(directions(asked["path"], asked["focal_px"])), flush=True)
