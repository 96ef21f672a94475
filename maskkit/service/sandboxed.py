"""What a sandbox does to a generation and its call-back, by the faults that were ordered with it."""

from __future__ import annotations

import json

from maskkit.roomapi.signing import new_secret, sign
from maskkit.roomapi.words import Status
from maskkit.service.db.database import Transaction
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.db.sandbox import faults_of
from maskkit.service.parts import Parts
from maskkit.service.sandbox import NOTHING, Faults


def faults_with(parts: Parts, transaction: Transaction, generation_id: str | None) -> Faults:
    """What is to go wrong with a generation."""
    if parts.settings.sandbox is None or generation_id is None:
        return NOTHING
    found = faults_of(transaction, generation_id)
    return NOTHING if found is None else Faults.from_json(found)


def must_fail(parts: Parts, generation_id: str) -> bool:
    """Whether a generation is to end as FAILED."""
    if parts.settings.sandbox is None:
        return False
    with parts.database.read() as transaction:
        return faults_with(parts, transaction, generation_id).fail


def due_ms(parts: Parts, transaction: Transaction, generation_id: str, now_ms: int) -> int | None:
    """When the call-back of a generation is to be sent; None = never."""
    faults = faults_with(parts, transaction, generation_id)
    if faults.callback == "none":
        return None
    return now_ms + (round(faults.late_s * 1000) if faults.callback == "late" else 0)


def deceptions(parts: Parts, row: DeliveryRow) -> list[tuple[bytes, dict[str, str]]]:
    """What is posted beside a call-back: bodies with their headers."""
    if parts.settings.sandbox is None:
        return []
    with parts.database.read() as transaction:
        faults = faults_with(parts, transaction, row.generation_id)
    now_s = parts.now_ms() // 1000
    if faults.callback == "duplicate":
        return [
            (row.body, sign(row.body, message_id=row.id, timestamp_s=now_s, secrets=parts.settings.webhook_secrets))
        ]
    if faults.callback == "forged":
        body = _lie(row.body)
        return [(body, sign(body, message_id=f"{row.id}f", timestamp_s=now_s, secrets=[new_secret()]))]
    return []


def _lie(body: bytes) -> bytes:
    """The body of a call-back with the other outcome."""
    told = json.loads(body)
    succeeded = told.get("status") == Status.SUCCEEDED
    lie = {"status": Status.FAILED if succeeded else Status.SUCCEEDED, "variations": told.get("variations", 0)}
    images = {} if succeeded else {"images": ["https://forged.example/room.png"]}
    return json.dumps(lie | images).encode()
