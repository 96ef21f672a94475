"""The client of a Room Creation service."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from requests.adapters import BaseAdapter

from maskkit.client.pair import encode_mask, encode_photo, one_pixel_file, paired_size, refuse_local
from maskkit.client.room import Room, checked_key, paid_call
from maskkit.client.uploads import ServiceUploads, Uploads
from maskkit.client.wait import wait_for
from maskkit.errors import ApiError, InvalidRequest, MaskkitError, ServiceUnreachable
from maskkit.limits import DEFAULT_IMAGE_LIMITS, DEFAULT_TIME_LIMITS, ImageLimits, TimeLimits
from maskkit.net.clock import Clock, SystemClock
from maskkit.net.download import download
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.net.retries import Repeat
from maskkit.net.session import Answer, Call, Session
from maskkit.roomapi.capabilities import NO_PROMISES, Capabilities
from maskkit.roomapi.checks import uuid_problem
from maskkit.roomapi.refusals import parse_json
from maskkit.roomapi.schema import (
    IDEMPOTENCY_HEADER,
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
from maskkit.roomapi.states import WaitPolicy
from maskkit.roomapi.words import RoomType, Theme, parse_room_type, parse_theme

if TYPE_CHECKING:
    from maskkit.images.photo import Photo
    from maskkit.masks.mask import Mask

log = logging.getLogger(__name__)

CAPABILITIES_S = 10.0

# Stands in a request until the file is uploaded, so that everything else is checked before that.
_UPLOADED_LATER = "https://uploaded.invalid/later.png"


class RoomClient:
    """Calls a Room Creation service; safe to share between threads.

    ``create`` and ``create_variation`` cost photos: each is sent at most once, unless the service promises to replay
    an Idempotency-Key, in which case it is sent again with the same key until its answer is there.

    >>> RoomClient("https://rooms.example.org", api_key="secret")
    RoomClient('https://rooms.example.org', user_id=None, api_key=***)
    """

    def __init__(
        self,
        service_url: str | None = None,
        *,
        api_key: str | None = None,
        user_id: str | None = None,
        limits: TimeLimits = DEFAULT_TIME_LIMITS,
        image_limits: ImageLimits = DEFAULT_IMAGE_LIMITS,
        uploads: Uploads | None = None,
        generate_in: Literal["white", "black"] = "white",
        wait_policy: WaitPolicy | None = None,
        clock: Clock | None = None,
        adapter: BaseAdapter | None = None,
    ) -> None:
        """Make a client; nothing is sent yet.

        Args:
            service_url: where the service is; from MASKKIT_SERVICE when not given.
            api_key: the key; from MASKKIT_API_KEY when not given.
            user_id: the UUID that the key belongs to; from MASKKIT_USER_ID when not given.
            limits: how long calls may take.
            image_limits: how large a room may be asked for.
            uploads: where photos and masks are put; the service itself when not given.
            generate_in: which colour of the mask the service generates in; masks are inverted for ``black``.
            wait_policy: how often :meth:`wait_for` asks.
            clock: another clock, for tests.
            adapter: another transport, for tests.

        Raises:
            InvalidRequest: when an address, id or key cannot be one.
        """
        address = service_url or os.environ.get("MASKKIT_SERVICE")
        if not address:
            raise InvalidRequest("no service is named", hint="Give service_url, or set MASKKIT_SERVICE.")
        self._clock = clock or SystemClock()
        key = api_key or os.environ.get("MASKKIT_API_KEY")
        self._session = Session(address, key=key, limits=limits, clock=self._clock, adapter=adapter)
        self._user_id = _checked_user(user_id or os.environ.get("MASKKIT_USER_ID"))
        self._image_limits = image_limits
        self._uploads = uploads
        self._generate_in = generate_in
        self._wait_policy = wait_policy or WaitPolicy()
        self._promises: Capabilities | None = None
        self._lock = threading.Lock()

    @property
    def service_url(self) -> str:
        """Where the service is."""
        return self._session.base_url

    @property
    def user_id(self) -> str:
        """The user whose photos are spent; InvalidRequest when none was given."""
        if self._user_id is None:
            raise InvalidRequest("no user_id is given", hint="Give user_id, or set MASKKIT_USER_ID.")
        return self._user_id

    def create(
        self,
        photo: Photo | str,
        mask: Mask | str,
        *,
        room_type: str | RoomType,
        theme: str | Theme,
        size_wh: tuple[int, int] | None = None,
        webhook: str | None = None,
        seed: int | None = None,
        idempotency_key: str | None = None,
    ) -> Room:
        """Have a room generated where the mask is 255. This costs a photo.

        Args:
            photo: the photo, or the URL of a JPEG or PNG file that the service can fetch.
            mask: its mask, or the URL of one; a soft mask is sent hard.
            room_type: bathroom, kitchen or shower-room.
            theme: modern, industrial, scandinavian or luxurious.
            size_wh: the size to generate in pixels; that of the photo when not given.
            webhook: the URL to call once the generation is complete.
            seed: gives the same room for the same photo and mask, where the service takes seeds.
            idempotency_key: names this logical call; a fresh one when not given.

        Raises:
            InvalidRequest, MaskRefused, UnknownChoice: nothing was sent.
            ServiceUnreachable: nothing was spent.
            OutcomeUnknown: the answer was lost; the photo may have been spent.
            ApiError: what the service said.
        """
        kind, style = parse_room_type(room_type), parse_theme(theme)
        size = size_wh or paired_size(photo, mask)
        self._check_reachable(image_url=photo, mask_url=mask, webhook=webhook)
        draft = CreateRequest(
            user_id=self.user_id,
            image_url=photo if isinstance(photo, str) else _UPLOADED_LATER,
            mask_url=mask if isinstance(mask, str) else _UPLOADED_LATER,
            room_type=kind,
            theme=style,
            width=size[0],
            height=size[1],
            webhook=webhook,
            seed=self._checked_seed(seed),
        )
        draft.check_size(self._image_limits)
        key = checked_key(idempotency_key)
        request = replace(draft, image_url=self._photo_url(photo), mask_url=self._mask_url(mask))
        return self._ordered("create", request, key)

    def create_variation(
        self,
        room: Room | str,
        *,
        room_type: str | RoomType | None = None,
        theme: str | Theme | None = None,
        original_url: str | None = None,
        mask: Mask | str | None = None,
        webhook: str | None = None,
        seed: int | None = None,
        idempotency_key: str | None = None,
    ) -> Room:
        """Have another room generated for the same photo. This may cost a photo.

        Args:
            room: the room to vary, or its generation id.
            room_type: that of the room when not given.
            theme: that of the room when not given.
            original_url: the URL of the photo; that of the room when not given.
            mask: another mask; the previous one when not given.
            webhook: the URL to call once the generation is complete.
            seed: gives the same room for the same photo and mask, where the service takes seeds.
            idempotency_key: names this logical call; a fresh one when not given.

        Raises:
            The same as :meth:`create`.
        """
        before = Room(room) if isinstance(room, str) else room
        kind, style, original = room_type or before.room_type, theme or before.theme, original_url or before.image_url
        if not (kind and style and original):
            raise InvalidRequest("a variation of a bare id needs room_type, theme and original_url")
        self._check_reachable(original_url=original, mask_url=mask, webhook=webhook)
        draft = VariationRequest(
            user_id=self.user_id,
            generation_id=before.generation_id,
            original_url=original,
            room_type=parse_room_type(kind),
            theme=parse_theme(style),
            mask_url=mask if mask is None or isinstance(mask, str) else _UPLOADED_LATER,
            webhook=webhook,
            seed=self._checked_seed(seed),
        )
        key = checked_key(idempotency_key)
        request = replace(draft, mask_url=None if mask is None else self._mask_url(mask))
        return self._ordered("variation", request, key, before)

    def retrieve(self, generation_id: str, *, within_s: float | None = None) -> Generation:
        """How a generation is doing.

        Raises:
            ApiError: what the service said, or that nothing came within ``within_s``.
        """
        request = RetrieveRequest(self.user_id, generation_id)
        answer = self._post("retrieve", request.to_wire(), within_s)
        generation = Generation.from_wire(answer.json(where="retrieve"))
        return replace(generation, retry_after_s=answer.retry_after_s(self._clock.unix_s()))

    def wait_for(
        self,
        room: Room | str,
        *,
        deadline_s: float | None = None,
        on_update: Callable[[Generation], None] | None = None,
        wake: threading.Event | None = None,
    ) -> Generation:
        """Wait until a generation is finished; the wait always ends.

        Args:
            room: the room, or its generation id.
            deadline_s: how long to wait at most; ``limits.generation_s`` when not given.
            on_update: called with every answer.
            wake: set it, for instance from a callback, to have the service asked at once.

        Raises:
            GenerationFailed: the service gave it up.
            DeadlinePassed: it was not ready in time; waiting again later is fine.
            ApiError: the service will not answer for this id or key.
        """
        wanted = RetrieveRequest(self.user_id, room if isinstance(room, str) else room.generation_id).generation_id
        try:
            return wait_for(
                lambda left_s: self.retrieve(wanted, within_s=left_s),
                deadline_s=self._session.limits.generation_s if deadline_s is None else deadline_s,
                policy=self._wait_policy,
                clock=self._clock,
                on_update=on_update,
                wake=wake,
            )
        except MaskkitError as error:
            error.where = error.where or f"generation {wanted}"
            raise

    def credits(self) -> Credits:
        """The photos that are left.

        Raises:
            ApiError: what the service said.
        """
        return Credits.from_wire(self._post("credits", CreditRequest(self.user_id).to_wire()).json(where="credits"))

    def capabilities(self) -> Capabilities:
        """What the service promises beyond the wire; asked once, and no promises when it does not say.

        Raises:
            ServiceUnreachable: no connection at all.
        """
        with self._lock:
            if self._promises is None:
                promises, settled = self._ask_capabilities()
                if not settled:
                    return promises
                self._promises = promises
            return self._promises

    def upload(self, data: bytes, content_type: str) -> Asset:
        """Put a file where the service can fetch it.

        Raises:
            ApiError: what the service or the store said.
            InvalidRequest: this service takes no uploads.
        """
        return (self._uploads or ServiceUploads(self._session)).upload(data, content_type)

    def download(self, url: str, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Fetch a generated picture into ``path``, whole or not at all. The key is not sent along.

        Raises:
            UnsafeUrl: the URL leads to an address that is not public, nor that of the service.
            DownloadFailed: it could not be fetched whole, or is no picture.
            OutputExists: ``path`` is there already.
        """
        allow = self._session.own_networks()
        guard = Guard(GuardPolicy(allow=allow), self._clock)
        return download(url, path, guard=guard, within_s=self._session.limits.download_s, overwrite=overwrite)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open between calls."""

    def __repr__(self) -> str:
        key = "***" if self._session.has_key else None
        return f"RoomClient({self.service_url!r}, user_id={self._user_id!r}, api_key={key})"

    def _ordered(
        self, name: str, request: CreateRequest | VariationRequest, key: str, before: Room | None = None
    ) -> Room:
        """Make the paid call ``name``, exactly as often as the service's promises allow."""
        repeat = Repeat.REPLAYED if self.capabilities().replays else Repeat.NEVER
        with paid_call():
            answer = self._session.call(_posted(PATHS[name], request.to_wire(), repeat, {IDEMPOTENCY_HEADER: key}))
            body = answer.json(where=f"POST {self.service_url}{PATHS[name]}")
            created = Created.from_wire(body) if before is None else Created(Varied.from_wire(body).generation_id)
        log.info("%s: generation %s, photos left: %s", name, created.generation_id, created.remaining_photos)
        return Room.ordered(request, created, key, before)

    def _post(self, name: str, body: dict[str, object], within_s: float | None = None) -> Answer:
        """A call that costs nothing. With a time limit of its own it is sent once: its caller repeats it."""
        repeat, longest_s = (Repeat.FEW if within_s is None else Repeat.ONCE), self._session.limits.call_s
        within_s = longest_s if within_s is None else min(within_s, longest_s)
        return self._session.call(_posted(PATHS[name], body, repeat, within_s=within_s))

    def _ask_capabilities(self) -> tuple[Capabilities, bool]:
        """The promises, and whether that is the service's last word: a service in trouble is asked again next time."""
        within_s = min(CAPABILITIES_S, self._session.limits.call_s)
        call = Call("GET", PATHS["capabilities"], repeat=Repeat.FEW, keyed=False, within_s=within_s)
        try:
            return Capabilities.from_wire(parse_json(self._session.call(call).body)), True
        except ServiceUnreachable:
            raise
        except ApiError as error:
            return NO_PROMISES, (error.status or 500) < 500

    def check_uploads(self) -> None:
        """Make sure that files can be put where the service fetches them, by putting a picture of one pixel there.

        Raises:
            ApiError: what the service or the store said.
            InvalidRequest: this service takes no uploads.
        """
        if self._uploads is not None or not self.capabilities().assets:
            self.upload(one_pixel_file(), "image/png")

    def _photo_url(self, photo: Photo | str) -> str:
        return photo if isinstance(photo, str) else self.upload(encode_photo(photo), "image/png").url

    def _mask_url(self, mask: Mask | str) -> str:
        if isinstance(mask, str):
            return mask
        return self.upload(encode_mask(mask, generate_in=self._generate_in), "image/png").url

    def _checked_seed(self, seed: int | None) -> int | None:
        """The seed, unless the service would pass over it and make any room."""
        if seed is not None and not self.capabilities().seeds:
            raise InvalidRequest(
                "this service takes no seed",
                where=self.service_url,
                hint="Leave the seed out.",
                fields={"seed": "unknown"},
            )
        return seed

    def _check_reachable(self, **urls: object) -> None:
        """Refuse URLs of this machine for a service that is elsewhere: it could not fetch them, and might charge."""
        if not self._session.is_local:
            refuse_local(urls)


def _posted(
    path: str,
    body: dict[str, object],
    repeat: Repeat,
    headers: Mapping[str, str] | None = None,
    within_s: float | None = None,
) -> Call:
    typed = {"Content-Type": "application/json", **(headers or {})}
    return Call("POST", path, json.dumps(body).encode(), typed, repeat, within_s=within_s)


def _checked_user(user_id: str | None) -> str | None:
    if user_id and (problem := uuid_problem(user_id)):
        raise InvalidRequest(f"user_id {problem}", fields={"user_id": problem})
    return user_id or None
