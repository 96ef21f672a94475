"""What is scored: the classes of a label map, or one mask made of some of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from maskkit.errors import MaskRefused, UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.words import classes_of, parse_target
from maskkit.types import BoolMap, Grey8, Labels

OTHER = 0
UNSCORED = 255

CLASSES: tuple[RoomClass, ...] = tuple(c for c in RoomClass if c not in {RoomClass.OTHER, RoomClass.UNLABELLED})
_KNOWN = np.isin(np.arange(256), [int(c) for c in RoomClass])
_MASK_FROM = 128


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows of every confusion matrix: row 0 is everything else, row i is ``names[i]``.

    ``members`` are the label values that each row is made of; row 0 has all that no other row has. ``target`` is set
    where one mask is scored; its only class is then row 1. The members of row 1 are None where the mask is no part of
    a label map, as in a folder of plain masks.

    >>> Scope.of_classes(["floor", "wall"]).names
    ('other', 'floor', 'wall')
    >>> Scope.of_target("floor + rug").rows_of(np.array([[1, 7, 2, 255]], np.uint8)).tolist()
    [[1, 1, 0, 255]]
    """

    names: tuple[str, ...]
    members: tuple[tuple[int, ...] | None, ...]
    target: str | None = None

    @classmethod
    def of_classes(cls, words: Iterable[str] = ()) -> Scope:
        """Some classes of a label map, or all of them where none is named.

        Raises:
            UnknownChoice: a word that names no class, or several.
        """
        chosen = [parse_class(word) for word in words] or list(CLASSES)
        kept = [room_class for room_class in CLASSES if room_class in chosen]
        return cls(
            ("other", *(room_class.name.lower() for room_class in kept)),
            ((OTHER,), *((int(room_class),) for room_class in kept)),
        )

    @classmethod
    def of_target(cls, text: str) -> Scope:
        """One mask: what ``text``, a target such as ``floor + rug``, marks in a label map.

        Raises:
            UnknownChoice: it means nothing.
        """
        marked = tuple(sorted(int(room_class) for room_class in parse_target(text).classes))
        return cls(("rest", text.strip()), ((OTHER,), marked), text.strip())

    @classmethod
    def of_mask(cls, name: str = "mask") -> Scope:
        """One mask that is no part of a label map."""
        return cls(("rest", name), ((OTHER,), None), name)

    @property
    def is_binary(self) -> bool:
        """Whether one mask is scored, and not the classes of a label map."""
        return self.target is not None

    @property
    def rows(self) -> range:
        """The rows that are classes; row 0, everything else, is none."""
        return range(1, len(self.names))

    def valid_rows(self, valid: Iterable[int] | None) -> tuple[int, ...]:
        """The rows whose truth can be told, where the truth of a photo knows the labels ``valid`` (None: all)."""
        if valid is None:
            return tuple(self.rows)
        known = set(valid)
        return tuple(row for row in self.rows if (members := self.members[row]) is None or known.issuperset(members))

    def rows_of(self, labels: Labels) -> Labels:
        """A label map (H, W) uint8 as rows; 255, unlabelled, stays 255."""
        table = np.zeros(256, np.uint8)
        for row in self.rows:
            table[list(self.members[row] or ())] = row
        table[RoomClass.UNLABELLED] = UNSCORED
        rows: Labels = table[labels]
        return rows

    def to_json(self) -> dict[str, Any]:
        """The scope as JSON."""
        members = [None if values is None else list(values) for values in self.members]
        return {"names": list(self.names), "labels": members, "target": self.target}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Scope:
        """The scope of :meth:`to_json`."""
        members = tuple(None if values is None else tuple(values) for values in told["labels"])
        return cls(tuple(told["names"]), members, told["target"])


def parse_class(word: str) -> RoomClass:
    """The one class that ``word`` names, in the singular or plural.

    Raises:
        UnknownChoice: it names none, or several as ``room`` does.

    >>> parse_class("Windows").name
    'WINDOW'
    """
    found = classes_of(word)
    if len(found) != 1:
        raise UnknownChoice(f"{word.strip()!r} is several classes", hint="Name them one by one.")
    return next(iter(found))


def strangers(labels: Labels) -> list[int]:
    """The values in a label map that are no class.

    >>> strangers(np.array([[1, 77, 255]], np.uint8))
    [77]
    """
    used = np.bincount(labels.ravel(), minlength=256) > 0
    return [int(value) for value in np.flatnonzero(used & ~_KNOWN)]


def is_label_map(values: Grey8) -> bool:
    """Whether a picture can only be a label map, not a mask: nothing but class values, and more than 0 and 255.

    >>> is_label_map(np.array([[0, 1, 255]], np.uint8)), is_label_map(np.array([[0, 255]], np.uint8))
    (True, False)
    """
    used = set(np.flatnonzero(np.bincount(values.ravel(), minlength=256)).tolist())
    return bool(used - {0, 255}) and not strangers(values)


def marked(values: Grey8, *, what: str = "the mask") -> BoolMap:
    """The pixels (H, W) that a mask marks: 128 and more.

    Raises:
        MaskRefused: it holds nothing but the values of a label map, or 1 for "marked".
    """
    if is_label_map(values):
        used = np.flatnonzero(np.bincount(values.ravel(), minlength=256)).tolist()
        raise MaskRefused(
            f"{what} holds only the values {', '.join(map(str, used))}, so it is a label map, or a mask of 0 and 1",
            hint="A mask has 255 where something is marked. Label maps go into a folder named labels/.",
        )
    inside: BoolMap = values >= _MASK_FROM
    return inside
