"""Finding frames from nothing but lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from maskkit.geometry.frame_search import (
    SAME_FRAME,
    find_frames,
    find_starts,
    find_verticals,
    lead_of_frame,
    with_other_direction,
)
from maskkit.geometry.line_model import model_lines
from maskkit.geometry.vanishing import FocalPrior, rotations

SIZE = (1000, 750)


def lines_of(frame: Any, *, clutter: int = 0, door_yaw: float | None = None, blind: int = 0) -> Any:
    """Segments along the axes with half a pixel of noise, and what disturbs: clutter, a door, a slanted blind."""
    rng = np.random.default_rng(3)
    focal = np.exp(frame[0]) * max(SIZE)
    turned = rotations(np.array([frame[1]]), frame[2:3], frame[3:4])[0]
    ways = [np.repeat(turned.T, 12, axis=0)]
    if door_yaw is not None:
        ways.append(np.repeat(rotations(np.array([door_yaw]), frame[2:3], frame[3:4])[0].T[:1], 8, axis=0))
    way = np.concatenate(ways)
    starts = np.stack([rng.uniform(-1.5, 1.5, len(way)), rng.uniform(-1, 1, len(way)), rng.uniform(3, 5, len(way))], 1)
    seen = np.concatenate([p[:, :2] / p[:, 2:] * focal for p in (starts, starts + 1.3 * way)], axis=1)
    stray = rng.uniform(-350, 350, (clutter, 4))
    stray[:, 2:] = stray[:, :2] + rng.normal(0, 40, (clutter, 2))
    slat = np.arange(blind)[:, None] * [0.0, 4.0, 0.0, 4.0] + [100.0, -100.0, 260.0, -30.0]
    segments = np.concatenate([seen, stray, slat]) + np.tile(np.array(SIZE) / 2, 2)
    segments = segments + rng.normal(0, 0.5, segments.shape)
    order = np.argsort(-np.hypot(*(segments[:, 2:] - segments[:, :2]).T))
    return model_lines(segments[order], SIZE)


def apart_deg(found: Any, truth: Any) -> float:
    """The angle between two frames' rotations."""
    one, other = (rotations(*frame[1:4, None])[0] for frame in (found, truth))
    return float(np.degrees(2 * np.arcsin(min(1.0, np.linalg.norm(one - other) / np.sqrt(8)))))


TURNED = {
    "right": [-0.4, 0.5, 0.1, 0.02],
    "left": [-0.1, -0.4, 0.15, -0.03],
    "nearly frontal": [-0.5, 0.08, 0.12, 0.01],
    "looking up": [-0.6, 0.3, -0.15, 0.0],
    "steeply down": [-0.3, 0.5, 0.45, 0.02],
    "leaning": [-0.4, 0.35, 0.1, 0.12],
}


@pytest.mark.parametrize("frame", TURNED.values(), ids=TURNED.keys())
def test_the_frame_is_found_among_clutter(frame: list[float]) -> None:
    truth = np.array(frame)
    found = find_frames(lines_of(truth, clutter=40), FocalPrior())[0].frame
    assert apart_deg(found, truth) < 0.5
    assert found[0] == pytest.approx(truth[0], abs=0.03)


def test_an_open_door_does_not_lead_astray() -> None:
    truth = np.array([-0.4, 0.3, 0.1, 0.02])
    found = find_frames(lines_of(truth, clutter=20, door_yaw=0.95), FocalPrior())[0].frame
    assert apart_deg(found, truth) < 0.5


def test_forty_slats_do_not_outvote_a_room() -> None:
    truth = np.array([-0.4, 0.3, 0.1, 0.02])
    found = find_frames(lines_of(truth, blind=40), FocalPrior())[0].frame
    assert apart_deg(found, truth) < 0.5


def test_frames_that_are_offered_differ_clearly_and_come_best_first() -> None:
    found = find_frames(lines_of(np.array([-0.4, 0.3, 0.1, 0.02]), clutter=40), FocalPrior())
    scores = [one.score for one in found]
    assert 2 <= len(found) <= 5
    assert scores == sorted(scores, reverse=True)
    for index, one in enumerate(found):
        assert all((np.abs(one.frame - other.frame) / SAME_FRAME).max() > 1 for other in found[:index])


def test_yaw_is_told_within_an_eighth_of_a_turn() -> None:
    """More would only rename the axes."""
    for yaw in (-0.78, 0.78, 0.6):
        found = find_frames(lines_of(np.array([-0.4, yaw, 0.1, 0.0])), FocalPrior())
        assert all(abs(one.frame[1]) <= np.pi / 4 + 1e-9 for one in found)


def test_a_told_focal_length_decides_where_lines_cannot() -> None:
    """Square to one wall and level, with lines in the wall only, nothing is known of the focal length."""
    y = np.linspace(-300, 300, 9)
    across = np.stack([np.full(9, -200.0), y, np.full(9, 250.0), y], axis=1)
    flat = np.concatenate([across, across[:, [1, 0, 3, 2]]]) + np.tile(np.array(SIZE) / 2, 2)
    for focal in (0.5, 0.7, 1.0):
        found = find_frames(model_lines(flat, SIZE), FocalPrior(float(np.log(focal)), 0.06))[0].frame
        assert np.exp(found[0]) == pytest.approx(focal, rel=0.05)


def test_the_lean_is_among_the_first_guesses() -> None:
    truth = np.array([-0.4, 0.3, 0.1, 0.04])
    guesses = find_verticals(lines_of(truth, clutter=40))
    lean = [truth[3], np.tan(truth[2]) / np.exp(truth[0])]
    assert (np.abs(guesses - lean) / [0.03, 0.06]).max(axis=1).min() < 1
    assert len(find_starts(lines_of(truth), FocalPrior())) <= 20


def test_the_other_direction_is_where_its_lines_are() -> None:
    truth = np.array([-0.4, 0.3, 0.1, 0.02])
    assert with_other_direction(truth[None], lines_of(truth, door_yaw=0.95))[0, 4] == pytest.approx(0.95, abs=0.05)


def test_the_lead_counts_only_over_frames_that_differ() -> None:
    truth = np.array([-0.4, 0.3, 0.1, 0.02])
    lines, wrong = lines_of(truth), truth + np.array([0, 0.2, 0, 0])
    assert lead_of_frame(truth, [truth + 0.001, wrong], lines, FocalPrior()) > 10
    assert lead_of_frame(wrong, [truth], lines, FocalPrior()) < -10
    assert lead_of_frame(truth, [truth], lines, FocalPrior()) > 0


def test_the_same_lines_give_the_same_frames() -> None:
    lines = lines_of(np.array([-0.4, 0.3, 0.1, 0.02]), clutter=30)
    first, second = (find_frames(lines, FocalPrior()) for _ in range(2))
    assert all(np.array_equal(a.frame, b.frame) and a.score == b.score for a, b in zip(first, second, strict=True))
