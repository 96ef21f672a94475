# ruff: noqa: INP001 - a script beside what it makes, no package
"""Draw the pictures of docs/masks.md and docs/mask-formats.md from the sample rooms.

    python docs/pictures/draw_mask_pictures.py [FOLDER [NAME...]]

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
from maskkit.images.encode import encode, save
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.conventions import CONVENTIONS
from maskkit.masks.convert import convert
from maskkit.masks.formats.painted import fill_like_coco, fill_like_labelme, fill_like_ultralytics
from maskkit.masks.forms import read_labels
from maskkit.masks.mask import Mask
from maskkit.masks.naming import Naming
from maskkit.masks.overlay import draw_labels, draw_overlay
from maskkit.masks.polygon import rasterize
from maskkit.masks.target import mask
from maskkit.roomapi.words import RoomType, Theme
from maskkit.types import BoolMap, Grey8, Labels, Points, Rgb8

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
    words = ["floor", "wall", "ceiling", "window", "floor + wall", "room"]
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


def the_forms() -> Rgb8:
    """One mask in every form of picture file, as a program shows the file that was written."""
    photo, labels = sample("living-room-empty")
    floor = encode(mask(photo, target="floor", labels=labels).values)
    tiles = []
    for name in ("white", "black", "bits", "alpha", "openai", "rgba", "cutout"):
        made = convert(floor, name, photo=photo)
        row = CONVENTIONS[name]
        tiles.append((f"{name}: {row.edited} is edited", _shown(made.data)))
    made = convert(encode(labels), "labels")
    tiles.append(("labels: looks black", _shown(made.data)))
    tiles.append(("palette: numbers with colours", _shown(convert(encode(labels), "palette").data)))
    return sheet(tiles, 3, 340)


def _shown(data: bytes) -> Rgb8:
    """A picture file on a chequered board."""
    image = Image.open(io.BytesIO(data)).convert("RGBA")
    squares = (np.indices((image.height, image.width)) // 16).sum(axis=0) % 2 * 60 + 150
    board = Image.fromarray(squares.astype(np.uint8)).convert("RGBA")
    return np.asarray(Image.alpha_composite(board, image).convert("RGB"))


def the_fills() -> Rgb8:
    """One polygon as four programs fill it, each pixel a square with its centre."""
    ring = np.array([(1.6, 2.2), (13.4, 1.1), (17.2, 6.8), (10.3, 5.9), (8.8, 12.6), (2.9, 10.4)])
    fills = {
        "maskkit: pixels by their centres": lambda: rasterize([ring], (20, 14)),
        "the COCO API": lambda: fill_like_coco(ring, (20, 14)),
        "LabelMe, painted with its outline": lambda: fill_like_labelme(ring, (20, 14)),
        "Ultralytics, corners cut to whole": lambda: fill_like_ultralytics(ring, (20, 14)),
    }
    return sheet([(caption, _enlarged(fill(), ring, 64)) for caption, fill in fills.items()], 2, 336)


def _enlarged(marked: BoolMap, ring: Points, scale: int) -> Rgb8:
    """Pixels as squares with their centres, and the polygon over them."""
    cells = np.repeat(np.repeat(marked, scale, axis=0), scale, axis=1)
    image = Image.fromarray(np.where(cells[..., None], np.uint8([250, 200, 120]), np.uint8([245, 245, 245])))
    draw = ImageDraw.Draw(image)
    for y, x in np.ndindex(marked.shape):
        left, top = x * scale, y * scale
        draw.rectangle((left, top, left + scale, top + scale), outline=(205, 205, 205), width=2)
        draw.circle((left + scale / 2, top + scale / 2), 4, fill=(110, 110, 110))
    corners = [(x * scale, y * scale) for x, y in ring.tolist()]
    draw.line([*corners, corners[0]], fill=(0, 90, 170), width=8, joint="curve")
    return np.asarray(image)


def the_corners() -> Rgb8:
    """Fewer corners, shared borders shared: a label map as outlines, and what each tolerance costs."""
    photo, labels = sample("kitchen-dated")
    tiles: list[Tile] = []
    for tolerance in (0.0, 2.0, 8.0):
        made = convert(encode(labels), "svg", tolerance_px=tolerance)
        back = read_labels(made.data, form="svg", naming=Naming({"*": "skip"}))
        told = f"tolerance {tolerance:g}: {len(made.data) / 1000:.0f} kB, IoU {made.iou:.4f}"
        tiles.append((told, draw_labels(photo, back, legend=False)))
    return sheet(tiles, 3, 420)


PICTURES = {
    "mask-rule.jpg": the_rule,
    "mask-targets.jpg": the_targets,
    "mask-conventions.jpg": the_conventions,
    "mask-flaws.png": the_flaws,
    "mask-combinations.png": the_combinations,
    "mask-forms.jpg": the_forms,
    "mask-fills.png": the_fills,
    "mask-corners.jpg": the_corners,
}


def main() -> None:
    """Draw them all, or those that are named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, draw in PICTURES.items():
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        save(folder / name, draw(), quality=85, overwrite=True)


if __name__ == "__main__":
    main()
