"""What of the mask is to be laid anew, by the labels, by the mask itself, and by what looks alike.

Labels of a method that knows furniture are taken at their word. Those of the geometry method call much furniture that
is none; a mask that was drawn around things then says more than they do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.lighting import DARKEST, LUMINANCE
from maskkit.engines.windows import Windows
from maskkit.geometry.planes import SURFACE_OF_PLANE, Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import BoolMap, Labels, RgbLinear

    Field = NDArray[np.float32]

SURFACES = (1, 2, 3)
ROUGH_METHODS = frozenset({"geometry"})
CUT_OUT_SHARE = 0.08
"""A mask that leaves this much of its own outline free was drawn around things."""

SLIVER_SHARE = 0.2
"""Of a surface that is meant, a mask holds at least this much."""

REACH_SHARE = 0.1
MOST_DARKER, MOST_BRIGHTER, MOST_HUE = 1.0, 0.3, 0.12
WORKING_EDGE_PX = 240


def intended(photo: RgbLinear, labels: Labels, planes: Labels, wanted: BoolMap, *, rough: bool) -> Labels:
    """(H, W) uint8: 1 floor, 2 wall, 3 ceiling where new surfaces go, 0 where the photo stays.

    With ``rough`` labels the box tells floor from wall. A mask that was drawn around things is then laid as a whole; in
    others, what is labelled as a thing is laid where it looks like the surface beside it.

    >>> labels = np.array([[2, 6], [1, 1]], np.uint8)
    >>> intended(np.zeros((2, 2, 3), np.float32), labels, labels, np.ones((2, 2), bool), rough=False).tolist()
    [[2, 0], [1, 1]]
    """
    known = np.isin(labels, SURFACES)
    if not rough:
        return np.where(wanted & known, labels, 0).astype(np.uint8)
    kinds = _meant(planes, wanted)
    if drawn_around_things(wanted, planes):
        return np.where(wanted, kinds, 0).astype(np.uint8)
    laid = np.where(wanted & known, kinds, 0).astype(np.uint8)
    for kind in SURFACES:
        rest = wanted & (laid == 0) & (kinds == kind)
        if rest.any() and (laid == kind).any():
            laid[rest & looks_like(photo, laid == kind)] = kind
    return laid


def _meant(planes: Labels, wanted: BoolMap) -> Labels:
    """The kind of surface by the box; a kind of which the mask holds slivers only is the neighbour's, seen wrongly."""
    kinds = SURFACE_OF_PLANE[planes]
    meant = kinds.copy()
    for kind, instead in ((3, 2), (1, 2), (2, 1)):
        part = np.count_nonzero(wanted & (kinds == kind))
        if part < SLIVER_SHARE * min(np.count_nonzero(kinds == kind), np.count_nonzero(wanted)):
            meant[kinds == kind] = instead
    return np.asarray(meant)


def drawn_around_things(wanted: BoolMap, planes: Labels) -> bool:
    """Whether the mask has cut-outs: its convex outlines on the faces hold more than the mask does.

    >>> planes = np.full((60, 60), Plane.BACK, np.uint8)
    >>> whole = np.ones((60, 60), bool)
    >>> cut = whole.copy()
    >>> cut[20:40, 20:40] = False
    >>> drawn_around_things(whole, planes), drawn_around_things(cut, planes)
    (False, True)
    """
    held = 0
    for plane in Plane:
        face = planes == plane
        points = cv2.findNonZero((wanted & face).astype(np.uint8))
        if points is not None:
            outline = np.zeros(planes.shape, np.uint8)
            cv2.fillConvexPoly(outline, cv2.convexHull(points), 1)
            held += int(np.count_nonzero((outline > 0) & face))
    return bool(np.count_nonzero(wanted) < (1 - CUT_OUT_SHARE) * held)


def looks_like(photo: RgbLinear, surface: BoolMap) -> BoolMap:
    """Where the photo has the hue of ``surface`` nearby, and its brightness or a shadow's."""
    h, w = surface.shape
    scale = min(1.0, WORKING_EDGE_PX / max(h, w))
    size = max(2, round(w * scale)), max(2, round(h * scale))
    small = np.log(np.maximum(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), DARKEST))
    share = np.asarray(cv2.resize(surface.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)
    weights = np.asarray(np.where(share > 0.9, share, 0), np.float32)
    if not weights.any():
        return np.zeros_like(surface)
    reach = np.full(weights.shape, REACH_SHARE * max(size), np.float32)
    windows = Windows(weights, (reach, reach))
    level = np.asarray(np.log(np.maximum(np.exp(small) @ LUMINANCE, DARKEST)), np.float32)
    hues = [np.asarray(small[..., k] - small[..., 1], np.float32) for k in (0, 2)]
    darker = windows.mean(level) - level
    away = np.hypot(*(hue - windows.mean(hue) for hue in hues))
    inside = weights > 0
    slack = 2.0 * float(np.median(np.abs(darker[inside]))), 2.0 * float(np.median(away[inside]))
    alike = (darker < MOST_DARKER + slack[0]) & (darker > -MOST_BRIGHTER - slack[0]) & (away < MOST_HUE + slack[1])
    votes = cv2.boxFilter(alike.astype(np.float32), cv2.CV_32F, (5, 5))
    return np.asarray(cv2.resize(votes, (w, h), interpolation=cv2.INTER_LINEAR) > 0.5)
