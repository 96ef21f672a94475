"""Borders of a box are worth what the photo steps along them: faint ones as much as hard ones, texture little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from maskkit.geometry.border_steps import border_support, measure_steps
from maskkit.geometry.box_fit import Evidence, fit_box
from maskkit.geometry.camera import Sightlines
from maskkit.geometry.line_model import model_lines
from maskkit.geometry.vanishing import FocalPrior

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

EYE_M = 1.4


def truth(room: Room) -> tuple[Any, Any]:
    """The true frame and box of a drawn room."""
    turned = room.rotation
    angles = [np.arctan2(-turned[2, 0], turned[2, 2]), np.arcsin(turned[2, 1]), np.arctan2(-turned[0, 1], turned[1, 1])]
    left, right, back, top = room.sides
    frame = np.array([np.log(room.focal_px / max(room.photo.size_wh)), *angles])
    return frame, np.array([left / EYE_M, right / EYE_M, back / EYE_M, top / EYE_M - 1])


def drawn(room: Room, colours: dict[int, int]) -> np.ndarray:
    """The room with a grey value for each face."""
    values = np.zeros(256, np.uint8)
    values[list(colours)] = list(colours.values())
    return np.repeat(values[room.faces][..., None], 3, axis=2)


@pytest.mark.parametrize("name", ["corner_room", "frontal_room", "tall_room"])
def test_the_true_box_is_worth_more_than_any_box_beside_it(name: str, request: pytest.FixtureRequest) -> None:
    room: Room = request.getfixturevalue(name)
    frame, box = truth(room)
    steps = measure_steps(drawn(room, {1: 90, 2: 240, 3: 200, 4: 190, 5: 210}))
    seen = [(room.faces == face).mean() > 0.03 for face in (3, 4, 5, 2)]
    beside = [box * np.where(np.arange(4) == k, factor, 1.0) for k in range(4) if seen[k] for factor in (0.8, 1.25)]
    support = border_support(frame[None], np.stack([box, *beside]), steps)
    assert support[0] > support[1:].max() + 0.1


def test_a_faint_border_is_worth_nearly_as_much_as_a_hard_one(frontal_room: Room) -> None:
    frame, box = truth(frontal_room)
    faint, hard = (
        border_support(frame[None], box[None], measure_steps(drawn(frontal_room, colours)))[0]
        for colours in ({1: 200, 2: 240, 3: 228, 4: 222, 5: 234}, {1: 0, 2: 255, 3: 90, 4: 60, 5: 180})
    )
    assert faint > 0.6 * hard


def test_texture_is_worth_little(frontal_room: Room) -> None:
    frame, box = truth(frontal_room)
    noise = np.random.default_rng(3).integers(60, 200, (*frontal_room.faces.shape, 3)).astype(np.uint8)
    even = border_support(frame[None], box[None], measure_steps(drawn(frontal_room, {1: 90, 2: 240, 5: 200})))[0]
    assert border_support(frame[None], box[None], measure_steps(noise))[0] < 0.4 * even


def test_borders_outside_the_picture_and_behind_the_camera_count_nowhere() -> None:
    steps = measure_steps(np.full((60, 80, 3), 128, np.uint8))
    far = np.array([[50.0, 50.0, 0.2, 40.0]])
    assert border_support(np.zeros((1, 4)), far, steps)[0] == pytest.approx(0.0, abs=1e-6)


def test_steps_put_the_ceiling_where_it_is_when_the_surfaces_do_not_tell(frontal_room: Room) -> None:
    """Evidence that takes a white ceiling for wall leaves the box too high; the faint border brings it down."""
    frame, box = truth(frontal_room)
    rows, columns = np.mgrid[4 : frontal_room.faces.shape[0] : 8, 4 : frontal_room.faces.shape[1] : 8]
    faces = frontal_room.faces[rows, columns].ravel()
    size = np.array(frontal_room.photo.size_wh)
    points = (np.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5 - size / 2) / size.max()
    floor = faces == 1
    costs = np.stack([np.ones(len(faces)), ~floor, floor, np.where(floor, 1.0, 0.03)], axis=1).astype(np.float64)
    evidence = Evidence(points, costs, np.full(len(faces), 1 / len(faces)))
    blind = Sightlines(model_lines(np.array([[0.0, 0.0, 5.0, 5.0]] * 3), frontal_room.photo.size_wh), FocalPrior(), ())
    steps = measure_steps(drawn(frontal_room, {1: 90, 2: 240, 3: 205, 4: 205, 5: 215}))
    errors = [abs(np.log(fit_box([frame], blind, evidence, steps=given).box[3] / box[3])) for given in (None, steps)]
    assert errors[1] < 0.12
    assert errors[1] < errors[0]
