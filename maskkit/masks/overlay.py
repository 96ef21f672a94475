"""Pictures of masks and label maps on their photo, for people to judge them by.

The colours are told apart by people with any common kind of colour blindness (Okabe and Ito 2008), and every border has
a light and a dark line, so that it shows on any photo.
"""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.types import BoolMap, Labels, Rgb8

Colour = tuple[int, int, int]

MASK_COLOUR: Colour = (230, 100, 0)
CLASS_COLOURS: Mapping[RoomClass, Colour] = {
    RoomClass.OTHER: (120, 120, 120),
    RoomClass.FLOOR: (230, 159, 0),
    RoomClass.WALL: (86, 180, 233),
    RoomClass.CEILING: (240, 228, 66),
    RoomClass.WINDOW: (0, 114, 178),
    RoomClass.DOOR: (213, 94, 0),
    RoomClass.FURNITURE: (0, 158, 115),
    RoomClass.RUG: (204, 121, 167),
    RoomClass.FIXTURE: (120, 60, 170),
    RoomClass.UNLABELLED: (255, 255, 255),
}


def draw_overlay(
    photo: Photo, mask: Mask, *, walls: Labels | None = None, colour: Colour = MASK_COLOUR, strength: float = 0.4
) -> Rgb8:
    """The photo (H, W, 3) with the mask as a tint and a crisp outline; what is kept turns grey and a little darker.

    ``walls`` (H, W) are the numbers of single walls, as :func:`maskkit.masks.walls.number_walls` gives them: each is
    written on its wall.

    Raises:
        SizeMismatch: mask and photo differ in size.
    """
    mask.require_size(photo.size_wh)
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY)[:, :, None]
    kept = cv2.addWeighted(photo.pixels, 0.35, np.repeat(grey, 3, axis=2), 0.4, 0).astype(np.uint8)
    tinted = _tinted(photo.pixels, np.array(colour, np.uint8), strength)
    share = mask.values[:, :, None].astype(np.uint16)
    picture = ((tinted * share + kept * (255 - share) + 127) // 255).astype(np.uint8)
    _outline(picture, mask.to_bool())
    return picture if walls is None else _with_numbers(picture, walls)


def draw_labels(photo: Photo, labels: Labels, *, strength: float = 0.5, legend: bool = True) -> Rgb8:
    """The photo (H, W, 3) with every class of ``labels`` (H, W) in its colour, outlined, and a legend of those present.

    Raises:
        SizeMismatch: labels and photo differ in size.
    """
    if labels.shape != photo.pixels.shape[:2]:
        (height, width), (photo_width, photo_height) = labels.shape, photo.size_wh
        raise SizeMismatch(f"the label map is {width} x {height} pixels, the photo {photo_width} x {photo_height}")
    palette = np.zeros((256, 3), np.uint8)
    for room_class, colour in CLASS_COLOURS.items():
        palette[room_class] = colour
    picture = _tinted(photo.pixels, palette[labels], strength)
    present = [room_class for room_class in RoomClass if np.any(labels == room_class)]
    for room_class in present:
        _outline(picture, labels == room_class, dark=False)
    return _with_legend(picture, labels, present) if legend else picture


def _tinted(pixels: Rgb8, colours: Rgb8, strength: float) -> Rgb8:
    """Pixels that keep their light and shade under the tint."""
    whole = np.broadcast_to(colours, pixels.shape)
    return cv2.addWeighted(pixels, 1 - strength, np.ascontiguousarray(whole), strength, 0).astype(np.uint8, copy=False)


def _outline(picture: Rgb8, marked: BoolMap, *, dark: bool = True) -> None:
    """Draw the border of ``marked``: a light line just inside, and a dark one just outside."""
    line_px = max(1, round(min(marked.shape) / 500))
    inside = marked.view(np.uint8)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * line_px + 1, 2 * line_px + 1))
    if dark:
        picture[(cv2.dilate(inside, brush) != 0) & ~marked] = (20, 20, 20)
    picture[marked & (cv2.erode(inside, brush, borderValue=1) == 0)] = (255, 255, 255)


def _with_numbers(picture: Rgb8, numbers: Labels) -> Rgb8:
    """The picture with each number (H, W) in a disc, where most room for it is."""
    size = max(12, round(min(numbers.shape) / 24))
    font = ImageFont.load_default(size)
    canvas = Image.fromarray(picture)
    draw = ImageDraw.Draw(canvas)
    for number in range(1, int(numbers.max()) + 1):
        here = np.pad((numbers == number).astype(np.uint8), 1)
        inside = cv2.distanceTransform(here, cv2.DIST_L2, cv2.DIST_MASK_5)
        place = np.unravel_index(inside.argmax(), inside.shape)
        y, x = (max(size, min(int(at) - 1, side - size - 1)) for at, side in zip(place, numbers.shape, strict=True))
        if inside.max() > 0:
            draw.ellipse((x - size, y - size, x + size, y + size), fill=(20, 20, 20), outline=(255, 255, 255), width=2)
            draw.text((x, y), str(number), font=font, fill=(255, 255, 255), anchor="mm")
    return np.asarray(canvas)


def _with_legend(picture: Rgb8, labels: Labels, present: list[RoomClass]) -> Rgb8:
    """The picture with a box in the lower left corner: a patch, the name and the share of each class."""
    size = max(12, round(min(labels.shape) / 36))
    font = ImageFont.load_default(size)
    lines = [f"{room_class.name.lower()}  {np.mean(labels == room_class):.0%}" for room_class in present]
    gap, row = size // 2, round(size * 1.4)
    width = round(max((font.getlength(line) for line in lines), default=0)) + size + 3 * gap
    height = row * len(lines) + gap
    canvas = Image.fromarray(picture)
    draw = ImageDraw.Draw(canvas, "RGBA")
    left, top = gap, canvas.height - height - gap
    draw.rectangle((left, top, left + width, top + height), fill=(0, 0, 0, 190))
    for number, (room_class, line) in enumerate(zip(present, lines, strict=True)):
        y = top + gap // 2 + number * row
        patch = (left + gap, y + size // 5, left + gap + size, y + size // 5 + size)
        draw.rectangle(patch, fill=(*CLASS_COLOURS[room_class], 255), outline=(255, 255, 255, 255))
        draw.text((left + 2 * gap + size, y), line, font=font, fill=(255, 255, 255, 255))
    return np.asarray(canvas)
