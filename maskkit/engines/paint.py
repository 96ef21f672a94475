"""A look laid into a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.borders import kept_colour
from maskkit.engines.furnishing import furnish
from maskkit.engines.laying import corner_m, lay_floor, lay_wall
from maskkit.engines.match import grain_field
from maskkit.engines.reflection import reflect
from maskkit.engines.tone import shoulder, to_linear, to_srgb
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.engines.faces import Face
    from maskkit.engines.furnishing import Furniture
    from maskkit.engines.scene import LitFace, Scene
    from maskkit.render.looks import Look
    from maskkit.types import BoolMap, Rgb8, RgbLinear

    Field = NDArray[np.float32]

SAMPLING_BLUR_PX = 0.55
"""How soft the sampling of textures leaves an edge."""

LEAST_SHARE = 0.004

LEAST_CHANGE = 2e-3


def paint(scene: Scene, chosen: Look, seed: int, *, things: Furniture | None = None) -> Rgb8:
    """The photo with ``chosen`` laid and ``things`` put into it; where nothing changes, the photo's own pixels."""
    new = _layer(scene, chosen)
    alpha = scene.alpha[..., None]
    kept = kept_colour(scene.photo, scene.old, scene.alpha)
    out = alpha * shoulder(new) + (1 - alpha) * kept
    floor = next((one.face for one in scene.faces if one.face.plane is Plane.FLOOR), None)
    if floor is not None:
        out = _polished(out, floor, scene, chosen.floor.gloss)
    grainy = alpha
    if things is not None:
        out = furnish(out, things, blur_px=scene.blur_px)
        grainy = np.maximum(alpha, (things.views.coverage * things.reach)[..., None])
    rng = np.random.default_rng(seed % 2**64)
    speckle = grainy * grain_field(scene.alpha.shape, 0.9 * scene.grain, rng)[..., None]
    dither = rng.random((*scene.alpha.shape, 1), np.float32) - 0.5
    shown = np.clip(np.round(to_srgb(out) + speckle + dither), 0, 255).astype(np.uint8)
    return np.asarray(np.where((alpha > 0) | _is_changed(out, scene), shown, scene.pixels))


def _is_changed(picture: RgbLinear, scene: Scene) -> BoolMap:
    """(H, W, 1) where things, their shadows or what lay behind others show."""
    before = to_linear(scene.pixels)
    differs = np.abs(picture - before).max(axis=2) > LEAST_CHANGE * (0.05 + before.max(axis=2))
    return np.asarray(differs & (scene.reach > 0))[..., None]


def _layer(scene: Scene, chosen: Look) -> RgbLinear:
    """The new surfaces under the photo's light, blurred as the photo is; neighbouring faces meet in a soft edge."""
    total, weight = np.zeros_like(scene.photo), np.zeros_like(scene.alpha)
    for lit in scene.faces:
        share = _share(lit.face, scene)
        rows, columns = np.nonzero(share > LEAST_SHARE)
        colour = _material(lit, scene, chosen, rows, columns) * lit.light[rows, columns]
        total[rows, columns] += colour * share[rows, columns, None]
        weight[rows, columns] += share[rows, columns]
    blur = np.sqrt(max(scene.blur_px**2 - SAMPLING_BLUR_PX**2, 0.0))
    if blur > 0.25:
        total, weight = (np.asarray(cv2.GaussianBlur(one, (0, 0), blur), np.float32) for one in (total, weight))
    return np.asarray(total / np.maximum(weight, 1e-6)[..., None], np.float32)


def _share(face: Face, scene: Scene) -> Field:
    """How much of a pixel is this face's, reaching a little over its border so that no pixel is left without colour."""
    region = face.region.astype(np.float32)
    beyond = cv2.dilate(region, np.ones((9, 9), np.uint8)) * (scene.alpha > 0)
    return np.asarray(0.98 * cv2.GaussianBlur(region, (0, 0), 0.6) + 0.02 * beyond, np.float32)


def _material(lit: LitFace, scene: Scene, chosen: Look, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Field:
    plane = lit.face.plane
    places = lit.face.places(rows, columns)
    if plane.is_wall:
        featured = scene.features if chosen.splash else scene.features[:1]
        wall = chosen.feature if plane in featured else chosen.wall
        return lay_wall(wall, corner_m(scene.layout, plane), lit.towards, places)
    surface = chosen.floor if plane is Plane.FLOOR else chosen.ceiling
    return lay_floor(surface, scene.layout, lit.towards, places)


def _polished(picture: RgbLinear, floor: Face, scene: Scene, gloss: float) -> RgbLinear:
    rows, columns = np.nonzero(floor.region)
    mirrored = reflect(picture, scene.layout, rows, columns, gloss)
    share = scene.alpha[rows, columns, None]
    result = picture.copy()
    result[rows, columns] += (mirrored - picture[rows, columns]) * share
    return result
