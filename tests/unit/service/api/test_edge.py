"""The edge: limits on bodies, ids of requests, and an answer whatever happens inside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from maskkit.service.api.edge import LONGEST_JSON_BYTES, Edge
from maskkit.service.metrics import Metrics
from maskkit.service.problems import Problem
from maskkit.service.settings import ServiceSettings


@dataclass
class Answered:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Tells how long the body was."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


def ask(
    app: Any,
    *pieces: bytes,
    path: str = "/api/account/credit",
    headers: Iterable[tuple[str, str]] = (),
    gap_s: float = 0.0,
    **settings: object,
) -> Answered:
    """Send a body in pieces, with a gap before each."""
    found, left = Answered(), list(pieces)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(gap_s)
        body = left.pop(0) if left else b""
        return {"type": "http.request", "body": body, "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            found.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            found.body += message.get("body", b"")

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": path, "headers": raw}
    edge = Edge(app, ServiceSettings(data=Path("unused"), **settings), Metrics())
    asyncio.run(edge(scope, receive, send))
    return found


def test_a_body_goes_through_piece_by_piece() -> None:
    assert ask(echo, b"abc", b"", b"de").body == b"5"


def test_a_body_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert ask(echo, b"x" * LONGEST_JSON_BYTES).status == 200
    refused = ask(echo, b"x" * LONGEST_JSON_BYTES, b"x")
    assert refused.status == 413
    assert refused.headers["connection"] == "close"
    assert json.loads(refused.body)["limit"] == LONGEST_JSON_BYTES


def test_uploads_have_a_limit_of_their_own() -> None:
    assert ask(echo, b"x" * 70_000, path="/api/assets").status == 200
    assert ask(echo, b"x" * 101, path="/api/assets", max_upload_bytes=100).status == 413


@pytest.mark.parametrize(("announced", "status"), [("65537", 413), ("1" * 30, 413), ("65536", 200), ("many", 200)])
def test_an_announced_length_is_believed_when_it_is_too_much(announced: str, status: int) -> None:
    assert ask(echo, b"x", headers=[("content-length", announced)]).status == status


def test_a_body_that_drips_is_ended() -> None:
    refused = ask(echo, *[b"x"] * 100, gap_s=0.05, body_grace_s=0.12)
    assert (refused.status, json.loads(refused.body)["code"]) == (408, "too_slow")


def test_a_large_body_that_keeps_coming_has_more_time() -> None:
    pieces = [b"x" * 20_000] * 3
    assert ask(echo, *pieces, gap_s=0.25, body_grace_s=0.6).body == b"60000"


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2_3", True), ("a" * 64, True), ("a" * 65, False), ("a b", False), ("a\r\nb", False)]
)
def test_the_id_of_a_request_is_kept_when_it_is_plain(given: str, kept: bool) -> None:
    found = ask(echo, headers=[("x-request-id", given)]).headers["x-request-id"]
    assert (found == given) == kept
    assert found


def test_every_answer_is_not_to_be_sniffed_or_stored() -> None:
    headers = ask(echo).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_an_error_inside_is_a_problem_without_its_details(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret /path")

    answer = ask(broken)
    assert (answer.status, json.loads(answer.body)["code"]) == (500, "unexpected")
    assert b"secret" not in answer.body
    assert "secret /path" in caplog.text


def test_an_answer_that_has_begun_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def half(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise Problem(HTTPStatus.CONFLICT, "late", "too late")

    answer = ask(half)
    assert (answer.status, answer.body) == (200, b"")


def test_what_is_no_request_goes_by() -> None:
    seen: list[str] = []

    async def note(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(Edge(note, ServiceSettings(data=Path("unused")), Metrics())({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_the_names_of_files_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        ask(echo, path="/files/fSecret.png")
    assert "POST unknown 200" in caplog.text
    assert "fSecret" not in caplog.text
