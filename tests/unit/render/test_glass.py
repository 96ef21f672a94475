"""Panes let through what lies behind them, mirror what lies before them, and are hidden by what stands in front."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.render.glass import glazed, is_glass, reflectance, seen_panes
from maskkit.render.labels import label_map
from maskkit.render.mitsuba_backend import Buffers, trace_buffers, trace_layer
from maskkit.render.parts import Part
from maskkit.render.placing import box_room, hang, put
from maskkit.render.renderer import render
from maskkit.render.scene import Camera, Finish, Light, Opening, Room, Scene
from maskkit.render.shell import scene_parts
from maskkit.render.solids import quad

CAMERA = Camera((0.0, 0.0, 1.5), fov_deg=90.0, size_wh=(80, 60))
CLEAR, GREEN = Finish("#ffffff", glass=True), Finish("#7fbf9f", glass=True)
FAR = np.full((60, 80), 10.0, np.float32)


def pane(away_m: float, left: float, right: float, finish: Finish = CLEAR) -> Part:
    return Part("pane", quad((left, away_m, 0.0), (right - left, 0, 0), (0, 0, 3.0)), finish)


def test_without_panes_the_picture_stays() -> None:
    panes = seen_panes(CAMERA, [Part("wall", quad((0, 1, 0), (1, 0, 0), (0, 0, 1)), Finish())], FAR)
    light = np.random.default_rng(0).random((60, 80, 3), np.float32)
    assert not panes.any
    assert np.array_equal(glazed(light, panes, np.zeros_like(light)), light)


def test_a_pane_covers_where_it_stands() -> None:
    """At 2 m a pane from -1 to 0 m covers the columns from 20 to 40 in a view of 90 degrees."""
    panes = seen_panes(CAMERA, [pane(2.0, -1.0, 0.0)], FAR)
    row = panes.mirrored[30]
    assert (row[22:38] > 0.07).all()
    assert not row[:18].any()
    assert not row[42:].any()


def test_a_pane_seen_straight_lets_92_percent_through() -> None:
    panes = seen_panes(CAMERA, [pane(2.0, -1.0, 1.0)], FAR)
    assert panes.through[30, 40] == pytest.approx([0.917] * 3, abs=0.003)


def test_two_panes_dim_twice_and_the_nearer_one_mirrors() -> None:
    one = seen_panes(CAMERA, [pane(3.0, -3, 3)], FAR)
    two = seen_panes(CAMERA, [pane(3.0, -3, 3), pane(2.0, -3, 3)], FAR)
    both = slice(20, 40), slice(5, 75)
    assert np.allclose(two.through[both], one.through[both] ** 2, atol=1e-3)
    assert np.allclose(two.mirrored[both], one.mirrored[both], atol=1e-3)


def test_tinted_glass_colours_what_is_behind() -> None:
    red, green, blue = seen_panes(CAMERA, [pane(2.0, -1, 1, GREEN)], FAR).through[30, 40]
    assert green > blue > red


def test_what_stands_before_a_pane_hides_it() -> None:
    near = FAR.copy()
    near[:, :40] = 1.0
    panes = seen_panes(CAMERA, [pane(2.0, -3, 3)], near)
    assert not panes.mirrored[:, :38].any()
    assert (panes.mirrored[:, 42:] > 0).all()


def test_a_pane_that_reaches_behind_the_camera_is_seen_where_it_is_ahead() -> None:
    beside = Part("pane", quad((1.0, -2.0, 0.0), (0, 6.0, 0), (0, 0, 3.0)), CLEAR)
    panes = seen_panes(CAMERA, [beside], FAR)
    assert panes.mirrored[30, 78] > 0
    assert not panes.mirrored[:, :38].any()


def test_a_pane_behind_the_camera_is_not_seen() -> None:
    assert not seen_panes(CAMERA, [pane(-1.0, -3, 3)], FAR).any


@given(st.floats(0, 1), st.floats(0, 1))
def test_glass_mirrors_more_the_flatter_it_is_seen(one: float, two: float) -> None:
    flat, steep = reflectance(np.array(sorted((one, two))))
    assert 1.0 >= flat >= steep - 1e-6
    assert steep >= 0.08


@pytest.fixture(scope="module")
def scene() -> Scene:
    room = Room(box_room(3.0, 3.0), 2.5, walls=(Finish("#c04040"),))
    items = (put("light_panel", 1.5, 1.5, z=2.5, glow=6.0), put("walk_in_shower", 1.5, 2.95))
    return Scene("glass", "bathroom", room, Camera((1.5, 0.2, 1.5), size_wh=(64, 48)), items, Light(), seed=1)


@pytest.fixture(scope="module")
def buffers(scene: Scene) -> Buffers:
    return trace_buffers(scene, scene_parts(scene))


@pytest.mark.render
def test_panes_are_in_no_buffer(scene: Scene, buffers: Buffers) -> None:
    parts = scene_parts(scene)
    glass = [index for index, part in enumerate(parts) if is_glass(part)]
    assert glass
    assert not np.isin(buffers.shape_ids, glass).any()
    assert (label_map(buffers.shape_ids, parts) > 0).all()


@pytest.mark.render
def test_a_rendered_pane_dims_little_and_adds_its_reflection(scene: Scene) -> None:
    with_panes = render(scene, samples=8)
    panes = seen_panes(scene.camera, with_panes.parts, with_panes.buffers.depth_m)
    assert panes.any
    plain = render(replace(scene, items=scene.items[:1]), samples=8)
    wall = (panes.mirrored > 0.05) & (with_panes.labels == 2) & (plain.labels == 2)
    assert wall.sum() > 20
    ratio = np.median((with_panes.layers["lamps"][wall] / plain.layers["lamps"][wall])[:, 0])
    assert 0.8 < ratio < 1.1


@pytest.mark.render
def test_a_box_of_the_picture_is_traced_as_the_whole(scene: Scene) -> None:
    parts = scene_parts(scene)
    whole, box = (trace_layer(scene, parts, "lamps", samples=24, seed=0, box=one) for one in (None, (10, 8, 42, 40)))
    assert box.shape == (32, 32, 3)
    assert box.mean() == pytest.approx(whole[8:40, 10:42].mean(), rel=0.03)


@pytest.mark.render
def test_windows_are_seen_in_mirrors(scene: Scene) -> None:
    """The window behind the viewer is bright in a mirror before them, and black in nothing."""
    room = replace(scene.room, openings=(Opening(3, "window", 0.8, 1.4, 0.9, 1.2),))
    mirror = hang(room, 1, "frame_mirror", 1.5, z=1.0, width_m=0.9)
    lit = render(replace(scene, room=room, items=(mirror,)), samples=8)
    glass = lit.buffers.shape_ids == [part.name for part in lit.parts].index("frame_mirror/glass")
    assert lit.view is not None
    assert lit.view[glass].max() > 0.9
    assert (lit.layers["sky"] + lit.view)[glass].max(axis=1).min() > 1e-3
