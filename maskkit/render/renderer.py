"""A scene as light, exact labels and surface buffers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maskkit.render.denoise import clean
from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.glass import Panes, glazed, seen_panes, shine
from maskkit.render.labels import label_map
from maskkit.render.mitsuba_backend import Buffers, Layer, trace_buffers, trace_layer
from maskkit.render.parts import Part
from maskkit.render.scene import Light, Scene
from maskkit.render.shell import scene_parts
from maskkit.types import Labels, RgbLinear

_SHARE = {"sky": 1.0, "view": 0.5, "sun": 0.5, "lamps": 0.75}


@dataclass(frozen=True, slots=True, eq=False)
class Rendering:
    """What a scene looks like. All maps are (H, W) or (H, W, 3) of the camera's size.

    ``layers`` holds the linear light of sky, view, sun and lamps at strength 1; the buffers' ``shape_ids`` are indices
    into ``parts``.
    """

    layers: dict[Layer, RgbLinear]
    labels: Labels
    parts: tuple[Part, ...]
    buffers: Buffers

    def radiance(self, light: Light) -> RgbLinear:
        """The light of the room, all layers but the view together, each at its strength."""
        strength = {
            "sky": light.sky,
            "view": 0.0,
            "sun": light.sun.strength if light.sun else 0.0,
            "lamps": light.lamps,
        }
        total = np.zeros((*self.labels.shape, 3), np.float32)
        for name, layer in self.layers.items():
            total += layer * np.float32(strength[name])
        return total

    @property
    def view(self) -> RgbLinear | None:
        """What is seen through the panes, black elsewhere."""
        return self.layers.get("view")


def render(scene: Scene, *, samples: int = 64, denoise: bool = True) -> Rendering:
    """Traces a scene: the same scene and samples give the same picture on the same machine.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    parts = scene_parts(scene)
    buffers = trace_buffers(scene, parts, seed=scene.seed)
    layers = {
        layer: trace_layer(scene, parts, layer, samples=max(1, round(samples * _SHARE[layer])), seed=scene.seed)
        for layer in needed_layers(scene, parts)
    }
    if denoise:
        layers = {name: denoised(light, buffers) if name != "view" else light for name, light in layers.items()}
    panes = seen_panes(scene.camera, parts, buffers.depth_m)
    seen = {name: _through(scene, parts, panes, name, light) for name, light in layers.items()}
    return Rendering(seen, label_map(buffers.shape_ids, parts), parts, buffers)


def _through(scene: Scene, parts: tuple[Part, ...], panes: Panes, layer: Layer, light: RgbLinear) -> RgbLinear:
    """The light of a layer with the glass before it."""
    return glazed(light, panes, shine(scene, parts, panes, layer)) if panes.any else light


def needed_layers(scene: Scene, parts: tuple[Part, ...]) -> list[Layer]:
    """Which kinds of light a scene has."""
    panes = any(part.finish.texture == OUTDOORS for part in parts) and scene.light.sky > 0
    has: dict[Layer, bool] = {
        "sky": panes,
        "view": panes,
        "sun": scene.light.sun is not None,
        "lamps": any(part.finish.glow and part.finish.texture != OUTDOORS for part in parts) and scene.light.lamps > 0,
    }
    return [layer for layer, there in has.items() if there]


def denoised(light: RgbLinear, buffers: Buffers) -> RgbLinear:
    """The light without the noise of path tracing, by Intel's Open Image Denoise.

    Raises:
        MissingExtra: the denoiser is not installed.
    """
    return clean(light, buffers.albedo, buffers.normals)
