"""Size and time limits: small frozen values that are passed to whatever must keep them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What an image file may be before any of it is decoded.

    >>> ImageLimits(max_mp=12).max_pixels
    12000000
    """

    max_mp: float = 40.0
    max_side_px: int = 12_000
    max_file_bytes: int = 32 * 1024 * 1024
    max_frames: int = 1

    @property
    def max_pixels(self) -> int:
        """The megapixel limit in pixels, over all frames."""
        return round(self.max_mp * 1_000_000)


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long the client waits, in seconds."""

    connect_s: float = 5.0
    read_s: float = 30.0
    call_s: float = 60.0
    generation_s: float = 900.0
    download_s: float = 120.0


DEFAULT_IMAGE_LIMITS = ImageLimits()
DEFAULT_TIME_LIMITS = TimeLimits()
