"""Which lamps light a photo: its windows, a lamp at the ceiling, and what comes from behind the viewer.

Light is additive. Every source is traced alone in the empty room, and the strengths are fitted to the light that the
photo shows on its surfaces, by non-negative least squares (Lawson and Hanson 1974, chapter 23) on relative differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from maskkit.render.empty_room import empty_room, smaller
from maskkit.render.photograph import LUMINANCE
from maskkit.render.scene import Item, Light, Scene
from maskkit.types import Floats, RgbLinear

FIT_EDGE_PX = 160
FIT_SAMPLES = 32
FROM_BEHIND_TO_LAMP = 0.4
"""This share of what seems to come from behind the viewer is given to the ceiling lamp: it makes the shadows at the
feet of things by which the eye tells that they stand there."""

BEHIND_DEPTH_M = 0.5
"""What comes from behind the viewer comes from the ceiling there: a bright wall would be a white sheet in mirrors."""

PRIOR = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Lamps:
    """The fitted sources: the scene's light, the items that shine, and each source's share of the room's light."""

    light: Light
    items: tuple[Item, ...]
    shares: Mapping[str, float]


def fit_lamps(scene: Scene, white: RgbLinear, weights: NDArray[np.float32], *, samples: int = FIT_SAMPLES) -> Lamps:
    """The sources that explain ``white`` (H, W, 3), the light that the photo shows on its surfaces.

    ``scene`` is the empty room with its windows; ``weights`` (H, W) says where the light is known.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    small = smaller(scene.camera, FIT_EDGE_PX)
    sources = _sources(scene)
    traced = (empty_room(replace(source, camera=small), samples=samples) for source in sources.values())
    basis = np.stack([np.asarray(one.irradiance @ LUMINANCE, np.float64) for one in traced])
    known = np.asarray(cv2.resize(weights, small.size_wh, interpolation=cv2.INTER_AREA), np.float64)
    luminance = np.asarray(white @ LUMINANCE * weights, np.float32)
    target = cv2.resize(luminance, small.size_wh, interpolation=cv2.INTER_AREA) / np.maximum(known, 1e-3)
    found = _strengths(basis, target, known)
    strengths = dict(
        zip(sources, _shadowing(dict(zip(sources, found, strict=True)), basis.mean(axis=(1, 2))), strict=True)
    )
    means = {name: strength * float(row.mean()) for (name, strength), row in zip(strengths.items(), basis, strict=True)}
    total = max(sum(means.values()), 1e-9)
    items = tuple(
        _burning(item, strengths[name]) for name, item in _lamp_items(scene).items() if strengths[name] > 1e-6
    )
    light = replace(scene.light, sky=strengths.get("windows", 0.0), lamps=1.0)
    return Lamps(light, items, {name: mean / total for name, mean in means.items()})


def _sources(scene: Scene) -> dict[str, Scene]:
    """The empty room lit by one source at strength 1 each."""
    dark = replace(scene, items=(), light=replace(scene.light, sky=0.0, sun=None, lamps=1.0))
    found = {name: replace(dark, items=(item,)) for name, item in _lamp_items(scene).items()}
    if any(opening.kind == "window" for opening in scene.room.openings):
        found["windows"] = replace(dark, light=replace(dark.light, sky=1.0))
    return found


def _lamp_items(scene: Scene) -> dict[str, Item]:
    width_m, depth_m = scene.room.outline[2]
    x, y, _ = scene.camera.eye
    ahead = min(y + 0.5 * (depth_m - y), y + 2.5)
    middle = min(max(x, 0.3 * width_m), 0.7 * width_m)
    panel = {"width_m": min(1.0, 0.5 * width_m), "depth_m": 1.0, "glow": 1.0}
    behind = {"width_m": 0.7 * width_m, "depth_m": BEHIND_DEPTH_M, "glow": 1.0}
    return {
        "ceiling": Item("light_panel", (middle, ahead, scene.room.height_m), 0.0, panel),
        "behind": Item("light_panel", (width_m / 2, 0.1 + BEHIND_DEPTH_M / 2, scene.room.height_m), 0.0, behind),
    }


def _burning(item: Item, glow: float) -> Item:
    return replace(item, options={**item.options, "glow": glow})


def _strengths(basis: Floats, target: Floats, known: Floats) -> list[float]:
    """Non-negative strengths with little relative error where the light is known, drawn towards equal parts."""
    inside = (known > 0.5) & (target > 1e-4)
    if np.count_nonzero(inside) < 20:
        inside, target = np.ones_like(inside), np.full_like(target, 0.5)
    goal = np.full(np.count_nonzero(inside), 1 / np.sqrt(np.count_nonzero(inside)))
    rows = (basis[:, inside] / target[inside]).T * goal[:, None]
    level = rows.T @ goal
    prior = np.diag(PRIOR * level), np.full(len(basis), PRIOR / len(basis))
    strengths, _ = nnls(np.vstack([rows, prior[0]]), np.concatenate([goal, prior[1]]))
    return [float(strength) for strength in strengths]


def _shadowing(found: dict[str, float], means: Floats) -> list[float]:
    """The strengths, with part of what comes from behind moved to the ceiling; the room's mean light stays."""
    mean = dict(zip(found, means, strict=True))
    moved = FROM_BEHIND_TO_LAMP * found["behind"]
    given = {**found, "behind": found["behind"] - moved}
    given["ceiling"] += moved * float(mean["behind"]) / max(float(mean["ceiling"]), 1e-9)
    return list(given.values())
