"""What kitchens want: runs with a sink and a hob, a fridge, and in large ones an island; fruit, boards, plants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maskkit.render.planner.briefs.words import one, sized
from maskkit.render.planner.runs import Parts
from maskkit.render.planner.wishes import (
    Article,
    Before,
    Beside,
    Brief,
    Hanging,
    Kitchen,
    On,
    Rank,
    Seated,
    Standing,
    Wish,
)
from maskkit.roomapi.words import Theme

FRIDGE = sized("tall_units", {0.6: (0, 99)}, inside="fridge")
FRIDGE_AND_OVEN = sized("tall_units", {1.2: (6, 99)}, inside="fridge")
ISLAND_M = {2.4: (14.0, 99.0), 2.0: (11.0, 22.0), 1.8: (9.0, 16.0), 1.4: (7.0, 11.0)}
SIDE_M = {1.8: (11.0, 99.0), 1.2: (8.0, 14.0)}
RUNNER_M = {2.2: (8.0, 60.0), 1.8: (5.0, 12.0), 1.4: (0.0, 7.0)}
TOPS = ("island", "run")
PRINT_FOOT_M = 1.3


def island(*articles: tuple[Article, ...]) -> Wish:
    """An island before the run, in rooms that have the floor for it."""
    return Wish("island", sum(articles, ()), Standing(facing=("run",)), Rank.WANTED, (6.5, 99.0), least_seen=0.85)


def seated(*articles: tuple[Article, ...]) -> Wish:
    """Stools before the island's overhang."""
    return Wish("stools", sum(articles, ()), Seated(("island",)), least_seen=0.8)


def pendants(*articles: tuple[Article, ...]) -> Wish:
    """Lamps over the island or the table."""
    return Wish("pendants", sum(articles, ()), Hanging(("island", "table")), Rank.OPTIONAL, least_seen=0.7)


def side(*articles: tuple[Article, ...]) -> Wish:
    """Tall units on another wall of a large kitchen."""
    return Wish(
        "side", sum(articles, ()), Standing(away=("run", "tall"), apart_m=0.5), Rank.WANTED, (8.0, 99.0), 0.8, 0.85
    )


def table(*articles: tuple[Article, ...]) -> Wish:
    """A table with its chairs, where there is no island in a large kitchen."""
    return Wish(
        "table", sum(articles, ()), Standing(), Rank.OPTIONAL, (7.5, 99.0), 0.8, least_seen=0.9, unless=("island",)
    )


def fridge(*articles: tuple[Article, ...]) -> Wish:
    """A fridge that stands by itself, where no run ends in one."""
    return Wish(
        "fridge",
        sum(articles, ()),
        Standing(near=("run",), within_m=1.2),
        Rank.WANTED,
        least_seen=0.85,
        unless=("tall",),
    )


def worktop(name: str, *articles: tuple[Article, ...], chance: float = 0.8, of: tuple[str, ...] = ("run",)) -> Wish:
    """Something that stands on a worktop."""
    return Wish(name, sum(articles, ()), On(of), Rank.OPTIONAL, chance=chance, least_seen=0.95)


def plant(*articles: tuple[Article, ...], chance: float = 0.9) -> Wish:
    """A plant on the floor, in a corner."""
    return Wish("plant", sum(articles, ()), Beside(), Rank.OPTIONAL, (4.5, 99.0), chance, least_seen=0.9)


def runner(*articles: tuple[Article, ...], chance: float = 0.6) -> Wish:
    """A runner along the worktop."""
    return Wish("runner", sum(articles, ()), Before(("run",), 0.12), Rank.OPTIONAL, chance=chance, least_seen=0.85)


def art(*articles: tuple[Article, ...], chance: float = 0.7) -> Wish:
    """A picture on a wall that is empty."""
    where = Standing(away=("run", "tall", "fridge", "upper", "hood"), apart_m=0.4)
    return Wish("art", sum(articles, ()), where, Rank.OPTIONAL, (4.5, 99.0), chance)


def floor(*articles: tuple[Article, ...], chance: float = 0.6) -> Wish:
    """Something that stands about."""
    return Wish("floor", sum(articles, ()), Beside(), Rank.OPTIONAL, (5.0, 99.0), chance, least_seen=0.95)


_MODERN = Brief(
    (
        island(sized("kitchen_island", ISLAND_M, ends="waterfall"), sized("kitchen_island", ISLAND_M, taste=0.9)),
        side(sized("tall_units", SIDE_M, inside="oven")),
        fridge(one("fridge_freezer", colour="#b3b3b0"), one("french_fridge", taste=0.9)),
        table(
            one("dining_table", width_m=1.4, style="shell"), one("dining_table", width_m=1.2, chairs=2, style="shell")
        ),
        seated(one("bar_stool", style="padded"), one("bar_stool", style="saddle")),
        pendants(one("globe_pendant"), one("bar_pendant"), one("pendant_shade", style="cone", taste=0.8)),
        worktop("fruit", one("fruit_bowl", width_m=0.3), one("branch_vase", height_m=0.5), of=TOPS),
        worktop("coffee", one("coffee_machine"), one("tea_kettle")),
        worktop("boards", one("cutting_boards"), one("knife_block"), chance=0.9),
        worktop("jars", one("storage_jars", jars=3), one("glass_jug"), chance=0.6),
        worktop("herbs", one("herb_pots", pots=2), one("pothos"), one("aloe")),
        runner(sized("runner", RUNNER_M, pattern="striped"), chance=0.4),
        art(one("framed_print", hang_m=PRINT_FOOT_M, width_m=0.6, height_m=0.7, art="abstract")),
        plant(
            one("rubber_plant", height_m=1.1, style="cone"),
            one("snake_plant", style="cone"),
            one("olive_tree", height_m=1.6),
        ),
    ),
    Kitchen(
        (Parts(), Parts(hob="hob"), Parts(sink="sink2", sink_m=0.9)),
        ("drawers", "pans", "doors"),
        (*FRIDGE, *FRIDGE_AND_OVEN),
        (*one("hidden_hood"), *one("chimney_hood", width_m=0.6)),
        ("wall_cupboards", "wall_cupboards", "open_shelves"),
    ),
    {"style": ("slab",), "handles": ("rail", "edge", "none")},
)

_INDUSTRIAL = Brief(
    (
        island(sized("kitchen_island", ISLAND_M)),
        side(sized("tall_units", SIDE_M, inside="oven")),
        fridge(
            one("fridge_freezer", colour="#232426"),
            one("fridge_freezer", colour="#b3b3b0"),
            one("french_fridge", taste=0.9),
        ),
        table(one("dining_table", width_m=1.4, style="spindle", wood="#9c744a")),
        Wish("trolley", sized("trolley", {0.8: (5, 99), 0.6: (3, 7)}), Beside(), Rank.OPTIONAL, (4.5, 99.0), 0.5),
        seated(one("bar_stool", style="round"), one("bar_stool", style="saddle", wood="#9c744a")),
        pendants(one("pendant_shade", style="dome"), one("pendant_shade", style="bell")),
        worktop("boards", one("cutting_boards")),
        worktop("crock", one("crock"), one("knife_block")),
        worktop("coffee", one("coffee_machine"), one("tea_kettle", colour="#2b2c2e"), one("toaster", colour="#232426")),
        worktop("fruit", one("fruit_bowl", width_m=0.3), of=TOPS),
        worktop("jars", one("storage_jars", jars=3), one("books"), chance=0.7),
        runner(sized("runner", RUNNER_M, pattern="rug"), chance=0.4),
        art(one("print_pair", hang_m=PRINT_FOOT_M, art="lines", second="abstract")),
        floor(one("crate"), one("step_stool", wood="#9c744a")),
        plant(one("rubber_plant", height_m=1.1, style="pot"), one("snake_plant", style="pot"), one("fern")),
    ),
    Kitchen(
        (Parts(hob="gas_cooker"), Parts(hob="gas_cooker", sink="belfast", sink_m=0.8)),
        ("drawers", "doors", "open"),
        FRIDGE,
        (*one("chimney_hood", width_m=0.6), *one("hidden_hood")),
        ("open_shelves", "open_shelves", "wall_cupboards"),
    ),
    {"style": ("slab",), "handles": ("bar", "cup")},
)

_SCANDINAVIAN = Brief(
    (
        island(sized("kitchen_island", ISLAND_M)),
        side(sized("tall_units", SIDE_M, inside="oven")),
        fridge(
            one("fridge_freezer", colour="#e9e8e3"),
            one("retro_fridge", colour="#a9c2b8"),
            one("retro_fridge", colour="#e8dcc2"),
        ),
        table(
            one("dining_table", width_m=1.4, style="spindle", wood="#c9a97f"),
            one("dining_table", width_m=1.2, chairs=2, style="shell", wood="#c9a97f"),
        ),
        seated(one("bar_stool", style="saddle", wood="#c9a97f")),
        pendants(one("woven_pendant"), one("pendant_shade", style="bell"), one("globe_pendant", taste=0.8)),
        worktop("boards", one("cutting_boards"), chance=0.9),
        worktop("jars", one("storage_jars", jars=3), one("crock")),
        worktop("kettle", one("tea_kettle", colour="#e6e1d4"), one("toaster", colour="#e6dcc6"), one("tea_tray")),
        worktop("herbs", one("herb_pots", pots=3), one("pothos")),
        worktop("fruit", one("fruit_bowl", width_m=0.3), one("branch_vase", height_m=0.5), of=TOPS),
        runner(sized("runner", RUNNER_M, pattern="striped"), chance=0.7),
        art(
            one("print_pair", hang_m=PRINT_FOOT_M, art="botanic", second="arches"),
            one("framed_print", hang_m=PRINT_FOOT_M, art="botanic"),
        ),
        floor(one("wicker_basket"), one("step_stool", wood="#c9a97f")),
        plant(
            one("monstera", height_m=0.95, style="basket"),
            one("fern", style="legs"),
            one("rubber_plant", style="basket"),
        ),
    ),
    Kitchen(
        (Parts(), Parts(sink="belfast", sink_m=0.8)),
        ("doors", "drawers", "drawer_door"),
        FRIDGE,
        (*one("hidden_hood"), *one("chimney_hood", width_m=0.6)),
        ("wall_cupboards", "open_shelves"),
    ),
    {"style": ("slab", "grooved", "shaker"), "handles": ("knob", "bar")},
)

_LUXURIOUS = Brief(
    (
        island(sized("kitchen_island", ISLAND_M, ends="waterfall"), sized("kitchen_island", ISLAND_M, taste=0.95)),
        side(sized("tall_units", SIDE_M, inside="oven")),
        fridge(one("french_fridge"), one("fridge_freezer", colour="#b3b3b0", taste=0.9)),
        table(
            one("dining_table", width_m=1.8, style="shell", wood="#4c3223"),
            one("dining_table", width_m=1.4, style="shell", wood="#4c3223"),
        ),
        seated(one("bar_stool", style="padded", wood="#4c3223")),
        pendants(one("globe_pendant"), one("bar_pendant", taste=0.8)),
        worktop("fruit", one("fruit_bowl", width_m=0.34), one("branch_vase", height_m=0.62), of=TOPS),
        worktop("coffee", one("coffee_machine"), one("tea_tray")),
        worktop("books", one("books", count=5), one("glass_jug")),
        worktop("boards", one("cutting_boards"), one("knife_block")),
        worktop("herbs", one("branch_vase", height_m=0.5), one("aloe"), chance=0.6),
        art(one("framed_print", hang_m=PRINT_FOOT_M, width_m=0.6, height_m=0.7, art="landscape")),
        plant(
            one("olive_tree", height_m=1.6, style="cone"),
            one("palm", height_m=1.3, style="pot"),
            one("rubber_plant", height_m=1.4),
        ),
    ),
    Kitchen(
        (Parts(hob="hob", hob_m=0.9), Parts(), Parts(sink="sink2", sink_m=0.9, hob="gas_cooker", hob_m=0.9)),
        ("pans", "drawers", "doors"),
        (*FRIDGE, *FRIDGE_AND_OVEN),
        (*one("canopy_hood", width_m=0.9), *one("hidden_hood"), *one("chimney_hood", width_m=0.6)),
        ("glass_cupboards", "wall_cupboards"),
    ),
    {"style": ("shaker",), "handles": ("knob", "cup", "bar")},
)

BRIEFS: Mapping[Theme, Brief] = MappingProxyType(
    {
        Theme.MODERN: _MODERN,
        Theme.INDUSTRIAL: _INDUSTRIAL,
        Theme.SCANDINAVIAN: _SCANDINAVIAN,
        Theme.LUXURIOUS: _LUXURIOUS,
    }
)
