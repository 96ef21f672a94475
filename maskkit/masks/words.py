"""The words for what is to be marked, and combinations of them: ``floor``, ``room``, ``floor + wall - window``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from maskkit.errors import UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.syntax import OPERATORS, Name, Node, fold, names_in, parse

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
_EVERYTHING = frozenset(RoomClass)
_HINT = f"Choose from: {', '.join(TARGETS)}; combine them like floor + wall - (window & door)."


@dataclass(frozen=True, slots=True)
class Target:
    """The classes to mark, and every class that was named on the way, added or taken away."""

    classes: frozenset[RoomClass]
    named: frozenset[RoomClass]


def parse_target(text: str) -> Target:
    """What ``text`` asks for in words alone; the grammar is in :mod:`maskkit.masks.syntax`.

    Raises:
        UnknownChoice: a word that stands for nothing, a missing word, or a difference that leaves nothing.

    >>> sorted(wanted.name for wanted in parse_target("room + ceiling - wall").classes)
    ['CEILING', 'FLOOR']
    """
    tree = parse_names(text)
    classes = fold(
        tree, name=classes_of_name, rest=_EVERYTHING.difference, join=lambda sign, a, b: OPERATORS[sign](a, b)
    )
    if not classes:
        raise UnknownChoice(f"the target {text!r} leaves nothing to mark", hint="Start with what is to be marked.")
    return Target(classes, named_in(tree))


def parse_names(text: str) -> Node:
    """The tree of an expression of words and files.

    Raises:
        UnknownChoice: it is no expression; the hint lists the words.
    """
    return parse(text, words=(*TARGETS, *_PLURALS), hint=_HINT)


def named_in(tree: Node) -> frozenset[RoomClass]:
    """Every class that a word of the tree stands for; files name none."""
    return frozenset().union(*(classes_of_name(name) for name in names_in(tree) if not name.is_file))


def classes_of_name(name: Name) -> frozenset[RoomClass]:
    """The classes of a name that is a word.

    Raises:
        UnknownChoice: it stands for nothing, or names a file.
    """
    if name.is_file:
        raise UnknownChoice(f"{name.text!r} is a file, and only words are possible here", hint=_HINT)
    return classes_of(name.text)


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


def is_word(text: str) -> bool:
    """Whether ``text`` is one of the words.

    >>> is_word(" Windows "), is_word("sofa")
    (True, False)
    """
    key = text.strip().lower()
    return key in TARGETS or key in _PLURALS


def classes_of(word: str) -> frozenset[RoomClass]:
    """The classes that one word stands for.

    Raises:
        UnknownChoice: it stands for nothing; the hint lists the words.
    """
    key = word.strip().lower()
    found = TARGETS.get(_PLURALS.get(key, key))
    if found is None:
        what = f"unknown target {word.strip()!r}" if key else "a target lacks a word"
        raise UnknownChoice(what, hint=_HINT)
    return found
