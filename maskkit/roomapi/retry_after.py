"""Read a Retry-After header: seconds or a date, and whatever else servers write there."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_S = 86_400.0

_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{0,9})?")


def parse_retry_after(value: str | None, *, date: str | None = None, now_s: float | None = None) -> float | None:
    """The seconds to wait, 0 to one day; None when the header is absent or says nothing.

    A date is compared with the answer's own ``Date`` header, so that a wrong clock here does no harm; without one it is
    compared with ``now_s`` (Unix seconds). Source: RFC 9110, section 10.2.3.

    >>> parse_retry_after("2"), parse_retry_after("soon"), parse_retry_after("-5"), parse_retry_after("9" * 15)
    (2.0, None, 0.0, 86400.0)
    >>> parse_retry_after("Wed, 21 Oct 2026 07:28:30 GMT", date="Wed, 21 Oct 2026 07:28:00 GMT")
    30.0
    """
    text = (value or "").strip()
    if _NUMBER.fullmatch(text):
        return _clamp(float(text))
    until, now = _unix_s(text), _unix_s(date or "")
    if until is None:
        return None
    now = now if now is not None else now_s
    return None if now is None else _clamp(until - now)


def _clamp(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_S) if math.isfinite(seconds) else LONGEST_S


def _unix_s(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return (aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
