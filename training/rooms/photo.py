"""What a camera and its owner make of the light: exposure, white balance, tone, lens, noise, JPEG."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from maskkit.render.photograph import LUMINANCE, bloom, srgb
from training.rooms.colours import Rng, between, chance, one_of
from training.rooms.picture import Shot

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


def photograph(shot: Shot, rng: Rng) -> Bytes:
    """(H, W, 3) uint8: how a phone, a compact camera or an estate agent would show this."""
    light = _balanced(shot.light, rng)
    luminance = light @ LUMINANCE
    room = luminance[shot.outside.max(axis=2) <= 0]
    room = room if len(room) > 50 else luminance.ravel()
    level = max(float(np.percentile(room, between(rng, 50, 88))), 1e-5)
    exposed = light * np.float32(between(rng, 0.22, 0.56) * 2 ** rng.normal(0, 0.35) / level)
    if chance(rng, 0.4):
        exposed = _levelled(exposed, between(rng, 0.2, 0.7))
    exposed = exposed + shot.outside * np.float32(2 ** rng.normal(0, 0.4))
    exposed = bloom(np.minimum(exposed, 30).astype(np.float32), between(rng, 0.01, 0.14) if chance(rng, 0.8) else 0.25)
    exposed = _vignetted(exposed, between(rng, 0.0, 0.45), rng)
    return _finished(_tone(np.nan_to_num(exposed), rng), rng)


def _balanced(light: Floats, rng: Rng) -> Floats:
    """Most of the mean tint taken out, then a little of any tint put in."""
    mean = np.minimum(light.reshape(-1, 3), np.percentile(light, 98)).mean(axis=0) + 1e-9
    gains = (float(mean @ LUMINANCE) / mean) ** between(rng, 0.1, 0.85)
    warm = rng.normal(0.05, 0.07)
    return np.asarray(light * (gains * np.exp([warm, rng.normal(0, 0.025), -warm])), np.float32)


def _levelled(light: Floats, amount: float) -> Floats:
    """Shadows lifted and lights held back over wide areas, as in merged brackets and phones."""
    grey = np.log(np.maximum(light @ LUMINANCE, 1e-4))
    wide = cv2.GaussianBlur(grey, (0, 0), max(light.shape[:2]) / 18)
    return np.asarray(light * np.exp(-amount * (wide - float(wide.mean())))[..., None], np.float32)


def _vignetted(light: Floats, amount: float, rng: Rng) -> Floats:
    height, width = light.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    aside, down = rng.normal(0, 0.04, 2)
    radius2 = ((x / width - 0.5 - aside) ** 2 + (y / height - 0.5 - down) ** 2) * 2
    return np.asarray(light * (1 - amount * radius2)[..., None], np.float32)


def _tone(light: Floats, rng: Rng) -> Floats:
    """One of several curves to 0..1, then contrast, saturation, black level."""
    curve = one_of(rng, (0, 1, 2, 3), (0.12, 0.36, 0.3, 0.22))
    if curve == 0:
        shown = np.clip(light, 0, 1)
    elif curve == 1:
        shown = 1 - np.exp(-light * 1.25)
    elif curve == 2:
        shown = light * (1 + light / 9) / (1 + light)
        shown = np.clip(shown * 1.55, 0, 1)
    else:
        shown = np.clip((light * (2.51 * light + 0.03)) / (light * (2.43 * light + 0.59) + 0.14), 0, 1)
    values = srgb(shown.astype(np.float32))
    grey = (values @ LUMINANCE)[..., None]
    values = grey + (values - grey) * between(rng, 0.7, 1.35)
    values = 0.5 + (values - 0.5) * between(rng, 0.82, 1.16) + between(rng, -0.03, 0.06)
    if chance(rng, 0.3):
        values = np.clip(values, 0, 1) ** between(rng, 0.75, 1.35)
    if chance(rng, 0.02):
        values = np.repeat((values @ LUMINANCE)[..., None], 3, axis=2)
    return np.clip(values, 0, 1).astype(np.float32)


def _finished(values: Floats, rng: Rng) -> Bytes:
    """Blur, sharpening, colour fringes, noise that is coarser in the dark."""
    if chance(rng, 0.3):
        values = cv2.GaussianBlur(values, (0, 0), between(rng, 0.3, 1.1))
    if chance(rng, 0.05):
        kernel = np.zeros((9, 9), np.float32)
        cv2.line(
            kernel,
            (4 - int(rng.integers(0, 4)), 4 - int(rng.integers(0, 4))),
            (4 + int(rng.integers(0, 4)), 4 + int(rng.integers(0, 4))),
            1,
        )
        values = cv2.filter2D(values, -1, kernel / kernel.sum())
    if chance(rng, 0.6):
        values = values + (values - cv2.GaussianBlur(values, (0, 0), 1.2)) * between(rng, 0.2, 1.3)
    if chance(rng, 0.3):
        shift = between(rng, 0.2, 0.9)
        for channel, way in ((0, shift), (2, -shift)):
            height, width = values.shape[:2]
            scale = 1 + way / width
            matrix = np.array([[scale, 0, (1 - scale) * width / 2], [0, scale, (1 - scale) * height / 2]], np.float32)
            values[..., channel] = cv2.warpAffine(
                values[..., channel], matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
            )
    amount = between(rng, 0.0, 0.01) if chance(rng, 0.78) else between(rng, 0.008, 0.028)
    grain = rng.normal(0, 1, (*values.shape[:2], 1)) + 0.5 * rng.normal(0, 1, values.shape)
    grain = cv2.GaussianBlur(grain.astype(np.float32), (0, 0), between(rng, 0.3, 0.8))
    values = values + amount * (1.5 - values) * grain
    return np.clip(values * 255 + 0.5, 0, 255).astype(np.uint8)


def jpeg(pixels: Bytes, rng: Rng) -> bytes:
    """The picture as a JPEG of quality 85 to 95, now and then saved worse before."""
    if chance(rng, 0.15):
        pixels = np.array(Image.open(io.BytesIO(_encoded(pixels, int(rng.integers(45, 80))))))
    return _encoded(pixels, int(rng.integers(85, 96)), one_of(rng, (0, 2)))


def _encoded(pixels: Bytes, quality: int, subsampling: int = 2) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    return buffer.getvalue()
