"""Fitting the box: evidence from labels, what a box costs, and that the true box is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from maskkit.geometry.box_fit import (
    Evidence,
    box_prior_cost,
    fit_box,
    fit_boxes,
    label_evidence,
    mismatch,
    rays_of,
    to_units,
)
from maskkit.geometry.camera import read_sightlines
from maskkit.geometry.planes import SURFACE_OF_PLANE, planes_hit

if TYPE_CHECKING:
    from tests.unit.geometry.conftest import Room

EYE_M = 1.4


def true_box(room: Room) -> Any:
    left, right, back, top = room.sides
    return np.array([left / EYE_M, right / EYE_M, back / EYE_M, top / EYE_M - 1])


def true_frame(room: Room) -> Any:
    turned = room.rotation
    angles = [np.arctan2(-turned[2, 0], turned[2, 2]), np.arcsin(turned[2, 1]), np.arctan2(-turned[0, 1], turned[1, 1])]
    return np.array([np.log(room.focal_px / max(room.photo.size_wh)), *angles])


def test_points_are_measured_from_the_centre_in_long_sides() -> None:
    assert to_units(np.array([[0.0, 0.0], [400.0, 300.0]]), (400, 300)).tolist() == [[-0.5, -0.375], [0.5, 0.375]]


def test_the_true_box_has_no_mismatch(corner_room: Room) -> None:
    evidence = label_evidence(corner_room.labels)
    frame = true_frame(corner_room)[None]
    assert mismatch(frame, true_box(corner_room)[None], evidence)[0] < 1e-9


def test_mismatch_grows_as_the_box_goes_wrong(corner_room: Room) -> None:
    evidence, box = label_evidence(corner_room.labels), true_box(corner_room)
    frame = true_frame(corner_room)[None]
    wrong = mismatch(frame, box * np.array([[1, 1, 1, 1], [1, 1, 1.1, 1], [1, 1, 1.5, 1], [1, 1, 1.5, 2]]), evidence)
    assert np.all(np.diff(wrong) > 0)


def test_mismatch_is_that_of_the_faces_that_rays_meet() -> None:
    rng = np.random.default_rng(1)
    frames, boxes = rng.normal(0, 0.2, (5, 4)), rng.uniform(0.4, 4, (5, 4))
    evidence = Evidence(rng.uniform(-0.5, 0.5, (60, 2)), rng.uniform(size=(60, 4)), np.full(60, 1 / 60))
    shown = SURFACE_OF_PLANE[planes_hit(rays_of(frames, evidence.points), boxes)[0]]
    expected = evidence.costs[np.arange(60), shown] @ evidence.weights
    assert mismatch(frames, boxes, evidence) == pytest.approx(expected, abs=1e-6)


def test_windows_count_as_wall_and_rugs_as_floor_and_things_not_at_all() -> None:
    labels = np.zeros((40, 60), np.uint8)
    labels[:10], labels[10:20], labels[20:30], labels[30:] = 4, 7, 6, 255
    evidence = label_evidence(labels)
    assert {tuple(row) for row in evidence.costs.tolist()} == {(1, 1, 0, 1), (1, 0, 1, 1)}
    assert evidence.points[:, 1].max() <= 0
    assert evidence.weights.sum() == pytest.approx(1.0)


def test_labels_without_surfaces_give_no_evidence() -> None:
    assert len(label_evidence(np.full((30, 40), 6, np.uint8)).weights) == 0


@pytest.mark.parametrize("name", ["corner_room", "frontal_room", "tall_room"])
def test_the_box_of_a_drawn_room_is_found(name: str, request: pytest.FixtureRequest) -> None:
    """The visible faces within 6 % of their distances."""
    room: Room = request.getfixturevalue(name)
    sight = read_sightlines(room.photo)
    fit = fit_box(sight.frames, sight, label_evidence(room.labels))
    seen = np.array([(room.faces == face).mean() > 0.03 for face in (3, 4, 5, 2)])
    assert np.abs(np.log(fit.box / true_box(room)))[seen].max() < 0.06
    assert fit.agreement > 0.97


def test_boxes_for_several_weights_come_from_the_same_starts(corner_room: Room) -> None:
    """The first is the one that is fitted for its weight alone; the more surfaces count, the better they agree."""
    sight, evidence = read_sightlines(corner_room.photo), label_evidence(corner_room.labels)
    first, second = fit_boxes(sight.frames, sight, evidence, surface_weights=(8.0, 60.0))
    alone = fit_box(sight.frames, sight, evidence, surface_weight=8.0)
    assert np.array_equal(first.box, alone.box)
    assert second.agreement >= first.agreement - 1e-9


def test_the_prior_prefers_rooms_of_usual_height() -> None:
    costs = box_prior_cost(np.array([[1.5, 1.5, 2.5, 0.72], [1.5, 1.5, 2.5, 0.2], [1.5, 1.5, 2.5, 3.0]]))
    assert costs[0] < min(costs[1:])


def test_soft_evidence_weighs_by_its_certainty() -> None:
    """A point that says nothing costs the same in any box."""
    evidence = Evidence(
        np.array([[0.0, 0.3], [0.0, 0.0]]), np.array([[1, 0.5, 0.5, 0.5], [1, 1, 0, 1]]), np.array([0.5, 0.5])
    )
    frame = np.array([[-0.2, 0.0, 0.0, 0.0]])
    assert mismatch(frame, np.array([[2.0, 2, 1, 0.7]]), evidence)[0] == pytest.approx(0.25)
    assert mismatch(frame, np.array([[2.0, 2, 9, 0.7]]), evidence)[0] == pytest.approx(0.25)
