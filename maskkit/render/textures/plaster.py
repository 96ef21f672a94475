"""Paint, limewash, plasters, microcement and concretes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from maskkit.render.textures.colour import linear, step
from maskkit.render.textures.joints import rows
from maskkit.render.textures.laid import cut, grouted, per_tile
from maskkit.render.textures.noise import noise
from maskkit.render.textures.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]


def paint(colour: str, *, seed: int, roughness: float = 0.8, size_m: float = 1.6, pixels_per_m: float = 320) -> Surface:
    """Emulsion from the roller: a faint orange peel and hardly any clouds."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    peel = noise(shape, size, rng, largest_m=0.02, smallest_m=0.004, slope=1.0)
    cloud = noise(shape, size, rng, largest_m=0.8, smallest_m=0.1, slope=2.5)
    return _plain(
        "paint", linear(colour), np.exp(0.006 * peel + 0.005 * cloud), size, roughness=roughness, relief_m=6e-5 * peel
    )


def limewash(
    colour: str, *, seed: int, contrast: float = 0.055, size_m: float = 2.4, pixels_per_m: float = 300
) -> Surface:
    """Lime brushed on crosswise in thin coats: soft overlapping clouds that show the brush."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=0.9, smallest_m=0.06, slope=2.8)
    brushes = [noise(shape, size, rng, largest_m=0.35, slope=2.2, stretch=4, angle=turn) for turn in (0.8, 2.3, 1.5)]
    strokes = brushes[0] + brushes[1] + brushes[2]
    t = 0.75 * cloud + 0.35 * strokes
    return _plain("limewash", linear(colour), np.exp(contrast * t), size, roughness=0.9, relief_m=5e-5 * strokes)


def concrete(
    colour: str,
    *,
    seed: int,
    contrast: float = 0.085,
    pits: float = 1.0,
    size_m: float = 3.0,
    roughness: float = 0.6,
    pixels_per_m: float = 400,
) -> Surface:
    """Cast concrete: clouds of all sizes, water stains that run down, and air holes."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=1.4, smallest_m=0.02, slope=2.7)
    stain = noise(shape, size, rng, largest_m=0.5, smallest_m=0.01, slope=2.4, stretch=2.5, angle=np.pi / 2)
    grain = noise(shape, size, rng, largest_m=0.02, slope=0.6)
    hole = pits * step(2.9, 3.6, noise(shape, size, rng, largest_m=0.02, smallest_m=0.006, slope=1.0))
    tone = np.exp(contrast * (0.8 * cloud + 0.45 * stain + 0.3 * grain)) * (1 - 0.45 * hole)
    return _plain("concrete", linear(colour), tone, size, roughness=roughness, relief_m=3e-5 * grain - 8e-4 * hole)


def microcement(
    colour: str,
    *,
    seed: int,
    contrast: float = 0.05,
    size_m: float = 3.0,
    roughness: float = 0.35,
    pixels_per_m: float = 360,
) -> Surface:
    """A thin trowelled coat: broad clouds and the sweeps of the trowel, no joints and no holes."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    cloud = noise(shape, size, rng, largest_m=1.5, smallest_m=0.08, slope=2.6)
    sweeps = [
        noise(shape, size, rng, largest_m=0.5, smallest_m=0.005, slope=2.3, stretch=3, angle=a) for a in (0.5, 2.2)
    ]
    gate = step(-0.7, 0.7, noise(shape, size, rng, largest_m=0.6, smallest_m=0.15, slope=2.0))
    sweep = np.asarray(sweeps[0] * gate + sweeps[1] * (1 - gate), np.float32)
    return _plain(
        "microcement",
        linear(colour),
        np.exp(contrast * (0.8 * cloud + 0.6 * sweep)),
        size,
        roughness=roughness,
        relief_m=np.float32(3e-5) * sweep,
    )


def venetian(
    colour: str,
    *,
    seed: int,
    contrast: float = 0.07,
    size_m: float = 2.4,
    roughness: float = 0.2,
    pixels_per_m: float = 320,
) -> Surface:
    """Polished stucco: short strokes of the steel float, one over the other, each catching the light its own way."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    tone, gloss = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for turn in (0.35, 1.2, 2.1, 2.8):
        patch = noise(shape, size, rng, largest_m=0.4, smallest_m=0.05, slope=1.8, stretch=2.2, angle=turn)
        stroke = step(0.1, 0.5, patch)
        value = noise(shape, size, rng, largest_m=0.25, smallest_m=0.01, slope=2.2, stretch=3, angle=turn)
        tone = tone * (1 - 0.6 * stroke) + 0.6 * stroke * value
        gloss = gloss * (1 - stroke) + stroke * value
    cloud = noise(shape, size, rng, largest_m=1.2, smallest_m=0.1, slope=2.6)
    shade = np.exp(contrast * (0.8 * tone + 0.5 * cloud))
    made = _plain(
        "polished plaster", linear(colour), shade, size, roughness=roughness, relief_m=np.float32(2.5e-5) * tone
    )
    return replace(made, roughness=np.clip(roughness + 0.05 * gloss, 0.06, 0.6).astype(np.float32))


def rough_plaster(
    colour: str, *, seed: int, size_m: float = 2.0, roughness: float = 0.92, pixels_per_m: float = 360
) -> Surface:
    """Lime plaster from a wooden float: sandy, in low waves, with shadows of its own."""
    rng = np.random.default_rng(seed)
    shape, size = (round(size_m * pixels_per_m),) * 2, (size_m, size_m)
    sand = noise(shape, size, rng, largest_m=0.006, slope=0.5)
    waves = noise(shape, size, rng, largest_m=0.3, smallest_m=0.02, slope=2.6)
    arcs = noise(shape, size, rng, largest_m=0.25, smallest_m=0.006, slope=1.8, stretch=3, angle=0.6)
    shade = np.exp(0.025 * sand + 0.03 * waves + 0.02 * arcs)
    relief = (1e-4 * sand + 7e-4 * waves + 2e-4 * arcs).astype(np.float32)
    return _plain("rough plaster", linear(colour), shade, size, roughness=roughness, relief_m=relief)


def boarded_concrete(
    colour: str, *, seed: int, board_m: float = 0.14, roughness: float = 0.7, pixels_per_m: float = 380
) -> Surface:
    """Concrete that shows the level boards it was cast against: grain, fins at the joints, air holes."""
    rng = np.random.default_rng(seed)
    laying = rows((2.8, board_m), (1, 2 * round(1.2 / board_m)), shift=0.5, pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    grain = noise(shape, size, rng, largest_m=0.015, slope=0.9, stretch=30)
    rings = noise(shape, size, rng, largest_m=0.1, smallest_m=0.004, slope=1.7, stretch=16)
    grain, rings = cut(laying, rng, grain, rings)
    cloud = noise(shape, size, rng, largest_m=1.4, smallest_m=0.03, slope=2.6)
    hole = step(2.8, 3.4, noise(shape, size, rng, largest_m=0.018, smallest_m=0.005, slope=1.0))
    fin = np.exp(-((laying.edge_m / 0.0025) ** 2))
    level = per_tile(laying, 6e-4 * rng.standard_normal(laying.tiles))
    tone = 0.06 * per_tile(laying, rng.standard_normal(laying.tiles)) + 0.05 * rings + 0.05 * grain + 0.06 * cloud
    shade = np.exp(tone) * (1 - 0.4 * hole) * (1 - 0.12 * fin)
    relief = (level + 1.5e-4 * grain + 1e-4 * rings + 1.2e-3 * fin - 8e-4 * hole).astype(np.float32)
    made = _plain("boarded concrete", linear(colour), shade, size, roughness=roughness, relief_m=relief)
    return replace(made, module_m=laying.module_m)


def concrete_panels(
    colour: str,
    *,
    seed: int,
    panel_m: tuple[float, float] = (1.25, 0.9),
    roughness: float = 0.55,
    pixels_per_m: float = 380,
) -> Surface:
    """Fair-faced concrete in panels, with shadow joints and the holes of the formwork ties."""
    rng = np.random.default_rng(seed)
    laying = rows(panel_m, (2, 3), pixels_per_m=pixels_per_m)
    shape, size = laying.shape, laying.size_m
    cloud = noise(shape, size, rng, largest_m=1.2, smallest_m=0.02, slope=2.7)
    stain = noise(shape, size, rng, largest_m=0.5, smallest_m=0.01, slope=2.4, stretch=2.5, angle=np.pi / 2)
    grain = noise(shape, size, rng, largest_m=0.02, slope=0.6)
    cloud, stain, grain = cut(laying, rng, cloud, stain, grain)
    hole = step(2.9, 3.5, noise(shape, size, rng, largest_m=0.02, smallest_m=0.005, slope=1.0))
    x, y = (
        np.minimum(laying.along_m, panel_m[0] - laying.along_m),
        np.minimum(laying.across_m, panel_m[1] - laying.across_m),
    )
    tie = np.hypot(x - 0.2 * panel_m[0], y - 0.22 * panel_m[1])
    cone = step(-0.016, -0.013, -tie.astype(np.float32))
    tone = 0.07 * cloud + 0.035 * stain + 0.025 * grain + 0.035 * per_tile(laying, rng.standard_normal(laying.tiles))
    face = linear(colour) * (np.exp(tone) * (1 - 0.45 * hole) * (1 - 0.5 * cone))[..., None]
    return grouted(
        "concrete panels",
        laying,
        face,
        rng,
        joint=colour,
        joint_m=0.006,
        roughness=roughness,
        relief_m=(3e-5 * grain - 8e-4 * hole - 0.004 * cone).astype(np.float32),
        bevel_m=0.003,
        depth_m=0.004,
    )


def _plain(
    name: str, colour: Field, tone: Field, size_m: tuple[float, float], *, roughness: float, relief_m: Field
) -> Surface:
    albedo = np.clip(colour * tone[..., None], 0.01, 0.92).astype(np.float32)
    even = np.broadcast_to(np.float32(roughness), tone.shape)
    return Surface(name, albedo, size_m, even, relief_m.astype(np.float32))
