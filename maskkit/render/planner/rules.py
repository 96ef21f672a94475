"""A fitter's rules: what may stand where, next to what is there already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from maskkit.render.planner.ground import Ground
from maskkit.render.planner.offers import Offers, Place, Site
from maskkit.render.planner.rectangles import overlap, overlap_any
from maskkit.types import BoolMap, Floats

LEAST_INSIDE = 0.985
"""At least this much of what shows of a thing must be in the mask."""

NEAREST_M = 0.9
"""Nothing whole is put nearer to the camera than this: it would fill the picture."""

FLAT_M = 0.04
"""People walk over what is no higher than this, and doors swing over it."""

HEAD_M = 2.0


def seen_well(site: Site, offers: Offers, *, least_seen: float, nearest_m: float = NEAREST_M) -> BoolMap:
    """(N,) whether places are in the picture, in the mask, not too near, behind no corner, and clear of doors."""
    sight = offers.sight
    seen = (sight.seen >= least_seen) & (sight.inside >= LEAST_INSIDE) & (sight.depth_m > nearest_m)
    eye = site.space.camera.eye
    return seen & site.ground.sees((eye[0], eye[1]), offers.floor) & ~blocks_doors(site.ground, offers.box)


def blocks_doors(ground: Ground, boxes: Floats) -> BoolMap:
    """(N,) whether boxes (N, 6) stand where a door swings."""
    standing = (boxes[:, 2] < HEAD_M) & (boxes[:, 5] > FLAT_M)
    return np.asarray(standing & overlap_any(boxes[:, [0, 1, 3, 4]], ground.swings))


def keeps_clear(offers: Offers, place: Place, *, close: bool = False) -> BoolMap:
    """(N,) whether each place and a thing leave each other their place, and unless ``close`` their free floor.

    What hangs over a low thing may.
    """
    apart = (offers.box[:, 2] >= place.box[5] - 0.001) | (offers.box[:, 5] <= place.box[2] + 0.001)
    clash = overlap(offers.floor, place.floor)
    if not close:
        flat = (offers.box[:, 5] <= FLAT_M) | bool(place.box[5] <= FLAT_M)
        clash |= ~flat & (overlap(offers.before, place.floor) | overlap(offers.floor, place.before))
    return np.asarray(apart | ~clash)


def clear_of(offers: Offers, placed: Iterable[Place], *, close_to: Sequence[Place] = ()) -> BoolMap:
    """(N,) whether places keep clear of all things; those in ``close_to`` may be touched."""
    clear = np.ones(len(offers), np.bool_)
    for place in placed:
        clear &= keeps_clear(offers, place, close=any(place is one for one in close_to))
    return clear
