"""Which surface each patch of a photo shows, from colour, texture, lines and the room's box: no neural network.

The guess is made twice, in the spirit of Hoiem, Efros, Hebert, "Recovering surface layout from an image", IJCV 2007,
and Hedau, Hoiem, Forsyth, "Recovering the spatial layout of cluttered rooms", ICCV 2009: boosted trees over cues of
each patch tell floor, wall, ceiling, window and things apart; a box is fitted to that; trees that also see the box,
the look-alikes and the neighbours of each patch guess again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from maskkit.geometry.box_fit import BoxFit, Evidence, fit_box, to_units
from maskkit.geometry.camera import Sightlines, read_sightlines
from maskkit.geometry.context import even_out, second_cues
from maskkit.geometry.cues import centres, first_cues
from maskkit.geometry.patches import Patches, cut_patches
from maskkit.geometry.trees import Forest, forest_from_json

if TYPE_CHECKING:
    from maskkit.images.photo import Photo
    from maskkit.types import Floats

WINDOWS_ARE_WALL = np.array([[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 0]], np.float64)
TREES = ("surface_trees_1.json", "surface_trees_2.json")


@dataclass(frozen=True, eq=False)
class Surfaces:
    """What was read from a photo.

    Attributes:
        patches: the patches of the photo.
        probabilities: (P, 5) how likely each shows 0 a thing, 1 floor, 2 wall, 3 ceiling, 4 window; rows sum to 1.
        sight: the lines, and the cameras that they allow.
        fit: the box that the first guess led to.
    """

    patches: Patches
    probabilities: Floats
    sight: Sightlines
    fit: BoxFit


def read_surfaces(photo: Photo, segments: Floats) -> Surfaces:
    """Read floor, wall, ceiling, windows and things off a photo.

    Args:
        photo: the photo.
        segments: (N, 4) its line segments, in pixels.
    """
    patches, sight = cut_patches(photo.pixels), read_sightlines(photo)
    cues = first_cues(patches, segments, sight.frames[0], photo.size_wh)
    first = load_trees(0).probabilities(cues)
    fit = fit_box(sight.frames, sight, surface_evidence(patches, first))
    second = load_trees(1).probabilities(second_cues(patches, cues, first, fit))
    return Surfaces(patches, even_out(patches, second, fit), sight, fit)


def surface_evidence(patches: Patches, probabilities: Floats) -> Evidence:
    """Evidence for the box from patch probabilities; a window lies in a wall, a thing says nothing."""
    surfaces = probabilities @ WINDOWS_ARE_WALL
    known = surfaces.sum(axis=1) + 1e-6
    weights = patches.sizes * known
    size_wh = patches.size_wh
    points = to_units(centres(patches) * np.array(size_wh), size_wh)
    return Evidence(points, 1.0 - surfaces / known[:, None], weights / weights.sum())


@cache
def load_trees(stage: int) -> Forest:
    """The trees of the first (0) or second (1) guess, as they were shipped."""
    return forest_from_json(resources.files("maskkit.geometry").joinpath(TREES[stage]).read_text("utf-8"))
