"""Where the shipped weights are, and whether they can be run here; knows nothing that is slow to import."""

from __future__ import annotations

import importlib.util
from importlib import resources

WEIGHTS = "rooms-lite.onnx"


def read_weights() -> bytes:
    """The ONNX file of the room network."""
    return resources.files("maskkit.masks.models").joinpath(WEIGHTS).read_bytes()


def has_network() -> bool:
    """Whether the room network can be run: onnxruntime is installed and the weights are there."""
    shipped = resources.files("maskkit.masks.models").joinpath(WEIGHTS).is_file()
    return shipped and importlib.util.find_spec("onnxruntime") is not None
