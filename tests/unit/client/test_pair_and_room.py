"""The pair that is sent, and the room that comes back."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from maskkit.client.pair import encode_mask, encode_photo, paired_size, refuse_local
from maskkit.client.room import Room, checked_key
from maskkit.errors import EmptyMask, InvalidRequest, SizeMismatch
from maskkit.images.photo import Photo
from maskkit.masks.mask import Mask
from maskkit.roomapi.schema import Created, CreateRequest, VariationRequest
from maskkit.roomapi.words import RoomType, Theme

ID = "4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d"
OTHER = "9b2f7a52-8f0e-4f6e-9a51-0d9f6f1f0a11"
PHOTO = Photo(np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3))


def soft_mask() -> Mask:
    values = np.zeros((4, 6), np.uint8)
    values[1] = (0, 60, 127, 128, 200, 255)
    return Mask(values)


def decoded(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def test_the_photo_is_sent_without_loss() -> None:
    assert np.array_equal(decoded(encode_photo(PHOTO)), PHOTO.pixels)


def test_a_soft_mask_is_sent_hard_in_either_convention() -> None:
    white = decoded(encode_mask(soft_mask(), generate_in="white"))
    black = decoded(encode_mask(soft_mask(), generate_in="black"))
    assert white[1].tolist() == [0, 0, 0, 255, 255, 255]
    assert np.array_equal(black, 255 - white)


def test_the_size_is_that_of_the_pair() -> None:
    assert paired_size(PHOTO, soft_mask()) == (6, 4)
    assert paired_size(PHOTO, "https://a.org/m.png") == (6, 4)
    assert paired_size("https://a.org/p.jpg", soft_mask()) == (6, 4)


def test_a_pair_of_different_sizes_is_refused() -> None:
    with pytest.raises(SizeMismatch, match="the photo is 6x4, the mask 4x6"):
        paired_size(PHOTO, Mask.full((4, 6)))


def test_a_mask_that_marks_nothing_is_refused_before_it_costs() -> None:
    with pytest.raises(EmptyMask):
        paired_size(PHOTO, Mask.empty((6, 4)))
    with pytest.raises(EmptyMask):
        paired_size(PHOTO, Mask(np.full((4, 6), 90, np.uint8)))


def test_two_urls_have_no_size() -> None:
    with pytest.raises(InvalidRequest) as caught:
        paired_size("https://a.org/p.jpg", "https://a.org/m.png")
    assert set(caught.value.fields) == {"width", "height"}


def test_urls_of_this_machine_are_named() -> None:
    refuse_local({"image_url": "https://a.org/p.jpg", "mask_url": PHOTO, "webhook": None, "odd": "http://["})
    with pytest.raises(InvalidRequest) as caught:
        refuse_local(
            {"image_url": "http://localhost:8000/p.jpg", "mask_url": "https://a.org", "webhook": "http://127.1/"}
        )
    assert set(caught.value.fields) == {"image_url"}


def test_a_room_comes_through_json() -> None:
    room = Room(ID, OTHER, 5, "https://a.org/p.jpg", "https://a.org/m.png", "KITCHEN", "MODERN", "key")
    assert Room.from_json(room.to_json()) == room
    assert Room.from_json(Room(ID).to_json()) == Room(ID)
    for text in ("", "[]", "{}", '{"generation_id": "x", "colour": 1}'):
        with pytest.raises(InvalidRequest):
            Room.from_json(text)


def test_a_variation_stays_in_its_project_and_keeps_its_mask() -> None:
    create = CreateRequest(ID, "https://a.org/p.jpg", "https://a.org/m.png", RoomType.KITCHEN, Theme.MODERN, 6, 4)
    room = Room.ordered(create, Created(ID, 5, OTHER), "key-1")
    assert (room.project_id, room.remaining_photos, room.theme) == (OTHER, 5, "MODERN")
    vary = VariationRequest(ID, ID, "https://a.org/p.jpg", RoomType.KITCHEN, Theme.LUXURIOUS)
    varied = Room.ordered(vary, Created(OTHER), "key-2", room)
    assert varied.generation_id == OTHER
    assert (varied.project_id, varied.mask_url, varied.theme) == (OTHER, "https://a.org/m.png", "LUXURIOUS")
    assert varied.remaining_photos is None


@pytest.mark.parametrize("key", ["", "x" * 256, "é", "a\nb", " a", '"quoted"'])
def test_keys_that_cannot_be_sent_are_refused(key: str) -> None:
    with pytest.raises(InvalidRequest, match="idempotency_key"):
        checked_key(key)


@pytest.mark.parametrize("key", ["a", "x" * 255, "photo 17/room 2", ID])
def test_plain_keys_are_taken(key: str) -> None:
    assert checked_key(key) == key


def test_without_a_key_a_fresh_one_is_minted() -> None:
    assert checked_key(None) != checked_key(None)
