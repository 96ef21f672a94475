"""The words and parts of the report's page."""

from __future__ import annotations

import html
from importlib import resources
from string import Template

from maskkit.roomapi.words import ROOM_NAMES

ROOM_WORDS = {room: name.replace("-", " ").capitalize() for name, room in ROOM_NAMES.items()}


def duration(seconds: float) -> str:
    """A duration for people.

    >>> duration(0.26), duration(75), duration(7300)
    ('0.3 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def counted(count: int, word: str) -> str:
    """A count with its word.

    >>> counted(1, "photo"), counted(2, "photo")
    ('1 photo', '2 photos')
    """
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def safe(text: str) -> str:
    """Text as HTML shows it, in elements and attributes alike."""
    return html.escape(text)


def part(name: str) -> str:
    """A file of the page, as text."""
    return resources.files("maskkit.batch").joinpath("page", name).read_text(encoding="utf-8")


def template(name: str) -> Template:
    """A file of the page with ``$names`` to fill in."""
    return Template(part(name))
