"""RoomClient against a Room Creation service on real sockets, when all goes well."""

from __future__ import annotations

import io
import json
import logging
import threading
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image

import maskkit as mk
from maskkit.client.rooms import RoomClient
from maskkit.client.uploads import FolderUploads
from maskkit.errors import (
    DeadlinePassed,
    EmptyMask,
    GenerationFailed,
    InvalidRequest,
    RequestRejected,
    SizeMismatch,
    UnknownChoice,
    UnsafeUrl,
)
from maskkit.images.photo import Photo
from maskkit.limits import ImageLimits
from maskkit.masks.mask import Mask
from maskkit.roomapi.states import WaitPolicy
from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.fake_api import FakeRoomApi
from maskkit.testing.rooms import synthetic_room

QUICK = WaitPolicy(first_s=0.01, longest_s=0.01, empty_grace_s=0.1)


def client(api: FakeRoomApi, **options: object) -> RoomClient:
    settings = {"api_key": api.api_key, "user_id": api.user_id, "wait_policy": QUICK} | options
    return RoomClient(api.url, **settings)  # type: ignore[arg-type]


def pair() -> tuple[Photo, Mask]:
    photo, labels = synthetic_room((64, 48), seed=2)
    return photo, Mask.from_bool(labels == mk.RoomClass.FLOOR)


def received_picture(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def test_photo_and_mask_become_a_room_and_its_variation(tmp_path: Path) -> None:
    photo, mask = pair()
    with FakeRoomApi(photos=5) as api, client(api) as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        done = rooms.wait_for(room, deadline_s=30)
        path = rooms.download(done.images[0], tmp_path / "out.png")
        varied = rooms.create_variation(room, theme="luxurious")
        counted = rooms.wait_for(varied, deadline_s=30)
        order = api.generations[room.generation_id].request
        sent = [received_picture(requests.get(url, timeout=5).content) for url in (room.image_url, room.mask_url)]
    assert (order.room_type, order.theme, order.width, order.height) == ("KITCHEN", "MODERN", 64, 48)
    assert np.array_equal(sent[0], photo.pixels)
    assert np.array_equal(sent[1], mask.values)
    assert received_picture(path.read_bytes()).shape == (48, 64, 3)
    assert room.remaining_photos == 4
    assert varied.project_id == room.project_id
    assert (counted.variations, api.creates, api.variations) == (1, 1, 1)


def test_urls_need_no_upload() -> None:
    with FakeRoomApi(assets=False) as api, client(api) as rooms:
        urls = (api.url + "/p.jpg", api.url + "/m.png")
        room = rooms.create(*urls, room_type="bathroom", theme="industrial", size_wh=(1024, 768))
        assert (room.image_url, room.mask_url) == urls
        assert api.count["assets"] == 0


def test_the_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeRoomApi(photos=7) as api:
        monkeypatch.setenv("MASKKIT_SERVICE", api.url)
        monkeypatch.setenv("MASKKIT_USER_ID", api.user_id)
        monkeypatch.setenv("MASKKIT_API_KEY", api.api_key)
        assert RoomClient().credits().total == 7
        with pytest.raises(InvalidRequest, match="user_id must be a UUID"):
            RoomClient(user_id="me")


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidRequest, match="MASKKIT_SERVICE"):
        RoomClient()
    with FakeRoomApi() as api, pytest.raises(InvalidRequest, match="MASKKIT_USER_ID"):
        RoomClient(api.url, api_key=api.api_key).credits()


def test_wrong_requests_are_refused_before_anything_is_sent() -> None:
    photo, mask = pair()
    other = Mask.full((10, 10))
    with FakeRoomApi() as api, client(api, image_limits=ImageLimits(max_side_px=50)) as rooms:
        with pytest.raises(UnknownChoice):
            rooms.create(photo, mask, room_type="garage", theme="modern")
        with pytest.raises(UnknownChoice):
            rooms.create(photo, mask, room_type="kitchen", theme="baroque")
        with pytest.raises(SizeMismatch):
            rooms.create(photo, other, room_type="kitchen", theme="modern")
        with pytest.raises(EmptyMask):
            rooms.create(photo, mask - mask, room_type="kitchen", theme="modern")
        with pytest.raises(InvalidRequest, match="size_wh is required"):
            rooms.create("https://a.org/p.jpg", "https://a.org/m.png", room_type="kitchen", theme="modern")
        with pytest.raises(InvalidRequest, match="image_url must be an http or https URL"):
            rooms.create("p.jpg", "https://a.org/m.png", room_type="kitchen", theme="modern", size_wh=(8, 8))
        with pytest.raises(InvalidRequest, match="width must be at most 50"):
            rooms.create(
                "https://a.org/p.jpg", "https://a.org/m.png", room_type="kitchen", theme="modern", size_wh=(51, 8)
            )
        with pytest.raises(InvalidRequest, match="idempotency_key"):
            rooms.create(
                "https://a.org/p",
                "https://a.org/m",
                room_type="kitchen",
                theme="modern",
                size_wh=(8, 8),
                idempotency_key="é",
            )
        with pytest.raises(InvalidRequest, match="bare id"):
            rooms.create_variation(api.user_id)
        with pytest.raises(InvalidRequest, match="generation_id must be a UUID"):
            rooms.retrieve("the last one")
        with pytest.raises(InvalidRequest, match="generation_id must be a UUID"):
            rooms.wait_for("the last one")
        with pytest.raises(InvalidRequest, match="webhook must be an http or https URL"):
            rooms.create(photo, mask, room_type="kitchen", theme="modern", size_wh=(8, 8), webhook="me")
        with pytest.raises(InvalidRequest, match="width must be at most 50"):
            rooms.create(photo, mask, room_type="kitchen", theme="modern")
        assert set(api.count) == set()


def test_urls_of_this_machine_are_refused_for_a_service_elsewhere() -> None:
    """It could not fetch them, and might charge for trying; for a service on this machine they are fine."""
    rooms = RoomClient("https://rooms.example.org", user_id="4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d")
    with pytest.raises(InvalidRequest, match="mask_url and webhook leads to this machine"):
        rooms.create(
            "https://a.org/p.jpg",
            "http://localhost:8000/m.png",
            room_type="kitchen",
            theme="modern",
            size_wh=(8, 8),
            webhook="http://127.0.0.1:9000/hook",
        )


def test_a_mask_can_be_sent_in_the_other_colours() -> None:
    photo, mask = pair()
    with FakeRoomApi() as api, client(api, generate_in="black") as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        sent = received_picture(requests.get(room.mask_url, timeout=5).content)
    assert np.array_equal(sent, 255 - mask.values)


def test_a_bare_id_can_be_varied_from_another_process() -> None:
    photo, mask = pair()
    with FakeRoomApi() as api:
        room = client(api).create(photo, mask, room_type="kitchen", theme="modern")
        vary = {"room_type": "kitchen", "theme": "scandi", "original_url": room.image_url, "mask": ~mask}
        varied = client(api).create_variation(room.generation_id, **vary)
        order = api.generations[varied.generation_id].request
        assert order.theme == "SCANDINAVIAN"
        assert order.mask_url != room.mask_url
        assert client(api).wait_for(varied.generation_id, deadline_s=30).succeeded


def test_a_seed_goes_to_a_service_that_takes_seeds_and_to_no_other() -> None:
    photo, mask = pair()
    words = {"room_type": "kitchen", "theme": "modern"}
    with FakeRoomApi() as api:
        room = client(api).create(photo, mask, seed=7, **words)
        varied = client(api).create_variation(room, seed=8)
        assert [api.generations[item.generation_id].request.seed for item in (room, varied)] == [7, 8]
    with FakeRoomApi(idempotency=False) as api:
        with pytest.raises(InvalidRequest, match="takes no seed"):
            client(api).create(photo, mask, seed=7, **words)
        assert (api.creates, len(api.uploads)) == (0, 0)


def test_uploads_are_tried_where_nothing_is_promised() -> None:
    """A service that takes uploads without saying so is found out with a picture of one pixel."""
    with FakeRoomApi(idempotency=False) as api:
        client(api).check_uploads()
    with FakeRoomApi(assets=False) as api, pytest.raises(InvalidRequest, match="takes no uploads"):
        client(api).check_uploads()


def test_a_service_without_uploads_needs_another_way(tmp_path: Path) -> None:
    photo, mask = pair()
    with FakeRoomApi(assets=False) as api:
        with pytest.raises(InvalidRequest, match="takes no uploads"):
            client(api).create(photo, mask, room_type="kitchen", theme="modern")
        uploads = FolderUploads(tmp_path, api.url + "/public")
        room = client(api, uploads=uploads).create(photo, mask, room_type="kitchen", theme="modern")
    assert room.image_url.startswith(api.url + "/public/")
    assert len(list(tmp_path.iterdir())) == 2


def test_renamed_fields_and_unknown_words_are_waited_through() -> None:
    names = {"status": "generation_state", "images": "results", "variations": "n"}
    statuses = ("QUEUED", "starting", "Warming up", "PROCESSING", "succeeded")
    with FakeRoomApi(names=names, statuses=statuses) as api, client(api) as rooms:
        told: list[str] = []
        photo, mask = pair()
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        done = rooms.wait_for(room, deadline_s=30, on_update=lambda answer: told.append(answer.status))
    assert told == ["QUEUED", "STARTING", "Warming up", "PROCESSING", "SUCCEEDED"]
    assert (len(done.images), done.variations) == (1, 0)


def test_a_failed_generation_is_an_error_and_refunded() -> None:
    photo, mask = pair()
    with FakeRoomApi(photos=1, statuses=("STARTING", "FAILED")) as api, client(api) as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        with pytest.raises(GenerationFailed, match=f"generation {room.generation_id}"):
            rooms.wait_for(room, deadline_s=30)
        assert rooms.credits().total == 1


def test_a_wait_that_is_too_short_can_be_taken_up_again() -> None:
    photo, mask = pair()
    with FakeRoomApi(statuses=["PROCESSING"] * 40 + ["SUCCEEDED"]) as api, client(api) as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        with pytest.raises(DeadlinePassed):
            rooms.wait_for(room, deadline_s=0.1)
        assert rooms.wait_for(room, deadline_s=60).succeeded


def test_an_id_that_does_not_exist_ends_the_wait() -> None:
    with FakeRoomApi() as api, client(api) as rooms, pytest.raises(RequestRejected, match="no such generation"):
        rooms.wait_for("4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d", deadline_s=60)


def test_a_callback_ends_a_slow_wait() -> None:
    """The wait polls once an hour; the callback is a hint that brings the next poll at once."""
    photo, mask = pair()
    slow = WaitPolicy(first_s=3600, longest_s=3600)
    with (
        CallbackCatcher() as catcher,
        FakeRoomApi(statuses=("SUCCEEDED",)) as api,
        client(api, wait_policy=slow) as rooms,
    ):
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern", webhook=catcher.callback_url)
        threading.Timer(0.1, api.deliver, (room.generation_id,)).start()
        assert rooms.wait_for(room, deadline_s=7200, wake=catcher.woken).succeeded
        assert api.count["retrieve"] == 1


def test_pictures_are_not_fetched_from_private_places_that_are_not_the_service(tmp_path: Path) -> None:
    with FakeRoomApi() as api, client(api) as rooms, pytest.raises(UnsafeUrl):
        rooms.download("http://10.0.0.1/out.png", tmp_path / "out.png")


def test_pictures_are_fetched_without_the_key(tmp_path: Path) -> None:
    photo, mask = pair()
    with FakeRoomApi(statuses=("SUCCEEDED",)) as api, client(api) as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        rooms.download(rooms.retrieve(room.generation_id).images[0], tmp_path / "out.png")
        fetched = [got for got in api.received if got.path.startswith("/outputs/")]
    assert len(fetched) == 1
    assert not {"x-api-key", "authorization"} & set(fetched[0].headers)


def test_promises_are_asked_for_once_and_without_the_key() -> None:
    with FakeRoomApi() as api, client(api) as rooms:
        assert rooms.capabilities().replays
        assert rooms.capabilities().assets
        for _ in range(3):
            rooms.create(api.url + "/p", api.url + "/m", room_type="kitchen", theme="modern", size_wh=(8, 8))
        asked = [got for got in api.received if got.path == "/api/capabilities"]
    assert len(asked) == 1
    assert "x-api-key" not in asked[0].headers


def test_the_key_is_in_no_log_and_in_nothing_that_is_shown(caplog: pytest.LogCaptureFixture) -> None:
    photo, mask = pair()
    with caplog.at_level(logging.DEBUG), FakeRoomApi() as api, client(api) as rooms:
        room = rooms.create(photo, mask, room_type="kitchen", theme="modern")
        rooms.wait_for(room, deadline_s=30)
        shown = repr(rooms) + repr(room) + room.to_json()
        assert "api_key=***" in repr(rooms)
        assert api.api_key not in caplog.text + shown
    assert room.generation_id in caplog.text


def test_many_threads_share_a_client() -> None:
    with FakeRoomApi(photos=100) as api, client(api) as rooms:
        made: list[str] = []

        def order() -> None:
            room = rooms.create(api.url + "/p", api.url + "/m", room_type="kitchen", theme="modern", size_wh=(8, 8))
            made.append(rooms.wait_for(room, deadline_s=60).images[0])

        threads = [threading.Thread(target=order) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(made)) == 12
        assert (api.creates, api.photos) == (12, 88)


def test_the_body_of_a_create_is_the_wires_own() -> None:
    with FakeRoomApi() as api, client(api) as rooms:
        rooms.create(api.url + "/p.jpg", api.url + "/m.png", room_type="shower", theme="scandi", size_wh=(800, 600))
        got = next(got for got in api.received if got.method == "POST")
    assert got.path == "/api/create_room/generate"
    assert got.headers["content-type"] == "application/json"
    assert json.loads(got.body) == {
        "user_id": api.user_id,
        "image_url": api.url + "/p.jpg",
        "mask_url": api.url + "/m.png",
        "room_type": "SHOWEROOM",
        "theme": "SCANDINAVIAN",
        "width": 800,
        "height": 600,
    }
