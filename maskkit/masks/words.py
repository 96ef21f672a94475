"""The words for what is to be marked, and sums and differences of them: ``floor``, ``room``, ``floor+wall-window``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from maskkit.errors import UnknownChoice
from maskkit.masks.classes import RoomClass

TARGETS: dict[str, frozenset[RoomClass]] = {
    "floor": frozenset({RoomClass.FLOOR}),
    "wall": frozenset({RoomClass.WALL}),
    "ceiling": frozenset({RoomClass.CEILING}),
    "room": frozenset({RoomClass.FLOOR, RoomClass.WALL}),
    "window": frozenset({RoomClass.WINDOW}),
    "door": frozenset({RoomClass.DOOR}),
    "furniture": frozenset({RoomClass.FURNITURE}),
    "rug": frozenset({RoomClass.RUG}),
    "fixture": frozenset({RoomClass.FIXTURE}),
}
"""What each word stands for. ``room`` is what can be given new surfaces: neither the ceiling nor anything standing."""

_PLURALS = {f"{word}s": word for word in TARGETS}


@dataclass(frozen=True, slots=True)
class Target:
    """The classes to mark, and every class that was named on the way, added or taken away."""

    classes: frozenset[RoomClass]
    named: frozenset[RoomClass]


def parse_target(text: str) -> Target:
    """What ``text`` asks for; sums and differences are taken from left to right.

    Raises:
        UnknownChoice: a word that stands for nothing, a missing word, or a difference that leaves nothing.

    >>> sorted(wanted.name for wanted in parse_target("room + ceiling - wall").classes)
    ['CEILING', 'FLOOR']
    """
    classes: frozenset[RoomClass] = frozenset()
    named: frozenset[RoomClass] = frozenset()
    for sign, word in re.findall(r"([+-]|^)([^+-]*)", text.strip()):
        meant = classes_of(word)
        named |= meant
        classes = classes - meant if sign == "-" else classes | meant
    if not classes:
        raise UnknownChoice(f"the target {text!r} leaves nothing to mark", hint="Start with what is to be marked.")
    return Target(classes, named)


def parse_keep(words: str | Iterable[str]) -> frozenset[RoomClass]:
    """The classes that ``words`` protect: one text with commas, or several.

    Raises:
        UnknownChoice: a word that stands for nothing.

    >>> sorted(kept.name for kept in parse_keep("window, doors"))
    ['DOOR', 'WINDOW']
    """
    texts = [words] if isinstance(words, str) else list(words)
    parts = [part for text in texts for part in re.split(r"[,+]", text) if part.strip()]
    return frozenset().union(*(classes_of(part) for part in parts))


def classes_of(word: str) -> frozenset[RoomClass]:
    """The classes that one word stands for.

    Raises:
        UnknownChoice: it stands for nothing; the hint lists the words.
    """
    key = word.strip().lower()
    found = TARGETS.get(_PLURALS.get(key, key))
    if found is None:
        what = f"unknown target {word.strip()!r}" if key else "a target lacks a word"
        raise UnknownChoice(what, hint=f"Choose from: {', '.join(TARGETS)}; combine them like floor+wall-window.")
    return found
