"""The surface engine: lays new floors and walls into a photo, in its perspective and under its light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.guess import agreement, guess_layout
from maskkit.engines.intent import ROUGH_METHODS
from maskkit.engines.paint import paint
from maskkit.engines.protect import protected
from maskkit.engines.scene import read_scene
from maskkit.errors import NoRoomFound
from maskkit.geometry.layout import Layout, fit_layout
from maskkit.images.photo import Photo
from maskkit.masks.segment import Segmentation, segment
from maskkit.render.looks import look

if TYPE_CHECKING:
    from maskkit.engines.base import EngineRequest
    from maskkit.types import Labels, Rgb8, SizeWh


GUESS_LEAD = 0.05
"""A guessed layout is taken only if it explains this much more of the labels than the fitted one."""


@dataclass(frozen=True)
class SurfaceEngine:
    """Lays tiles, boards, stone and paint on the floor and walls that the mask marks; all else stays as it is.

    ``read_labels`` and ``read_layout`` say what the photo shows: by default the automatic methods, in their place
    anything that knows better.
    """

    name: str = "surface"
    read_labels: Callable[[Photo], Segmentation] = segment
    read_layout: Callable[..., Layout] = fit_layout

    def generate(self, request: EngineRequest) -> tuple[Rgb8, ...]:
        """The pictures, one a seed; outside the mask they equal the photo.

        Raises:
            NoRoomFound: the photo shows no room that can be read, or the mask marks no floor, wall or ceiling of it.
        """
        found = self.read_labels(request.photo)
        layout = request.layout or self._layout(request.photo, found.labels)
        rough = found.method in ROUGH_METHODS
        mask = np.where(protected(found.labels, layout, request.photo.pixels), 0, request.mask.values).astype(np.uint8)
        scene = read_scene(request.photo, mask, found.labels, layout, rough=rough)
        seeds = range(request.seed, request.seed + request.variations)
        looks = ((seed, look(request.room_type, request.theme, seed)) for seed in seeds)
        return tuple(sized(paint(scene, chosen, seed), request.output_size_wh) for seed, chosen in looks)

    def _layout(self, photo: Photo, labels: Labels) -> Layout:
        """The layout that is read from the photo, or a plain guess where none is, or where a guess explains more."""
        guessed = guess_layout(labels)
        try:
            fitted = self.read_layout(photo, labels=labels)
        except NoRoomFound:
            return guessed
        return fitted if agreement(fitted, labels) > agreement(guessed, labels) - GUESS_LEAD else guessed


def sized(pixels: Rgb8, size_wh: SizeWh) -> Rgb8:
    """The picture at another size."""
    if size_wh == (pixels.shape[1], pixels.shape[0]):
        return pixels
    smaller = size_wh[0] < pixels.shape[1]
    return np.asarray(cv2.resize(pixels, size_wh, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC))
