"""Signatures: the published scheme, checked against its reference library, and one error for everything bad."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
import standardwebhooks

from maskkit.errors import WebhookRefused
from maskkit.roomapi.signing import SeenIds, decode_secret, new_secret, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"test": 2432232314}'
NOW_S = 1_614_265_330


def signed(**changes: str) -> dict[str, str]:
    headers = sign(BODY, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp_s=NOW_S, secrets=[SECRET])
    return headers | changes


def check(headers: dict[str, str], **changes: object) -> str:
    return verify(**{"body": BODY, "headers": headers, "secrets": [SECRET], "now_s": NOW_S} | changes)  # type: ignore[arg-type]


def test_the_published_vector() -> None:
    """From the test suite of the Standard Webhooks libraries."""
    assert signed()["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_we_sign_the_reference_library_verifies() -> None:
    now = datetime.now(UTC)
    headers = sign(BODY, message_id="msg_1", timestamp_s=int(now.timestamp()), secrets=[new_secret(), SECRET])
    assert standardwebhooks.Webhook(SECRET).verify(BODY, headers) == {"test": 2432232314}


def test_what_the_reference_library_signs_we_verify() -> None:
    now = datetime.fromtimestamp(NOW_S, UTC)
    signature = standardwebhooks.Webhook(SECRET).sign("msg_1", now, BODY.decode())
    headers = {"Webhook-Id": "msg_1", "Webhook-Timestamp": str(NOW_S), "Webhook-Signature": signature}
    assert check(headers) == "msg_1"


def test_without_a_secret_there_is_no_signature() -> None:
    headers = sign(BODY, message_id="msg_1", timestamp_s=NOW_S)
    assert "webhook-signature" not in headers
    with pytest.raises(WebhookRefused):
        check(headers)


def test_both_secrets_verify_while_they_rotate() -> None:
    new = new_secret()
    headers = sign(BODY, message_id="msg_1", timestamp_s=NOW_S, secrets=[new, SECRET])
    for secrets in ([new], [SECRET], [new_secret(), SECRET]):
        assert check(headers, secrets=secrets) == "msg_1"
    with pytest.raises(WebhookRefused):
        check(headers, secrets=[new_secret()])


@pytest.mark.parametrize("off_s", [-300, 0, 300])
def test_the_time_may_be_five_minutes_off_both_ways(off_s: float) -> None:
    assert check(signed(), now_s=NOW_S + off_s)


@pytest.mark.parametrize("off_s", [-301, 301, float("nan"), float("inf")])
def test_older_and_future_callbacks_are_refused(off_s: float) -> None:
    with pytest.raises(WebhookRefused, match="timestamp"):
        check(signed(), now_s=NOW_S + off_s)


def test_versions_that_are_not_known_are_passed_over() -> None:
    good = signed()["webhook-signature"]
    assert check(signed(**{"webhook-signature": f"v1a,AAAA v2 garbage {good} v1,"}))


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "garbage"},
        {"webhook-signature": "v2"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1,not-base64!!"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF="},
        {"webhook-signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-id": ""},
        {"webhook-id": "msg_other"},
        {"webhook-id": "msg.p5jXN8AQM9LWM0D4loKWxJek"},
        {"webhook-id": "é"},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "1614265330.0"},
        {"webhook-timestamp": "-1"},
        {"webhook-timestamp": "١٦١٤٢٦٥٣٣٠"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-timestamp": str(NOW_S + 1)},
    ],
)
def test_every_bad_header_is_the_one_error(changes: dict[str, str]) -> None:
    with pytest.raises(WebhookRefused):
        check(signed(**changes))


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_every_missing_header_is_the_one_error(missing: str) -> None:
    headers = signed()
    del headers[missing]
    with pytest.raises(WebhookRefused):
        check(headers)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(WebhookRefused):
        check(signed(), body=BODY + b" ")


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "secret",
        "whsec_",
        "whsec_!!!!",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_" + base64.b64encode(b"x" * 23).decode(),
        "whsec_" + base64.b64encode(b"x" * 65).decode(),
        "whsec_é",
    ],
)
def test_bad_secrets_are_the_one_error(secret: str) -> None:
    with pytest.raises(WebhookRefused):
        decode_secret(secret)
    with pytest.raises(WebhookRefused):
        check(signed(), secrets=[secret])


@pytest.mark.parametrize("message_id", ["", "a.b", "a b", "a\n", "é", "x" * 256])
def test_ids_that_could_be_misread_are_not_signed(message_id: str) -> None:
    with pytest.raises(WebhookRefused):
        sign(BODY, message_id=message_id, timestamp_s=NOW_S)


def test_seen_ids_know_a_replay_until_they_forget() -> None:
    seen = SeenIds(ttl_s=600, most=3)
    assert seen.is_new("a", now_s=0)
    assert not seen.is_new("a", now_s=599)
    assert seen.is_new("a", now_s=601)
    for number in range(10):
        seen.is_new(f"id {number}", now_s=602)
    assert len(seen._seen) <= 4
