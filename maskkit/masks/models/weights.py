"""Where the shipped weights are, and whether they can be run here; knows nothing that is slow to import."""

from __future__ import annotations

import importlib.util
from importlib import resources

WEIGHTS = ("rooms-lite.onnx", "rooms-lite2.onnx")
"""Two networks that learnt apart: one looks at the photo, the other at its mirror image."""


def read_weights(name: str) -> bytes:
    """The ONNX file of a room network, one of :data:`WEIGHTS`."""
    return resources.files("maskkit.masks.models").joinpath(name).read_bytes()


def has_network() -> bool:
    """Whether the room networks can be run: onnxruntime is installed and the weights are there."""
    shipped = (resources.files("maskkit.masks.models").joinpath(name).is_file() for name in WEIGHTS)
    return all(shipped) and importlib.util.find_spec("onnxruntime") is not None
