"""Whatever a service answers comes down to one of our errors, with a message that a person can read."""

from __future__ import annotations

import json

import pytest

from maskkit.errors import (
    ApiError,
    BadAnswer,
    KeyRefused,
    OutcomeUnknown,
    OutOfPhotos,
    RateLimited,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)
from maskkit.roomapi.refusals import MAX_MESSAGE_CHARS, certainly_unspent, error_from_answer


def refused(status: int, body: object = b"", headers: dict[str, str] | None = None) -> ApiError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    error = error_from_answer(status, headers or {}, raw, where="POST create", now_s=0.0)
    assert error is not None
    assert error.where == "POST create"
    return error


@pytest.mark.parametrize(
    ("status", "kind", "exit_code"),
    [
        (400, RequestRejected, 3),
        (401, KeyRefused, 4),
        (402, OutOfPhotos, 5),
        (403, KeyRefused, 4),
        (404, RequestRejected, 3),
        (409, RequestRejected, 3),
        (413, RequestRejected, 3),
        (418, RequestRejected, 3),
        (422, RequestRejected, 3),
        (429, RateLimited, 1),
        (500, ServiceFailed, 1),
        (503, ServiceFailed, 1),
        (520, ServiceFailed, 1),
        (302, BadAnswer, 1),
        (101, BadAnswer, 1),
        (799, BadAnswer, 1),
    ],
)
def test_each_status_is_one_error(status: int, kind: type[ApiError], exit_code: int) -> None:
    error = refused(status)
    assert type(error) is kind
    assert error.status == status
    assert error.exit_code == exit_code


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"error": null}', b'{"error": ""}', b"[1]", b"<html>", b'{"generation_id": "1", "error": "w"}'],
)
def test_successes_are_no_errors(status: int, body: bytes) -> None:
    assert error_from_answer(status, {}, body) is None


def test_a_generation_that_failed_is_an_answer_and_not_an_error() -> None:
    body = {"status": "FAILED", "images": [], "error": {"code": "engine", "message": "no floor found"}}
    assert error_from_answer(200, {}, json.dumps(body).encode()) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"error": "invalid key"}, RequestRejected),
        ({"error": "invalid key", "status": 401}, KeyRefused),
        ({"error": {"message": "none left", "code": 402}}, OutOfPhotos),
        ({"error": {"message": "slow down", "code": "rate"}, "statusCode": 429}, RateLimited),
        ({"error": True, "message": "down"}, RequestRejected),
        ({"error": "boom", "status": "error"}, RequestRejected),
    ],
)
def test_an_error_inside_a_success_is_found(body: object, kind: type[ApiError]) -> None:
    assert type(refused(200, body)) is kind


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"title": "Bad", "status": 400, "detail": "theme is unknown"}, "theme is unknown"),
        ({"title": "Bad request"}, "Bad request"),
        ({"message": "theme is unknown."}, "theme is unknown"),
        ({"error": "theme is unknown"}, "theme is unknown"),
        ({"error": {"message": "theme is unknown", "code": "x"}}, "theme is unknown"),
        ({"detail": [{"loc": ["body", "theme"], "msg": "unknown"}]}, "body.theme unknown"),
        (
            {"title": "Bad", "errors": [{"pointer": "#/theme", "detail": "unknown"}, "and more"]},
            "Bad; theme unknown; and more",
        ),
        ("theme is unknown", "theme is unknown"),
        ([1, 2], "Bad Request"),
        ({"nothing": "to read"}, "Bad Request"),
        (b"", "Bad Request"),
        (b"  \n", "Bad Request"),
        (b"theme is\nunknown", "theme is unknown"),
        (b"\xff\xfe\x00bad", "bad"),
        (b"<html><head><title>400 &amp; out</title></head>", "400 & out"),
        (b"<p>nothing</p>", "a web page, not an answer"),
    ],
)
def test_what_the_service_says_is_told(body: object, said: str) -> None:
    assert said in refused(400, body).message


def test_messages_are_one_short_printable_line() -> None:
    message = refused(500, {"detail": "\x1b[31mred\x00\n" + "long " * 500}).message
    assert message.isprintable()
    assert len(message) < MAX_MESSAGE_CHARS + 40


def test_a_web_page_where_an_api_should_be_hints_at_the_address() -> None:
    assert "--service" in refused(404, b"<!DOCTYPE html><title>Not found</title>").hint
    assert "--service" not in refused(404, {"detail": "no such generation"}).hint


def test_a_redirect_tells_where_to_without_its_secrets() -> None:
    error = refused(308, headers={"Location": "https://www.example.org/api?token=secret"})
    assert "https://www.example.org/api" in error.message
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ({"X-Request-Id": "r-1"}, {}, "r-1"),
        ({}, {"request_id": "r-2"}, "r-2"),
        ({}, {"instance": "urn:uuid:r-3"}, "urn:uuid:r-3"),
        ({"cf-ray": "r-4"}, {"instance": "x"}, "r-4"),
        ({}, {}, None),
    ],
)
def test_the_id_of_the_request_is_kept(headers: dict[str, str], body: object, found: str | None) -> None:
    assert refused(500, body, headers).request_id == found


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_retry_after_is_kept_whatever_the_status(status: int) -> None:
    assert refused(status, headers={"retry-after": "7"}).retry_after_s == 7
    assert refused(status).retry_after_s is None


def test_which_errors_prove_that_nothing_was_spent() -> None:
    safe = [refused(status) for status in (400, 401, 402, 422, 429, 503)]
    assert all(certainly_unspent(error) for error in [*safe, ServiceUnreachable("no connection")])
    doubtful = [refused(500), refused(502), refused(302), OutcomeUnknown("lost"), BadAnswer("html")]
    assert not any(certainly_unspent(error) for error in doubtful)
