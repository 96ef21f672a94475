"""What the queries give back: one frozen value for each kind of row. Times are milliseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserRow:
    """Whoever has keys and photos."""

    id: str
    created_ms: int
    name: str
    free_variations: bool


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """What is kept of a key: its hash, for whom it acts, and until when."""

    key_sha256: str
    user_id: str
    label: str
    created_ms: int
    revoked_ms: int | None
    expires_ms: int | None


@dataclass(frozen=True, slots=True)
class GenerationRow:
    """One accepted request and how it is doing."""

    id: str
    project_id: str
    user_id: str
    previous_id: str | None
    photo_url: str
    mask_url: str
    room_type: str
    theme: str
    width: int
    height: int
    seed: int
    webhook: str | None
    output_key: str
    status: str
    attempts: int
    error_code: str | None
    error_message: str | None
    created_ms: int
    started_ms: int | None
    finished_ms: int | None
    executor: str | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True)
class FileRow:
    """One stored file: an uploaded asset, or an output of a generation at its position."""

    name: str
    asset_id: str | None
    user_id: str
    generation_id: str | None
    position: int | None
    content_type: str
    size_bytes: int
    sha256: str
    created_ms: int
    expires_ms: int
    deleted_ms: int | None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Photos that went from one account of a user to another; ``pot`` is where they lie when they are free."""

    seq: int
    kind: str
    user_id: str
    generation_id: str | None
    photos: int
    pot: str
    taken_from: str
    given_to: str
    hold_seq: int | None
    hold_kind: str | None
    created_ms: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """The answer that was given for an Idempotency-Key, and the request that it answered."""

    request: str
    status: int
    answer: bytes
    expires_ms: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A call-back that is to be delivered, or was; without a generation it is a test ping.

    ``receiver`` is the host and port of its URL. ``attempts`` counts all attempts, ``failures`` those of the present
    round of the schedule.
    """

    id: str
    user_id: str
    generation_id: str | None
    url: str
    receiver: str
    body: bytes
    attempts: int
    failures: int
    due_ms: int | None
    created_ms: int
    delivered_ms: int | None
    last_problem: str | None
    claimed_until_ms: int | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt to deliver a call-back: what the receiver answered, or what kept it from answering."""

    delivery_id: str
    number: int
    at_ms: int
    status: int | None
    problem: str | None
