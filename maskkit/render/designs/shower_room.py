"""Schemes for shower rooms, by theme."""

from __future__ import annotations

from maskkit.render.designs.words import (
    CALACATTA,
    DARK_GROUT_METRO,
    GREIGE,
    LIGHT_TERRAZZO,
    PEARL,
    WHITE_METRO,
    Scheme,
    big_porcelain,
    checkerboard,
    concrete,
    finger,
    glazed,
    hexagon,
    marble_tiles,
    microcement,
    planks,
    porcelain,
    slabs,
    square,
    stacked,
    terrazzo,
    whole,
    zellige,
)
from maskkit.render.textures import stone, wood

MODERN = (
    Scheme("one stone", GREIGE, whole(big_porcelain(colour="#c4bdb1", joint="#b0a99d")), None, metal="#2b2b2b"),
    Scheme(
        "anthracite niche",
        porcelain(colour="#55534f", joint="#454340"),
        whole(big_porcelain(colour="#d3cfc7", joint="#c1bdb5", cloud=0.05)),
        whole(big_porcelain(colour="#5f5d5a", joint="#4d4b49", cloud=0.09)),
        metal="#202020",
    ),
    Scheme(
        "sea glass",
        LIGHT_TERRAZZO,
        whole(stacked(colour="#e8e8e3", joint="#d0cfca")),
        whole(finger(colour="#5f8a8b", joint="#9fb5b4")),
        metal="#c4c5c6",
    ),
    Scheme(
        "seamless",
        microcement(colour="#9e958a"),
        whole(microcement(colour="#c5bbae")),
        whole(zellige(colours=("#b9a58f", "#a88f78", "#c8b7a3"))),
        metal="#b08d57",
    ),
)

INDUSTRIAL = (
    Scheme("dark grout", hexagon(colours=("#3c3c3b", "#4b4a49")), whole(DARK_GROUT_METRO), None, metal="#1c1c1c"),
    Scheme(
        "concrete cube",
        microcement(colour="#7a7773"),
        whole(concrete(colour="#a8a5a0", pits=0.6)),
        whole(stacked(colour="#25272a", joint="#494949", tone=0.1)),
        metal="#8c6a3f",
    ),
    Scheme(
        "rust and stone",
        porcelain(colour="#4f4e4c", joint="#3f3e3d"),
        whole(big_porcelain(colour="#8d8a86", joint="#767370", cloud=0.1)),
        whole(zellige(colours=("#7a4a35", "#8f5d43", "#5f3a2b"))),
        metal="#1c1c1c",
    ),
    Scheme(
        "workshop green",
        porcelain(colour="#6f6d69", joint="#575552"),
        whole(glazed(colour="#dfe0da", joint="#6a6a66")),
        whole(glazed(colour="#2c5546", joint="#74807a", tone=0.08)),
        metal="#1c1c1c",
    ),
)

SCANDINAVIAN = (
    Scheme(
        "snow",
        hexagon(colours=("#d8d6d0", "#c9c6bf"), width_m=0.1),
        whole(stacked(colour="#eeece7", joint="#d6d4cf")),
        None,
        metal="#2b2b2b",
    ),
    Scheme(
        "birch sauna",
        porcelain(colour="#c4beb3", joint="#aea89d"),
        whole(WHITE_METRO),
        whole(planks(timber=wood.PALE_OAK, board_m=(1.8, 0.12), count=(2, 16))),
        metal="#2b2b2b",
    ),
    Scheme(
        "mint",
        terrazzo(ground="#e0ddd6", chips=("#8fa89a", "#8a8884", "#c9bfae", "#6c7f75")),
        whole(square(colour="#efeeea", joint="#d8d6d1")),
        whole(square(colour="#a6bfb0", joint="#d0d8d2", tone=0.05)),
        metal="#c4c5c6",
    ),
    Scheme(
        "soft grey",
        PEARL,
        whole(zellige(colours=("#efece5", "#e2ded5", "#eae6de"))),
        whole(zellige(colours=("#b3bcc0", "#9faab0", "#c4cbce"))),
        metal="#b8b6b1",
    ),
)

LUXURIOUS = (
    Scheme(
        "Calacatta room",
        marble_tiles(quarry=stone.CALACATTA),
        whole(CALACATTA),
        whole(slabs(quarry=stone.CALACATTA, matched=True, count=(2, 1))),
        metal="#b3894f",
    ),
    Scheme(
        "night",
        marble_tiles(quarry=stone.NERO),
        whole(slabs(quarry=stone.STATUARIO)),
        whole(slabs(quarry=stone.NERO)),
        metal="#b3894f",
    ),
    Scheme(
        "verde",
        checkerboard(dark=stone.VERDE, light=stone.CARRARA),
        whole(slabs(quarry=stone.CARRARA)),
        whole(slabs(quarry=stone.VERDE)),
        metal="#b3894f",
    ),
    Scheme(
        "hammam",
        marble_tiles(quarry=stone.EMPERADOR),
        whole(zellige(colours=("#e6dac6", "#d6c6ac", "#eee5d5"))),
        whole(zellige(colours=("#24504a", "#336a62", "#48827a"))),
        metal="#b3894f",
    ),
)
