"""Pictures inside the page."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from maskkit.bench.thumbs import thumb


def test_thumbs_are_pictures_within_the_page() -> None:
    """JPEG in a data URI, small."""
    source = thumb(np.random.default_rng(0).integers(0, 255, (240, 320, 3)).astype(np.uint8))
    kind, data = source.split(",")
    assert kind == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as picture:
        assert picture.size == (320, 240)
    assert len(source) < 90_000
