"""A room that was ordered: what is needed to wait for it, to vary it, and to find it again from another process."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Self

from maskkit.errors import ApiError, InvalidRequest, OutcomeUnknown, ServiceFailed
from maskkit.roomapi.refusals import certainly_unspent
from maskkit.roomapi.schema import Created, CreateRequest, VariationRequest

MAX_KEY_CHARS = 255

_IN_DOUBT = "The photo may be spent: compare the account's photos before and after, before the call is sent again."


@dataclass(frozen=True, slots=True)
class Room:
    """A generation and what it was ordered with; whatever is not known is None.

    >>> Room.from_json(Room("4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d").to_json()).project_id is None
    True
    """

    generation_id: str
    project_id: str | None = None
    remaining_photos: int | None = None
    image_url: str | None = None
    mask_url: str | None = None
    room_type: str | None = None
    theme: str | None = None
    idempotency_key: str | None = None

    @classmethod
    def ordered(
        cls, request: CreateRequest | VariationRequest, created: Created, key: str, before: Room | None = None
    ) -> Room:
        """The room that ``request`` ordered; what a variation's answer does not say is taken from the room before."""
        room = cls(
            generation_id=created.generation_id,
            project_id=created.project_id,
            remaining_photos=created.remaining_photos,
            image_url=request.image_url if isinstance(request, CreateRequest) else request.original_url,
            mask_url=request.mask_url,
            room_type=str(request.room_type),
            theme=str(request.theme),
            idempotency_key=key,
        )
        if before is None:
            return room
        return replace(room, project_id=before.project_id, mask_url=room.mask_url or before.mask_url)

    def to_json(self) -> str:
        """The room as one JSON object."""
        return json.dumps({name: value for name, value in asdict(self).items() if value is not None})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The room that :meth:`to_json` wrote.

        Raises:
            InvalidRequest: when it is none.
        """
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise InvalidRequest("this is no room that was saved by to_json") from error


def checked_key(key: str | None) -> str:
    """An idempotency key that can be sent as a header; a fresh one when none is given.

    Raises:
        InvalidRequest: when it is empty, longer than 255 characters, or not printable ASCII without quotes at its ends.
    """
    if key is None:
        return str(uuid.uuid4())
    printable = key.isascii() and key.isprintable() and key == key.strip() and not key.startswith('"')
    if not (printable and 1 <= len(key) <= MAX_KEY_CHARS):
        problem = f"must be 1 to {MAX_KEY_CHARS} printable ASCII characters"
        raise InvalidRequest(f"idempotency_key {problem}", fields={"idempotency_key": problem})
    return key


@contextmanager
def paid_call() -> Iterator[None]:
    """Let an error of a paid call say so where the call may have been carried out all the same.

    >>> with paid_call():
    ...     raise ServiceFailed("the service failed (500)", status=500)
    Traceback (most recent call last):
    ...
    maskkit.errors.ServiceFailed: the service failed (500). The photo may be spent: compare the account's photos ...
    """
    try:
        yield
    except ApiError as error:
        if not (certainly_unspent(error) or isinstance(error, OutcomeUnknown)):
            also = "" if isinstance(error, ServiceFailed) else error.hint
            error.hint = f"{_IN_DOUBT} {also}".rstrip()
        raise
