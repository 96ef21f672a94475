"""A photo as people judge it: photo, truth, prediction and difference, side by side and small."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from maskkit.bench.dataset import Sample
from maskkit.bench.predictors import Predictor, as_prediction
from maskkit.bench.scope import UNSCORED, Scope
from maskkit.bench.scoring import kept_path
from maskkit.errors import MaskkitError, NoRoomFound
from maskkit.images.decode import decode, decode_grey
from maskkit.images.photo import Photo
from maskkit.masks.classes import RoomClass
from maskkit.masks.mask import Mask
from maskkit.masks.overlay import draw_labels, draw_overlay
from maskkit.types import Labels, Rgb8

PANELS = ("photo", "truth", "prediction", "difference")
INVENTED = (213, 94, 0)
MISSED = (0, 114, 178)


@dataclass(frozen=True, eq=False)
class Look:
    """A photo made small, with the rows of truth and prediction at its size; ``valid`` are those that are scored."""

    name: str
    caption: str
    photo: Photo
    truth: Labels
    rows: Labels
    scope: Scope
    valid: tuple[int, ...]

    def panels(self) -> tuple[Rgb8, Rgb8, Rgb8, Rgb8]:
        """Photo, truth, prediction and difference, all of one size."""
        return (
            self.photo.pixels,
            draw_rows(self.photo, self.truth, self.scope),
            draw_rows(self.photo, self.rows, self.scope),
            draw_difference(self.photo, self.truth, self.rows, valid=self.valid),
        )


def look(
    sample: Sample, predictor: Predictor, scope: Scope, *, out: Path | None, side_px: int, caption: str = ""
) -> Look | None:
    """The look of one photo; None where photo, truth or prediction can no longer be read.

    The prediction that was kept in ``out`` is taken, and is made again where none was. Where the predictor refuses,
    nothing was found.
    """
    try:
        photo, truth = decode(sample.photo), sample.truth.rows(scope)
        rows = _rows(sample, predictor, photo, scope, out)
    except MaskkitError:
        return None
    small = _shrunk(photo, side_px)
    valid = scope.valid_rows(sample.valid)
    return Look(sample.name, caption, small, _nearest(truth, small), _nearest(rows, small), scope, valid)


def draw_rows(photo: Photo, rows: Labels, scope: Scope) -> Rgb8:
    """The rows on their photo: each class in its colour, or one mask as a tint."""
    if scope.is_binary:
        return draw_overlay(photo, Mask.from_bool(rows == 1))
    table = np.zeros(256, np.uint8)
    for row in scope.rows:
        table[row] = (scope.members[row] or (0,))[0]
    table[UNSCORED] = RoomClass.UNLABELLED
    return draw_labels(photo, table[rows], legend=False)


def draw_difference(photo: Photo, truth: Labels, rows: Labels, *, valid: tuple[int, ...]) -> Rgb8:
    """The photo in grey, with what is invented or of a wrong class in orange, missed in blue, not scored in white.

    As in the scores, rows that are not ``valid`` are part of "other".
    """
    truth = np.where(np.isin(truth, [*valid, UNSCORED]), truth, np.uint8(0))
    rows = np.where(np.isin(rows, valid), rows, np.uint8(0))
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_RGB2GRAY)
    picture = np.repeat((grey // 2 + 96)[:, :, None], 3, axis=2).astype(np.uint8)
    known = truth != UNSCORED
    missed = known & (truth != 0) & (rows == 0)
    wrong = known & (truth != rows) & ~missed
    picture[wrong] = INVENTED
    picture[missed] = MISSED
    picture[~known] = 255
    return picture


def draw_sheet(looks: list[Look], *, title: str) -> Rgb8:
    """A contact sheet: a line for each look, with its name and caption above its four panels."""
    font, small = ImageFont.load_default(18), ImageFont.load_default(14)
    width = max((look.photo.size_wh[0] for look in looks), default=320)
    gap, head, line = 8, 36, 24
    heights = [look.photo.size_wh[1] + line + gap for look in looks]
    canvas = Image.new("RGB", (4 * width + 5 * gap, head + 24 + sum(heights) + gap), (24, 25, 23))
    draw = ImageDraw.Draw(canvas)
    draw.text((gap, 8), title, font=font, fill=(240, 238, 232))
    for place, name in enumerate(PANELS):
        draw.text((gap + place * (width + gap), head), name, font=small, fill=(165, 163, 155))
    top = head + 24
    for one, height in zip(looks, heights, strict=True):
        draw.text((gap, top + 2), f"{one.name}   {one.caption}", font=small, fill=(240, 238, 232))
        for place, panel in enumerate(one.panels()):
            canvas.paste(Image.fromarray(panel), (gap + place * (width + gap), top + line))
        top += height
    return np.asarray(canvas)


def _rows(sample: Sample, predictor: Predictor, photo: Photo, scope: Scope, out: Path | None) -> Labels:
    kept = kept_path(out, predictor.name, sample.name) if out and predictor.is_kept else None
    try:
        if kept and kept.is_file():
            return as_prediction(decode_grey(kept), photo, scope).rows
        return predictor.predict(sample, photo, scope).rows
    except NoRoomFound:
        return np.zeros(photo.pixels.shape[:2], np.uint8)


def _shrunk(photo: Photo, side_px: int) -> Photo:
    width, height = photo.size_wh
    scale = min(1.0, side_px / max(width, height))
    size_wh = max(1, round(width * scale)), max(1, round(height * scale))
    return Photo(np.asarray(cv2.resize(photo.pixels, size_wh, interpolation=cv2.INTER_AREA), np.uint8))


def _nearest(rows: Labels, small: Photo) -> Labels:
    return np.asarray(cv2.resize(rows, small.size_wh, interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)
