"""The words and parts of the page."""

from __future__ import annotations

import html
from importlib import resources
from string import Template


def safe(text: str) -> str:
    """Text as HTML shows it, in elements and attributes alike."""
    return html.escape(text)


def counted(count: int, word: str) -> str:
    """A count with its word.

    >>> counted(1, "photo"), counted(1200, "photo")
    ('1 photo', '1,200 photos')
    """
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def part(name: str) -> str:
    """A file of the page, as text."""
    return resources.files("maskkit.bench").joinpath("page", name).read_text(encoding="utf-8")


def template(name: str) -> Template:
    """A file of the page with ``$names`` to fill in."""
    return Template(part(name))
