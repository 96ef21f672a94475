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
from maskkit.render.planner.wishes import ANY_ROOM, Article, Before, Beside, Flanking, On, Over, Rank, Standing, Wish
from maskkit.render.scene import Option

ROUND_M = {0.9: ANY_ROOM, 0.8: ANY_ROOM, 0.7: ANY_ROOM, 0.6: ANY_ROOM, 0.5: ANY_ROOM}
SLIM_M = {0.7: ANY_ROOM, 0.6: ANY_ROOM, 0.5: ANY_ROOM, 0.45: ANY_ROOM, 0.4: ANY_ROOM}
LADDER_M = {0.6: (5.0, 40.0), 0.5: (0.0, 8.0), 0.4: (0.0, 4.0)}
BENCH_M = {1.2: (9.0, 60.0), 0.9: (6.0, 12.0)}
MIRROR_FOOT_M = 1.18
WET = ("bath", "shower", "basin")


@dataclass(frozen=True, slots=True)
class Washing:
    """The fixtures that every wet room of a theme has, what is nice to have, and the manner of both."""

    fixtures: tuple[Wish, ...]
    extras: tuple[Wish, ...]
    manner: Mapping[str, tuple[Option, ...]]


def mirror(*articles: tuple[Article, ...], each: bool = False, chance: float = 1.0) -> Wish:
    """A mirror over the basin; over ``each`` bowl of a double one."""
    return Wish("mirror", sum(articles, ()), Over(("basin",), each=each), chance=chance, least_seen=0.9)


def plants(*articles: tuple[Article, ...]) -> Wish:
    """A plant on the floor, in a corner."""
    return Wish("plant", sum(articles, ()), Beside(), Rank.OPTIONAL, (4.5, 99.0), 0.85, least_seen=0.9)


def small(name: str, *articles: tuple[Article, ...], of: tuple[str, ...] = ("basin",), chance: float = 0.7) -> Wish:
    """Something small on something larger."""
    return Wish(name, sum(articles, ()), On(of), Rank.OPTIONAL, chance=chance, least_seen=0.95)


def _extras(*own: Wish) -> tuple[Wish, ...]:
    return (
        Wish("towels", sized("towel_ladder", LADDER_M), Standing(near=WET), least_seen=0.9),
        *own,
        Wish("stool", one("towel_stool"), Beside(("bath", "shower"), 0.7), Rank.OPTIONAL, (4.0, 99.0), 0.8),
        Wish(
            "mat", (*one("bath_mat"),), Before(("bath", "shower", "basin")), Rank.OPTIONAL, chance=0.8, least_seen=0.8
        ),
        small("bottles", one("bottles_tray"), one("soap_set")),
    )


MODERN = Washing(
    (
        basin(
            sized("basin_unit", TWO_BASINS_M, basins=2),
            sized("basin_unit", ONE_BASIN_M),
            sized("shelf_basin", ONE_BASIN_M, taste=0.85),
            sized("hand_basin", {0.45: (0, 3), 0.4: (0, 2.5)}, taste=0.6),
        ),
        toilet(
            one("wall_toilet"),
            one("boxed_toilet", width_m=0.9, taste=0.9),
            one("boxed_toilet", width_m=0.75, taste=0.85),
        ),
    ),
    _extras(
        mirror(
            sized(
                "lit_mirror", {1.4: ANY_ROOM, 1.2: ANY_ROOM, 0.9: ANY_ROOM, 0.7: ANY_ROOM, 0.5: ANY_ROOM}, hang_m=1.15
            ),
            sized("frame_mirror", MIRROR_M, hang_m=1.15, taste=0.95),
            sized("cabinet_mirror", MIRROR_M, hang_m=1.2, taste=0.9),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.85),
        ),
        plants(one("snake_plant"), one("monstera", height_m=0.7), one("rubber_plant", height_m=0.8)),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (8.0, 99.0), 0.5
        ),
    ),
    {"mixer": ("round", "square"), "style": ("slab",), "handles": ("edge", "rail"), "bowl": ("oval", "round", "block")},
)

INDUSTRIAL = Washing(
    (
        basin(
            sized("console_basin", {1.2: (6, 30), 1.0: (4.5, 9), 0.9: (3, 7), 0.7: (0, 4.5)}),
            sized("trough_basin", {1.4: (8, 40), 1.2: (7, 14)}, basins=2),
            sized("shelf_basin", ONE_BASIN_M, taste=0.95),
            sized("basin_unit", ONE_BASIN_M, taste=0.85),
        ),
        toilet(one("high_cistern_toilet"), one("wall_toilet", taste=0.95)),
    ),
    _extras(
        mirror(
            sized("frame_mirror", MIRROR_M, hang_m=1.15),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.95),
            sized("pill_mirror", SLIM_M, hang_m=1.12, taste=0.8),
        ),
        plants(one("rubber_plant", height_m=1.1), one("snake_plant"), one("olive_tree", height_m=1.3, taste=0.8)),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (8.0, 99.0), 0.4
        ),
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
        toilet(one("wall_toilet"), one("floor_toilet", taste=0.9), one("boxed_toilet", width_m=0.9, taste=0.85)),
    ),
    _extras(
        mirror(
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M),
            sized("wood_mirror", {1.0: ANY_ROOM, 0.8: ANY_ROOM, 0.6: ANY_ROOM}, hang_m=1.15, taste=0.95),
            sized("cabinet_mirror", MIRROR_M, hang_m=1.2, taste=0.8),
            sized("arch_mirror", SLIM_M, hang_m=1.14, taste=0.85),
        ),
        plants(one("monstera", height_m=0.95), one("fern"), one("palm", height_m=1.3), one("snake_plant")),
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
            sized("pedestal_basin", {0.65: (0, 5), 0.6: (0, 4)}, taste=0.75),
        ),
        toilet(one("wall_toilet"), one("cistern_toilet", taste=0.85), one("boxed_toilet", width_m=1.2, taste=0.9)),
    ),
    _extras(
        mirror(
            sized("arch_mirror", SLIM_M, hang_m=1.14), sized("pill_mirror", SLIM_M, hang_m=1.12), each=True, chance=0.7
        ),
        mirror(
            sized("frame_mirror", MIRROR_M, hang_m=1.15),
            sized("round_mirror", ROUND_M, hang_m=MIRROR_FOOT_M, taste=0.85),
            sized("tilt_mirror", {0.5: ANY_ROOM, 0.45: ANY_ROOM}, hang_m=1.2, taste=0.7),
        ),
        Wish("lamps", (*one("wall_lamp", hang_m=1.5),), Flanking(("mirror",)), least_seen=0.9),
        plants(one("olive_tree", height_m=1.6), one("palm", height_m=1.6), one("monstera", height_m=0.95)),
        Wish(
            "bench", sized("stone_bench", BENCH_M), Standing(near=("bath", "shower")), Rank.OPTIONAL, (8.0, 99.0), 0.6
        ),
    ),
    {"mixer": ("cross", "round"), "style": ("shaker",), "handles": ("knob", "cup"), "bowl": ("oval",)},
)
