"""The service as its clients see it: a real process, every call of the wire, and what goes beyond it."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image

import maskkit.errors
from maskkit.roomapi.capabilities import Capabilities
from maskkit.roomapi.schema import Asset, Created, Credits, Generation, Varied
from maskkit.service import embedded
from maskkit.service.embedded import EmbeddedService

ENGINES = Path(__file__).parents[1] / "unit" / "service" / "engines"
CREATE, VARY, GET = "/api/create_room/generate", "/api/create_room/generate-variation", "/api/create_room/get"
CREDIT, ASSETS = "/api/account/credit", "/api/assets"


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


PHOTO = png((np.arange(48 * 64 * 3) % 251).astype(np.uint8).reshape(48, 64, 3))
MASK = png(np.where(np.arange(48)[:, None] < 20, 0, 255).astype(np.uint8).repeat(64, axis=1))


@dataclass
class Caller:
    """Speaks the wire with plain requests."""

    service: EmbeddedService
    session: requests.Session = field(default_factory=requests.Session)

    def post(self, path: str, body: object = None, *, key: str | None = None, **headers: str) -> requests.Response:
        sent = {"x-api-key": self.service.api_key if key is None else key, **headers}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.session.post(self.service.url + path, data=data, headers=sent, timeout=30)

    def upload(self, data: bytes) -> str:
        answer = self.post(ASSETS, data)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"])

    def request(self, **changes: object) -> dict[str, object]:
        """The body of a create."""
        fields = {
            "user_id": self.service.user_id,
            "room_type": "KITCHEN",
            "theme": "MODERN",
            "width": 64,
            "height": 48,
            **changes,
        }
        urls = {"image_url": PHOTO, "mask_url": MASK}
        return {**{name: self.upload(data) for name, data in urls.items() if name not in fields}, **fields}

    def create(self, **changes: object) -> str:
        answer = self.post(CREATE, self.request(**changes))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["generation_id"])

    def get(self, generation_id: str) -> requests.Response:
        return self.post(GET, {"user_id": self.service.user_id, "generation_id": generation_id})

    def wait(self, generation_id: str) -> Generation:
        for _ in range(1500):
            found = Generation.from_wire(self.get(generation_id).json())
            if found.succeeded or found.failed:
                return found
            time.sleep(0.02)
        pytest.fail("the generation did not end in 30 s")

    def photos(self) -> int:
        return Credits.from_wire(self.post(CREDIT, {"user_id": self.service.user_id}).json()).total


@pytest.fixture(scope="module")
def environment() -> Iterator[None]:
    package = Path(maskkit.errors.__file__).parents[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ENGINES}{os.pathsep}{package}")
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service") / "data"


@pytest.fixture(scope="module")
def service(data: Path, environment: None) -> Iterator[EmbeddedService]:
    settings = {"header_limit_s": "1", "body_grace_s": "1", "max_upload_bytes": "200000"}
    with embedded.start(data, engine="tiny_engines:paint", settings=settings) as running:
        yield running


@pytest.fixture(scope="module")
def api(service: EmbeddedService) -> Iterator[Caller]:
    caller = Caller(service)
    with caller.session:
        yield caller


class Catcher(http.server.ThreadingHTTPServer):
    """Receives call-backs; the first ``refusals`` of them are refused."""

    def __init__(self) -> None:
        self.caught: list[tuple[dict[str, str], bytes]] = []
        self.refusals = 0
        super().__init__(("127.0.0.1", 0), _Catch)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Catch(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.caught.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(204 if len(self.server.caught) > self.server.refusals else 500)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    server = Catcher()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_room_is_created_and_its_picture_given(api: Caller) -> None:
    before = api.photos()
    answer = api.post(CREATE, api.request(seed=77))
    created = Created.from_wire(answer.json())
    assert set(answer.json()) == {"generation_id", "remaining_photos", "project_id"}
    assert created.remaining_photos == before - 1
    done = api.wait(created.generation_id)
    assert done.succeeded
    [url] = done.images
    picture = api.session.get(url, timeout=30)
    pixels = np.asarray(Image.open(io.BytesIO(picture.content)))
    assert (pixels[20:] == (77, 10, 20)).all()
    assert (pixels[:20] == np.asarray(Image.open(io.BytesIO(PHOTO)))[:20]).all()
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert api.photos() == before - 1


def test_the_same_seed_gives_the_same_picture(api: Caller) -> None:
    urls = [api.wait(api.create(seed=5)).images[0] for _ in range(2)]
    files = [api.session.get(url, timeout=30).content for url in urls]
    assert urls[0] != urls[1]
    assert files[0] == files[1]


def test_a_variation_belongs_to_the_project_and_is_counted(api: Caller) -> None:
    first = api.create()
    api.wait(first)
    body = {**api.request(), "generation_id": first, "original_url": api.upload(PHOTO)}
    wanted = {"user_id", "generation_id", "original_url", "room_type", "theme"}
    before = api.photos()
    answer = api.post(VARY, {name: body[name] for name in wanted})
    assert answer.status_code == 200
    second = Varied.from_wire(answer.json()).generation_id
    assert api.wait(second).succeeded
    assert [api.wait(each).variations for each in (first, second)] == [1, 1]
    assert api.photos() == before


def test_retrieve_shows_images_only_when_there_are_some(api: Caller) -> None:
    generation = api.create()
    api.wait(generation)
    assert set(api.get(generation).json()) == {"status", "images", "variations"}
    failed = api.create(width=65)
    assert api.wait(failed).failed
    told = api.get(failed).json()
    assert set(told) == {"status", "variations", "error"}
    assert "65" in told["error"]["message"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mask_url": png(np.zeros((48, 64), np.uint8))}, "marks nothing"),
        ({"mask_url": png(np.full((64, 48), 255, np.uint8))}, "the mask is 48"),
        ({"image_url": "http://127.0.0.1:2/p.png"}, "could not be fetched"),
        ({"image_url": "http://10.0.0.1/p.png"}, "public address"),
        ({"image_url": "http://127.0.0.1/files/f" + "A" * 43 + ".png"}, "no such file"),
    ],
    ids=["an empty mask", "a turned mask", "nobody there", "a private address", "a file that is not there"],
)
def test_a_generation_that_cannot_be_is_failed_and_refunded(
    api: Caller, changes: dict[str, object], reason: str
) -> None:
    given = {name: api.upload(value) if isinstance(value, bytes) else value for name, value in changes.items()}
    before = api.photos()
    generation = api.create(**given)
    assert api.wait(generation).failed
    assert reason in api.get(generation).json()["error"]["message"]
    assert api.photos() == before


PROBLEMS = [
    ({"theme": "ROCOCO"}, "#/theme"),
    ({"room_type": "GARDEN"}, "#/room_type"),
    ({"width": "64"}, "#/width"),
    ({"width": 0}, "#/width"),
    ({"height": None}, "#/height"),
    ({"image_url": "ftp://a/p.png"}, "#/image_url"),
    ({"webhook": "nowhere"}, "#/webhook"),
    ({"user_id": "me"}, "#/user_id"),
    ({"seed": -1}, "#/seed"),
    ({"width": 50_000}, "#/width"),
]


@pytest.mark.parametrize(("changes", "pointer"), PROBLEMS, ids=[f"{pointer} {change}" for change, pointer in PROBLEMS])
def test_wrong_parameters_are_400_and_named(api: Caller, changes: dict[str, object], pointer: str) -> None:
    before = api.photos()
    answer = api.post(CREATE, api.request(**changes))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == "invalid_request"
    assert document["detail"]
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert api.photos() == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"width": NaN}', b"[" * 60_000, b"\xff"])
def test_a_body_that_is_no_object_is_400(api: Caller, body: bytes) -> None:
    answer = api.post(CREATE, body)
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("path", [CREATE, VARY, GET, CREDIT, ASSETS])
@pytest.mark.parametrize("key", ["", "mk_wrong"])
def test_every_call_wants_a_key(api: Caller, path: str, key: str) -> None:
    answer = api.post(path, {"user_id": api.service.user_id}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")


@pytest.mark.parametrize("path", [CREATE, VARY, GET, CREDIT])
def test_the_key_must_belong_to_the_user(api: Caller, path: str) -> None:
    generation = str(uuid.uuid4())
    body = api.request(user_id=str(uuid.uuid4()), generation_id=generation, original_url="http://127.0.0.1/p.png")
    answer = api.post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (401, "key_refused")


def test_an_unknown_generation_is_404(api: Caller) -> None:
    unknown = str(uuid.uuid4())
    body = {**api.request(), "generation_id": unknown, "original_url": "http://127.0.0.1/p.png"}
    assert api.get(unknown).status_code == 404
    assert api.post(VARY, body).status_code == 404


def test_a_retry_with_its_key_gets_the_same_bytes(api: Caller) -> None:
    body, before = api.request(), api.photos()
    answers = [api.post(CREATE, body, **{"Idempotency-Key": key}) for key in ("retry", '"retry"', "retry")]
    assert len({answer.content for answer in answers}) == 1
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true", "true"]
    assert api.photos() == before - 1
    other = api.post(CREATE, {**body, "theme": "LUXURIOUS"}, **{"Idempotency-Key": "retry"})
    assert other.status_code == 422
    assert [error["pointer"] for error in other.json()["errors"]] == ["#/theme"]
    assert api.post(CREATE, body, **{"Idempotency-Key": "x" * 256}).status_code == 400


def test_a_storm_of_retries_creates_one_room(api: Caller) -> None:
    body, before = api.request(), api.photos()
    with ThreadPoolExecutor(16) as pool:
        send = lambda _: Caller(api.service).post(CREATE, body, **{"Idempotency-Key": "storm"})  # noqa: E731
        answers = list(pool.map(send, range(32)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert api.photos() == before - 1


def test_a_callback_is_the_answer_of_retrieve(api: Caller, catcher: Catcher) -> None:
    generation = api.create(webhook=catcher.url)
    api.wait(generation)
    for _ in range(500):
        if catcher.caught:
            break
        time.sleep(0.01)
    [(headers, body)] = catcher.caught
    assert body == api.get(generation).content
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"].startswith("evt_")


def test_an_upload_is_given_back_as_it_was(api: Caller) -> None:
    answer = api.post(ASSETS, PHOTO)
    asset = Asset.from_wire(answer.json())
    assert asset.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert asset.expires_at is not None
    got = api.session.get(asset.url, timeout=30)
    assert got.content == PHOTO
    assert got.headers["etag"] == f'"{asset.sha256}"'
    assert api.session.head(asset.url, timeout=30).headers["content-length"] == str(len(PHOTO))


def test_the_same_upload_is_the_same_asset(api: Caller) -> None:
    assert api.post(ASSETS, PHOTO).content == api.post(ASSETS, PHOTO).content


def test_a_download_can_be_resumed(api: Caller) -> None:
    url = api.upload(PHOTO)
    etag = api.session.head(url, timeout=30).headers["etag"]
    rest = api.session.get(url, headers={"range": "bytes=100-", "if-range": etag}, timeout=30)
    assert (rest.status_code, rest.content) == (206, PHOTO[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(PHOTO) - 1}/{len(PHOTO)}"
    whole = api.session.get(url, headers={"range": "bytes=100-", "if-range": '"other"'}, timeout=30)
    assert (whole.status_code, whole.content) == (200, PHOTO)


@pytest.mark.parametrize(("upload", "status"), [(b"", 400), (b"<svg/>", 415), (b"GIF89a" + b"\0" * 20, 415)])
def test_an_upload_that_is_no_photo_is_refused(api: Caller, upload: bytes, status: int) -> None:
    answer = api.post(ASSETS, upload)
    assert answer.status_code == status
    assert answer.json()["detail"]


@pytest.mark.parametrize("name", ["x.png", "f" + "A" * 43 + ".png", "..%2fservice.sqlite", "%2e%2e/jobs.sqlite"])
def test_no_file_is_found_by_guessing(api: Caller, name: str) -> None:
    answer = api.session.get(f"{api.service.url}/files/{name}", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_what_the_service_promises_and_how_it_is(api: Caller) -> None:
    url = api.service.url
    assert Capabilities.from_wire(requests.get(url + "/api/capabilities", timeout=30).json()).replays
    assert requests.get(url + "/healthz", timeout=30).json() == {"status": "ok"}
    assert requests.get(url + "/readyz", timeout=30).json() == {"status": "ok"}


def test_404_and_405_are_problems_with_the_request_id(api: Caller) -> None:
    nowhere = api.post("/api/nowhere", {}, **{"x-request-id": "mine-1"})
    assert (nowhere.status_code, nowhere.json()["instance"]) == (404, "urn:request:mine-1")
    assert nowhere.headers["x-request-id"] == "mine-1"
    wrong = api.session.get(api.service.url + CREATE, timeout=30)
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.headers["content-type"] == "application/problem+json"


def test_the_openapi_document_describes_the_wire(api: Caller) -> None:
    document = api.session.get(api.service.url + "/openapi.json", timeout=30).json()
    create = document["paths"][CREATE]["post"]
    schema = create["requestBody"]["content"]["application/json"]["schema"]
    assert {"user_id", "image_url", "mask_url", "room_type", "theme", "width", "height"} == set(schema["required"])
    assert schema["properties"]["room_type"]["enum"] == ["BATHROOM", "KITCHEN", "SHOWEROOM"]
    assert {"200", "400", "401", "402", "409", "422"} <= set(create["responses"])
    assert {CREATE, VARY, GET, CREDIT, ASSETS} <= set(document["paths"])


def test_a_second_start_is_the_same_user_with_the_same_photos(tmp_path: Path, environment: None) -> None:
    with embedded.start(tmp_path, engine="tiny_engines:paint", settings={"initial_photos": "1"}) as first:
        api = Caller(first)
        generation = api.create(image_url=(photo := api.upload(PHOTO)))
        refused = api.post(CREATE, api.request())
        assert (refused.status_code, refused.json()["code"]) == (402, "out_of_photos")
        api.wait(generation)
        api.session.close()
    with embedded.start(tmp_path, engine="tiny_engines:paint", settings={"asset_ttl_s": "0.3"}) as second:
        again = Caller(second)
        assert second.user_id == first.user_id
        assert again.photos() == 0
        assert again.wait(generation).images
        assert again.post(CREDIT, {"user_id": second.user_id}, key=first.api_key).status_code == 401
        moved = photo.replace(first.url, second.url)
        assert again.session.get(moved, timeout=30).content == PHOTO
        gone = again.upload(png(np.zeros((5, 5), np.uint8)))
        time.sleep(0.4)
        expired = again.session.get(gone, timeout=30)
        assert (expired.status_code, expired.json()["code"]) == (410, "expired")
        assert expired.json()["expired_at"]
        again.session.close()
