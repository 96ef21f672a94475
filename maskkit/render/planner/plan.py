"""A plan: what stands where in a photo's room, chosen by a fitter's rules and by what the camera sees."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from maskkit.render.designs.words import Scheme
from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.fixtures.words import Extent, Fixture
from maskkit.render.planner.briefs import BRIEFS, Wish
from maskkit.render.planner.kitchen import above_run, is_run
from maskkit.render.planner.places import Place, wall_places
from maskkit.render.planner.rules import is_allowed, leaves_aisle, value
from maskkit.render.scene import Item, Option
from maskkit.render.shell import walls_of
from maskkit.render.space import Space
from maskkit.roomapi.words import RoomType

CHANCE = 0.06
"""How much of a place's value is left to the seed, so that variations differ."""


STARTS, APART_M = 6, 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """The things of a room and where they stand; ``missing`` names what the room needs and had no place for."""

    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The plan as a JSON document, to be read, edited and given back.

        >>> plan = Plan((Item("wall_toilet", (1.0, 2.0, 0.0)),))
        >>> Plan.from_json(plan.to_json()) == plan
        True
        """
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Plan:
        """The plan that :meth:`to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        items = tuple(Item(one["kind"], tuple(one["at"]), one["turn_deg"], one["options"]) for one in told["items"])
        return Plan(items, tuple(told["missing"]))


def plan_room(space: Space, room_type: RoomType, scheme: Scheme, *, seed: int = 0) -> Plan:
    """The best plan that was found for a room: as much of what it needs as has a place, then what looks best."""
    wishes, rng = BRIEFS[room_type], np.random.default_rng(seed)
    needed, rest = [wish for wish in wishes if wish.needed], [wish for wish in wishes if not wish.needed]
    offers = {wish.kinds: _offers(space, wish, scheme, rng) for wish in wishes}
    tries = [
        _filled(space, (*order, *rest), offers, start)
        for order in permutations(needed)
        for start in _spread(offers[order[0].kinds])
    ]
    placed, missing = max(tries, key=lambda one: (-len(one[1]), sum(_worth(place) for place in one[0])))
    hung = [extra for place in placed for extra in _above(space, place, wishes, placed, scheme)]
    return Plan(tuple(place.item for place in (*placed, *hung)), tuple(missing))


def _filled(
    space: Space, wishes: Sequence[Wish], offers: Mapping[tuple[str, ...], list[Place]], start: Place | None
) -> tuple[list[Place], list[str]]:
    """The first wish at ``start``, then each in turn at its best place that the earlier ones leave."""
    placed = [start] if start else []
    missing = [] if start else [wishes[0].kinds[0]]
    for wish in wishes[1:]:
        best = next((place for place in offers[wish.kinds] if is_allowed(place, space, placed, least_seen=0.0)), None)
        if best is not None:
            placed.append(best)
        elif wish.needed:
            missing.append(wish.kinds[0])
    return placed, missing


def _spread(offers: Sequence[Place]) -> list[Place | None]:
    """The best places that lie well apart, as starts of as many plans: the very best may leave too little."""
    starts: list[Place] = []
    for place in offers:
        if len(starts) < STARTS and not any(_is_near(place, other) for other in starts):
            starts.append(place)
    return [*starts] or [None]


def _is_near(place: Place, other: Place) -> bool:
    return place.wall == other.wall and abs(place.along_m - other.along_m) < APART_M


def _offers(space: Space, wish: Wish, scheme: Scheme, rng: np.random.Generator) -> list[Place]:
    """Every allowed place of a wish, the best first."""
    found = [
        place
        for fixture, options in _choices(wish)
        for place in _fixture_places(space, fixture, {**options, **colours(fixture.kind, scheme)})
        if is_allowed(place, space, (), least_seen=wish.least_seen)
        and (not wish.aisle or leaves_aisle(place, space.room))
    ]
    luck = rng.uniform(1 - CHANCE, 1 + CHANCE, len(found))
    order = np.argsort([-_worth(place) * chance for place, chance in zip(found, luck, strict=True)], kind="stable")
    return [found[index] for index in order]


def _worth(place: Place) -> float:
    """The value of a place; of kitchen runs the longest is the best."""
    return value(place) * (float(place.item.options["width_m"]) if is_run(place) else 1.0)


def _choices(wish: Wish) -> Iterator[tuple[Fixture, Mapping[str, Option]]]:
    for kind in wish.kinds:
        for size in wish.sizes:
            yield FIXTURES[kind], size


def _fixture_places(space: Space, fixture: Fixture, options: dict[str, Option]) -> list[Place]:
    extent = fixture.fills(**options)
    walls = sorted(space.seen_walls)
    if fixture.stands == "corner":
        return [place for hand in ("left", "right") for place in _corner_places(space, fixture, extent, options, hand)]
    return wall_places(
        space, fixture.kind, extent, front_m=fixture.front_m, side_m=fixture.side_m, options=options, walls=walls
    )


def _corner_places(
    space: Space, fixture: Fixture, extent: Extent, options: dict[str, Option], hand: str
) -> list[Place]:
    """The places whose side touches the wall next to theirs."""
    given = {**options, "hand": hand}
    places = wall_places(
        space, fixture.kind, extent, front_m=fixture.front_m, side_m=0.0, options=given, walls=sorted(space.seen_walls)
    )
    lengths = [wall.length_m for wall in walls_of(space.room)]
    half = extent.width_m / 2
    if hand == "left":
        return [place for place in places if place.along_m < half + 0.001 and (place.wall - 1) % 4 in space.seen_walls]
    return [
        place
        for place in places
        if place.along_m > lengths[place.wall] - half - 0.001 and (place.wall + 1) % 4 in space.seen_walls
    ]


def _above(space: Space, place: Place, wishes: Sequence[Wish], placed: Sequence[Place], scheme: Scheme) -> list[Place]:
    """What hangs over a thing: the first of its wish's choices that has a place there."""
    if is_run(place):
        return above_run(space, place, placed, colours("wall_cupboards", scheme), colours("chimney_hood", scheme))
    wish = next(one for one in wishes if place.item.kind in one.kinds)
    width_m = float(place.item.options.get("width_m", 0.6))
    for kind, foot_m in wish.above:
        size = min(width_m - 0.16, 1.4) if kind == "frame_mirror" else min(width_m, 0.8)
        options: dict[str, Option] = {"width_m": round(size, 2), **colours(kind, scheme)}
        found = hung_over(space, place, kind, options, foot_m)
        if found is not None and is_allowed(found, space, [other for other in placed if other is not place]):
            return [found]
    return []


def hung_over(space: Space, place: Place, kind: str, options: dict[str, Option], foot_m: float) -> Place | None:
    """A piece centred over a thing on the same wall, with its foot at ``foot_m``."""
    extent = FIXTURES[kind].fills(**options)
    raised = replace(extent, foot_m=extent.foot_m + foot_m, top_m=extent.top_m + foot_m)
    near = wall_places(space, kind, raised, front_m=0.0, side_m=0.0, options=options, walls=[place.wall])
    if not near:
        return None
    best = min(near, key=lambda one: abs(one.along_m - place.along_m))
    wall = walls_of(space.room)[place.wall]
    if abs(best.along_m - place.along_m) > 0.07:
        return None
    return replace(best, item=replace(best.item, at=wall.point(place.along_m, 0.0, foot_m)))


def is_wood(colour: str) -> bool:
    """Whether a colour is that of bare timber: a brown or a straw, neither white nor grey nor bright.

    >>> [is_wood(colour) for colour in ("#8a6c50", "#c9a97f", "#e8e6e1", "#3c4a47", "#2f4a63")]
    [True, True, False, False, False]
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red > green > blue and 0.18 < (red - blue) / red < 0.75


def colours(kind: str, scheme: Scheme) -> dict[str, Option]:
    """The options of a kind that carry the scheme's colours."""
    metal: dict[str, Option] = {"metal_colour": scheme.metal}
    joinery: dict[str, Option] = {"front": scheme.joinery, "texture": "wood" if is_wood(scheme.joinery) else ""}
    return {
        "tub_bath": metal,
        "built_in_bath": metal,
        "basin_unit": {**metal, **joinery, "worktop": scheme.worktop},
        "frame_mirror": metal,
        "round_mirror": metal,
        "wall_toilet": metal,
        "walk_in_shower": metal,
        "kitchen_run": {**metal, **joinery, "worktop": scheme.worktop},
        "wall_cupboards": joinery,
        "tall_units": {**metal, **joinery},
        "chimney_hood": metal,
        "towel_ladder": {**metal, "textile": scheme.textile},
    }.get(kind, {})
