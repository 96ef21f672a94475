"""A photo's camera and room as a file that people can read and correct: JSON, in the pixels of the upright photo.

The four corners of the far wall carry it: eight numbers, as many as a camera and a box have. Whoever drags a corner to
where it is to be seen in the photo gets the room that has it there; the camera that was found stays as near as it can.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from maskkit.errors import BadCamera
from maskkit.geometry.camera import Camera, camera_to_frame, frame_to_camera
from maskkit.geometry.layout import Layout
from maskkit.geometry.planes import Box
from maskkit.images.encode import write_atomic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maskkit.types import Floats, SizeWh

FORMAT = "maskkit-room/1"
CORNERS = ("floor_left", "floor_right", "ceiling_left", "ceiling_right")
LEAST_MOVE_PX, MOST_OFF, EXACT_CORNER = 0.5, 0.008, 0.001
"""Corners that were moved by less count as they were; how far off (in long sides) a corner may end, and how exactly one
is expected to be put."""

NEAR_CAMERA = np.array([0.075, 0.03, 0.025, 0.01])
"""How far exact corners may take the camera: log focal length, yaw, pitch, roll in radians. Without this a corner that
is put a little off would give quite another lens."""

SAME_SHAPE, ROUNDED_PX = 0.01, 8
"""Shapes may differ by this share, or by what sides rounded to multiples of 8 come to."""

_BOX = ("left", "right", "back", "ceiling")


def to_room_file(layout: Layout) -> str:
    """The file's text: see ``docs/camera.md``.

    >>> camera = Camera(500.0, np.eye(3), np.array([320.0, 240.0]), 0.5)
    >>> room = Layout((640, 480), camera, Box(1, 1, 2, 1), 1.0, 0.9, 1.5)
    >>> from_room_file(to_room_file(room)).box == room.box
    True
    """
    scale, box = layout.scale_m_per_unit, layout.box
    corners = {name: [round(float(x), 2) for x in point] for name, point in _corners(layout).items()}
    told = {
        "format": FORMAT,
        "size_wh": list(layout.size_wh),
        "corners_px": corners,
        "camera": {
            "focal_px": layout.camera.focal_px,
            "centre_px": layout.camera.centre_px.tolist(),
            "rotation": layout.camera.rotation.tolist(),
            "confidence": layout.camera.confidence,
        },
        "box": asdict(box),
        "camera_height_m": scale,
        "room_m": {
            "width": round((box.left + box.right) * scale, 3),
            "depth": round(box.back * scale, 3),
            "height": round((1 + box.ceiling) * scale, 3),
        },
        "agreement": layout.agreement,
        "confidence": layout.confidence,
    }
    return json.dumps(told, indent=2) + "\n"


def from_room_file(text: str | bytes, *, size_wh: SizeWh | None = None, where: str | None = None) -> Layout:
    """The room that a file describes; moved corners win over camera and box.

    Args:
        text: the file.
        size_wh: the photo's size, where the room is wanted for a copy of another size.
        where: the file's name, for errors.

    Raises:
        BadCamera: the text is no such file, its numbers make no room, or the photo is of another shape.
    """
    try:
        told = json.loads(text)
    except ValueError as error:
        raise BadCamera(f"this is no JSON: {error}", where=where) from error
    try:
        layout = _read(told)
        layout = _cornered(layout, told.get("corners_px"))
        return layout if size_wh is None else resized_layout(layout, size_wh)
    except BadCamera as error:
        raise BadCamera(error.message, where=where, hint=error.hint) from error


def open_room(path: str | os.PathLike[str], *, size_wh: SizeWh | None = None) -> Layout:
    """The room in a file that :func:`save_room` or ``--save-camera`` wrote; see :func:`from_room_file`.

    Raises:
        BadCamera: there is no such file, or it describes no room, or one of a photo of another shape.
    """
    where = os.fspath(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadCamera(f"the file cannot be read: {error.strerror}", where=where) from error
    return from_room_file(data, size_wh=size_wh, where=where)


def save_room(layout: Layout, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
    """Write a room to a file.

    Raises:
        OutputExists: the file is there already, and ``overwrite`` was not asked for.
    """
    write_atomic(path, to_room_file(layout).encode(), overwrite=overwrite)


def resized_layout(layout: Layout, size_wh: SizeWh) -> Layout:
    """The same room in a copy of the photo of another size.

    Raises:
        BadCamera: the copy is of another shape.
    """
    width, height = layout.size_wh
    factor = size_wh[0] / width
    if abs(size_wh[1] / (height * factor) - 1) > max(SAME_SHAPE, ROUNDED_PX / min(size_wh)):
        raise BadCamera(f"it is of a photo of {width} x {height} pixels, this one has {size_wh[0]} x {size_wh[1]}")
    return replace(layout, size_wh=size_wh, camera=layout.camera.scaled(factor))


def _read(told: Any) -> Layout:
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadCamera(f'there is no "format": "{FORMAT}" in it')
    camera, box = _part(told, "camera"), _part(told, "box")
    size = _numbers(told, "size_wh", (2,), least=1)
    rotation = _numbers(camera, "rotation", (3, 3))
    if np.abs(rotation @ rotation.T - np.eye(3)).max() > 1e-2 or np.linalg.det(rotation) < 0:
        raise BadCamera("camera.rotation is no rotation", hint="Leave it as it was written, and move the corners.")
    found = Camera(
        float(_numbers(camera, "focal_px", (), least=1.0)),
        _orthogonal(rotation),
        _numbers(camera, "centre_px", (2,)),
        _share(camera, "confidence"),
    )
    sides = Box(*(float(_numbers(box, name, (), least=1e-3)) for name in _BOX))
    scale = float(_numbers(told, "camera_height_m", (), least=1e-3))
    sure = (_share(told, "agreement"), _share(told, "confidence"))
    return Layout((int(size[0]), int(size[1])), found, sides, *sure, scale)


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = told.get(name)
    if not isinstance(part, dict):
        raise BadCamera(f"{name} is missing, or no object")
    return part


def _numbers(told: Mapping[str, Any], name: str, shape: tuple[int, ...], *, least: float = -math.inf) -> Floats:
    try:
        values = np.array(told.get(name), np.float64)
    except (TypeError, ValueError):
        values = np.array(np.nan)
    if values.shape != shape or not np.isfinite(values).all() or isinstance(told.get(name), bool | str):
        kind = "a number" if not shape else f"{' x '.join(map(str, shape))} numbers"
        raise BadCamera(f"{name} must be {kind}")
    if (values < least).any():
        raise BadCamera(f"{name} must be at least {least:g}")
    return values


def _share(told: Mapping[str, Any], name: str) -> float:
    return float(np.clip(_numbers(told, name, ()), 0.0, 1.0)) if name in told else 1.0


def _orthogonal(matrix: Floats) -> Floats:
    """The rotation nearest to numbers that were rounded."""
    left, _, right = np.linalg.svd(matrix)
    return np.asarray(left @ right, np.float64)


def _corners(layout: Layout) -> dict[str, Floats]:
    """Where the far wall's corners are seen, those in front of the camera: name → (2,) pixels."""
    box = layout.box
    places = [(x, y, box.back) for y in (1.0, -box.ceiling) for x in (-box.left, box.right)]
    points = layout.camera.project(np.array(places))
    return {name: point for name, point in zip(CORNERS, points, strict=True) if np.isfinite(point).all()}


def _cornered(layout: Layout, told: Any) -> Layout:
    """The room with its corners where the file has them."""
    if told is None:
        return layout
    if not isinstance(told, dict) or set(told) - set(CORNERS):
        raise BadCamera(f"corners_px may have {', '.join(CORNERS)} only")
    before, wanted = _corners(layout), {name: _numbers(told, name, (2,)) for name in told}
    moved = [name for name in wanted if name not in before or np.abs(wanted[name] - before[name]).max() > LEAST_MOVE_PX]
    return _fitted(layout, wanted) if moved else layout


def _fitted(layout: Layout, wanted: Mapping[str, Floats]) -> Layout:
    """Camera and box whose corners are the ones that are wanted; the camera stays as near as it can.

    Raises:
        BadCamera: no upright rectangle is seen like this.
    """
    from scipy import optimize

    first, long_side = camera_to_frame(layout.camera, layout.size_wh), max(layout.size_wh)
    names = sorted(wanted)

    def room(values: Floats) -> Layout:
        camera = replace(frame_to_camera(values[:4], layout.size_wh, 1.0), centre_px=layout.camera.centre_px)
        return replace(layout, camera=camera, box=Box(*(float(side) for side in np.exp(values[4:]))))

    def misses(values: Floats) -> Floats:
        seen = _corners(room(values))
        off = [(seen[name] - wanted[name]) / long_side if name in seen else np.ones(2) for name in names]
        return np.concatenate([np.concatenate(off) / EXACT_CORNER, (values[:4] - first) / NEAR_CAMERA])

    start = np.concatenate([first, np.log(layout.box.as_array())])
    found = optimize.least_squares(misses, start, x_scale=np.array([0.1, 0.1, 0.1, 0.05, 0.2, 0.2, 0.2, 0.2]))
    corrected = room(found.x)
    seen = _corners(corrected)
    off = max(float(np.abs(seen[name] - wanted[name]).max()) if name in seen else math.inf for name in names)
    if not off <= MOST_OFF * long_side:
        raise BadCamera(
            "no upright far wall has its corners there",
            hint="Left must be left of right and ceiling above floor; move the corners a little at a time.",
        )
    return replace(corrected, camera=replace(corrected.camera, confidence=1.0), confidence=1.0, agreement=1.0)
