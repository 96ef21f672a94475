"""All twelve looks of one photo on a sheet: three kinds of room, four themes.

    python benchmarks/gallery.py PHOTO [--labels FILE] [--mask FILE] -o SHEET [--edge 640] [--level preview] [--seed 0]

Without ``--labels`` the photo is segmented; without ``--mask`` all but ceiling, windows and doors is made new. The
pictures are kept in a folder beside the sheet, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from maskkit.engines.base import EngineRequest
from maskkit.engines.rendered import RenderedEngine
from maskkit.errors import MaskkitError
from maskkit.images.decode import decode_grey, open_photo
from maskkit.images.encode import encode
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation, segment
from maskkit.roomapi.words import RoomType, Theme

KEPT = (3, 4, 5)
CAPTION_PX, GAP_PX = 30, 6


def shrunk(path: Path, labels: Path | None, edge_px: int) -> tuple[Any, Segmentation]:
    """The photo with its long edge at ``edge_px`` at most, and what it shows."""
    photo = open_photo(path)
    scale = min(1.0, edge_px / max(photo.size_wh))
    size = round(photo.size_wh[0] * scale), round(photo.size_wh[1] * scale)
    small = replace(photo, pixels=np.asarray(cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA)))
    if labels is None:
        return small, segment(small)
    told = cv2.resize(decode_grey(labels), size, interpolation=cv2.INTER_NEAREST)
    return small, Segmentation(np.asarray(told), None, method="labels", confidence=1.0)


def picture(engine: RenderedEngine, request: EngineRequest, kept: Path) -> Any:
    """One look, read where it is there already; a refusal is a grey tile with its reason."""
    if not kept.exists():
        try:
            (pixels,) = engine.generate(request)
        except MaskkitError as error:
            pixels = captioned(np.full_like(request.photo.pixels, 70), str(error)[:90])[: request.photo.pixels.shape[0]]
        kept.write_bytes(encode(pixels))
    return open_photo(kept).pixels


def captioned(pixels: Any, text: str) -> Any:
    """A picture with a line of text below it."""
    bar = np.full((CAPTION_PX, pixels.shape[1], 3), 255, np.uint8)
    cv2.putText(bar, text, (8, CAPTION_PX - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (30, 30, 30), 1, cv2.LINE_AA)
    return np.vstack([pixels, bar])


def sheet(rows: list[list[Any]]) -> Any:
    """Tiles of one size in rows, with gaps between them."""
    padded = [
        [cv2.copyMakeBorder(tile, 0, GAP_PX, 0, GAP_PX, cv2.BORDER_CONSTANT, value=(255,) * 3) for tile in row]
        for row in rows
    ]
    return np.vstack([np.hstack(row) for row in padded])


def main() -> None:
    """Render what is missing and draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path)
    parser.add_argument("--labels", type=Path, help="a label map of the photo")
    parser.add_argument("--mask", type=Path, help="what is to be made new")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the sheet, .png or .jpg")
    parser.add_argument("--edge", type=int, default=640, help="the long edge of each picture in pixels")
    parser.add_argument("--level", choices=("preview", "final"), default="final")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    photo, found = shrunk(asked.photo, asked.labels, asked.edge)
    mask = Mask.from_bool(~np.isin(found.labels, KEPT))
    if asked.mask:
        mask = Mask.open(asked.mask).resize(photo.size_wh)
    engine = RenderedEngine(read_labels=lambda _: found)
    tiles = asked.output.with_name(f"{asked.output.stem}-tiles")
    tiles.mkdir(parents=True, exist_ok=True)
    told = partial(EngineRequest, photo, mask, seed=asked.seed, level=asked.level)
    rows = [[captioned(photo.pixels, asked.photo.name), *[np.full_like(captioned(photo.pixels, ""), 255)] * 3]]
    for room in RoomType:
        row = []
        for theme in Theme:
            name = f"{room.name}-{theme.name}".lower()
            kept = tiles / f"{name}-{asked.seed}-{asked.level}-{asked.edge}.png"
            row.append(captioned(picture(engine, told(room_type=room, theme=theme), kept), name.replace("_", " ")))
            print(name, flush=True)
        rows.append(row)
    format_ = "png" if asked.output.suffix.lower() == ".png" else "jpeg"
    asked.output.write_bytes(encode(sheet(rows), format=format_))


if __name__ == "__main__":
    main()
