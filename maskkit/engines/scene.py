"""What a photo says before any look is chosen: the faces to lay anew, the light on them, and what stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from maskkit.engines.borders import cover
from maskkit.engines.exposure import TINT_KEPT, Sighting, light_hue, log_lights, tells_hue, white_level
from maskkit.engines.faces import Face, find_faces
from maskkit.engines.healing import heal
from maskkit.engines.intent import intended
from maskkit.engines.lighting import DARKEST, LUMINANCE, FaceLight, face_light, filled
from maskkit.engines.match import blur_px, grain
from maskkit.engines.sunlight import sun_on
from maskkit.engines.tone import shoulder, to_linear, unrolled
from maskkit.errors import NoRoomFound
from maskkit.geometry.planes import SURFACE_OF_PLANE, Plane, plane_frame
from maskkit.masks.classes import RoomClass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.geometry.layout import Layout
    from maskkit.images.photo import Photo
    from maskkit.types import Alpha, BoolMap, Floats, Labels, Rgb8, RgbLinear, SizeWh

    Field = NDArray[np.float32]


Anew = Literal["whole", "all", "none"]

WHOLE_SHARE = 0.9
"""A face of which the mask holds this much is meant as a whole."""

HELD_BY_CORD, SET_INTO, LARGEST_LAMP = 0.35, 0.6, 0.06
"""What touches the ceiling over less of its width than the first, or with more of its outline than the second, is a
lamp, if it covers less of the picture than the third."""

FIXTURES_TOUCH = 0.3
"""Fixtures stand at a wall if they touch it this much as the wall that they touch most."""


@dataclass(frozen=True, eq=False)
class LitFace:
    """A face and the light on it.

    ``light`` (H, W, 3) is what pure white would send to the camera from there; ``towards`` (3,) points from the face to
    the windows or the lamp: along u, along v, away from the face.
    """

    face: Face
    light: RgbLinear
    towards: Field


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo read for laying.

    ``alpha`` (H, W) is how much of each pixel new surfaces cover, ``old`` (H, W, 3) the old surface without its
    pattern; ``features`` are the wall that is looked at, then the others that fixtures stand at; ``blur_px`` and
    ``grain`` are the photo's own.

    ``seen`` are all faces that the photo shows, those that stay and what of them is hidden included, and ``reach``
    (H, W) is where things may be put. ``photo`` is without what is taken away from before faces that stay.
    """

    photo: RgbLinear
    pixels: Rgb8
    layout: Layout
    faces: tuple[LitFace, ...]
    alpha: Alpha
    old: RgbLinear
    features: tuple[Plane, ...]
    blur_px: float
    grain: float
    seen: tuple[LitFace, ...]
    reach: Alpha


def read_scene(
    photo: Photo,
    mask: NDArray[np.uint8],
    labels: Labels,
    layout: Layout,
    *,
    rough: bool = False,
    clear: bool = False,
    anew: Anew = "whole",
    meant: BoolMap | None = None,
) -> Scene:
    """Find the faces to lay anew, and the light on them; ``rough`` labels are believed less than the mask.

    With ``clear`` whatever stands or hangs in the mask, windows and doors excepted, is taken away: the faces run on
    behind it. ``anew`` then says which faces are laid: those that are in the mask as a ``"whole"``, ``"all"`` that it
    touches, or ``"none"``; the others stay as they are. ``meant`` (H, W) is the mask before anything was taken out.

    Raises:
        NoRoomFound: the mask marks no floor, wall or ceiling.
    """
    linear, planes, wanted = to_linear(photo.pixels), layout.plane_map(), mask >= 128
    chosen = intended(linear, labels, planes, wanted, rough=rough)
    if not find_faces(layout, chosen, chosen > 0, snap=not rough):
        raise NoRoomFound(
            "the mask marks no floor, wall or ceiling", hint="Mark the floor or walls that are to change."
        )
    bright, gone = unrolled(linear), np.zeros(wanted.shape, np.bool_)
    if clear:
        everywhere = intended(linear, labels, planes, np.ones_like(wanted), rough=rough)
        gone = behind_things(labels, chosen, wanted)
        chosen = np.where(chosen > 0, chosen, everywhere)
    faces = find_faces(layout, chosen, chosen > 0, snap=not rough)
    sun = np.maximum.reduce([sun_on(bright, face.region) for face in faces])[..., None]
    bright = bright / sun
    found = [face_light(bright, face) for face in faces]
    if clear:
        every = np.where(gone, SURFACE_OF_PLANE[planes], chosen).astype(np.uint8)
        whole = find_faces(layout, every, every > 0, snap=not rough)
        faces, found = whole, _lights_of(whole, faces, found)
    lamp = _lamp(layout, labels == RoomClass.WINDOW)
    lights = [light * sun for light in _lights(bright, labels, faces, found)]
    lit = [LitFace(face, light, _towards(face, layout, lamp)) for face, light in zip(faces, lights, strict=True)]
    old = _old_surface(linear, faces, found, sun)
    reach = wanted & np.logical_or.reduce([face.region for face in faces])
    laid = [one for one in lit if not clear or is_anew(one.face.region, wanted if meant is None else meant, anew)]
    stay = [one.face for one in lit if one not in laid]
    laid = [replace(one, face=replace(one.face, region=one.face.region & reach)) for one in laid]
    laid_region = np.logical_or.reduce([np.zeros_like(wanted), *(one.face.region for one in laid)])
    return Scene(
        photo=heal(linear, old, stay, gone),
        pixels=photo.pixels,
        layout=layout,
        faces=tuple(one for one in laid if one.face.region.any()),
        alpha=cover(photo.pixels, laid_region, mask > 0),
        old=old,
        features=_features(tuple(one.face for one in laid), labels),
        blur_px=blur_px(photo.pixels),
        grain=grain(photo.pixels, reach),
        seen=tuple(lit),
        reach=cover(photo.pixels, reach, mask > 0),
    )


def is_anew(region: BoolMap, meant: BoolMap, anew: Anew) -> bool:
    """Whether a face is laid anew by how much of its ``region`` is meant to change.

    >>> half = np.array([True, False])
    >>> [is_anew(np.ones(2, bool), half, anew) for anew in ("whole", "all", "none")]
    [False, True, False]
    """
    share = float((region & meant).sum()) / max(float(region.sum()), 1.0)
    return bool(share > {"whole": WHOLE_SHARE, "all": 0.0, "none": 1.0}[anew])


def _lights_of(whole: tuple[Face, ...], seen: tuple[Face, ...], found: list[FaceLight]) -> list[FaceLight]:
    """For each whole face its own light, from where it is ``seen``, or that of the largest face like it."""
    known = {face.plane: filled(light, face.region) for face, light in zip(seen, found, strict=True)}
    sizes = {face.plane: int(np.count_nonzero(face.region)) for face in seen}

    def light(plane: Plane) -> FaceLight:
        alike = [other for other in known if other.is_wall == plane.is_wall] or list(known)
        return known.get(plane, known[max(alike, key=lambda other: sizes[other])])

    return [light(face.plane) for face in whole]


def behind_things(labels: Labels, chosen: Labels, wanted: BoolMap) -> BoolMap:
    """What of the mask is hidden by things that can be taken away.

    Windows and doors stay, and so do lamps at a ceiling that stays: half a lamp is worse than a whole one.

    >>> labels = np.pad([[3, 3, 3, 3, 3], [2, 6, 2, 2, 6], [6, 6, 6, 2, 6]], ((0, 9), (0, 9)), constant_values=2)
    >>> behind_things(labels, np.where(labels == 2, 2, 0), labels != 3)[:3, :5].astype(int).tolist()
    [[0, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1]]
    """
    things = wanted & (chosen == 0) & ~np.isin(labels, (RoomClass.WINDOW, RoomClass.DOOR))
    kept_ceiling = ((labels == RoomClass.CEILING) & ~wanted).astype(np.uint8)
    beside = things & (cv2.dilate(kept_ceiling, np.ones((3, 3), np.uint8)) > 0)
    _, parts = cv2.connectedComponents(things.astype(np.uint8), connectivity=4)
    hanging = [part for part in np.unique(parts[beside]) if _is_lamp(parts == part, beside)]
    return np.asarray(things & ~np.isin(parts, hanging))


def _is_lamp(part: BoolMap, beside: BoolMap) -> bool:
    """Whether a thing that touches the ceiling hangs by a thin cord or sits in it, unlike a curtain or a cupboard."""
    if part.mean() > LARGEST_LAMP:
        return False
    inner = cv2.erode(part.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) > 0
    around = float((part & beside).sum()) / max(float((part & ~inner).sum()), 1.0)
    held = float((part & beside).any(axis=0).sum()) / max(float(part.any(axis=0).sum()), 1.0)
    return held < HELD_BY_CORD or around > SET_INTO


def _lights(photo: RgbLinear, labels: Labels, faces: tuple[Face, ...], found: list[FaceLight]) -> list[RgbLinear]:
    """For each face, the light that pure white would send to the camera."""
    seen = [
        Sighting(int(SURFACE_OF_PLANE[face.plane]), light.usual, float(face.region.mean()))
        for face, light in zip(faces, found, strict=True)
    ]
    ceiling = labels == RoomClass.CEILING
    if ceiling.mean() > 0.01 and not any(face.plane is Plane.CEILING for face in faces):
        level = np.log(np.maximum(np.median(photo[ceiling][::7] @ LUMINANCE), DARKEST))
        seen.append(Sighting(int(RoomClass.CEILING), float(level), float(ceiling.mean())))
    whites = log_lights(seen, white_level(photo, labels))
    telling = [light.hue for light, one in zip(found, seen, strict=False) if tells_hue(one, seen)]
    hue = light_hue(photo, labels, telling or [light.hue for light in found])
    size = (photo.shape[1], photo.shape[0])
    return [
        _coloured(
            light.level - light.usual + np.float32(white),
            TINT_KEPT * hue + np.clip(0.6 * (light.tint - light.hue), -0.15, 0.15),
            size,
        )
        for light, white in zip(found, whites, strict=False)
    ]


def _old_surface(photo: RgbLinear, faces: tuple[Face, ...], found: list[FaceLight], sun: Field) -> RgbLinear:
    """The photo, with the faces and their surroundings smoothed to light times mean colour."""
    old = photo.copy()
    kernel = np.ones((9, 9), np.uint8)
    for face, light in zip(faces, found, strict=True):
        near = cv2.dilate(face.region.astype(np.uint8), kernel) > 0
        old[near] = shoulder(_coloured(light.level, light.tint, (photo.shape[1], photo.shape[0])) * sun)[near]
    return old


def _coloured(level: Field, tint: Field, size: SizeWh) -> RgbLinear:
    """Light of luminance exp(level) and of the hue ``tint`` (log red/green, log blue/green), at full size."""
    colour = np.exp(np.stack([tint[..., 0], np.zeros_like(level), tint[..., 1]], axis=-1))
    colour *= (np.exp(level) / np.maximum(colour @ LUMINANCE, 1e-6))[..., None]
    return np.asarray(cv2.resize(colour.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _features(faces: tuple[Face, ...], labels: Labels) -> tuple[Plane, ...]:
    """The wall that is looked at, then the others that fixtures stand at.

    Looked at is a wall that is large in view, with fixtures before it, the far wall before others.
    """
    fixtures = cv2.dilate((labels == RoomClass.FIXTURE).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    walls = [face for face in faces if face.plane.is_wall]
    touch = {face.plane: float((face.region & fixtures).mean()) for face in walls}
    appeal = {
        face.plane: (float(face.region.mean()) + 30.0 * touch[face.plane]) * (1.5 if face.plane is Plane.BACK else 1.0)
        for face in walls
    }
    ranked = sorted(appeal, key=lambda plane: -appeal[plane])
    busy = FIXTURES_TOUCH * max(touch.values(), default=0.0)
    return tuple(plane for rank, plane in enumerate(ranked) if rank == 0 or touch[plane] > max(busy, 1e-4))


def _lamp(layout: Layout, windows: BoolMap) -> Floats:
    """Where the light comes from, in room axes: the middle of the windows in view, or a lamp under the ceiling."""
    box = layout.box
    if np.count_nonzero(windows) < 0.004 * windows.size:
        return np.array([0.0, -box.ceiling, 0.5 * box.back])
    rows, columns = np.nonzero(windows[::4, ::4])
    ray = layout.camera.rays(np.array([[columns.mean(), rows.mean()]]) * 4.0 + 2.0)[0]
    reach = np.abs(ray) / np.array(
        [box.right if ray[0] > 0 else box.left, 1.0 if ray[1] > 0 else box.ceiling, box.back]
    )
    return np.asarray(ray / max(float(reach.max()), 1e-6) * 0.9)


def _towards(face: Face, layout: Layout, lamp: Floats) -> Field:
    """The direction of the lamp from the middle of a face, along u, along v and away from the face."""
    rows, columns = np.nonzero(face.region)
    few = slice(None, None, max(1, len(rows) // 500))
    uv = np.median(face.places(rows[few], columns[few]).uv, axis=0) / layout.scale_m_per_unit
    origin, u, v = plane_frame(face.plane, layout.box)
    ray = lamp - (origin + uv[0] * u + uv[1] * v)
    ray /= max(float(np.linalg.norm(ray)), 1e-6)
    return np.array([ray @ u, ray @ v, abs(ray @ np.cross(u, v))], np.float32)
