"""Things into a photo: each lit as the photo is, with its shadow and its reflection on what is around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.tone import shoulder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.engines.scene import LitFace, Scene
    from maskkit.render.differential import Views
    from maskkit.types import Alpha, BoolMap, RgbLinear, SizeWh

    Field = NDArray[np.float32]

DARKEST = 1e-4
LOCAL_SHARE = 0.5
"""How much of the light's unevenness in the photo, which the fitted lamps don't explain, things get too."""

LOCAL_REACH, SHADOW_REACH = 0.12, 0.10
"""How far things take light from, and how far their old shadows reach, as a share of the picture's long edge."""

MOST_UNEVEN = 0.8
FADE = 0.02
"""Over what share of the picture's long edge shadows fade out at the mask's border."""

RENDER_BLUR_PX, LEAST_BLUR_PX = 0.45, 0.25
"""How soft the renderer's own pixels are, and what further blur is worth the work."""


def white_light(faces: tuple[LitFace, ...], shape: tuple[int, int]) -> RgbLinear:
    """(H, W, 3) what pure white would send to the camera by the photo, 0 where no face is laid."""
    white = np.zeros((*shape, 3), np.float32)
    for lit in faces:
        white[lit.face.region] = lit.light[lit.face.region]
    return white


def relit(faces: tuple[LitFace, ...], empty: RgbLinear, removed: BoolMap) -> tuple[LitFace, ...]:
    """The faces without the shadows of what was ``removed`` (H, W): around it the light of the ``empty`` room.

    Its strength and colour come from where the photo shows the surface, so that both meet without a step.
    """
    near = _around(removed)
    if not near.any():
        return faces
    found = []
    for lit in faces:
        logs = np.log(np.maximum(lit.light, DARKEST) / np.maximum(empty, DARKEST)).astype(np.float32)
        seen = (lit.face.region & ~removed).astype(np.float32)
        broad = _smooth(logs, seen * (1 - near) + 1e-3 * seen, (logs.shape[1], logs.shape[0]))
        mixed = logs + near[..., None] * (broad - logs)
        found.append(replace(lit, light=np.asarray(empty * np.exp(mixed), np.float32)))
    return tuple(found)


def exposure(white: RgbLinear, empty: RgbLinear) -> RgbLinear:
    """(H, W, 3) what rendered light is to be multiplied by to match the photo's on the same surfaces."""
    known = (white.min(axis=2) > DARKEST) & (empty.min(axis=2) > DARKEST)
    logs = np.log(np.where(known[..., None], white / np.maximum(empty, DARKEST), 1.0)).astype(np.float32)
    middle = np.median(logs[known], axis=0) if known.any() else np.zeros(3, np.float32)
    uneven = _smooth(logs - middle, known.astype(np.float32), (logs.shape[1], logs.shape[0]))
    return np.asarray(np.exp(middle + LOCAL_SHARE * np.clip(uneven, -MOST_UNEVEN, MOST_UNEVEN)), np.float32)


@dataclass(frozen=True, eq=False)
class Furniture:
    """What comes into a photo: its ``views``, the ``gain`` (H, W, 3) that they are exposed by, and where.

    ``reach`` (H, W) is where they may show, ``shadows`` (H, W) how much of their shadows and reflections does.
    """

    views: Views
    gain: RgbLinear
    reach: Alpha
    shadows: Alpha


def furnish(room: RgbLinear, things: Furniture, *, blur_px: float = 0.0) -> RgbLinear:
    """The empty ``room`` (H, W, 3), in the photo's light, with ``things``, as soft as a photo of that blur."""
    views, reach = things.views, things.reach[..., None]
    covered, shown = (
        _softened(views.coverage, blur_px)[..., None],
        _softened(shoulder(views.things * things.gain), blur_px),
    )
    kept = room * (1 + things.shadows[..., None] * (views.ratio - 1))
    behind = (1 - covered) * kept + covered * shown
    whole = behind * views.through + shoulder(views.shine * things.gain)
    return np.asarray(room + reach * (whole - room), np.float32)


def _softened(values: Field, blur_px: float) -> Field:
    rest = np.sqrt(max(blur_px**2 - RENDER_BLUR_PX**2, 0.0))
    return np.asarray(cv2.GaussianBlur(values, (0, 0), rest), np.float32) if rest > LEAST_BLUR_PX else values


def shadow_share(scene: Scene) -> Alpha:
    """(H, W) how much of a shadow shows: on faces that stay it fades out before the mask's border crosses them.

    A shadow that were cut off there would show the mask.
    """
    share = np.ones(scene.reach.shape, np.float32)
    laid, fade_px = {one.face.plane for one in scene.faces}, FADE * max(scene.reach.shape)
    for one in scene.seen:
        beyond = one.face.region & (scene.reach < 0.5)
        if one.face.plane not in laid and beyond.any():
            distance = cv2.distanceTransform((~beyond).view(np.uint8), cv2.DIST_L2, 5)
            ramp = np.clip(distance / fade_px, 0, 1)
            share = np.where(one.face.region, ramp * ramp * (3 - 2 * ramp), share)
    return np.asarray(share, np.float32)


def without_old_shadows(photo: RgbLinear, seen: tuple[LitFace, ...], mended: tuple[LitFace, ...]) -> RgbLinear:
    """``photo`` (H, W, 3) with its faces as they look in the mended light."""
    result = photo.copy()
    for old, new in zip(seen, mended, strict=True):
        region = old.face.region
        result[region] *= new.light[region] / np.maximum(old.light[region], DARKEST)
    return result


def _around(removed: BoolMap) -> Field:
    """1 at what was removed, falling to 0 where its shadow ends."""
    if not removed.any():
        return np.zeros(removed.shape, np.float32)
    reach = SHADOW_REACH * max(removed.shape)
    distance = cv2.distanceTransform((~removed).view(np.uint8), cv2.DIST_L2, 5)
    ramp = np.clip(1.5 - 1.5 * distance / reach, 0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float32)


def _smooth(values: Field, weights: Field, size_wh: SizeWh) -> Field:
    """The weighted mean around every pixel, worked out small."""
    scale = 160 / max(size_wh)
    small = max(8, round(size_wh[0] * scale)), max(8, round(size_wh[1] * scale))
    total = cv2.resize(values * weights[..., None], small, interpolation=cv2.INTER_AREA)
    share = cv2.resize(weights, small, interpolation=cv2.INTER_AREA)
    sigma = LOCAL_REACH * max(small)
    total, share = cv2.GaussianBlur(total, (0, 0), sigma), cv2.GaussianBlur(share, (0, 0), sigma)
    return np.asarray(cv2.resize(total / np.maximum(share, 1e-6)[..., None], size_wh), np.float32)
