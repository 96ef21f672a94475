"""Requests check themselves; engines are known by what they can do."""

from __future__ import annotations

import numpy as np
import pytest

from maskkit.engines.base import Engine, EngineRequest
from maskkit.engines.surface import SurfaceEngine
from maskkit.errors import SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.roomapi.words import RoomType, Theme

PHOTO = Photo(np.zeros((30, 40, 3), np.uint8))


def request(mask_wh: tuple[int, int], **given: object) -> EngineRequest:
    return EngineRequest(PHOTO, Mask.full(mask_wh), RoomType.KITCHEN, Theme.MODERN, **given)


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(SizeMismatch, match="30"):
        request((30, 40))


def test_the_output_has_the_photos_size_unless_another_is_asked_for() -> None:
    assert request((40, 30)).output_size_wh == (40, 30)
    assert request((40, 30), size_wh=(80, 60)).output_size_wh == (80, 60)


def test_an_engine_is_whatever_has_a_name_and_generates() -> None:
    assert isinstance(SurfaceEngine(), Engine)
    assert not isinstance("surface", Engine)
