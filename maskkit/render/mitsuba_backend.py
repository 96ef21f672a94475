"""Parts and a camera as a Mitsuba scene, and what Mitsuba makes of them: light, surface buffers and shape ids.

Light is additive, so each kind of light is traced on its own: the sky's light that comes in through the panes, the view
of the panes themselves, sun, lamps. Every picture then needs one kind of sampling only, and their strengths can be set
after rendering, as when bracketed photos are merged. The view is seen directly and in mirrors and lights nothing; the
sky lights the room, its panes are black wherever they are seen. Windows' panes emit where they stand; for the sun they
are left out, so that it shines through. Parts of clear glass are never traced: see :mod:`maskkit.render.glass`.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.render import outdoors
from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.meshes import Mesh
from maskkit.render.parts import Part
from maskkit.render.patterns import pattern
from maskkit.render.scene import Camera, Finish, Scene, Sun
from maskkit.render.textures.colour import linear
from maskkit.render.textures.surface import Surface
from maskkit.render.variant import mitsuba, on_render_thread
from maskkit.render.view import pinhole, to_world
from maskkit.types import Alpha, BoxXyxy, RgbLinear

Layer = Literal["sky", "view", "sun", "lamps", "all"]
PANE_TEXELS_PER_M = 160
PASS_SAMPLES = 16
NEAR_M = 0.01
MIRRORINGS = 4
"""How often a window's view is thrown on by mirrors before it is lost."""

SUN_POINTS = 9
SUN_RADIUS_DEG = 0.35
_PATH: dict[str, Any] = {"type": "path", "max_depth": 7, "rr_depth": 5}
_INTEGRATORS: dict[Layer | None, dict[str, Any]] = {
    "sky": {**_PATH, "hide_emitters": True},
    "view": {"type": "path", "max_depth": MIRRORINGS},
}
_BLACK: dict[str, Any] = {"type": "diffuse", "reflectance": {"type": "rgb", "value": 0.0}}


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
    scene: Scene, parts: Sequence[Part], layer: Layer, *, samples: int, seed: int, box: BoxXyxy | None = None
) -> RgbLinear:
    """(H, W, 3) float32 light of one layer at strength 1, the mean of at least ``samples`` paths a pixel.

    ``box`` traces that part of the picture only.
    """
    mi = mitsuba()
    with tempfile.TemporaryDirectory(prefix="maskkit-") as folder:
        described = _describe(scene, parts, layer, Path(folder))
        described["sensor"]["film"].update(_crop(box))
        world = mi.load_dict(described, optimize=False)
    passes = max(1, -(-samples // PASS_SAMPLES))
    each = -(-samples // passes)
    left, top, right, bottom = box or (0, 0, *scene.camera.size_wh)
    total = np.zeros((bottom - top, right - left, 3), np.float64)
    for index in range(passes):
        picture = np.array(mi.render(world, spp=each, seed=(seed * 1009 + index) % 2**32))[..., :3]
        total += picture if layer == "view" else np.minimum(picture, _limit(picture))
    return (total / passes).astype(np.float32)


def _limit(picture: NDArray[np.float32]) -> float:
    """Far above what a pass shows nearly everywhere: single lucky paths beyond it are noise, not light."""
    return float(max(np.percentile(picture, 99.9) * 3, picture.mean() * 40, 1e-6))


@on_render_thread
def trace_buffers(scene: Scene, parts: Sequence[Part], *, samples: int = 16, seed: int = 0) -> Buffers:
    """What the first hits look like, for the denoiser, for label maps and for whoever needs exact geometry."""
    mi = mitsuba()
    with tempfile.TemporaryDirectory(prefix="maskkit-") as folder:
        world = mi.load_dict(_describe(scene, parts, None, Path(folder)), optimize=False)
    integrator = mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal,depth:depth"})
    values = np.array(mi.render(world, integrator=integrator, spp=samples, seed=seed % 2**32))[..., -7:].astype(
        np.float32
    )
    ids = _shape_ids(world, scene.camera.size_wh, len(parts))
    return Buffers(np.clip(values[..., :3], 0, 1), values[..., 3:6], values[..., 6], ids)


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
    mi = mitsuba()
    with tempfile.TemporaryDirectory(prefix="maskkit-") as folder:
        world = mi.load_dict(_describe(scene, parts, None, Path(folder)), optimize=False)
    return _shape_ids(world, scene.camera.size_wh, len(parts))


def _shape_ids(world: Any, size_wh: tuple[int, int], count: int) -> NDArray[np.int32]:
    """(H, W) int32: which part the ray through each pixel's centre hits first, -1 for none."""
    order = {shape.id(): index for index, shape in enumerate(world.shapes())}
    numbers = np.full(len(order) + 1, -1, np.int32)
    for index in range(count):
        if (name := _shape_id(index)) in order:
            numbers[order[name]] = index
    hits = _hits_scalar if "scalar" in mitsuba().variant() else _hits_jit
    return numbers[hits(world, world.sensors()[0], size_wh)]


def _hits_jit(world: Any, sensor: Any, size_wh: tuple[int, int]) -> NDArray[np.int64]:
    mi, dr = mitsuba(), importlib.import_module("drjit")
    width, height = size_wh
    index = dr.arange(mi.UInt32, width * height)
    place = mi.Point2f((mi.Float(index % width) + 0.5) / width, (mi.Float(index // width) + 0.5) / height)
    ray, _ = sensor.sample_ray(0.0, 0.5, place, mi.Point2f(0.5))
    hit = world.ray_intersect_preliminary(ray, coherent=True)
    found = world.shapes_dr()
    numbers = np.full(height * width, -1, np.int64)
    pointers = np.array(dr.reinterpret_array(mi.UInt32, hit.shape))
    known = np.array(dr.reinterpret_array(mi.UInt32, found))
    lookup = {int(pointer): place_ for place_, pointer in enumerate(known)}
    for pointer in np.unique(pointers):
        numbers[pointers == pointer] = lookup.get(int(pointer), -1)
    return numbers.reshape(height, width)


def _hits_scalar(world: Any, sensor: Any, size_wh: tuple[int, int]) -> NDArray[np.int64]:
    width, height = size_wh
    order = {shape.id(): index for index, shape in enumerate(world.shapes())}
    numbers = np.full((height, width), -1, np.int64)
    for y in range(height):
        for x in range(width):
            ray, _ = sensor.sample_ray(0.0, 0.5, [(x + 0.5) / width, (y + 0.5) / height], [0.5, 0.5])
            hit = world.ray_intersect(ray)
            if hit.is_valid():
                numbers[y, x] = order[hit.shape.id()]
    return numbers


def _shape_id(index: int) -> str:
    return f"part{index:04d}"


def _describe(scene: Scene, parts: Sequence[Part], layer: Layer | None, folder: Path) -> dict[str, Any]:
    """Mitsuba's dictionary of the scene; meshes go through PLY files in ``folder``, which all variants read."""
    view = pinhole(scene.camera)
    world: dict[str, Any] = {
        "type": "scene",
        "integrator": _INTEGRATORS.get(layer, _PATH),
        "sensor": _sensor(scene.camera, view),
    }
    materials: dict[Finish, str] = {}
    for index, part in enumerate(parts):
        if part.finish.glass or (layer == "sun" and part.finish.texture == OUTDOORS):
            continue
        if part.finish not in materials:
            materials[part.finish] = f"material{len(materials):04d}"
            hidden = layer == "view" and not part.finish.mirror
            world[materials[part.finish]] = _BLACK if hidden else _bsdf(part.finish, scene.seed)
        world[_shape_id(index)] = _shape(part, index, folder, materials[part.finish], _radiance(scene, part, layer))
    if layer == "sun" and scene.light.sun is not None:
        world.update(_sun(scene.light.sun))
    return world


def _sensor(camera: Camera, view: Pinhole) -> dict[str, Any]:
    right, down, forward = to_world(view.rotation)
    matrix = np.eye(4)
    matrix[:3] = np.column_stack([-right, -down, forward, camera.eye])
    width, height = camera.size_wh
    return {
        "type": "perspective", "fov": camera.fov_deg, "fov_axis": "x", "near_clip": NEAR_M, "far_clip": 1000.0,
        "to_world": mitsuba().ScalarTransform4f(matrix),
        "film": {
            "type": "hdrfilm", "width": width, "height": height, "pixel_format": "rgb", "component_format": "float32",
            "rfilter": {"type": "box"},
        },
        "sampler": {"type": "independent"},
    }  # fmt: skip


def _crop(box: BoxXyxy | None) -> dict[str, int]:
    if box is None:
        return {}
    left, top, right, bottom = box
    return {"crop_offset_x": left, "crop_offset_y": top, "crop_width": right - left, "crop_height": bottom - top}


def _sun(sun: Sun) -> dict[str, Any]:
    """The sun's disc as points on a ring and its middle, so that its shadows have soft edges."""
    angles = np.arange(SUN_POINTS - 1) * (2 * np.pi / (SUN_POINTS - 1))
    ring = SUN_RADIUS_DEG * 0.8 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    suns = {}
    for index, (aside, above) in enumerate([(0.0, 0.0), *ring]):
        azimuth, elevation = np.radians([sun.azimuth_deg + aside, sun.elevation_deg + above])
        towards = [np.sin(azimuth) * np.cos(elevation), np.cos(azimuth) * np.cos(elevation), np.sin(elevation)]
        light = _rgb(np.divide(sun.colour, SUN_POINTS))
        suns[f"sun{index}"] = {
            "type": "directional",
            "direction": [-float(part) for part in towards],
            "irradiance": light,
        }
    return suns


def _radiance(scene: Scene, part: Part, layer: Layer | None) -> dict[str, Any] | None:
    """What a part emits in a layer, or None."""
    if part.finish.texture == OUTDOORS:
        strength = scene.light.sky if layer == "all" else 1.0
        return _pane_light(scene, part.mesh, layer, strength) if layer in ("sky", "view", "all") else None
    if part.finish.glow and layer in ("lamps", "all"):
        strength = scene.light.lamps if layer == "all" else 1.0
        return _rgb(linear(part.finish.colour) * part.finish.glow * strength)
    return None


def _pane_light(scene: Scene, pane: Mesh, layer: Layer, strength: float = 1.0) -> dict[str, Any]:
    """The surroundings as the camera sees them through the pane: they are far, so every texel looks along its own ray.

    What lights the room is the whole sky and not the trees in view: there the pane is even and hardly coloured.
    """
    corner, across, up = pane.vertices[0], pane.vertices[1] - pane.vertices[0], pane.vertices[3] - pane.vertices[0]
    columns, rows = (max(2, round(float(np.linalg.norm(edge)) * PANE_TEXELS_PER_M)) for edge in (across, up))
    u, v = np.meshgrid((np.arange(columns) + 0.5) / columns, (np.arange(rows) + 0.5) / rows)
    places = corner + u[..., None] * across + v[..., None] * up
    light = outdoors.seen_through(outdoors.panorama(scene.light.view, scene.seed), places - scene.camera.eye)
    if layer == "view":
        return _bitmap(light, wrap="clamp", size_m=pane.uvs.max(axis=0))
    mean = light.mean(axis=(0, 1))
    return _rgb(strength * (0.75 * mean.mean() + 0.25 * mean) * np.asarray(scene.light.sky_colour, np.float32))


def _rgb(colour: Any) -> dict[str, Any]:
    return {"type": "rgb", "value": [float(part) for part in colour]}


def _bitmap(values: NDArray[np.float32], *, size_m: Any, wrap: str = "repeat") -> dict[str, Any]:
    """A texture whose row 0 lies at v = 0."""
    mi = mitsuba()
    image = np.ascontiguousarray(values if values.ndim == 3 else values[..., None], np.float32)
    return {
        "type": "bitmap", "bitmap": mi.Bitmap(image), "raw": True, "filter_type": "bilinear", "wrap_mode": wrap,
        "to_uv": mi.ScalarTransform4f().scale([1 / float(size_m[0]), 1 / float(size_m[1]), 1]),
    }  # fmt: skip


def _bsdf(finish: Finish, seed: int) -> dict[str, Any]:
    if finish.mirror:
        return {"type": "twosided", "bsdf": {"type": "conductor", "material": "Ag"}}
    if finish.glow:
        return {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": _rgb(linear(finish.colour) * 0.6)}}
    surface = pattern(finish.texture, finish.colour, seed) if finish.texture else None
    return {"type": "twosided", "bsdf": _principled(finish) if surface is None else _textured(finish, surface)}


def _principled(finish: Finish) -> dict[str, Any]:
    return {
        "type": "principled", "base_color": _rgb(linear(finish.colour)), "roughness": finish.roughness,
        "metallic": finish.metallic, "clearcoat": finish.coat, "clearcoat_gloss": 0.93, "specular": 0.45,
    }  # fmt: skip


def _textured(finish: Finish, surface: Surface) -> dict[str, Any]:
    """The finish with the pattern's colour, roughness and relief."""
    base = {**_principled(finish), "base_color": _bitmap(surface.albedo[::-1], size_m=surface.size_m)}
    if float(np.ptp(surface.roughness)) > 0.01:
        base["roughness"] = _bitmap(surface.roughness[::-1], size_m=surface.size_m)
    if float(np.ptp(surface.relief_m)) == 0:
        return base
    relief = _bitmap(surface.relief_m[::-1], size_m=surface.size_m)
    return {"type": "bumpmap", "arbitrary": relief, "scale": 1.0, "bsdf": base}


def _shape(part: Part, index: int, folder: Path, material: str, radiance: dict[str, Any] | None) -> dict[str, Any]:
    path = folder / f"{_shape_id(index)}.ply"
    path.write_bytes(ply_bytes(part.mesh))
    shape: dict[str, Any] = {"type": "ply", "filename": str(path), "bsdf": {"type": "ref", "id": material}}
    return {**shape, "emitter": {"type": "area", "radiance": radiance}} if radiance else shape


def ply_bytes(shape: Mesh) -> bytes:
    """The mesh as a binary PLY file with normals and texture coordinates (Turk 1994)."""
    names = ("x", "y", "z", "nx", "ny", "nz", "u", "v")
    values = np.concatenate([shape.vertices, shape.normals, shape.uvs], axis=1).astype("<f4")
    faces = np.empty(len(shape.faces), np.dtype([("count", "u1"), ("corners", "<i4", 3)]))
    faces["count"], faces["corners"] = 3, shape.faces
    lines = [
        "ply", "format binary_little_endian 1.0", f"element vertex {len(values)}",
        *(f"property float {name}" for name in names),
        f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header", "",
    ]  # fmt: skip
    return "\n".join(lines).encode() + values.tobytes() + faces.tobytes()
