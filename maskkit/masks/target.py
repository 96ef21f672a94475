"""From a photo and a word to the mask of what the word means."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from maskkit.errors import EmptyMask, MaskRefused, SizeMismatch, UnknownChoice
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.expressions import evaluate
from maskkit.masks.mask import Mask
from maskkit.masks.methods.prompts import Prompt
from maskkit.masks.modifiers import Modifier, modify
from maskkit.masks.morphology import drop_specks, fill_holes
from maskkit.masks.segment import METHODS, Segmentation, segment
from maskkit.masks.syntax import Node, names_in
from maskkit.masks.words import check_target, kept_walls, needed_in, parse_keep, parse_names
from maskkit.types import BoolMap, BoxXyxy, Labels

if TYPE_CHECKING:
    from maskkit.masks.methods.polygon import PolygonSource

PROMPTED = ("grabcut", "polygon")
"""The methods that mark what they are shown; the target is then not asked for."""

SPECK_SHARE = 0.0002
"""Specks and pinholes of up to this share of the picture are cleaned away."""


def mask(
    photo: Photo,
    *,
    target: str = "room",
    keep: str | Mask | Iterable[str | Mask] = (),
    method: str = "auto",
    segmentation: Segmentation | None = None,
    labels: Labels | None = None,
    polygon: PolygonSource | None = None,
    points: Sequence[tuple[float, float]] = (),
    negative_points: Sequence[tuple[float, float]] = (),
    box: BoxXyxy | None = None,
    modifiers: Iterable[Modifier] = (),
    speck_share: float = SPECK_SHARE,
) -> Mask:
    """The mask of ``target`` in ``photo``, the size of the photo; hard, unless a soft file or a feather goes into it.

    ``target`` is one of floor, wall, ceiling, room, window, door, furniture, rug and fixture, or a combination of them
    and of mask files, such as ``"floor + sofa.png - (window & door)"``. ``room`` is all that a redesign replaces: floor
    and walls with the furniture, rugs and fixtures there, as far as the method tells them, and neither windows and
    doors nor the ceiling. ``floor + wall`` is the bare surfaces. ``wall:2`` is a single wall, counted from the left.
    The room is read only where a word asks for it.

    A ``polygon`` (corners, regions or a file), or a ``box`` or ``points``, shows what to mark and takes the target's
    place. ``modifiers`` are taken in their order. ``keep`` (words and masks) wins over everything: nothing it names is
    ever marked, grown masks included. A class that the method takes for another, such as a door for furniture, is kept
    by keeping the other.

    The label map is ``segmentation`` or ``labels`` (H, W) where given, and is otherwise made by ``method``. One that a
    method made is cleaned: specks and pinholes of up to ``speck_share`` of the picture go.

    Raises:
        UnknownChoice: an unknown word or method, or a word for something that the method cannot tell.
        EmptyMask: nothing of it is in the photo, or a wall has a higher number than there are walls.
        MaskRefused: ``labels`` holds something else than classes.
        ImageRefused, MaskRefused: a file in the target cannot be read as a mask.
        SizeMismatch: labels, a file or a kept mask are not of the photo's size.
        InvalidRequest: points or a box outside the photo, or none for a method that needs them.
        BadPolygon: the polygon is none.
        NoRoomFound: the picture shows no room that the method could read, or single walls cannot be told apart in it.
    """
    words, kept_masks = _split(keep)
    known = _given(photo, segmentation, labels)
    shown = _shown(photo, method, polygon, Prompt(box, points, negative_points))
    named = needed_in(_parsed(target)) if shown is None else frozenset()
    kept, single = parse_keep(words), kept_walls(words)
    if known is None and (named or kept or single):
        known = segment(photo, method="auto" if method in PROMPTED else method)
    if known is not None:
        kept = frozenset(known.folded.get(room_class, room_class) for room_class in kept)
        _require(known, kept | named)
    max_px = int(speck_share * known.labels.size) if known and known.method in METHODS else 0
    walls = _Walls(photo, known)
    protected = _protected(photo, known, kept, kept_masks)
    for number in single:
        protected |= walls.where(number)
    mark = partial(_marked, known, protected, max_px) if known else None
    found = (
        shown
        if shown is not None
        else evaluate(
            _parsed(target),
            mark=mark,
            mark_wall=lambda number: Mask.from_bool(clean(walls.where(number) & ~protected, protected, max_px)),
            size_wh=photo.size_wh,
        )
    )
    guard = Mask.from_bool(protected)
    allowed = found - guard
    result = modify(allowed, modifiers, keep=guard)
    if result.is_empty:
        raise EmptyMask(
            _why_nothing(shown, target, allowed), where=_name(photo), hint="Choose another target or method."
        )
    return result


def clean(marked: BoolMap, protected: BoolMap, max_px: int) -> BoolMap:
    """``marked`` (H, W) without specks and pinholes of up to ``max_px`` pixels; nothing ``protected`` is filled.

    >>> dotted = np.pad(np.zeros((1, 1), bool), 2, constant_values=True)
    >>> bool(clean(dotted, ~dotted, 1).all()), bool(clean(dotted, dotted & False, 1).all())
    (False, True)
    """
    if max_px < 1:
        return marked
    values = fill_holes(drop_specks(Mask.from_bool(marked).values, max_px + 1), max_px)
    cleaned: BoolMap = (values > 0) & ~protected
    return cleaned


def _split(keep: str | Mask | Iterable[str | Mask]) -> tuple[list[str], list[Mask]]:
    parts = [keep] if isinstance(keep, str | Mask) else list(keep)
    return [part for part in parts if isinstance(part, str)], [part for part in parts if isinstance(part, Mask)]


def _given(photo: Photo, segmentation: Segmentation | None, labels: Labels | None) -> Segmentation | None:
    if labels is not None:
        try:
            segmentation = Segmentation(labels, None, method="labels", confidence=1.0)
        except ValueError as problem:
            raise MaskRefused(f"that is no label map: {problem}", hint="Give the classes 0..8, and 255.") from None
    if segmentation is not None and segmentation.size_wh != photo.size_wh:
        (width, height), (photo_width, photo_height) = segmentation.size_wh, photo.size_wh
        raise SizeMismatch(f"the label map is {width} x {height} pixels, the photo {photo_width} x {photo_height}")
    return segmentation


def _shown(
    photo: Photo,
    method: str,
    polygon: PolygonSource | None,
    prompt: Prompt,
) -> Mask | None:
    """The mask that polygon, box or points show, or None where a word is to be looked for."""
    if method not in {"auto", *METHODS, *PROMPTED}:
        raise UnknownChoice(
            f"unknown method {method!r}", hint=f"Choose one of: {', '.join(['auto', *METHODS, *PROMPTED])}."
        )
    if method == "polygon" and polygon is None:
        raise UnknownChoice("the method polygon needs a polygon", hint="Give --polygon FILE.")
    if polygon is not None:
        from maskkit.masks.methods.polygon import polygon_mask

        return polygon_mask(photo, polygon)
    if method == "grabcut" or prompt.box is not None or len(prompt.points):
        from maskkit.masks.methods.grabcut import grabcut

        return grabcut(photo, box=prompt.box, points=prompt.points, negative_points=prompt.negative_points)
    return None


def _require(known: Segmentation, named: frozenset[RoomClass]) -> None:
    strange = sorted(room_class.name.lower() for room_class in named - known.knows)
    if strange:
        tells = ", ".join(sorted(room_class.name.lower() for room_class in known.knows - {RoomClass.OTHER}))
        raise UnknownChoice(
            f"the method {known.method} cannot tell {' or '.join(strange)}",
            hint=f"It tells {tells}. Give a label map or a mask for the rest, or leave it out.",
        )


def _protected(photo: Photo, known: Segmentation | None, kept: frozenset[RoomClass], masks: Sequence[Mask]) -> BoolMap:
    protected: BoolMap = known.where(*kept) if known is not None and kept else np.zeros(photo.size_wh[::-1], np.bool_)
    for kept_mask in masks:
        protected = protected | (kept_mask.require_size(photo.size_wh).values > 0)
    return protected


def _parsed(target: str) -> Node:
    """The tree of the target; words alone that leave nothing are refused before the photo is looked at."""
    tree = parse_names(target)
    if not any(name.is_file for name in names_in(tree)):
        check_target(target)
    return tree


class _Walls:
    """The single walls of a photo, told apart when the first of them is asked for."""

    def __init__(self, photo: Photo, known: Segmentation | None) -> None:
        self._photo, self._known = photo, known
        self._numbers: Labels | None = None

    def where(self, number: int) -> BoolMap:
        """The pixels (H, W) of a wall; ``known`` was given.

        Raises:
            EmptyMask: there are not so many walls.
            NoRoomFound: the walls cannot be told apart.
        """
        if self._numbers is None and self._known is not None:
            from maskkit.masks.walls import number_walls

            self._numbers = number_walls(self._photo, self._known)
        found = self._numbers == number
        if not np.any(found):
            count = int(np.max(self._numbers if self._numbers is not None else 0))
            raise EmptyMask(
                f"there is no wall:{number}: {count} can be told apart in the photo",
                where=_name(self._photo),
                hint="Look at their numbers with --target wall --overlay FILE.",
            )
        return np.asarray(found, np.bool_)


def _marked(known: Segmentation, protected: BoolMap, max_px: int, classes: frozenset[RoomClass]) -> Mask:
    return Mask.from_bool(clean(known.where(*classes) & ~protected, protected, max_px))


def _why_nothing(shown: Mask | None, target: str, unmodified: Mask) -> str:
    if not unmodified.is_empty:
        return "the modifiers leave nothing of what was found"
    return "everything that was shown is to be kept" if shown else f"no {target} was found in the photo"


def _name(photo: Photo) -> str | None:
    return os.fspath(photo.origin.path) if photo.origin.path else None
