"""What a header says."""

from __future__ import annotations

from dataclasses import dataclass

from maskkit.images.formats.exif import NO_EXIF, Exif
from maskkit.types import SizeWh


@dataclass(frozen=True, slots=True)
class Header:
    """An image as its header describes it.

    ``format`` is JPEG, MPO (a phone's JPEG with further pictures behind the first), PNG, WEBP, AVIF or HEIC. ``mode``
    names the stored channels: 1, L, LA, P, RGB, RGBA, CMYK, or one of the 16-bit modes I;16, LA;16, RGB;16, RGBA;16.
    ``shown_size_wh`` is what is left where the file itself asks for a crop, as HEIC does for sides that its blocks
    do not divide. ``is_animation`` tells that the file is built as one, though it may have a single frame.
    """

    format: str
    stored_size_wh: SizeWh
    mode: str
    frames: int = 1
    exif: Exif = NO_EXIF
    shown_size_wh: SizeWh | None = None
    is_animation: bool = False
