"""Things get the photo's light, leave shadows, and take old shadows with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maskkit.engines.furnishing import (
    Furniture,
    exposure,
    furnish,
    relit,
    shadow_share,
    white_light,
    without_old_shadows,
)
from maskkit.engines.scene import read_scene
from maskkit.render.differential import Views, resized

SHAPE = (240, 320)


def views(coverage: float, ratio: float, thing: float = 0.3) -> Views:
    grey = np.full((*SHAPE, 3), 1, np.float32)
    return Views(grey * thing, np.full(SHAPE, coverage, np.float32), grey * ratio, grey, grey * 0)


def put(traced: Views, gain: float = 1.0, reach: float = 1.0, shadows: float = 1.0) -> Furniture:
    full = np.ones(SHAPE, np.float32)
    return Furniture(traced, np.full((*SHAPE, 3), gain, np.float32), full * reach, full * shadows)


def test_without_things_the_room_stays() -> None:
    room = np.random.default_rng(0).random((*SHAPE, 3), np.float32)
    assert np.array_equal(furnish(room, put(views(0, 1))), room)


def test_a_shadow_darkens_by_its_ratio() -> None:
    room = np.full((*SHAPE, 3), 0.5, np.float32)
    assert furnish(room, put(views(0, 0.4))) == pytest.approx(0.2)


def test_a_thing_covers_the_room_at_its_own_exposure() -> None:
    room = np.full((*SHAPE, 3), 0.5, np.float32)
    assert furnish(room, put(views(1, 1, 0.1), gain=2.0)) == pytest.approx(0.2)


def test_nothing_shows_beyond_the_reach_and_shadows_only_by_their_share() -> None:
    room = np.full((*SHAPE, 3), 0.5, np.float32)
    assert np.array_equal(furnish(room, put(views(1, 0.2), reach=0.0)), room)
    assert furnish(room, put(views(0, 0.4), shadows=0.5)) == pytest.approx(0.35)


def test_things_are_as_soft_as_the_photo() -> None:
    room = np.zeros((*SHAPE, 3), np.float32)
    edge = replace(views(1, 1), coverage=(np.arange(320) >= 160).astype(np.float32)[None].repeat(240, axis=0))
    steps = [np.abs(np.diff(furnish(room, put(edge), blur_px=blur)[120, :, 0])).max() for blur in (0.0, 2.0)]
    assert steps[0] > 2.5 * steps[1]


def test_shadows_fade_out_where_the_mask_cuts_a_surface_that_stays(room: Any) -> None:
    mask = room.mask(1)
    mask[:, 160:] = 0
    scene = read_scene(room.photo, mask, room.labels, room.layout, clear=True)
    share = shadow_share(scene)
    assert not scene.faces
    assert share[230, 40] == 1
    assert 0 < share[230, 158] < 0.3


def test_old_shadows_are_lifted_by_the_light_that_comes_instead(room: Any) -> None:
    scene = read_scene(room.photo, room.mask(1, 2), room.labels, room.layout)
    brighter = tuple(replace(one, light=one.light * 2) for one in scene.seen)
    lifted = without_old_shadows(scene.photo, scene.seen, brighter)
    inside = scene.seen[0].face.region
    assert np.allclose(lifted[inside], 2 * scene.photo[inside])
    assert np.array_equal(lifted[~(scene.reach > 0)], scene.photo[~(scene.reach > 0)])


def test_glass_dims_what_is_behind_it_and_mirrors_at_the_room_s_exposure() -> None:
    room = np.full((*SHAPE, 3), 0.5, np.float32)
    pane = replace(views(0, 1), through=np.full_like(room, 0.9), shine=np.full_like(room, 0.02))
    assert furnish(room, put(pane, gain=2.0)) == pytest.approx(0.5 * 0.9 + 0.04)


def test_the_exposure_undoes_a_wrong_brightness_and_colour() -> None:
    empty = np.random.default_rng(1).uniform(0.2, 0.9, (*SHAPE, 1)).astype(np.float32).repeat(3, axis=2)
    tint = np.array([3.0, 2.0, 1.5], np.float32)
    assert np.allclose(exposure(empty * tint, empty), tint, rtol=1e-3)


def test_the_exposure_is_finite_where_nothing_is_known() -> None:
    nothing = np.zeros((*SHAPE, 3), np.float32)
    assert np.array_equal(exposure(nothing, nothing), np.ones_like(nothing))


def test_relit_faces_lose_the_shadow_of_what_was_taken_away(room: Any) -> None:
    scene = read_scene(room.photo, room.mask(1, 2), room.labels, room.layout)
    removed = np.zeros(SHAPE, np.bool_)
    removed[205:225, 150:170] = True
    floor = next(lit for lit in scene.faces if lit.face.region[220, 160])
    shadow = floor.light.copy()
    shadow[200:232, 142:178] *= 0.4
    (mended,) = relit((replace(floor, light=shadow),), np.ones((*SHAPE, 3), np.float32), removed)
    there = floor.face.region[215, 160], float(mended.light[215, 160, 1] / floor.light[215, 160, 1])
    assert there[0]
    assert 0.85 < there[1] < 1.15
    far = mended.light[232, 20] / shadow[232, 20]
    assert far == pytest.approx(1.0, abs=0.02)


def test_faces_are_left_alone_where_nothing_is_taken_away(room: Any) -> None:
    scene = read_scene(room.photo, room.mask(1, 2), room.labels, room.layout)
    assert relit(scene.faces, np.ones((*SHAPE, 3), np.float32), np.zeros(SHAPE, np.bool_)) is scene.faces


def test_white_light_is_known_on_the_faces_only(room: Any) -> None:
    scene = read_scene(room.photo, room.mask(1), room.labels, room.layout)
    white = white_light(scene.faces, SHAPE)
    assert np.array_equal(white.min(axis=2) > 0, scene.faces[0].face.region)


def test_views_of_another_size_keep_their_meaning() -> None:
    larger = resized(views(0.5, 0.7), (640, 480))
    assert larger.coverage.shape == (480, 640)
    assert larger.ratio == pytest.approx(0.7)


def test_a_cleared_scene_runs_on_behind_things(room: Any) -> None:
    labels = room.labels.copy()
    labels[140:200, 120:200] = 6
    mask = np.where(np.isin(room.labels, (1, 2)), 255, 0).astype(np.uint8)
    kept = read_scene(room.photo, mask, labels, room.layout)
    cleared = read_scene(room.photo, mask, labels, room.layout, clear=True)
    assert kept.alpha[170, 160] == 0
    assert cleared.alpha[170, 160] == 1
