"""Curves as corners of a polygon, close enough that no pixel's centre is likely to lie between."""

from __future__ import annotations

import math

import numpy as np

from maskkit.types import Points

TOLERANCE_PX = 0.01
"""So far may a chord lie from its curve."""

MOST_CORNERS = 4096
"""Enough for a circle as large as the largest picture; a limit for files with absurd numbers."""


def ellipse(
    centre: tuple[float, float],
    radii: tuple[float, float],
    *,
    turned: float = 0,
    start: float = 0,
    sweep: float = math.tau,
) -> Points:
    """Points of an ellipse around ``centre``; a whole one by default, without repeating the first.

    Args:
        centre: x, y.
        radii: along its own two axes.
        turned: the angle of its first axis, clockwise as one sees it, in radians.
        start: the angle, within the ellipse, at which the arc starts.
        sweep: how far the arc goes; both ends of an arc are given.

    >>> ellipse((0, 0), (2, 2)).round(9)[0].tolist()
    [2.0, 0.0]
    """
    count = _corners_of_arc(max(abs(radii[0]), abs(radii[1])), sweep)
    whole = abs(sweep) >= math.tau
    angles = start + np.linspace(0, sweep, count, endpoint=not whole)
    x, y = radii[0] * np.cos(angles), radii[1] * np.sin(angles)
    cos, sin = math.cos(turned), math.sin(turned)
    return np.stack([centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos], axis=1)


def _corners_of_arc(radius: float, sweep: float) -> int:
    """How many corners keep every chord within the tolerance: the sagitta of an arc is r (1 - cos(angle / 2))."""
    angle = 2 * math.acos(1 - min(TOLERANCE_PX / radius, 1)) if radius > 0 else math.pi
    return min(max(math.ceil(abs(sweep) / angle) + 1, 8), MOST_CORNERS)
