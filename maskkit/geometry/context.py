"""What the first guess and the room's box say about each patch: look-alikes, ways, neighbours, place on a face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.geometry.box_fit import BoxFit, rays_of, to_units
from maskkit.geometry.cues import centres
from maskkit.geometry.patches import Patches, neighbour_mean, path_costs, regions
from maskkit.geometry.planes import SURFACE_OF_PLANE, planes_hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Floats, Labels

SURE = 0.6
EVEN_STEP = 5.0
EVEN_SHARE = 0.7
RINGS = (0.08, 0.2, 0.4)


def second_cues(patches: Patches, first: Floats, probabilities: Floats, fit: BoxFit) -> Floats:
    """The cues of the second guess: (P, F).

    Args:
        patches: the patches.
        first: (P, F) the cues of the first guess.
        probabilities: (P, 5) the guess so far.
        fit: the room's box.
    """
    planes, place = face_cues(patches, fit)
    surface = SURFACE_OF_PLANE[planes]
    on_face = probabilities * np.stack(
        [np.ones(len(surface)), *(surface == k for k in (1, 2, 3)), surface == 2], axis=1
    )
    groups = [
        first,
        place,
        probabilities,
        np.repeat(patches.sizes @ probabilities / patches.sizes.sum(), patches.count).reshape(5, -1).T,
        neighbour_mean(patches, probabilities),
        neighbour_mean(patches, neighbour_mean(patches, neighbour_mean(patches, probabilities))),
        region_means(patches, probabilities, 4.0),
        region_means(patches, probabilities, 7.0),
        likeness_cues(patches, on_face, planes),
        seed_cues(patches, on_face),
        column_cues(patches, probabilities),
        ring_cues(patches, probabilities),
    ]
    return np.concatenate(groups, axis=1)


def face_cues(patches: Patches, fit: BoxFit) -> tuple[Labels, Floats]:
    """The face at the middle of each patch, and (P, 9) its surfaces, depth, height, and distances to face borders."""
    size = np.array(patches.size_wh)
    points = to_units(centres(patches) * size, patches.size_wh)
    rays = rays_of(fit.frame[None], points)[0]
    planes, reach = planes_hit(rays, fit.box)
    surface = SURFACE_OF_PLANE[planes]
    height = 1.0 - rays[:, 1] * reach
    share = height / (1.0 + fit.box[3])
    foot = _wall_reach(rays, fit.box)
    floor_slack = rays[:, 1] * foot - 1.0
    ceiling_slack = -rays[:, 1] * foot - fit.box[3]
    slack = [np.clip(value / foot, -1, 1) for value in (floor_slack, ceiling_slack)]
    corner = np.sort(_side_reaches(rays, fit.box), axis=1)
    corner_slack = np.clip(corner[:, 1] / corner[:, 0] - 1.0, 0, 2)
    return planes, np.stack(
        [*(surface == k for k in (1, 2, 3)), planes == 5, np.log(reach), height, share, *slack, corner_slack], axis=1
    ).astype(np.float64)


def _side_reaches(rays: Floats, box: Floats) -> Floats:
    speeds = np.stack([-rays[:, 0], rays[:, 0], rays[:, 2]], axis=1)
    return np.asarray(box[:3] / np.maximum(speeds, 1e-6), np.float64)


def _wall_reach(rays: Floats, box: Floats) -> Floats:
    """How far along each ray the walls stand, as if floor and ceiling were not there."""
    return np.asarray(np.minimum(_side_reaches(rays, box).min(axis=1), 1e3), np.float64)


def even_out(patches: Patches, probabilities: Floats, fit: BoxFit) -> Floats:
    """Draw each patch towards the mean of its region on one surface of the box: what looks alike there is alike."""
    planes, _ = face_cues(patches, fit)
    means = region_means(patches, probabilities, EVEN_STEP, groups=SURFACE_OF_PLANE[planes])
    return (1.0 - EVEN_SHARE) * probabilities + EVEN_SHARE * means


def region_means(patches: Patches, values: Floats, most: float, *, groups: NDArray[np.generic] | None = None) -> Floats:
    """The mean of values over the larger region of each patch: (P, C) → (P, C); see :func:`regions`."""
    region = regions(patches, most, groups)
    sizes = np.bincount(region, patches.sizes)
    sums = [np.bincount(region, values[:, k] * patches.sizes) for k in range(values.shape[1])]
    return (np.stack(sums, axis=1) / sizes[:, None])[region]


def likeness_cues(patches: Patches, weights: Floats, planes: Labels) -> Floats:
    """How much each patch looks like what is held for each class: log density ratios at two bandwidths.

    A kernel density over all patches weighted by class, in a space where lightness counts little, so that a shadow on
    the floor still looks like floor; walls also by the face that the patch lies on.
    """
    lab, grain = patches.mean(patches.lab), patches.mean(patches.grain)
    look = np.concatenate([lab * np.array([0.35, 1.0, 1.0]), 4.0 * np.sqrt(grain)[:, None]], axis=1)
    squares = np.square(look).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2.0 * look @ look.T, 0.0)
    masses = weights * patches.sizes[:, None]
    found = []
    for bandwidth in (3.0, 8.0):
        kernel = np.exp(-apart / (2.0 * bandwidth**2))
        density = np.log(kernel @ masses + 0.01 * patches.sizes.sum() / len(look))
        found += [density[:, 1:] - density[:, :1], density[:, 1:2] - density[:, 2:3]]
        found.append(np.log(kernel @ masses + 1.0) - np.log(masses.sum(axis=0) + 1.0))
        same = kernel * (planes[:, None] == planes)
        found.append((np.log(same @ masses[:, 1:4].sum(axis=1) + 1.0) - np.log(same @ masses[:, 0] + 1.0))[:, None])
    return np.concatenate(found, axis=1)


def seed_cues(patches: Patches, weights: Floats) -> Floats:
    """How much look must change on the way from sure floor, wall, ceiling and sure objects to each patch."""
    ways = []
    for column in (0, 1, 2, 3):
        seeds = np.flatnonzero(weights[:, column] > min(SURE, float(np.quantile(weights[:, column], 0.98))))
        ways.append(path_costs(patches, seeds) if len(seeds) else np.full(patches.count, 200.0))
    found = np.minimum(np.stack(ways, axis=1), 200.0)
    return np.concatenate([found, found[:, 1:] - found[:, :1], found[:, 1:2] - found[:, 2:3]], axis=1)


def column_cues(patches: Patches, probabilities: Floats) -> Floats:
    """The mean guess of what lies below and above each patch in the picture: (P, 8)."""
    layers = probabilities[:, :4][patches.ids]
    height = layers.shape[0]
    passed = np.cumsum(layers, axis=0)
    rows = np.arange(1, height + 1)[:, None, None]
    above, below = passed / rows, (passed[-1:] - passed) / np.maximum(height - rows, 1)
    return patches.mean(np.concatenate([above, below], axis=2).astype(np.float32))


def ring_cues(patches: Patches, probabilities: Floats) -> Floats:
    """The guess, and the step in look, at points around each patch: (P, 144).

    Above, below, and at the sides on three rings (shares of the long side); of two points that mirror each other, the
    larger and the smaller value, so that a mirrored photo has the same cues. After Tu, "Auto-context", CVPR 2008.
    """
    size = np.array(patches.size_wh)
    middle = centres(patches) * size
    layers = np.concatenate([probabilities[:, :4][patches.ids], patches.lab], axis=2).astype(np.float32)
    layers = np.asarray(cv2.blur(layers, (7, 7)), np.float32)
    own = _pick(layers, middle)
    found = []
    for reach in np.array(RINGS) * size.max():
        found += [_beside(_pick(layers, middle + np.array([0.0, step])), own) for step in (reach, -reach)]
        for across, down in ((1.0, 0.0), (0.7, 0.7), (0.7, -0.7)):
            sides = [_beside(_pick(layers, middle + reach * np.array([s * across, down])), own) for s in (1, -1)]
            found += [np.maximum(*sides), np.minimum(*sides)]
    return np.concatenate(found, axis=1)


def _pick(layers: NDArray[np.float32], points: Floats) -> Floats:
    """The values of (h, w, C) layers at points, those outside moved onto the edge: (P, C)."""
    columns = np.clip(points[:, 0].astype(int), 0, layers.shape[1] - 1)
    rows = np.clip(points[:, 1].astype(int), 0, layers.shape[0] - 1)
    picked: Floats = layers[rows, columns].astype(np.float64)
    return picked


def _beside(there: Floats, here: Floats) -> Floats:
    """The guess there, and how far lightness and colour are from here: (P, 7), (P, 7) → (P, 6)."""
    step = np.abs(there[:, 4:] - here[:, 4:])
    return np.column_stack([there[:, :4], step[:, 0], np.hypot(step[:, 1], step[:, 2])])
