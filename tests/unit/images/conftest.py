"""Small images, made in memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def corners() -> Image.Image:
    """40x30: red, green, blue and white quarters, so that every turn and mirror shows."""
    pixels = np.zeros((30, 40, 3), np.uint8)
    pixels[:15, :20] = (220, 20, 20)
    pixels[:15, 20:] = (20, 200, 20)
    pixels[15:, :20] = (20, 20, 220)
    pixels[15:, 20:] = (240, 240, 240)
    return Image.fromarray(pixels)


@pytest.fixture(scope="session")
def encoded() -> Encode:
    """Encode a Pillow image or an array: ``encoded(image, "PNG", **options)``."""

    def encode(image: Image.Image | np.ndarray, output: str = "PNG", **options: Any) -> bytes:
        if output == "HEIF":
            pytest.importorskip("pillow_heif").register_heif_opener()
        buffer = io.BytesIO()
        (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(buffer, output, **options)
        return buffer.getvalue()

    return encode
