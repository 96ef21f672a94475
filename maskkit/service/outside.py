"""Photos from elsewhere and call-backs to elsewhere, by the guard: nobody is led to an address that is not public."""

from __future__ import annotations

from http import HTTPStatus

from maskkit.errors import DownloadFailed
from maskkit.net.addresses import LOOPBACK
from maskkit.net.clock import Clock, SystemClock
from maskkit.net.guard import Guard, GuardPolicy, shown
from maskkit.net.session import Answer
from maskkit.roomapi.retry_after import parse_retry_after
from maskkit.service.parts import Receipt
from maskkit.service.settings import ServiceSettings

FETCH_S = 30.0
FETCH_WAITS_S = (0.5, 2.0)
"""How long to wait before a photo is asked for again."""

CHECK_URL = "Check that the URL can be opened from where the service runs, and has not expired."

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class GuardedOutside:
    """The :class:`~maskkit.service.parts.Outside` of a running service."""

    def __init__(self, settings: ServiceSettings, *, clock: Clock | None = None) -> None:
        allow = LOOPBACK if settings.allow_loopback else ()
        self._clock = clock or SystemClock()
        fetching = GuardPolicy(allow=allow, total_s=FETCH_S, max_bytes=settings.max_upload_bytes)
        self._fetching = Guard(fetching, self._clock)
        self._posting = Guard(GuardPolicy(allow=allow, total_s=settings.callback_limit_s), self._clock)

    def fetch(self, url: str) -> bytes:
        """The bytes behind a URL; what may pass is tried again.

        Raises:
            UnsafeUrl: it leads to an address that is not public.
            DownloadFailed: it gives no file, now and after the waits.
        """
        try:
            return self._fetched(url)
        except DownloadFailed as error:
            error.hint = CHECK_URL  # the usual hint is for whoever can repeat the call
            raise

    def _fetched(self, url: str) -> bytes:
        for wait_s in FETCH_WAITS_S:
            try:
                answer = self._fetching.get(url)
            except DownloadFailed:
                answer = None
            if answer is not None and answer.status not in _PASSING:
                return _file(answer, url)
            self._clock.sleep(wait_s)
        return _file(self._fetching.get(url), url)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Receipt:
        """Deliver a call-back once.

        Raises:
            UnsafeUrl: it leads to an address that is not public.
            DownloadFailed: nobody answered in time.
        """
        try:
            answer = self._posting.post(url, body, headers)
        except DownloadFailed as error:
            raise DownloadFailed("nobody answered in time", where=error.where) from error
        asked = answer.headers.get("retry-after")
        wait_s = parse_retry_after(asked, date=answer.headers.get("date"), now_s=self._clock.unix_s())
        return Receipt(answer.status, wait_s)


def _file(answer: Answer, url: str) -> bytes:
    if answer.status != HTTPStatus.OK:
        raise DownloadFailed(f"its server answered {answer.status}", where=shown(url))
    return answer.body
