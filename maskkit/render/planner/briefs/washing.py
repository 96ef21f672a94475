"""What bathrooms and shower rooms of a theme have in common: basins, toilets, mirrors, and what makes them lived in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from maskkit.render.planner.briefs.words import (
    MIRROR_M,
    ONE_BASIN_M,
    TWO_BASINS_M,
    basin,
    one,
    sized,
    toilet,
)
from maskkit.render.planner.wishes import (
    ANY_ROOM,
    Article,
    Before,
    Beside,
    Flanking,
    On,
    Over,
    Rank,
    Standing,
    Wish,
)
from maskkit.render.scene import Option

ROUND_M = {0.9: ANY_ROOM, 0.8: ANY_ROOM, 0.7: ANY_ROOM, 0.6: ANY_ROOM, 0.5: ANY_ROOM}
SLIM_M = {0.7: ANY_ROOM, 0.6: ANY_ROOM, 0.5: ANY_ROOM}
PILL_M = {0.5: ANY_ROOM, 0.45: ANY_ROOM, 0.4: ANY_ROOM}
LIT_M = {1.4: ANY_ROOM, 1.2: ANY_ROOM, 0.9: ANY_ROOM, 0.7: ANY_ROOM, 0.5: ANY_ROOM}
LADDER_M = {0.6: (4.5, 60.0), 0.5: (0.0, 8.0), 0.4: (0.0, 4.0)}
BENCH_M = {1.2: (8.0, 60.0), 0.9: (4.5, 10.0)}
PRINT_FOOT_M, MIRROR_FOOT_M = 1.25, 1.18
WET = ("bath", "shower", "basin")


@dataclass(frozen=True, slots=True)
class Washing:
    """The fixtures that every wet room of a theme has, what is nice to have, and the manner of both."""

    fixtures: tuple[Wish, ...]
    extras: tuple[Wish, ...]
    manner: Mapping[str, tuple[Option, ...]]


def mirror(*articles: tuple[Article, ...], each: bool = False, chance: float = 1.0) -> Wish:
    """A mirror over the basin; over ``each`` bowl of a double one. Where one hangs, no other has a place."""
    return Wish("mirror", sum(articles, ()), Over(("basin",), each=each), chance=chance, least_seen=0.9)


def lamps(*articles: tuple[Article, ...], chance: float = 0.8) -> Wish:
    """Lamps on both sides of the mirror."""
    return Wish("lamps", sum(articles, ()), Flanking(("mirror",), 0.1), chance=chance, least_seen=0.95)


def towels(*articles: tuple[Article, ...], many: int = 1) -> Wish:
    """Towels on the wall, near the water."""
    return Wish("towels", sum(articles, ()), Standing(near=WET), least_seen=0.9, many=many)


def plants(*articles: tuple[Article, ...]) -> Wish:
    """A plant on the floor, in a corner."""
    return Wish("plant", sum(articles, ()), Beside(), Rank.OPTIONAL, (4.0, 99.0), 0.9, least_seen=0.9)


def seat(*articles: tuple[Article, ...], chance: float = 0.8) -> Wish:
    """Something to sit on or to put towels on, by the bath or the shower."""
    return Wish("seat", sum(articles, ()), Beside(("bath", "shower"), 0.7), Rank.OPTIONAL, (3.5, 99.0), chance)


def small(name: str, *articles: tuple[Article, ...], of: tuple[str, ...] = ("basin",), chance: float = 0.8) -> Wish:
    """Something small on something larger."""
    return Wish(name, sum(articles, ()), On(of), Rank.OPTIONAL, chance=chance, least_seen=0.95)


def art(*articles: tuple[Article, ...], chance: float = 0.6) -> Wish:
    """A picture on a wall that is empty."""
    return Wish(
        "art",
        sum(articles, ()),
        Standing(away=("mirror", "towels", "toilet"), apart_m=0.5),
        Rank.OPTIONAL,
        (5.0, 99.0),
        chance,
    )


def mat(*articles: tuple[Article, ...], of: tuple[str, ...] = ("bath", "shower"), chance: float = 0.9) -> Wish:
    """A mat before the bath, the shower or the basin."""
    return Wish("mat", sum(articles, ()), Before(of), Rank.OPTIONAL, chance=chance, least_seen=0.85)


def _extras(*own: Wish) -> tuple[Wish, ...]:
    """The wishes of a theme, and what every wet room has."""
    return (
        *own,
        Wish("paper", one("paper_holder"), Flanking(("toilet",), 0.12, both=False), Rank.OPTIONAL, least_seen=0.95),
        Wish("bin", one("pedal_bin"), Beside(("toilet", "basin"), 0.5), Rank.OPTIONAL, chance=0.5),
        small("soap", one("soap_dispenser"), one("brush_cup")),
        small("toiletries", one("toiletries", bottles=3), one("toiletries", bottles=2)),
    )


MODERN = Washing(
    (
        basin(
            sized("basin_unit", TWO_BASINS_M, basins=2),
            sized("basin_unit", ONE_BASIN_M),
            sized("shelf_basin", {1.2: (6, 20), 1.0: (4.5, 9), 0.8: (0, 6.5)}, taste=0.85),
            sized("hand_basin", {0.45: (0, 2.5), 0.4: (0, 2)}, taste=0.5),
        ),
        toilet(one("wall_toilet"), *(one("boxed_toilet", width_m=width, taste=0.85) for width in (0.9, 0.75))),
    ),
    _extras(
        towels(
            sized("towel_ladder", LADDER_M),
            sized("panel_radiator", LADDER_M),
            sized("ladder_radiator", LADDER_M, taste=0.9),
        ),
        mirror(
            sized("lit_mirror", LIT_M, hang_m=1.15),
            sized("frame_mirror", MIRROR_M, hang_m=1.15, taste=0.95),
            sized("cabinet_mirror", MIRROR_M, hang_m=1.2, taste=0.9),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.85),
        ),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (7.0, 99.0), 0.5
        ),
        Wish(
            "cabinet",
            sized("tall_cabinet", {0.4: (0, 99)}, handles="edge"),
            Standing(near=("basin",)),
            Rank.OPTIONAL,
            (4.5, 99.0),
            0.6,
        ),
        seat(one("drum_stool"), one("towel_stool", taste=0.8)),
        mat(sized("bath_mat", {1.0: (6, 60), 0.8: (0, 8), 0.7: (0, 5)}), one("wooden_mat", width_m=0.7)),
        plants(
            one("snake_plant", style="cone"),
            one("monstera", height_m=0.7),
            one("rubber_plant", height_m=1.1, style="cone"),
        ),
        art(one("framed_print", hang_m=PRINT_FOOT_M, width_m=0.5, art="abstract"), chance=0.5),
        small("vase", one("aloe"), one("branch_vase", height_m=0.5), of=("basin", "bench", "bath"), chance=0.6),
        small("rolls", one("towel_rolls"), of=("bench", "seat", "basin"), chance=0.6),
    ),
    {"mixer": ("round", "square"), "style": ("slab",), "handles": ("edge", "rail"), "bowl": ("oval", "round", "block")},
)

INDUSTRIAL = Washing(
    (
        basin(
            sized("console_basin", {1.2: (6, 30), 1.0: (4.5, 9), 0.9: (3, 7), 0.7: (0, 4.5)}),
            sized("trough_basin", {1.4: (8, 40), 1.2: (7, 14)}, basins=2),
            sized("shelf_basin", {1.2: (6, 20), 1.0: (4.5, 9), 0.8: (0, 6.5)}, taste=0.95),
            sized("basin_unit", ONE_BASIN_M, taste=0.85),
            one("column_basin", taste=0.6),
        ),
        toilet(one("high_cistern_toilet"), one("wall_toilet", taste=0.95)),
    ),
    _extras(
        towels(
            sized("towel_ladder", LADDER_M, taste=0.9),
            sized("column_radiator", {0.9: (5, 60), 0.6: (0, 8)}),
            sized("ladder_radiator", LADDER_M),
        ),
        mirror(
            sized("frame_mirror", MIRROR_M, hang_m=1.15),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.95),
            sized("pill_mirror", PILL_M, hang_m=1.12, taste=0.7),
        ),
        lamps(one("tube_sconce"), one("globe_sconce", taste=0.9)),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (7.0, 99.0), 0.4
        ),
        Wish(
            "hooks",
            sized("towel_hooks", {0.7: (4, 99), 0.5: (0, 6)}),
            Standing(near=("shower", "bath")),
            Rank.OPTIONAL,
            chance=0.6,
        ),
        Wish(
            "rack", sized("leaning_ladder", {0.45: (0, 99)}), Standing(near=("bath",)), Rank.OPTIONAL, (5.0, 99.0), 0.4
        ),
        seat(one("side_table", wood="#9c744a"), one("step_stool", wood="#9c744a"), one("crate")),
        mat(one("wooden_mat", width_m=0.7), sized("runner", {1.8: (7, 60), 1.4: (4, 9)}, pattern="striped", taste=0.8)),
        plants(
            one("rubber_plant", height_m=1.1, style="cone"), one("snake_plant", style="pot"), one("fern", taste=0.8)
        ),
        art(one("print_pair", hang_m=PRINT_FOOT_M, art="lines", second="abstract"), chance=0.4),
        small("vase", one("candles"), one("pothos"), of=("basin", "bench", "seat", "bath"), chance=0.6),
        small("pile", one("towel_pile"), of=("bench", "seat", "basin"), chance=0.7),
    ),
    {"mixer": ("round", "cross"), "style": ("slab",), "handles": ("bar", "edge"), "bowl": ("block", "round")},
)

SCANDINAVIAN = Washing(
    (
        basin(
            sized("inset_unit", {1.2: (6, 20), 1.0: (4.5, 9), 0.8: (3, 6.5), 0.6: (0, 4.5)}),
            sized("basin_unit", TWO_BASINS_M, basins=2, taste=0.95),
            sized("basin_unit", ONE_BASIN_M),
            sized("wall_basin", {0.65: (0, 4), 0.6: (0, 3.5), 0.5: (0, 2.5)}, taste=0.7),
        ),
        toilet(one("wall_toilet"), one("floor_toilet", taste=0.9), one("boxed_toilet", width_m=0.9, taste=0.8)),
    ),
    _extras(
        towels(
            sized("ladder_radiator", LADDER_M),
            sized("towel_ladder", LADDER_M, taste=0.95),
            sized("towel_bar", {0.8: (4, 60), 0.6: (0, 7)}, taste=0.8),
        ),
        mirror(
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M),
            sized("wood_mirror", {1.0: ANY_ROOM, 0.8: ANY_ROOM, 0.6: ANY_ROOM}, hang_m=1.15, taste=0.95),
            sized("cabinet_mirror", MIRROR_M, hang_m=1.2, taste=0.8),
            sized("arch_mirror", SLIM_M, hang_m=1.14, taste=0.85),
        ),
        Wish(
            "rack",
            sized("leaning_ladder", {0.45: (0, 99)}),
            Standing(near=("bath", "shower")),
            Rank.OPTIONAL,
            (4.5, 99.0),
            0.6,
        ),
        Wish(
            "shelf",
            sized("wall_shelf", {0.6: (0, 99), 0.45: (0, 6)}),
            Over(("toilet",), within=False),
            Rank.OPTIONAL,
            chance=0.7,
            least_seen=0.95,
        ),
        seat(one("towel_stool"), one("bench", width_m=0.6, wood="#c9a97f"), one("step_stool", wood="#c9a97f")),
        mat(
            sized("bath_mat", {1.0: (6, 60), 0.8: (0, 8), 0.7: (0, 5)}),
            sized("round_rug", {1.2: (8, 60), 1.0: (4, 10)}, taste=0.9),
            one("wooden_mat", taste=0.8),
        ),
        Wish(
            "basket",
            (*one("wicker_basket"), *one("laundry_basket", style="wicker")),
            Beside(WET, 0.8),
            Rank.OPTIONAL,
            (4.0, 99.0),
            0.8,
        ),
        plants(
            one("monstera", height_m=0.95, style="basket"),
            one("fern", style="legs"),
            one("snake_plant", style="basket"),
            one("palm", height_m=1.3, taste=0.8),
        ),
        art(
            one("framed_print", hang_m=PRINT_FOOT_M, width_m=0.5, art="botanic"),
            one("print_pair", hang_m=PRINT_FOOT_M, art="arches", second="lines"),
        ),
        small("vase", one("branch_vase", height_m=0.5), one("pothos"), of=("basin", "bath"), chance=0.7),
        small("rolls", one("towel_rolls"), one("towel_pile"), of=("seat", "basin"), chance=0.6),
    ),
    {"mixer": ("round",), "style": ("slab", "grooved"), "handles": ("knob", "bar"), "bowl": ("round", "oval")},
)

LUXURIOUS = Washing(
    (
        basin(
            sized("standing_unit", TWO_BASINS_M, basins=2),
            sized("standing_unit", ONE_BASIN_M),
            sized("basin_unit", TWO_BASINS_M, basins=2, taste=0.85),
            sized("basin_unit", ONE_BASIN_M, taste=0.85),
            sized("pedestal_basin", {0.65: (0, 4), 0.6: (0, 3)}, taste=0.75),
        ),
        toilet(one("wall_toilet"), one("cistern_toilet", taste=0.8), one("boxed_toilet", width_m=1.2, taste=0.9)),
    ),
    _extras(
        towels(
            sized("towel_ladder", LADDER_M),
            sized("ladder_radiator", LADDER_M, bowed=1, taste=0.9),
            sized("towel_bar", {0.8: (4, 60), 0.6: (0, 7)}, taste=0.85),
        ),
        mirror(
            sized("arch_mirror", SLIM_M, hang_m=1.14), sized("pill_mirror", PILL_M, hang_m=1.12), each=True, chance=0.7
        ),
        mirror(
            sized("frame_mirror", MIRROR_M, hang_m=1.15),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.85),
            sized("tilt_mirror", {0.5: ANY_ROOM, 0.45: ANY_ROOM}, hang_m=1.2, taste=0.6),
        ),
        lamps(one("globe_sconce"), one("shade_sconce"), chance=1.0),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (7.0, 99.0), 0.6
        ),
        seat(one("side_table", wood="#4c3223"), one("drum_stool", front="#cfc8bb")),
        mat(
            sized("area_rug", {2.0: (11, 99), 1.7: (8, 20), 1.4: (6, 12)}, pattern="carpet"),
            sized("bath_mat", {1.0: (5, 60), 0.8: (0, 8), 0.7: (0, 5)}, taste=0.9),
        ),
        plants(
            one("olive_tree", height_m=1.6, style="cone"),
            one("palm", height_m=1.3, style="pot"),
            one("monstera", height_m=0.95, style="cone"),
        ),
        art(one("framed_print", hang_m=PRINT_FOOT_M, width_m=0.6, height_m=0.7, art="landscape"), chance=0.5),
        small(
            "vase", one("branch_vase", height_m=0.62), one("candles", count=3), of=("basin", "seat", "bench", "bath")
        ),
        small("rolls", one("towel_rolls"), one("towel_pile"), of=("bench", "seat", "basin"), chance=0.7),
    ),
    {"mixer": ("cross", "round"), "style": ("shaker",), "handles": ("knob", "cup"), "bowl": ("oval",)},
)
