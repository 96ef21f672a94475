"""Diffuse light by path tracing over one mesh, quick enough for many pictures on one core.

All solid parts are one mesh, so that one compiled kernel serves every room. Panes and lamps are no obstacles: panes
are rectangles of sky that are sampled as lights, lamps are small shining balls. The primary surface's own colour stays
out of what is traced (irradiance): it is smooth, needs few paths, and textures of any sharpness are laid on later.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.render.meshes import Mesh
from maskkit.render.variant import mitsuba

Floats = NDArray[np.float32]
NUDGE_M = 2e-3


@cache
def ready() -> Any:
    """Mitsuba on one thread: several generators may run beside each other."""
    module = mitsuba()
    importlib.import_module("drjit").set_thread_count(1)
    return module


@dataclass(frozen=True, eq=False)
class Solid:
    """Triangles that rays can be sent at: ``owner`` (M,) names the part of each, ``flat`` (M, 3) its own normal."""

    scene: Any
    faces: NDArray[np.int64]
    vertices: Floats
    normals: Floats
    uvs: Floats
    flat: Floats
    owner: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Hits:
    """What N rays meet: the part (-1 none), distance, place, shading normal towards the viewer, uv in metres."""

    part: NDArray[np.int32]
    far: Floats
    place: Floats
    normal: Floats
    uv: Floats


@dataclass(frozen=True, eq=False)
class Lights:
    """What shines.

    Panes: triangles (K, 3, 3) that look into the room and their radiance (K, 3); lamps: middles and radii (L, 4) and
    intensities (L, 3); the sun: where it stands (unit vector) and the light that it lays on what faces it.
    """

    panes: Floats
    pane_light: Floats
    lamps: Floats
    lamp_light: Floats
    sun_to: Floats | None = None
    sun_light: Floats | None = None


def solid(meshes: Sequence[Mesh]) -> Solid:
    """The meshes as one; index ``i`` is the owner of the ``i``-th mesh's triangles."""
    starts = np.cumsum([0, *(len(one.vertices) for one in meshes[:-1])])
    faces = np.concatenate([one.faces.astype(np.int64) + start for one, start in zip(meshes, starts, strict=True)])
    vertices, normals = (
        np.concatenate([getattr(one, name) for one in meshes]).astype(np.float32) for name in ("vertices", "normals")
    )
    owner = np.repeat(np.arange(len(meshes), dtype=np.int32), [len(one.faces) for one in meshes])
    uvs = np.concatenate([one.uvs for one in meshes]).astype(np.float32)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    return Solid(_scene(vertices, faces), faces, vertices, normals, uvs, flat.astype(np.float32), owner)


def _scene(vertices: Floats, faces: NDArray[np.int64]) -> Any:
    mi = ready()
    shape = mi.Mesh("all", vertex_count=len(vertices), face_count=len(faces))
    values = mi.traverse(shape)
    values["vertex_positions"] = np.ascontiguousarray(vertices).ravel()
    values["faces"] = np.ascontiguousarray(faces.astype(np.uint32)).ravel()
    values.update()
    return mi.load_dict({"type": "scene", "all": shape})


def cast(target: Solid, origin: Floats, ways: Floats) -> Hits:
    """Sends N rays (``origin`` (3,) or (N, 3), ``ways`` (N, 3) unit vectors)."""
    mi = ready()
    start = np.broadcast_to(np.asarray(origin, np.float32), ways.shape)
    ray = mi.Ray3f(mi.Point3f(np.ascontiguousarray(start.T)), mi.Vector3f(np.ascontiguousarray(ways.T)))
    hit = target.scene.ray_intersect_preliminary(ray, coherent=True)
    far, face = np.array(hit.t), np.array(hit.prim_index).astype(np.int64)
    u, v = np.array(hit.prim_uv).reshape(2, -1)
    valid = np.isfinite(far) & (far < 1e6)
    face, far = np.where(valid, face, 0), np.where(valid, far, 0).astype(np.float32)
    u, v = np.where(valid, u, 0), np.where(valid, v, 0)
    weights = np.stack([1 - u - v, u, v], axis=1).astype(np.float32)[..., None]
    corners = target.faces[face]
    normal = (target.normals[corners] * weights).sum(axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    away = np.einsum("ij,ij->i", target.flat[face], ways) > 0
    normal[away] *= -1
    uv = (target.uvs[corners] * weights).sum(axis=1)
    part = np.where(valid, target.owner[face], -1).astype(np.int32)
    return Hits(part, far, start + far[:, None] * ways, normal, uv)


def lit_by_sun(target: Solid, places: Floats, normals: Floats, lights: Lights) -> Floats:
    """(N,) the cosine towards the sun where it reaches a place, else 0."""
    if lights.sun_to is None:
        return np.zeros(len(places), np.float32)
    mi = ready()
    cosine = np.maximum(normals @ lights.sun_to, 0).astype(np.float32)
    chosen = np.flatnonzero(cosine > 0.01)
    if not len(chosen):
        return cosine
    start = places[chosen] + NUDGE_M * normals[chosen]
    ray = mi.Ray3f(mi.Point3f(np.ascontiguousarray(start.T)), mi.Vector3f(*(float(x) for x in lights.sun_to)))
    blocked = np.array(target.scene.ray_test(ray))
    cosine[chosen[blocked]] = 0
    return cosine


def irradiance(
    target: Solid,
    albedo: Floats,
    lights: Lights,
    places: Floats,
    normals: Floats,
    *,
    paths: int,
    bounces: int,
    seed: int,
) -> Floats:
    """(N, 3) light that falls on N places, without the sun's direct light; ``albedo`` (M, 3) per triangle."""
    mi, dr = ready(), importlib.import_module("drjit")
    count = len(places) * paths
    index = dr.arange(mi.UInt32, count) // paths
    start = dr.gather(mi.Point3f, _flat(mi, places + NUDGE_M * normals), index)
    normal = dr.gather(mi.Normal3f, _flat(mi, normals), index)
    world = _World(mi, target, albedo, lights)
    rng = mi.PCG32(size=count, initstate=mi.UInt64(dr.opaque(mi.UInt32, seed % 2**31)))
    total = _walk(world, start, normal, rng, dr.opaque(mi.UInt32, bounces))
    values = np.array(total).reshape(3, len(places), paths)
    return np.ascontiguousarray(values.mean(axis=2).T)


def _flat(mi: Any, values: Floats) -> Any:
    return mi.Float(np.ascontiguousarray(values, np.float32).ravel())


class _World:
    """The arrays that the kernel reads."""

    def __init__(self, mi: Any, target: Solid, albedo: Floats, lights: Lights) -> None:
        dr = importlib.import_module("drjit")
        self.scene = target.scene
        self.albedo, self.flat = _flat(mi, albedo), _flat(mi, target.flat)
        self.panes = len(lights.panes) > 0
        if self.panes:
            corner, u, v = (
                lights.panes[:, 0],
                lights.panes[:, 1] - lights.panes[:, 0],
                lights.panes[:, 2] - lights.panes[:, 0],
            )
            cross = np.cross(u, v)
            area = np.linalg.norm(cross, axis=1) / 2
            power = area * lights.pane_light.sum(axis=1) + 1e-9
            self.pane_pick = mi.DiscreteDistribution(mi.Float((power / power.sum()).astype(np.float32)))
            chance = power / power.sum()
            self.pane_corner, self.pane_u, self.pane_v = _flat(mi, corner), _flat(mi, u), _flat(mi, v)
            self.pane_normal = _flat(mi, cross / np.maximum(2 * area[:, None], 1e-12))
            self.pane_light = _flat(mi, lights.pane_light * (area / chance)[:, None])
        self.lamps = len(lights.lamps) > 0
        if self.lamps:
            power = lights.lamp_light.sum(axis=1) + 1e-9
            chance = power / power.sum()
            self.lamp_pick = mi.DiscreteDistribution(mi.Float(chance.astype(np.float32)))
            self.lamp_at, self.lamp_size = _flat(mi, lights.lamps[:, :3]), _flat(mi, lights.lamps[:, 3])
            self.lamp_light = _flat(mi, lights.lamp_light / chance[:, None])
        self.sun = lights.sun_to is not None
        if lights.sun_to is not None and lights.sun_light is not None:
            self.sun_to = mi.Vector3f(*(dr.opaque(mi.Float, float(x)) for x in lights.sun_to))
            self.sun_light = mi.Color3f(*(dr.opaque(mi.Float, float(x)) for x in lights.sun_light))


def _direct(world: _World, place: Any, normal: Any, rng: Any, active: Any) -> Any:
    """What panes and lamps lay on a place: one sample each."""
    mi, dr = ready(), importlib.import_module("drjit")
    light = mi.Color3f(0)
    if world.panes:
        pick = world.pane_pick.sample(rng.next_float32(), active)
        bary = mi.warp.square_to_uniform_triangle(mi.Point2f(rng.next_float32(), rng.next_float32()))
        point = (
            dr.gather(mi.Point3f, world.pane_corner, pick, active)
            + dr.gather(mi.Vector3f, world.pane_u, pick, active) * bary.x
            + dr.gather(mi.Vector3f, world.pane_v, pick, active) * bary.y
        )
        way = point - place
        square = dr.squared_norm(way)
        way = way * dr.rsqrt(square)
        facing = dr.maximum(-dr.dot(way, dr.gather(mi.Normal3f, world.pane_normal, pick, active)), 0)
        weight = dr.maximum(dr.dot(way, normal), 0) * facing / dr.maximum(square, 0.01)
        seen = active & (weight > 0)
        ray = mi.Ray3f(place, way, dr.sqrt(square) * 0.999, 0.0, [])
        seen &= ~world.scene.ray_test(ray, seen)
        up = 0.7 + 0.6 * dr.maximum(way.z, -0.5)
        light += dr.select(seen, dr.gather(mi.Color3f, world.pane_light, pick, active) * (weight * up), mi.Color3f(0))
    if world.lamps:
        pick = world.lamp_pick.sample(rng.next_float32(), active)
        ball = mi.warp.square_to_uniform_sphere(mi.Point2f(rng.next_float32(), rng.next_float32()))
        point = dr.gather(mi.Point3f, world.lamp_at, pick, active) + ball * dr.gather(
            mi.Float, world.lamp_size, pick, active
        )
        way = point - place
        square = dr.squared_norm(way)
        way = way * dr.rsqrt(square)
        weight = dr.maximum(dr.dot(way, normal), 0) / dr.maximum(square, 0.04)
        seen = active & (weight > 0)
        seen &= ~world.scene.ray_test(mi.Ray3f(place, way, dr.sqrt(square) * 0.99, 0.0, []), seen)
        light += dr.select(seen, dr.gather(mi.Color3f, world.lamp_light, pick, active) * weight, mi.Color3f(0))
    return light


def _walk(world: _World, place: Any, normal: Any, rng: Any, bounces: Any) -> Any:
    """Random walks (Kajiya 1986) with light samples at every vertex and cosine-weighted steps."""
    mi, dr = ready(), importlib.import_module("drjit")

    def going(*state: Any) -> Any:
        return state[5] & (state[4] <= bounces)

    def body(*state: Any) -> Any:
        place, normal, total, share, step, alive, rng = state
        light = _direct(world, place, normal, rng, alive)
        if world.sun:
            cosine = dr.dot(world.sun_to, normal)
            sunny = alive & (step > 0) & (cosine > 0)
            sunny &= ~world.scene.ray_test(mi.Ray3f(place, world.sun_to), sunny)
            light += dr.select(sunny, world.sun_light * cosine, mi.Color3f(0))
        total = total + share * light
        way = mi.Frame3f(normal).to_world(
            mi.warp.square_to_cosine_hemisphere(mi.Point2f(rng.next_float32(), rng.next_float32()))
        )
        on = alive & (step < bounces)
        ray = mi.Ray3f(place, way)
        hit = world.scene.ray_intersect_preliminary(ray, coherent=False, active=on)
        alive = on & hit.is_valid()
        flat = dr.gather(mi.Normal3f, world.flat, hit.prim_index, alive)
        flat = dr.select(dr.dot(flat, way) > 0, -flat, flat)
        share = share * dr.gather(mi.Color3f, world.albedo, hit.prim_index, alive)
        place = dr.select(alive, ray(hit.t) + NUDGE_M * flat, place)
        normal = dr.select(alive, flat, normal)
        return place, normal, total, share, step + 1, alive, rng

    state = (place, normal, mi.Color3f(0), mi.Color3f(1), mi.UInt32(0), dr.full(mi.Bool, 1, dr.width(place)), rng)
    return dr.while_loop(state, going, body, labels=("place", "normal", "total", "share", "step", "alive", "rng"))[2]
