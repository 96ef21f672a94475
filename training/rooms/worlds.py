"""Whole places by number: shells, what is in them, and how they are lit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.render.scene import Finish
from maskkit.render.textures.colour import linear
from training.rooms import materials
from training.rooms.colours import Rng, between, chance, colour, one_of
from training.rooms.furnish import Floor, furnish
from training.rooms.layouts import plan
from training.rooms.pieces import CURTAIN, LAMP, PANE, SOLID, VEIL, Piece, at
from training.rooms.shell import Shell, bare_planes, beams, ceiling_grid, plane_normals, shell_pieces, soffit, stairs
from training.rooms.tracing import Lights, Solid, irradiance, solid

USES = ("living", "bedroom", "kitchen", "bath", "office", "hall")
USE_WEIGHTS = (0.36, 0.2, 0.17, 0.14, 0.09, 0.04)
LARGE_M2 = 0.4
DARK = 0.025
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Daylight:
    """What is outside.

    Which panorama, its light in the room's units, how bright it is shown (display white = 1), how turned and tinted.
    """

    view: str
    seed: int
    sky: float
    shown: float
    turn_deg: float
    tint: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class World:
    """A place that pictures can be taken in.

    ``everything`` is what a camera meets, ``solids`` what throws shadows, ``panes`` the glass, ``planes`` the bare
    surfaces; each with the pieces that its owners number.
    """

    shells: tuple[Shell, ...]
    floor: Floor
    pieces: tuple[Piece, ...]
    everything: Solid
    solids: Solid
    albedo: Floats
    panes: Solid | None
    pane_pieces: tuple[Piece, ...]
    planes: Solid
    plane_of: NDArray[np.uint8]
    normals: dict[int, tuple[float, float, float]]
    lights: Lights
    outside: Daylight
    told: dict[str, Any]


def world(number: int, *, empty: bool = False) -> World:
    """Place ``number``; the same number gives the same place."""
    rng = np.random.default_rng([20261125, number])
    use = one_of(rng, USES, USE_WEIGHTS)
    places = plan(rng, use)
    clutter = 0.0 if empty or chance(rng, 0.08) else float(rng.beta(2.2, 0.9))
    pieces: list[Piece] = []
    floor: Floor | None = None
    for shell in places.shells:
        pieces += shell_pieces(shell)
        made, left = furnish(
            rng, shell, use if floor is None else "living", clutter if floor is None else clutter * 0.7
        )
        pieces += made
        floor = floor or left
    pieces += _extras(rng, places.shells[0])
    planes = [piece for shell in places.shells for piece in bare_planes(shell)]
    assert floor is not None
    told = {"layout": places.kind, "use": use, "clutter": round(clutter, 3)}
    return _lit(rng, places.shells, floor, (pieces, planes), told)


def _extras(rng: Rng, shell: Shell) -> list[Piece]:
    """Beams, lit panels, a flight of stairs, now and then."""
    made: list[Piece] = []
    if chance(rng, 0.08) and not shell.slopes:
        tone = Finish(colour(rng, "wood"), "wood", roughness=0.6)
        made += beams(shell, tone, int(rng.integers(2, 7)), (between(rng, 0.08, 0.2), between(rng, 0.08, 0.25)))
    elif chance(rng, 0.06) and not shell.slopes:
        made += ceiling_grid(shell, rng)
    elif chance(rng, 0.08) and not shell.slopes:
        made += soffit(shell, between(rng, 0.15, 0.6), between(rng, 0.06, 0.25))
    if chance(rng, 0.05):
        wall = shell.walls[int(rng.integers(len(shell.walls)))]
        if wall.length_m > 2.2:
            flight = stairs(
                between(rng, 0.75, 1.1),
                min(12, int(wall.length_m / 0.27)),
                Finish(colour(rng, "wood"), "wood", roughness=0.5),
            )
            made += at(flight, wall.point(0.05, 0.02, 0.0), wall.turn_deg - 90.0)
    return made


def _lit(
    rng: Rng,
    shells: tuple[Shell, ...],
    floor: Floor,
    built: tuple[list[Piece], list[Piece]],
    told: dict[str, Any],
) -> World:
    pieces, planes = built
    night = chance(rng, 0.2)
    panes = tuple(piece for piece in pieces if piece.role == PANE)
    lamps_on = night or chance(rng, 0.45)
    lamps, lamp_light, level = _lamps(rng, pieces, shells, on=lamps_on, dark=night or not panes)
    triangles, shine = _pane_lights(rng, panes, night=night)
    sun_to, sun_light = (None, None) if night or not chance(rng, 0.45) else _sun(rng)
    lights = Lights(triangles, shine, lamps, lamp_light, sun_to, sun_light)
    glass = (*panes, *(piece for piece in pieces if piece.role == VEIL))
    kept = tuple(replace(p, glow=_glow(p, level, night=night)) for p in pieces if p.role not in (PANE, VEIL))
    shadowing = [piece for piece in kept if piece.role == SOLID]
    solids = solid([piece.mesh for piece in shadowing])
    albedo = np.stack([_bounce(piece) for piece in shadowing]).astype(np.float32)[solids.owner]
    if _is_dark(solids, albedo, lights, floor):
        lamps, lamp_light = _one_lamp(rng, shells[0])
        lights = replace(lights, lamps=lamps, lamp_light=lamp_light)
    normals = {number: normal for shell in shells for number, normal in plane_normals(shell).items()}
    outside = Daylight(
        one_of(rng, ("garden", "street", "sky")),
        int(rng.integers(4)),
        float(shine.max()) if len(shine) else 0.0,
        _shown(rng, night=night),
        between(rng, 0, 360),
        tuple(float(x) for x in rng.uniform(0.8, 1.2, 3)) if not night else (0.4, 0.55, 1.0),
    )  # type: ignore[arg-type]
    told |= {"night": night, "lamps": lamps_on, "sun": sun_to is not None, "windows": len(panes), "pieces": len(pieces)}
    return World(
        shells, floor, kept, solid([piece.mesh for piece in kept]), solids, albedo,
        solid([piece.mesh for piece in glass]) if glass else None, glass,
        solid([piece.mesh for piece in planes]), np.array([piece.plane for piece in planes], np.uint8), normals,
        lights, outside, told,
    )  # fmt: skip


def _is_dark(solids: Solid, albedo: Floats, lights: Lights, floor: Floor) -> bool:
    """Whether next to no light comes in, as behind drawn curtains."""
    spots = floor.free_places()
    spots = spots[:: max(1, len(spots) // 48)] if len(spots) else floor.low[None] + 1.0
    places = np.column_stack([spots, np.full(len(spots), 1.0)]).astype(np.float32)
    up = np.broadcast_to(np.array([0, 0, 1], np.float32), places.shape)
    light = irradiance(solids, albedo, lights, places, up, paths=8, bounces=3, seed=1)
    return float(np.median(light.mean(axis=1))) < DARK


def _one_lamp(rng: Rng, shell: Shell) -> tuple[Floats, Floats]:
    """A lamp below the middle of the ceiling that is not seen itself."""
    x, y = np.array(shell.outline).mean(axis=0)
    tone = np.array(one_of(rng, ((1.0, 0.6, 0.3), (1.0, 0.8, 0.6), (1.0, 0.97, 0.93))))
    where = np.array([(x, y, shell.height_m - 0.25, 0.12)], np.float32)
    return where, (tone * between(rng, 0.3, 1.0))[None].astype(np.float32)


def _shown(rng: Rng, *, night: bool) -> float:
    return between(rng, 0.003, 0.05) if night else float(np.exp(rng.uniform(np.log(0.3), np.log(6.0))))


def _glow(piece: Piece, level: float, *, night: bool) -> float:
    """Lamps burn at their level; cloth before a window shines by day only."""
    if piece.role == LAMP:
        return piece.glow * level
    return piece.glow * (0.02 if night and piece.label in (CURTAIN, 4) else 1.0)


def _bounce(piece: Piece) -> Floats:
    """The colour with which a piece throws light back; small patterned things count as grey and so stay unmade."""
    if piece.finish.mirror:
        return np.full(3, 0.8, np.float32)
    if piece.finish.colour != materials.OWN:
        return np.minimum(linear(piece.finish.colour), 0.85)
    low, high = piece.mesh.bounds
    size = np.sort(high - low)
    return (
        np.minimum(materials.tile(piece.finish).mean, 0.85)
        if size[1] * size[2] > LARGE_M2
        else np.full(3, 0.3, np.float32)
    )


def _pane_lights(rng: Rng, panes: tuple[Piece, ...], *, night: bool) -> tuple[Floats, Floats]:
    if not panes:
        return np.zeros((0, 3, 3), np.float32), np.zeros((0, 3), np.float32)
    triangles = np.concatenate([piece.mesh.vertices[piece.mesh.faces] for piece in panes]).astype(np.float32)
    sky = np.array([between(rng, 0.75, 1.05), between(rng, 0.9, 1.0), between(rng, 0.95, 1.35)])
    strength = between(rng, 0.002, 0.03) if night else 1.0
    return triangles, np.broadcast_to(sky * strength, (len(triangles), 3)).astype(np.float32)


def _lamps(
    rng: Rng, pieces: list[Piece], shells: tuple[Shell, ...], *, on: bool, dark: bool
) -> tuple[Floats, Floats, float]:
    """Shining balls where shades are; where a dark room has none, one at its ceiling; and the shades' brightness."""
    warm = np.array(one_of(rng, ((1.0, 0.55, 0.22), (1.0, 0.68, 0.38), (1.0, 0.85, 0.65), (1.0, 0.98, 0.95))))
    found = [piece for piece in pieces if piece.role == LAMP]
    strength = between(rng, 0.3, 1.2) if dark else between(rng, 0.05, 0.5)
    places, light = [], []
    for piece in found if on else []:
        low, high = piece.mesh.bounds
        places.append((*((low + high) / 2 - (0, 0, 0.05)), max(0.03, float((high - low).max()) * 0.35)))
        light.append(warm * strength * between(rng, 0.4, 1.6) * min(1.0, piece.glow))
    if dark and (not places or float(np.max(light)) < 0.1):
        ring = np.array(shells[0].outline)
        x, y = ring.mean(axis=0)
        places.append((float(x), float(y), shells[0].height_m - 0.25, 0.12))
        light.append(warm * between(rng, 0.4, 1.2))
    if not places:
        return np.zeros((0, 4), np.float32), np.zeros((0, 3), np.float32), 0.02
    return np.array(places, np.float32), np.array(light, np.float32), between(rng, 0.6, 3.0) if on else 0.02


def _sun(rng: Rng) -> tuple[Floats, Floats]:
    azimuth, elevation = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(10, 60))
    to = np.array([np.sin(azimuth) * np.cos(elevation), np.cos(azimuth) * np.cos(elevation), np.sin(elevation)])
    return to.astype(np.float32), (np.array([1.0, 0.9, 0.74]) * between(rng, 2.0, 12.0)).astype(np.float32)
