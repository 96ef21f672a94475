"""What the parts of the service share, put together once by :mod:`maskkit.service.app`."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from maskkit.service.db.database import Database
from maskkit.service.metrics import Metrics
from maskkit.service.settings import ServiceSettings
from maskkit.storage.local import LocalStore


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a receiver answered a call-back. ``retry_after_s`` is what it asked for, where it asked."""

    status: int
    retry_after_s: float | None = None


class Outside(Protocol):
    """The rest of the world, as far as the service talks to it."""

    def fetch(self, url: str) -> bytes:
        """The bytes behind a URL.

        Raises:
            MaskkitError: the URL is not allowed, or gives nothing usable.
        """

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Receipt:
        """Deliver a call-back once; redirects are not followed.

        Raises:
            MaskkitError: the URL is not allowed, or nobody answered in time.
        """


def system_now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings, database, files, clock, and the way outside. ``base_url`` is where the service itself is found.

    ``url_key`` signs the URLs of files: all machines of one service have the same.
    """

    settings: ServiceSettings
    database: Database
    store: LocalStore
    outside: Outside
    base_url: str
    now_ms: Callable[[], int] = field(default=system_now_ms)
    url_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def called_url(self) -> str:
        """What the service is called from outside, without a slash at the end."""
        return (self.settings.public_url or self.base_url).rstrip("/")
