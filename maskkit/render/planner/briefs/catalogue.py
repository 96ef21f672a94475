"""The brief of each room and theme."""

from __future__ import annotations

from dataclasses import replace

from maskkit.render.fixtures.catalogue import FIXTURES
from maskkit.render.planner.briefs import bathroom, kitchen, shower_room
from maskkit.render.planner.wishes import Article, Brief, Kitchen
from maskkit.roomapi.words import RoomType, Theme

_ROOMS = {RoomType.KITCHEN: kitchen, RoomType.BATHROOM: bathroom, RoomType.SHOWER_ROOM: shower_room}


def brief(room_type: RoomType, theme: Theme) -> Brief:
    """What a room of a theme wants, in the order in which it is placed."""
    return sold(_ROOMS[room_type].BRIEFS[theme])


def sold(given: Brief) -> Brief:
    """A brief without articles of kinds that the catalogue does not have, and without wishes that have none left."""
    wishes = [replace(one, articles=_known(one.articles)) for one in given.wishes]
    return Brief(tuple(one for one in wishes if one.articles), _kitchen(given.kitchen), given.manner)


def _kitchen(given: Kitchen | None) -> Kitchen | None:
    return replace(given, talls=_known(given.talls), hoods=_known(given.hoods)) if given else None


def _known(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    return tuple(one for one in articles if one.kind in FIXTURES)
