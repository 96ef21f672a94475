"""How good places are: what shows well, what suits the room's size, and how things go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maskkit.render.planner.offers import NO_WALL, Offers, Place, Site
from maskkit.render.planner.rectangles import gap_m
from maskkit.render.planner.wishes import Standing, Wish
from maskkit.types import Floats

MOST_AREA = 0.25
"""A thing that fills more of the picture than this counts no more for it."""

CHANCE = 0.10
"""How much of a place's worth is left to the seed, so that variations differ."""

WEIGHTS = (0.35, 1.0, 2.0)
"""What things of each rank are worth at their best."""

HIDDEN, CROWDED, NEAR_M, MATCHED, OUT = 1.2, 0.6, 1.6, 0.12, 99.0
FACING, FACING_M, BESIDE_M = 0.8, 1.5, 0.12


def own_worth(site: Site, offers: Offers, wish: Wish, rng: np.random.Generator) -> Floats:
    """(N,) what places are worth by themselves."""
    tastes = np.array([one.taste * suits(one.suits_m2, site.seen_m2) for one in offers.articles])
    luck = rng.uniform(1 - CHANCE, 1 + CHANCE, len(tastes))
    large = np.sqrt(np.minimum(offers.sight.area, MOST_AREA) / MOST_AREA)
    worth = (tastes * luck)[offers.article] * offers.sight.seen**4 * (0.5 + 0.5 * large)
    if isinstance(wish.where, Standing) and wish.where.under_window:
        worth = worth * (1 + MATCHED * _under_window(site, offers))
    walls = rng.uniform(1 - CHANCE, 1 + CHANCE, len(site.ground.walls) + 1)[offers.wall]
    return np.asarray(WEIGHTS[wish.rank] * worth * walls)


def suits(floor_m2: tuple[float, float], area_m2: float) -> float:
    """1 where a room's area lies in the range, less the further it is beside it.

    >>> suits((4.0, 8.0), 6.0), round(suits((4.0, 8.0), 12.0), 2), round(suits((4.0, 8.0), 3.0), 2)
    (1.0, 0.54, 0.42)
    """
    low, high = floor_m2
    below, above = np.log(max(low, 1e-6) / area_m2), np.log(area_m2 / high) if np.isfinite(high) else 0.0
    return float(np.exp(-3.0 * max(0.0, below) - 1.5 * max(0.0, above)))


def together(offers: Offers, wish: Wish, placed: Sequence[Place]) -> Floats:
    """(N,) what is to be added to the worth of places for what stands around them."""
    total = np.zeros(len(offers))
    where = wish.where if isinstance(wish.where, Standing) else Standing()
    weight, nearest, faced = WEIGHTS[wish.rank], np.full(len(offers), np.inf), np.zeros(len(offers))
    for place in placed:
        total -= HIDDEN * weight * _hidden(offers, place)
        gaps = gap_m(offers.floor, place.floor)
        if place.name in where.away:
            total -= CROWDED * weight * np.clip(1 - gaps / where.apart_m, 0, 1)
        if place.name in where.facing:
            faced = np.maximum(faced, _faces(offers, place))
        if place.name in where.near:
            nearest = np.minimum(nearest, gaps)
    if where.near:
        total += MATCHED * weight * (np.clip(1 - nearest / NEAR_M, 0, 1) + 2 * (nearest < BESIDE_M))
        total -= OUT * (np.where(np.isfinite(nearest), nearest, 1e6) > where.within_m)
    if where.facing:
        total += np.where(faced > 0, FACING * weight * faced, -OUT)
    return total


def _faces(offers: Offers, place: Place) -> Floats:
    """(N,) 1 for what has its back to the middle of a thing and is parallel to it, less for what is off to a side."""
    angle = np.radians(offers.turn_deg)
    back = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    middle = (offers.floor[:, :2] + offers.floor[:, 2:]) / 2
    towards = (place.floor[:2] + place.floor[2:]) / 2 - middle
    ahead = (towards * back).sum(axis=1)
    aside = np.abs(towards[:, 0] * back[:, 1] - towards[:, 1] * back[:, 0])
    parallel = np.cos(np.radians(offers.turn_deg - place.item.turn_deg)) > 0.9
    return np.asarray(np.where((ahead > 0) & parallel, np.clip(1 - aside / FACING_M, 0, 1), 0))


def _hidden(offers: Offers, place: Place) -> Floats:
    """(N,) how much of the smaller of two things may be hidden by the other, by the rectangles around them."""
    frame = offers.sight.frame.astype(np.float64)
    shared = np.maximum(np.minimum(frame[:, 2:], place.frame[2:]) - np.maximum(frame[:, :2], place.frame[:2]), 0).prod(
        axis=1
    )
    own = np.maximum((frame[:, 2:] - frame[:, :2]).prod(axis=1), 1.0)
    other = max(float((place.frame[2:] - place.frame[:2]).prod()), 1.0)
    return np.asarray(shared / np.minimum(own, other))


def _under_window(site: Site, offers: Offers) -> Floats:
    """(N,) 1 for what stands in the middle under a window, 0 for what stands beside all of them."""
    best = np.zeros(len(offers))
    for one in site.space.room.openings:
        if one.kind == "window":
            off = np.abs(offers.along_m - one.start_m - one.width_m / 2)
            centred = np.where((offers.wall == one.wall) & (offers.wall != NO_WALL), np.clip(1 - off / 0.8, 0, 1), 0)
            best = np.maximum(best, centred)
    return np.asarray(best)
