"""The Idempotency-Key: the same key and body get the first answer again, byte for byte, at no cost.

Follows draft-ietf-httpapi-idempotency-key-header-07. The answer is stored in the transaction that accepts the
generation, so there is no moment at which one exists without the other; a request that was refused stores nothing.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from maskkit.service.db.rows import KeyRow

LONGEST_KEY = 255


def parse_key(header: str | None) -> str | None:
    """The key in a header, with or without the quotes of a structured string; None without a header.

    Raises:
        ValueError: with a sentence that says what is wrong.

    >>> parse_key('"a-b"'), parse_key("a-b"), parse_key(None)
    ('a-b', 'a-b', None)
    """
    if header is None:
        return None
    quoted = len(header) >= 2 and header[0] == header[-1] == '"'
    key = header[1:-1] if quoted else header
    if not 1 <= len(key) <= LONGEST_KEY:
        raise ValueError(f"must have 1 to {LONGEST_KEY} characters")
    if not all(" " <= character <= "~" for character in key):
        raise ValueError("must be printable ASCII")
    return key


def canonical(body: Mapping[str, object]) -> str:
    """The body in the one spelling in which two equal requests are equal texts."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def differing_fields(stored: str, body: Mapping[str, object]) -> list[str]:
    """The names of the fields in which two requests differ.

    >>> differing_fields('{"a":1,"b":2}', {"a": 1, "b": 3, "c": 0})
    ['b', 'c']
    """
    before = json.loads(stored)
    missing = object()
    return sorted(name for name in {*before, *body} if before.get(name, missing) != body.get(name, missing))


@dataclass(frozen=True, slots=True)
class Replay:
    """The key was answered before: give this answer again."""

    status: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key was answered before, for a body that differed in these fields."""

    fields: tuple[str, ...]


def decide(stored: KeyRow | None, body: Mapping[str, object], now_ms: int) -> Replay | Mismatch | None:
    """What a request with a key leads to; None = go ahead, it is new or its key has expired."""
    if stored is None or stored.expires_ms <= now_ms:
        return None
    fields = differing_fields(stored.request, body)
    return Mismatch(tuple(fields)) if fields else Replay(stored.status, stored.answer)


class KeyGate:
    """Lets one request with a key in at a time; the others wait a little for its answer."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._inside: set[tuple[str, str, str]] = set()

    @contextmanager
    def enter(self, user_id: str, call: str, key: str, *, wait_s: float) -> Iterator[bool]:
        """Whether the request may go on; False when another with the same key is still at work after ``wait_s``."""
        mine = (user_id, call, key)
        with self._free:
            entered = self._free.wait_for(lambda: mine not in self._inside, timeout=wait_s)
            if entered:
                self._inside.add(mine)
        try:
            yield entered
        finally:
            if entered:
                with self._free:
                    self._inside.discard(mine)
                    self._free.notify_all()
