"""Uploads, and the bytes of what was uploaded or generated."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from http import HTTPStatus
from typing import IO

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse

from maskkit.errors import ImageRefused
from maskkit.roomapi.schema import PATHS, Asset
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheCaller, TheService, json_answer
from maskkit.service.api.documents import documented, good, problems
from maskkit.service.core import Service
from maskkit.service.db.files import file
from maskkit.service.db.rows import FileRow
from maskkit.service.files import (
    FILES_PATH,
    check_upload,
    expired,
    is_name,
    keep_asset,
    signed_until_s,
    signed_url,
    store_name,
)
from maskkit.service.problems import Problem, file_refused, not_found

router = APIRouter()

_IN_MEMORY_BYTES = 1024 * 1024
_IMAGE_BODY = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/png", "image/jpeg")}

_SIGNED = [
    {"name": name, "in": where, "required": True, "schema": {"type": "string"}}
    for name, where in (("name", "path"), ("expires", "query"), ("signature", "query"))
]


@router.post(
    PATHS["assets"],
    status_code=201,
    summary="Upload a photo or a mask",
    responses=good("Asset", "The file is kept until expires_at.", status=201),
    openapi_extra=documented(_IMAGE_BODY, 415),
)
async def upload(service: TheService, user_id: TheCaller, request: Request) -> Response:
    """Keep an image file; the key was checked before the first byte is read."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as received:
        async for chunk in request.stream():
            received.write(chunk)
        row = await run_in_threadpool(_keep, service, user_id, received)
    asset = Asset(
        signed_url(service.parts, service.url_for(request.headers.get("host")), row),
        row.asset_id,
        row.sha256,
        _moment(row.expires_ms),
    )
    return json_answer(as_json(asset.to_wire()), status=HTTPStatus.CREATED)


@router.head(FILES_PATH + "{name}", include_in_schema=False)
@router.get(
    FILES_PATH + "{name}",
    summary="The bytes of a file",
    responses={200: {"description": "The file.", "content": _IMAGE_BODY}},
    response_class=FileResponse,
    openapi_extra={"parameters": _SIGNED, "responses": problems(404, 410, 500, 503)},
)
def download(service: TheService, request: Request) -> Response:
    """Give a file to whoever has a URL that this service has signed, as long as that is good."""
    name = request.path_params["name"]
    until_s = signed_until_s(service.parts, name, request.query_params) if is_name(name) else None
    if until_s is None:
        raise not_found("file")
    with service.parts.database.read() as transaction:
        row = file(transaction, name)
    now_ms = service.parts.now_ms()
    if row is None:
        raise not_found("file")
    if expired(row, now_ms):
        raise _gone("the file has expired", row.expires_ms)
    if until_s * 1000 <= now_ms:
        raise _gone("the URL has expired; retrieve the generation again for a fresh one", until_s * 1000)
    headers = {
        "etag": f'"{row.sha256}"',
        "cache-control": f"private, immutable, max-age={until_s - now_ms // 1000}",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-disposition": "inline",
        "cross-origin-resource-policy": "cross-origin",
    }
    path = service.parts.store.path_of(store_name(name))
    return FileResponse(path, media_type=row.content_type, headers=headers)


def _gone(detail: str, when_ms: int) -> Problem:
    when = _moment(when_ms).isoformat()
    return Problem(HTTPStatus.GONE, "expired", f"{detail} (it was good until {when})", extra={"expired_at": when})


def _keep(service: Service, user_id: str, received: IO[bytes]) -> FileRow:
    with service.uploads:  # a few whole files in memory at a time, however many come in
        received.seek(0)
        data = received.read()
        try:
            content_type = check_upload(data, service.parts.settings.image_limits)
        except ImageRefused as error:
            raise file_refused(error) from error
        return keep_asset(service.parts, user_id, data, content_type)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
