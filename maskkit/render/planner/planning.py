"""From a space and a brief to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from maskkit.errors import RoomTooSmall
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.attaching import attached
from maskkit.render.planner.briefs.catalogue import brief
from maskkit.render.planner.checking import collide
from maskkit.render.planner.colours import fitting
from maskkit.render.planner.kitchens import kitchens
from maskkit.render.planner.offers import (
    Index,
    Offers,
    Place,
    Site,
    Spots,
    corner_spots,
    extent_of,
    free_spots,
    offers_of,
    site_of,
    wall_spots,
)
from maskkit.render.planner.plan import Plan
from maskkit.render.planner.rectangles import overlap_any
from maskkit.render.planner.rules import clear_of, seen_well
from maskkit.render.planner.search import Draft, Order, best_draft
from maskkit.render.planner.uppers import over_runs
from maskkit.render.planner.walking import Walk, walk_of
from maskkit.render.planner.wishes import Article, Brief, Rank, Standing, Wish
from maskkit.render.planner.worth import own_worth, together
from maskkit.render.scene import Item, Option
from maskkit.render.space import Space
from maskkit.roomapi.words import ROOM_NAMES, THEME_NAMES, RoomType, Theme
from maskkit.types import Floats

MOST_OFFERS = 60
FREE_STEP_M = 0.2
REMODELLED = 0.5
NAMES = {"run": "kitchen units"}


def plan_room(space: Space, room_type: RoomType, theme: Theme, *, seed: int = 0) -> Plan:
    """The best plan that was found for a room: as much of what it needs as has a place, then what looks best."""
    placed, missing = place_all(space, brief(room_type, theme), seed=seed)
    return Plan(
        tuple(one.item for one in placed), missing, _word(ROOM_NAMES, room_type), _word(THEME_NAMES, theme), seed
    )


def _word(names: Mapping[str, object], value: object) -> str:
    """The friendly name of a room type or a theme."""
    return next(name for name, one in names.items() if one is value)


def refuse_what_is_too_small(plan: Plan, space: Space) -> None:
    """Refuse a plan without anything that its room needs, where most of the picture is to be made anew.

    Where less is to be made anew, new surfaces alone may be all that is wanted.

    Raises:
        RoomTooSmall: nothing essential has a place; the message names it.
    """
    if plan.missing and not plan.items and space.free.mean() > REMODELLED:
        names = [NAMES.get(one, f"a {one}") for one in plan.missing]
        told = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        raise RoomTooSmall(f"what the photo shows of the room has no place for {told}")


def place_all(space: Space, given: Brief, *, seed: int = 0) -> tuple[list[Place], tuple[str, ...]]:
    """The things that a brief brings into a room, and the names of what is essential and has no place."""
    site, rng = site_of(space), np.random.default_rng(seed)
    manner = {name: values[rng.integers(len(values))] for name, values in given.manner.items()}
    wishes = [
        _in_manner(one, manner, rng)
        for one in given.wishes
        if one.rooms_m2[0] <= site.seen_m2 <= one.rooms_m2[1] and rng.uniform() < one.chance
    ]
    first = [one for one in wishes if isinstance(one.where, Standing) and one.rank > Rank.OPTIONAL]
    orders = [Order(one, offers_for(site, one, rng)) for one in first for _ in range(one.many)]
    starts = kitchens(site, given.kitchen, manner, rng) if given.kitchen else [Draft((), 0.0)]
    walk = walk_of(site)
    best = best_draft(walk, orders, starts)
    if best.missing and not given.kitchen:
        needed = [one for one in orders if one.wish.rank is Rank.ESSENTIAL]
        others = [one for one in orders if one.wish.rank is not Rank.ESSENTIAL]
        best = max(best, best_draft(walk, [*needed[::-1], *others], starts), key=lambda draft: draft.score)
    placed = list(best.placed)
    placed += over_runs(site, given.kitchen, manner, placed, rng) if given.kitchen else []
    return _finished(site, walk, [one for one in wishes if one not in first], placed, rng), best.missing


def _finished(
    site: Site, walk: Walk, wishes: Sequence[Wish], placed: Sequence[Place], rng: np.random.Generator
) -> list[Place]:
    """The things with all that goes with them, wish after wish; whatever would stand in the way is left out."""
    found = list(placed)
    for wish in wishes:
        for _ in range(wish.many):
            if any(one.name in wish.unless for one in found):
                continue
            more = (
                best_by_itself(site, wish, found, rng)
                if isinstance(wish.where, Standing)
                else attached(site, wish, found, rng)
            )
            if more and walk.reaches([*found, *more]) and not collide(_below_or_above(found, more), _items(more)):
                found += more
    return found


def _below_or_above(found: Sequence[Place], more: Sequence[Place]) -> list[Item]:
    """The things of ``found`` that share floor with any of ``more``: all others cannot be in the way."""
    floors = np.stack([one.floor for one in more])
    return _items([one for one in found if overlap_any(one.floor[None], floors)[0]])


def _items(places: Sequence[Place]) -> list[Item]:
    return [one.item for one in places]


def best_by_itself(site: Site, wish: Wish, placed: Sequence[Place], rng: np.random.Generator) -> list[Place]:
    """The best place that other things leave to one that stands or hangs by itself."""
    offers = offers_for(site, wish, rng)
    some = offers.of(np.flatnonzero(clear_of(offers, placed)))
    worth = some.worth + together(some, wish, placed)
    best = int(np.argmax(worth)) if len(some) else 0
    return [some.place(best, wish.name)] if len(some) and worth[best] > 0 else []


def _in_manner(wish: Wish, manner: Mapping[str, Option], rng: np.random.Generator) -> Wish:
    """A wish whose articles have the room's manner, and a seed where chance shapes them."""
    seed = {"seed": 1 + int(rng.integers(4))}
    articles = tuple(
        replace(one, options={**fitting(one.kind, {**seed, **manner}), **one.options}) for one in wish.articles
    )
    return replace(wish, articles=articles)


def offers_for(site: Site, wish: Wish, rng: np.random.Generator) -> Offers:
    """Every allowed place of a wish in the empty room, the best first."""
    spots = [one for article in wish.articles for one in _spots(site, article)]
    offers = offers_of(site, spots)
    offers = offers.of(seen_well(site, offers, least_seen=wish.least_seen))
    worth = own_worth(site, offers, wish, rng)
    order = _few_of_each(offers.article, worth)
    return replace(offers, worth=worth).of(order)


def _few_of_each(article: Index, worth: Floats) -> Index:
    """The best places of each article, the best of all first."""
    order = np.argsort(-worth, kind="stable")
    rank = np.zeros(len(order), np.intp)
    for one in np.unique(article):
        own = article[order] == one
        rank[own] = np.arange(own.sum())
    return order[rank < MOST_OFFERS]


def _spots(site: Site, article: Article) -> list[Spots]:
    stands, walls = FIXTURES[article.kind].stands, sorted(site.space.seen_walls)
    if stands == "corner":
        return corner_spots(site, article, walls)
    if stands == "free":
        return free_spots(article, _floor_points(site, article), (0.0, 90.0, 180.0, 270.0))
    return wall_spots(site, article, walls)


def _floor_points(site: Site, article: Article) -> Floats:
    half = min(extent_of(article).width_m, extent_of(article).depth_m) / 2
    x0, y0, x1, y1 = site.ground.bounds
    xs, ys = (np.arange(low + half, high - half + 0.01, FREE_STEP_M) for low, high in ((x0, x1), (y0, y1)))
    return np.stack(np.meshgrid(xs, ys, [article.hang_m]), axis=-1).reshape(-1, 3)
