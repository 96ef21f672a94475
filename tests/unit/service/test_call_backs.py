"""When a call-back is sent again, and who gets a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskkit.roomapi.retry_after import parse_retry_after
from maskkit.service.call_backs import (
    AT_A_TIME,
    AT_A_TIME_AGAIN,
    AT_A_TIME_PER_RECEIVER,
    AT_A_TIME_PER_USER,
    WAITS_S,
    UnderWay,
    new_delivery,
    next_due,
    problem_of,
    with_places,
)
from maskkit.service.db.rows import DeliveryRow
from maskkit.service.parts import Receipt


@given(failures=st.integers(1, len(WAITS_S)), chance=st.floats(0, 1))
def test_each_wait_is_that_of_the_schedule_give_or_take_a_fifth(failures: int, chance: float) -> None:
    due = next_due(failures, None, now_ms=1000, chance=lambda: chance)
    assert due is not None
    assert 0.8 * WAITS_S[failures - 1] <= (due - 1000) / 1000 <= 1.2 * WAITS_S[failures - 1]


def test_the_schedule_lasts_three_days_and_then_ends() -> None:
    assert sum(WAITS_S) >= 75 * 3600
    assert next_due(len(WAITS_S) + 1, None, now_ms=0) is None


def test_a_receiver_that_is_gone_is_left_alone() -> None:
    assert next_due(1, Receipt(410), now_ms=0) is None
    assert next_due(1, Receipt(410, 5.0), now_ms=0) is None


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    assert next_due(1, Receipt(503, 100.0), now_ms=0) == 100_000
    assert next_due(1, Receipt(503, 1e9), now_ms=0) == 86_400_000


@given(
    st.text(max_size=40)
    | st.from_regex(r"[+-]?[0-9]{1,400}(\.[0-9]{1,40})?", fullmatch=True)
    | st.sampled_from(
        [
            "Wed, 21 Oct 2026 07:28:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Mon, 32 Foo 99999 99:99:99 ZZZ",
            "1e308",
            "inf",
            "nan",
            "-1",
            "0x10",
        ]
    )
)
def test_whatever_a_receiver_asks_for_the_schedule_goes_on_within_a_day(header: str) -> None:
    receipt = Receipt(503, parse_retry_after(header, now_s=1_700_000_000.0))
    due = next_due(1, receipt, now_ms=0, chance=lambda: 0.0)
    assert due is not None
    assert 4000 <= due <= 86_400_000


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_only_2xx_takes_a_call_back(status: int) -> None:
    assert problem_of(Receipt(status)) is None


@pytest.mark.parametrize("status", [100, 199, 300, 301, 302, 304, 307, 308, 400, 404, 410, 429, 500, 503, 599])
def test_everything_else_is_a_failure_a_redirect_too(status: int) -> None:
    assert problem_of(Receipt(status)) == f"the receiver answered {status}"


def order(receiver: str, user: str = "u", *, failures: int = 0) -> DeliveryRow:
    made = new_delivery(user_id=user, generation_id=None, url=f"http://{receiver}/", body=b"", now_ms=0)
    return DeliveryRow(**{name: getattr(made, name) for name in made.__slots__} | {"failures": failures})


def test_one_receiver_gets_only_a_few_places() -> None:
    due = [order("dead") for _ in range(50)] + [order("alive")]
    chosen = with_places(due, [UnderWay("u", "dead", again=False)])
    assert [each.receiver for each in chosen] == ["dead"] * (AT_A_TIME_PER_RECEIVER - 1) + ["alive"]


def test_no_more_begin_than_there_are_places() -> None:
    due = [order(f"r{number}", f"u{number}") for number in range(100)]
    assert len(with_places(due, [])) == AT_A_TIME
    busy = [UnderWay(f"v{number}", f"s{number}", again=False) for number in range(AT_A_TIME)]
    assert with_places(due, busy) == []


def test_one_user_with_many_receivers_leaves_places_to_the_others() -> None:
    due = [order(f"r{number}", "greedy") for number in range(100)] + [order("alive", "other")]
    chosen = with_places(due, [])
    assert sum(each.user_id == "greedy" for each in chosen) == AT_A_TIME_PER_USER
    assert chosen[-1].user_id == "other"


def test_what_has_failed_before_leaves_places_to_what_is_new() -> None:
    due = [order(f"r{number}", f"u{number}", failures=1) for number in range(100)] + [order("new", "new")]
    chosen = with_places(due, [])
    assert sum(each.failures > 0 for each in chosen) == AT_A_TIME_AGAIN
    assert chosen[-1].receiver == "new"


def test_the_receiver_is_the_host_and_port_of_the_url() -> None:
    assert order("Hooks.Example:8443/a?b").receiver == "hooks.example:8443"
