"""Which lamps light a photo: its windows, a lamp at the ceiling, and what comes from behind the viewer.

Light is additive. Every source is traced in the empty room, and the strengths are fitted to the light that the photo
shows on its surfaces, by non-negative least squares (Lawson and Hanson 1974, chapter 23) on relative differences. Only
the brightness is fitted, so that one picture holds all sources: in a grey room each has a colour channel of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from maskkit.render.empty_room import LEAST_ALBEDO, plain_parts, smaller, surfaces_of
from maskkit.render.furniture.catalogue import furnish
from maskkit.render.mitsuba_backend import trace_buffers, trace_layer
from maskkit.render.parts import Part
from maskkit.render.paths import ROUND
from maskkit.render.photograph import LUMINANCE
from maskkit.render.renderer import denoised
from maskkit.render.scene import Item, Light, Scene
from maskkit.render.textures.colour import linear, to_hex
from maskkit.types import BoolMap, Floats, RgbLinear

FIT_EDGE_PX = 160
FIT_SAMPLES = 32
FROM_BEHIND_TO_LAMP = 0.4
"""This share of what seems to come from behind the viewer is given to the ceiling lamp: it makes the shadows at the
feet of things by which the eye tells that they stand there."""

BEHIND_DEPTH_M = 0.5
"""What comes from behind the viewer comes from the ceiling there: a bright wall would be a white sheet in mirrors."""

PRIOR = 0.05

_CHANNELS = ("#ff0000", "#00ff00")
"""The colours of the lamps; the windows have blue."""


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
    traced, surfaces = _basis(replace(scene, camera=small), samples)
    basis = traced[: len(sources)]
    known = np.asarray(cv2.resize(weights, small.size_wh, interpolation=cv2.INTER_AREA), np.float64) * surfaces
    luminance = np.asarray(white @ LUMINANCE * weights, np.float32)
    target = cv2.resize(luminance, small.size_wh, interpolation=cv2.INTER_AREA) / np.maximum(known, 1e-3)
    found = _strengths(basis, target, known)
    room = basis[:, surfaces].mean(axis=1) if surfaces.any() else basis.mean(axis=(1, 2))
    strengths = dict(zip(sources, _shadowing(dict(zip(sources, found, strict=True)), room), strict=True))
    means = {name: strengths[name] * float(mean) for name, mean in zip(sources, room, strict=True)}
    total = max(sum(means.values()), 1e-9)
    items = tuple(
        _burning(item, strengths[name]) for name, item in _lamp_items(scene).items() if strengths[name] > 1e-6
    )
    light = replace(scene.light, sky=strengths.get("windows", 0.0), lamps=1.0)
    return Lamps(light, items, {name: mean / total for name, mean in means.items()})


def _basis(scene: Scene, samples: int) -> tuple[Floats, BoolMap]:
    """(3, H, W) the light of each source on the surfaces, and where they are, lamps and panes left out with a rim.

    Each is denoised on its own: they differ a hundredfold. A lamp's own pixels would speak against it, as the photo has
    none just there.
    """
    parts, apart = _grey_parts(scene), _told_apart(scene)
    buffers = trace_buffers(apart, parts, samples=ROUND, seed=scene.seed)
    light = trace_layer(apart, parts, "all", samples=samples, seed=scene.seed)
    clear = [denoised(np.repeat(one[..., None], 3, axis=2), buffers).mean(axis=2) for one in np.moveaxis(light, 2, 0)]
    basis = np.stack(clear) / np.maximum(buffers.albedo.mean(axis=2), LEAST_ALBEDO)
    surfaces = (surfaces_of(buffers.shape_ids, parts) > 0).view(np.uint8)
    return basis.astype(np.float64), cv2.erode(surfaces, np.ones((3, 3), np.uint8), borderValue=1) > 0


def _sources(scene: Scene) -> list[str]:
    """The sources' names, by the colour channel that shows them."""
    windows = any(opening.kind == "window" for opening in scene.room.openings)
    return [*_lamp_items(scene), *(["windows"] if windows else [])]


def _told_apart(scene: Scene) -> Scene:
    """The scene whose windows, as bright as they are, shine in the last channel only."""
    sky = (0.0, 0.0, float(np.asarray(scene.light.sky_colour) @ LUMINANCE))
    return replace(scene, light=replace(scene.light, sky=1.0, sky_colour=sky, sun=None, lamps=1.0))


def _grey_parts(scene: Scene) -> tuple[Part, ...]:
    """The room in greys, and in it the lamps at strength 1, each in its channel's colour."""
    room = [_grey(part) for part in plain_parts(replace(scene, items=()))]
    lamps = zip(_lamp_items(scene).values(), _CHANNELS, strict=False)
    return (*room, *(_coloured(part, channel) for item, channel in lamps for part in furnish(item)))


def _grey(part: Part) -> Part:
    if part.finish.glow:
        return part
    level = float(linear(part.finish.colour) @ LUMINANCE)
    return _coloured(part, to_hex(np.full(3, level)))


def _coloured(part: Part, colour: str) -> Part:
    return replace(part, finish=replace(part.finish, colour=colour))


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
