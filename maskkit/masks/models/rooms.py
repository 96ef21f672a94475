"""The room network: what each pixel of a photo shows, by weights that ship with the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from maskkit.errors import MissingExtra
from maskkit.masks.models.weights import WEIGHTS, read_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from maskkit.types import Rgb8, SizeWh

    Maps = NDArray[np.float32]

STRIDE_PX = 32
LONG_EDGE_PX = 512
MOST_THREADS = 4
MIRRORED_FACINGS = (0, 1, 2, 5, 4, 3)


@dataclass(frozen=True, eq=False)
class RoomReading:
    """What the network says of a photo, on a grid of a quarter of the size at which it looked.

    Attributes:
        classes: (12, h, w) float32 logits: other, floor, wall, ceiling, window, door, furniture, rug, fixture, mirror,
            curtain, stairs.
        edges: (4, h, w) float32 in 0..1: wall to floor, wall to ceiling, wall to wall, thing to surface.
        facings: (6, h, w) float32, sums of 1: no surface, floor, ceiling, wall to the left, ahead, to the right.
    """

    classes: Maps
    edges: Maps
    facings: Maps


def read_room(pixels: Rgb8, *, long_edge_px: int = LONG_EDGE_PX, both_ways: bool = True) -> RoomReading:
    """Look at a photo.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright.
        long_edge_px: the size at which the network looks; it was trained at 512.
        both_ways: let the second network look at the mirrored photo too and take the mean, for twice the time.

    Raises:
        MissingExtra: onnxruntime is not installed.
    """
    size_wh = looked_at((pixels.shape[1], pixels.shape[0]), long_edge_px)
    shrinks = size_wh[0] < pixels.shape[1]
    small = cv2.resize(pixels, size_wh, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    picture = ((small.astype(np.float32) - 127) / 128).transpose(2, 0, 1)[None].astype(np.float32)
    first, second = WEIGHTS
    seen = _look(first, picture)
    return _mean(seen, _unmirrored(_look(second, picture[..., ::-1]))) if both_ways else seen


def looked_at(size_wh: SizeWh, long_edge_px: int) -> SizeWh:
    """The size at which a photo is looked at: both sides multiples of 32, the proportions nearly kept.

    >>> looked_at((4000, 3000), 512)
    (512, 384)
    """
    scale = long_edge_px / max(size_wh)
    wide, high = (max(STRIDE_PX, round(side * scale / STRIDE_PX) * STRIDE_PX) for side in size_wh)
    return wide, high


def _look(name: str, picture: Maps) -> RoomReading:
    classes, edges, facings = _session(name).run(["classes", "edges", "facings"], {"picture": picture})
    return RoomReading(classes[0], edges[0], facings[0])


def _unmirrored(seen: RoomReading) -> RoomReading:
    """What was seen in a mirrored photo, as of the photo: a wall to the left is one to the right."""
    return RoomReading(seen.classes[..., ::-1], seen.edges[..., ::-1], seen.facings[MIRRORED_FACINGS, :, ::-1])


def _mean(one: RoomReading, other: RoomReading) -> RoomReading:
    half = np.float32(0.5)
    return RoomReading(
        half * (one.classes + other.classes), half * (one.edges + other.edges), half * (one.facings + other.facings)
    )


@cache
def _session(name: str) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtra(
            "the room network needs onnxruntime, which is not installed",
            hint="Install it with: pip install onnxruntime. Or choose --method geometry.",
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(MOST_THREADS, cv2.getNumberOfCPUs())
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(read_weights(name), sess_options=options, providers=["CPUExecutionProvider"])
