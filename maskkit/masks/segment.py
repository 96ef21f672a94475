"""What each pixel of a room photo shows: one answer, several methods."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

from maskkit.errors import UnknownChoice
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.maps import EnlargedMaps
from maskkit.masks.models.weights import has_network
from maskkit.types import Alpha, BoolMap, Labels, SizeWh

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout

METHODS = {
    "network": "maskkit.masks.methods.network:segment_by_network",
    "geometry": "maskkit.masks.methods.geometry:segment_by_geometry",
}
"""The methods by name: where the function of each is. It takes a photo and gives a :class:`Segmentation`."""


_CLASSES = frozenset(RoomClass) - {RoomClass.UNLABELLED}


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A label map (H, W) uint8 of :class:`RoomClass` values, and how sure its maker is.

    ``probabilities`` holds (H, W) float32 in 0..1 a class where the method has them, ``confidence`` is 0..1 for the
    whole picture, and ``knows`` names the classes that the method can tell at all: what it does not know it cannot
    find. ``folded`` says what it takes a class for that it cannot tell, such as a door for furniture: keeping the one
    then keeps the other. ``layout`` is the room as a box at the photo's size, where the method has fitted one.

    >>> found = Segmentation(np.array([[2, 2], [1, 1]], np.uint8), None, method="example", confidence=0.9)
    >>> found.share(RoomClass.FLOOR)
    0.5
    """

    labels: Labels
    probabilities: Mapping[RoomClass, Alpha] | None
    method: str
    confidence: float
    knows: frozenset[RoomClass] = _CLASSES
    folded: Mapping[RoomClass, RoomClass] = field(default_factory=dict)
    layout: Layout | None = None

    def __post_init__(self) -> None:
        if self.labels.ndim != 2 or self.labels.dtype != np.uint8 or not self.labels.size:
            raise ValueError(f"a label map needs (H, W) uint8, not {self.labels.shape} {self.labels.dtype}")
        used = np.flatnonzero(np.bincount(self.labels.ravel(), minlength=256))
        strangers = sorted(set(used.tolist()) - {int(c) for c in RoomClass})
        if strangers:
            raise ValueError(f"{strangers} are no classes of a label map")
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"a confidence of {self.confidence} is not within 0..1")
        known = self.probabilities or {}
        for room_class, share in ({} if isinstance(known, EnlargedMaps) else known).items():
            if share.shape != self.labels.shape or share.dtype != np.float32:
                raise ValueError(f"the probabilities of {room_class.name} are {share.shape} {share.dtype}")
        view = self.labels.view()
        view.flags.writeable = False
        object.__setattr__(self, "labels", view)

    @property
    def size_wh(self) -> SizeWh:
        """(width, height) in pixels."""
        return self.labels.shape[1], self.labels.shape[0]

    def where(self, *classes: RoomClass) -> BoolMap:
        """The pixels (H, W) of any of ``classes``."""
        wanted = np.zeros(256, np.bool_)
        wanted[list(classes)] = True
        chosen: BoolMap = wanted[self.labels]
        return chosen

    def share(self, room_class: RoomClass) -> float:
        """The part of the picture that shows ``room_class``, 0..1."""
        return float(np.count_nonzero(self.labels == room_class) / self.labels.size)


def segment(photo: Photo, *, method: str = "auto", **options: object) -> Segmentation:
    """The label map of ``photo`` by ``method``; ``options`` are the method's own.

    ``auto`` is the network, or geometry where the network cannot be run.

    Raises:
        UnknownChoice: there is no such method.
        NoRoomFound: the picture shows no room that the method could read.
    """
    return _function_of(_best_method() if method == "auto" else method)(photo, **options)


def _best_method() -> str:
    return "network" if has_network() else "geometry"


def _function_of(method: str) -> Callable[..., Segmentation]:
    if method not in METHODS:
        raise UnknownChoice(f"unknown method {method!r}", hint=f"Choose one of: {', '.join(['auto', *METHODS])}.")
    module, _, name = METHODS[method].partition(":")
    return cast("Callable[..., Segmentation]", getattr(importlib.import_module(module), name))
