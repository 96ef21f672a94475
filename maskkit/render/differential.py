"""A room rendered empty and furnished: what things look like, and what they do to the light on what is around them.

Shadows and reflections go into a photo as the ratio of the two (Debevec, "Rendering synthetic objects into real
scenes", SIGGRAPH 1998, in its quotient form), so that errors of the fitted light cancel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from maskkit.render.empty_room import LEAST_ALBEDO, spread
from maskkit.render.glass import REFLECTION_SAMPLES, seen_panes, shine
from maskkit.render.mitsuba_backend import forget, part_coverage, trace_buffers, trace_layer
from maskkit.render.paths import Report, unheard
from maskkit.render.renderer import denoised
from maskkit.render.scene import Item, Scene
from maskkit.render.shell import scene_parts, shell_parts
from maskkit.types import Alpha, RgbLinear, SizeWh

LEAST_LIGHT = 1e-4
MOST_DARKENED, MOST_BRIGHTENED = 0.04, 1.4
SHADOW_BLUR_PX = 1.0


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
    scene: Scene, lamps: tuple[Item, ...], empty: RgbLinear, *, samples: int, report: Report = unheard
) -> Views:
    """Trace ``scene`` with its items and the ``lamps``, against the ``empty`` room's irradiance (H, W, 3).

    ``report`` is told the share of the paths that is traced; what it raises ends the work.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    shell = len(shell_parts(scene.room))
    parts = scene_parts(replace(scene, items=(*lamps, *scene.items)))
    lit = scene_parts(replace(scene, items=lamps))
    buffers = trace_buffers(scene, parts, seed=scene.seed)
    noisy = trace_layer(scene, parts, "all", samples=samples, seed=scene.seed, report=report)
    put_in = np.arange(len(parts)) >= max(shell, len(lit))
    coverage = part_coverage(scene, parts, put_in)
    panes = seen_panes(scene.camera, parts, buffers.depth_m)
    mirrored = shine(scene, parts, panes, "all", samples=min(samples, REFLECTION_SAMPLES))
    forget()  # the scene and the denoiser's memory at one time would be the most that a picture takes
    light = denoised(noisy, buffers)
    furnished = light / np.maximum(buffers.albedo, LEAST_ALBEDO)
    ratio = np.clip(furnished / np.maximum(empty, LEAST_LIGHT), MOST_DARKENED, MOST_BRIGHTENED).astype(np.float32)
    around = spread(ratio, coverage < 0.01)
    soft = np.asarray(cv2.GaussianBlur(around, (0, 0), SHADOW_BLUR_PX), np.float32)
    return Views(spread(light, coverage > 0.99), coverage, soft, panes.through, mirrored)
