"""Idempotency keys: which are taken, when an answer is given again, and one at a time."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.service.db.rows import KeyRow
from maskkit.service.idempotency import KeyGate, Mismatch, Replay, canonical, decide, differing_fields, parse_key

JSON = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=5)


@pytest.mark.parametrize(
    ("header", "key"), [("abc", "abc"), ('"abc"', "abc"), ("a" * 255, "a" * 255), ('"', '"'), ("a b", "a b")]
)
def test_keys_that_are_taken(header: str, key: str) -> None:
    assert parse_key(header) == key


@pytest.mark.parametrize("header", ["", '""', "a" * 256, "schlüssel", "a\tb", "a\x00"])
def test_keys_that_are_refused(header: str) -> None:
    with pytest.raises(ValueError, match="must"):
        parse_key(header)


def stored(body: dict[str, object], expires_ms: int = 1000) -> KeyRow:
    return KeyRow(canonical(body), 200, b"answer", expires_ms)


def test_a_new_key_goes_ahead() -> None:
    assert decide(None, {"a": 1}, 0) is None


def test_the_same_body_gets_the_answer_again_whatever_the_order_of_its_fields() -> None:
    assert decide(stored({"a": 1, "b": 2}), {"b": 2, "a": 1}, 0) == Replay(200, b"answer")


def test_another_body_is_told_apart_by_its_fields() -> None:
    assert decide(stored({"a": 1, "b": 2}), {"a": 1, "b": 3, "c": None}, 0) == Mismatch(("b", "c"))


def test_an_expired_key_is_new_again() -> None:
    assert decide(stored({"a": 1}, expires_ms=1000), {"a": 2}, 1000) is None


@given(JSON, JSON)
def test_two_bodies_differ_exactly_when_a_field_does(one: dict[str, object], other: dict[str, object]) -> None:
    assert (differing_fields(canonical(one), other) == []) == (one == other) == (canonical(one) == canonical(other))


def test_one_request_with_a_key_is_inside_at_a_time() -> None:
    gate, inside, most = KeyGate(), [0], [0]

    def go() -> None:
        with gate.enter("user", "create", "key", wait_s=10) as entered:
            assert entered
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            threading.Event().wait(0.002)
            inside[0] -= 1

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_who_waits_too_long_is_told_and_others_are_not_held_up() -> None:
    gate = KeyGate()
    with gate.enter("user", "create", "key", wait_s=1):
        with gate.enter("user", "create", "key", wait_s=0.01) as entered:
            assert not entered
        with gate.enter("user", "create", "other", wait_s=0.01) as entered:
            assert entered
        with gate.enter("user", "create", "key", wait_s=0.01) as entered:
            assert not entered, "leaving without having entered must not open the gate"
