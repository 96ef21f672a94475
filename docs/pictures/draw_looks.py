# ruff: noqa: INP001 - a script beside what it makes, no package
"""Draw the pictures of the README: before and after, and the same rooms in several looks.

python docs/pictures/draw_looks.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

import maskkit as mk
from maskkit.engines.base import EngineRequest
from maskkit.engines.rendered import RenderedEngine
from maskkit.images.encode import save
from maskkit.masks.overlay import draw_overlay
from maskkit.roomapi.words import RoomType, Theme
from maskkit.types import Rgb8

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_images"
GAP_PX = 8
BEFORE_AFTER = ("bedroom-empty", RoomType.BATHROOM, Theme.LUXURIOUS, 2)
LOOKS = (
    (
        ("living-room-empty", RoomType.BATHROOM, Theme.LUXURIOUS, 1),
        ("living-room-empty", RoomType.SHOWER_ROOM, Theme.INDUSTRIAL, 2),
        ("living-room-empty", RoomType.KITCHEN, Theme.SCANDINAVIAN, 4),
        ("living-room-empty", RoomType.BATHROOM, Theme.MODERN, 5),
    ),
    (
        ("kitchen-empty", RoomType.KITCHEN, Theme.LUXURIOUS, 1),
        ("kitchen-empty", RoomType.BATHROOM, Theme.SCANDINAVIAN, 2),
        ("kitchen-empty", RoomType.SHOWER_ROOM, Theme.MODERN, 3),
        ("kitchen-empty", RoomType.KITCHEN, Theme.INDUSTRIAL, 6),
    ),
)


def main() -> None:
    """Draw both pictures beside this file."""
    photo, mask = read(BEFORE_AFTER[0])
    row = [photo.pixels, draw_overlay(photo, mask), remade(*BEFORE_AFTER)]
    save(HERE / "before-after.jpg", beside([shrunk(one, 600) for one in row]), overwrite=True)
    rows = [beside([shrunk(remade(*look), 440) for look in looks]) for looks in LOOKS]
    save(HERE / "looks.jpg", below(rows), overwrite=True)


def read(name: str) -> tuple[mk.Photo, mk.Mask]:
    """A sample room and the mask of all that is to change, as it is found by itself."""
    photo = mk.open_photo(SAMPLES / f"{name}.jpg")
    return photo, mk.mask(photo, target="room")


def remade(name: str, room_type: RoomType, theme: Theme, seed: int) -> Rgb8:
    """The sample room in a look."""
    photo, mask = read(name)
    (made,) = RenderedEngine().generate(EngineRequest(photo, mask, room_type, theme, seed=seed))
    return mk.composite(photo, made, mask).pixels


def shrunk(pixels: Rgb8, width_px: int) -> Rgb8:
    """A picture of that width."""
    height_px = round(pixels.shape[0] * width_px / pixels.shape[1])
    return np.asarray(cv2.resize(pixels, (width_px, height_px), interpolation=cv2.INTER_AREA), np.uint8)


def beside(pictures: list[Rgb8]) -> Rgb8:
    """Pictures in a row, with white between them."""
    gap = np.full((pictures[0].shape[0], GAP_PX, 3), 255, np.uint8)
    return np.hstack([part for one in pictures for part in (one, gap)][:-1])


def below(rows: list[Rgb8]) -> Rgb8:
    """Rows one below the other, with white between them."""
    gap = np.full((GAP_PX, rows[0].shape[1], 3), 255, np.uint8)
    return np.vstack([part for one in rows for part in (one, gap)][:-1])


if __name__ == "__main__":
    main()
