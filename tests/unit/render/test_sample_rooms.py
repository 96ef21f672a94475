"""The sample rooms hold together: nothing floats, nothing stands in anything else, the camera stands inside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from maskkit.render.furniture.catalogue import furnish
from maskkit.render.placing import box_room, hang, put
from maskkit.render.sample_rooms import SAMPLES
from maskkit.render.scene import Item, Room, Scene
from maskkit.types import Floats

HANGING = {"picture", "socket", "clock", "wall_units", "hood", "splashback", "mirror", "mirror_cabinet", "wall_light"}
HANGING |= {"towel_rail", "curtain", "curtain_rail"}
FROM_THE_CEILING = {"pendant", "globe", "bare_bulb"}
TUCKED = [{"chair", "table"}, {"chair", "desk"}, {"stool", "table"}, {"pillow", "sofa"}, {"bottles", "base_units"}]
TOUCH_M = 0.02


@dataclass(frozen=True, eq=False)
class Footprint:
    """An item's bounds in its own frame: corners on the floor plan (4, 2), and its lowest and highest point."""

    item: Item
    corners: Floats
    low: float
    high: float


@cache
def footprint(name: str, index: int) -> Footprint:
    item = SAMPLES[name].items[index]
    own = np.concatenate([part.mesh.vertices for part in furnish(Item(item.kind, options=item.options))])
    (x0, y0, z0), (x1, y1, z1) = own.min(axis=0), own.max(axis=0)
    turn = np.radians(item.turn_deg)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]) @ rotation.T + item.at[:2]
    return Footprint(item, corners, z0 + item.at[2], z1 + item.at[2])


def depth_of_overlap(one: Footprint, two: Footprint) -> float:
    """How far two boxes reach into each other, by separating axes in the plan and by height; <= 0 if they do not."""
    depths = [min(one.high, two.high) - max(one.low, two.low)]
    for corners in (one.corners, two.corners):
        for edge in (corners[1] - corners[0], corners[3] - corners[0]):
            axis = edge / np.linalg.norm(edge)
            (a, b), (c, d) = (
                ((side @ axis).min() for side in (one.corners, two.corners)),
                ((side @ axis).max() for side in (one.corners, two.corners)),
            )
            depths.append(min(c, d) - max(a, b))
    return float(min(depths))


def inside(room: Room, points: Floats, margin: float) -> bool:
    """Whether all points lie in the outline or at most ``margin`` beyond one of its walls."""
    ring = np.array(room.outline, float)
    starts, ends = ring, np.roll(ring, -1, axis=0)
    crossing = np.zeros(len(points), int)
    for (x0, y0), (x1, y1) in zip(starts, ends, strict=True):
        rises = (y0 > points[:, 1]) != (y1 > points[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            where = x0 + (points[:, 1] - y0) / (y1 - y0) * (x1 - x0)
        crossing += rises & (points[:, 0] < where)
    gaps = [_gap(points, a, b) for a, b in zip(starts, ends, strict=True)]
    return bool(((crossing % 2 == 1) | (np.min(gaps, axis=0) <= margin)).all())


def _gap(points: Floats, a: Floats, b: Floats) -> Floats:
    along = np.clip(((points - a) @ (b - a)) / ((b - a) @ (b - a)), 0, 1)
    return np.linalg.norm(points - a - along[:, None] * (b - a), axis=1)


def pairs() -> list[tuple[str, int, int]]:
    return [
        (name, i, j)
        for name, scene in SAMPLES.items()
        for i in range(len(scene.items))
        for j in range(i + 1, len(scene.items))
    ]


def test_nothing_stands_in_anything_else() -> None:
    clashes = []
    for name, i, j in pairs():
        one, two = footprint(name, i), footprint(name, j)
        kinds = {one.item.kind, two.item.kind}
        if kinds in TUCKED or kinds == {"chair"} or "rug" in kinds:
            continue
        if (depth := depth_of_overlap(one, two)) > TOUCH_M:
            clashes.append((name, one.item.kind, two.item.kind, round(depth, 3)))
    assert clashes == []


@pytest.mark.parametrize("name", SAMPLES)
def test_everything_is_inside_the_room(name: str) -> None:
    scene = SAMPLES[name]
    outside = [
        place.item.kind
        for place in (footprint(name, index) for index in range(len(scene.items)))
        if not inside(scene.room, place.corners, 0.012)
        or place.low < -0.003
        or place.high > scene.room.height_m + 0.001
    ]
    assert outside == []


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_floats(name: str) -> None:
    scene = SAMPLES[name]
    places = [footprint(name, index) for index in range(len(scene.items))]
    floating = [place.item.kind for place in places if not stands(place, places, scene)]
    assert floating == []


def stands(place: Footprint, others: list[Footprint], scene: Scene) -> bool:
    if place.item.kind in FROM_THE_CEILING:
        return abs(place.high - scene.room.height_m) < 0.001
    if place.item.kind in HANGING or place.low < 0.02:
        return True
    middle = place.corners.mean(axis=0)
    below = [
        o
        for o in others
        if o is not place and (o.corners.min(axis=0) < middle).all() and (middle < o.corners.max(axis=0)).all()
    ]
    on_sill = any(abs(place.low - one.sill_m) < 0.02 for one in scene.room.openings)
    return on_sill or any(o.low < place.low < o.high + 0.015 for o in below)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_camera_stands_inside_at_eye_height(name: str) -> None:
    camera = SAMPLES[name].camera
    assert inside(SAMPLES[name].room, np.array([camera.eye[:2]]), 0.0)
    assert 1.4 <= camera.eye[2] <= 1.6
    assert 55 <= camera.fov_deg <= 80


@pytest.mark.parametrize("name", SAMPLES)
def test_openings_fit_into_their_walls_and_leave_each_other_room(name: str) -> None:
    room = SAMPLES[name].room
    ring = np.array(room.outline)
    lengths = np.linalg.norm(np.roll(ring, -1, axis=0) - ring, axis=1)
    for one in room.openings:
        assert 0 < one.start_m < one.start_m + one.width_m < lengths[one.wall]
        assert one.sill_m + one.height_m < room.height_m
        for other in room.openings:
            apart = other.wall != one.wall or other is one
            assert apart or one.start_m + one.width_m < other.start_m or other.start_m + other.width_m < one.start_m


def test_samples_differ_in_room_light_and_seed() -> None:
    scenes = list(SAMPLES.values())
    assert len(scenes) >= 8
    assert len({scene.seed for scene in scenes}) == len(scenes)
    assert {"bathroom", "kitchen", "shower-room"} <= {scene.room_type for scene in scenes}
    assert any(scene.camera.size_wh[0] < scene.camera.size_wh[1] for scene in scenes)
    assert any(len(scene.room.outline) == 6 for scene in scenes)


def test_hang_turns_a_piece_towards_the_room() -> None:
    room = Room(box_room(3.0, 4.0))
    item = hang(room, 2, "radiator", 1.0, out_m=0.1, z=0.2)
    assert item.at == pytest.approx((2.9, 3.0, 0.2))
    assert item.turn_deg == -90


def test_put_keeps_options() -> None:
    assert put("rug", 1, 2, turn=5, width_m=1.5) == Item("rug", (1, 2, 0.0), 5, {"width_m": 1.5})
