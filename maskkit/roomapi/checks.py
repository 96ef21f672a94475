"""What is wrong with one field of a request: each check gives a sentence, or None when all is well."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

Check: TypeAlias = Callable[[object], str | None]

MAX_URL_CHARS = 4096

UUID_PATTERN = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID = re.compile(UUID_PATTERN)
_DELIVERY_ID = re.compile(r"evt_[0-9a-f]{32}")
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\\]")
_OTHER_IMAGES = frozenset({".webp", ".gif", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp", ".svg", ".pdf", ".jp2"})


def uuid_problem(value: object) -> str | None:
    """A sentence unless ``value`` is a UUID in its usual spelling.

    >>> uuid_problem("4d9cbd0d-6fbe-4f5d-8f6a-4a5b7f1e2c3d") is None
    True
    >>> uuid_problem("me")
    'must be a UUID'
    """
    return None if isinstance(value, str) and _UUID.fullmatch(value) else "must be a UUID"


def delivery_id_problem(value: object) -> str | None:
    """A sentence unless ``value`` can be the id of a call-back.

    >>> delivery_id_problem("evt_" + "0" * 32) is None
    True
    """
    return None if isinstance(value, str) and _DELIVERY_ID.fullmatch(value) else "must be the id of a call-back"


def url_problem(value: object) -> str | None:
    """A sentence unless ``value`` is an http or https URL that can be sent as it stands.

    >>> url_problem("ftp://example.org/a.png")
    'must be an http or https URL'
    """
    if not isinstance(value, str) or not (parts := _split(value)) or parts.scheme not in {"http", "https"}:
        return "must be an http or https URL"
    if len(value) > MAX_URL_CHARS:
        return f"must be at most {MAX_URL_CHARS} characters long"
    if _NOT_IN_A_URL.search(value):
        return "must not hold spaces, backslashes or control characters"
    if not parts.hostname:
        return "must name a host"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or password"
    return None


def image_url_problem(value: object) -> str | None:
    """A sentence unless ``value`` is a URL that may lead to a JPEG or PNG file.

    A URL without a file extension passes: only the service can tell what it gives.

    >>> image_url_problem("https://example.org/room.webp")
    'must lead to a jpg or png file, not .webp'
    """
    if problem := url_problem(value):
        return problem
    suffix = PurePosixPath(urlsplit(str(value)).path).suffix.lower()
    return f"must lead to a jpg or png file, not {suffix}" if suffix in _OTHER_IMAGES else None


def word_check(words: type[StrEnum]) -> Check:
    """A check for one of the words of the wire, in the wire's own spelling."""
    allowed = [word.value for word in words]

    def check(value: object) -> str | None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"

    return check


def pixels_problem(value: object) -> str | None:
    """A sentence unless ``value`` is a positive whole number.

    >>> pixels_problem(0)
    'must be a positive whole number of pixels'
    """
    good = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return None if good else "must be a positive whole number of pixels"


HIGHEST_SEED = 2**32 - 1


def seed_problem(value: object) -> str | None:
    """A sentence unless ``value`` is a whole number that can be a seed.

    >>> seed_problem(-1)
    'must be a whole number from 0 to 4294967295'
    """
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST_SEED
    return None if good else f"must be a whole number from 0 to {HIGHEST_SEED}"


def _split(value: str) -> SplitResult | None:
    """The parts of a URL; None for what is none, such as a port that is no number."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018  reading it checks it
    except ValueError:
        return None
    return parts
