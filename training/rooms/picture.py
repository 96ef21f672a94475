"""A view of a place as linear light, and the exact truth about it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.render import outdoors
from maskkit.render.scene import Finish
from maskkit.render.textures.colour import linear
from maskkit.render.view import pinhole
from training.rooms import materials
from training.rooms.pieces import CEILING, CEILING_PLANE, DOOR, FLOOR, FLOOR_PLANE, OTHER, RUG, WALL, WINDOW, Piece
from training.rooms.tracing import Hits, Lights, cast, irradiance, lit_by_sun
from training.rooms.views import View, grid, rays
from training.rooms.worlds import World

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
ASIDE = ((0.2, 0.3), (0.75, 0.75))
"""Where else than in its middle each pixel is sampled."""
LEAST_SHINE = 0.025
UP, DOWN, LEFT, FRONT, RIGHT = 1, 2, 3, 4, 5


@dataclass(frozen=True, eq=False)
class Shot:
    """``light`` (H, W, 3) of the room without what is outside; ``outside`` (H, W, 3) on display scale; the truth."""

    light: Floats
    outside: Floats
    labels: Bytes
    planes: Bytes
    orientation: Bytes


def shoot(place: World, view: View, *, paths: int, seed: int) -> Shot:
    """Takes the picture: ``paths`` light paths for every second pixel each way."""
    size = view.camera.size_wh
    eye = np.array(view.camera.eye, np.float32)
    place = replace(place, lights=_with_flash(place.lights, eye, view.flash)) if view.flash else place
    ways = rays(view, grid(size))
    seen = cast(place.everything, eye, ways)
    glass, first = _glass(place, eye, ways, seen)
    falling = _falling(place, seen, size, paths=paths, seed=seed)
    light, outside = _fine(place, view, (seen, ways), falling)
    light += _reflected(place, first, glass >= 0, ways, size=size, seed=seed)
    labels, planes, orientation = _truth(place, view, seen, glass, ways)
    light = np.nan_to_num(light, nan=0.0, posinf=0.0)
    return Shot(light, outside, *(values.reshape(size[::-1]) for values in (labels, planes, orientation)))


def _with_flash(lights: Lights, eye: Floats, strength: float) -> Lights:
    """The lights and one more just above the lens."""
    lamp = np.array([(*eye, 0.02)], np.float32) + np.array([0, 0, 0.05, 0], np.float32)
    light = np.full((1, 3), strength, np.float32)
    return replace(
        lights, lamps=np.concatenate([lights.lamps, lamp]), lamp_light=np.concatenate([lights.lamp_light, light])
    )


def _glass(place: World, eye: Floats, ways: Floats, seen: Hits) -> tuple[NDArray[np.int32], Hits]:
    """(N,) which pane stands before everything else, -1 for none; and what is met first when panes count too."""
    if place.panes is None:
        return np.full(len(ways), -1, np.int32), seen
    panes = cast(place.panes, eye, ways)
    before = (panes.part >= 0) & ((seen.part < 0) | (panes.far < seen.far))
    first = [
        np.where(before.reshape(-1, *[1] * (theirs.ndim - 1)), theirs, ours)
        for theirs, ours in (
            (getattr(panes, name), getattr(seen, name)) for name in ("part", "far", "place", "normal", "uv")
        )
    ]
    return np.where(before, panes.part, -1).astype(np.int32), Hits(*first)


def _falling(place: World, seen: Hits, size: tuple[int, int], *, paths: int, seed: int) -> Floats:
    """(H, W, 3) the light that falls on what is seen, without the sun's own: traced at every second pixel."""
    width, height = size
    index = np.arange(width * height).reshape(height, width)[::2, ::2]
    coarse, shape = index.ravel(), index.shape
    light = irradiance(place.solids, place.albedo, place.lights, seen.place[coarse], seen.normal[coarse],
                       paths=paths, bounces=3, seed=seed)  # fmt: skip
    light = np.minimum(light, max(float(np.percentile(light, 99.7)) * 1.5, 1e-6))
    clean = denoised(light.reshape(*shape, 3), seen.normal[coarse].reshape(*shape, 3))
    return _spread(clean, seen, size)


def denoised(light: Floats, normals: Floats) -> Floats:
    """Without the noise of few paths (Intel Open Image Denoise)."""
    oidn = importlib.import_module("mitsuba_oidn")
    even = np.full_like(light, 0.5)
    values = oidn.denoise(np.ascontiguousarray(light), even, np.ascontiguousarray(normals), hdr=True, clean_aux=True,
                          quality=oidn.Quality.Balanced)  # fmt: skip
    return np.maximum(np.asarray(values, np.float32), 0)


def _spread(coarse: Floats, seen: Hits, size: tuple[int, int]) -> Floats:
    """Every second pixel to every pixel, between places that lie on one surface (joint bilateral upsampling)."""
    width, height = size
    normal, place, part = (values.reshape(height, width, -1) for values in (seen.normal, seen.place, seen.part))
    far = np.maximum(seen.far.reshape(height, width, 1), 0.3)
    rows, columns = coarse.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    total, weights = (
        np.zeros((height, width, coarse.shape[2]), np.float32),
        np.full((height, width, 1), 1e-6, np.float32),
    )
    for down in (0, 1):
        for aside in (0, 1):
            v, u = np.minimum(y // 2 + down, rows - 1), np.minimum(x // 2 + aside, columns - 1)
            near = (np.where(y % 2 == 0, 1.0 - down, 0.5) * np.where(x % 2 == 0, 1.0 - aside, 0.5))[..., None] + 0.02
            there = np.minimum(2 * v, height - 1), np.minimum(2 * u, width - 1)
            same = np.maximum((normal * normal[there]).sum(axis=2, keepdims=True), 0) ** 16
            off = np.abs(((place[there] - place) * normal).sum(axis=2, keepdims=True)) / far
            weight = near * (same + 1e-3) * np.exp(-60 * off) * np.where(part[there] == part, 1.0, 0.15) + 1e-7
            total += coarse[v, u] * weight.astype(np.float32)
            weights += weight.astype(np.float32)
    return total / weights


def _fine(place: World, view: View, middle: tuple[Hits, Floats], falling: Floats) -> tuple[Floats, Floats]:
    """Colour, sun and lamps at three places a pixel, under the light that falls there; and what is seen outside."""
    size = view.camera.size_wh
    width, height = size
    eye = np.array(view.camera.eye, np.float32)
    pixel = 1.0 / pinhole(view.camera).focal_px
    light, outside = np.zeros((height * width, 3), np.float32), np.zeros((height * width, 3), np.float32)
    even = falling.reshape(-1, 3)
    sampled = [middle]
    for shift in ASIDE:
        ways = rays(view, grid(size, shift=shift))
        sampled.append((cast(place.everything, eye, ways), ways))
    for hits, ways in sampled:
        share, miss = surface_light(place, hits, ways, even, pixel)
        light += share / len(sampled)
        outside[miss] += seen_outside(place, ways[miss]) / len(sampled)
    return light.reshape(height, width, 3), outside.reshape(height, width, 3)


def surface_light(
    place: World, hits: Hits, ways: Floats, falling: Floats, pixel: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """(N, 3) what the surfaces send back, and which rays met none; ``pixel`` is a ray's width at 1 m."""
    miss = hits.part < 0
    cosine = np.maximum(-np.einsum("ij,ij->i", ways, hits.normal), 0.15)
    albedo, glow = _colours(place.pieces, hits, hits.far * pixel / cosine)
    lit = falling.copy()
    if place.lights.sun_to is not None and place.lights.sun_light is not None:
        lit += lit_by_sun(place.solids, hits.place, hits.normal, place.lights)[:, None] * place.lights.sun_light
    light = albedo * (lit / np.pi + glow[:, None])
    light[miss] = 0
    return light, miss


def _colours(pieces: tuple[Piece, ...], hits: Hits, footprint: Floats) -> tuple[Floats, Floats]:
    """The colour (N, 3) and own light (N,) at each hit."""
    albedo, glow = np.zeros((len(hits.part), 3), np.float32), np.zeros(len(hits.part), np.float32)
    order = np.argsort(hits.part, kind="stable")
    numbers, starts = np.unique(hits.part[order], return_index=True)
    for number, chosen in zip(numbers, np.split(order, starts[1:]), strict=True):
        if number >= 0:
            piece = pieces[number]
            albedo[chosen] = materials.look_up(materials.tile(piece.finish), hits.uv[chosen], footprint[chosen])
            albedo[chosen] *= 1 - reflectance(piece.finish)[1]
            glow[chosen] = piece.glow
    return albedo, glow


def reflectance(finish: Finish) -> tuple[float, float]:
    """How strongly a finish reflects besides its colour: by Fresnel's law, and at every angle as metal does."""
    if finish.mirror:
        return 0.0, 0.92
    if finish.metallic:
        return 0.2, 0.55
    return float(np.clip(finish.coat * 0.8 + (0.42 - finish.roughness) * 1.6, 0, 1)), 0.0


def _reflected(
    place: World, seen: Hits, pane: NDArray[np.bool_], ways: Floats, *, size: tuple[int, int], seed: int
) -> Floats:
    """(H, W, 3) the mirrored light of polished things and of glass: clear mirrors at every pixel, dull ones coarser."""
    width, height = size
    weight, rough, tint = _polish(place, seen, pane, ways)
    dull = (weight > LEAST_SHINE) & (pane | (rough > 0.12))
    total = np.zeros((height * width, 3), np.float32)
    clear = np.flatnonzero((weight > LEAST_SHINE) & ~dull)
    total[clear] = _mirrored(place, seen, ways, clear, rough=rough, paths=8, seed=seed)
    if len(clear):
        total = denoised(total.reshape(height, width, 3), seen.normal.reshape(height, width, 3)).reshape(-1, 3)
    index = np.arange(width * height).reshape(height, width)[::2, ::2]
    coarse = index[dull[index]]
    if len(coarse):
        wide = np.zeros((height * width, 4), np.float32)
        wide[coarse, :3], wide[coarse, 3] = _mirrored(place, seen, ways, coarse, rough=rough, paths=3, seed=seed), 1
        light = denoised(wide[index, :3], seen.normal[index])
        spread = _spread(np.concatenate([light, wide[index, 3:]], axis=2), seen, size).reshape(-1, 4)
        total[dull] = (spread[:, :3] / np.maximum(spread[:, 3:], 0.05))[dull]
    return (total * weight[:, None] * tint).reshape(height, width, 3)


def _mirrored(
    place: World, seen: Hits, ways: Floats, chosen: NDArray[np.int64], *, rough: Floats, paths: int, seed: int
) -> Floats:
    """(N, 3) what the chosen places mirror, their normals shaken by how rough they are."""
    if not len(chosen):
        return np.zeros((0, 3), np.float32)
    normal = seen.normal[chosen]
    shaken = np.random.default_rng(seed).normal(0, 1, normal.shape).astype(np.float32)
    normal = normal + (0.35 * rough[chosen] ** 2)[:, None] * shaken
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    way = ways[chosen] - 2 * np.einsum("ij,ij->i", ways[chosen], normal)[:, None] * normal
    hits = cast(place.everything, seen.place[chosen] + 3e-3 * seen.normal[chosen], way.astype(np.float32))
    falling = irradiance(
        place.solids, place.albedo, place.lights, hits.place, hits.normal, paths=paths, bounces=1, seed=seed + 1
    )
    falling = np.minimum(falling, max(float(np.percentile(falling, 99)) * 1.5, 1e-6))
    share, miss = surface_light(place, hits, way, falling, 4e-3)
    share[miss] = seen_outside(place, way[miss]) * (place.outside.sky / place.outside.shown)
    return np.minimum(share, 6.0)


def _polish(place: World, seen: Hits, pane: NDArray[np.bool_], ways: Floats) -> tuple[Floats, Floats, Floats]:
    """How much each place mirrors (N,), how rough it is (N,), and in what tint (N, 3)."""
    finishes = [piece.finish for piece in place.pieces]
    table = np.array([(*reflectance(one), min(one.roughness, 0.6) * (not one.mirror)) for one in finishes], np.float32)
    tints = np.array(
        [linear(one.colour) if one.metallic and one.colour != materials.OWN else np.ones(3) for one in finishes]
    )
    known = np.where(pane, 0, seen.part)
    fresnel, metal, rough = table[known].T
    fresnel, metal, rough = np.where(pane, 1.0, fresnel), np.where(pane, 0.02, metal), np.where(pane, 0.0, rough)
    cosine = np.clip(-np.einsum("ij,ij->i", ways, seen.normal), 0, 1)
    weight = np.where(seen.part >= 0, fresnel * (0.04 + 0.96 * (1 - cosine) ** 5) + metal, 0)
    tint = np.where(pane[:, None], 1.0, tints[known])
    return weight.astype(np.float32), rough.astype(np.float32), tint.astype(np.float32)


@lru_cache(maxsize=16)
def _panorama(view: str, seed: int) -> Floats:
    """Small and a little out of focus."""
    return cv2.resize(
        cv2.GaussianBlur(outdoors.panorama(view, seed), (0, 0), 1.5), (1024, 512), interpolation=cv2.INTER_AREA
    )


def seen_outside(place: World, ways: Floats) -> Floats:
    """(N, 3) the surroundings along world directions, on display scale."""
    if not len(ways):
        return np.zeros((0, 3), np.float32)
    day = place.outside
    around = np.arctan2(ways[:, 0], ways[:, 1]) / (2 * np.pi) + day.turn_deg / 360
    above = np.arcsin(np.clip(ways[:, 2], -1, 1)) / np.pi + 0.5
    light = materials.sample(_panorama(day.view, day.seed), np.stack([around, np.clip(above, 0.001, 0.999)], axis=1))
    return np.asarray(light * day.shown * np.array(day.tint, np.float32), np.float32)


def _truth(place: World, view: View, seen: Hits, glass: NDArray[np.int32], ways: Floats) -> tuple[Bytes, Bytes, Bytes]:
    """Labels, planes (also behind things) and orientations, (N,) each."""
    labels = np.array([*(piece.label for piece in place.pieces), OTHER], np.uint8)[seen.part]
    own = np.array([*(piece.plane for piece in place.pieces), 0], np.uint8)[seen.part]
    if place.pane_pieces:
        pane = glass >= 0
        labels[pane] = np.array([piece.label for piece in place.pane_pieces], np.uint8)[glass[pane]]
        own[pane] = np.array([piece.plane for piece in place.pane_pieces], np.uint8)[glass[pane]]
    behind = cast(place.planes, np.array(view.camera.eye, np.float32), ways)
    planes = np.append(place.plane_of, 0)[behind.part].astype(np.uint8)
    built = np.isin(labels, (FLOOR, WALL, CEILING)) & (own > 0)
    planes[built] = own[built]
    return labels, planes, _orientation(place, view, labels, own, seen.normal)


def _orientation(place: World, view: View, labels: Bytes, own: Bytes, normals: Floats) -> Bytes:
    """Where the visible surface looks to, seen from the camera: up, down, or as a left, front or right wall."""
    table = np.zeros(256, np.uint8)
    table[FLOOR_PLANE], table[CEILING_PLANE] = UP, DOWN
    for number, normal in place.normals.items():
        table[number] = _side(view, np.array([normal]))[0]
    flat = np.isin(labels, (WALL, WINDOW, DOOR))
    found = np.where(flat & (own > 0), table[own], 0).astype(np.uint8)
    loose = np.flatnonzero((labels == WALL) & (own == 0))
    found[loose] = _side(view, normals[loose])
    found[(labels == FLOOR) | (labels == RUG)] = UP
    found[labels == CEILING] = DOWN
    return found


def _side(view: View, normals: NDArray[np.floating]) -> Bytes:
    """Walls by their normals: one that looks to the viewer's right is a left wall."""
    room = np.stack([normals[:, 0], -normals[:, 2], normals[:, 1]], axis=1)
    seen = room @ pinhole(view.camera).rotation.T
    side = np.where(seen[:, 0] > 0, LEFT, RIGHT)
    return np.where(np.abs(seen[:, 2]) >= np.abs(seen[:, 0]), FRONT, side).astype(np.uint8)
