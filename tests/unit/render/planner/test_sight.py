"""How much of a box the camera sees, against counting the pixels of its projected hull."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maskkit.render.planner.sight import look_at, viewer_of
from maskkit.render.space import Space
from maskkit.render.view import pinhole, to_room_axes

SpaceOf = Callable[..., Space]


def box(*at: float) -> np.ndarray:
    x, y, z, wide, deep, high = at
    return np.array([[x, y, z, x + wide, y + deep, z + high]])


def hull_of(space: Space, one: np.ndarray) -> np.ndarray:
    """(H, W) bool: the pixels of a box's silhouette, four times as fine."""
    corners = np.array([(one[3 * i], one[1 + 3 * j], one[2 + 3 * k]) for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    flat = pinhole(space.camera).project(to_room_axes(corners, space.camera))
    drawn = np.zeros((space.camera.size_wh[1] * 4, space.camera.size_wh[0] * 4), np.uint8)
    cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull((flat * 4).astype(np.float32))).astype(np.int32), 1)
    return drawn.astype(np.bool_)


places = st.tuples(st.floats(0.1, 2.6), st.floats(2.2, 3.6), st.floats(0, 1.2))
extents = st.tuples(st.floats(0.2, 1.0), st.floats(0.2, 0.8), st.floats(0.2, 1.2))


@settings(max_examples=40, deadline=None)
@given(places, extents, st.tuples(st.floats(-25, 25), st.integers(0, 9)))
def test_areas_and_shares_are_those_of_the_projected_hull(
    space_of: SpaceOf, place: tuple[float, ...], extent: tuple[float, ...], yaw_seed: tuple[float, int]
) -> None:
    yaw, seed = yaw_seed
    space = space_of(yaw_deg=yaw)
    coarse = np.random.default_rng(seed).uniform(size=(6, 8)) < 0.6
    space = replace(space, free=np.kron(coarse, np.ones((40, 40))).astype(np.bool_))
    sight = look_at(viewer_of(space), box(*place, *extent))
    hull = hull_of(space, box(*place, *extent)[0])
    free = np.kron(space.free, np.ones((4, 4))).astype(np.bool_)
    assert sight.area[0] == pytest.approx(hull.mean(), abs=0.004)
    if hull.mean() > 0.01:
        assert sight.inside[0] == pytest.approx(float((hull & free).sum() / hull.sum()), abs=0.06)


def test_a_box_half_out_of_the_picture_is_half_seen(space_of: SpaceOf) -> None:
    space = space_of()
    viewer = viewer_of(space)
    whole = look_at(viewer, box(1.5, 3.6, 0.8, 0.4, 0.01, 0.4))
    ahead = 2.8 * np.cos(np.radians(8)) + 0.45 * np.sin(np.radians(8))
    reach = float(np.tan(np.radians(41)) * ahead)
    half = look_at(viewer, box(1.7 + reach - 0.2, 3.6, 0.8, 0.4, 0.01, 0.4))
    assert whole.seen[0] == pytest.approx(1, abs=0.01)
    assert half.seen[0] == pytest.approx(0.5, abs=0.05)
    assert half.frame[0, 2] == pytest.approx(320, abs=1)


def test_what_is_behind_the_camera_or_around_it_is_not_taken_for_something_in_view(space_of: SpaceOf) -> None:
    sight = look_at(viewer_of(space_of()), np.concatenate([box(1.5, 0.1, 0, 0.4, 0.4, 1), box(1.0, 0.3, 0, 1.4, 2, 1)]))
    assert sight.seen[0] == 0
    assert sight.area[0] == 0
    assert sight.depth_m[1] < 0


def test_nothing_is_asked_of_no_boxes(space_of: SpaceOf) -> None:
    assert look_at(viewer_of(space_of()), np.empty((0, 6))).seen.shape == (0,)


def test_a_large_mask_is_looked_at_small_and_never_wider_than_it_is(space_of: SpaceOf) -> None:
    space = space_of()
    camera = replace(space.camera, size_wh=(3200, 2400))
    free = np.kron(space.free, np.ones((10, 10))).astype(np.bool_)
    free[:, 1600:] = False
    viewer = viewer_of(replace(space, camera=camera, free=free))
    assert max(viewer.size_wh) <= 512
    assert viewer.counts[:, -1].max() <= viewer.size_wh[0] / 2
    one = box(1.0, 3.5, 0.2, 1.4, 0.4, 1.0)
    assert look_at(viewer, one).inside[0] == pytest.approx(0.5, abs=0.02)
