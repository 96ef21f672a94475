"""The rendered engine: lays new surfaces, takes old things away, puts rendered ones into the photo's own light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.furnishing import exposure, furnish, relit, white_light
from maskkit.engines.intent import ROUGH_METHODS
from maskkit.engines.paint import paint
from maskkit.engines.protect import protected
from maskkit.engines.refusals import facts_of, refuse_bad_photos
from maskkit.engines.scene import Scene as PhotoScene
from maskkit.engines.scene import behind_things, read_scene
from maskkit.engines.surface import sized
from maskkit.geometry.layout import Layout, fit_layout
from maskkit.images.photo import Photo
from maskkit.masks.segment import Segmentation, segment
from maskkit.render.differential import resized, trace_views
from maskkit.render.dressing import dressed, tiled
from maskkit.render.empty_room import empty_room, enlarged, smaller
from maskkit.render.lamps_fit import Lamps, fit_lamps
from maskkit.render.looks import look
from maskkit.render.planner.colours import coloured
from maskkit.render.planner.planning import plan_room, refuse_what_is_too_small
from maskkit.render.scene import Light, Scene
from maskkit.render.space import WALL_OF_PLANE, Space, photo_space

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.render.planner.plan import Plan
    from maskkit.types import Alpha, BoolMap, Rgb8, RgbLinear

RENDER_EDGE_PX = 1024
EMPTY_EDGE_PX = 320
EMPTY_SAMPLES = 32


@dataclass(frozen=True, eq=False)
class Reading:
    """What a photo says: its surfaces and their light, the room to furnish, and ``removed`` (H, W) what goes away."""

    scene: PhotoScene
    space: Space
    removed: BoolMap


@dataclass(frozen=True)
class RenderedEngine:
    """Remodels the room that the mask marks: surfaces, fixtures, light and shadow, by path tracing on the CPU.

    ``read_labels`` and ``read_layout`` say what the photo shows; ``samples`` is the number of paths a pixel.
    """

    name: str = "rendered"
    samples: int = 24
    read_labels: Callable[[Photo], Segmentation] = segment
    read_layout: Callable[..., Layout] = fit_layout

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The pictures, one a seed; outside the mask they equal the photo.

        Raises:
            NoRoomFound: the photo shows no room that can be read or furnished; it says why and what would help.
            RoomTooSmall: nothing that the room needs has a place in it.
            MissingExtra: Mitsuba or the denoiser is not installed.
        """
        read = self.read(request)
        seeds = range(request.seed, request.seed + request.variations)
        return tuple(sized(self._picture(request, read, seed), request.output_size_wh) for seed in seeds)

    def plan(self, request: EngineRequest) -> Plan:
        """What :meth:`generate` would put where in its first picture; ``missing`` names what has no place.

        Raises:
            NoRoomFound: the photo shows no room that can be read or furnished; it says why and what would help.
        """
        return plan_room(self.read(request).space, request.room_type, request.theme, seed=request.seed)

    def read(self, request: EngineRequest) -> Reading:
        """What the photo says, before anything is planned.

        Raises:
            NoRoomFound: the photo shows no room that can be read or furnished; it says why and what would help.
        """
        found = self.read_labels(request.photo)
        layout = self.read_layout(request.photo, labels=found.labels)
        mask = np.where(protected(found.labels, layout), 0, request.mask.values).astype(np.uint8)
        wanted = mask >= 128
        refuse_bad_photos(facts_of(request.photo, found.labels, layout, wanted))
        rough = found.method in ROUGH_METHODS
        scene = read_scene(request.photo, mask, found.labels, layout, rough=rough, clear=True)
        surfaces = np.isin(found.labels, (1, 2, 3))
        removed = behind_things(found.labels, np.where(surfaces, found.labels, 0), wanted)
        return Reading(scene, photo_space(layout, found.labels, wanted & (scene.alpha > 0.5)), removed)

    def _picture(self, request: EngineRequest, read: Reading, seed: int) -> Rgb8:
        photo, space, removed = read.scene, read.space, read.removed
        chosen = look(request.room_type, request.theme, seed)
        plan = request.plan or plan_room(space, request.room_type, request.theme, seed=seed)
        refuse_what_is_too_small(plan, space)
        walls = photo.features if chosen.splash else photo.features[:1]
        features = {WALL_OF_PLANE[plane] for plane in walls}
        room = dressed(space.room, request.room_type, request.theme, seed, features=features)
        bare = Scene("photo", request.room_type.value, room, space.camera, light=Light(), seed=seed % 2**31)
        known = _known(photo, removed)
        lamps = fit_lamps(bare, white_light(photo.faces, removed.shape), known)
        bare = replace(bare, light=lamps.light)
        empty = _empty_light(bare, lamps)
        lit = replace(photo, faces=relit(photo.faces, empty, removed))
        items = tiled(coloured(plan.items, chosen.scheme), room)
        furnished = replace(bare, items=items, camera=smaller(bare.camera, RENDER_EDGE_PX))
        traced = trace_views(furnished, lamps.items, _shrunk(empty, furnished), samples=self.samples)
        views = resized(traced, space.camera.size_wh)
        gain = exposure(white_light(lit.faces, removed.shape), empty)
        return paint(lit, chosen, seed, furnish=lambda light: furnish(light, views, gain))


def _known(photo: PhotoScene, removed: BoolMap) -> Alpha:
    """(H, W) float32: 1 where the photo shows the light on a surface."""
    laid = np.logical_or.reduce([lit.face.region for lit in photo.faces])
    return np.asarray(laid & ~removed, np.float32)


def _empty_light(bare: Scene, lamps: Lamps) -> RgbLinear:
    small = replace(bare, items=lamps.items, camera=smaller(bare.camera, EMPTY_EDGE_PX))
    return enlarged(empty_room(small, samples=EMPTY_SAMPLES), bare)


def _shrunk(light: RgbLinear, scene: Scene) -> RgbLinear:
    if (light.shape[1], light.shape[0]) == scene.camera.size_wh:
        return light
    return np.asarray(cv2.resize(light, scene.camera.size_wh, interpolation=cv2.INTER_AREA), np.float32)
