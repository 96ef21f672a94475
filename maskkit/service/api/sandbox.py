"""The misfortunes of a sandbox: in front of the application, and the call that orders them."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maskkit.roomapi.schema import PATHS
from maskkit.service.answers import as_json
from maskkit.service.api.calls import TheCaller, TheJson, TheService, json_answer
from maskkit.service.problems import Problem, invalid_field, not_found
from maskkit.service.sandbox import NOTHING, SANDBOX_HEADER, Faults, Sandbox

router = APIRouter(prefix="/api/sandbox", include_in_schema=False)

CALLS = {path: name for name, path in PATHS.items()}


class Misfortune:
    """Lets a call meet its faults; what concerns its generation is handed on in the state of the request."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call through, late, without an answer, or not at all."""
        call = CALLS.get(scope.get("path", ""))
        if scope["type"] != "http" or call is None:
            await self._app(scope, receive, send)
            return
        faults = _faults(self._sandbox, call, Headers(scope=scope).get(SANDBOX_HEADER))
        scope.setdefault("state", {})["faults"] = faults
        if faults.status is not None:
            await asyncio.sleep(faults.latency_s)
            detail = "the sandbox was asked for this"
            raise Problem(HTTPStatus(faults.status), "sandbox", detail, retry_after_s=faults.retry_after_s)
        if faults.lose != "request":
            await self._app(scope, receive, _nowhere if faults.lose == "answer" else _later(send, faults.latency_s))
        if faults.lose is not None:
            await asyncio.sleep(faults.latency_s)
            await _break_off(send)


@router.post("/faults")
def order(service: TheService, user_id: TheCaller, body: TheJson) -> Response:  # noqa: ARG001  the key is asked for
    """Let the next calls go wrong: ``call``, ``faults`` and ``times``; an empty object takes back what was ordered."""
    if service.sandbox is None:
        raise not_found("call")
    if not isinstance(body, dict) or not body:
        service.sandbox.forget()
        return json_answer(as_json({"waiting": 0}))
    call, times = body.get("call"), body.get("times", 1)
    if not isinstance(call, str) or call not in PATHS:
        raise invalid_field("#/call", f"must be one of {', '.join(PATHS)}")
    if not isinstance(times, int) or isinstance(times, bool) or not 1 <= times <= 1000:
        raise invalid_field("#/times", "must be a whole number from 1 to 1000")
    try:
        service.sandbox.order(call, Faults.parse(str(body.get("faults", ""))), times)
    except ValueError as error:
        raise invalid_field("#/faults", str(error)) from error
    return json_answer(as_json({"waiting": times}))


def _faults(sandbox: Sandbox, call: str, header: str | None) -> Faults:
    try:
        return sandbox.faults_for(call, header)
    except ValueError as error:
        raise invalid_field(SANDBOX_HEADER, str(error)) from error


def _later(send: Send, latency_s: float) -> Send:
    """Where an answer goes that is late: the request has been read and carried out in its time."""

    async def late(message: Message) -> None:
        if message["type"] == "http.response.start":
            await asyncio.sleep(latency_s)
        await send(message)

    return late


async def _nowhere(_message: Message) -> None:
    """Where a lost answer goes."""


async def _break_off(send: Send) -> None:
    """Begin an answer and promise more of it than comes: the server then cuts the connection."""
    headers = [(b"content-length", b"1000"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(HTTPStatus.OK), "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})


def faults_in(state: object) -> Faults:
    """What is to go wrong with the generation of a request; nothing where there is no sandbox."""
    found = getattr(state, "faults", NOTHING)
    return found if isinstance(found, Faults) else NOTHING
