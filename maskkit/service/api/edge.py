"""What every request passes first: an id, limits on the size and the time of its body, and a last net for errors."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskkit.roomapi.schema import PATHS
from maskkit.service.problems import Problem
from maskkit.service.settings import ServiceSettings

log = logging.getLogger(__name__)

LONGEST_JSON_BYTES = 64 * 1024
SLOWEST_BYTES_PER_S = 10_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id", ""))
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(send, request_id)
        body = BodyLimit(receive, self._longest(scope["path"]), grace_s=self._settings.body_grace_s)
        began = time.monotonic()
        try:
            body.check_announced(headers.get("content-length"))
            await self._app(scope, body, answer)
        except Problem as problem:
            await answer.problem(problem)
        except ClientDisconnect:
            log.debug("request %s: the client has gone", request_id)
        except Exception:
            log.exception("request %s failed", request_id)
            detail = "the service met an error of its own"
            await answer.problem(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", detail))
        finally:
            _tell(scope, answer.status, began, request_id)

    def _longest(self, path: str) -> int:
        return self._settings.max_upload_bytes if path == PATHS["assets"] else LONGEST_JSON_BYTES


class BodyLimit:
    """The receiving side of a request, which ends a body that is too long or too slow."""

    def __init__(self, receive: Receive, longest_bytes: int, *, grace_s: float) -> None:
        self._receive = receive
        self._longest = longest_bytes
        self._grace_s = grace_s
        self._began = time.monotonic()
        self._bytes = 0
        self._complete = False

    def check_announced(self, content_length: str | None) -> None:
        """Refuse a body by its announced length, before any of it is read."""
        announced = content_length or ""
        if announced.isascii() and announced.isdigit() and int(announced[:20]) > self._longest:
            raise self._too_long()

    async def __call__(self) -> Message:
        """The next piece."""
        if self._complete:
            return await self._receive()
        deadline = self._began + self._grace_s + self._bytes / SLOWEST_BYTES_PER_S
        try:
            message = await asyncio.wait_for(self._receive(), max(0.001, deadline - time.monotonic()))
        except TimeoutError as error:
            detail = "the body came in too slowly"
            raise Problem(HTTPStatus.REQUEST_TIMEOUT, "too_slow", detail, headers={"connection": "close"}) from error
        self._bytes += len(message.get("body", b""))
        self._complete = message["type"] != "http.request" or not message.get("more_body", False)
        if self._bytes > self._longest:
            raise self._too_long()
        return message

    def _too_long(self) -> Problem:
        detail = f"the body may have at most {self._longest} bytes"
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return Problem(status, "too_large", detail, headers={"connection": "close"}, extra={"limit": self._longest})


class _Answer:
    """The sending side: adds the headers that every answer has."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self._request_id
            headers["x-content-type-options"] = "nosniff"
            headers.setdefault("cache-control", "no-store")
        await self._send(message)

    async def problem(self, problem: Problem) -> None:
        """Answer with a problem document, unless an answer has begun."""
        if self.status is not None:
            return
        body = json.dumps(problem.to_json(self._request_id)).encode()
        headers = {**problem.to_headers(), "content-length": str(len(body))}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await self({"type": "http.response.start", "status": int(problem.status), "headers": raw})
        await self._send({"type": "http.response.body", "body": body})


def _request_id(given: str) -> str:
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _tell(scope: Scope, status: int | None, began: float, request_id: str) -> None:
    # A file's path is its key, so it stays out of the log.
    path = scope["path"] if scope["path"] in PATHS.values() else "/".join(scope["path"].split("/")[:2])
    took_ms = (time.monotonic() - began) * 1000
    log.debug("%s %s %s %.1f ms %s", scope["method"], path, status, took_ms, request_id)
