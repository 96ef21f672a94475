"""Schemes for kitchens, by theme."""

from __future__ import annotations

from maskkit.render.designs.words import (
    CALACATTA,
    DARK_GROUT_METRO,
    LIGHT_TERRAZZO,
    PEARL,
    WHITE_METRO,
    Scheme,
    big_porcelain,
    brick,
    checkerboard,
    concrete,
    dado,
    finger,
    glazed,
    herringbone,
    marble_tiles,
    microcement,
    paint,
    painted,
    painted_brick,
    planks,
    porcelain,
    slabs,
    square,
    stacked,
    whole,
    zellige,
)
from maskkit.render.textures import stone, wood

MODERN = (
    Scheme(
        "pearl and oak",
        PEARL,
        painted("#e9e6e0"),
        dado(big_porcelain(colour="#dcd8d0", joint="#cbc7bf", cloud=0.04), paint(colour="#e9e6e0"), 1.5, trim_m=0.0),
        joinery="#2c3b3c",
        metal="#202020",
    ),
    Scheme(
        "oak and sage",
        planks(timber=wood.NATURAL_OAK),
        painted("#dfe1d8"),
        dado(finger(colour="#8ea292", joint="#b5beb4"), paint(colour="#dfe1d8"), 1.5, trim_m=0.0),
        joinery="#e6e3dc",
    ),
    Scheme(
        "graphite line",
        porcelain(colour="#77746f", joint="#5f5c58"),
        painted("#d5d2cc"),
        dado(stacked(colour="#e6e4de", joint="#c5c2bc"), paint(colour="#d5d2cc"), 1.5, trim_m=0.0),
        joinery="#3b3c3d",
    ),
    Scheme(
        "terracotta note",
        microcement(colour="#b3aa9d"),
        painted("#eae4da"),
        dado(square(colour="#a9593f", joint="#c9b3a3", tone=0.08), paint(colour="#eae4da"), 1.5, trim_m=0.0),
        joinery="#d8cdbb",
    ),
)

INDUSTRIAL = (
    Scheme(
        "loft brick",
        planks(timber=wood.RECLAIMED),
        painted("#c9c6c0", skirting="#2f2f2f"),
        whole(brick()),
        joinery="#2e2f30",
        metal="#1c1c1c",
    ),
    Scheme(
        "concrete and metro",
        microcement(colour="#7d7a76"),
        whole(concrete(colour="#aaa7a1")),
        dado(DARK_GROUT_METRO, concrete(colour="#aaa7a1"), 1.55, trim="#1f1f1f"),
        joinery="#3a3a39",
        metal="#1c1c1c",
    ),
    Scheme(
        "white brick loft",
        planks(timber=wood.GREY_OAK),
        painted("#dedbd5", skirting="#3a3a39"),
        whole(painted_brick(colour="#e6e3dd")),
        joinery="#53483d",
        metal="#8c6a3f",
    ),
    Scheme(
        "steel blue",
        porcelain(colour="#5f5d5b", joint="#4a4847", cloud=0.1),
        painted("#8d979c", skirting="#2e3336"),
        dado(glazed(colour="#31414b", joint="#7c858a", tone=0.08), paint(colour="#8d979c"), 1.5, trim="#1f1f1f"),
        joinery="#7a5a3d",
    ),
)

SCANDINAVIAN = (
    Scheme(
        "pale oak and white",
        planks(timber=wood.PALE_OAK),
        painted("#edebe6"),
        dado(WHITE_METRO, paint(colour="#edebe6"), 1.5, trim_m=0.0),
        joinery="#e9e7e2",
        metal="#2b2b2b",
    ),
    Scheme(
        "herringbone and clay",
        herringbone(timber=wood.NATURAL_OAK),
        painted("#e5d9cc"),
        dado(square(colour="#f0eee9", joint="#d9d6d0"), paint(colour="#e5d9cc"), 1.5, trim_m=0.0),
        joinery="#d9cfc0",
    ),
    Scheme(
        "sage kitchen",
        planks(timber=wood.WHITE_OAK),
        painted("#bcc8ba"),
        dado(stacked(colour="#efede8", joint="#d6d4cf"), paint(colour="#bcc8ba"), 1.5, trim_m=0.0),
        joinery="#a9b6a6",
    ),
    Scheme(
        "winter sky",
        LIGHT_TERRAZZO,
        painted("#d3dadd"),
        dado(zellige(colours=("#eef0ef", "#dfe4e5", "#e8eaea")), paint(colour="#d3dadd"), 1.5, trim_m=0.0),
        joinery="#cbb48d",
    ),
)

LUXURIOUS = (
    Scheme(
        "Calacatta splash",
        herringbone(timber=wood.SMOKED_OAK),
        painted("#ddd5c8"),
        dado(CALACATTA, paint(colour="#ddd5c8"), 1.6, trim="#b3894f"),
        joinery="#27343a",
        metal="#b3894f",
        worktop="#efece6",
    ),
    Scheme(
        "walnut and Nero",
        planks(timber=wood.WALNUT),
        painted("#cfc6b8"),
        dado(slabs(quarry=stone.NERO), paint(colour="#cfc6b8"), 1.6, trim="#b3894f"),
        joinery="#e3dccf",
        metal="#b3894f",
        worktop="#1d1d1f",
    ),
    Scheme(
        "marble hall",
        marble_tiles(quarry=stone.CALACATTA),
        painted("#34453f", skirting="#2a3833"),
        dado(slabs(quarry=stone.STATUARIO), paint(colour="#34453f"), 1.6, trim="#b3894f"),
        joinery="#34453f",
        metal="#b3894f",
    ),
    Scheme(
        "chequers",
        checkerboard(dark=stone.EMPERADOR, light=stone.CALACATTA),
        painted("#e6dfd2"),
        dado(zellige(colours=("#e4d8c2", "#d2c3a8", "#ece3d2")), paint(colour="#e6dfd2"), 1.6, trim="#b3894f"),
        joinery="#5d2f2b",
        metal="#b3894f",
    ),
)
