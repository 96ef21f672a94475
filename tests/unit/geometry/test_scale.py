"""How many metres a camera height is: by doors, by a length that is known, by what is usual."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.errors import InvalidRequest
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout, Plane
from maskkit.geometry.scale import door_heights, measured_by, metres_per_unit, parse_length

SIZE = (640, 480)


@pytest.fixture
def room() -> Layout:
    """A level camera 1.5 m above the floor, 3 m before the far wall of a room of 2.7 m."""
    return Layout(SIZE, Camera(400.0, np.eye(3), np.array(SIZE) / 2.0, 1.0), Box(1.0, 1.0, 2.0, 0.8), 1.0, 1.0, 1.5)


def pixels_of(room: Layout, metres: list[tuple[float, float]]) -> list[float]:
    return [float(value) for value in room.project(Plane.BACK, np.array(metres)).ravel()]


@pytest.mark.parametrize("text", ["", "1,2 3,4", "1,2 3,4 5", "1 2 3 4 5m", "1,2 3,4 five m", "1,2 3,4 5km"])
def test_what_is_no_length_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"2\.04m"):
        parse_length(text)


@pytest.mark.parametrize("text", ["1,2 3,4 0m", "1,2 3,4 -2m", "1,2 3,4 400m"])
def test_lengths_that_no_room_has_are_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be measured"):
        parse_length(text)


@pytest.mark.parametrize(
    ("unit", "metres"), [("m", 2.04), ("cm", 0.0204), ("mm", 0.00204), ("in", 0.0518), ("ft", 0.6218)]
)
def test_units(unit: str, metres: float) -> None:
    assert parse_length(f"0,0 1,1 2.04 {unit}").metres == pytest.approx(metres, abs=1e-4)


def test_a_known_height_on_the_wall_gives_the_scale(room: Layout) -> None:
    """2 m high on a wall that the guess took for 1.9: the camera was 5 % higher than thought."""
    x0, y0, x1, y1 = pixels_of(room, [(0.2, 0.0), (0.2, 1.9)])
    scale = measured_by(room, parse_length(f"{x0:.3f},{y0:.3f} {x1:.3f},{y1:.3f} 2m"))
    assert scale == pytest.approx(1.5 * 2 / 1.9, rel=1e-3)


def test_a_length_may_run_across_the_floor(room: Layout) -> None:
    seen = room.project(Plane.FLOOR, np.array([(-0.5, 2.8), (0.7, 2.8)])).ravel()
    text = "{:.3f},{:.3f} {:.3f},{:.3f} 1.2m".format(*seen)
    assert measured_by(room, parse_length(text)) == pytest.approx(1.5, rel=1e-3)


@pytest.mark.parametrize("text", ["-5,10 50,50 1m", "10,10 5000,50 1m", "100,100 100,100 1m"])
def test_ends_outside_the_photo_or_at_one_place_are_refused(room: Layout, text: str) -> None:
    with pytest.raises(InvalidRequest):
        measured_by(room, parse_length(text))


def test_a_door_in_the_far_wall_is_measured(room: Layout) -> None:
    labels = np.full((SIZE[1], SIZE[0]), 2, np.uint8)
    x0, y0, x1, y1 = pixels_of(room, [(-0.4, 0.0), (0.5, 2.06)])
    labels[round(y1) : round(y0), round(x0) : round(x1)] = 5
    (height,) = door_heights(room, labels)
    assert height * 1.5 == pytest.approx(2.06, rel=0.02)


@pytest.mark.parametrize("foot_m", [0.5, 1.0])
def test_what_hangs_or_is_low_is_no_door_to_measure_by(room: Layout, foot_m: float) -> None:
    labels = np.full((SIZE[1], SIZE[0]), 2, np.uint8)
    x0, y0, x1, y1 = pixels_of(room, [(-0.4, foot_m), (0.5, 2.06)])
    labels[round(y1) : round(y0), round(x0) : round(x1)] = 5
    assert door_heights(room, labels) == []


def test_doors_outweigh_what_is_usual() -> None:
    box = Box(1, 1, 2, 0.8)
    assert metres_per_unit(box, [2.06 / 1.7]) == pytest.approx(1.64, abs=0.06)
    assert abs(metres_per_unit(box, [2.06 / 1.7] * 3) - 1.7) < abs(metres_per_unit(box, [2.06 / 1.7]) - 1.7)
