"""Retry-After in every form that servers send."""

from __future__ import annotations

import pytest

from maskkit.roomapi.retry_after import LONGEST_S, parse_retry_after


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("120", 120.0),
        (" 1.5 ", 1.5),
        ("-3", 0.0),
        ("99999999999999999999", LONGEST_S),
        ("inf", None),
        ("nan", None),
        ("1e9", None),
        ("1_000", None),
        ("٣", None),
        ("soon", None),
        ("0x10", None),
        ("9" * 400, None),
        ("Wed, 99 Foo 2026 99:99:99 GMT", None),
        ("Thu, 01 Jan 1970 00:00:30 GMT", 30.0),
        ("Thu, 01 Jan 1970 00:00:30 +0000", 30.0),
        ("Thursday, 01-Jan-70 00:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2099 00:00:00 GMT", LONGEST_S),
    ],
)
def test_each_form(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now_s=0.0) == seconds


def test_a_date_is_measured_by_the_servers_own_clock() -> None:
    """This machine's clock may be hours off."""
    date, later = "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:09 GMT"
    assert parse_retry_after(later, date=date, now_s=0.0) == 9.0
    assert parse_retry_after(later, date="garbage", now_s=None) is None


def test_a_date_in_the_past_means_now() -> None:
    assert parse_retry_after("Thu, 01 Jan 1970 00:00:00 GMT", now_s=500.0) == 0.0
