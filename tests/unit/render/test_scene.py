"""Scenes are plain data: JSON there and back, nothing silently dropped."""

from __future__ import annotations

import dataclasses
import json

import pytest

from maskkit.render.sample_rooms import SAMPLES
from maskkit.render.scene import Camera, Finish, Item, Light, Opening, Room, Scene, Sun

SCENE = Scene(
    "corner",
    "bathroom",
    Room(
        ((0, 0), (0, 3), (2, 3), (2, 0)),
        openings=(Opening(0, "window", 0.5, 1.0, 0.9, 1.2, style="georgian"),),
        walls=(Finish("#ffffff"), Finish("#000000", "tiles-15")),
    ),
    Camera((1, 0.2, 1.5), yaw_deg=12, size_wh=(640, 480)),
    (Item("sofa", (1, 2, 0), 30, {"width_m": 1.8, "colour": "#445566"}),),
    Light(sun=Sun(-40, 30)),
    seed=7,
)


def test_json_round_trip_keeps_everything() -> None:
    again = Scene.from_json(SCENE.to_json())
    assert again == SCENE
    assert isinstance(again.room.openings[0].finish, Finish)
    assert isinstance(again.light.sun, Sun)
    assert again.camera.size_wh == (640, 480)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_survives_json(name: str) -> None:
    assert Scene.from_json(SAMPLES[name].to_json()) == SAMPLES[name]


def test_a_scene_without_sun_stays_without() -> None:
    dark = dataclasses.replace(SCENE, light=Light())
    assert Scene.from_json(dark.to_json()).light.sun is None


def test_json_is_one_plain_object() -> None:
    data = json.loads(SCENE.to_json())
    assert data["items"][0] == {
        "kind": "sofa",
        "at": [1, 2, 0],
        "turn_deg": 30,
        "options": {"width_m": 1.8, "colour": "#445566"},
    }


def test_unknown_fields_are_refused() -> None:
    data = json.loads(SCENE.to_json())
    data["room"]["colour"] = "red"
    with pytest.raises(TypeError, match="Room has no field colour"):
        Scene.from_json(json.dumps(data))


def test_a_missing_field_is_refused() -> None:
    data = json.loads(SCENE.to_json())
    del data["camera"]
    with pytest.raises(TypeError, match="camera"):
        Scene.from_json(json.dumps(data))


def test_a_pair_must_be_a_pair() -> None:
    data = json.loads(SCENE.to_json())
    data["camera"]["size_wh"] = [640]
    with pytest.raises(ValueError, match="zip"):
        Scene.from_json(json.dumps(data))


def test_scenes_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        SCENE.seed = 3  # type: ignore[misc]
