"""Requests are checked before a photo is spent; answers are read from the wire and written to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from maskkit.errors import BadAnswer, InvalidRequest
from maskkit.limits import ImageLimits
from maskkit.roomapi.schema import (
    PATHS,
    Asset,
    Created,
    CreateRequest,
    CreditRequest,
    Credits,
    Generation,
    RetrieveRequest,
    VariationRequest,
    Varied,
)
from maskkit.roomapi.words import RoomType, Theme

ID = "4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d"
CREATE = {
    "user_id": ID,
    "image_url": "https://photos.example.org/room.jpg",
    "mask_url": "https://photos.example.org/mask.png",
    "room_type": "SHOWEROOM",
    "theme": "SCANDINAVIAN",
    "width": 1024,
    "height": 768,
}
VARIATION = {
    "user_id": ID,
    "generation_id": ID,
    "original_url": "https://photos.example.org/room.jpg",
    "room_type": "KITCHEN",
    "theme": "MODERN",
}


def test_the_paths_are_those_of_the_wire() -> None:
    assert PATHS["create"] == "/api/create_room/generate"
    assert PATHS["variation"] == "/api/create_room/generate-variation"
    assert PATHS["retrieve"] == "/api/create_room/get"
    assert PATHS["credits"] == "/api/account/credit"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (CreateRequest, CREATE),
        (CreateRequest, CREATE | {"webhook": "https://me.example.org/hook?token=1"}),
        (VariationRequest, VARIATION),
        (VariationRequest, VARIATION | {"mask_url": "https://photos.example.org/m.png", "webhook": "http://a.org/"}),
        (RetrieveRequest, {"user_id": ID, "generation_id": ID}),
        (CreditRequest, {"user_id": ID}),
    ],
)
def test_a_request_comes_through_the_wire_as_it_was(kind: type[CreateRequest], body: dict[str, object]) -> None:
    request = kind.from_wire(json.loads(json.dumps(body)))
    assert request.to_wire() == body
    assert kind.from_wire(json.loads(json.dumps(request.to_wire()))) == request


def test_words_become_words_whatever_they_were_made_from() -> None:
    request = CreateRequest.from_wire(CREATE)
    assert request.room_type is RoomType.SHOWER_ROOM
    assert request.theme is Theme.SCANDINAVIAN


@pytest.mark.parametrize("missing", sorted(CREATE))
def test_each_missing_field_is_named(missing: str) -> None:
    body = {name: value for name, value in CREATE.items() if name != missing}
    with pytest.raises(InvalidRequest, match=f"{missing} is required") as caught:
        CreateRequest.from_wire(body)
    assert caught.value.fields == {missing: "is required"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_id", "4d9cbd0d6fbe4f5d8f6a4a5b7f1e2c3d"),
        ("user_id", 7),
        ("image_url", "room.jpg"),
        ("image_url", "file:///etc/passwd"),
        ("image_url", "https:///room.jpg"),
        ("image_url", "https://me:secret@photos.example.org/room.jpg"),
        ("image_url", "https://photos.example.org/a b.jpg"),
        ("image_url", "https://photos.example.org\\@127.0.0.1/a.jpg"),
        ("image_url", "https://photos.example.org/a.jpg\r\nX-Evil: 1"),
        ("image_url", "https://photos.example.org:port/a.jpg"),
        ("image_url", "https://photos.example.org/" + "a" * 5000),
        ("image_url", "https://photos.example.org/room.heic"),
        ("mask_url", "https://photos.example.org/mask.WEBP?x=1.png"),
        ("room_type", "SHOWERROOM"),
        ("room_type", "kitchen"),
        ("room_type", ["KITCHEN"]),
        ("theme", "BAROQUE"),
        ("width", 0),
        ("width", -5),
        ("width", True),
        ("width", "1024"),
        ("height", 768.5),
        ("webhook", "localhost:8000/hook"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_else(field: str, value: object) -> None:
    with pytest.raises(InvalidRequest) as caught:
        CreateRequest.from_wire(CREATE | {field: value})
    assert list(caught.value.fields) == [field]
    assert field in str(caught.value)


def test_all_wrong_fields_are_told_at_once() -> None:
    with pytest.raises(InvalidRequest) as caught:
        CreateRequest.from_wire({"user_id": "me", "width": 0})
    assert set(caught.value.fields) == set(CREATE)


@pytest.mark.parametrize("body", [None, [], "text", 3])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    with pytest.raises(InvalidRequest, match="JSON object"):
        CreateRequest.from_wire(body)


def test_members_that_the_wire_does_not_know_and_nulls_are_passed_over() -> None:
    request = CreateRequest.from_wire(CREATE | {"webhook": None, "colour": "red"})
    assert request.to_wire() == CREATE


def test_a_request_that_is_made_in_python_is_checked_as_well() -> None:
    with pytest.raises(InvalidRequest, match="generation_id must be a UUID"):
        RetrieveRequest(ID, "the last one")


def test_sizes_over_the_limits_are_refused_by_side_or_together() -> None:
    limits = ImageLimits(max_mp=1, max_side_px=2000)
    with pytest.raises(InvalidRequest) as caught:
        CreateRequest.from_wire(CREATE | {"width": 2001, "height": 8}).check_size(limits)
    assert list(caught.value.fields) == ["width"]
    with pytest.raises(InvalidRequest, match="1 megapixels") as caught:
        CreateRequest.from_wire(CREATE | {"width": 1500, "height": 1500}).check_size(limits)
    assert list(caught.value.fields) == ["width", "height"]
    CreateRequest.from_wire(CREATE | {"width": 1000, "height": 1000}).check_size(limits)


def test_created_needs_only_its_generation_id() -> None:
    """A paid answer must not be thrown away for a number that is not needed."""
    full = {"generation_id": ID, "remaining_photos": 4, "project_id": ID}
    assert Created.from_wire(full).to_wire() == full
    assert Created.from_wire({"generation_id": ID}) == Created(ID)
    assert Created.from_wire({"generation_id": ID, "remaining_photos": "many"}).remaining_photos is None
    assert Varied.from_wire({"generation_id": ID}).to_wire() == {"generation_id": ID}


@pytest.mark.parametrize("body", [{}, {"generation_id": None}, {"generation_id": 5}, [], None, "ok"])
def test_a_paid_answer_without_generation_id_is_bad(body: object) -> None:
    with pytest.raises(BadAnswer):
        Created.from_wire(body)
    with pytest.raises(BadAnswer):
        Varied.from_wire(body)


def test_credits_need_all_three_numbers() -> None:
    counts = {"total": 12, "subscription": 10, "extra": 2}
    assert Credits.from_wire(counts).to_wire() == counts
    with pytest.raises(BadAnswer, match="extra"):
        Credits.from_wire({"total": 12, "subscription": 10})
    with pytest.raises(BadAnswer, match="total"):
        Credits.from_wire(counts | {"total": True})


def test_a_generation_comes_through_the_wire() -> None:
    generation = Generation("SUCCEEDED", ("https://a.org/1.png", "https://a.org/2.png"), 3)
    again = Generation.from_wire(json.loads(json.dumps(generation.to_wire())))
    assert again == generation
    assert again.succeeded
    assert not again.failed
    assert again.raw["variations"] == 3


def test_an_asset_comes_through_the_wire_with_its_time() -> None:
    asset = Asset("https://a.org/1.png", ID, "ab" * 32, datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    assert Asset.from_wire(json.loads(json.dumps(asset.to_wire()))) == asset
    assert Asset.from_wire({"url": "https://a.org/1.png", "expires_at": "tomorrow"}).expires_at is None
    with pytest.raises(BadAnswer, match="url"):
        Asset.from_wire({"url": "/assets/1.png"})
