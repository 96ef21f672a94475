"""The rendered engine: lays new surfaces, takes old things away, puts rendered ones into the photo's own light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.engines.intent import ROUGH_METHODS
from maskkit.engines.protect import protected
from maskkit.engines.refusals import facts_of, refuse_bad_photos
from maskkit.engines.remodel import FINAL, PREVIEW, Reading, remodelled
from maskkit.engines.scene import Anew, behind_things, read_scene
from maskkit.engines.surface import sized
from maskkit.geometry.layout import Layout, fit_layout
from maskkit.images.photo import Photo
from maskkit.masks.segment import Segmentation, segment
from maskkit.render.planner.planning import plan_room, refuse_what_is_too_small
from maskkit.render.space import photo_space

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.engines.scene import Scene as PhotoScene
    from maskkit.render.planner.plan import Plan
    from maskkit.types import Rgb8


@dataclass(frozen=True)
class RenderedEngine:
    """Remodels the room that the mask marks: surfaces, fixtures, light and shadow, by path tracing on the CPU.

    ``read_labels`` and ``read_layout`` say what the photo shows; ``samples`` is the number of paths a pixel.
    ``anew`` says which surfaces are laid anew: those that the mask holds as a ``"whole"``, ``"all"`` that it touches,
    or ``"none"``; the others stay, and things are put on them with their shadows and reflections.
    """

    name: str = "rendered"
    samples: int = FINAL.samples
    anew: Anew = "whole"
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
        layout = request.layout or self.read_layout(request.photo, labels=found.labels)
        mask = np.where(protected(found.labels, layout, request.photo.pixels), 0, request.mask.values).astype(np.uint8)
        wanted = mask >= 128
        refuse_bad_photos(facts_of(request.photo, found.labels, layout, wanted))
        rough = found.method in ROUGH_METHODS

        def scene(anew: Anew) -> PhotoScene:
            meant = request.mask.values >= 128
            return read_scene(
                request.photo, mask, found.labels, layout, rough=rough, clear=True, anew=anew, meant=meant
            )

        seen = scene(self.anew)
        surfaces = np.isin(found.labels, (1, 2, 3))
        removed = behind_things(found.labels, np.where(surfaces, found.labels, 0), wanted)
        return Reading(seen, photo_space(layout, found.labels, wanted & (seen.reach > 0.5)), removed, scene)

    def _picture(self, request: EngineRequest, read: Reading, seed: int) -> Rgb8:
        plan = request.plan or plan_room(read.space, request.room_type, request.theme, seed=seed)
        if not read.scene.faces and not plan.items:  # something must come of a mask that nothing fits into
            read = replace(read, scene=read.again("all"))
        elif read.scene.faces:
            refuse_what_is_too_small(plan, read.space)
        effort = PREVIEW if request.level == "preview" else replace(FINAL, samples=self.samples)
        return remodelled(request, read, plan.items, seed=seed, effort=effort)
