"""COCO's run-length coding: pycocotools, hotcoco (Rust) and supervision."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


def encode(mask: Bools) -> dict[str, Any]:
    """The compressed RLE of pycocotools, with bytes as counts."""
    from pycocotools import mask as coco

    found: dict[str, Any] = coco.encode(np.asfortranarray(mask, dtype=np.uint8))
    return found


def decode(rle: dict[str, Any]) -> NDArray[np.uint8]:
    """The mask of a compressed RLE, by pycocotools."""
    from pycocotools import mask as coco

    return np.asarray(coco.decode(rle), np.uint8)


def iou(pred: Bools, truth: Bools, *, crowd: bool = False) -> float:
    """The IoU of two masks by pycocotools; of a crowd, the share of the prediction that lies in it."""
    from pycocotools import mask as coco

    return float(coco.iou([encode(pred)], [encode(truth)], [int(crowd)])[0, 0])


def encode_rust(mask: Bools) -> dict[str, Any]:
    """The compressed RLE of hotcoco."""
    from hotcoco import mask as coco

    found: dict[str, Any] = coco.encode(mask)
    return found


def decode_rust(rle: dict[str, Any]) -> NDArray[np.uint8]:
    """The mask of a compressed RLE, by hotcoco."""
    from hotcoco import mask as coco

    return np.asarray(coco.decode(rle), np.uint8)


def iou_rust(pred: Bools, truth: Bools) -> float:
    """The IoU of two masks by hotcoco."""
    from hotcoco import mask as coco

    return float(np.asarray(coco.iou([coco.encode(pred)], [coco.encode(truth)], [False]))[0, 0])
