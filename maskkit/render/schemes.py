"""The designer's table: for every room and theme, the schemes that a look is picked from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from maskkit.render.textures import ceramic, masonry, plaster, stone, wood
from maskkit.roomapi.words import RoomType, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from maskkit.render.textures.surface import Surface


@dataclass(frozen=True)
class Recipe:
    """A material that is made when it is first used: a maker and what to give it."""

    maker: Callable[..., Surface]
    given: tuple[tuple[str, Any], ...] = ()

    def made(self, seed: int) -> Surface:
        """The surface; the last few are kept, so that a second picture of the same look costs nothing."""
        return _made(self, seed)


@lru_cache(maxsize=12)
def _made(recipe: Recipe, seed: int) -> Surface:
    return recipe.maker(**dict(recipe.given), seed=seed)


@dataclass(frozen=True)
class WallScheme:
    """Recipes from the floor up, and the heights where one ends and the next begins."""

    recipes: tuple[Recipe, ...]
    heights_m: tuple[float, ...] = ()
    trim_m: float = 0.0
    trim: str = ""
    skirting_m: float = 0.0
    skirting: str = "#ecebe7"


@dataclass(frozen=True)
class Scheme:
    """One designed room. ``feature`` None means that all walls are alike."""

    name: str
    floor: Recipe
    wall: WallScheme
    feature: WallScheme | None = None
    ceiling: Recipe = Recipe(plaster.paint, (("colour", "#f1f0ec"),))
    joinery: str = "#e8e6e1"
    worktop: str = "#dcd9d3"
    metal: str = "#c9cacb"
    textile: str = "#c9c2b6"


def _recipe(maker: Callable[..., Surface], **given: Any) -> Recipe:
    return Recipe(maker, tuple(sorted(given.items())))


_porcelain = partial(_recipe, ceramic.porcelain)
_big_porcelain = partial(_porcelain, tile_m=(1.2, 0.6), count=(3, 4))
_glazed = partial(_recipe, ceramic.glazed)
_stacked = partial(_glazed, tile_m=(0.075, 0.225), count=(24, 8), shift=0.0)
_finger = partial(_glazed, tile_m=(0.03, 0.15), count=(60, 12), shift=0.0, tone=0.06)
_square = partial(_glazed, tile_m=(0.1, 0.1), count=(18, 18), shift=0.0)
_zellige = partial(_recipe, ceramic.zellige)
_hexagon = partial(_recipe, ceramic.hexagon)
_paint = partial(_recipe, plaster.paint)
_limewash = partial(_recipe, plaster.limewash)
_concrete = partial(_recipe, plaster.concrete)
_microcement = partial(_recipe, plaster.microcement)
_brick = partial(_recipe, masonry.brick)
_painted_brick = partial(_recipe, masonry.painted_brick)
_planks = partial(_recipe, wood.planks)
_herringbone = partial(_recipe, wood.herringbone)
_slabs = partial(_recipe, stone.marble)
_marble_tiles = partial(_recipe, stone.marble, slab_m=(0.6, 0.6), count=(4, 4))
_terrazzo = partial(_recipe, stone.terrazzo)
_checkerboard = partial(_recipe, stone.checkerboard)


def _painted(colour: str, *, skirting: str = "#ecebe7") -> WallScheme:
    return WallScheme((_paint(colour=colour),), skirting_m=0.08, skirting=skirting)


def _whole(recipe: Recipe) -> WallScheme:
    return WallScheme((recipe,))


def _dado(lower: Recipe, upper: Recipe, height_m: float, *, trim: str = "", trim_m: float = 0.012) -> WallScheme:
    return WallScheme((lower, upper), (height_m,), trim_m=trim_m, trim=trim)


_GREIGE = _porcelain(colour="#b3aca0", joint="#9d968b")
_GRAPHITE = _porcelain(colour="#5d5c5a", joint="#4a4948", cloud=0.09)
_PEARL = _porcelain(colour="#cfcbc3", joint="#b9b5ad", cloud=0.05)
_WHITE_METRO = _glazed(colour="#eceae5", joint="#d3d1cc")
_DARK_GROUT_METRO = _glazed(colour="#eae8e2", joint="#55524e", joint_m=0.0025)
_LIGHT_TERRAZZO = _terrazzo(ground="#d9d5cd", chips=("#8f8a82", "#b9ae9f", "#5f5d5a", "#c9c2b5"))
_CALACATTA = _slabs(quarry=stone.CALACATTA)

_BATHROOM_MODERN = (
    Scheme(
        "greige stone",
        _GREIGE,
        _dado(_big_porcelain(colour="#c9c2b6", joint="#b7b0a4"), _paint(colour="#e7e2d9"), 1.2),
        _whole(_big_porcelain(colour="#c9c2b6", joint="#b7b0a4")),
        joinery="#8a6c50",
        metal="#2b2b2b",
    ),
    Scheme(
        "sage fingers",
        _LIGHT_TERRAZZO,
        _painted("#e6e5dd"),
        _whole(_finger(colour="#7f9686", joint="#a9b3a8")),
        joinery="#c9a97f",
        metal="#b8b6b1",
    ),
    Scheme(
        "graphite",
        _GRAPHITE,
        _whole(_microcement(colour="#c2bfb9")),
        _whole(_big_porcelain(colour="#6f6d6a", joint="#5b5957", cloud=0.09)),
        joinery="#4a3a2e",
        metal="#202020",
    ),
    Scheme(
        "warm sand",
        _microcement(colour="#b9a58c"),
        _whole(_limewash(colour="#d9cab4")),
        _whole(_zellige(colours=("#e9e1d2", "#dcd1bd", "#efe9de"))),
        joinery="#a9825b",
        metal="#b08d57",
    ),
    Scheme(
        "deep blue",
        _PEARL,
        _painted("#e3e4e2"),
        _whole(_stacked(colour="#2f4a63", joint="#8f9aa3", tone=0.06)),
        joinery="#d9d6cf",
        metal="#c4c5c6",
    ),
)
_BATHROOM_INDUSTRIAL = (
    Scheme(
        "metro and concrete",
        _porcelain(colour="#716f6c", joint="#5a5856", cloud=0.1),
        _dado(_DARK_GROUT_METRO, _concrete(colour="#a5a29d"), 1.2, trim="#1f1f1f"),
        _whole(_DARK_GROUT_METRO),
        joinery="#5a4129",
        metal="#1c1c1c",
    ),
    Scheme(
        "bare brick",
        _microcement(colour="#6d6a67"),
        _painted("#cfccc5", skirting="#3a3a39"),
        _whole(_brick()),
        joinery="#3b3b3a",
        metal="#1c1c1c",
    ),
    Scheme(
        "cast concrete",
        _porcelain(colour="#4b4a49", joint="#3a3938"),
        _whole(_concrete(colour="#a19e99")),
        _whole(_stacked(colour="#26282a", joint="#4a4a4a", tone=0.1)),
        joinery="#7a5a3d",
        metal="#8c6a3f",
    ),
    Scheme(
        "white brick",
        _hexagon(colours=("#5a5957", "#72706d", "#8b8984")),
        _painted("#b9b7b2", skirting="#2e2e2e"),
        _whole(_painted_brick(colour="#e2dfd9")),
        joinery="#2d2d2d",
        metal="#1c1c1c",
    ),
    Scheme(
        "bottle green",
        _microcement(colour="#8b8782"),
        _whole(_concrete(colour="#b3b0aa")),
        _dado(_glazed(colour="#24463a", joint="#6e7a74", tone=0.08), _concrete(colour="#b3b0aa"), 1.4, trim="#1f1f1f"),
        joinery="#6b4c33",
        metal="#8c6a3f",
    ),
)
_BATHROOM_SCANDINAVIAN = (
    Scheme(
        "white metro and oak",
        _planks(timber=wood.PALE_OAK),
        _dado(_WHITE_METRO, _paint(colour="#e9e7e1"), 1.2, trim="#e2e0da"),
        None,
        joinery="#d3b78f",
        metal="#2b2b2b",
    ),
    Scheme(
        "pebble hexagons",
        _hexagon(colours=("#d9d6cf", "#c6c2ba", "#b1ada5"), width_m=0.15),
        _dado(_stacked(colour="#e9e8e3", joint="#cfcdc8"), _paint(colour="#b4c0b2"), 1.15, trim="#d9d7d0"),
        None,
        joinery="#c9a97f",
        metal="#b8b6b1",
    ),
    Scheme(
        "blush terrazzo",
        _terrazzo(ground="#e3ded6", chips=("#c98f78", "#8c8a86", "#d9b9a5", "#6f7f86")),
        _dado(_square(colour="#efede8", joint="#d9d6d0"), _paint(colour="#e4d3c6"), 1.2, trim="#e9e6e0"),
        None,
        joinery="#dcc6a3",
        metal="#b08d57",
    ),
    Scheme(
        "fjord",
        _planks(timber=wood.WHITE_OAK),
        _painted("#eceae6"),
        _dado(_stacked(colour="#9fb2bd", joint="#c9d0d3", tone=0.05), _paint(colour="#eceae6"), 2.1, trim="#d9d7d0"),
        joinery="#d9c3a0",
        metal="#c4c5c6",
    ),
    Scheme(
        "chalk and herringbone",
        _herringbone(timber=wood.PALE_OAK),
        _whole(_limewash(colour="#e2ddd3", contrast=0.035)),
        _whole(_zellige(colours=("#f0ede6", "#e4dfd5", "#ebe7de"))),
        joinery="#d3b78f",
        metal="#2b2b2b",
    ),
)
_BATHROOM_LUXURIOUS = (
    Scheme(
        "Calacatta book",
        _marble_tiles(quarry=stone.CALACATTA),
        _painted("#d8cfc1"),
        _whole(_slabs(quarry=stone.CALACATTA, matched=True, count=(2, 1))),
        joinery="#4c3223",
        metal="#b3894f",
        worktop="#efece6",
    ),
    Scheme(
        "black and white",
        _marble_tiles(quarry=stone.NERO),
        _whole(_slabs(quarry=stone.STATUARIO)),
        _whole(_slabs(quarry=stone.NERO)),
        joinery="#2a2726",
        metal="#b3894f",
        worktop="#eeeeec",
    ),
    Scheme(
        "grand hotel",
        _checkerboard(dark=stone.NERO, light=stone.CARRARA),
        _dado(_marble_tiles(quarry=stone.CARRARA), _paint(colour="#3f4f48"), 1.2, trim="#b3894f", trim_m=0.018),
        None,
        joinery="#2f3d37",
        metal="#b3894f",
    ),
    Scheme(
        "emerald",
        _herringbone(timber=wood.SMOKED_OAK),
        _painted("#e3dbcd"),
        _whole(_zellige(colours=("#1f4a3d", "#2f6351", "#417a66"))),
        joinery="#4c3223",
        metal="#b3894f",
    ),
    Scheme(
        "Carrara spa",
        _marble_tiles(quarry=stone.CARRARA),
        _whole(_slabs(quarry=stone.CARRARA)),
        _whole(_slabs(quarry=stone.VERDE)),
        joinery="#6f4d35",
        metal="#b9b3a7",
    ),
)
_KITCHEN_MODERN = (
    Scheme(
        "pearl and oak",
        _PEARL,
        _painted("#e9e6e0"),
        _dado(_big_porcelain(colour="#dcd8d0", joint="#cbc7bf", cloud=0.04), _paint(colour="#e9e6e0"), 1.5, trim_m=0.0),
        joinery="#2c3b3c",
        metal="#202020",
    ),
    Scheme(
        "oak and sage",
        _planks(timber=wood.NATURAL_OAK),
        _painted("#dfe1d8"),
        _dado(_finger(colour="#8ea292", joint="#b5beb4"), _paint(colour="#dfe1d8"), 1.5, trim_m=0.0),
        joinery="#e6e3dc",
    ),
    Scheme(
        "graphite line",
        _porcelain(colour="#77746f", joint="#5f5c58"),
        _painted("#d5d2cc"),
        _dado(_stacked(colour="#e6e4de", joint="#c5c2bc"), _paint(colour="#d5d2cc"), 1.5, trim_m=0.0),
        joinery="#3b3c3d",
    ),
    Scheme(
        "terracotta note",
        _microcement(colour="#b3aa9d"),
        _painted("#eae4da"),
        _dado(_square(colour="#a9593f", joint="#c9b3a3", tone=0.08), _paint(colour="#eae4da"), 1.5, trim_m=0.0),
        joinery="#d8cdbb",
    ),
)
_KITCHEN_INDUSTRIAL = (
    Scheme(
        "loft brick",
        _planks(timber=wood.RECLAIMED),
        _painted("#c9c6c0", skirting="#2f2f2f"),
        _whole(_brick()),
        joinery="#2e2f30",
        metal="#1c1c1c",
    ),
    Scheme(
        "concrete and metro",
        _microcement(colour="#7d7a76"),
        _whole(_concrete(colour="#aaa7a1")),
        _dado(_DARK_GROUT_METRO, _concrete(colour="#aaa7a1"), 1.55, trim="#1f1f1f"),
        joinery="#3a3a39",
        metal="#1c1c1c",
    ),
    Scheme(
        "white brick loft",
        _planks(timber=wood.GREY_OAK),
        _painted("#dedbd5", skirting="#3a3a39"),
        _whole(_painted_brick(colour="#e6e3dd")),
        joinery="#53483d",
        metal="#8c6a3f",
    ),
    Scheme(
        "steel blue",
        _porcelain(colour="#5f5d5b", joint="#4a4847", cloud=0.1),
        _painted("#8d979c", skirting="#2e3336"),
        _dado(_glazed(colour="#31414b", joint="#7c858a", tone=0.08), _paint(colour="#8d979c"), 1.5, trim="#1f1f1f"),
        joinery="#7a5a3d",
    ),
)
_KITCHEN_SCANDINAVIAN = (
    Scheme(
        "pale oak and white",
        _planks(timber=wood.PALE_OAK),
        _painted("#edebe6"),
        _dado(_WHITE_METRO, _paint(colour="#edebe6"), 1.5, trim_m=0.0),
        joinery="#e9e7e2",
        metal="#2b2b2b",
    ),
    Scheme(
        "herringbone and clay",
        _herringbone(timber=wood.NATURAL_OAK),
        _painted("#e5d9cc"),
        _dado(_square(colour="#f0eee9", joint="#d9d6d0"), _paint(colour="#e5d9cc"), 1.5, trim_m=0.0),
        joinery="#d9cfc0",
    ),
    Scheme(
        "sage kitchen",
        _planks(timber=wood.WHITE_OAK),
        _painted("#bcc8ba"),
        _dado(_stacked(colour="#efede8", joint="#d6d4cf"), _paint(colour="#bcc8ba"), 1.5, trim_m=0.0),
        joinery="#a9b6a6",
    ),
    Scheme(
        "winter sky",
        _LIGHT_TERRAZZO,
        _painted("#d3dadd"),
        _dado(_zellige(colours=("#eef0ef", "#dfe4e5", "#e8eaea")), _paint(colour="#d3dadd"), 1.5, trim_m=0.0),
        joinery="#cbb48d",
    ),
)
_KITCHEN_LUXURIOUS = (
    Scheme(
        "Calacatta splash",
        _herringbone(timber=wood.SMOKED_OAK),
        _painted("#ddd5c8"),
        _dado(_CALACATTA, _paint(colour="#ddd5c8"), 1.6, trim="#b3894f"),
        joinery="#27343a",
        metal="#b3894f",
        worktop="#efece6",
    ),
    Scheme(
        "walnut and Nero",
        _planks(timber=wood.WALNUT),
        _painted("#cfc6b8"),
        _dado(_slabs(quarry=stone.NERO), _paint(colour="#cfc6b8"), 1.6, trim="#b3894f"),
        joinery="#e3dccf",
        metal="#b3894f",
        worktop="#1d1d1f",
    ),
    Scheme(
        "marble hall",
        _marble_tiles(quarry=stone.CALACATTA),
        _painted("#34453f", skirting="#2a3833"),
        _dado(_slabs(quarry=stone.STATUARIO), _paint(colour="#34453f"), 1.6, trim="#b3894f"),
        joinery="#34453f",
        metal="#b3894f",
    ),
    Scheme(
        "chequers",
        _checkerboard(dark=stone.EMPERADOR, light=stone.CALACATTA),
        _painted("#e6dfd2"),
        _dado(_zellige(colours=("#e4d8c2", "#d2c3a8", "#ece3d2")), _paint(colour="#e6dfd2"), 1.6, trim="#b3894f"),
        joinery="#5d2f2b",
        metal="#b3894f",
    ),
)
_SHOWER_MODERN = (
    Scheme("one stone", _GREIGE, _whole(_big_porcelain(colour="#c4bdb1", joint="#b0a99d")), None, metal="#2b2b2b"),
    Scheme(
        "anthracite niche",
        _porcelain(colour="#55534f", joint="#454340"),
        _whole(_big_porcelain(colour="#d3cfc7", joint="#c1bdb5", cloud=0.05)),
        _whole(_big_porcelain(colour="#5f5d5a", joint="#4d4b49", cloud=0.09)),
        metal="#202020",
    ),
    Scheme(
        "sea glass",
        _LIGHT_TERRAZZO,
        _whole(_stacked(colour="#e8e8e3", joint="#d0cfca")),
        _whole(_finger(colour="#5f8a8b", joint="#9fb5b4")),
        metal="#c4c5c6",
    ),
    Scheme(
        "seamless",
        _microcement(colour="#9e958a"),
        _whole(_microcement(colour="#c5bbae")),
        _whole(_zellige(colours=("#b9a58f", "#a88f78", "#c8b7a3"))),
        metal="#b08d57",
    ),
)
_SHOWER_INDUSTRIAL = (
    Scheme("dark grout", _hexagon(colours=("#3c3c3b", "#4b4a49")), _whole(_DARK_GROUT_METRO), None, metal="#1c1c1c"),
    Scheme(
        "concrete cube",
        _microcement(colour="#7a7773"),
        _whole(_concrete(colour="#a8a5a0", pits=0.6)),
        _whole(_stacked(colour="#25272a", joint="#494949", tone=0.1)),
        metal="#8c6a3f",
    ),
    Scheme(
        "rust and stone",
        _porcelain(colour="#4f4e4c", joint="#3f3e3d"),
        _whole(_big_porcelain(colour="#8d8a86", joint="#767370", cloud=0.1)),
        _whole(_zellige(colours=("#7a4a35", "#8f5d43", "#5f3a2b"))),
        metal="#1c1c1c",
    ),
    Scheme(
        "workshop green",
        _porcelain(colour="#6f6d69", joint="#575552"),
        _whole(_glazed(colour="#dfe0da", joint="#6a6a66")),
        _whole(_glazed(colour="#2c5546", joint="#74807a", tone=0.08)),
        metal="#1c1c1c",
    ),
)
_SHOWER_SCANDINAVIAN = (
    Scheme(
        "snow",
        _hexagon(colours=("#d8d6d0", "#c9c6bf"), width_m=0.1),
        _whole(_stacked(colour="#eeece7", joint="#d6d4cf")),
        None,
        metal="#2b2b2b",
    ),
    Scheme(
        "birch sauna",
        _porcelain(colour="#c4beb3", joint="#aea89d"),
        _whole(_WHITE_METRO),
        _whole(_planks(timber=wood.PALE_OAK, board_m=(1.8, 0.12), count=(2, 16))),
        metal="#2b2b2b",
    ),
    Scheme(
        "mint",
        _terrazzo(ground="#e0ddd6", chips=("#8fa89a", "#8a8884", "#c9bfae", "#6c7f75")),
        _whole(_square(colour="#efeeea", joint="#d8d6d1")),
        _whole(_square(colour="#a6bfb0", joint="#d0d8d2", tone=0.05)),
        metal="#c4c5c6",
    ),
    Scheme(
        "soft grey",
        _PEARL,
        _whole(_zellige(colours=("#efece5", "#e2ded5", "#eae6de"))),
        _whole(_zellige(colours=("#b3bcc0", "#9faab0", "#c4cbce"))),
        metal="#b8b6b1",
    ),
)
_SHOWER_LUXURIOUS = (
    Scheme(
        "Calacatta room",
        _marble_tiles(quarry=stone.CALACATTA),
        _whole(_CALACATTA),
        _whole(_slabs(quarry=stone.CALACATTA, matched=True, count=(2, 1))),
        metal="#b3894f",
    ),
    Scheme(
        "night",
        _marble_tiles(quarry=stone.NERO),
        _whole(_slabs(quarry=stone.STATUARIO)),
        _whole(_slabs(quarry=stone.NERO)),
        metal="#b3894f",
    ),
    Scheme(
        "verde",
        _checkerboard(dark=stone.VERDE, light=stone.CARRARA),
        _whole(_slabs(quarry=stone.CARRARA)),
        _whole(_slabs(quarry=stone.VERDE)),
        metal="#b3894f",
    ),
    Scheme(
        "hammam",
        _marble_tiles(quarry=stone.EMPERADOR),
        _whole(_zellige(colours=("#e6dac6", "#d6c6ac", "#eee5d5"))),
        _whole(_zellige(colours=("#24504a", "#336a62", "#48827a"))),
        metal="#b3894f",
    ),
)

SCHEMES: dict[tuple[RoomType, Theme], tuple[Scheme, ...]] = {
    (RoomType.BATHROOM, Theme.MODERN): _BATHROOM_MODERN,
    (RoomType.BATHROOM, Theme.INDUSTRIAL): _BATHROOM_INDUSTRIAL,
    (RoomType.BATHROOM, Theme.SCANDINAVIAN): _BATHROOM_SCANDINAVIAN,
    (RoomType.BATHROOM, Theme.LUXURIOUS): _BATHROOM_LUXURIOUS,
    (RoomType.KITCHEN, Theme.MODERN): _KITCHEN_MODERN,
    (RoomType.KITCHEN, Theme.INDUSTRIAL): _KITCHEN_INDUSTRIAL,
    (RoomType.KITCHEN, Theme.SCANDINAVIAN): _KITCHEN_SCANDINAVIAN,
    (RoomType.KITCHEN, Theme.LUXURIOUS): _KITCHEN_LUXURIOUS,
    (RoomType.SHOWER_ROOM, Theme.MODERN): _SHOWER_MODERN,
    (RoomType.SHOWER_ROOM, Theme.INDUSTRIAL): _SHOWER_INDUSTRIAL,
    (RoomType.SHOWER_ROOM, Theme.SCANDINAVIAN): _SHOWER_SCANDINAVIAN,
    (RoomType.SHOWER_ROOM, Theme.LUXURIOUS): _SHOWER_LUXURIOUS,
}
