"""Turn an HTTP answer into the error that it stands for, or into None when it is a good one.

Services and the proxies before them answer in many ways: problem+json (RFC 9457), other JSON, HTML, nothing at all, or
200 with an ``error`` member. All of it comes down to the few errors of :mod:`maskkit.errors`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from maskkit.errors import (
    ApiError,
    BadAnswer,
    KeyRefused,
    MaskkitError,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)
from maskkit.roomapi.retry_after import parse_retry_after
from maskkit.roomapi.words import Status

MAX_MESSAGE_CHARS = 300

LOST_STATUSES = frozenset({502, 504, 520, 524})
"""Statuses of gateways that passed a request on and got no answer: it may have been carried out."""

_WRONG_PLACE = "Check that --service points at a Room Creation service."
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1", re.IGNORECASE | re.DOTALL)
_IDS = ("x-request-id", "request-id", "x-correlation-id", "cf-ray")


def error_from_answer(
    status: int, headers: Mapping[str, str], body: bytes, *, where: str | None = None, now_s: float | None = None
) -> ApiError | None:
    """The error that an answer stands for; None when it is a success.

    Args:
        status: the HTTP status.
        headers: the answer's headers, in any case.
        body: the bytes of the answer.
        where: what was called, for the error's ``where``.
        now_s: Unix seconds, for a Retry-After date in an answer that has no date of its own.

    >>> error_from_answer(401, {}, b'{"message": "unknown key"}').code
    'key_refused'
    >>> error_from_answer(200, {}, b'{"generation_id": "1"}') is None
    True
    >>> str(error_from_answer(200, {}, b'{"error": "no photos left", "status": 402}', where="create"))[:44]
    'create: the service refused it: no photos le'
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    parsed = parse_json(body)
    hidden = _hidden_status(parsed) if 200 <= status < 300 else status
    if hidden is None:
        return None
    error = _redirected(hidden, lowered) if 300 <= hidden < 400 else _error(hidden, lowered, body, parsed)
    error.where, error.request_id = where, _request_id(lowered, parsed)
    error.retry_after_s = parse_retry_after(lowered.get("retry-after"), date=lowered.get("date"), now_s=now_s)
    return error


def certainly_unspent(error: MaskkitError) -> bool:
    """Whether a paid call that ended with ``error`` was certainly not carried out, so that it may be made again.

    >>> certainly_unspent(OutOfPhotos("none left")), certainly_unspent(BadAnswer("?"))
    (True, False)
    """
    if isinstance(error, ServiceFailed):
        return error.status == HTTPStatus.SERVICE_UNAVAILABLE
    return isinstance(error, KeyRefused | OutOfPhotos | RateLimited | RequestRejected | ServiceUnreachable)


def parse_json(body: bytes) -> Any:
    """The JSON document in ``body``, or None.

    >>> parse_json(b"<html>") is None
    True
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _hidden_status(parsed: object) -> int | None:
    """The status of an error inside a successful answer: its own number where it gives one, else 400."""
    if not isinstance(parsed, dict) or not parsed.get("error") or parsed.get("generation_id"):
        return None
    if any(str(value).upper() in Status.__members__ for value in parsed.values() if isinstance(value, str)):
        return None
    inner = parsed["error"] if isinstance(parsed["error"], dict) else {}
    numbers = [place.get(name) for place in (parsed, inner) for name in ("status", "statusCode", "status_code", "code")]
    return next((n for n in numbers if isinstance(n, int) and 400 <= n < 600), 400)


def _redirected(status: int, headers: Mapping[str, str]) -> ApiError:
    target = _tidy(headers.get("location", "")).partition("?")[0] or "another address"
    hint = "Give the address that it leads to as --service."
    return BadAnswer(f"the service redirects to {target}", status=status, hint=hint)


def _error(status: int, headers: Mapping[str, str], body: bytes, parsed: Any) -> ApiError:
    kind, text = _kind(status)
    elsewhere = kind is RequestRejected and parsed is None and _is_html(headers, body)
    message = f"{text}: {_message(status, headers, body, parsed)}"
    return kind(message, status=status, hint=_WRONG_PLACE if elsewhere else None)


def _kind(status: int) -> tuple[type[ApiError], str]:
    if status in {401, 403}:
        return KeyRefused, "the service refused the key"
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return OutOfPhotos, "the service refused it"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited, "too many requests"
    if 400 <= status < 500:
        return RequestRejected, f"the service refused it ({status})"
    if 500 <= status < 600:
        return ServiceFailed, f"the service failed ({status})"
    return BadAnswer, f"a strange HTTP status, {status}"


def _message(status: int, headers: Mapping[str, str], body: bytes, parsed: Any) -> str:
    """What the answer says, in one short printable line."""
    if isinstance(parsed, dict) and (said := _said(parsed)):
        return _tidy(said)
    if isinstance(parsed, str):
        return _tidy(parsed)
    if parsed is None and body.strip():
        text = body[:4096].decode("utf-8", "replace")
        if not _is_html(headers, body):
            return _tidy(text)
        title = _TITLE.search(text)
        return _tidy(html.unescape(title[2])) if title else "a web page, not an answer"
    return _phrase(status)


def _said(parsed: Mapping[str, Any]) -> str:
    """The explanation in a JSON object: problem+json, FastAPI's, or one of the usual names."""
    inner = parsed.get("error")
    place = {**parsed, **inner} if isinstance(inner, dict) else parsed
    head = next((place[n] for n in ("detail", "message", "error", "title", "reason") if _is_text(place.get(n))), "")
    listed: list[object] = next((place[n] for n in ("errors", "detail") if isinstance(place.get(n), list)), [])
    return "; ".join(filter(None, [head, *map(_said_item, listed[:10])]))


def _said_item(item: object) -> str:
    if not isinstance(item, dict):
        return str(item)
    place = item.get("pointer") or item.get("field") or item.get("loc") or ""
    place = ".".join(map(str, place)) if isinstance(place, list) else str(place)
    what = next((item[n] for n in ("detail", "msg", "message") if _is_text(item.get(n))), "")
    return " ".join(filter(None, [place.lstrip("#/"), what]))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_html(headers: Mapping[str, str], body: bytes) -> bool:
    return "html" in headers.get("content-type", "").lower() or body.lstrip()[:1] == b"<"


def _request_id(headers: Mapping[str, str], parsed: Any) -> str | None:
    found = next((headers[name] for name in _IDS if headers.get(name)), None)
    if found is None and isinstance(parsed, dict):
        found = next((parsed[n] for n in ("request_id", "requestId", "instance") if _is_text(parsed.get(n))), None)
    return _tidy(found)[:100] if found else None


def _tidy(text: str) -> str:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()).rstrip(".")
    return line if len(line) <= MAX_MESSAGE_CHARS else line[: MAX_MESSAGE_CHARS - 1] + "…"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no explanation"
