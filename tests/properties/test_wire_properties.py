"""Nothing that comes over the wire breaks its readers: they give a value or their one error."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import ApiError, BadAnswer, InvalidRequest, WebhookRefused
from maskkit.roomapi.capabilities import Capabilities
from maskkit.roomapi.refusals import error_from_answer
from maskkit.roomapi.retry_after import LONGEST_S, parse_retry_after
from maskkit.roomapi.schema import Asset, Created, CreateRequest, Credits, Generation
from maskkit.roomapi.signing import new_secret, sign, verify

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
urls = st.sampled_from(["https://a.org/1.png", "http://[::1", "x", "https://a.org/2.png"])
names = st.sampled_from(["status", "images", "variations", "error", "generation_id", "url", "detail", "errors", "code"])
documents = st.recursive(
    scalars | urls | st.sampled_from(["SUCCEEDED", "FAILED", "starting"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=6), inner, max_size=6),
    max_leaves=12,
)


@given(documents)
def test_answers_are_read_or_bad(body: object) -> None:
    for kind in (Created, Credits, Generation, Asset):
        with suppress(BadAnswer):
            kind.from_wire(body)  # type: ignore[attr-defined]
    assert isinstance(Capabilities.from_wire(body), Capabilities)


@given(documents)
def test_requests_are_good_or_invalid(body: object) -> None:
    with suppress(InvalidRequest):
        assert CreateRequest.from_wire(body).width > 0


@given(
    st.integers(100, 999),
    st.dictionaries(st.sampled_from(["Retry-After", "Date", "Content-Type", "Location", "X-Request-Id"]), st.text()),
    documents.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=200),
)
def test_every_http_answer_is_a_success_or_an_error_of_ours(status: int, headers: dict[str, str], body: bytes) -> None:
    error = error_from_answer(status, headers, body, now_s=0)
    assert (error is None) <= (200 <= status < 300)
    if error is not None:
        assert isinstance(error, ApiError)
        assert error.message.replace("…", "").isprintable()
        assert len(error.message) < 400


@given(st.text(), st.none() | st.text(), st.none() | st.floats(0, 4e9))
def test_retry_after_is_always_within_a_day(value: str, date: str | None, now_s: float | None) -> None:
    seconds = parse_retry_after(value, date=date, now_s=now_s)
    assert seconds is None or 0 <= seconds <= LONGEST_S


@given(
    st.binary(max_size=100),
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "x"]), st.text()),
    st.floats(),
)
def test_random_headers_never_verify_and_never_crash(body: bytes, headers: dict[str, str], now_s: float) -> None:
    with pytest.raises(WebhookRefused):
        verify(body, headers, secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], now_s=now_s)


@given(st.binary(max_size=300), st.integers(0, 10**12 - 1), st.from_regex(r"[a-zA-Z0-9_-]{1,60}", fullmatch=True))
def test_whatever_is_signed_verifies(body: bytes, at_s: int, message_id: str) -> None:
    secret = new_secret()
    headers = sign(body, message_id=message_id, timestamp_s=at_s, secrets=[secret])
    assert verify(body, headers, secrets=[secret], now_s=at_s) == message_id
