"""What the heads are to answer, and how wrong an answer is."""

from __future__ import annotations

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.network.examples import UNKNOWN, Example
from training.network.model import CLASSES, EDGES, Answers

SURFACES = (1, 2, 3)
EDGE_PX = 2
NEAR_PX = 4
"""Pixels this near to a border of classes count three times."""
COARSE = {0: (0, 11), 6: (6, 9, 10)}
"""Label of a photo -> the classes it may stand for."""


def allowed(labels: NDArray[np.uint8], *, coarse: bool) -> NDArray[np.bool_]:
    """Which classes (CLASSES, H, W) a pixel may be; all of them where nothing is known."""
    table = np.zeros((256, CLASSES), np.bool_)
    for number in range(CLASSES):
        table[number, list(COARSE.get(number, (number,)) if coarse else (number,))] = True
    table[UNKNOWN] = True
    return table[labels].transpose(2, 0, 1)


def nearness(labels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How much each pixel counts (H, W): nothing where unknown, more near the borders of classes."""
    border = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    near = cv2.dilate(border.astype(np.uint8), np.ones((NEAR_PX + 1, NEAR_PX + 1), np.uint8))
    return np.where(labels == UNKNOWN, 0, 1 + 2 * near).astype(np.float32)


def edges(example: Example) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The structural edges (EDGES, H, W) of an example, and where each is known."""
    labels = example.labels
    floor, wall, ceiling = (labels == number for number in SURFACES)
    thing = (labels > 3) & (labels != UNKNOWN)
    surface = floor | wall | ceiling
    single = np.where(wall, example.walls, 0)
    met = [_meet(floor, wall), _meet(wall, ceiling), _differ(single), _meet(thing, surface)]
    found = np.stack([cv2.dilate(where.astype(np.uint8), np.ones((EDGE_PX + 1,) * 2, np.uint8)) > 0 for where in met])
    known = np.repeat((labels != UNKNOWN)[None], EDGES, 0)
    known[2] &= example.walls != UNKNOWN
    return found, known


def _meet(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    grown = [cv2.dilate(where.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0 for where in (one, other)]
    return np.asarray((grown[0] & other) | (grown[1] & one))


def _differ(numbers: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where two different numbers above 0 touch."""
    found = np.zeros(numbers.shape, np.bool_)
    across = (numbers[:, 1:] != numbers[:, :-1]) & (numbers[:, 1:] > 0) & (numbers[:, :-1] > 0)
    down = (numbers[1:] != numbers[:-1]) & (numbers[1:] > 0) & (numbers[:-1] > 0)
    found[:, 1:] |= across
    found[1:] |= down
    return found


def class_loss(logits: Tensor, may: Tensor, weight: Tensor) -> Tensor:
    """Minus the log of the probability of any allowed class, and one minus the soft Dice of each class that occurs.

    ``logits`` and ``may`` (N, CLASSES, H, W), ``weight`` (N, H, W). A pixel that may be several classes (see
    :data:`COARSE`) is right with any of them.
    """
    log_share = functional.log_softmax(logits, 1)
    right = torch.logsumexp(log_share.masked_fill(~may, -30.0), 1)
    plain = -(right * weight).sum() / weight.sum().clamp(min=1)
    share = log_share.exp()
    sure = may & (may.sum(1, keepdim=True) == 1)
    known = (weight > 0).unsqueeze(1)
    both = (share * sure).sum((0, 2, 3))
    sizes = (share * known * (sure | ~may)).sum((0, 2, 3)) + sure.sum((0, 2, 3))
    occurs = sure.sum((0, 2, 3)) > 50
    dice = 1 - (2 * both + 1) / (sizes + 1)
    return plain + 0.5 * (dice * occurs).sum() / occurs.sum().clamp(min=1)


def loss(answers: Answers, batch: dict[str, Tensor]) -> Tensor:
    """One number for a batch (see :func:`batch_of`): classes, edges and facings."""
    size = batch["weight"].shape[1:]
    classes = functional.interpolate(answers.classes.float(), size, mode="bilinear", align_corners=False)
    others = [functional.interpolate(part.float(), size, mode="bilinear", align_corners=False) for part in answers[1:]]
    total = class_loss(classes, batch["may"], batch["weight"])
    ridge = functional.binary_cross_entropy_with_logits(others[0], batch["edges"], reduction="none")
    ridge = ridge * batch["edges_known"] * (1 + 4 * batch["edges"])
    total = total + ridge.sum() / batch["edges_known"].sum().clamp(min=1)
    facing = functional.cross_entropy(others[1], batch["facings"], ignore_index=UNKNOWN, reduction="sum")
    return total + 0.3 * facing / (batch["facings"] != UNKNOWN).sum().clamp(min=1)


def batch_of(examples: list[Example], *, step: int = 2) -> dict[str, Tensor]:
    """The pictures and what they are to give, at every ``step``-th pixel, as tensors."""
    pixels = np.stack([example.pixels for example in examples]).transpose(0, 3, 1, 2)
    every = slice(step // 2, None, step)
    ridges = [edges(example) for example in examples]
    return {
        "pixels": torch.from_numpy((pixels.astype(np.float32) - 127) / 128),
        "may": torch.from_numpy(
            np.stack([allowed(example.labels[every, every], coarse=example.coarse) for example in examples])
        ),
        "weight": torch.from_numpy(np.stack([nearness(example.labels)[every, every] for example in examples])),
        "edges": torch.from_numpy(np.stack([found[:, every, every] for found, _ in ridges]).astype(np.float32)),
        "edges_known": torch.from_numpy(np.stack([known[:, every, every] for _, known in ridges]).astype(np.float32)),
        "facings": torch.from_numpy(np.stack([example.facings[every, every] for example in examples]).astype(np.int64)),
    }
