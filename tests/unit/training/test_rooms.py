"""Random rooms: surfaces lie where they should, light falls as physics says, and pictures carry exact truth."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import MissingExtra
from maskkit.render.scene import Camera, Finish
from maskkit.render.solids import box, quad
from maskkit.render.variant import mitsuba
from training import synthesise
from training.rooms import layouts, materials, patterns
from training.rooms.colours import BANDS, colour
from training.rooms.furnish import floor_of, furnish
from training.rooms.photo import jpeg, photograph
from training.rooms.picture import Shot, shoot
from training.rooms.pieces import CEILING_PLANE, FLOOR_PLANE, WALL
from training.rooms.shell import Hole, Shell, bare_planes, plane_normals, shell_pieces
from training.rooms.tracing import Lights, cast, irradiance, lit_by_sun, solid
from training.rooms.views import View, _worth, grid, rays, views
from training.rooms.worlds import World, world

BOX = ((0.0, 0.0), (0.0, 4.0), (3.0, 4.0), (3.0, 0.0))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def renders() -> None:
    """Skips where nothing can be traced."""
    try:
        mitsuba()
    except MissingExtra as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def place(renders: None) -> World:
    return world(6, empty=True)


def no_lights(**given: np.ndarray) -> Lights:
    none = {"panes": np.zeros((0, 3, 3), np.float32), "pane_light": np.zeros((0, 3), np.float32),
            "lamps": np.zeros((0, 4), np.float32), "lamp_light": np.zeros((0, 3), np.float32)}  # fmt: skip
    return Lights(**{**none, **given})


@pytest.mark.parametrize("kind", sorted(patterns.KINDS))
def test_a_pattern_is_a_colour_at_every_place_and_the_same_for_the_same_number(kind: str) -> None:
    albedo, size = patterns.make(kind, 3)
    again, _ = patterns.make(kind, 3)
    other, _ = patterns.make(kind, 4)
    assert albedo.dtype == np.float32
    assert 0 < albedo.min() <= albedo.max() < 1
    assert min(size) > 0
    assert np.array_equal(albedo, again)
    assert albedo.shape != other.shape or not np.array_equal(albedo, other)


@pytest.mark.parametrize("kind", sorted(BANDS))
def test_a_colour_is_six_hex_digits(kind: str) -> None:
    drawn = {colour(rng(seed), kind) for seed in range(20)}
    assert len(drawn) > 5
    assert all(len(one) == 7 and int(one[1:], 16) >= 0 for one in drawn)


def test_a_tile_keeps_the_colour_it_is_tinted_with() -> None:
    tile = materials.tile(Finish("#808080", "planks"))
    assert np.allclose(tile.levels[0].mean(axis=(0, 1)), 0.2159, atol=0.01)


def test_far_away_a_pattern_is_its_mean() -> None:
    tile = materials.tile(Finish(materials.OWN, "own:checks:1"))
    places = rng().uniform(0, 5, (200, 2)).astype(np.float32)
    far = materials.look_up(tile, places, np.full(200, 50.0, np.float32))
    near = materials.look_up(tile, places, np.full(200, 1e-3, np.float32))
    assert far.std(axis=0).max() < 0.25 * near.std(axis=0).max()
    assert np.allclose(far.mean(axis=0), tile.mean, atol=0.05)


def test_a_pattern_repeats_after_its_period() -> None:
    tile = materials.tile(Finish(materials.OWN, "own:flowers:2"))
    places, fine = rng().uniform(0, 1, (50, 2)), np.full(50, 1e-3, np.float32)
    assert np.allclose(
        materials.look_up(tile, places, fine), materials.look_up(tile, places + tile.size_m, fine), atol=1e-3
    )


def test_layouts_are_boxes_in_less_than_sixty_of_a_hundred_cases() -> None:
    kinds = [layouts.plan(rng(seed), "living").kind for seed in range(120)]
    assert sum(kind == "box" for kind in kinds) < 0.6 * len(kinds)
    assert len({kind.removesuffix("+beyond") for kind in kinds}) == len(layouts.KINDS)
    assert any(kind.endswith("+beyond") for kind in kinds)


@pytest.mark.parametrize("seed", range(30))
def test_holes_lie_within_their_walls_and_apart_from_each_other(seed: int) -> None:
    for shell in layouts.plan(rng(seed), "living").shells:
        for hole in shell.holes:
            assert hole.start_m >= -1e-6
            assert hole.start_m + hole.width_m <= shell.walls[hole.wall].length_m + 1e-6
            assert hole.sill_m + hole.height_m <= shell.height_m + 1e-6
        for wall in range(len(shell.walls)):
            spans = sorted((h.start_m, h.start_m + h.width_m) for h in shell.holes if h.wall == wall)
            assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("seed", range(20))
def test_planes_of_all_rooms_of_a_place_have_numbers_of_their_own(seed: int) -> None:
    shells = layouts.plan(rng(seed), "living").shells
    numbers = [number for shell in shells for number in plane_normals(shell)]
    assert len(numbers) == len(set(numbers))
    assert max(numbers) < FLOOR_PLANE


def test_walls_look_into_the_room() -> None:
    normals = plane_normals(Shell(BOX, 2.5))
    assert np.allclose([normals[k] for k in (1, 2, 3, 4)], [(1, 0, 0), (0, -1, 0), (-1, 0, 0), (0, 1, 0)], atol=1e-9)


def test_a_further_room_is_seen_through_the_passage(renders: None) -> None:
    seed = next(seed for seed in range(60) if layouts.plan(rng(seed), "living").kind == "box+beyond")
    near, far = layouts.plan(rng(seed), "living").shells
    hole = next(hole for hole in near.holes if hole.kind == "passage")
    planes = [*bare_planes(near), *bare_planes(far)]
    before = np.array(near.walls[hole.wall].point(hole.start_m + hole.width_m / 2, 0.3, 1.0), np.float32)
    behind = np.array(near.walls[hole.wall].point(hole.start_m + hole.width_m / 2, -0.5, 1.0), np.float32)
    way = (behind - before) / np.linalg.norm(behind - before)
    hit = cast(solid([piece.mesh for piece in planes]), before, way[None].astype(np.float32))
    assert planes[int(hit.part[0])].plane >= far.first


def test_rays_from_inside_meet_the_walls_where_they_are(renders: None) -> None:
    planes = bare_planes(Shell(BOX, 2.5, (Hole(1, "window", 1.0, 1.0, 0.9, 1.2),)))
    ways = np.array([(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, -1)], np.float32)
    hits = cast(solid([piece.mesh for piece in planes]), np.array((1.0, 1.0, 1.5), np.float32), ways)
    assert np.allclose(hits.far, (2.0, 1.0, 3.0, 1.0, 1.5), atol=1e-4)
    assert [planes[part].plane for part in hits.part] == [3, 1, 2, CEILING_PLANE, FLOOR_PLANE]
    assert np.allclose(hits.normal, -ways, atol=1e-5)


def test_a_lamp_in_a_black_room_gives_its_light_by_the_square_of_the_distance(renders: None) -> None:
    floor = solid([quad((-5, -5, 0), (10, 0, 0), (0, 10, 0))])
    lights = no_lights(lamps=np.array([(0, 0, 2.0, 1e-3)], np.float32), lamp_light=np.ones((1, 3), np.float32))
    places, up = np.array([(0, 0, 0), (2, 0, 0)], np.float32), np.array([(0, 0, 1)] * 2, np.float32)
    black = np.zeros((2, 3), np.float32)
    light = irradiance(floor, black, lights, places, up, paths=64, bounces=0, seed=1)[:, 1]
    assert np.allclose(light, (1 / 4, 2 / 8**1.5), rtol=0.02)


def test_a_small_pane_lights_by_its_solid_angle(renders: None) -> None:
    far = solid([quad((-5, -5, -9), (10, 0, 0), (0, 10, 0))])
    pane = quad((-0.1, 0.1, 3.0), (0.2, 0, 0), (0, -0.2, 0))
    lights = no_lights(panes=pane.vertices[pane.faces].astype(np.float32), pane_light=np.full((2, 3), 5.0, np.float32))
    place, up = np.zeros((1, 3), np.float32), np.array([(0, 0, 1)], np.float32)
    light = irradiance(far, np.zeros((2, 3), np.float32), lights, place, up, paths=256, bounces=0, seed=1)[0, 0]
    assert light == pytest.approx(5.0 * 0.04 / 9 * (0.7 + 0.6), rel=0.03)


def test_the_sun_is_stopped_by_what_stands_before_it(renders: None) -> None:
    things = solid([quad((-5, -5, 0), (10, 0, 0), (0, 10, 0)), box((-0.5, -0.5, 1), (0.5, 0.5, 1.1))])
    lights = no_lights(sun_to=np.array((0, 0, 1), np.float32), sun_light=np.ones(3, np.float32))
    places, up = np.array([(0, 0, 0), (2, 0, 0)], np.float32), np.array([(0, 0, 1)] * 2, np.float32)
    assert lit_by_sun(things, places, up, lights).tolist() == [0.0, 1.0]


def test_things_take_the_floor_that_they_stand_on() -> None:
    floor = floor_of(Shell(BOX, 2.5))
    square = np.array([(1, 1), (2, 1), (2, 2), (1, 2)], float)
    assert floor.fits(square)
    assert floor.claim(square)
    assert not floor.fits(square)
    assert not floor.claim(square + 0.3)
    assert not floor.claim(square - (1.5, 0))
    free = floor.free_places()
    assert not ((free > 1.05) & (free < 1.95)).all(axis=1).any()


@pytest.mark.parametrize("use", ["living", "kitchen", "bath"])
def test_a_fuller_room_has_more_in_it_and_everything_stands_in_the_room(use: str) -> None:
    shell = layouts.finished(rng(1), Shell(BOX, 2.5), use)
    bare, _ = furnish(rng(2), shell, use, 0.0)
    full, _ = furnish(rng(2), shell, use, 1.0)
    assert len(full) > len(bare) + 5
    points = np.concatenate([piece.mesh.vertices for piece in full])
    assert points.min() > -0.75
    assert (points[:, :2] < (3.75, 4.75)).all()


def test_labels_planes_and_orientation_agree(place: World) -> None:
    shot = small_shot(place)
    assert {0, *range(1, 12)} >= set(np.unique(shot.labels).tolist())
    assert (shot.planes[shot.labels == 1] == FLOOR_PLANE).all()
    assert (shot.planes[shot.labels == 3] == CEILING_PLANE).all()
    assert (shot.orientation[shot.labels == 1] == 1).all()
    assert (shot.orientation[shot.labels == 3] == 2).all()
    assert set(np.unique(shot.orientation[shot.labels == WALL]).tolist()) <= {3, 4, 5}
    assert (shot.orientation[np.isin(shot.labels, (6, 8, 10))] == 0).all()
    assert np.isfinite(shot.light).all()
    assert shot.light.max() > 0


def small_shot(place: World) -> Shot:
    shell = place.shells[0]
    x, y = np.array(shell.outline).mean(axis=0)
    view = View(Camera((float(x), float(y), 1.4), 20.0, -5.0, 1.0, 95.0, (96, 72)), 0.02)
    return shoot(place, view, paths=2, seed=3)


def test_the_same_number_gives_the_same_truth(place: World) -> None:
    first, second = small_shot(place), small_shot(world(6, empty=True))
    assert np.array_equal(first.labels, second.labels)
    assert np.array_equal(first.planes, second.planes)
    assert np.allclose(first.light, second.light, atol=1e-4)


def test_a_wall_to_the_left_is_a_left_wall(renders: None) -> None:
    place = world(6, empty=True)
    normals = {k: n for k, n in place.normals.items() if abs(n[0]) > 0.9}
    view = View(Camera((0, 0, 1.5), 0.0, fov_deg=90.0, size_wh=(64, 48)))
    from training.rooms.picture import LEFT, RIGHT, _side

    for normal in normals.values():
        assert _side(view, np.array([normal]))[0] == (LEFT if normal[0] > 0 else RIGHT)


def test_the_middle_ray_looks_ahead_and_a_bent_lens_moves_the_corners_only() -> None:
    camera = Camera((0, 0, 1.5), 90.0, fov_deg=90.0, size_wh=(65, 49))
    straight, bent = (rays(View(camera, bend), grid(camera.size_wh)) for bend in (0.0, 0.05))
    middle = 24 * 65 + 32
    assert np.allclose(straight[middle], (1, 0, 0), atol=1e-6)
    assert np.allclose(bent[middle], straight[middle])
    assert bent[0] @ straight[middle] < straight[0] @ straight[middle]


def test_a_photo_shows_bright_rooms_and_dark_ones_alike() -> None:
    ramp = np.broadcast_to(np.linspace(0.2, 1.0, 64, dtype=np.float32)[None, :, None], (48, 64, 3))
    none = np.zeros((48, 64), np.uint8)
    for strength in (1e-4, 1.0, 1e3):
        shot = Shot(ramp * np.float32(strength), np.zeros((48, 64, 3), np.float32), none, none, none)
        shown = photograph(shot, rng(5))
        assert shown.shape == (48, 64, 3)
        assert 40 < shown.mean() < 240


def test_the_jpeg_has_the_pictures_size() -> None:
    data = jpeg(np.full((48, 64, 3), 128, np.uint8), rng(1))
    assert Image.open(io.BytesIO(data)).size == (64, 48)


def test_places_that_are_done_are_not_made_again(tmp_path: Path, renders: None) -> None:
    for name in (*synthesise.FOLDERS, "done"):
        (tmp_path / name).mkdir()
    for number in (2, 3):
        (tmp_path / "done" / f"{number:06d}").touch()
    assert synthesise.work(tmp_path, 2, 1, 1, 2) == 4
    assert not list((tmp_path / "images").iterdir())
    assert synthesise.is_done(tmp_path, 3)
    assert not synthesise.is_done(tmp_path, 4)


def test_four_files_and_a_row_are_written_for_a_picture(place: World, tmp_path: Path) -> None:
    for name in synthesise.FOLDERS:
        (tmp_path / name).mkdir()
    shot = small_shot(place)
    synthesise.write_picture(tmp_path, 7, shot, rng(1))
    for kind, values in (("labels", shot.labels), ("walls", shot.planes), ("orient", shot.orientation)):
        assert np.array_equal(np.array(Image.open(tmp_path / kind / "000007.png")), values)
    with Image.open(tmp_path / "images" / "000007.jpg") as photo:
        assert photo.size == (96, 72)
    told = synthesise.row(7, 6, place, View(Camera((1, 1, 1.5))))
    assert json.loads(json.dumps(told))["number"] == 7


def test_every_surface_of_a_room_is_built() -> None:
    labels = {piece.label for piece in shell_pieces(Shell(BOX, 2.5, (Hole(1, "window", 1.0, 1.0, 0.9, 1.2),)))}
    assert labels == {1, 2, 3, 4}


def test_views_stand_in_the_room_and_show_some_of_it(place: World) -> None:
    found = views(rng(3), place, 3)
    assert found
    ring = np.array(place.shells[0].outline)
    for view in found:
        x, y, z = view.camera.eye
        assert (ring.min(axis=0) <= (x, y)).all()
        assert (ring.max(axis=0) >= (x, y)).all()
        assert 0 < z < place.shells[0].height_m
        assert _worth(rng(0), place, view) is not None


def test_a_view_close_before_a_wall_is_worth_nothing(place: World) -> None:
    wall = place.shells[0].walls[0]
    eye = wall.point(wall.length_m / 2, 0.12, 1.2)
    assert _worth(rng(0), place, View(Camera(eye, -wall.turn_deg, size_wh=(64, 48)))) is None


def test_no_two_surfaces_of_a_place_lie_in_the_same_place() -> None:
    seed = next(seed for seed in range(60) if layouts.plan(rng(seed), "living").kind == "box+beyond")
    shells = layouts.plan(rng(seed), "living").shells
    flat = [piece for shell in shells for piece in bare_planes(shell)]
    middles = np.concatenate([piece.mesh.vertices[piece.mesh.faces].mean(axis=1) for piece in flat])
    assert len(np.unique(middles.round(4), axis=0)) == len(middles)
