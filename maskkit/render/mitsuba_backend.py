"""What Mitsuba makes of a scene: light, surface buffers and shape ids.

Light is additive, so each kind of light is traced on its own: the sky's light that comes in through the panes, the view
of the panes themselves, sun, lamps. Every picture then needs one kind of sampling only, and their strengths can be set
after rendering, as when bracketed photos are merged. The view is seen directly and in mirrors and lights nothing; the
sky lights the room, its panes are black wherever they are seen. Windows' panes emit where they stand; for the sun they
are left out, so that it shines through. Parts of clear glass are never traced: see :mod:`maskkit.render.glass`.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from maskkit.render.parts import Part
from maskkit.render.paths import ROUND, Report, first_shapes, mean_paths, rounds_of, unheard
from maskkit.render.scene import Camera, Light, Scene
from maskkit.render.variant import mitsuba, on_render_thread
from maskkit.render.world import NEAR_M, Layer, load_world, shape_id
from maskkit.types import Alpha, BoxXyxy, RgbLinear

__all__ = ["NEAR_M", "Buffers", "Layer", "forget", "part_coverage", "trace_buffers", "trace_ids", "trace_layer"]

Effort: TypeAlias = int | NDArray[np.int_]
"""Paths a pixel: the same for all, or (H, W) how many each gets."""

_AOVS = {"type": "aov", "aovs": "albedo:albedo,normal:sh_normal,depth:depth"}


@dataclass(frozen=True, slots=True, eq=False)
class Buffers:
    """What the first hits look like: ``albedo`` and ``normals`` (H, W, 3) float32, ``depth_m`` (H, W) float32.

    ``shape_ids`` (H, W) int32 says which part the ray through each pixel's centre hits, -1 for none.
    """

    albedo: RgbLinear
    normals: NDArray[np.float32]
    depth_m: NDArray[np.float32]
    shape_ids: NDArray[np.int32]


@on_render_thread
def trace_layer(
    scene: Scene,
    parts: Sequence[Part],
    layer: Layer,
    *,
    samples: Effort,
    seed: int,
    box: BoxXyxy | None = None,
    report: Report = unheard,
) -> RgbLinear:
    """(H, W, 3) float32 light of one layer at strength 1, the mean of at least ``samples`` paths a pixel.

    Pixels without samples are black. ``box`` traces that part of the picture only. ``report`` is told the share that is
    done; what it raises ends the work.
    """
    world = _world(scene, parts, layer, box)
    rounds = _rounds(samples, scene.camera, box)
    total, done = np.zeros((*rounds.shape, 3), np.float32), 0
    for number in range(int(rounds.max())):
        chosen = rounds > number
        light = _round(world, None, scene.camera, box, chosen=chosen, seed=seed * 1009 + number)
        total[chosen] += light if layer == "view" else np.minimum(light, _limit(light))
        done += int(np.count_nonzero(chosen))
        report(float(done / rounds.sum()))
    return _over(total, rounds)


def _over(total: NDArray[np.float32], rounds: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(total / np.maximum(rounds, 1)[..., None], np.float32)


def _limit(light: NDArray[np.float32]) -> np.float32:
    """Far above what a round shows nearly everywhere: single lucky paths beyond it are noise, not light."""
    return np.float32(max(np.percentile(light, 99.9) * 3, light.mean() * 40, 1e-6))


def _rounds(samples: Effort, camera: Camera, box: BoxXyxy | None) -> NDArray[np.uint8]:
    """(h, w) how many rounds each pixel of ``box`` needs for ``samples`` paths."""
    left, top, right, bottom = box or (0, 0, *camera.size_wh)
    if isinstance(samples, int):
        return np.full((bottom - top, right - left), rounds_of(samples), np.uint8)
    return np.asarray(-(-samples // ROUND), np.uint8)[top:bottom, left:right]


def _round(
    world: Any,
    integrator: Any | None,
    camera: Camera,
    box: BoxXyxy | None,
    *,
    chosen: NDArray[np.bool_],
    seed: int,
) -> NDArray[np.float32]:
    """(N, C) the means of a round of paths through the ``chosen`` pixels (h, w) of ``box``."""
    mi = mitsuba()
    left, top, right, bottom = box or (0, 0, *camera.size_wh)
    if "scalar" in mi.variant():
        given = {} if integrator is None else {"integrator": integrator}
        return np.array(mi.render(world, spp=ROUND, seed=seed % 2**32, **given), np.float32)[chosen]
    numbers = np.arange(camera.size_wh[0] * camera.size_wh[1], dtype=np.uint32).reshape(camera.size_wh[::-1])
    pixels = numbers[top:bottom, left:right][chosen]
    pieces = mean_paths(world, integrator or world.integrator(), camera, pixels, seed=seed)
    return np.concatenate([piece for _, piece in pieces])


@on_render_thread
def trace_buffers(
    scene: Scene, parts: Sequence[Part], *, samples: Effort = 16, seed: int = 0, box: BoxXyxy | None = None
) -> Buffers:
    """What the first hits look like, for the denoiser, for label maps and for whoever needs exact geometry.

    Pixels without samples have no colour, normal or depth.
    """
    world = _world(scene, parts, None, box)
    integrator = mitsuba().load_dict(_AOVS)
    rounds = _rounds(samples, scene.camera, box)
    total = np.zeros((*rounds.shape, 7), np.float32)
    for number in range(int(rounds.max())):
        chosen = rounds > number
        total[chosen] += _round(world, integrator, scene.camera, box, chosen=chosen, seed=seed * 1009 + number)[:, -7:]
    mean = _over(total, rounds)
    left, top, right, bottom = box or (0, 0, *scene.camera.size_wh)
    ids = _shape_ids(world, scene.camera, len(parts))[top:bottom, left:right]
    return Buffers(np.clip(mean[..., :3], 0, 1), mean[..., 3:6], mean[..., 6], ids)


def part_coverage(scene: Scene, parts: Sequence[Part], chosen: NDArray[np.bool_], *, grid: int = 3) -> Alpha:
    """(H, W) float32 0..1: how much of each pixel shows one of the ``chosen`` parts, by ``grid`` x ``grid`` rays."""
    width, height = scene.camera.size_wh
    fine = replace(scene, camera=replace(scene.camera, size_wh=(width * grid, height * grid)))
    ids = trace_ids(fine, parts)
    hit = np.append(chosen, False)[ids].astype(np.float32)
    return np.asarray(hit.reshape(height, grid, width, grid).mean(axis=(1, 3)), np.float32)


@on_render_thread
def trace_ids(scene: Scene, parts: Sequence[Part]) -> NDArray[np.int32]:
    """(H, W) int32: which part the ray through each pixel's centre hits first, -1 for none."""
    return _shape_ids(_world(scene, parts, None, None), scene.camera, len(parts))


_kept: list[tuple[Sequence[Part], Layer, Light, Any]] = []
"""The world of the last call, for the next one about the same parts; only ever touched on the thread that renders.

No two worlds live at a time: a kernel fits as many shapes and materials as there are of both together.
"""


def _world(scene: Scene, parts: Sequence[Part], layer: Layer | None, box: BoxXyxy | None) -> Any:
    """The scene for a call; without light, any layer's world that has all parts will do."""
    if _fits(scene, parts, layer):
        return _kept[0][3]
    forget()
    lit: Layer = layer or "all"  # whoever asks for a picture without light mostly asks for one with it next
    world = load_world(scene, parts, lit, box=box)
    _trim()
    _kept.append((parts, lit, scene.light, world))
    return world


def _fits(scene: Scene, parts: Sequence[Part], layer: Layer | None) -> bool:
    """Whether the world that is kept will do."""
    if not _kept or "scalar" in mitsuba().variant():
        return False
    known, had, light, _ = _kept[0]
    return known is parts and ((layer == had and light == scene.light) or (layer is None and had != "sun"))


@on_render_thread
def forget() -> None:
    """Give back the memory that the last scene takes."""
    _kept.clear()
    gc.collect()
    if (drjit := sys.modules.get("drjit")) is not None:
        drjit.flush_malloc_cache()
    _trim()


def _trim() -> None:
    """Give freed memory back to the system: glibc keeps hundreds of megabytes of it."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


def _shape_ids(world: Any, camera: Camera, count: int) -> NDArray[np.int32]:
    """(H, W) int32: which part the ray through each pixel's centre hits first, -1 for none."""
    order = {shape.id(): index for index, shape in enumerate(world.shapes())}
    numbers = np.full(len(order) + 1, -1, np.int32)
    for index in range(count):
        if (name := shape_id(index)) in order:
            numbers[order[name]] = index
    hits = _hits_scalar(world, camera.size_wh) if "scalar" in mitsuba().variant() else first_shapes(world, camera)
    return numbers[hits]


def _hits_scalar(world: Any, size_wh: tuple[int, int]) -> NDArray[np.int64]:
    width, height = size_wh
    sensor = world.sensors()[0]
    order = {shape.id(): index for index, shape in enumerate(world.shapes())}
    numbers = np.full((height, width), -1, np.int64)
    for y, x in _places(height, width):
        ray, _ = sensor.sample_ray(0.0, 0.5, [(x + 0.5) / width, (y + 0.5) / height], [0.5, 0.5])
        hit = world.ray_intersect(ray)
        if hit.is_valid():
            numbers[y, x] = order[hit.shape.id()]
    return numbers


def _places(height: int, width: int) -> Iterator[tuple[int, int]]:
    return ((y, x) for y in range(height) for x in range(width))
