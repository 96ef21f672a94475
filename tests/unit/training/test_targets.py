"""What the heads are taught."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from training.network.examples import UNKNOWN, Example  # noqa: E402
from training.network.targets import allowed, batch_of, class_loss, edges, nearness  # noqa: E402


def logits_for(classes: np.ndarray, *, sure: float = 12.0) -> torch.Tensor:
    """Logits (1, 12, H, W) of a net that says ``classes`` (H, W)."""
    return (
        sure
        * torch.nn.functional.one_hot(torch.from_numpy(classes.astype(np.int64)), 12).permute(2, 0, 1)[None].float()
    )


def loss_of(said: np.ndarray, labels: np.ndarray, *, coarse: bool) -> float:
    may = torch.from_numpy(allowed(labels, coarse=coarse))[None]
    return float(class_loss(logits_for(said), may, torch.from_numpy(nearness(labels))[None]))


def test_the_right_answer_costs_almost_nothing_and_a_wrong_one_much() -> None:
    labels = np.repeat(np.uint8([[1, 2, 3, 6]]), 40, axis=0).repeat(20, axis=1)
    assert loss_of(labels, labels, coarse=False) < 0.02
    assert loss_of(np.full_like(labels, 2), labels, coarse=False) > 3


def test_a_curtain_is_right_where_a_photo_says_furniture() -> None:
    furniture = np.full((40, 40), 6, np.uint8)
    curtain = np.full((40, 40), 10, np.uint8)
    assert loss_of(curtain, furniture, coarse=True) < 0.02
    assert loss_of(curtain, furniture, coarse=False) > 3


def test_unknown_pixels_cost_nothing() -> None:
    labels = np.full((40, 40), 1, np.uint8)
    labels[:20] = UNKNOWN
    said = labels.copy()
    said[:20] = 3
    assert loss_of(said, labels, coarse=False) < 0.02


def test_edges_lie_where_the_surfaces_meet() -> None:
    labels = np.full((40, 40), 2, np.uint8)
    labels[30:] = 1
    labels[:8] = 3
    walls = np.where(np.arange(40) < 20, np.uint8(1), np.uint8(2))[None].repeat(40, axis=0)
    example = Example("room", np.zeros((40, 40, 3), np.uint8), labels, walls, labels, coarse=False)
    found, known = edges(example)
    assert found[0, 29:31].all()
    assert not found[0, :26].any()
    assert found[1, 7:9].all()
    assert not found[1, 13:].any()
    assert found[2, 15, 19:21].all()
    assert not found[2, 15, :16].any()
    assert not found[3].any()
    assert known.all()


def test_where_single_walls_are_unknown_their_edges_are_too() -> None:
    labels = np.full((20, 20), 2, np.uint8)
    unknown = np.full_like(labels, UNKNOWN)
    _, known = edges(Example("photo", np.zeros((20, 20, 3), np.uint8), labels, unknown, unknown, coarse=True))
    assert not known[2].any()
    assert known[[0, 1, 3]].all()


def test_a_batch_looks_at_every_second_pixel_of_the_labels() -> None:
    labels = np.arange(64 * 64, dtype=np.uint32).reshape(64, 64) % 9
    example = Example("any", np.zeros((64, 64, 3), np.uint8), *[labels.astype(np.uint8)] * 3, coarse=False)
    batch = batch_of([example, example])
    assert batch["pixels"].shape == (2, 3, 64, 64)
    assert batch["may"].shape == (2, 12, 32, 32)
    assert batch["facings"][0, 0, 0] == labels[1, 1]
