"""How well a network reads photos that it did not learn from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from training.network.examples import UNKNOWN, read_map, read_rgb

NAMES = ("other", "floor", "wall", "ceiling", "window", "door", "furniture", "rug", "fixtures")
FOLDED = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 6, 6, 0])
"""Class of the network -> label of the photos."""
STRIDE_PX = 32


def predict(
    net: nn.Module, pixels: NDArray[np.uint8], *, long_edge_px: int = 512, mirrored: bool = False
) -> NDArray[np.float32]:
    """The shares (9, H, W) float32 of the labels at the size of ``pixels`` (H, W, 3) uint8 RGB."""
    high, wide = pixels.shape[:2]
    scale = long_edge_px / max(high, wide)
    size = tuple(max(STRIDE_PX, round(side * scale / STRIDE_PX) * STRIDE_PX) for side in (wide, high))
    seen = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    picture = torch.from_numpy((seen.astype(np.float32).transpose(2, 0, 1) - 127) / 128)[None]
    with torch.inference_mode():
        logits = net(picture.contiguous(memory_format=torch.channels_last)).classes.float()
        if mirrored:
            logits = (logits + net(picture.flip(3)).classes.float().flip(3)) / 2
        shares = (
            functional.interpolate(logits, (high, wide), mode="bilinear", align_corners=False).softmax(1)[0].numpy()
        )
    folded = np.zeros((len(NAMES), high, wide), np.float32)
    for number, label in enumerate(FOLDED):
        folded[label] += shares[number]
    return folded


def measure(
    net: nn.Module, folder: Path, rows: Iterable[dict[str, str]], *, long_edge_px: int = 512, mirrored: bool = False
) -> NDArray[np.float64]:
    """Counts (9, 3) per label: pixels found and true, found, true; each photo scores its ``classes_valid`` only."""
    counts = np.zeros((len(NAMES), 3))
    for row in rows:
        pixels = read_rgb(folder / "images" / f"{row['name']}.jpg")
        truth = read_map(folder / "masks" / f"{row['name']}.png")
        found = predict(net, pixels, long_edge_px=long_edge_px, mirrored=mirrored).argmax(0)
        known = truth != UNKNOWN
        for number, label in enumerate(NAMES):
            if label in row["classes_valid"].split():
                here, there = (found == number) & known, (truth == number) & known
                counts[number] += (here & there).sum(), here.sum(), there.sum()
    return counts


def scores(counts: NDArray[np.float64]) -> dict[str, float]:
    """Label -> intersection over union, for labels that occur."""
    union = counts[:, 1] + counts[:, 2] - counts[:, 0]
    return {
        name: round(float(counts[i, 0] / union[i]), 4)
        for i, name in enumerate(NAMES)
        if i and union[i] and counts[i, 2]
    }
