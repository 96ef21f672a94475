"""Words that designs are written in: materials by short names, walls by how they are divided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from maskkit.render.textures import ceramic, masonry, panelled, patterned, plaster, sediment, stone, wood
from maskkit.render.textures.wear import worn

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
    return worn(recipe.maker(**dict(recipe.given), seed=seed), seed=seed)


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
    """One designed room. ``feature`` None means that all walls are alike.

    ``joinery``, ``worktop``, ``metal`` and ``textile`` are the colours of what stands in it; ``worktop_texture`` names
    a pattern of worktops.
    """

    name: str
    floor: Recipe
    wall: WallScheme
    feature: WallScheme | None = None
    ceiling: Recipe = Recipe(plaster.paint, (("colour", "#f1f0ec"),))
    joinery: str = "#e8e6e1"
    worktop: str = "#dcd9d3"
    worktop_texture: str = ""
    metal: str = "#c9cacb"
    textile: str = "#c9c2b6"


def recipe(maker: Callable[..., Surface], **given: Any) -> Recipe:
    """A material by its maker and what to give it."""
    return Recipe(maker, tuple(sorted(given.items())))


porcelain = partial(recipe, ceramic.porcelain)
big_porcelain = partial(porcelain, tile_m=(1.2, 0.6), count=(3, 4))
glazed = partial(recipe, ceramic.glazed)
stacked = partial(glazed, tile_m=(0.075, 0.225), count=(24, 8), shift=0.0)
finger = partial(glazed, tile_m=(0.03, 0.15), count=(60, 12), shift=0.0, tone=0.06)
square = partial(glazed, tile_m=(0.1, 0.1), count=(18, 18), shift=0.0)
zellige = partial(recipe, ceramic.zellige)
hexagon = partial(recipe, ceramic.hexagon)
paint = partial(recipe, plaster.paint)
limewash = partial(recipe, plaster.limewash)
concrete = partial(recipe, plaster.concrete)
microcement = partial(recipe, plaster.microcement)
brick = partial(recipe, masonry.brick)
painted_brick = partial(recipe, masonry.painted_brick)
planks = partial(recipe, wood.planks)
herringbone = partial(recipe, wood.herringbone)
slabs = partial(recipe, stone.marble)
marble_tiles = partial(recipe, stone.marble, slab_m=(0.6, 0.6), count=(4, 4))
terrazzo = partial(recipe, stone.terrazzo)
checkerboard = partial(recipe, stone.checkerboard)
wide_planks = partial(planks, board_m=(2.2, 0.24), count=(2, 12))
chevron = partial(recipe, wood.chevron)
basket_parquet = partial(recipe, wood.basket_parquet)
travertine = partial(recipe, sediment.travertine)
limestone = partial(recipe, sediment.limestone)
slate = partial(recipe, sediment.slate)
pebbles = partial(recipe, sediment.pebbles)
penny = partial(recipe, patterned.penny)
scales = partial(recipe, patterned.scales)
mosaic = partial(recipe, patterned.mosaic)
tile_herringbone = partial(recipe, patterned.tile_herringbone)
terracotta = partial(recipe, patterned.terracotta)
basket_weave = partial(recipe, patterned.basket_weave)
encaustic = partial(recipe, patterned.encaustic)
boarding = partial(recipe, panelled.boarding)
slats = partial(recipe, panelled.slats)
grasscloth = partial(recipe, panelled.grasscloth)
cork = partial(recipe, panelled.cork)
steel_sheets = partial(recipe, panelled.steel_sheets)
venetian = partial(recipe, plaster.venetian)
rough_plaster = partial(recipe, plaster.rough_plaster)
boarded_concrete = partial(recipe, plaster.boarded_concrete)
concrete_panels = partial(recipe, plaster.concrete_panels)
pavers = partial(recipe, masonry.pavers)
ledge_stone = partial(recipe, masonry.ledge_stone)


def painted(colour: str, *, skirting: str = "#ecebe7") -> WallScheme:
    """A painted wall with a skirting board."""
    return WallScheme((paint(colour=colour),), skirting_m=0.08, skirting=skirting)


def whole(recipe: Recipe) -> WallScheme:
    """One material from the floor to the ceiling."""
    return WallScheme((recipe,))


def boarded(colour: str, upper: Recipe, height_m: float = 1.15) -> WallScheme:
    """Painted boarding up to a height, with a rail of its colour on top and a skirting below."""
    return WallScheme(
        (boarding(colour=colour), upper), (height_m,), trim_m=0.022, trim=colour, skirting_m=0.09, skirting=colour
    )


def dado(lower: Recipe, upper: Recipe, height_m: float, *, trim: str = "", trim_m: float = 0.012) -> WallScheme:
    """One material up to a height, another above it, and a profile between them."""
    return WallScheme((lower, upper), (height_m,), trim_m=trim_m, trim=trim)


GREIGE = porcelain(colour="#b3aca0", joint="#9d968b")
GRAPHITE = porcelain(colour="#5d5c5a", joint="#4a4948", cloud=0.09)
PEARL = porcelain(colour="#cfcbc3", joint="#b9b5ad", cloud=0.05)
WHITE_METRO = glazed(colour="#eceae5", joint="#d3d1cc")
DARK_GROUT_METRO = glazed(colour="#eae8e2", joint="#55524e", joint_m=0.0025)
LIGHT_TERRAZZO = terrazzo(ground="#d9d5cd", chips=("#8f8a82", "#b9ae9f", "#5f5d5a", "#c9c2b5"))
CALACATTA = slabs(quarry=stone.CALACATTA)
