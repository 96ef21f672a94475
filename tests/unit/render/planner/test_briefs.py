"""Briefs name what the catalogue has, in options that it takes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.briefs import bathroom, kitchen, shower_room
from maskkit.render.planner.briefs.catalogue import brief
from maskkit.render.planner.colours import fitting
from maskkit.render.planner.wishes import Article, Brief, On, Over, Rank
from maskkit.roomapi.words import RoomType, Theme

CASES = [(room, theme) for room in RoomType for theme in Theme]
RAW = {RoomType.BATHROOM: bathroom.BRIEFS, RoomType.KITCHEN: kitchen.BRIEFS, RoomType.SHOWER_ROOM: shower_room.BRIEFS}


def articles(given: Brief) -> Iterator[Article]:
    for wish in given.wishes:
        yield from wish.articles
    if given.kitchen:
        yield from (*given.kitchen.talls, *given.kitchen.hoods)


def test_everything_in_briefs_is_in_the_catalogue_with_options_that_it_takes() -> None:
    for room, theme in CASES:
        for one in articles(RAW[room][theme]):
            assert one.kind in FIXTURES, one.kind
            assert set(one.options) <= set(inspect.signature(FIXTURES[one.kind].build).parameters), one


def test_everything_can_be_built_in_every_manner_of_its_room() -> None:
    """Each kind once in each manner that any of its rooms may draw."""
    tried: set[tuple[object, ...]] = set()
    for given in (RAW[room][theme] for room, theme in CASES):
        uppers = [Article(kind, {"width_m": 0.8}) for kind in (given.kitchen.uppers if given.kitchen else ())]
        for one in (*articles(given), *uppers):
            for name, value in ((name, value) for name, values in given.manner.items() for value in values):
                fitted = fitting(one.kind, {name: value})
                if fitted and (one.kind, name, value) not in tried:
                    tried.add((one.kind, name, value))
                    assert FIXTURES[one.kind].build(**{**fitted, **one.options}), (one.kind, name, value)
    assert len(tried) > 40


@pytest.mark.parametrize(("room", "theme"), CASES)
def test_hosts_that_things_go_with_are_wished_for(room: RoomType, theme: Theme) -> None:
    given = brief(room, theme)
    names = {wish.name for wish in given.wishes} | ({"run", "tall", "hood", "upper"} if given.kitchen else set())
    for wish in given.wishes:
        if isinstance(wish.where, (Over, On)):
            assert set(wish.where.of) & names, wish.name


def test_wet_rooms_need_what_makes_them_so() -> None:
    for theme in Theme:
        for room, needed in ((RoomType.BATHROOM, "bath"), (RoomType.SHOWER_ROOM, "shower")):
            essential = {wish.name for wish in brief(room, theme).wishes if wish.rank is Rank.ESSENTIAL}
            assert essential == {needed, "basin", "toilet"}


def test_themes_differ_in_what_they_want() -> None:
    for room in RoomType:
        kinds = [frozenset(one.kind for one in articles(brief(room, theme))) for theme in Theme]
        assert len(set(kinds)) == len(kinds)


def test_there_is_plenty_to_choose_from() -> None:
    used = {one.kind for room, theme in CASES for one in articles(brief(room, theme))}
    assert len(used) >= 60
