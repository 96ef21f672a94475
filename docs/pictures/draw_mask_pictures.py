# ruff: noqa: INP001 - a script beside what it makes, no package
"""Draw the pictures of docs/masks.md from the sample rooms.

    python docs/pictures/draw_mask_pictures.py [FOLDER]

The same pictures every time; look at each at its full size before you commit it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from maskkit.engines.base import EngineRequest
from maskkit.engines.registry import engine
from maskkit.images.decode import decode
from maskkit.images.encode import save
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.overlay import draw_overlay
from maskkit.masks.target import mask
from maskkit.roomapi.words import RoomType, Theme
from maskkit.types import Grey8, Labels, Rgb8

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "sample_images"
GAP, LINE, INK, PAPER = 8, 26, (30, 30, 30), (255, 255, 255)

Tile = tuple[str, Rgb8 | Grey8]


def sample(name: str) -> tuple[Photo, Labels]:
    """A sample room and its true labels."""
    return decode(SAMPLES / f"{name}.jpg"), np.asarray(Image.open(SAMPLES / "labels" / f"{name}.png"))


def sheet(tiles: Sequence[Tile], columns: int, width: int) -> Rgb8:
    """The tiles in rows, each with its caption above it; masks get a thin frame."""
    font = ImageFont.load_default(17)
    drawn = [(caption, _fitted(picture, width)) for caption, picture in tiles]
    rows = [drawn[start : start + columns] for start in range(0, len(drawn), columns)]
    heights = [max(picture.height for _, picture in row) + LINE + GAP for row in rows]
    canvas = Image.new("RGB", (columns * (width + GAP) + GAP, sum(heights) + GAP), PAPER)
    draw = ImageDraw.Draw(canvas)
    for number, row in enumerate(rows):
        top = GAP + sum(heights[:number])
        for column, (caption, picture) in enumerate(row):
            left = GAP + column * (width + GAP)
            draw.text((left, top + 2), caption, font=font, fill=INK)
            canvas.paste(picture, (left, top + LINE))
            draw.rectangle((left, top + LINE, left + width - 1, top + LINE + picture.height - 1), outline=(150,) * 3)
    return np.asarray(canvas)


def _fitted(picture: Rgb8 | Grey8, width: int) -> Image.Image:
    image = Image.fromarray(picture).convert("RGB")
    height = round(image.height * width / image.width)
    how = Image.Resampling.NEAREST if image.width < width else Image.Resampling.BOX
    return image.resize((width, height), how)


def jpeg(values: Grey8, quality: int) -> Grey8:
    """The mask after a trip through JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(values).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer))


def the_rule() -> Rgb8:
    """Photo, mask, what it means, and what comes out."""
    photo, labels = sample("kitchen-empty")
    floor = mask(photo, target="floor", labels=labels)
    request = EngineRequest(photo, floor, RoomType.KITCHEN, Theme.LUXURIOUS, seed=3)
    made = engine("surface").generate(request)[0]
    result = np.where(floor.to_bool()[..., None], made, photo.pixels)
    tiles = [
        ("the photo", photo.pixels),
        ("the mask: white = generate", floor.values),
        ("--overlay shows both", draw_overlay(photo, floor)),
        ("what is black stays as it was", result),
    ]
    return sheet(tiles, 4, 380)


def the_targets() -> Rgb8:
    """What the words mark."""
    photo, labels = sample("living-room-furnished")
    words = ["floor", "wall", "ceiling", "room", "window", "room + furniture"]
    return sheet([(word, draw_overlay(photo, mask(photo, target=word, labels=labels))) for word in words], 3, 420)


def the_conventions() -> Rgb8:
    """One mask as four services want it."""
    photo, labels = sample("bedroom-empty")
    floor = mask(photo, target="floor", labels=labels)
    squares = (np.indices(labels.shape) // 16).sum(axis=0) % 2 * 60 + 150
    board = np.repeat(squares[..., None], 3, axis=2).astype(np.uint8)
    clear = np.where(floor.to_bool()[..., None], board, photo.pixels)
    solid = np.where(floor.to_bool()[..., None], np.uint8(255), board)
    tiles = [
        ("white is edited (maskkit)", floor.values),
        ("black is edited", (~floor).values),
        ("transparent is edited", clear),
        ("opaque is edited", solid),
    ]
    return sheet(tiles, 4, 380)


def the_flaws() -> Rgb8:
    """What the linter tells apart, enlarged five times."""
    _, labels = sample("kitchen-empty")
    hard = np.where(labels == RoomClass.FLOOR, np.uint8(255), np.uint8(0))
    both = np.where(np.isin(labels, [RoomClass.FLOOR, RoomClass.WALL]), np.uint8(255), np.uint8(0))
    edge = cv2.morphologyEx(hard, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 0
    dots = hard.copy()
    dots.ravel()[np.random.default_rng(4).choice(hard.size, 9000, replace=False)] ^= 255
    brush = hard.copy()
    cv2.circle(brush, (95, 625), 22, 120, -1)
    near, corner = np.s_[600:648, 62:126], np.s_[720:768, 0:64]
    tiles = [
        ("hard: nothing to say", hard[near]),
        ("soft: a note", cv2.GaussianBlur(hard, (0, 0), 1.6)[near]),
        ("ringing: it was a JPEG", jpeg(hard, 50)[near]),
        ("even_grey: a weak brush", brush[near]),
        ("specks and pinholes", dots[near]),
        ("cracks: a thread is kept", np.where(edge, np.uint8(0), both)[near]),
        ("border_gap: 2 px at the edge", np.pad(hard[2:-2, 2:-2], 2)[corner]),
        ("zero_one: 0 and 1 look black", (hard // 255)[near]),
    ]
    return sheet(tiles, 4, 320)


def the_combinations() -> Rgb8:
    """Sums, differences, and what can be done to a mask once it is made."""
    photo, labels = sample("living-room-furnished")
    floor = mask(photo, target="floor", labels=labels)
    both = mask(photo, target="floor + rug", labels=labels)
    left = Mask.from_polygon([(0, 0), (512, 0), (512, 768), (0, 768)], size_wh=photo.size_wh)
    tiles = [
        ("floor", floor.values),
        ("floor + rug", both.values),
        ("(floor + rug) & left-half.png", (both & left).values),
        ("floor + rug, --grow 3%", both.grow("3%").values),
        ("floor + rug, --shrink 3%", both.shrink("3%").values),
        ("floor + rug, --feather 6%", both.feather("6%").values),
    ]
    return sheet(tiles, 3, 340)


PICTURES = {
    "mask-rule.jpg": the_rule,
    "mask-targets.jpg": the_targets,
    "mask-conventions.jpg": the_conventions,
    "mask-flaws.png": the_flaws,
    "mask-combinations.png": the_combinations,
}


def main() -> None:
    """Draw them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, draw in PICTURES.items():
        save(folder / name, draw(), quality=85, overwrite=True)


if __name__ == "__main__":
    main()
