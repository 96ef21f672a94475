"""Parts, light and a camera as a Mitsuba scene.

Dr.Jit compiles a kernel for the kinds and the numbers of materials, shapes and lamps that a scene has, which takes
longer than a small picture. Unseen scraps make these numbers round, so that one kernel serves many scenes.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from maskkit.geometry.camera import Camera as Pinhole
from maskkit.render import outdoors
from maskkit.render.furniture.joinery import OUTDOORS
from maskkit.render.meshes import Mesh
from maskkit.render.parts import Part
from maskkit.render.patterns import pattern
from maskkit.render.scene import Camera, Finish, Scene, Sun
from maskkit.render.solids import quad
from maskkit.render.textures.colour import linear
from maskkit.render.textures.surface import Surface
from maskkit.render.variant import mitsuba
from maskkit.render.view import pinhole, to_world
from maskkit.types import BoxXyxy

Layer = Literal["sky", "view", "sun", "lamps", "all"]
PANE_TEXELS_PER_M = 160
NEAR_M = 0.01
MIRRORINGS = 4
"""How often a window's view is thrown on by mirrors before it is lost."""

SUN_POINTS = 9
SUN_RADIUS_DEG = 0.35
_SCRAPS_Z_M = -30.0
_HARDLY = 1e-4
"""Without metal or varnish at all, a material would be of another kind to the compiler."""

_PATH: dict[str, Any] = {"type": "path", "max_depth": 7, "rr_depth": 5}
_INTEGRATORS: dict[Layer | None, dict[str, Any]] = {
    "sky": {**_PATH, "hide_emitters": True},
    "view": {"type": "path", "max_depth": MIRRORINGS},
}
_BLACK: dict[str, Any] = {"type": "diffuse", "reflectance": {"type": "rgb", "value": 0.0}}


def load_world(scene: Scene, parts: Sequence[Part], layer: Layer | None, *, box: BoxXyxy | None = None) -> Any:
    """The Mitsuba scene of one layer, or without any light; ``box`` is the part of the picture that its film holds."""
    with tempfile.TemporaryDirectory(prefix="maskkit-") as folder:
        described = _describe(scene, parts, layer, Path(folder))
        described["sensor"]["film"].update(_crop(box))
        return mitsuba().load_dict(described, optimize=False, parallel=False)


def shape_id(index: int) -> str:
    """What Mitsuba calls the part of that number."""
    return f"part{index:04d}"


def _describe(scene: Scene, parts: Sequence[Part], layer: Layer | None, folder: Path) -> dict[str, Any]:
    """Mitsuba's dictionary of the scene; meshes go through PLY files in ``folder``, which all variants read."""
    view = pinhole(scene.camera)
    world: dict[str, Any] = {
        "type": "scene",
        "integrator": _INTEGRATORS.get(layer, _PATH),
        "sensor": _sensor(scene.camera, view),
    }
    shown = {index: part for index, part in enumerate(parts) if _is_shown(part, layer)}
    finishes = dict.fromkeys(part.finish for part in shown.values())
    materials = {finish: _material(finish, layer, scene.seed, number) for number, finish in enumerate(finishes)}
    world.update(_scraps(Counter(one.kind for one in materials.values()), len(shown), folder))
    world.update((one.name, one.bsdf) for one in materials.values())
    for index, part in shown.items():
        material, path = materials[part.finish], folder / f"{shape_id(index)}.ply"
        path.write_bytes(ply_bytes(part.mesh, material.unit_m))
        world[shape_id(index)] = _shape(path, material.name, _radiance(scene, part, layer))
    if layer == "sun" and scene.light.sun is not None:
        world.update(_sun(scene.light.sun))
    return world


def _is_shown(part: Part, layer: Layer | None) -> bool:
    return not (part.finish.glass or (layer == "sun" and part.finish.texture == OUTDOORS))


@dataclass(frozen=True, slots=True)
class _Material:
    """A finish to Mitsuba: its kind to the compiler, and the size of its pattern."""

    name: str
    kind: str
    bsdf: dict[str, Any]
    unit_m: tuple[float, float]


def _material(finish: Finish, layer: Layer | None, seed: int, number: int) -> _Material:
    surface = _surface(finish, seed)
    bsdf = _BLACK if layer == "view" and not finish.mirror else _bsdf(finish, surface)
    return _Material(f"material{number:04d}", _kind(finish, surface), bsdf, surface.size_m if surface else (1.0, 1.0))


def _scraps(counts: Counter[str], shapes: int, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Scraps far below the floor, one of each kind of material first, that make the numbers of all round.

    ``counts`` says how many materials of each kind there are besides, ``shapes`` how many shapes.
    """
    path = folder / "scrap.ply"
    path.write_bytes(ply_bytes(quad((0, 0, _SCRAPS_Z_M), (0.1, 0, 0), (0, 0.1, 0))))
    kinds = [*_KINDS, *(kind for kind, (step, _, _) in _KINDS.items() for _ in range((-1 - counts[kind]) % step))]
    yield "scrap-relief", _bitmap(np.zeros((_RELIEF_PX, _RELIEF_PX), np.float32))
    for number, kind in enumerate(kinds):
        _, finish, surface = _KINDS[kind]
        yield f"rag{number:04d}", _bsdf(finish, surface, {"type": "ref", "id": "scrap-relief"})
    for number in range(len(kinds) + -(shapes + len(kinds)) % _SHAPES):
        rag = f"rag{number if number < len(kinds) else 0:04d}"
        yield f"scrap{number:04d}", {"type": "ply", "filename": str(path), "bsdf": {"type": "ref", "id": rag}}


def _kind(finish: Finish, surface: Surface | None) -> str:
    """What a material is to the compiler."""
    if finish.mirror or finish.glow:
        return "mirror" if finish.mirror else "glow"
    if surface is None:
        return "plain"
    return f"{'uneven' if _is_uneven(surface) else 'flat'}-{'mixed' if _is_mixed(surface) else 'even'}"


def _is_uneven(surface: Surface) -> bool:
    return float(np.ptp(surface.relief_m)) > 0


def _is_mixed(surface: Surface) -> bool:
    return float(np.ptp(surface.roughness)) > 0.01


def _scrap(*, uneven: bool, mixed: bool) -> Surface:
    level, slope = np.full((2, 2), 0.5, np.float32), np.array([[0, 1], [1, 0]], np.float32)
    return Surface("scrap", np.dstack([level] * 3), (1.0, 1.0), slope if mixed else level, slope if uneven else level)


_RELIEF_PX = 1024
_SHAPES = 128
_KINDS: Mapping[str, tuple[int, Finish, Surface | None]] = {
    "plain": (32, Finish(), None),
    "mirror": (2, Finish(mirror=True), None),
    "glow": (4, Finish(glow=1.0), None),
    "flat-even": (4, Finish(), _scrap(uneven=False, mixed=False)),
    "flat-mixed": (4, Finish(), _scrap(uneven=False, mixed=True)),
    "uneven-even": (8, Finish(), _scrap(uneven=True, mixed=False)),
    "uneven-mixed": (8, Finish(), _scrap(uneven=True, mixed=True)),
}
"""For each kind of material: to a multiple of what its number is filled up, and one of the kind."""


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


def _bitmap(values: NDArray[np.float32], *, size_m: Any = None, wrap: str = "repeat") -> dict[str, Any]:
    """A texture whose row 0 lies at v = 0; it is as large as 1, or ``size_m``, in texture coordinates.

    Half floats take half the memory and are fine enough. A size would be written into the kernel: what is traced has
    its own in the mesh (:func:`ply_bytes`).
    """
    mi = mitsuba()
    image = np.ascontiguousarray(values if values.ndim == 3 else values[..., None], np.float16)
    told = {
        "type": "bitmap", "bitmap": mi.Bitmap(image), "raw": True, "format": "fp16",
        "filter_type": "bilinear", "wrap_mode": wrap,
    }  # fmt: skip
    if size_m is None:
        return told
    return {**told, "to_uv": mi.ScalarTransform4f().scale([1 / float(size_m[0]), 1 / float(size_m[1]), 1])}


def _surface(finish: Finish, seed: int) -> Surface | None:
    """The pattern that is laid over a finish."""
    plain = finish.mirror or finish.glow or not finish.texture
    if plain:
        return None
    surface = pattern(finish.texture, finish.colour, seed)
    level = np.full((2, 2), finish.roughness, np.float32)
    return replace(surface, roughness=level, relief_m=0 * level) if finish.even else surface


def _bsdf(finish: Finish, surface: Surface | None, relief: dict[str, Any] | None = None) -> dict[str, Any]:
    if finish.mirror:
        return {"type": "twosided", "bsdf": {"type": "conductor", "material": "Ag"}}
    if finish.glow:
        return {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": _rgb(linear(finish.colour) * 0.6)}}
    return {"type": "twosided", "bsdf": _principled(finish) if surface is None else _textured(finish, surface, relief)}


def _principled(finish: Finish) -> dict[str, Any]:
    return {
        "type": "principled", "base_color": _rgb(linear(finish.colour)), "roughness": finish.roughness,
        "metallic": max(finish.metallic, _HARDLY), "clearcoat": max(finish.coat, _HARDLY),
        "clearcoat_gloss": 0.93, "specular": 0.45,
    }  # fmt: skip


def _textured(finish: Finish, surface: Surface, relief: dict[str, Any] | None = None) -> dict[str, Any]:
    """The finish with the pattern's colour, roughness and relief, or another ``relief``."""
    base = {**_principled(finish), "base_color": _bitmap(surface.albedo[::-1])}
    if _is_mixed(surface):
        base["roughness"] = _bitmap(surface.roughness[::-1])
    if not _is_uneven(surface):
        return base
    return {"type": "bumpmap", "arbitrary": relief or _relief(surface), "scale": 1.0, "bsdf": base}


def _relief(surface: Surface) -> dict[str, Any]:
    """A texture of the surface's relief; its size is written into the kernel, so that all have the same."""
    size = (_RELIEF_PX, _RELIEF_PX)
    return _bitmap(np.asarray(cv2.resize(surface.relief_m[::-1], size, interpolation=cv2.INTER_LINEAR), np.float32))


def _shape(path: Path, material: str, radiance: dict[str, Any] | None) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "ply", "filename": str(path), "bsdf": {"type": "ref", "id": material}}
    return {**shape, "emitter": {"type": "area", "radiance": radiance}} if radiance else shape


def ply_bytes(shape: Mesh, unit_m: tuple[float, float] = (1.0, 1.0)) -> bytes:
    """The mesh as a binary PLY file with normals and texture coordinates in ``unit_m`` (Turk 1994)."""
    names = ("x", "y", "z", "nx", "ny", "nz", "u", "v")
    values = np.concatenate([shape.vertices, shape.normals, shape.uvs / unit_m], axis=1).astype("<f4")
    faces = np.empty(len(shape.faces), np.dtype([("count", "u1"), ("corners", "<i4", 3)]))
    faces["count"], faces["corners"] = 3, shape.faces
    lines = [
        "ply", "format binary_little_endian 1.0", f"element vertex {len(values)}",
        *(f"property float {name}" for name in names),
        f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header", "",
    ]  # fmt: skip
    return "\n".join(lines).encode() + values.tobytes() + faces.tobytes()
