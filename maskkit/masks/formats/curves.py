"""Curves as corners of a polygon, close enough that hardly a pixel's centre lies between."""

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
    tolerance: float = TOLERANCE_PX,
) -> Points:
    """Points of an ellipse around ``centre``; a whole one by default, without repeating the first.

    Args:
        centre: x, y.
        radii: along its own two axes.
        turned: the angle of its first axis, clockwise as one sees it, in radians.
        start: the angle, within the ellipse, at which the arc starts.
        sweep: how far the arc goes; both ends of an arc are given.
        tolerance: how far a chord may lie from the curve.

    >>> ellipse((0, 0), (2, 2)).round(9)[0].tolist()
    [2.0, 0.0]
    """
    count = _corners_of_arc(max(abs(radii[0]), abs(radii[1])), sweep, tolerance)
    whole = abs(sweep) >= math.tau
    angles = start + np.linspace(0, sweep, count, endpoint=not whole)
    x, y = radii[0] * np.cos(angles), radii[1] * np.sin(angles)
    cos, sin = math.cos(turned), math.sin(turned)
    return np.stack([centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos], axis=1)


def arc(
    start: tuple[float, float],
    stop: tuple[float, float],
    radii: tuple[float, float],
    *,
    turned: float,
    large: bool,
    clockwise: bool,
    tolerance: float = TOLERANCE_PX,
) -> Points:
    """Points of an elliptical arc between two points, after its start (SVG 2, section B.2.4: from ends to centre).

    >>> arc((0, 0), (2, 0), (1, 1), turned=0, large=False, clockwise=True).round(9)[-1].tolist()
    [2.0, 0.0]
    """
    rx, ry = abs(radii[0]), abs(radii[1])
    if not rx or not ry or start == stop:
        return np.array([stop])
    cos, sin = math.cos(turned), math.sin(turned)
    dx, dy = (start[0] - stop[0]) / 2, (start[1] - stop[1]) / 2
    x, y = (cos * dx + sin * dy) / rx, (cos * dy - sin * dx) / ry
    # Radii that are too small for the distance grow until they fit.
    grow = max(1.0, math.hypot(x, y))
    rx, ry, x, y = rx * grow, ry * grow, x / grow, y / grow
    share = math.sqrt(max(0.0, 1 / (x * x + y * y) - 1)) * (-1 if large == clockwise else 1)
    cx, cy = share * y, -share * x
    first = math.atan2(y - cy, x - cx)
    sweep = (math.atan2(-y - cy, -x - cx) - first) % math.tau
    sweep = sweep if clockwise else sweep - math.tau
    middle = (start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2
    centre = middle[0] + cos * cx * rx - sin * cy * ry, middle[1] + sin * cx * rx + cos * cy * ry
    points = ellipse(centre, (rx, ry), turned=turned, start=first, sweep=sweep, tolerance=tolerance)
    points[-1] = stop
    return points[1:]


def bezier(control: Points, *, tolerance: float = TOLERANCE_PX) -> Points:
    """Points of a quadratic or cubic Bézier curve, (3, 2) or (4, 2), after its start.

    >>> bezier(np.array([(0.0, 0), (1, 0), (2, 0)]))[-1].tolist()
    [2.0, 0.0]
    """
    degree = len(control) - 1
    bend = float(np.hypot(*np.diff(control, 2, axis=0).T).max())
    # A chord over 1/n of t deviates by at most degree (degree - 1) / (8 n^2) of the largest second difference.
    pieces = math.ceil(math.sqrt(degree * (degree - 1) * bend / (8 * tolerance)))
    t = np.linspace(0, 1, min(max(pieces, 1), MOST_CORNERS) + 1)[1:, None]
    weights = [math.comb(degree, k) * t**k * (1 - t) ** (degree - k) for k in range(degree + 1)]
    points: Points = sum((weight * point for weight, point in zip(weights, control, strict=True)), np.zeros(2))
    return points


def _corners_of_arc(radius: float, sweep: float, tolerance: float) -> int:
    """How many corners keep every chord within the tolerance: the sagitta of an arc is r (1 - cos(angle / 2))."""
    angle = 2 * math.acos(1 - min(tolerance / radius, 1)) if radius > 0 else math.pi
    return min(math.ceil(abs(sweep) / max(angle, 1e-6)), MOST_CORNERS) + 8
