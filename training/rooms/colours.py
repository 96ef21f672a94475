"""Colours that rooms have, by what they are on: mostly quiet ones, now and then a loud one."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from types import MappingProxyType
from typing import TypeVar

import numpy as np

Rng = np.random.Generator
T = TypeVar("T")
Band = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""Ranges of hue, saturation and value."""

ANY: Band = ((0.0, 1.0), (0.0, 0.9), (0.05, 0.97))
_BANDS: dict[str, tuple[tuple[float, Band], ...]] = {
    "wall": (
        (0.4, ((0.05, 0.16), (0.0, 0.05), (0.86, 0.98))),
        (0.24, ((0.06, 0.14), (0.05, 0.22), (0.72, 0.95))),
        (0.14, ((0.0, 1.0), (0.02, 0.12), (0.6, 0.9))),
        (0.07, ((0.0, 1.0), (0.1, 0.35), (0.5, 0.92))),
        (0.10, ((0.0, 1.0), (0.0, 0.1), (0.35, 0.65))),
        (0.03, ((0.0, 1.0), (0.3, 0.65), (0.3, 0.85))),
        (0.03, ((0.0, 1.0), (0.05, 0.5), (0.08, 0.3))),
    ),
    "ceiling": (
        (0.82, ((0.05, 0.16), (0.0, 0.05), (0.88, 0.98))),
        (0.12, ((0.05, 0.15), (0.03, 0.2), (0.7, 0.95))),
        (0.06, ((0.0, 1.0), (0.0, 0.4), (0.15, 0.7))),
    ),
    "wood": (
        (0.55, ((0.05, 0.1), (0.25, 0.6), (0.4, 0.8))),
        (0.25, ((0.05, 0.11), (0.12, 0.35), (0.6, 0.9))),
        (0.20, ((0.02, 0.08), (0.3, 0.6), (0.12, 0.38))),
    ),
    "stone": (
        (0.4, ((0.06, 0.14), (0.03, 0.2), (0.55, 0.92))),
        (0.3, ((0.0, 1.0), (0.0, 0.06), (0.4, 0.95))),
        (0.2, ((0.0, 1.0), (0.0, 0.1), (0.1, 0.4))),
        (0.1, ((0.0, 1.0), (0.1, 0.5), (0.3, 0.8))),
    ),
    "cloth": (
        (0.4, ((0.0, 1.0), (0.0, 0.12), (0.15, 0.95))),
        (0.36, ((0.03, 0.14), (0.08, 0.45), (0.25, 0.88))),
        (0.15, ((0.0, 1.0), (0.1, 0.4), (0.25, 0.85))),
        (0.06, ((0.0, 1.0), (0.35, 0.8), (0.2, 0.75))),
    ),
    "lacquer": (
        (0.5, ((0.05, 0.15), (0.0, 0.06), (0.8, 0.97))),
        (0.2, ((0.0, 1.0), (0.0, 0.1), (0.1, 0.6))),
        (0.2, ((0.0, 1.0), (0.05, 0.3), (0.3, 0.85))),
        (0.1, ((0.0, 1.0), (0.2, 0.7), (0.25, 0.85))),
    ),
    "any": (
        (0.35, ((0.0, 1.0), (0.0, 0.15), (0.05, 0.97))),
        (0.35, ((0.03, 0.15), (0.1, 0.6), (0.1, 0.9))),
        (0.3, ANY),
    ),
}
BANDS = MappingProxyType(_BANDS)


def colour(rng: Rng, kind: str = "any") -> str:
    """A hex colour for something of a kind of :data:`BANDS`.

    >>> colour(np.random.default_rng(1), "wall")[0]
    '#'
    """
    shares, bands = zip(*BANDS[kind], strict=True)
    band = bands[int(rng.choice(len(bands), p=np.array(shares) / sum(shares)))]
    h, s, v = (float(rng.uniform(low, high)) for low, high in band)
    return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hsv_to_rgb(h % 1, s, v))


def one_of(rng: Rng, choices: Sequence[T], weights: tuple[float, ...] | None = None) -> T:
    """One of several, evenly or by weights."""
    share = None if weights is None else np.array(weights) / sum(weights)
    return choices[int(rng.choice(len(choices), p=share))]


def chance(rng: Rng, share: float) -> bool:
    """True in ``share`` of all cases."""
    return bool(rng.random() < share)


def between(rng: Rng, low: float, high: float) -> float:
    """An even draw between two numbers in either order."""
    return float(rng.uniform(min(low, high), max(low, high)))
