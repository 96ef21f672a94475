"""Ways in which an HTTP answer can go wrong, as values that a fake server is told to act out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that goes wrong.

    ``carry_out`` says whether the call is carried out before. What is None is answered as it would be without the
    fault. ``hang_s`` is a silence before the answer, ``drip_s`` the pause after each byte, ``cut_after`` the number of
    bytes of the body after which the connection ends, ``drop`` breaks it before any of the answer.
    """

    carry_out: bool = False
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hang_s: float = 0.0
    drip_s: float = 0.0
    cut_after: int | None = None
    drop: bool = False


def status(code: int, *, retry_after: str | None = None, message: str = "scripted") -> Fault:
    """An error status with a problem document; nothing is carried out.

    >>> status(503, retry_after="2").headers["Retry-After"]
    '2'
    """
    headers = {"Content-Type": "application/problem+json"} | ({"Retry-After": retry_after} if retry_after else {})
    body = json.dumps({"title": "Scripted", "status": code, "detail": message}).encode()
    return Fault(status=code, body=body, headers=headers)


def html(code: int = 200) -> Fault:
    """A web page where JSON should be, as proxies and wrong addresses give; nothing is carried out."""
    page = b"<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>nginx</body></html>"
    return Fault(status=code, body=page, headers={"Content-Type": "text/html"})


def error_in_200(message: str = "scripted", *, code: int | None = None) -> Fault:
    """Status 200 with an ``error`` member; nothing is carried out."""
    answer = {"error": message} | ({"status": code} if code else {})
    return Fault(status=200, body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


def empty(code: int = 200) -> Fault:
    """No body at all; nothing is carried out."""
    return Fault(status=code, body=b"")


def hang(seconds: float = 30.0, *, carry_out: bool = True) -> Fault:
    """Silence, longer than the caller will wait."""
    return Fault(hang_s=seconds, carry_out=carry_out)


def drop(*, carry_out: bool = True) -> Fault:
    """The connection breaks where the answer should come: carried out and lost, or not carried out."""
    return Fault(drop=True, carry_out=carry_out)


def drip(pause_s: float = 0.2) -> Fault:
    """The right answer, one byte at a time."""
    return Fault(drip_s=pause_s, carry_out=True)


def cut(after_bytes: int) -> Fault:
    """The right answer, broken off in its body."""
    return Fault(cut_after=after_bytes, carry_out=True)
