"""What the labels of an annotation are called here, and which number each has in a label map."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from maskkit.errors import BadAnnotation, UnknownChoice
from maskkit.masks.formats.areas import ROOM_CLASSES, Annotation, Area, class_name
from maskkit.types import Labels

SKIP, OTHER, REST = "skip", "other", "*"
"""The words for a label that is left out, for one that counts as nothing, and for all labels that are not named."""

_NUMBERS = {**ROOM_CLASSES, **{f"{name}s": number for name, number in ROOM_CLASSES.items()}, OTHER: 0}
_HINT = f"Classes are {', '.join(ROOM_CLASSES)}, {OTHER}, {SKIP}, or numbers from 0 to 255."


@dataclass(frozen=True)
class Naming:
    """Which label of a file is which class: ``{"carpet": "rug", "12": "floor", "*": "skip"}``.

    A class is one of a room's, ``other`` (0, nothing), ``skip`` (left out), or a number from 0 to 255. A label that is
    not named is taken by its own name if that is a class's, and else as what ``*`` is said to be.

    Raises:
        UnknownChoice: a class that is none.

    >>> Naming({"carpet": "rug", "*": "skip"}).word("Carpet")
    'rug'
    """

    classes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {name.casefold(): word.strip().casefold() for name, word in self.classes.items()}
        for word in known.values():
            if word != SKIP and _number(word) is None:
                raise UnknownChoice(f"{word!r} is no class", hint=_HINT)
        object.__setattr__(self, "classes", known)

    def word(self, label: str) -> str | None:
        """What ``label`` was said to be, or None where nothing was said; ``*`` is for what is no class by its name."""
        name = label.casefold()
        return self.classes.get(name, None if name in _NUMBERS else self.classes.get(REST))

    def require_known(self, labels: Sequence[str], where: str) -> None:
        """Refuse a name that none of ``labels`` is called: it is misspelt.

        Raises:
            BadAnnotation: there is one.
        """
        have = {label.casefold() for label in labels}
        if strange := [name for name in self.classes if name not in have and name != REST]:
            listed = ", ".join(labels[:20]) or "none"
            raise BadAnnotation(f"nothing is called {strange[0]!r} there", where=where, hint=f"It has: {listed}.")

    def apply(self, annotation: Annotation) -> Annotation:
        """The annotation under the names of the classes, without what is skipped.

        Labels that differ only in capitals become one.
        """
        have = {label.casefold(): label for label in reversed(annotation.labels)}
        called = {label: self._called(have[label.casefold()]) for label in annotation.labels}
        areas = tuple(Area(name, area.shape) for area in annotation.areas if (name := called[area.label]) is not None)
        return Annotation(areas, annotation.size_wh, annotation.image, annotation.where)

    def map_labels(self, labels: Labels, where: str) -> Labels:
        """A label map (H, W) uint8 with its numbers changed; what is skipped becomes 0.

        Raises:
            BadAnnotation: a label was named that the map does not have.
        """
        have = label_names(labels)
        self.require_known([*dict.fromkeys([*have.values(), *map(str, have)])], where)
        table = np.arange(256, dtype=np.uint8)
        for number, name in have.items():
            word = self.classes.get(str(number)) or self.word(name)
            table[number] = number if word is None else _number(word) or 0
        return table[labels]

    def _called(self, label: str) -> str | None:
        word = self.word(label)
        if word is None:
            return label
        number = _number(word)
        return None if number is None else class_of(number)


def class_numbers(labels: Sequence[str], where: str) -> dict[str, int]:
    """The number of each label in a label map: of the class that it names, or the one that it is.

    Raises:
        BadAnnotation: labels that have none; all are named.

    >>> class_numbers(["Floors", "12"], "rooms.json")
    {'Floors': 1, '12': 12}
    """
    found = {label: _number(label) for label in labels}
    if unknown := [label for label, number in found.items() if number is None]:
        listed = ", ".join(repr(label) for label in unknown[:10])
        hint = f"Say what each is, such as --map {unknown[0]}=furniture, or --map '*=skip'. {_HINT}"
        raise BadAnnotation(f"no class is called {listed}", where=where, hint=hint)
    return {label: number for label, number in found.items() if number is not None}


def any_numbers(labels: Sequence[str]) -> dict[str, int]:
    """A different number for each label, for formats that number their classes.

    It is that of the class that the label names, unless another label has it already, or else the lowest free one from
    1 on.

    >>> any_numbers(["sofa", "floor", "lamp"])
    {'sofa': 2, 'floor': 1, 'lamp': 3}
    """
    owner: dict[int, str] = {}
    for label in labels:
        number = _number(label)
        if number is not None:
            owner.setdefault(number, label)
    own = {label: number for number, label in owner.items()}
    free = (number for number in itertools.count(1) if number not in owner)
    return {label: own[label] if label in own else next(free) for label in labels}


def class_of(number: int) -> str:
    """The name of a number: that of a room's class, ``other`` for 0, or the number itself.

    >>> class_of(0), class_of(7), class_of(77)
    ('other', 'rug', '77')
    """
    return class_name(number, {**ROOM_CLASSES, OTHER: 0})


def label_names(labels: Labels) -> dict[int, str]:
    """The numbers in a label map but for 0, and their names.

    >>> label_names(np.array([[0, 7, 77]], np.uint8))
    {7: 'rug', 77: '77'}
    """
    used = np.flatnonzero(np.bincount(labels.ravel(), minlength=256)).tolist()
    return {number: class_of(number) for number in used if number}


def _number(word: str) -> int | None:
    """The number of a class by its name or by itself."""
    name = word.strip().casefold()
    if name.isascii() and name.isdigit() and len(name) < 4 and int(name) < 256:
        return int(name)
    return _NUMBERS.get(name)
