"""Small data sets: rooms of 40 x 30 pixels, wall above and floor below, each with the floor a row lower."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.bench.dataset import Dataset
from maskkit.bench.opening import open_dataset
from maskkit.types import Labels

FLOOR, WALL, WINDOW, RUG = 1, 2, 4, 7


def room_labels(number: int = 0, *, width: int = 40, height: int = 30) -> Labels:
    """Wall with a window, and a floor that begins at row 15 + number."""
    labels = np.full((height, width), WALL, np.uint8)
    labels[height // 2 + number :] = FLOOR
    labels[3:9, 10:20] = WINDOW
    return labels


def save(path: Path, values: Any) -> Path:
    """Write an array as PNG, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(values, np.uint8)).save(path)
    return path


def photo_pixels(seed: int, labels: Labels) -> Any:
    """A noisy picture in which the classes have different greys."""
    noise = np.random.default_rng(seed).integers(0, 20, (*labels.shape, 3))
    return (labels[:, :, None] * 25 + noise).astype(np.uint8)


@pytest.fixture
def rooms(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a data set in our own layout, and gives its folder."""

    def build(count: int = 3, *, valid: tuple[str, ...] = (), folder: str = "rooms") -> Path:
        root = tmp_path / folder
        lines = ["name,room_type,classes_valid"]
        for number in range(count):
            labels = room_labels(number)
            save(root / "images" / f"r{number}.png", photo_pixels(number, labels))
            save(root / "masks" / f"r{number}.png", labels)
            known = valid[number] if number < len(valid) else "floor wall window"
            lines.append(f"r{number},{'kitchen' if number % 2 else 'bathroom'},{known}")
        (root / "index.csv").write_text("\n".join(lines) + "\n")
        return root

    return build


@pytest.fixture
def dataset(rooms: Callable[..., Path]) -> Dataset:
    """Three rooms, scored for floor, wall and window."""
    return open_dataset(rooms(), classes=["floor", "wall", "window"])


@pytest.fixture
def predict() -> Callable[[Any], Labels]:
    """A method that sees the floor of every room at row 15, and no window."""

    def lower_half(photo: Any) -> Labels:
        labels = np.full(photo.pixels.shape[:2], WALL, np.uint8)
        labels[len(labels) // 2 :] = FLOOR
        return labels

    return lower_half
