"""Pictures without the noise of path tracing, by Intel's Open Image Denoise."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maskkit.errors import MissingExtra
from maskkit.types import RgbLinear


def clean(light: RgbLinear, *guides: NDArray[np.float32]) -> RgbLinear:
    """``light`` (H, W, 3) denoised; ``guides`` are the albedo and the normals of the first hits, where known.

    Raises:
        MissingExtra: the denoiser is not installed.
    """
    oidn = denoiser()
    pictures = (np.ascontiguousarray(picture, np.float32) for picture in (light, *guides))
    return np.asarray(oidn.denoise(*pictures, hdr=True, clean_aux=False, quality=oidn.Quality.High))


def denoiser() -> Any:
    """The module ``mitsuba_oidn``.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return importlib.import_module("mitsuba_oidn")
    except ImportError as error:
        raise MissingExtra(
            "denoising needs mitsuba-oidn", hint="Install it with: pip install 'maskkit[render]'."
        ) from error
