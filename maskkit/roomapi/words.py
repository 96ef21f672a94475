"""The words of the wire: room types, themes and states, and what people call them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from maskkit.errors import UnknownChoice


class RoomType(StrEnum):
    """What is to be generated. The values are the wire's own spelling."""

    BATHROOM = "BATHROOM"
    KITCHEN = "KITCHEN"
    SHOWER_ROOM = "SHOWEROOM"


class Theme(StrEnum):
    """The style of what is to be generated."""

    MODERN = "MODERN"
    INDUSTRIAL = "INDUSTRIAL"
    SCANDINAVIAN = "SCANDINAVIAN"
    LUXURIOUS = "LUXURIOUS"


class Status(StrEnum):
    """The states of a generation that the wire documents."""

    STARTING = "STARTING"
    PROCESSING = "PROCESSING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


ROOM_NAMES = {"bathroom": RoomType.BATHROOM, "kitchen": RoomType.KITCHEN, "shower-room": RoomType.SHOWER_ROOM}
THEME_NAMES = {theme.value.lower(): theme for theme in Theme}

_ROOM_ALIASES = {"bath": "bathroom", "shower": "shower-room", "showerroom": "shower-room", "showeroom": "shower-room"}
_THEME_ALIASES = {"scandi": "scandinavian", "nordic": "scandinavian", "luxury": "luxurious", "contemporary": "modern"}

_Word = TypeVar("_Word", RoomType, Theme)


def parse_room_type(text: str | RoomType) -> RoomType:
    """The room type that ``text`` names: its friendly name, the wire's word or an alias.

    Raises:
        UnknownChoice: with the list of names.

    >>> parse_room_type("Shower Room")
    <RoomType.SHOWER_ROOM: 'SHOWEROOM'>
    """
    return _parse(text, "room type", ROOM_NAMES, _ROOM_ALIASES)


def parse_theme(text: str | Theme) -> Theme:
    """The theme that ``text`` names: its friendly name, the wire's word or an alias.

    Raises:
        UnknownChoice: with the list of names.

    >>> parse_theme("scandi")
    <Theme.SCANDINAVIAN: 'SCANDINAVIAN'>
    """
    return _parse(text, "theme", THEME_NAMES, _THEME_ALIASES)


def _parse(text: str, kind: str, names: dict[str, _Word], aliases: dict[str, str]) -> _Word:
    key = "-".join(text.strip().lower().replace("_", " ").replace("-", " ").split())
    found = names.get(aliases.get(key, aliases.get(key.replace("-", ""), key)))
    if found is None:
        raise UnknownChoice(f"unknown {kind} {text!r}", hint=f"Choose one of: {', '.join(names)}.")
    return found
