"""The light that the photo shows on a face, told apart from the pattern of the old material.

The photo is light times albedo. What is broad, or dark over more than the old pattern's size, is light: falloff, soft
shadows under furniture, cast shadows. What repeats all over the face is pattern. The split is a rolling guidance filter
(Q. Zhang et al., "Rolling Guidance Filter", ECCV 2014) with a guided filter (He, Sun and Tang, TPAMI 2013) as its joint
filter, in windows of constant size in metres, that counts as pattern whatever is as weak as the face's usual contrast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.bands import without_bands, without_spots
from maskkit.engines.windows import Windows
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.engines.faces import Face
    from maskkit.types import BoolMap, RgbLinear

    Field = NDArray[np.float32]

WORKING_EDGE_PX = 360
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
DARKEST = 0.002

_WINDOW_M = {Plane.FLOOR: 0.16, Plane.CEILING: 0.25, Plane.LEFT: 0.14, Plane.RIGHT: 0.14, Plane.BACK: 0.14}
_BROAD_M = 0.8
_DEEPEST = {Plane.FLOOR: 1.3}
"""Log contrast of a shadow against its surroundings, at most: on walls, what is darker is a thing and no shadow."""

HIDDEN_REACH, MOST_DARKER, MOST_BRIGHTER = 0.03, 0.5, 0.35
"""Behind things, further than the first (of the longer side) from what is seen, light is no darker or brighter than the
face's usual light by these (log): what is seen beside a thing is often its shadow, or the lamp on it."""

_SPOT_M = 0.07
_DEEPEST_ON_WALLS = 0.7
_BRIGHTEST = 0.55


@dataclass(frozen=True, eq=False)
class FaceLight:
    """Log luminance and log tint of a face's old surface under its light, without its pattern, at working size.

    ``level`` (h, w), ``tint`` (h, w, 2) = log red/green and log blue/green, both defined beyond the face's border too;
    ``usual`` is the median level and ``hue`` the median tint (2,).
    """

    level: Field
    tint: Field
    usual: float
    hue: Field
    contrast: float


def working_size(size_wh: tuple[int, int]) -> tuple[int, int]:
    """The size (width, height) at which light is estimated."""
    scale = min(1.0, WORKING_EDGE_PX / max(size_wh))
    return max(8, round(size_wh[0] * scale)), max(8, round(size_wh[1] * scale))


def face_light(photo: RgbLinear, face: Face) -> FaceLight:
    """Split the light of ``face`` off a photo (H, W, 3) in linear light."""
    size = working_size((photo.shape[1], photo.shape[0]))
    shape = (size[1], size[0])
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(face.region.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    weights = _certain(np.asarray(share, np.float32))
    logs = np.log(np.maximum(small, DARKEST))
    weights *= _same_material(logs, weights)
    luminance = np.log(np.maximum(small @ LUMINANCE, DARKEST)).astype(np.float32)
    places = face.grid((photo.shape[1], photo.shape[0]), shape)
    spans = [np.linalg.norm(places.slopes[:, :, k], axis=1).reshape(shape) for k in (0, 1)]
    if face.plane.is_wall:
        luminance = _plain_wall(luminance, weights > 0.5, places.uv[:, 1].reshape(shape), spans)
    level, contrast = _without_pattern(luminance, weights, spans, _WINDOW_M[face.plane])
    broad = Windows(weights, _reaches(spans, _BROAD_M, size))
    level = _limited(level, broad.mean(level), _DEEPEST.get(face.plane, _DEEPEST_ON_WALLS))
    tint = np.stack([broad.mean(logs[..., k] - logs[..., 1]) for k in (0, 2)], axis=-1)
    inside = weights > 0.5 if (weights > 0.5).any() else weights > 0
    return FaceLight(level, tint, float(np.median(level[inside])), np.median(tint[inside], axis=0), contrast)


def filled(light: FaceLight, region: BoolMap) -> FaceLight:
    """The light of a face, run on smoothly where things hide it: (H, W) ``region`` is what of the face is seen."""
    size = (light.level.shape[1], light.level.shape[0])
    share = np.asarray(cv2.resize(region.astype(np.float32), size, interpolation=cv2.INTER_AREA), np.float32)
    seen = np.asarray(share > 0.97, np.float32)
    if not seen.any():
        return light
    values = pulled_and_pushed(
        np.dstack([light.level, light.tint]), np.asarray(cv2.erode(seen, np.ones((3, 3), np.uint8)), np.float32)
    )
    near = cv2.GaussianBlur(seen, (0, 0), HIDDEN_REACH * max(size))
    usual = light.usual + np.clip(values[..., 0] - light.usual, -MOST_DARKER, MOST_BRIGHTER)
    level = usual + (values[..., 0] - usual) * np.minimum(2 * near, 1)
    return replace(light, level=np.asarray(level, np.float32), tint=values[..., 1:])


def pulled_and_pushed(values: Field, weights: Field) -> Field:
    """``values`` (h, w, n) with holes, where ``weights`` (h, w) is 0, filled from ever coarser means.

    S. Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4.2.

    >>> row = np.array([[[4.0], [0.0], [0.0], [4.0]]], np.float32)
    >>> pulled_and_pushed(row, np.array([[1, 0, 0, 1]], np.float32))[0, :, 0].tolist()
    [4.0, 4.0, 4.0, 4.0]
    """
    height, width = weights.shape
    if min(height, width) <= 1 or weights.min() > 0:
        mean = (values * weights[..., None]).sum(axis=(0, 1)) / max(float(weights.sum()), 1e-6)
        return np.asarray(np.where(weights[..., None] > 0, values, mean), np.float32)
    half = ((width + 1) // 2, (height + 1) // 2)
    total = cv2.resize(values * weights[..., None], half, interpolation=cv2.INTER_AREA).reshape(half[1], half[0], -1)
    share = cv2.resize(weights, half, interpolation=cv2.INTER_AREA)
    means = np.asarray(total / np.maximum(share, 1e-6)[..., None], np.float32)
    coarse = pulled_and_pushed(means, np.asarray(np.minimum(share * 4, 1), np.float32))
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, -1)
    return np.asarray(weights[..., None] * values + (1 - weights[..., None]) * fine, np.float32)


def _plain_wall(luminance: Field, inside: BoolMap, height_m: Field, spans: list[Field]) -> Field:
    """The wall without bands of other materials and without small things on it."""
    if np.count_nonzero(inside) < 200:
        return luminance
    plain = without_bands(luminance, inside, height_m)
    reach = int(np.clip(np.round(_SPOT_M / np.median(np.sqrt(spans[0] * spans[1])[inside])), 1, 5))
    return without_spots(plain, inside, reach)


def _limited(level: Field, broad: Field, deepest: float) -> Field:
    """Contrast against the surroundings, rolled off at ``deepest`` below and at glare above."""
    detail = level - broad
    limit = np.where(detail < 0, np.float32(deepest), np.float32(_BRIGHTEST))
    return np.asarray(broad + limit * np.tanh(detail / limit), np.float32)


def _certain(share: Field) -> Field:
    """Pixels that lie wholly on the face, away from its border; all of it where the face is thin."""
    whole = (share > 0.97).astype(np.uint8)
    inner = cv2.erode(whole, np.ones((3, 3), np.uint8), borderValue=1)
    innermost = cv2.erode(inner, np.ones((3, 3), np.uint8), borderValue=1)
    for candidate in (innermost, inner, whole, (share > 0.5).astype(np.uint8)):
        if np.count_nonzero(candidate) >= max(24, 0.4 * np.count_nonzero(whole)):
            return candidate.astype(np.float32)
    return np.asarray(share >= share.max(), np.float32)


def _same_material(logs: Field, weights: Field) -> Field:
    """Near 1 where the hue is the face's usual one, near 0 on other things: light changes the hue only a little."""
    hues = np.stack([logs[..., 0] - logs[..., 1], logs[..., 2] - logs[..., 1]], axis=-1)
    inside = weights > 0
    usual = np.median(hues[inside], axis=0)
    away = np.linalg.norm(hues - usual, axis=-1)
    tolerance = max(0.35, 3.0 * float(np.median(away[inside])))
    return np.asarray(1.0 / (1.0 + (away / tolerance) ** 6), np.float32)


def _reaches(spans: list[Field], window_m: float, size: tuple[int, int]) -> tuple[Field, Field]:
    """Half windows in pixels, right and down, for windows of ±``window_m``."""
    most = 0.15 * max(size)
    across, down = (np.asarray(np.clip(window_m / np.maximum(span, 1e-6), 2.0, most), np.float32) for span in spans)
    return across, down


def _without_pattern(logs: Field, weights: Field, spans: list[Field], window_m: float) -> tuple[Field, float]:
    """The face's log luminance without its pattern, and the pattern's contrast (deviation of the log).

    The windows are as large as the pattern is strong: plain surfaces keep their shadows crisp.
    """
    size = (logs.shape[1], logs.shape[0])
    inside = weights > 0.5 if (weights > 0.5).any() else weights > 0
    windows = Windows(weights, _reaches(spans, window_m, size))
    contrast = 1.4826 * float(np.median(np.abs(logs - windows.mean(logs))[inside]))
    windows = Windows(weights, _reaches(spans, window_m * float(np.clip(contrast / 0.05, 0.4, 1.6)), size))
    strength = (2.5 * contrast) ** 2 + 0.02**2
    guide = windows.mean(windows.mean(logs))
    for _ in range(4):
        guide = _joint(windows, guide, logs, strength)
    return guide, contrast


def _joint(windows: Windows, guide: Field, values: Field, strength: float) -> Field:
    """The guided filter (He et al., equations 5, 6 and 8) in windows of changing size."""
    mean_guide, mean_values = windows.mean(guide), windows.mean(values)
    spread = windows.mean(guide * guide) - mean_guide * mean_guide
    common = windows.mean(guide * values) - mean_guide * mean_values
    slope = np.asarray(common / (np.maximum(spread, 0) + strength), np.float32)
    offset = np.asarray(mean_values - slope * mean_guide, np.float32)
    return windows.mean(slope) * guide + windows.mean(offset)
