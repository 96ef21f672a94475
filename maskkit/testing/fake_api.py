"""A Room Creation service on loopback that speaks the whole wire, makes flat pictures, and misbehaves on request."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import uuid
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import requests

from maskkit.errors import InvalidRequest
from maskkit.roomapi.capabilities import Capabilities
from maskkit.roomapi.schema import (
    IDEMPOTENCY_HEADER,
    KEY_HEADER,
    PATHS,
    Asset,
    Created,
    CreateRequest,
    CreditRequest,
    Credits,
    RetrieveRequest,
    VariationRequest,
    Varied,
)
from maskkit.roomapi.signing import sign
from maskkit.testing.server import LoopbackServer, Received, Reply

_NAMES = {path: name for name, path in PATHS.items()}
_RANGE = re.compile(r"bytes=([0-9]+)-")


@dataclass
class FakeGeneration:
    """What the fake knows of a generation: ``statuses`` are given poll after poll, the last one for ever."""

    generation_id: str
    project_id: str
    request: CreateRequest | VariationRequest
    statuses: Sequence[str]
    size_wh: tuple[int, int]
    polls: int = 0
    images: Sequence[str] = field(default_factory=tuple)


class FakeRoomApi(LoopbackServer):
    """A Room Creation service for tests.

    The calls are named ``create``, ``variation``, ``retrieve``, ``credits``, ``capabilities``, ``assets``, ``asset``
    (fetching an upload) and ``output`` (fetching a picture): ``count["create"]`` tells how many requests came,
    ``creates`` and ``variations`` how many were carried out, and ``script("create", faults.drop())`` makes the next one
    go wrong.

    >>> with FakeRoomApi() as api:
    ...     requests.get(api.url + "/api/capabilities", timeout=5).json()["service"]
    'maskkit'
    """

    def __init__(
        self,
        *,
        idempotency: bool = True,
        assets: bool = True,
        photos: int = 100,
        statuses: Sequence[str] = ("STARTING", "PROCESSING", "SUCCEEDED"),
        names: Mapping[str, str] | None = None,
        pictures: int = 1,
        picture: Callable[[FakeGeneration], bytes] | None = None,
        webhook_secret: str | None = None,
    ) -> None:
        """Start the service.

        Args:
            idempotency: whether it promises, and keeps, the replay of an Idempotency-Key.
            assets: whether it takes uploads.
            photos: how many photos the user has.
            statuses: what retrieve answers, poll after poll; may hold words that nobody knows.
            names: other names for retrieve's ``status``, ``images`` and ``variations``.
            pictures: how many pictures a generation gives; 0 leaves the array empty.
            picture: makes the file of a picture; a flat PNG of the size that was asked for when not given.
            webhook_secret: signs callbacks.
        """
        self.user_id = str(uuid.uuid4())
        self.api_key = f"fake-{uuid.uuid4().hex}"
        self.photos = photos
        self.generations: dict[str, FakeGeneration] = {}
        self.uploads: dict[str, bytes] = {}
        self.statuses = tuple(statuses)
        self.pictures = pictures
        self._promises = (
            Capabilities("maskkit", 259_200, assets, seeds=True) if idempotency else Capabilities("", 0, assets)
        )
        self._assets = assets
        self._idempotency = idempotency
        self._names = dict(names or {})
        self._picture = picture or (lambda generation: flat_png(generation.size_wh, generation.generation_id))
        self._secret = webhook_secret
        self._replays: dict[str, tuple[bytes, Reply]] = {}
        super().__init__()

    @property
    def creates(self) -> int:
        """How many rooms were created, each for a photo."""
        return sum(isinstance(item.request, CreateRequest) for item in self.generations.values())

    @property
    def variations(self) -> int:
        """How many variations were made."""
        return len(self.generations) - self.creates

    def name_of(self, request: Received) -> str:
        """The name of the call."""
        for folder in ("asset", "output"):
            if request.path.startswith(f"/{folder}s/"):
                return folder
        return _NAMES.get(request.path, request.path)

    def answer(self, request: Received) -> Reply:
        """What the service answers, one request at a time."""
        with self.lock:
            name = self.name_of(request)
            if name == "capabilities":
                return (
                    _json(self._promises.to_wire()) if self._idempotency or self._assets else _problem(404, "nothing")
                )
            if name in {"asset", "output"}:
                return self._file(name, request)
            if request.headers.get(KEY_HEADER) != self.api_key:
                return _problem(401, "the key is missing or wrong")
            return self._upload(request) if name == "assets" and self._assets else self._call(name, request)

    def deliver(self, generation_id: str) -> int:
        """Call the webhook of a generation, as the service does at its end; the status that the receiver answered."""
        generation = self.generations[generation_id]
        body = self._state(generation, generation.statuses[-1]).body
        at = int(datetime.now(UTC).timestamp())
        signed = sign(
            body, message_id=f"msg_{generation_id}", timestamp_s=at, secrets=[self._secret] if self._secret else []
        )
        headers = {"Content-Type": "application/json", **signed}
        assert generation.request.webhook, "this generation was ordered without a webhook"
        return requests.post(generation.request.webhook, body, headers=headers, timeout=10).status_code

    def _call(self, name: str, request: Received) -> Reply:
        calls: dict[str, tuple[type, Callable[..., Reply]]] = {
            "create": (CreateRequest, self._create),
            "variation": (VariationRequest, self._vary),
            "retrieve": (RetrieveRequest, self._retrieve),
            "credits": (CreditRequest, self._credits),
        }
        if name not in calls or request.method != "POST":
            return _problem(404, "there is nothing here")
        kind, carry_out = calls[name]
        try:
            order = kind.from_wire(json.loads(request.body))  # type: ignore[attr-defined]
        except InvalidRequest as error:
            return _problem(400, error.message)
        except ValueError:
            return _problem(400, "the body is no JSON")
        if order.user_id != self.user_id:
            return _problem(403, "the key belongs to another user")
        return self._once(request, lambda: carry_out(order))

    def _once(self, request: Received, carry_out: Callable[[], Reply]) -> Reply:
        """Carry a call out, or give the first answer to the same key again."""
        key = request.headers.get(IDEMPOTENCY_HEADER.lower()) if self._idempotency else None
        if key is None:
            return carry_out()
        if key not in self._replays:
            reply = carry_out()
            if reply.status != HTTPStatus.OK:
                return reply
            self._replays[key] = (request.body, reply)
        body, reply = self._replays[key]
        return reply if body == request.body else _problem(422, "this key was used for another request")

    def _create(self, order: CreateRequest) -> Reply:
        if self.photos <= 0:
            return _problem(402, "no photos are left")
        self.photos -= 1
        made = self._open(order, str(uuid.uuid4()), (order.width, order.height))
        return _json(Created(made.generation_id, self.photos, made.project_id).to_wire())

    def _vary(self, order: VariationRequest) -> Reply:
        before = self.generations.get(order.generation_id)
        if before is None:
            return _problem(404, "there is no such generation")
        made = self._open(order, before.project_id, before.size_wh)
        return _json(Varied(made.generation_id).to_wire())

    def _open(
        self, order: CreateRequest | VariationRequest, project_id: str, size_wh: tuple[int, int]
    ) -> FakeGeneration:
        made = FakeGeneration(str(uuid.uuid4()), project_id, order, self.statuses, size_wh)
        made.images = [f"{self.url}/outputs/{made.generation_id}-{n + 1}.png" for n in range(self.pictures)]
        self.generations[made.generation_id] = made
        return made

    def _retrieve(self, order: RetrieveRequest) -> Reply:
        generation = self.generations.get(order.generation_id)
        if generation is None:
            return _problem(404, "there is no such generation")
        status = generation.statuses[min(generation.polls, len(generation.statuses) - 1)]
        generation.polls += 1
        if status == "FAILED" and generation.polls == len(generation.statuses):
            self.photos += isinstance(generation.request, CreateRequest)
        return self._state(generation, status)

    def _state(self, generation: FakeGeneration, status: str) -> Reply:
        same_project = [item for item in self.generations.values() if item.project_id == generation.project_id]
        images = list(generation.images) if status.upper() == "SUCCEEDED" else []
        answer = {"status": status, "images": images, "variations": len(same_project) - 1}
        return _json({self._names.get(name, name): value for name, value in answer.items()})

    def _credits(self, _: CreditRequest) -> Reply:
        return _json(Credits(self.photos, self.photos, 0).to_wire())

    def _upload(self, request: Received) -> Reply:
        digest = hashlib.sha256(request.body).hexdigest()
        asset_id = str(uuid.uuid4())
        suffix = ".png" if request.body.startswith(b"\x89PNG") else ".jpg"
        self.uploads[f"{asset_id}{suffix}"] = request.body
        ends = datetime.now(UTC) + timedelta(days=1)
        return _json(Asset(f"{self.url}/assets/{asset_id}{suffix}", asset_id, digest, ends).to_wire())

    def _file(self, name: str, request: Received) -> Reply:
        """A file, or the rest of it, as the Range and If-Range headers wish."""
        leaf = request.path.rpartition("/")[2]
        generation = self.generations.get(leaf.rpartition("-")[0])
        made = self._picture(generation) if generation and name == "output" else None
        data = self.uploads.get(leaf) if name == "asset" else made
        if data is None:
            return _problem(404, "there is no such file")
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        headers = {"Content-Type": "image/png", "ETag": etag, "Accept-Ranges": "bytes"}
        wanted = _RANGE.fullmatch(request.headers.get("range", ""))
        if not wanted or request.headers.get("if-range", etag) != etag:
            return Reply(200, data, headers)
        start = int(wanted[1])
        if start >= len(data):
            return Reply(416, b"", {"Content-Range": f"bytes */{len(data)}"})
        part = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
        return Reply(206, data[start:], headers | part)


def flat_png(size_wh: tuple[int, int], seed: str = "") -> bytes:
    r"""A PNG of one colour, which depends on ``seed``.

    >>> flat_png((4, 3))[:4]
    b'\x89PNG'
    """
    width, height = size_wh
    colour = hashlib.sha256(seed.encode()).digest()[:3]
    rows = (b"\x00" + colour * width) * height
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _json(body: Mapping[str, object]) -> Reply:
    return Reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _problem(status: int, detail: str) -> Reply:
    title = HTTPStatus(status).phrase
    body = {"title": title, "status": status, "detail": detail, "code": title.lower().replace(" ", "_")}
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/problem+json"})
