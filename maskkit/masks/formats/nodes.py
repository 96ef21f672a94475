"""JSON from strangers, walked so that every error names its place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from maskkit.errors import BadAnnotation, BadPolygon
from maskkit.masks.polygon import ring
from maskkit.types import Points


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a JSON document, and where it stands: ``"masks.json: shapes[2]: points"``."""

    value: Any
    where: str

    def has(self, name: str) -> bool:
        """Whether this is an object with a field of that name which is not null."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def field(self, name: str) -> Node:
        """The field of an object.

        Raises:
            BadAnnotation: this is no object, or has no such field.
        """
        if not isinstance(self.value, dict):
            raise BadAnnotation(f"{self.short()} is no object with {name!r}", where=self.where)
        if name not in self.value:
            raise BadAnnotation(f"{name!r} is missing", where=self.where)
        return Node(self.value[name], f"{self.where}: {name}")

    def maybe(self, name: str) -> Node | None:
        """The field of an object, or None where it is missing or null."""
        return self.field(name) if self.has(name) else None

    def items(self) -> Iterator[Node]:
        """The values of a list.

        Raises:
            BadAnnotation: this is none.
        """
        if not isinstance(self.value, list):
            raise BadAnnotation(f"{self.short()} is no list", where=self.where)
        return (Node(value, f"{self.where}[{number}]") for number, value in enumerate(self.value))

    def first(self) -> Node:
        """The first value of a list.

        Raises:
            BadAnnotation: this is no list, or an empty one.
        """
        for item in self.items():
            return item
        raise BadAnnotation("the list is empty", where=self.where)

    def text(self) -> str:
        """The value as text; a number is taken as one too.

        Raises:
            BadAnnotation: it is neither.
        """
        if isinstance(self.value, str) or _is_number(self.value):
            return str(self.value)
        raise BadAnnotation(f"{self.short()} is no text", where=self.where)

    def number(self, least: float = -1e9, most: float = 1e9) -> float:
        """The value as a number.

        Raises:
            BadAnnotation: it is none, not finite, or out of range.
        """
        if not _is_number(self.value):
            raise BadAnnotation(f"{self.short()} is no number", where=self.where)
        if not least <= self.value <= most:
            raise BadAnnotation(f"{self.short()} is not within {least:g} to {most:g}", where=self.where)
        return float(self.value)

    def whole(self, least: int = 0, most: int = 2**31) -> int:
        """The value as a whole number.

        Raises:
            BadAnnotation: it is none, or out of range.
        """
        number = self.number(least, most)
        if number != int(number):
            raise BadAnnotation(f"{self.short()} is no whole number", where=self.where)
        return int(number)

    def points(self) -> Points:
        """A list of [x, y] as (N, 2) float64; what follows x and y is left out.

        Raises:
            BadPolygon: something in it is no point.
        """
        if not isinstance(self.value, list):
            raise BadPolygon(f"{self.short()} is no list of points", where=self.where)
        if (plain := _plain_points(self.value)) is not None:
            return plain
        for number, point in enumerate(self.value):
            if not (isinstance(point, list) and len(point) >= 2 and all(_is_number(value) for value in point[:2])):
                raise BadPolygon(f"{shortened(point)} is no point", where=f"{self.where}[{number}]")
            if not all(math.isfinite(_float(value)) for value in point[:2]):
                raise BadPolygon(f"{shortened(point)} is not finite", where=f"{self.where}[{number}]")
        return np.array([point[:2] for point in self.value], np.float64).reshape(-1, 2)

    def ring(self) -> Points:
        """A list of [x, y] as a ring.

        Raises:
            BadPolygon: it is none.
        """
        return ring(self.points(), where=self.where)

    def short(self) -> str:
        """The value in few letters, for messages."""
        return shortened(self.value)


def parse_json(data: bytes | str, where: str) -> Node:
    """The root of a JSON document.

    Raises:
        BadAnnotation: it is none; the message says where it breaks off.

    >>> list(parse_json("[1, 2]", "two.json").items())[1]
    Node(value=2, where='two.json[1]')
    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value = json.loads(text)
    except UnicodeDecodeError:
        raise BadAnnotation("the file is no text", where=where) from None
    except json.JSONDecodeError as problem:
        raise BadAnnotation(_broken(problem, text), where=where) from None
    except RecursionError:
        raise BadAnnotation("the file is nested too deeply", where=where) from None
    except ValueError:
        raise BadAnnotation("the file is no JSON: a number has too many digits", where=where) from None
    return Node(value, where)


def shortened(value: Any) -> str:
    """A JSON value in at most 40 letters.

    >>> shortened({"a": [1] * 99})
    '{"a": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ...'
    """
    text = json.dumps(_pruned(value, 3))
    return text if len(text) <= 40 else f"{text[:37]}..."


def _pruned(value: Any, levels: int) -> Any:
    """The beginning of a value, so that a huge or deep one costs nothing to name."""
    if isinstance(value, list):
        return [_pruned(part, levels - 1) for part in value[:20]] if levels else ["..."]
    if isinstance(value, dict):
        return {k: _pruned(v, levels - 1) for k, v in list(value.items())[:5]} if levels else {"...": 0}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**40:
        return float("inf") if value > 0 else float("-inf")
    return value[:60] if isinstance(value, str) else value


def _plain_points(value: list[Any]) -> Points | None:
    """The points of a list in which all is as it should be, or None: the quick way for long lists."""
    if not all(type(point) is list and len(point) >= 2 for point in value):
        return None
    flat = [number for point in value for number in point[:2]]
    if not set(map(type, flat)) <= {int, float}:
        return None
    try:
        points = np.array(flat, np.float64).reshape(-1, 2)
    except OverflowError:
        return None
    return points if bool(np.isfinite(points).all()) else None


def _broken(problem: json.JSONDecodeError, text: str) -> str:
    if not text.strip():
        return "the file is empty, so it is no JSON"
    if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated string"):
        return "the JSON is cut off: the file ends in the middle of it"
    return f"the file is no JSON: {problem.msg} in line {problem.lineno}, column {problem.colno}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
