"""The search gives up something small rather than something essential, and never the way through."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from maskkit.render.planner.offers import Place, site_of
from maskkit.render.planner.planning import offers_for
from maskkit.render.planner.search import Draft, Order, apart, best_draft
from maskkit.render.planner.walking import walk_of
from maskkit.render.planner.wishes import Article, Rank, Standing, Wish
from maskkit.render.scene import Item, Opening
from maskkit.render.space import Space

SpaceOf = Callable[..., Space]
RNG = np.random.default_rng


def test_a_smaller_bath_is_taken_where_the_large_one_leaves_no_place_for_the_toilet(space_of: SpaceOf) -> None:
    site = site_of(space_of(2.3, 3.4))
    bath = Wish(
        "bath",
        tuple(Article("tub_bath", {"width_m": width}) for width in (1.8, 1.5)),
        rank=Rank.ESSENTIAL,
        least_seen=0.4,
    )
    toilet = Wish("toilet", (Article("wall_toilet"),), rank=Rank.ESSENTIAL, least_seen=0.4)
    orders = [Order(one, offers_for(site, one, RNG(0))) for one in (bath, toilet)]
    best = best_draft(walk_of(site), orders, [Draft((), 0.0)])
    assert best.missing == ()
    assert {one.name for one in best.placed} == {"bath", "toilet"}


def test_nothing_is_put_where_something_stands(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    one = Wish("one", (Article("stone_bench", {"width_m": 0.9}),), many=1)
    order = Order(one, offers_for(site, one, RNG(0)))
    best = best_draft(walk_of(site), [order, order, order], [Draft((), 0.0)])
    floors = [place.floor for place in best.placed]
    assert len(floors) == 3
    for index, floor in enumerate(floors):
        for other in floors[index + 1 :]:
            assert (floor[:2] >= other[2:] - 0.01).any() or (other[:2] >= floor[2:] - 0.01).any()


def test_starts_apart_are_of_different_places(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    offers = offers_for(site, Wish("toilet", (Article("wall_toilet"),)), RNG(0))
    picked = apart(offers, offers.worth)
    places = offers.at[picked][:, :2]
    gaps = np.abs(places[:, None] - places[None]).max(axis=-1) + 9 * np.eye(len(places))
    assert len(picked) > 4
    assert gaps.min() >= 0.44


def test_things_named_away_keep_away(space_of: SpaceOf) -> None:
    site = site_of(space_of())
    bath = Wish("bath", (Article("tub_bath", {"width_m": 1.5}),), rank=Rank.ESSENTIAL)
    toilet = Wish("toilet", (Article("wall_toilet"),), Standing(("bath",), 0.6), Rank.ESSENTIAL)
    orders = [Order(one, offers_for(site, one, RNG(0))) for one in (bath, toilet)]
    placed = {one.name: one for one in best_draft(walk_of(site), orders, [Draft((), 0.0)]).placed}
    gap = np.maximum(
        placed["bath"].floor[:2] - placed["toilet"].floor[2:], placed["toilet"].floor[:2] - placed["bath"].floor[2:]
    ).max()
    assert gap > 0.4


def block(x0: float, y0: float, x1: float, y1: float) -> Place:
    box = np.array([x0, y0, 0, x1, y1, 1.0])
    return Place("block", Item("stone_bench"), 0, 0.0, box, np.array([x0, y0, x1, y1]), np.zeros(4), 0.0)


def test_nobody_gets_through_a_gap_of_half_a_metre(space_of: SpaceOf) -> None:
    door = Opening(1, "door", 0.2, 0.8, 0.0, 2.0)
    walk = walk_of(site_of(space_of(3.0, 4.0, (door,))))
    assert walk.reaches([])
    assert walk.reaches([block(0.8, 1.8, 3.0, 2.4)])
    assert not walk.reaches([block(0.5, 1.8, 3.0, 2.4)])
