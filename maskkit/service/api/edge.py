"""What every request passes first: an id, limits on the size and the time of its body, and a last net for errors."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskkit.roomapi.schema import PATHS
from maskkit.service import logs
from maskkit.service.metrics import Metrics
from maskkit.service.problems import Problem
from maskkit.service.rates import Rate
from maskkit.service.settings import ServiceSettings

log = logging.getLogger(__name__)
access = logging.getLogger("maskkit.service.access")

LONGEST_METHOD = 16
QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})

LONGEST_JSON_BYTES = 64 * 1024
SLOWEST_BYTES_PER_S = 10_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers.get("x-request-id", ""))
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        logs.request_id.set(request_id)
        answer = _Answer(send, request_id, state)
        body = BodyLimit(receive, self._longest(scope["path"]), grace_s=self._settings.body_grace_s)
        began = time.monotonic()
        try:
            body.check_announced(headers.get("content-length"))
            await self._app(scope, body, answer)
        except Problem as problem:
            await answer.problem(problem)
        except ClientDisconnect:
            log.debug("the client has gone")
        except Exception:
            log.exception("the request failed")
            detail = "the service met an error of its own"
            await answer.problem(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected", detail))
        finally:
            self._tell(scope, answer.status, time.monotonic() - began)

    def _tell(self, scope: Scope, status: int | None, took_s: float) -> None:
        # The route's pattern, not the path: the name of a file gives access to it, and there are few patterns.
        route = str(getattr(scope.get("route"), "path", "unknown"))
        level = logging.DEBUG if route in QUIET_ROUTES else logging.INFO
        told = {
            "method": scope["method"][:LONGEST_METHOD],
            "route": route,
            "status": status,
            "took_ms": round(took_s * 1000, 1),
        }
        access.log(level, "%s %s %s %.1f ms", *told.values(), extra=told)
        self._metrics.answered(route, status or 0, took_s)

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

    def __init__(self, send: Send, request_id: str, state: dict[str, Any]) -> None:
        self._send = send
        self._request_id = request_id
        self._state = state
        self.status: int | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self._request_id
            headers["x-content-type-options"] = "nosniff"
            headers.setdefault("cache-control", "no-store")
            rate: Rate | None = self._state.get("rate")
            headers.update(rate.to_headers() if rate else {})
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
