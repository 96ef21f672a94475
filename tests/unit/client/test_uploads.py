"""The three ways to put a file where a service can fetch it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import requests

from maskkit.client.uploads import FolderUploads, PutUploads, ServiceUploads, checked_name
from maskkit.errors import BadAnswer, InvalidRequest, KeyRefused, ServiceFailed
from maskkit.net.session import Session
from maskkit.testing import faults
from maskkit.testing.clock import FakeClock
from maskkit.testing.fake_api import FakeRoomApi, flat_png
from maskkit.testing.server import LoopbackServer, Received, Reply

PNG = flat_png((8, 8))
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 100
DIGEST = hashlib.sha256(PNG).hexdigest()


def to_service(api: FakeRoomApi, key: str | None = None) -> ServiceUploads:
    return ServiceUploads(Session(api.url, key=key or api.api_key, clock=FakeClock()))


def test_the_service_keeps_what_it_is_sent() -> None:
    with FakeRoomApi() as api:
        asset = to_service(api).upload(PNG, "image/png")
        assert requests.get(asset.url, timeout=5).content == PNG
    assert asset.sha256 == DIGEST
    assert asset.asset_id
    assert asset.expires_at is not None
    assert asset.expires_at.tzinfo is not None


def test_an_upload_is_made_again_when_its_answer_is_lost() -> None:
    with FakeRoomApi() as api:
        api.script("assets", faults.drop(), faults.status(503), faults.html(502))
        asset = to_service(api).upload(PNG, "image/png")
        assert api.count["assets"] == 4
        assert requests.get(asset.url, timeout=5).content == PNG


def test_a_wrong_key_is_told() -> None:
    with FakeRoomApi() as api, pytest.raises(KeyRefused):
        to_service(api, "wrong").upload(PNG, "image/png")


def test_a_service_that_received_other_bytes_is_not_believed() -> None:
    answer = b'{"url": "https://a.org/1.png", "sha256": "' + b"0" * 64 + b'"}'
    with FakeRoomApi() as api:
        api.script("assets", faults.Fault(status=200, body=answer))
        with pytest.raises(BadAnswer, match="other bytes"):
            to_service(api).upload(PNG, "image/png")


class Bucket(LoopbackServer):
    """Takes PUT, gives GET."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        super().__init__()

    def answer(self, request: Received) -> Reply:
        if request.method == "PUT":
            self.held[request.path] = request.body
            return Reply(201)
        return Reply(200, self.held[request.path]) if request.path in self.held else Reply(404)


def test_put_uploads_name_files_by_what_is_in_them() -> None:
    with Bucket() as bucket:
        uploads = PutUploads(bucket.url + "/rooms/", headers={"Authorization": "Bearer hush"})
        png, jpeg, again = (
            uploads.upload(*pair) for pair in ((PNG, "image/png"), (JPEG, "image/jpeg"), (PNG, "image/png"))
        )
        assert requests.get(png.url, timeout=5).content == PNG
        put = bucket.received[0]
    assert png == again
    assert png.url == f"{bucket.url}/rooms/{DIGEST}.png"
    assert jpeg.url.endswith(".jpg")
    assert (put.method, put.headers["content-type"], put.headers["authorization"]) == (
        "PUT",
        "image/png",
        "Bearer hush",
    )
    assert "hush" not in repr(uploads)


def test_put_uploads_tell_what_the_server_says() -> None:
    with Bucket() as bucket:
        bucket.script(f"/{DIGEST}.png", *[faults.status(500)] * 9)
        uploads = PutUploads(bucket.url)
        uploads._session.clock = FakeClock()
        with pytest.raises(ServiceFailed):
            uploads.upload(PNG, "image/png")


def test_folder_uploads_lie_in_the_folder_under_the_public_url(tmp_path: Path) -> None:
    uploads = FolderUploads(tmp_path / "public", "https://photos.example.org/rooms/")
    asset = uploads.upload(PNG, "image/png")
    assert asset.url == f"https://photos.example.org/rooms/{DIGEST}.png"
    assert (tmp_path / "public" / f"{DIGEST}.png").read_bytes() == PNG
    with pytest.raises(InvalidRequest):
        FolderUploads(tmp_path, "photos.example.org")


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (PNG, "image/jpeg"),
        (JPEG, "image/png"),
        (b"", "image/png"),
        (b"<html>", "image/png"),
        (PNG, "image/jpg"),
        (b"GIF89a", "image/gif"),
    ],
)
def test_only_what_the_wire_takes_is_uploaded(tmp_path: Path, data: bytes, content_type: str) -> None:
    with pytest.raises(InvalidRequest, match="to upload"):
        FolderUploads(tmp_path, "https://a.org").upload(data, content_type)
    assert list(tmp_path.iterdir()) == []


def test_names_are_hashes() -> None:
    assert checked_name(JPEG, "image/jpeg") == hashlib.sha256(JPEG).hexdigest() + ".jpg"
