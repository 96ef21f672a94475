"""How a batch is to be done, and which of it ties a journal to its run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maskkit.batch.manifest import Item
from maskkit.batch.state import ItemState
from maskkit.errors import UnknownChoice
from maskkit.roomapi.words import RoomType, Theme


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How each photo of a batch is done.

    ``target`` and ``keep`` say what to mark and what never to touch; ``variations`` how many further rooms to make;
    ``seed`` which of the theme's looks the first room gets, the next room the next one (None: the service's choice);
    ``long_edge_px`` and ``multiple`` the size that is sent; ``feather_px`` how wide the seam is (None: the library's
    choice); ``deadline_s`` how long to wait for one generation; ``max_photos`` how many may be paid for in all runs
    together; ``retry_unknown`` whether paid calls of unknown outcome are sent afresh; ``camera`` a file of the camera
    and the room of the one photo of the batch, which our own service's engines take instead of reading them.
    """

    target: str = "room"
    keep: tuple[str, ...] = ()
    method: str = "auto"
    allow_full_mask: bool = False
    long_edge_px: int = 1536
    multiple: int = 8
    feather_px: float | None = None
    variations: int = 0
    seed: int | None = None
    deadline_s: float = 900.0
    max_photos: int | None = None
    retry_unknown: bool = False
    overwrite: bool = False
    jobs: int = 2
    camera: Path | None = None

    @property
    def rooms(self) -> int:
        """How many rooms each photo gets: the first and its variations."""
        return 1 + self.variations

    def check(self) -> None:
        """Refuse words that mean nothing, before any photo is opened.

        Raises:
            UnknownChoice: with the list of those that do.
            BadCamera: the file of the camera is none.
        """
        from maskkit.geometry.room_file import open_room
        from maskkit.masks.segment import METHODS
        from maskkit.masks.words import check_target, parse_keep

        check_target(self.target)
        parse_keep(self.keep)
        if self.method not in {"auto", *METHODS}:
            known = ", ".join(["auto", *METHODS])
            raise UnknownChoice(f"unknown method {self.method!r}", hint=f"Choose one of: {known}.")
        if self.camera:
            open_room(self.camera)

    def binding(self) -> dict[str, Any]:
        """What shapes the outputs, and so may not change between the runs of one journal."""
        return {
            "target": self.target,
            "keep": sorted(self.keep),
            "method": self.method,
            "long_edge_px": self.long_edge_px,
            "multiple": self.multiple,
            "feather_px": self.feather_px,
            "seed": self.seed,
            **({"camera": hashlib.sha256(self.camera.read_bytes()).hexdigest()} if self.camera else {}),
        }


def item_binding(item: Item) -> dict[str, Any]:
    """What is tied to one photo: which it is, and what was asked for it."""
    return {
        "photo": item.photo.name,
        "room": item.room_type.value,
        "theme": item.theme.value,
        "mask": item.mask.name if item.mask else None,
    }


def known_item(name: str, state: ItemState) -> Item:
    """The photo that an earlier run of the journal was given, as far as the journal tells."""
    first = state.started or {}
    return Item(name, Path(first["photo"]), RoomType(first["room"]), Theme(first["theme"]))


def changed_items(items: Sequence[Item], states: dict[str, ItemState]) -> list[tuple[Item, dict[str, Any]]]:
    """The photos that an earlier run was asked to do otherwise, each with what it was asked then."""
    known = ((item, states[item.name].started) for item in items if item.name in states)
    return [(item, dict(first)) for item, first in known if first is not None and dict(first) != item_binding(item)]
