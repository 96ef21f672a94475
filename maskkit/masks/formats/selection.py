"""Which picture of a file with several is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from maskkit.errors import BadAnnotation
from maskkit.masks.formats.nodes import Node

_LISTED = 10


def choose(pictures: Sequence[Node], asked: str | None, names_of: Callable[[Node], list[str]], where: str) -> Node:
    """The picture that is called ``asked``, folders before the name aside; the only one, if none is asked.

    Raises:
        BadAnnotation: there is none, or several; the hint lists what there is.

    >>> pictures = [Node("rooms/a.jpg", "x[0]"), Node("rooms/b.jpg", "x[1]")]
    >>> choose(pictures, "b.jpg", lambda node: [node.value], "x.json").where
    'x[1]'
    """
    if not pictures:
        raise BadAnnotation("the file names no picture", where=where)
    hint = f"It has: {_listed([names_of(node)[0] for node in pictures])}."
    if asked is None:
        if len(pictures) > 1:
            raise BadAnnotation(f"there are {len(pictures)} pictures", where=where, hint=f"Choose with --image. {hint}")
        return pictures[0]
    exact = [node for node in pictures if asked in names_of(node)]
    found = exact or [node for node in pictures if _last(asked) in map(_last, names_of(node))]
    if not found:
        raise BadAnnotation(f"there is no picture {asked!r}", where=where, hint=hint)
    if len(found) > 1:
        raise BadAnnotation(f"{len(found)} pictures are called {asked!r}", where=where, hint="Give the whole path.")
    return found[0]


def _last(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
