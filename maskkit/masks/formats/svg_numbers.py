"""The numbers in SVG's attributes: lists, lengths with their units, and the text that paths are scanned from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from maskkit.errors import BadPolygon

FARTHEST = 1e9
"""Numbers beyond it are refused."""

PIXELS_OF_UNIT: Mapping[str, float] = {
    "": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "pt": 96 / 72, "pc": 16,
}  # fmt: skip
"""CSS pixels of each absolute unit (CSS Values 4, section 6.2)."""

_NUMBER = re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_COMMAND = re.compile(r"[\s,]*([A-Za-z])")
_REST = re.compile(r"[\s,]*")
_LENGTH = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]*|%)\s*")

Pair = tuple[float, float]


def read_numbers(text: str, where: str) -> list[float]:
    """The numbers in a list with spaces or commas between them.

    Raises:
        BadPolygon: something in it is no number.

    >>> read_numbers("1,-2.5 3e1", "points")
    [1.0, -2.5, 30.0]
    """
    scanner = Scanner(text, where)
    numbers = []
    while not scanner.is_at_end():
        numbers.append(scanner.number())
    return numbers


def read_length(text: str, whole: float | None, where: str) -> float:
    """A length in CSS pixels; per cent are of ``whole``.

    Raises:
        BadPolygon: it is none, has a unit that depends on a font, or is per cent of something that is not known.

    >>> read_length("1in", None, "x"), read_length("50%", 8, "x")
    (96.0, 4.0)
    """
    found = _LENGTH.fullmatch(text)
    if not found:
        raise BadPolygon(f"{text[:40]!r} is no length", where=where, hint="")
    number, unit = float(found[1]), found[2].lower()
    if unit == "%" and whole is not None:
        number *= whole / 100
    elif unit in PIXELS_OF_UNIT:
        number *= PIXELS_OF_UNIT[unit]
    else:
        raise BadPolygon(f"how long {text[:40]!r} is cannot be known", where=where, hint="Give lengths in pixels.")
    if not abs(number) <= FARTHEST:
        raise BadPolygon(f"{number:g} is too far away", where=where, hint="")
    return number


class Scanner:
    """Walks through a text; every error says at which letter."""

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where, self.at = text, where, 0

    def is_at_end(self) -> bool:
        """Whether nothing but spaces and commas is left."""
        found = _REST.match(self.text, self.at)
        return found is None or found.end() == len(self.text)

    def command(self) -> str | None:
        """The letter that comes next, None if something else does."""
        return self._next(_COMMAND)

    def has_number(self) -> bool:
        """Whether a number comes next."""
        return _NUMBER.match(self.text, self.at) is not None

    def number(self) -> float:
        """The number that comes next.

        Raises:
            BadPolygon: none does, or it is too large.
        """
        number = float(self._needed(_NUMBER, "number"))
        if not abs(number) <= FARTHEST:
            raise self.error(f"{number:g} is too far away")
        return number

    def pair(self) -> Pair:
        """The next two numbers."""
        return self.number(), self.number()

    def flag(self) -> bool:
        """The next 0 or 1, which need no space after it."""
        return self._needed(_FLAG, "0 or 1") == "1"

    def error(self, message: str) -> BadPolygon:
        """An error that names the place."""
        return BadPolygon(message, where=f"{self.where}, letter {self.at + 1}", hint="")

    def _needed(self, pattern: re.Pattern[str], what: str) -> str:
        found = self._next(pattern)
        if found is None:
            rest = self.text[self.at : self.at + 20].strip()
            raise self.error(f"{rest!r} is no {what}" if rest else f"a {what} is missing at the end")
        return found

    def _next(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[1]
