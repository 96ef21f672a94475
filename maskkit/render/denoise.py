"""Pictures without the noise of path tracing, by Intel's Open Image Denoise."""

from __future__ import annotations

import importlib

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MissingExtra
from maskkit.types import RgbLinear

MEMORY_MB = 64
"""Large pictures are denoised in tiles that need little memory; what comes out is the same."""


def clean(light: RgbLinear, *guides: NDArray[np.float32]) -> RgbLinear:
    """``light`` (H, W, 3) denoised; ``guides`` are the albedo and the normals of the first hits, where known.

    Raises:
        MissingExtra: the denoiser is not installed.
    """
    try:
        oidn = importlib.import_module("mitsuba_oidn")
    except ImportError as error:
        raise MissingExtra(
            "denoising needs mitsuba-oidn", hint="Install it with: pip install 'maskkit[render]'."
        ) from error
    device = oidn.Device(oidn.DeviceType.CPU)
    device.commit()
    filter_ = device.new_filter("RT")  # not oidn.denoise: it keeps a filter, and its memory, for every size
    filter_.hdr, filter_.clean_aux, filter_.max_memory_mb = True, False, MEMORY_MB
    filter_.quality = oidn.Quality.High
    pictures = [np.ascontiguousarray(picture, np.float32) for picture in (light, *guides)]
    for name, picture in zip(("color", "albedo", "normal"), pictures, strict=False):
        filter_.set_image(name, picture)
    cleaned = np.empty_like(pictures[0])
    filter_.set_image("output", cleaned)
    filter_.execute()
    return cleaned
