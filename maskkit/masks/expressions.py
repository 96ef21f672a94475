"""Masks from words and files: ``floor + sofa.png - (window & door)``. The grammar is in :mod:`maskkit.masks.syntax`."""

from __future__ import annotations

from collections.abc import Callable

from maskkit.errors import ImageNotFound, SizeMismatch, UnknownChoice
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.syntax import OPERATORS, Name, Node, fold, parse
from maskkit.masks.words import classes_of, is_word, parse_names, wall_number
from maskkit.types import SizeWh

Classes = frozenset[RoomClass]
Mark = Callable[[Classes], Mask]
"""What makes the mask of some classes."""

_EVERYTHING = frozenset(RoomClass)
_EXAMPLE = "Combine files like a.png + b.png - (c.png & d.png)."
_PATH_HINT = (
    "Check the path; a name with + - & ~ or a bracket in it goes into quotes, and ~ stands for the rest of the picture."
)


def evaluate(
    expression: str | Node,
    *,
    mark: Mark | None = None,
    mark_wall: Callable[[int], Mask] | None = None,
    size_wh: SizeWh | None = None,
) -> Mask:
    """The mask that an expression of words and mask files describes.

    Neighbouring words are combined as classes before ``mark`` makes a mask of them, so that words alone cost one mask.
    Soft masks stay soft: ``+`` takes the larger value, ``&`` the smaller, ``-`` the smaller of the first and 255 minus
    the second, ``~`` 255 minus the value.

    Args:
        expression: the text, or the tree that :func:`maskkit.masks.words.parse_names` made of it.
        mark: makes the mask of classes; without it words are refused, and names without an ending are files too.
        mark_wall: makes the mask of the wall with a number; without it single walls are refused.
        size_wh: what size the files must be of; without it that of the first file.

    Raises:
        UnknownChoice: the text is no expression, or a word stands for nothing, or words are not possible here.
        ImageRefused, MaskRefused: a file cannot be read as a mask.
        SizeMismatch: a file is of another size.

    >>> left = Mask.from_polygon([(0, 0), (2, 0), (2, 2), (0, 2)], size_wh=(4, 2))
    >>> evaluate("~floor & wall", mark=lambda classes: left if classes == {RoomClass.WALL} else ~left) == left
    True
    """
    tree = _parsed(expression, mark) if isinstance(expression, str) else expression
    files = _Files(size_wh)

    def masked(value: Classes | Mask) -> Mask:
        return value if isinstance(value, Mask) else _marked(value, mark)

    def join(sign: str, first: Classes | Mask, second: Classes | Mask) -> Classes | Mask:
        both: Classes | Mask
        if isinstance(first, frozenset) and isinstance(second, frozenset):
            both = OPERATORS[sign](first, second)
        else:
            both = OPERATORS[sign](masked(first), masked(second))
        return both

    def leaf(name: Name) -> Classes | Mask:
        if name.is_file or (mark is None and not is_word(name.text)):
            return files.open(name.text)
        number = wall_number(name.text)
        if number and mark_wall:
            return mark_wall(number)
        return _marked(classes_of(name.text), None) if number else classes_of(name.text)

    return masked(fold(tree, name=leaf, rest=_rest, join=join))


def _parsed(expression: str, mark: Mark | None) -> Node:
    return parse_names(expression) if mark else parse(expression, hint=_EXAMPLE)


def _rest(value: Classes | Mask) -> Classes | Mask:
    return ~value if isinstance(value, Mask) else _EVERYTHING - value


def _marked(classes: Classes, mark: Mark | None) -> Mask:
    if mark is None:
        words = " and ".join(sorted(room_class.name.lower() for room_class in classes)) or "a word"
        raise UnknownChoice(
            f"what {words} is can only be told in a photo",
            hint="Give files such as a.png here, or make the mask with `maskkit mask PHOTO --target …`.",
        )
    return mark(classes)


class _Files:
    """The mask files of one expression: each is read once, and all are of one size."""

    def __init__(self, size_wh: SizeWh | None) -> None:
        self._photo_size_wh = size_wh
        self._opened: dict[str, Mask] = {}

    def open(self, path: str) -> Mask:
        """The mask in a file."""
        if path not in self._opened:
            try:
                found = Mask.open(path, photo_size_wh=self._photo_size_wh)
            except ImageNotFound as error:
                raise ImageNotFound(error.message, where=path, hint=_PATH_HINT) from None
            self._require_size_of_the_first(path, found)
            self._opened[path] = found
        return self._opened[path]

    def _require_size_of_the_first(self, path: str, found: Mask) -> None:
        first = next(iter(self._opened.items()), None)
        if first is not None and first[1].size_wh != found.size_wh:
            (width, height), (first_width, first_height) = found.size_wh, first[1].size_wh
            raise SizeMismatch(
                f"the mask is {width} x {height} pixels, {first[0]} is {first_width} x {first_height}", where=path
            )
