"""Pictures inside the page, small enough that a page of many stays a small file."""

from __future__ import annotations

import base64

from maskkit.images.encode import encode
from maskkit.types import Rgb8

SIDE_PX = 320
_QUALITY = 72


def thumb(pixels: Rgb8) -> str:
    """The picture as the source of an ``img``: a JPEG in a data URI, about 15 KB at :data:`SIDE_PX`."""
    data = base64.b64encode(encode(pixels, format="jpeg", quality=_QUALITY)).decode("ascii")
    return f"data:image/jpeg;base64,{data}"
