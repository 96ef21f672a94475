"""One picture of a photo's room: what stays, what is laid anew and what is put in, all in the photo's light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from maskkit.engines.furnishing import (
    Furniture,
    exposure,
    relit,
    shadow_share,
    white_light,
    without_old_shadows,
)
from maskkit.engines.paint import paint
from maskkit.geometry.planes import Plane
from maskkit.render.differential import resized, trace_views
from maskkit.render.dressing import dressed, photographed, tiled
from maskkit.render.empty_room import empty_room, enlarged, smaller
from maskkit.render.lamps_fit import Lamps, fit_lamps
from maskkit.render.looks import look
from maskkit.render.mitsuba_backend import forget
from maskkit.render.planner.colours import coloured
from maskkit.render.scene import Item, Light, Room, Scene
from maskkit.render.space import WALL_OF_PLANE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from maskkit.engines.base import EngineRequest
    from maskkit.engines.scene import Anew, LitFace
    from maskkit.engines.scene import Scene as PhotoScene
    from maskkit.render.looks import Look
    from maskkit.render.paths import Report
    from maskkit.render.space import Space
    from maskkit.types import BoolMap, Floats, Rgb8, RgbLinear

LEAST_ALBEDO, MOST_ALBEDO = 0.04, 0.88
READ, LIT, TRACED = 0.1, 0.3, 0.95
"""How far the work is when the photo is read, when its light is known, and when all is traced."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a picture may cost: the longest edge that is traced, paths a pixel, and paths a pixel for the empty room."""

    edge_px: int
    samples: int
    light_samples: int
    light_edge_px: int


FINAL = Effort(edge_px=1024, samples=24, light_samples=32, light_edge_px=320)
PREVIEW = Effort(edge_px=400, samples=8, light_samples=8, light_edge_px=160)


@dataclass(frozen=True, eq=False)
class Reading:
    """What a photo says: its surfaces and their light, the room to furnish, and ``removed`` (H, W) what goes away.

    ``again`` reads the scene with other surfaces laid anew.
    """

    scene: PhotoScene
    space: Space
    removed: BoolMap
    again: Callable[[Anew], PhotoScene]


def remodelled(request: EngineRequest, read: Reading, items: tuple[Item, ...], *, seed: int, effort: Effort) -> Rgb8:
    """The photo with its faces laid in the look of ``seed``, without what goes away, and with ``items`` put in.

    Raises:
        MissingExtra: Mitsuba or the denoiser is not installed.
    """
    scene, space, removed, report = read.scene, read.space, read.removed, request.report
    report(READ)
    chosen = look(request.room_type, request.theme, seed)
    room = _room(request, scene, space, chosen, seed)
    bare = Scene("photo", request.room_type.value, room, space.camera, light=Light(), seed=seed % 2**31)
    known = np.logical_or.reduce([lit.face.region for lit in scene.seen]) & ~removed
    white = white_light(scene.seen, removed.shape)
    lamps = fit_lamps(bare, white, known.astype(np.float32), samples=effort.light_samples)
    bare = replace(bare, light=lamps.light)
    empty = _empty_light(bare, lamps, effort)
    report(LIT)
    mended = relit(scene.seen, empty, removed)
    furnished = replace(
        bare, items=tiled(coloured(items, chosen.scheme), room), camera=smaller(bare.camera, effort.edge_px)
    )
    views = trace_views(
        furnished, lamps.items, _shrunk(empty, furnished), samples=effort.samples,
        where=_shrunk(scene.reach, furnished) > 0, report=_between(report, LIT, TRACED),
    )  # fmt: skip
    gain = exposure(white_light(mended, removed.shape), empty)
    things = Furniture(resized(views, space.camera.size_wh), gain, scene.reach, shadow_share(scene))
    picture = paint(_mended(scene, mended), chosen, seed, things=things)
    forget()
    report(1.0)
    return picture


def _room(request: EngineRequest, scene: PhotoScene, space: Space, chosen: Look, seed: int) -> Room:
    """The room in its look, and what stays as the photo shows it, so that mirrors and bounced light do too."""
    walls = scene.features if chosen.splash else scene.features[:1]
    features = {WALL_OF_PLANE[plane] for plane in walls}
    room = dressed(space.room, request.room_type, request.theme, seed, features=features)
    laid = {one.face.plane for one in scene.faces}
    kept = {
        one.face.plane: _albedo(scene, one.face.region, one.light) for one in scene.seen if one.face.plane not in laid
    }
    walls_kept = {WALL_OF_PLANE[plane]: colour for plane, colour in kept.items() if plane in WALL_OF_PLANE}
    return photographed(
        room, floor=kept.get(Plane.FLOOR), ceiling=kept.get(Plane.CEILING), walls=walls_kept,
        others=not any(plane.is_wall for plane in laid),
    )  # fmt: skip


def _albedo(scene: PhotoScene, region: BoolMap, light: RgbLinear) -> Floats:
    """(3,) the mean colour of a surface."""
    ratio = scene.old[region][::5] / np.maximum(light[region][::5], 1e-4)
    return np.clip(np.median(ratio, axis=0), LEAST_ALBEDO, MOST_ALBEDO).astype(np.float64)


def _mended(scene: PhotoScene, mended: tuple[LitFace, ...]) -> PhotoScene:
    """The scene in the mended light: where it is laid, and on what stays without the shadows of what is gone."""
    if mended is scene.seen:
        return scene
    lights = {one.face.plane: one.light for one in mended}
    faces = tuple(replace(one, light=lights[one.face.plane]) for one in scene.faces)
    bright = without_old_shadows(scene.photo, scene.seen, mended)
    photo = scene.photo + scene.reach[..., None] * (bright - scene.photo)
    return replace(scene, faces=faces, photo=photo.astype(np.float32))


def _empty_light(bare: Scene, lamps: Lamps, effort: Effort) -> RgbLinear:
    small = replace(bare, items=lamps.items, camera=smaller(bare.camera, effort.light_edge_px))
    return enlarged(empty_room(small, samples=effort.light_samples), bare)


def _shrunk(values: NDArray[np.float32], scene: Scene) -> NDArray[np.float32]:
    if (values.shape[1], values.shape[0]) == scene.camera.size_wh:
        return values
    return np.asarray(cv2.resize(values, scene.camera.size_wh, interpolation=cv2.INTER_AREA), np.float32)


def _between(report: Report, low: float, high: float) -> Callable[[float], None]:
    return lambda share: report(low + (high - low) * share)
