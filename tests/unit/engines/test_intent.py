"""What of a mask is laid: by labels that can be trusted, or by the mask and by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from maskkit.engines.intent import drawn_around_things, intended, looks_like
from maskkit.engines.tone import to_linear

if TYPE_CHECKING:
    from .conftest import Room


def laid(
    room: Room, labels: np.ndarray, mask: np.ndarray, *, rough: bool, pixels: np.ndarray | None = None
) -> np.ndarray:
    photo = to_linear(room.photo.pixels if pixels is None else pixels)
    return intended(photo, labels, room.layout.plane_map(), mask, rough=rough)


def with_thing(labels: np.ndarray) -> np.ndarray:
    changed = labels.copy()
    changed[214:236, 100:160] = 6
    return changed


def test_trusted_labels_keep_furniture_even_inside_the_mask(room: Room) -> None:
    labels = with_thing(room.labels)
    found = laid(room, labels, np.ones_like(labels, bool), rough=False)
    assert np.array_equal(found, np.where(labels == 6, 0, labels))


def test_outside_the_mask_nothing_is_laid(room: Room) -> None:
    mask = room.labels == 1
    for rough in (False, True):
        assert not laid(room, with_thing(room.labels), mask, rough=rough)[~mask].any()


def test_a_mask_drawn_around_things_outweighs_rough_labels(room: Room) -> None:
    labels = with_thing(room.labels)
    mask = room.labels <= 2
    mask[100:180, 200:300] = False
    assert np.array_equal(laid(room, labels, mask, rough=True)[mask], room.labels[mask])


def test_in_a_plain_mask_what_looks_like_the_floor_is_floor_and_a_red_thing_stays(room: Room) -> None:
    pixels = room.photo.pixels.copy()
    pixels[216:234, 130:156] = (200, 30, 30)
    found = laid(room, with_thing(room.labels), room.labels == 1, rough=True, pixels=pixels)
    assert np.all(found[217:233, 104:120] == 1)
    assert not found[221:229, 137:149].any()


def test_a_shadow_on_the_floor_looks_like_floor(room: Room) -> None:
    pixels = room.photo.pixels.copy()
    pixels[214:236, 100:160] = pixels[214:236, 100:160] * 0.7
    found = laid(room, with_thing(room.labels), room.labels == 1, rough=True, pixels=pixels)
    assert np.all(found[216:234, 104:156] == 1)


@pytest.mark.parametrize(("kind", "sliver"), [(1, 2), (2, 1)])
def test_slivers_of_another_surface_go_with_the_one_that_is_meant(room: Room, kind: int, sliver: int) -> None:
    mask = room.labels == kind
    edge = np.zeros_like(mask)
    edge[4:] = mask[:-4]
    edge[:-4] |= mask[4:]
    mask |= edge & (room.labels == sliver)
    found = laid(room, room.labels, mask, rough=True)
    assert set(np.unique(found[mask])) == {kind}


def test_a_whole_face_has_no_cut_outs(room: Room) -> None:
    planes = room.layout.plane_map()
    assert not drawn_around_things(room.labels == 1, planes)
    assert not drawn_around_things(np.ones_like(planes, bool), planes)
    assert not drawn_around_things(np.zeros_like(planes, bool), planes)


def test_likeness_needs_a_surface_to_compare_with() -> None:
    assert not looks_like(np.zeros((20, 20, 3), np.float32), np.zeros((20, 20), bool)).any()
