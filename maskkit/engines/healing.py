"""A surface that stays, without the things before it: its light runs on, and its pattern is borrowed from beside them.

One shift on the face fills as much of a hole as it can, as in patch-based filling (K. He and J. Sun, "Statistics of
Patch Offsets for Image Completion", ECCV 2012), but in metres on the face, so that patterns keep their perspective.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from maskkit.engines.faces import Face
    from maskkit.types import BoolMap, RgbLinear

    Field = NDArray[np.float32]

SHIFTS, FINE_SHIFTS = 240, 120
FARTHEST_M, FINE_M = 2.5, 0.12
ROUNDS = 3
RING_PX, SAMPLES = 7, 1200
UNFILLED_COST = 1.5
LEAST, MOST = 0.35, 2.2
RIM = 0.004
"""How far the colour of things reaches beyond their labels, as a share of the picture's long edge."""


def heal(photo: RgbLinear, old: RgbLinear, faces: Iterable[Face], gone: BoolMap) -> RgbLinear:
    """``photo`` (H, W, 3) with the faces that stay in place of what is ``gone`` (H, W).

    ``old`` (H, W, 3) is the faces' own light times colour without pattern, also where they are hidden.
    """
    result, rim = photo.copy(), 2 * max(1, round(RIM * max(gone.shape))) + 1
    around = cv2.dilate(gone.view(np.uint8), np.ones((rim, rim), np.uint8)) > 0
    detail = np.clip(photo / np.maximum(old, 1e-4), LEAST, MOST).astype(np.float32)
    for face in faces:
        hole, seen = face.region & around, _safely(face.region & ~around)
        if (face.region & gone).any():
            result[hole] = old[hole] * (_borrowed(detail, face, hole, seen) if seen.any() else 1.0)
    return result


def _safely(seen: BoolMap) -> BoolMap:
    return cv2.erode(seen.view(np.uint8), np.ones((5, 5), np.uint8), borderValue=1) > 0


def _borrowed(detail: Field, face: Face, hole: BoolMap, seen: BoolMap) -> Field:
    """(N, 3) pattern for the pixels of ``hole``, from where the face is ``seen``."""
    rows, columns = np.nonzero(hole)
    places = face.places(rows, columns).uv
    found, missing = np.ones((len(rows), 3), np.float32), np.ones(len(rows), np.bool_)
    ring = _ring(hole, seen)
    rng = np.random.default_rng(0)
    for _ in range(ROUNDS):
        left = np.flatnonzero(missing)
        if not len(left):
            break
        shift = _best_shift(detail, face, seen, ring, wanted=places[left[:: max(1, len(left) // SAMPLES)]], rng=rng)
        taken, there = _look(detail, face, seen, places[left] + shift)
        found[left[there]] = taken[there]
        missing[left[there]] = False
    return found


def _ring(hole: BoolMap, seen: BoolMap) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pixels around the hole that are seen, a sample of them."""
    near = cv2.dilate(hole.view(np.uint8), np.ones((2 * RING_PX + 1,) * 2, np.uint8)) > 0
    rows, columns = np.nonzero(near & seen)
    step = max(1, len(rows) // SAMPLES)
    return rows[::step], columns[::step]


def _best_shift(
    detail: Field,
    face: Face,
    seen: BoolMap,
    ring: tuple[NDArray[np.intp], NDArray[np.intp]],
    *,
    wanted: Field,
    rng: np.random.Generator,
) -> Field:
    """The shift (2,) in metres by which the surroundings match and most of the hole is filled."""
    around, own = face.places(*ring).uv, detail[ring]

    def cost(shift: Field) -> float:
        _, fills = _look(detail, face, seen, wanted + shift)
        taken, there = _look(detail, face, seen, around + shift)
        differs = np.abs(np.log(taken[there]) - np.log(own[there])).mean() if there.any() else 1.0
        return float(differs + UNFILLED_COST * (1 - fills.mean()))

    coarse = rng.uniform(-FARTHEST_M, FARTHEST_M, (SHIFTS, 2)).astype(np.float32)
    best = min(coarse, key=cost)
    fine = best + rng.uniform(-FINE_M, FINE_M, (FINE_SHIFTS, 2)).astype(np.float32)
    return min([best, *fine], key=cost)


def _look(detail: Field, face: Face, seen: BoolMap, places: Field) -> tuple[Field, BoolMap]:
    """The pattern (N, 3) at places on the face, and where it is seen there (N,)."""
    to_picture = np.asarray(np.linalg.inv(face.to_metres), np.float64)
    spots = np.column_stack([places, np.ones(len(places))]) @ to_picture.T
    ahead = spots[:, 2] > 0
    depth = np.where(ahead, spots[:, 2], 1.0)
    flat = np.asarray(np.round(spots[:, :2] / depth[:, None] - 0.5), np.float64)
    height, width = seen.shape
    columns, rows = (np.clip(flat[:, k], -1, size).astype(np.intp) for k, size in ((0, width), (1, height)))
    inside = ahead & (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    columns, rows = np.where(inside, columns, 0), np.where(inside, rows, 0)
    return detail[rows, columns], np.asarray(inside & seen[rows, columns])
