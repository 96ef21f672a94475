"""Log lines hold what is needed and nothing that lets anybody in."""

from __future__ import annotations

import json
import logging
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.roomapi.signing import new_secret
from maskkit.service.accounts import new_key
from maskkit.service.files import new_name
from maskkit.service.logs import JsonLines, TextLines, request_id, scrubbed

KEY, SECRET, NAME = new_key(), new_secret(), new_name("image/png")


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("maskkit.service", logging.INFO, "f.py", 1, message, args, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"the key {KEY} is wrong", KEY),
        (f"{{'x-api-key': '{KEY}'}}", KEY),
        ("x-api-key: some-other-key-of-theirs", "some-other-key-of-theirs"),
        ("Authorization: Bearer abcdef", "abcdef"),
        (f"signed with {SECRET}", SECRET),
        (f"GET /files/{NAME}", NAME.removesuffix(".png")),
        (f"http://127.0.0.1:8000/files/{NAME}?expires=1&signature=abc", "abc"),
        ("fetching https://bucket.s3.example/a.png?X-Amz-Signature=deadbeef&b=c failed", "deadbeef"),
        ("postgresql://me:hush@db.example/rooms", "hush"),
        ("password=hush", "hush"),
    ],
    ids=range(10),  # names and keys are made anew in every process, and ids are to be the same in all
)
def test_what_lets_anybody_in_is_left_out(text: str, secret: str) -> None:
    assert secret not in scrubbed(text)
    assert secret not in TextLines().format(record("%s", text))
    assert secret not in JsonLines().format(record("%s", text, place=text))


@pytest.mark.parametrize(
    "text",
    [
        "generation 4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d SUCCEEDED",
        "POST /api/create_room/generate 200 12.3 ms",
        "the receiver answered 500",
        "https://hooks.example.org:8443/rooms: nobody answered in time",
    ],
)
def test_what_harms_nobody_is_left_as_it_is(text: str) -> None:
    assert scrubbed(text) == text


@given(st.text(), st.text())
def test_every_line_of_json_is_one_line_of_json(message: str, extra: str) -> None:
    line = JsonLines().format(record("%s", message, place=extra))
    assert "\n" not in line
    assert json.loads(line)["level"] == "info"


@pytest.mark.parametrize(
    "piece",
    ["G", "http://", "a:", "a://", "://a:b", "x-api-key", "token \t", "/files/", "mk_", "whsec_", "é", "http://a?"],
)
def test_no_text_keeps_the_service_busy(piece: str) -> None:
    """Some of what is logged comes from clients: 200 kB of it must not take longer than a moment."""
    began = time.process_time()
    TextLines().format(record("%s", piece * (200_000 // len(piece))))
    assert time.process_time() - began < 0.5


def test_what_is_very_long_is_cut_and_says_so() -> None:
    assert scrubbed("G" * 100_000).endswith("… (100000 characters)")


def test_lines_name_the_request_that_they_belong_to() -> None:
    token = request_id.set("abc-1")
    try:
        assert json.loads(JsonLines().format(record("well")))["request_id"] == "abc-1"
        assert TextLines().format(record("well")).endswith("well [abc-1]")
    finally:
        request_id.reset(token)
    assert "request_id" not in json.loads(JsonLines().format(record("well")))
    assert TextLines().format(record("well")).endswith("well")


def test_an_error_is_told_in_full_but_for_secrets() -> None:
    try:
        int(KEY)
    except ValueError:
        failed = record("it failed")
        failed.exc_info = sys.exc_info()
    told = json.loads(JsonLines().format(failed))
    assert "ValueError" in told["exception"]
    assert KEY not in told["exception"]
