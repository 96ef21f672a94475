"""The rendered engine on a room of known geometry: the keep guarantee, determinism, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from maskkit.engines.base import EngineRequest
from maskkit.engines.registry import ENGINE_NAMES, engine
from maskkit.engines.rendered import RenderedEngine
from maskkit.errors import MissingExtra, NoRoomFound
from maskkit.geometry.planes import Plane
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.render.variant import mitsuba
from maskkit.roomapi.words import RoomType, Theme


def engine_of(room: Any, agreement: float = 1.0) -> RenderedEngine:
    layout = replace(room.layout, agreement=agreement)
    return RenderedEngine(
        samples=4,
        read_labels=lambda _: Segmentation(room.labels, None, method="labels", confidence=1.0),
        read_layout=lambda *_, **__: layout,
    )


def request_of(room: Any, seed: int = 0) -> EngineRequest:
    return EngineRequest(room.photo, Mask(room.mask(1, 2)), RoomType.BATHROOM, Theme.MODERN, seed=seed)


@pytest.mark.render
def test_a_room_is_remodelled_inside_its_mask_only_and_the_same_way_twice(room: Any) -> None:
    try:
        mitsuba()
    except MissingExtra as reason:
        pytest.skip(str(reason))
    request = request_of(room)
    (first,), (second,) = engine_of(room).generate(request), engine_of(room).generate(request)
    assert np.array_equal(first, second)
    outside = request.mask.values == 0
    assert np.array_equal(first[outside], room.photo.pixels[outside])
    inside = ~outside
    assert np.abs(first[inside].astype(int) - room.photo.pixels[inside]).mean() > 8
    assert (first[inside].max(axis=1) > 12).mean() > 0.99


def test_a_room_that_contradicts_its_labels_is_refused(room: Any) -> None:
    with pytest.raises(NoRoomFound, match="agree to 60%"):
        engine_of(room, agreement=0.6).generate(request_of(room))


def test_the_engine_is_known_by_its_name() -> None:
    assert "rendered" in ENGINE_NAMES
    assert engine("rendered").name == "rendered"


def test_the_work_stops_where_the_report_raises_and_the_cause_comes_out(room: Any) -> None:
    heard: list[float] = []

    def stop(share: float) -> None:
        heard.append(share)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        engine_of(room).generate(replace(request_of(room), report=stop))
    assert len(heard) == 1
    assert 0 < heard[0] < 1


@pytest.mark.parametrize(("columns", "laid"), [(0, True), (200, False)])
def test_surfaces_stay_where_the_mask_holds_a_part_of_them(room: Any, columns: int, laid: bool) -> None:
    mask = room.mask(1, 2)
    mask[:, :columns] = 0
    read = engine_of(room).read(replace(request_of(room), mask=Mask(mask)))
    assert any(one.face.plane is Plane.FLOOR for one in read.scene.faces) == laid
    assert read.again("all").faces
