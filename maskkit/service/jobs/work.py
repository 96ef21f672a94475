"""What is done for one generation: get its files, run the engine, and finish.

Each step can be repeated: it is interrupted by a kill at any point, and done again at the next start.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict
from typing import Any, TypedDict

from maskkit.errors import MaskkitError
from maskkit.service import ledger, sandboxed
from maskkit.service.answers import as_json, generation_answer
from maskkit.service.call_backs import new_delivery
from maskkit.service.db import generations
from maskkit.service.db.database import Transaction
from maskkit.service.db.files import add_file
from maskkit.service.db.outbox import add_delivery
from maskkit.service.db.rows import FileRow, GenerationRow
from maskkit.service.engine_child import Job
from maskkit.service.files import check_own, is_ours, is_stored, output_name, own_name, store_name
from maskkit.service.jobs.children import Child, ChildDied, Children, Released
from maskkit.service.parts import Parts

log = logging.getLogger(__name__)


class Failure(TypedDict):
    """Why a generation fails."""

    code: str
    message: str


class Output(TypedDict):
    """A picture that is in the store."""

    name: str
    sha256: str
    size_bytes: int


class Outcome(TypedDict, total=False):
    """What a step leaves for the next one: plain data, since it is written down between the steps."""

    inputs: list[str]
    outputs: list[Output]
    error: Failure


def fetch_inputs(parts: Parts, generation_id: str) -> Outcome:
    """Bring photo and mask into the store, unless they are there; their names in it."""
    row = _generation(parts, generation_id)
    try:
        photo = _fetch(parts, row, row.photo_url, f"inputs/{row.id}-photo", field="image_url")
        mask = _fetch(parts, row, row.mask_url, f"inputs/{row.id}-mask", field="mask_url")
    except MaskkitError as error:
        return {"error": _failure(error)}
    return {"inputs": [photo, mask]}


def run_engine(parts: Parts, children: Children, generation_id: str, inputs: list[str], *, fence: int) -> Outcome:
    """Generate the pictures and write them to the store. A child that dies is replaced, a few times.

    ``fence`` is the number of the turn: when it is somebody else's turn by now, nothing is begun.
    """
    row = _generation(parts, generation_id)
    if sandboxed.must_fail(parts, generation_id):
        return {"error": {"code": "sandbox", "message": "the sandbox was asked for this"}}
    try:
        files = [parts.store.get(name) for name in inputs]
    except MaskkitError as error:
        return {"error": _failure(error)}
    last = "the service was stopped in the middle of it"
    while True:
        try:
            with children.borrow() as child:
                if not _may_begin(parts, generation_id, fence):
                    break
                answer = _ask(parts, child, row, files, fence)
        except ChildDied as death:
            log.warning("generation %s: %s", generation_id, death)
            last = str(death)
            if death.overdue:
                break
        else:
            return _outcome(parts, row, *answer)
    return given_up(last)


def given_up(reason: str) -> Outcome:
    """The outcome of a generation that was tried too often."""
    return {"error": {"code": "engine_gave_up", "message": f"the generation was given up: {reason}"}}


def finish(parts: Parts, generation_id: str, outcome: Outcome, *, fence: int) -> None:
    """End the generation, settle its photo and order its call-back: all of it in one transaction, or nothing.

    Nothing, too, when a run before this one got this far, or when it is somebody else's turn by now.
    """
    error = outcome.get("error")
    now_ms = parts.now_ms()
    with parts.database.write() as transaction:
        cause = (error["code"], error["message"]) if error else None
        if not generations.finish(transaction, generation_id, now_ms, fence=fence, error=cause):
            return
        row = _known(generations.generation(transaction, generation_id), generation_id)
        for position, output in enumerate(outcome.get("outputs", []), start=1):
            add_file(transaction, _file_row(parts, row, position, output, now_ms))
        settle = ledger.refund if error else ledger.capture
        settle(transaction, generation_id, now_ms=now_ms)
        if row.webhook:
            _order_callback(parts, transaction, row, row.webhook, now_ms)
    parts.metrics.finished(row.status)
    log.info("generation %s %s%s", generation_id, row.status, f": {error['message']}" if error else "")


def tidy(parts: Parts, generation_id: str) -> None:
    """Delete the copies of files that were fetched from elsewhere."""
    for what in ("photo", "mask"):
        parts.store.delete(f"inputs/{generation_id}-{what}")


def _fetch(parts: Parts, row: GenerationRow, url: str, name: str, *, field: str) -> str:
    own = own_name(url)
    if own is not None and (is_stored(parts, own) or is_ours(url, (parts.base_url, parts.called_url))):
        check_own(parts, own, row.user_id, where=field)
        return store_name(own)
    parts.store.put(name, parts.outside.fetch(url))
    return name


def _ask(
    parts: Parts, child: Child, row: GenerationRow, files: list[bytes], fence: int
) -> tuple[dict[str, object], list[bytes]]:
    """Let the child work. When a stop ends it, the attempt does not count: that is not the generation's fault."""
    try:
        return child.ask(asdict(_job(parts, row)), files, limit_s=parts.settings.engine_limit_s)
    except Released:
        with parts.database.write() as transaction:
            generations.give_back_attempt(transaction, row.id, fence=fence)
        raise


def _outcome(parts: Parts, row: GenerationRow, head: dict[str, object], pictures: list[bytes]) -> Outcome:
    if not head["ok"]:
        return {"error": {"code": str(head["code"]), "message": str(head["message"])}}
    return {"outputs": [_keep(parts, row, position, data) for position, data in enumerate(pictures, start=1)]}


def _job(parts: Parts, row: GenerationRow) -> Job:
    limits = parts.settings.image_limits
    return Job(
        room_type=row.room_type,
        theme=row.theme,
        seed=row.seed,
        width=row.width,
        height=row.height,
        max_mp=limits.max_mp,
        max_side_px=limits.max_side_px,
        max_file_bytes=limits.max_file_bytes,
    )


def _may_begin(parts: Parts, generation_id: str, fence: int) -> bool:
    with parts.database.write() as transaction:
        attempt = generations.begin_attempt(transaction, generation_id, parts.now_ms(), fence=fence)
    return attempt is not None and attempt <= parts.settings.engine_attempts


def _keep(parts: Parts, row: GenerationRow, position: int, data: bytes) -> Output:
    sha256 = hashlib.sha256(data).hexdigest()
    name = output_name(f"{row.output_key}-{sha256[:16]}", position)  # by content: a late run overwrites no other one's
    parts.store.put(store_name(name), data)
    return {"name": name, "sha256": sha256, "size_bytes": len(data)}


def _file_row(parts: Parts, row: GenerationRow, position: int, output: Output, now_ms: int) -> FileRow:
    return FileRow(
        name=output["name"],
        asset_id=None,
        user_id=row.user_id,
        generation_id=row.id,
        position=position,
        content_type="image/png",
        size_bytes=output["size_bytes"],
        sha256=output["sha256"],
        created_ms=now_ms,
        expires_ms=now_ms + round(parts.settings.output_ttl_s * 1000),
        deleted_ms=None,
    )


def _order_callback(parts: Parts, transaction: Transaction, row: GenerationRow, url: str, now_ms: int) -> None:
    body = as_json(generation_answer(parts, transaction, row, parts.called_url))
    due_ms = sandboxed.due_ms(parts, transaction, row.id, now_ms)
    if due_ms is not None:
        order = new_delivery(user_id=row.user_id, generation_id=row.id, url=url, body=body, now_ms=due_ms)
        add_delivery(transaction, order)


def _generation(parts: Parts, generation_id: str) -> GenerationRow:
    with parts.database.read() as transaction:
        return _known(generations.generation(transaction, generation_id), generation_id)


def _known(row: GenerationRow | None, generation_id: str) -> GenerationRow:
    if row is None:
        raise LookupError(f"there is no generation {generation_id}")
    return row


def _failure(error: MaskkitError) -> Failure:
    return {"code": error.code, "message": str(error)}


def outcome_of(error: Exception) -> dict[str, Any]:
    """The outcome of a generation that met an error of the service itself; details are for the log only."""
    log.error("a generation met an error of the service", exc_info=error)
    return {"error": {"code": "unexpected", "message": f"the service failed: {type(error).__name__}"}}
