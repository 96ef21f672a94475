"""Promises are believed only where they are made in so many words."""

from __future__ import annotations

import pytest

from maskkit.roomapi.capabilities import NO_PROMISES, Capabilities


def test_promises_come_through_the_wire() -> None:
    promises = Capabilities("maskkit", 259_200, assets=True, seeds=True)
    assert Capabilities.from_wire(promises.to_wire()) == promises
    assert promises.replays


@pytest.mark.parametrize(
    "body",
    [
        None,
        "maskkit",
        [],
        {},
        {"idempotency_ttl_s": 100, "assets": True},
        {"service": 5, "idempotency_ttl_s": 100},
        {"error": "not found"},
    ],
)
def test_any_other_answer_promises_nothing(body: object) -> None:
    assert Capabilities.from_wire(body) == NO_PROMISES
    assert not NO_PROMISES.replays


@pytest.mark.parametrize("ttl", [0, -1, True, "259200", 1.5, None])
def test_a_strange_time_to_live_promises_no_replay(ttl: object) -> None:
    found = Capabilities.from_wire({"service": "maskkit", "idempotency_ttl_s": ttl, "assets": "yes"})
    assert not found.replays
    assert not found.assets
