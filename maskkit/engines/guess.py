"""A plain room for photos whose lines do not give one: a level camera before a far wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.planes import SURFACE_OF_PLANE

if TYPE_CHECKING:
    from maskkit.types import Labels

FOCAL_SHARE = 0.8
HORIZON_SHARE = 0.46
CAMERA_HEIGHT_M = 1.4
WIDE = 30.0
"""Side walls so far off, in camera heights, that they are not in the picture."""


def guess_layout(labels: Labels) -> Layout:
    """The far wall stands where the floor ends in most columns; the horizon lies above all of the floor.

    >>> labels = np.full((480, 640), 2, np.uint8)
    >>> labels[360:] = 1
    >>> layout = guess_layout(labels)
    >>> np.unique(layout.plane_map()[365:]).tolist(), np.unique(layout.plane_map()[100:355]).tolist()
    ([1], [5])
    """
    h, w = labels.shape
    focal = FOCAL_SHARE * max(h, w)
    floor = labels == 1
    tops = np.argmax(floor, axis=0)[floor.any(axis=0)]
    edge = float(np.median(tops)) if len(tops) else 0.85 * h
    horizon = min(HORIZON_SHARE * h, (float(tops.min()) if len(tops) else edge) - 0.05 * h)
    pitch = np.arctan2(h / 2 - horizon, focal)
    turned = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    camera = Camera(focal, turned, np.array([w / 2, h / 2]), 0.0)
    ray = camera.rays(np.array([[w / 2, edge]]))[0]
    back = float(ray[2] / max(ray[1], 0.02))
    return Layout((w, h), camera, Box(WIDE, WIDE, back, ceiling=WIDE), 0.0, 0.0, CAMERA_HEIGHT_M)


def agreement(layout: Layout, labels: Labels) -> float:
    """The share of floor, wall and ceiling pixels that lie on a face of their kind."""
    known = np.isin(labels, (1, 2, 3))
    seen = SURFACE_OF_PLANE[layout.plane_map()]
    return float((seen == labels)[known].mean()) if known.any() else 0.0
