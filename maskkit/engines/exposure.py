"""How bright white would be on each face, and of what colour the light is.

A photo gives light times albedo only. Priors decide: what floors, walls and ceilings usually reflect, that the faces of
one room get about the same light, and that a photo's brightest matt surfaces are near white.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from maskkit.engines.lighting import DARKEST, LUMINANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from maskkit.types import Labels, RgbLinear

    Field = NDArray[np.float32]

USUAL_ALBEDO = {1: (0.28, 0.55), 2: (0.55, 0.35), 3: (0.78, 0.15)}
"""Class of a label map → usual albedo and the deviation of its log."""

SPREAD_OF_LIGHT = 0.25
"""Deviation of the log light from face to face."""

MOST_ABOVE_WHITE = 0.22
"""White on a face is at most this much brighter (log) than the brightest matt things of the picture."""

LEAST_ALBEDO, MOST_ALBEDO = 0.05, 0.86
LEAST_TELLING, DARK_BESIDE = 0.01, 2.0
"""A surface tells the hue of the light if it is larger in the picture than the first, and its log light no darker than
the brightest's less the second."""
TINT_KEPT = 0.5
"""How much of the light's colour the new surfaces take on: the rest the camera and the eye correct."""


@dataclass(frozen=True)
class Sighting:
    """A surface in the photo: its class of a label map, median log luminance, share of the picture."""

    kind: int
    level: float
    share: float


def log_lights(sightings: Sequence[Sighting], white_level: float) -> list[float]:
    """For each surface, the log luminance that pure white would have in its place.

    The maximum of the posterior of one common light, with a deviation for each surface; ``white_level`` is where the
    picture's brightest matt things lie.

    >>> wall, floor = log_lights([Sighting(2, np.log(0.44), 0.5), Sighting(1, np.log(0.22), 0.3)], np.log(0.8))
    >>> round(float(np.exp(wall)), 2), round(float(np.exp(floor)), 2)
    (0.8, 0.8)
    """
    kinds = [USUAL_ALBEDO[one.kind] for one in sightings]
    said = np.array([one.level - np.log(usual) for one, (usual, _) in zip(sightings, kinds, strict=True)])
    spread = np.array([deviation**2 for _, deviation in kinds]) + SPREAD_OF_LIGHT**2
    trust = np.clip([one.share / 0.04 for one in sightings], 0.05, 1.0) / spread
    common = (np.sum(trust * said) + white_level / 0.1) / (np.sum(trust) + 1 / 0.1)
    lights = common + SPREAD_OF_LIGHT**2 / spread * (said - common)
    lights = np.minimum(lights, white_level + MOST_ABOVE_WHITE)
    levels = np.array([one.level for one in sightings])
    return [float(light) for light in np.clip(lights, levels - np.log(MOST_ALBEDO), levels - np.log(LEAST_ALBEDO))]


def white_level(photo: RgbLinear, labels: Labels) -> float:
    """Log luminance that white has by the look of the brightest twentieth of the room, windows and glare left out."""
    luminance = (photo[::3, ::3] @ LUMINANCE)[(labels[::3, ::3] != 4)]
    matt = luminance[luminance < 1.2]
    bright = float(np.quantile(matt, 0.95)) if matt.size else 0.7
    return float(np.log(max(bright, 0.02) / 0.85))


def tells_hue(one: Sighting, others: Sequence[Sighting]) -> bool:
    """Whether a surface is large and bright enough to tell the hue of the light: that of dark corners is noise.

    >>> wall, corner = Sighting(2, -1.0, 0.4), Sighting(2, -4.0, 0.05)
    >>> tells_hue(wall, [wall, corner]), tells_hue(corner, [wall, corner])
    (True, False)
    """
    return one.share > LEAST_TELLING and one.level > max(other.level for other in others) - DARK_BESIDE


def light_hue(photo: RgbLinear, labels: Labels, hues: Sequence[Field]) -> Field:
    """(2,) log red/green and blue/green of the light: the most neutral of the surfaces and of the bright pixels."""
    candidates = [np.asarray(hue) for hue in hues]
    small, kinds = photo[::3, ::3], labels[::3, ::3]
    luminance = small @ LUMINANCE
    bright = (luminance > np.quantile(luminance, 0.85)) & (luminance < 1.2) & (kinds != 4)
    for chosen in (kinds == 3, bright):
        if np.count_nonzero(chosen) > 200:
            logs = np.log(np.maximum(small[chosen], DARKEST))
            candidates.append(np.median(logs[:, [0, 2]] - logs[:, 1:2], axis=0))
    return np.asarray(min(candidates, key=lambda hue: float(np.linalg.norm(hue))), np.float32)
