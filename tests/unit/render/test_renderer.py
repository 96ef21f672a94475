"""A tiny room, really rendered: labels, camera and light agree with what was described."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from maskkit.masks.classes import RoomClass
from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.placing import box_room, hang, put
from maskkit.render.renderer import Rendering, needed_layers, render
from maskkit.render.scene import Camera, Finish, Light, Opening, Room, Scene, Sun
from maskkit.render.shell import scene_parts
from maskkit.render.view import pinhole, room_corners

ROOM = Room(
    box_room(4.0, 4.0),
    2.5,
    (Opening(1, "window", 0.6, 1.2, 0.9, 1.1), Opening(1, "door", 2.6, 0.9, 0.0, 2.0)),
    floor=Finish("#8a6a48"),
)
ITEMS = (put("rug", 2.0, 2.2, width_m=1.6), put("boxes", 1.0, 3.0), hang(ROOM, 2, "radiator", 1.5))
SCENE = Scene("tiny", "bedroom", ROOM, Camera((2.0, 0.1, 1.5), 0, -6, 0, 78, (64, 48)), ITEMS, Light(sun=Sun(-20, 40)))


@pytest.fixture(scope="module")
def rendering() -> Rendering:
    pytest.importorskip("mitsuba")
    pytest.importorskip("mitsuba_oidn")
    return render(SCENE, samples=4)


def test_layers_follow_the_scene() -> None:
    parts = scene_parts(SCENE)
    assert needed_layers(SCENE, parts) == ["sky", "view", "sun"]
    without_sun = replace(SCENE, light=Light())
    assert needed_layers(without_sun, parts) == ["sky", "view"]
    lit = replace(SCENE, items=(put("globe", 2, 2, z=2.5),))
    assert "lamps" in needed_layers(lit, scene_parts(lit))
    assert "lamps" not in needed_layers(replace(lit, light=Light(lamps=0.0)), scene_parts(lit))


@pytest.mark.render
def test_labels_are_where_the_description_says(rendering: Rendering) -> None:
    present = {RoomClass(value) for value in np.unique(rendering.labels)}
    wanted = {RoomClass.FLOOR, RoomClass.WALL, RoomClass.CEILING, RoomClass.WINDOW, RoomClass.DOOR, RoomClass.RUG}
    assert wanted | {RoomClass.FURNITURE, RoomClass.FIXTURE} <= present
    assert rendering.labels[0, 32] == RoomClass.CEILING
    assert rendering.labels[47, 4] == RoomClass.FLOOR


@pytest.mark.render
def test_every_pixel_shows_what_its_ray_meets(rendering: Rendering) -> None:
    """Floor and ceiling, intersected by hand with the rays through pixel centres, give the same labels."""
    y, x = np.mgrid[0:48, 0:64] + 0.5
    rays = pinhole(SCENE.camera).rays(np.column_stack([x.ravel(), y.ravel()]))
    corners = room_corners(ROOM, SCENE.camera)
    low, high = corners.min(axis=0), corners.max(axis=0)
    with np.errstate(divide="ignore"):
        reach = np.where(rays > 0, high / rays, low / rays)
    first = reach.argmin(axis=1).reshape(48, 64)
    up = (rays[:, 1] < 0).reshape(48, 64)
    labels = rendering.labels
    assert (labels[(first == 1) & up] == RoomClass.CEILING).mean() > 0.99
    assert not (labels[first != 1] == RoomClass.CEILING).any()
    assert (labels[labels == RoomClass.FLOOR].size) <= ((first == 1) & ~up).sum() + 8


@pytest.mark.render
def test_panes_are_hidden_in_the_sky_s_light_and_seen_in_the_view(rendering: Rendering) -> None:
    panes = [index for index, part in enumerate(rendering.parts) if part.finish.texture == OUTDOORS]
    seen = np.isin(rendering.buffers.shape_ids, panes)
    assert seen.sum() > 20
    assert rendering.view is not None
    assert rendering.view[seen].mean() > 20 * rendering.layers["sky"][seen].mean()
    assert rendering.view[rendering.labels == RoomClass.FLOOR].max() == 0


@pytest.mark.render
def test_light_adds_up(rendering: Rendering) -> None:
    without, with_sun = (
        rendering.radiance(replace(SCENE.light, sun=sun)) for sun in (None, Sun(-20, 40, strength=3.0))
    )
    assert with_sun - without == pytest.approx(3.0 * rendering.layers["sun"], abs=1e-5)
    assert rendering.radiance(Light(sky=2.0)) == pytest.approx(2 * rendering.layers["sky"], abs=1e-6)


@pytest.mark.render
def test_buffers_measure_the_room(rendering: Rendering) -> None:
    middle = rendering.buffers.depth_m[24, 32]
    assert middle == pytest.approx(3.9 / np.cos(np.radians(6)), rel=0.03)
    ceiling = rendering.labels == RoomClass.CEILING
    assert rendering.buffers.normals[ceiling].mean(axis=0) == pytest.approx([0, 0, -1], abs=0.05)


@pytest.mark.render
@pytest.mark.slow
def test_the_scalar_variant_gives_the_same_labels(rendering: Rendering) -> None:
    """Where no LLVM is found, another variant of Mitsuba runs: in a process of its own, as it is chosen once."""
    code = (
        "import sys, numpy as np; from maskkit.render.renderer import render; from maskkit.render.scene import Scene;"
        "from maskkit.render.variant import mitsuba;"
        "found = render(Scene.from_json(sys.stdin.read()), samples=1);"
        "assert mitsuba().variant() == 'scalar_rgb';"
        "sys.stdout.buffer.write(found.labels.tobytes())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        input=SCENE.to_json().encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "DRJIT_LIBLLVM_PATH": "/nowhere.so"},
    )
    labels = np.frombuffer(answer.stdout, np.uint8).reshape(48, 64)
    assert (labels == rendering.labels).mean() > 0.998


@pytest.mark.render
def test_the_same_scene_gives_the_same_picture(rendering: Rendering) -> None:
    again = render(SCENE, samples=4)
    assert np.array_equal(again.labels, rendering.labels)
    for name, layer in rendering.layers.items():
        assert np.abs(again.layers[name] - layer).max() < 1e-3 * layer.max()
