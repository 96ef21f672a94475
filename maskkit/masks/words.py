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
    "room": frozenset({RoomClass.FLOOR, RoomClass.WALL, RoomClass.FURNITURE, RoomClass.RUG, RoomClass.FIXTURE}),
    "window": frozenset({RoomClass.WINDOW}),
    "door": frozenset({RoomClass.DOOR}),
    "furniture": frozenset({RoomClass.FURNITURE}),
    "rug": frozenset({RoomClass.RUG}),
    "fixture": frozenset({RoomClass.FIXTURE}),
}
"""What each word stands for. ``room`` is all that a redesign replaces: neither windows and doors nor the ceiling."""

WHERE_TOLD = frozenset({RoomClass.FURNITURE, RoomClass.RUG, RoomClass.FIXTURE})
"""Of a room, what is marked where a method can tell it: without it a room is still floor and walls."""

MOST_WALLS = 9
_PLURALS = {f"{word}s": word for word in TARGETS}
_WALLS = {f"wall:{number}": number for number in range(1, MOST_WALLS + 1)}
_EVERYTHING = frozenset(RoomClass)
_HINT = f"Choose from: {', '.join(TARGETS)}, wall:1 to wall:9; combine them like floor + wall - (window & door)."


@dataclass(frozen=True, slots=True)
class Target:
    """The classes to mark, and every class that was named on the way, added or taken away."""

    classes: frozenset[RoomClass]
    named: frozenset[RoomClass]


def parse_target(text: str) -> Target:
    """What ``text`` asks for in words alone; the grammar is in :mod:`maskkit.masks.syntax`.

    Raises:
        UnknownChoice: a word that stands for nothing, a missing word, a difference that leaves nothing, or a single
            wall: classes do not tell it.

    >>> sorted(wanted.name for wanted in parse_target("floor + wall + ceiling - wall").classes)
    ['CEILING', 'FLOOR']
    """
    tree = parse_names(text)
    if single := sorted(walls_in(tree)):
        raise UnknownChoice(f"wall:{single[0]} is one wall, and can only be told in a photo", hint=_HINT)
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
    return parse(text, words=(*TARGETS, *_PLURALS, *_WALLS), hint=_HINT)


def check_target(text: str) -> None:
    """Refuse what no photo could be marked by, as far as that can be told without one.

    Raises:
        UnknownChoice: a word that stands for nothing, a missing word, a file, or a difference that leaves nothing.
    """
    tree = parse_names(text)
    if not walls_in(tree):
        parse_target(text)
    named_in(tree, files=False)


def named_in(tree: Node, *, files: bool = True) -> frozenset[RoomClass]:
    """Every class that a word of the tree stands for; files name none, and are refused unless ``files``."""
    names = [name for name in names_in(tree) if not (files and name.is_file)]
    return frozenset().union(*(classes_of_name(name) for name in names))


def needed_in(tree: Node) -> frozenset[RoomClass]:
    """Every class that has to be told for the words of the tree.

    >>> sorted(needed.name for needed in needed_in(parse_names("room + window")))
    ['FLOOR', 'WALL', 'WINDOW']
    """
    names = [name for name in names_in(tree) if not name.is_file]
    wanted = [classes_of_name(name) for name in names]
    return frozenset().union(*(one - WHERE_TOLD if one == TARGETS["room"] else one for one in wanted))


def walls_in(tree: Node) -> frozenset[int]:
    """The numbers of the single walls that a tree names.

    >>> sorted(walls_in(parse_names("floor + wall:2 - (WALL:1 & rug)")))
    [1, 2]
    """
    return frozenset(number for name in names_in(tree) if (number := wall_number(name.text)))


def wall_number(word: str) -> int | None:
    """The number in a word for a single wall, and None for any other word.

    >>> wall_number("wall:2"), wall_number("wall")
    (2, None)
    """
    return _WALLS.get(word.strip().lower())


def classes_of_name(name: Name) -> frozenset[RoomClass]:
    """The classes of a name that is a word.

    Raises:
        UnknownChoice: it stands for nothing, or names a file.
    """
    if name.is_file:
        raise UnknownChoice(f"{name.text!r} is a file, and only words are possible here", hint=_HINT)
    return classes_of(name.text)


def parse_keep(words: str | Iterable[str]) -> frozenset[RoomClass]:
    """The classes that ``words`` protect: one text with commas, or several; single walls are no class.

    Raises:
        UnknownChoice: a word that stands for nothing.

    >>> sorted(kept.name for kept in parse_keep("window, doors"))
    ['DOOR', 'WINDOW']
    """
    return frozenset().union(*(classes_of(part) for part in _parts(words) if not wall_number(part)))


def kept_walls(words: str | Iterable[str]) -> frozenset[int]:
    """The numbers of the single walls among words that protect.

    >>> sorted(kept_walls("window, wall:3"))
    [3]
    """
    return frozenset(number for part in _parts(words) if (number := wall_number(part)))


def _parts(words: str | Iterable[str]) -> list[str]:
    texts = [words] if isinstance(words, str) else list(words)
    return [part for text in texts for part in re.split(r"[,+]", text) if part.strip()]


def is_word(text: str) -> bool:
    """Whether ``text`` is one of the words.

    >>> is_word(" Windows "), is_word("sofa")
    (True, False)
    """
    key = text.strip().lower()
    return key in TARGETS or key in _PLURALS or key in _WALLS


def classes_of(word: str) -> frozenset[RoomClass]:
    """The classes that one word stands for; that of walls for a single one.

    Raises:
        UnknownChoice: it stands for nothing; the hint lists the words.
    """
    key = word.strip().lower()
    found = TARGETS.get("wall" if key in _WALLS else _PLURALS.get(key, key))
    if found is None:
        what = f"unknown target {word.strip()!r}" if key else "a target lacks a word"
        raise UnknownChoice(what, hint=_HINT)
    return found
