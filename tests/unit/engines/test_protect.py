"""What stays whatever the mask says: windows with their frames, doors, curtains, openings nobody named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from maskkit.engines.base import EngineRequest
from maskkit.engines.protect import bare_wall, curtains, protected, unsure_openings, whole_windows
from maskkit.engines.surface import SurfaceEngine
from maskkit.geometry.layout import Plane
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.roomapi.words import RoomType, Theme


def on_back_wall(room: Any, box_m: tuple[float, float, float, float]) -> np.ndarray:
    """(H, W) bool: a rectangle left, low, right, high in metres on the back wall."""
    left, low, right, high = box_m
    corners = room.layout.project(Plane.BACK, np.array([(left, low), (right, low), (right, high), (left, high)]))
    shown = np.zeros(room.labels.shape, np.uint8)
    cv2.fillPoly(shown, [np.round(corners - 0.5).astype(np.int32)], 1)
    return (shown > 0) & (room.layout.plane_map() == Plane.BACK)


def labelled(room: Any, parts: dict[int, np.ndarray]) -> np.ndarray:
    labels = room.labels.copy()
    for kind, part in parts.items():
        labels[part] = kind
    return labels


def test_panes_are_kept_with_the_bars_between_them_and_the_frame_around() -> None:
    labels = np.full((120, 160), 2, np.uint8)
    labels[30:80, 40:68] = labels[30:80, 71:100] = 4
    kept = whole_windows(labels)
    assert kept[30:80, 40:100].all()
    assert kept[29, 60]
    assert kept[60, 101]
    assert not kept[:20].any()
    assert not kept[:, 110:].any()


def test_windows_in_a_corner_stay_two() -> None:
    """A shape that is far from convex is not filled: the wall between its arms can be laid anew."""
    labels = np.full((120, 160), 2, np.uint8)
    labels[20:40, 20:140] = labels[20:100, 20:40] = 4
    assert not whole_windows(labels)[80:95, 80:120].any()


def test_specks_of_window_protect_nothing() -> None:
    labels = np.full((120, 160), 2, np.uint8)
    labels[50:52, 50:52] = 4
    assert not whole_windows(labels).any()


@pytest.mark.parametrize("kind", [0, 6])
def test_curtains_are_kept_and_cupboards_farther_off_are_not(kind: int) -> None:
    labels = np.full((120, 200), 2, np.uint8)
    labels[20:70, 80:130] = 4
    labels[10:95, 66:80] = labels[10:95, 131:145] = kind
    labels[15:110, 170:195] = kind
    found = curtains(labels, labels == 4)
    assert found[10:95, 66:80].all()
    assert found[10:95, 131:145].all()
    assert not found[:, 150:].any()


def test_a_table_before_a_window_is_no_curtain() -> None:
    labels = np.full((120, 200), 2, np.uint8)
    labels[20:70, 80:130], labels[60:110, 60:150] = 4, 6
    assert not curtains(labels, labels == 4).any()


def test_a_narrow_post_is_no_curtain() -> None:
    labels = np.full((120, 200), 2, np.uint8)
    labels[20:70, 80:130], labels[0:110, 131:133] = 4, 6
    assert not curtains(labels, labels == 4).any()


def test_an_opening_that_nobody_named_is_kept(room: Any) -> None:
    """As high as a door, flat on the wall, from the floor on."""
    door = on_back_wall(room, (-0.6, 0.0, 0.3, 2.05))
    found = unsure_openings(labelled(room, {0: door}), room.layout)
    assert found[door].mean() > 0.97
    assert not (found & ~door).any()


@pytest.mark.parametrize(
    ("box_m", "why"),
    [
        ((-0.6, 0.0, 0.3, 1.0), "too low"),
        ((-0.6, 1.0, 0.3, 2.1), "hangs"),
        ((-0.6, 0.0, -0.4, 2.05), "too narrow"),
    ],
)
def test_what_is_not_like_a_door_may_go(room: Any, box_m: tuple[float, float, float, float], why: str) -> None:
    labels = labelled(room, {0: on_back_wall(room, box_m)})
    assert not unsure_openings(labels, room.layout).any(), why


def test_what_stands_before_the_wall_may_go(room: Any) -> None:
    """A cupboard's foot is on the floor: there the label runs on."""
    planes = room.layout.plane_map()
    cupboard = on_back_wall(room, (-0.6, 0.0, 0.3, 2.05))
    columns = np.flatnonzero(cupboard.any(axis=0))
    feet = np.zeros_like(cupboard)
    bottom = np.flatnonzero(cupboard.any(axis=1))[-1]
    feet[bottom - 5 : bottom + 25, columns[0] : columns[-1] + 1] = True
    labels = labelled(room, {0: cupboard | (feet & (planes == Plane.FLOOR))})
    assert not unsure_openings(labels, room.layout).any()


def test_a_door_behind_a_table_is_kept_and_the_table_is_not(room: Any) -> None:
    """One part of the label map, which only the door's columns take to head height."""
    door, table = on_back_wall(room, (-0.6, 0.0, 0.3, 2.05)), on_back_wall(room, (-1.0, 0.3, 1.2, 0.8))
    found = unsure_openings(labelled(room, {0: door | table}), room.layout)
    assert found[door].mean() > 0.97
    assert (found & ~door).sum() < 0.03 * door.sum()


def test_a_frame_is_kept_and_the_old_wall_around_it_is_not() -> None:
    labels = np.full((240, 320), 2, np.uint8)
    labels[60:140, 100:180] = 4
    pixels = np.full((240, 320, 3), (205, 190, 150), np.uint8)
    pixels[60:140, 98:180] = 250
    framed = whole_windows(labels)
    bare = bare_wall(framed, labels, pixels)
    assert not bare[60:140, 98:180].any()
    assert bare[80:120, 181].all()
    assert bare[58, 110:170].all()
    assert not bare[~framed].any()


def test_furniture_as_high_as_a_door_may_go(room: Any) -> None:
    labels = labelled(room, {6: on_back_wall(room, (-0.6, 0.0, 0.3, 2.05))})
    assert not protected(labels, room.layout, room.photo.pixels).any()


@pytest.mark.parametrize("kind", [0, 4, 5])
def test_the_surface_engine_walls_nothing_up(room: Any, kind: int) -> None:
    """A mask over everything, and yet window, door and doorway are the photo's, frames included."""
    opening = on_back_wall(room, (-0.6, 0.0, 0.3, 2.05))
    labels = labelled(room, {kind: opening})
    engine = SurfaceEngine(
        read_labels=lambda _: Segmentation(labels, None, method="labels", confidence=1.0),
        read_layout=lambda *_, **__: replace(room.layout),
    )
    request = EngineRequest(room.photo, Mask.full(room.photo.size_wh), RoomType.BATHROOM, Theme.MODERN)
    (made,) = engine.generate(request)
    assert np.array_equal(made[opening], room.photo.pixels[opening])
    assert (made != room.photo.pixels).any()
