"""A room rendered empty and furnished: what things look like, and what they do to the light on what is around them.

Shadows and reflections go into a photo as the ratio of the two (Debevec, "Rendering synthetic objects into real
scenes", SIGGRAPH 1998, in its quotient form), so that errors of the fitted light cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render.empty_room import LEAST_ALBEDO, spread
from maskkit.render.glass import REFLECTION_SAMPLES, seen_panes, shine
from maskkit.render.mitsuba_backend import NEAR_M, forget, part_coverage, trace_buffers, trace_layer
from maskkit.render.parts import Part
from maskkit.render.paths import Report, unheard
from maskkit.render.renderer import denoised
from maskkit.render.scene import Item, Scene
from maskkit.render.shell import scene_parts, shell_parts
from maskkit.types import Alpha, BoolMap, RgbLinear, SizeWh

LEAST_LIGHT = 1e-4
MOST_DARKENED, MOST_BRIGHTENED = 0.04, 1.4
SHADOW_BLUR_PX = 1.0
AROUND_SHARE = 1 / 3
"""Light and shadow on surfaces are smooth, and blurred in the end: they get this share of the paths of things."""

EDGE_PX, MARGIN_PX = 2, 12
BUFFER_SAMPLES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """What was put into a room; maps are (H, W) or (H, W, 3) float32 of the camera's size.

    ``things`` is the radiance of what was put in, ``coverage`` how much of each pixel it fills; ``ratio`` is what of
    the empty room's light is left, or added, around them. Before all of it stands clear glass: ``through`` is what it
    lets pass, ``shine`` the radiance that it mirrors.
    """

    things: RgbLinear
    coverage: Alpha
    ratio: RgbLinear
    through: RgbLinear
    shine: RgbLinear


def resized(views: Views, size_wh: SizeWh) -> Views:
    """The same maps at another size."""
    if (views.coverage.shape[1], views.coverage.shape[0]) == size_wh:
        return views
    maps = (views.things, views.coverage, views.ratio, views.through, views.shine)
    return Views(*(np.asarray(cv2.resize(one, size_wh, interpolation=cv2.INTER_LINEAR), np.float32) for one in maps))


def trace_views(
    scene: Scene,
    lamps: tuple[Item, ...],
    empty: RgbLinear,
    *,
    samples: int,
    where: BoolMap | None = None,
    report: Report = unheard,
) -> Views:
    """Trace ``scene`` with its items and the ``lamps``, against the ``empty`` room's irradiance (H, W, 3).

    ``where`` (H, W) is what of the picture is asked for. ``report`` is told the share of the paths that is traced; what
    it raises ends the work.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    shell = len(shell_parts(scene.room))
    made = scene_parts(replace(scene, items=(*lamps, *scene.items)))
    parts = (*(_even(part) for part in made[:shell]), *made[shell:])
    lit = scene_parts(replace(scene, items=lamps))
    coverage = part_coverage(scene, parts, np.arange(len(parts)) >= max(shell, len(lit)))
    near, asked = _widened(coverage > 0, EDGE_PX), _widened(_all_or(where, coverage.shape), MARGIN_PX)
    few = round(AROUND_SHARE * samples)
    buffers = trace_buffers(
        scene, parts, samples=_shared(asked, near, few, min(samples, BUFFER_SAMPLES)), seed=scene.seed
    )
    effort = _shared(asked, near, few, samples)
    noisy = trace_layer(scene, parts, "all", samples=effort, seed=scene.seed, report=report)
    panes = seen_panes(scene.camera, parts, np.where(asked, buffers.depth_m, np.float32(NEAR_M)))
    mirrored = shine(scene, parts, panes, "all", samples=min(samples, REFLECTION_SAMPLES))
    forget()  # the scene and the denoiser's memory at one time would be the most that a picture takes
    light = denoised(noisy, buffers)
    furnished = light / np.maximum(buffers.albedo, LEAST_ALBEDO)
    ratio = np.clip(furnished / np.maximum(empty, LEAST_LIGHT), MOST_DARKENED, MOST_BRIGHTENED).astype(np.float32)
    around = spread(ratio, coverage < 0.01)
    soft = np.asarray(cv2.GaussianBlur(around, (0, 0), SHADOW_BLUR_PX), np.float32)
    return Views(spread(light, coverage > 0.99), coverage, soft, panes.through, mirrored)


def _even(part: Part) -> Part:
    """The part without relief, which the empty room has not either: the ratio of both would show it in highlights."""
    return replace(part, finish=replace(part.finish, even=True))


def _all_or(where: BoolMap | None, shape: tuple[int, int]) -> BoolMap:
    return np.ones(shape, np.bool_) if where is None else where


def _widened(region: BoolMap, by_px: int) -> BoolMap:
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), np.uint8)
    return np.asarray(cv2.dilate(region.view(np.uint8), kernel) > 0)


def _shared(asked: BoolMap, near: BoolMap, few: int, many: int) -> NDArray[np.int_]:
    """(H, W) paths a pixel: ``many`` on and beside things, ``few`` around them, none where nothing is asked for."""
    return np.where(asked, np.where(near, many, min(few, many)), 0)
