"""What goes with things: over them, on them, beside them, before them, and from the ceiling above."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.offers import (
    NO_WALL,
    Place,
    Site,
    Spots,
    at_point,
    extent_of,
    free_spots,
    offers_of,
    wall_spots,
)
from maskkit.render.planner.perches import axes_of, perches
from maskkit.render.planner.rectangles import gap_m
from maskkit.render.planner.rules import clear_of, seen_well
from maskkit.render.planner.wishes import (
    Article,
    Before,
    Beside,
    Flanking,
    Hanging,
    On,
    Over,
    Seated,
    Wish,
)
from maskkit.render.planner.worth import suits
from maskkit.types import Floats

NEAREST_M = 0.8
LAMP_FOOT_M, LAMP_GAP_M, MOST_LAMPS = 1.66, 0.3, 3
OFF_WALL_M = 0.04
IN_CORNER_M, FAR = 0.5, 1e6


def attached(site: Site, wish: Wish, placed: Sequence[Place], rng: np.random.Generator) -> list[Place]:
    """What goes with the things that are ``placed``: the first choice, of the most fitting article, with a place."""
    luck = rng.uniform(0.85, 1.15, len(wish.articles))
    fit = np.array([one.taste * suits(one.suits_m2, site.seen_m2) for one in wish.articles]) * luck
    for index in np.argsort(-fit, kind="stable"):
        spots = _FINDERS[type(wish.where)](site, wish.where, wish.articles[index], placed, rng)
        places = _taken(site, wish, spots, placed) if spots else []
        if places:
            return places
    return []


def _taken(site: Site, wish: Wish, spots: Sequence[Spots], placed: Sequence[Place]) -> list[Place]:
    """The first choice of which all places are good."""
    offers = offers_of(site, spots)
    if not len(offers):
        return []
    hosts = [one for one in placed if one.name in getattr(wish.where, "of", ())]
    inside, beside = isinstance(wish.where, On | Seated), isinstance(wish.where, Before | Beside)
    others = [one for one in placed if not (inside and any(one is host for host in hosts))]
    good = seen_well(site, offers, least_seen=wish.least_seen, nearest_m=NEAREST_M)
    good &= clear_of(offers, others, close_to=hosts if beside else ())
    every = np.bincount(np.concatenate([one.choice for one in spots]))
    whole = np.flatnonzero((np.bincount(offers.choice[good], minlength=len(every)) == every) & (every > 0))
    if not len(whole):
        return []
    return [offers.place(int(index), wish.name) for index in np.flatnonzero(offers.choice == whole[0])]


def _choices(choices: Sequence[Sequence[Spots]]) -> list[Spots]:
    """The spots of choices, numbered."""
    return [replace(one, choice=np.full(len(one.wall), index)) for index, group in enumerate(choices) for one in group]


def _spot(article: Article, at: Sequence[float], turn_deg: float) -> Spots:
    """A single spot away from the walls."""
    return free_spots(article, np.array([at], np.float64), (turn_deg,))[0]


def _over(site: Site, where: Over, article: Article, placed: Sequence[Place], _: np.random.Generator) -> list[Spots]:
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        axes = axes_of(host.item) if where.each else [0.0]
        width_m = extent_of(article).width_m
        if host.wall != NO_WALL and not (where.within and width_m > host.width_m / len(axes) + 0.01):
            alongs = [np.array([host.along_m + axis]) for axis in axes]
            groups.append([one for along in alongs for one in wall_spots(site, article, [host.wall], alongs_m=along)])
    return _choices(groups)


def _flanking(
    site: Site, where: Flanking, article: Article, placed: Sequence[Place], _: np.random.Generator
) -> list[Spots]:
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        aside = host.width_m / 2 + where.gap_m + extent_of(article).width_m / 2
        alongs = [np.array([host.along_m + side * aside]) for side in (-1, 1)]
        spots = [one for along in alongs for one in wall_spots(site, article, [host.wall], alongs_m=along)]
        groups += [spots] if where.both else [[one] for one in spots]
    return _choices(groups)


def _on(_: Site, where: On, article: Article, placed: Sequence[Place], rng: np.random.Generator) -> list[Spots]:
    extent = extent_of(article)
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        for x, y, z in perches(host.item, max(extent.width_m, extent.depth_m) / 2, rng):
            groups.append([_spot(article, at_point(host, x, y, z), host.item.turn_deg)])
    return _choices(groups)


def _before(_: Site, where: Before, article: Article, placed: Sequence[Place], __: np.random.Generator) -> list[Spots]:
    extent = extent_of(article)
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        out_m = extent_of_place(host) + where.gap_m + extent.depth_m / 2
        if extent.width_m <= host.width_m + 0.2:
            groups.append([_spot(article, at_point(host, 0.0, -out_m), host.item.turn_deg)])
    return _choices(groups)


def _beside(
    site: Site, where: Beside, article: Article, placed: Sequence[Place], rng: np.random.Generator
) -> list[Spots]:
    """Spots along the walls in view, each a choice: next to the host and in corners of the room first."""
    extent, hosts = extent_of(article), _hosts(where.of, placed)
    if where.of and not hosts:
        return []
    spots = wall_spots(site, article, sorted(site.space.seen_walls), out_m=extent.depth_m / 2 + OFF_WALL_M)
    ranks = [_rank(site, one, hosts, where, rng) for one in spots]
    if not ranks:
        return []
    order = np.argsort(np.argsort(np.concatenate(ranks), kind="stable"))
    ends = np.cumsum([len(one) for one in ranks])[:-1]
    return [replace(one, choice=choice) for one, choice in zip(spots, np.split(order, ends), strict=True)]


def _rank(site: Site, spots: Spots, hosts: Sequence[Place], where: Beside, rng: np.random.Generator) -> Floats:
    """(N,) how far spots are from their host and from the next corner, those too far at the end."""
    half_m = extent_of(spots.article).width_m / 2
    floors = np.concatenate([spots.at[:, :2] - half_m, spots.at[:, :2] + half_m], axis=1)
    near = np.min([gap_m(floors, one.floor) for one in hosts], axis=0) if hosts else np.zeros(len(floors))
    length_m = site.ground.walls[spots.wall[0]].length_m
    corner = np.minimum(spots.along_m, length_m - spots.along_m) - half_m
    rank = near + 0.3 * np.clip(corner / IN_CORNER_M, 0, 1) + rng.uniform(0, 0.1, len(near))
    return np.asarray(np.where(near <= where.within_m, rank, FAR))


def _seated(_: Site, where: Seated, article: Article, placed: Sequence[Place], __: np.random.Generator) -> list[Spots]:
    extent = extent_of(article)
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        out_m = extent_of_place(host) + extent.depth_m / 2 - where.tuck_m
        most = int((host.width_m - 0.2) / where.pitch_m)
        for count in range(most, 0, -1):
            xs = (np.arange(count) - (count - 1) / 2) * where.pitch_m
            groups.append([_spot(article, at_point(host, x, -out_m), host.item.turn_deg) for x in xs])
    return _choices(groups)


def _hanging(
    site: Site, where: Hanging, article: Article, placed: Sequence[Place], _: np.random.Generator
) -> list[Spots]:
    """In a row of up to three, low enough to light what is below, high enough to look across."""
    height_m = site.ground.room.height_m
    hung = replace(article, options={**article.options, "drop_m": round(height_m - LAMP_FOOT_M, 2)})
    pitch_m = max(where.pitch_m, extent_of(hung).width_m + LAMP_GAP_M)
    groups: list[list[Spots]] = []
    for host in _hosts(where.of, placed):
        for count in range(min(max(1, int(host.width_m / pitch_m)), MOST_LAMPS), 0, -1):
            xs = (np.arange(count) - (count - 1) / 2) * pitch_m
            points = [(*at_point(host, x, 0.0)[:2], height_m) for x in xs]
            groups.append([_spot(hung, at, host.item.turn_deg) for at in points])
    return _choices(groups)


_FINDERS: Mapping[type, Callable[..., list[Spots]]] = {
    Over: _over,
    Flanking: _flanking,
    On: _on,
    Before: _before,
    Beside: _beside,
    Seated: _seated,
    Hanging: _hanging,
}


def _hosts(names: Sequence[str], placed: Sequence[Place]) -> list[Place]:
    return [one for name in names for one in placed if one.name == name]


def extent_of_place(place: Place) -> float:
    """How far a thing reaches from the origin of its own frame to its front."""
    extent = extent_of(place.item)
    return extent.depth_m / 2 if FIXTURES[place.item.kind].stands == "free" else extent.depth_m
