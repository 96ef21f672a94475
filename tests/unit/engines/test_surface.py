"""The engine as a whole: from request to pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.base import EngineRequest
from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import NoRoomFound
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.masks.segment import Segmentation
from maskkit.roomapi.words import RoomType, Theme

if TYPE_CHECKING:
    from maskkit.geometry.layout import Layout

    from .conftest import Room


def engine_that_knows(room: Room) -> SurfaceEngine:
    return SurfaceEngine(
        read_labels=lambda _: Segmentation(room.labels, None, method="truth", confidence=1.0),
        read_layout=lambda _, **__: room.layout,
    )


def request(room: Room, **given: object) -> EngineRequest:
    mask = Mask.from_bool(room.labels == 1)
    return EngineRequest(room.photo, mask, RoomType.KITCHEN, Theme.SCANDINAVIAN, seed=3, **given)


def test_it_gives_as_many_pictures_as_asked_for_all_different(room: Room) -> None:
    pictures = engine_that_knows(room).generate(request(room, variations=3))
    assert [picture.shape for picture in pictures] == [(240, 320, 3)] * 3
    assert len({picture.tobytes() for picture in pictures}) == 3


def test_a_variation_is_the_picture_of_the_next_seed(room: Room) -> None:
    engine = engine_that_knows(room)
    second = engine.generate(request(room, variations=2))[1]
    mask = Mask.from_bool(room.labels == 1)
    alone = engine.generate(EngineRequest(room.photo, mask, RoomType.KITCHEN, Theme.SCANDINAVIAN, seed=4))[0]
    assert np.array_equal(second, alone)


@pytest.mark.parametrize("size_wh", [(160, 120), (400, 300)])
def test_the_picture_has_the_size_that_is_asked_for(room: Room, size_wh: tuple[int, int]) -> None:
    picture = engine_that_knows(room).generate(request(room, size_wh=size_wh))[0]
    assert (picture.shape[1], picture.shape[0]) == size_wh


def test_a_photo_without_lines_is_laid_from_its_labels_alone() -> None:
    photo = Photo(np.full((120, 160, 3), 150, np.uint8))
    labels = np.where(np.arange(120)[:, None] > 80, 1, 2).astype(np.uint8) + np.zeros((1, 160), np.uint8)
    engine = SurfaceEngine(read_labels=lambda _: Segmentation(labels, None, method="truth", confidence=1.0))
    mask = Mask.from_bool(labels == 1)
    picture = engine.generate(EngineRequest(photo, mask, RoomType.KITCHEN, Theme.SCANDINAVIAN))[0]
    assert np.array_equal(picture[labels == 2], photo.pixels[labels == 2])
    assert picture[labels == 1].std() > 2


def test_a_picture_of_nothing_is_no_room() -> None:
    photo = Photo(np.full((64, 64, 3), 128, np.uint8))
    engine = SurfaceEngine(
        read_labels=lambda _: Segmentation(np.full((64, 64), 6, np.uint8), None, method="truth", confidence=1.0)
    )
    with pytest.raises(NoRoomFound):
        engine.generate(EngineRequest(photo, Mask.full((64, 64)), RoomType.KITCHEN, Theme.MODERN))


def test_a_room_that_is_given_is_not_read_again(room: Room) -> None:
    """The request's own layout takes the place of what the engine would find."""

    def never(*_: object, **__: object) -> Layout:
        raise AssertionError("the room was read")

    engine = SurfaceEngine(
        read_labels=lambda _: Segmentation(room.labels, None, method="labels", confidence=1.0), read_layout=never
    )
    mask = Mask(room.mask(1))
    request = EngineRequest(room.photo, mask, RoomType.BATHROOM, Theme.MODERN, layout=room.layout)
    (made,) = engine.generate(request)
    assert (made[mask.values == 0] == room.photo.pixels[mask.values == 0]).all()
    assert (made != room.photo.pixels).any()
