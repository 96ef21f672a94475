"""The designer's table: for every room and theme, the schemes that a look is picked from."""

from __future__ import annotations

from maskkit.render.designs import bathroom, kitchen, shower_room
from maskkit.render.designs.words import Scheme
from maskkit.roomapi.words import RoomType, Theme

SCHEMES: dict[tuple[RoomType, Theme], tuple[Scheme, ...]] = {
    (RoomType.BATHROOM, Theme.MODERN): bathroom.MODERN,
    (RoomType.BATHROOM, Theme.INDUSTRIAL): bathroom.INDUSTRIAL,
    (RoomType.BATHROOM, Theme.SCANDINAVIAN): bathroom.SCANDINAVIAN,
    (RoomType.BATHROOM, Theme.LUXURIOUS): bathroom.LUXURIOUS,
    (RoomType.KITCHEN, Theme.MODERN): kitchen.MODERN,
    (RoomType.KITCHEN, Theme.INDUSTRIAL): kitchen.INDUSTRIAL,
    (RoomType.KITCHEN, Theme.SCANDINAVIAN): kitchen.SCANDINAVIAN,
    (RoomType.KITCHEN, Theme.LUXURIOUS): kitchen.LUXURIOUS,
    (RoomType.SHOWER_ROOM, Theme.MODERN): shower_room.MODERN,
    (RoomType.SHOWER_ROOM, Theme.INDUSTRIAL): shower_room.INDUSTRIAL,
    (RoomType.SHOWER_ROOM, Theme.SCANDINAVIAN): shower_room.SCANDINAVIAN,
    (RoomType.SHOWER_ROOM, Theme.LUXURIOUS): shower_room.LUXURIOUS,
}
