"""What kitchens want: runs with a sink and a hob, a fridge, and in large ones an island; fruit, boards, plants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maskkit.render.planner.briefs.words import one, sized
from maskkit.render.planner.runs import Parts
from maskkit.render.planner.wishes import (
    Article,
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
FRIDGE_AND_OVEN = sized("tall_units", {1.2: (7, 99)}, inside="fridge")
WORK = ("run", "island")


def worktop(name: str, *articles: tuple[Article, ...], chance: float = 0.8, of: tuple[str, ...] = ("run",)) -> Wish:
    """Something that stands on a worktop."""
    return Wish(name, sum(articles, ()), On(of), Rank.OPTIONAL, chance=chance, least_seen=0.95)


def plant(*articles: tuple[Article, ...], chance: float = 0.8) -> Wish:
    """A plant on the floor, in a corner."""
    return Wish("plant", sum(articles, ()), Beside(), Rank.OPTIONAL, (6.0, 99.0), chance, least_seen=0.9)


def _fridge(*articles: tuple[Article, ...]) -> Wish:
    """A fridge that stands by itself, where no run ends in one."""
    return Wish("fridge", sum(articles, ()), Standing(near=("run",)), Rank.WANTED, chance=1.0, least_seen=0.7)


def _island(*articles: tuple[Article, ...]) -> Wish:
    return Wish("island", sum(articles, ()), Standing(), Rank.WANTED, (9.0, 99.0), least_seen=0.8)


_ISLANDS = {2.4: (16.0, 99.0), 2.0: (12.0, 30.0), 1.8: (10.0, 20.0), 1.6: (9.0, 16.0)}

_MODERN = Brief(
    (
        _island(sized("island", _ISLANDS)),
        Wish("stools", one("bar_stool"), Seated(("island",)), least_seen=0.8),
        Wish("pendants", one("pendant_lamp"), Hanging(("island",)), Rank.OPTIONAL, least_seen=0.6),
        worktop("fruit", one("fruit_bowl"), of=("island", "run")),
        worktop("coffee", one("coffee_machine"), one("tea_kettle"), chance=0.7),
        worktop("knives", one("knife_block"), one("storage_jars"), chance=0.6),
        worktop("boards", one("cutting_boards"), chance=0.7),
        worktop("herbs", one("herb_pots"), one("pothos"), chance=0.7),
        plant(one("rubber_plant"), one("snake_plant"), one("olive_tree")),
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
        _island(sized("island", _ISLANDS)),
        Wish("stools", one("bar_stool"), Seated(("island",)), least_seen=0.8),
        Wish("pendants", one("pendant_lamp"), Hanging(("island",)), Rank.OPTIONAL, least_seen=0.6),
        worktop("boards", one("cutting_boards")),
        worktop("crock", one("crock"), chance=0.7),
        worktop("coffee", one("coffee_machine"), one("tea_kettle"), one("toaster")),
        worktop("fruit", one("fruit_bowl"), of=("island", "run"), chance=0.6),
        plant(one("rubber_plant"), one("snake_plant"), chance=0.7),
    ),
    Kitchen(
        (Parts(hob="gas_cooker"), Parts(hob="gas_cooker", sink="belfast", sink_m=0.8)),
        ("drawers", "doors", "open"),
        FRIDGE,
        (*one("chimney_hood", width_m=0.6), *one("chimney_hood", width_m=0.9), *one("hidden_hood")),
        ("open_shelves", "open_shelves", "wall_cupboards"),
    ),
    {"style": ("slab",), "handles": ("bar", "cup")},
)

_SCANDINAVIAN = Brief(
    (
        _island(sized("island", _ISLANDS)),
        Wish("stools", one("bar_stool"), Seated(("island",)), least_seen=0.8),
        Wish("pendants", one("pendant_lamp"), Hanging(("island",)), Rank.OPTIONAL, least_seen=0.6),
        worktop("boards", one("cutting_boards")),
        worktop("jars", one("storage_jars"), one("crock")),
        worktop("kettle", one("tea_kettle"), one("toaster"), one("tea_tray"), chance=0.7),
        worktop("herbs", one("herb_pots"), one("pothos")),
        worktop("fruit", one("fruit_bowl"), of=("island", "run"), chance=0.6),
        plant(one("monstera"), one("palm", height_m=1.3), one("fern")),
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
        _island(sized("island", _ISLANDS)),
        Wish("stools", one("bar_stool"), Seated(("island",)), least_seen=0.8),
        Wish("pendants", one("pendant_lamp"), Hanging(("island",)), Rank.OPTIONAL, least_seen=0.6),
        worktop("fruit", one("fruit_bowl"), of=("island", "run")),
        worktop("coffee", one("coffee_machine"), chance=0.7),
        worktop("books", one("books"), one("glass_jug"), chance=0.7),
        worktop("boards", one("cutting_boards"), chance=0.6),
        plant(one("olive_tree", height_m=1.6), one("palm", height_m=1.6)),
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
