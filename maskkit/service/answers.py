"""The answer of retrieve, which is the body of a call-back as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

from maskkit.roomapi.schema import Generation
from maskkit.roomapi.words import Status
from maskkit.service.db.database import Transaction
from maskkit.service.db.files import outputs
from maskkit.service.db.generations import count_variations
from maskkit.service.db.rows import FileRow, GenerationRow
from maskkit.service.files import signed_url
from maskkit.service.parts import Parts

UrlOfFile: TypeAlias = Callable[[Parts, str, FileRow], str]


def generation_answer(
    parts: Parts, transaction: Transaction, row: GenerationRow, base_url: str, *, url: UrlOfFile = signed_url
) -> dict[str, object]:
    """How a generation is doing: ``images`` only when it succeeded, ``error`` (our own) only when it failed."""
    done = row.status == Status.SUCCEEDED
    images = tuple(url(parts, base_url, file) for file in outputs(transaction, row.id)) if done else ()
    answer = Generation(row.status, images, count_variations(transaction, row.project_id)).to_wire()
    if not done:
        answer.pop("images", None)
    if row.error_code is not None:
        answer["error"] = {"code": row.error_code, "message": row.error_message}
    return answer


def as_json(answer: dict[str, object]) -> bytes:
    """The bytes of an answer."""
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()
