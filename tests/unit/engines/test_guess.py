"""A plain room is guessed from labels alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.guess import agreement, guess_layout
from maskkit.geometry.planes import Plane

if TYPE_CHECKING:
    from .conftest import Room


def labels_with_floor_from(row: int) -> np.ndarray:
    return np.where(np.arange(240)[:, None] >= row, 1, 2).astype(np.uint8) + np.zeros((1, 320), np.uint8)


@pytest.mark.parametrize("row", [90, 150, 220])
def test_the_wall_stands_where_the_floor_ends(row: int) -> None:
    labels = labels_with_floor_from(row)
    layout = guess_layout(labels)
    assert agreement(layout, labels) > 0.99
    assert set(np.unique(layout.plane_map())) == {Plane.FLOOR, Plane.BACK}


def test_all_of_the_floor_lies_below_the_horizon() -> None:
    labels = labels_with_floor_from(150)
    labels[60:150, :40] = 1
    layout = guess_layout(labels)
    assert np.isfinite(layout.plane_coordinates(Plane.FLOOR, np.array([[20.0, 60.5], [300.0, 200.0]]))).all()


@pytest.mark.parametrize("label", [2, 6])
def test_a_picture_without_floor_still_gives_a_wall(label: int) -> None:
    layout = guess_layout(np.full((240, 320), label, np.uint8))
    assert layout.plane_map()[100, 100] == Plane.BACK


def test_agreement_counts_floor_wall_and_ceiling_only(room: Room) -> None:
    assert agreement(room.layout, room.labels) == 1
    labels = room.labels.copy()
    labels[:, :160] = 6
    assert agreement(room.layout, labels) == 1
    assert agreement(room.layout, np.full_like(labels, 6)) == 0
