"""The JSON of a transform, honest and hostile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maskkit.errors import BadTransform
from maskkit.images.transform import Crop, Orient, Pad, Scale, Transform

TRANSFORM = Transform((40, 30), (Orient(6), Crop((0, 5, 30, 35)), Scale((15, 15)), Pad(1, 0, 0, 0)))


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(TRANSFORM.to_json()), **fields})


def test_json_comes_back_equal() -> None:
    assert Transform.from_json(TRANSFORM.to_json()) == TRANSFORM
    assert Transform.from_json(TRANSFORM.to_json().encode()) == TRANSFORM


def test_json_is_one_line_that_people_can_read() -> None:
    text = TRANSFORM.to_json()
    assert "\n" not in text
    assert json.loads(text)["steps"][1] == {"op": "crop", "box_xyxy": [0, 5, 30, 35]}


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "null", "[]", "3", "{}", "NaN", '"transform"', b"\xff\xfe\x00",
        "[" * 50_000, "1" * 60_000, " " * 70_000 + "{}",
        changed(maskkit_transform=2), changed(maskkit_transform=None), changed(extra=1),
        changed(size_in_wh=[40]), changed(size_in_wh=[40, 30, 3]), changed(size_in_wh="40x30"),
        changed(size_in_wh=[40.0, 30]), changed(size_in_wh=[True, 30]), changed(size_in_wh=[10**30, 30]),
        changed(size_in_wh=[0, 0]), changed(size_in_wh=[-40, 30]), changed(size_out_wh=[16, 16]),
        changed(steps={}), changed(steps=None), changed(steps=[None]), changed(steps=[[]]), changed(steps=["crop"]),
        changed(steps=[{}]), changed(steps=[{"op": "shell"}]), changed(steps=[{"op": ["crop"]}]),
        changed(steps=[{"op": "crop"}]), changed(steps=[{"op": "crop", "box_xyxy": [0, 0, 1]}]),
        changed(steps=[{"op": "crop", "box_xyxy": [0, 0, 400, 300]}]),
        changed(steps=[{"op": "crop", "box_xyxy": [0, 0, 4, "3"]}]),
        changed(steps=[{"op": "scale", "size_wh": [9e99, 1]}]),
        changed(steps=[{"op": "scale", "size_wh": [60_000, 60_000]}], size_out_wh=[60_000, 60_000]),
        changed(steps=[{"op": "orient", "exif": 0}]), changed(steps=[{"op": "orient", "exif": 6, "also": 1}]),
        changed(steps=[{"op": "pad", "left": -5, "top": 0, "right": 0, "bottom": 0}]),
        changed(steps=[{"op": "orient", "exif": 1}] * 65),
        '{"maskkit_transform": 1, "size_in_wh": [NaN, 1], "size_out_wh": [1, 1], "steps": []}',
        '{"maskkit_transform": 1, "size_in_wh": [Infinity, 1], "size_out_wh": [1, 1], "steps": []}',
    ],
)  # fmt: skip
def test_anything_else_is_a_bad_transform(text: str | bytes) -> None:
    with pytest.raises(BadTransform) as refusal:
        Transform.from_json(text)
    assert len(str(refusal.value)) < 400
