"""Accept a create or a variation: everything about it is written down in one transaction, or nothing is."""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from maskkit.errors import InvalidRequest
from maskkit.roomapi.schema import Created, CreateRequest, VariationRequest, Varied
from maskkit.roomapi.words import Status
from maskkit.service import ledger
from maskkit.service.answers import as_json
from maskkit.service.db import generations
from maskkit.service.db.database import Refused, Transaction
from maskkit.service.db.files import keep_longer
from maskkit.service.db.idempotency_keys import store_answer, stored_answer
from maskkit.service.db.rows import GenerationRow, KeyRow
from maskkit.service.db.sandbox import add_faults
from maskkit.service.db.users import has_free_variations, has_several
from maskkit.service.files import new_key, own_name
from maskkit.service.idempotency import KeyGate, Mismatch, Replay, canonical, decide
from maskkit.service.parts import Parts
from maskkit.service.problems import FieldError, Problem, invalid, not_found, out_of_photos, unavailable
from maskkit.service.sandbox import NOTHING, Faults

KEY_WAIT_S = 5.0
MOST_TRIES = 5
NEEDED_MS = 86_400_000
_FILE_FIELDS = frozenset({"image_url", "mask_url", "original_url"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a create or variation; ``replayed`` when it was given before."""

    body: bytes
    status: int = HTTPStatus.OK
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a generation comes from: its project, and the photo and mask it works on."""

    project_id: str
    previous_id: str | None
    photo_url: str
    mask_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Call:
    """One paid call: which it is, its body in the wire's words, and its Idempotency-Key."""

    name: str
    user_id: str
    body: Mapping[str, object]
    key: str | None


def create(
    parts: Parts, gate: KeyGate, request: CreateRequest, *, key: str | None, faults: Faults = NOTHING
) -> Accepted:
    """Open a project with its first generation; takes one photo.

    Raises:
        Problem: 400 the size is over the limits, 402 no photo is left, 409 or 422 because of the key, 503 too busy.
    """
    try:
        request.check_size(parts.settings.image_limits)
    except InvalidRequest as error:
        raise invalid(error) from error

    def write(transaction: Transaction, now_ms: int) -> dict[str, object]:
        project_id = str(uuid.uuid4())
        source = _Source(project_id, None, request.image_url, request.mask_url, request.width, request.height)
        row = _row(request, now_ms, source)
        generations.add_project(transaction, row.project_id, row.user_id, now_ms)
        _add(transaction, row, costs=True, now_ms=now_ms)
        _keep_faults(transaction, row.id, faults)
        left = ledger.credits_of(transaction, row.user_id).total
        return Created(row.id, left, row.project_id).to_wire()

    return _accept(parts, gate, Call("create", _user(request), _body(request), key), write)


def vary(
    parts: Parts, gate: KeyGate, request: VariationRequest, *, key: str | None, faults: Faults = NOTHING
) -> Accepted:
    """Add a generation to the project of an earlier one.

    Raises:
        Problem: 404 the earlier one is not this user's; else as for :func:`create`.
    """

    def write(transaction: Transaction, now_ms: int) -> dict[str, object]:
        previous = generations.generation(transaction, request.generation_id.lower())
        if previous is None or previous.user_id != _user(request):
            raise not_found("generation")
        source = _Source(
            previous.project_id,
            previous.id,
            request.original_url,
            request.mask_url or previous.mask_url,
            previous.width,
            previous.height,
        )
        row = _row(request, now_ms, source)
        free = parts.settings.free_variations and has_free_variations(transaction, row.user_id)
        _add(transaction, row, costs=not free, now_ms=now_ms)
        _keep_faults(transaction, row.id, faults)
        return Varied(row.id).to_wire()

    return _accept(parts, gate, Call("variation", _user(request), _body(request), key), write)


def seed_of(generation_id: str) -> int:
    """The seed of a generation whose request names none: always the same for the same generation.

    >>> seed_of("4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d")
    259300202
    """
    return int.from_bytes(hashlib.sha256(generation_id.encode()).digest()[:4], "big")


def _accept(
    parts: Parts, gate: KeyGate, call: Call, write: Callable[[Transaction, int], dict[str, object]]
) -> Accepted:
    if call.key is None:
        return _until_not_refused(parts, lambda transaction: Accepted(_write(parts, transaction, call, write)))
    with gate.enter(call.user_id, call.name, call.key, wait_s=KEY_WAIT_S) as entered:
        if not entered:
            detail = "a request with this Idempotency-Key is still being worked on"
            raise Problem(HTTPStatus.CONFLICT, "idempotency_in_progress", detail, retry_after_s=1)
        found = _found(parts, call, call.key)  # a retry need not wait for the disk
        return found if found is not None else _accept_new(parts, call, call.key, write)


def _accept_new(parts: Parts, call: Call, key: str, write: Callable[[Transaction, int], dict[str, object]]) -> Accepted:
    try:
        return _until_not_refused(parts, lambda transaction: _accept_once(parts, transaction, call, key, write))
    except Problem:
        # Another machine may have accepted this very call meanwhile, and taken the last photo for it.
        if found := _found(parts, call, key):
            return found
        raise


def _found(parts: Parts, call: Call, key: str) -> Accepted | None:
    with parts.database.read() as transaction:
        return _answered(parts, transaction, call, key)


def _until_not_refused(parts: Parts, accept: Callable[[Transaction], Accepted]) -> Accepted:
    """Accept in one transaction; anew when another machine has taken the key or the last photo in the same moment."""
    for _ in range(MOST_TRIES):
        with contextlib.suppress(Refused), parts.database.write() as transaction:
            return accept(transaction)
    raise unavailable("many requests for the same account came at once", retry_after_s=1)


def _answered(parts: Parts, transaction: Transaction, call: Call, key: str) -> Accepted | None:
    stored = stored_answer(transaction, call.user_id, call.name, key)
    match decide(stored, call.body, parts.now_ms()):
        case Replay(status, answer):
            return Accepted(answer, status, replayed=True)
        case Mismatch(fields):
            raise _mismatch(fields)
        case None:
            return None


def _accept_once(
    parts: Parts,
    transaction: Transaction,
    call: Call,
    key: str,
    write: Callable[[Transaction, int], dict[str, object]],
) -> Accepted:
    found = _answered(parts, transaction, call, key)  # again: another machine may have been quicker
    if found is not None:
        return found
    now_ms = parts.now_ms()
    answer = _write(parts, transaction, call, write)
    expires_ms = now_ms + parts.settings.idempotency_ttl_s * 1000
    kept = KeyRow(canonical(call.body), HTTPStatus.OK, answer, expires_ms)
    store_answer(transaction, call.user_id, call.name, key, kept, now_ms=now_ms)
    return Accepted(answer)


def _keep_faults(transaction: Transaction, generation_id: str, faults: Faults) -> None:
    if faults != NOTHING:
        add_faults(transaction, generation_id, faults.to_json())


def _write(
    parts: Parts, transaction: Transaction, call: Call, write: Callable[[Transaction, int], dict[str, object]]
) -> bytes:
    if _is_full(transaction, call.user_id, most=parts.settings.max_waiting):
        raise unavailable("too many generations are waiting", retry_after_s=30)
    return as_json(write(transaction, parts.now_ms()))


def _is_full(transaction: Transaction, user_id: str, *, most: int) -> bool:
    """Whether a user must wait for a place in the queue.

    Where there are several users, one may have no more places than are still free: the first to come gets half of the
    queue at most, and the next one half of the rest.
    """
    free = most - generations.count_open(transaction)
    if free <= 0:
        return True
    if free > most // 2:  # nobody can have more than that
        return False
    return generations.count_open(transaction, user_id) >= free and has_several(transaction)


def _add(transaction: Transaction, row: GenerationRow, *, costs: bool, now_ms: int) -> None:
    generations.add_generation(transaction, row)
    own = [name for url in (row.photo_url, row.mask_url) if (name := own_name(url))]
    if own:  # an upload that is about to expire must not do so while the generation waits
        keep_longer(transaction, row.user_id, own, until_ms=now_ms + NEEDED_MS)
    if costs and not ledger.hold(transaction, row.user_id, row.id, now_ms=now_ms):
        raise out_of_photos()


def _row(request: CreateRequest | VariationRequest, now_ms: int, source: _Source) -> GenerationRow:
    generation_id = str(uuid.uuid4())
    return GenerationRow(
        id=generation_id,
        project_id=source.project_id,
        user_id=_user(request),
        previous_id=source.previous_id,
        photo_url=source.photo_url,
        mask_url=source.mask_url,
        room_type=str(request.room_type),
        theme=str(request.theme),
        width=source.width,
        height=source.height,
        seed=seed_of(generation_id) if request.seed is None else request.seed,
        webhook=request.webhook,
        output_key=new_key(),
        status=Status.STARTING,
        attempts=0,
        error_code=None,
        error_message=None,
        created_ms=now_ms,
        started_ms=None,
        finished_ms=None,
    )


def _body(request: CreateRequest | VariationRequest) -> dict[str, object]:
    """The request as it is compared with a later one: a file of ours is the same under whatever host and port."""
    fields = request.to_wire()
    urls = {name: url for name, url in fields.items() if name in _FILE_FIELDS and isinstance(url, str)}
    return fields | {name: own_name(url) or url for name, url in urls.items()}


def _user(request: CreateRequest | VariationRequest) -> str:
    return request.user_id.lower()


def _mismatch(fields: tuple[str, ...]) -> Problem:
    errors = tuple(FieldError(f"#/{name}", "differs from the first request with this key") for name in fields)
    detail = f"this Idempotency-Key was used before with another body; different: {', '.join(fields)}"
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_mismatch", detail, errors=errors)
