"""The photo: upright sRGB pixels, and where they came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from maskkit.types import Rgb8, SizeWh


@dataclass(frozen=True, slots=True)
class Origin:
    """What a photo was before it was decoded.

    ``orientation`` is the EXIF value 1..8 that was applied, ``focal_35mm`` the focal length on 35 mm film in
    millimetres where the camera wrote one, ``changes`` tells in words what decoding did to the pixels.
    """

    path: Path | None = None
    format: str = ""
    sha256: str = ""
    stored_size_wh: SizeWh = (0, 0)
    orientation: int = 1
    focal_35mm: float | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Photo:
    """An upright photo: ``pixels`` is (H, W, 3) uint8 RGB in sRGB, read-only.

    >>> photo = Photo(np.zeros((480, 640, 3), np.uint8))
    >>> photo.size_wh
    (640, 480)
    """

    pixels: Rgb8
    origin: Origin = field(default_factory=Origin)

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype != np.uint8:
            raise ValueError(f"a photo needs (H, W, 3) uint8, not {self.pixels.shape} {self.pixels.dtype}")
        view = self.pixels.view()
        view.flags.writeable = False
        object.__setattr__(self, "pixels", view)

    @property
    def size_wh(self) -> SizeWh:
        """(width, height) in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]

    @cached_property
    def pixels_sha256(self) -> str:
        """The hash of size and pixels: equal for equal pictures, whatever file they came from."""
        digest = hashlib.sha256(f"{self.size_wh}".encode())
        digest.update(np.ascontiguousarray(self.pixels).data)
        return digest.hexdigest()
