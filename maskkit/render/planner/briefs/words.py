"""Short ways to write briefs."""

from __future__ import annotations

from collections.abc import Mapping

from maskkit.render.planner.wishes import ANY_ROOM, Article, Rank, Standing, Wish
from maskkit.render.scene import Option

Widths = Mapping[float, tuple[float, float]]

BATH_M: Widths = {1.8: (7.5, 60), 1.7: (4.5, 14), 1.6: (3, 8), 1.5: (0, 6)}
ONE_BASIN_M: Widths = {1.2: (6, 20), 1.0: (4.5, 9), 0.8: (3, 6.5), 0.6: (0, 4.5)}
TWO_BASINS_M: Widths = {1.6: (8, 60), 1.4: (7, 14)}
SHOWER_M: Widths = {1.6: (7, 60), 1.4: (5.5, 12), 1.2: (3.5, 8), 1.0: (2, 5), 0.9: (0, 4)}
SMALL_SHOWER_M: Widths = {1.0: (3, 8), 0.9: (0, 6), 0.8: (0, 4)}
MIRROR_M: Widths = {1.4: ANY_ROOM, 1.2: ANY_ROOM, 1.0: ANY_ROOM, 0.8: ANY_ROOM, 0.6: ANY_ROOM}


def sized(
    kind: str, widths: Widths, *, hang_m: float = 0.0, taste: float = 1.0, **options: Option
) -> tuple[Article, ...]:
    """A kind in several widths, each with the floor areas of the rooms that it suits.

    >>> [article.options for article in sized("towel_ladder", {0.5: ANY_ROOM, 0.6: (5, 30)})]
    [{'width_m': 0.5}, {'width_m': 0.6}]
    """
    return tuple(
        Article(kind, {"width_m": width_m, **options}, suits_m2, hang_m, taste) for width_m, suits_m2 in widths.items()
    )


def one(kind: str, *, hang_m: float = 0.0, taste: float = 1.0, **options: Option) -> tuple[Article, ...]:
    """A kind in one size."""
    return (Article(kind, options, hang_m=hang_m, taste=taste),)


def bath(*articles: tuple[Article, ...]) -> Wish:
    """A bath, which likes to be under a window; some of it may be out of the picture."""
    return Wish("bath", sum(articles, ()), Standing(under_window=True), Rank.ESSENTIAL, least_seen=0.5)


def basin(*articles: tuple[Article, ...]) -> Wish:
    """A basin, which is not beside the toilet if it need not be."""
    return Wish("basin", sum(articles, ()), Standing(), Rank.ESSENTIAL, least_seen=0.99)


def toilet(*articles: tuple[Article, ...]) -> Wish:
    """A toilet, away from bath, shower and basin."""
    return Wish(
        "toilet", sum(articles, ()), Standing(("bath", "shower", "basin"), 0.45), Rank.ESSENTIAL, least_seen=0.99
    )


OPEN_SHOWER = one("shower_set", taste=0.35)


def shower(
    *articles: tuple[Article, ...], rank: Rank = Rank.ESSENTIAL, rooms_m2: tuple[float, float] = ANY_ROOM
) -> Wish:
    """A shower; its outer side may be cut by the picture's edge. Where no corner is free, it is open on a wall."""
    return Wish("shower", sum((*articles, OPEN_SHOWER), ()), Standing(), rank, rooms_m2, least_seen=0.6)
