"""A transport for requests that loses requests and answers, in a scripted order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from enum import Enum
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from maskkit.net.transport import NeverSent


class Mood(Enum):
    """What becomes of a request."""

    FINE = "sent and answered"
    LOSE_REQUEST = "never sent"
    LOSE_ANSWER = "sent; its answer is lost"


class FlakyTransport(HTTPAdapter):
    """An adapter that treats request after request by its ``moods``, and those that follow well.

    Give it to ``RoomClient(adapter=...)`` or mount it on a ``requests.Session``.

    >>> FlakyTransport([Mood.LOSE_REQUEST]).sent
    0
    """

    def __init__(self, moods: Iterable[Mood] = (), *, delay_s: float = 0.0) -> None:
        self.sent = 0
        self.lost = 0
        self._moods = deque(moods)
        self._delay_s = delay_s
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, or pretend to."""
        mood = self._moods.popleft() if self._moods else Mood.FINE
        time.sleep(self._delay_s)
        if mood is Mood.LOSE_REQUEST:
            self.lost += 1
            raise NeverSent("scripted: the request was lost", request=request)
        response = super().send(request, *args, **kwargs)
        self.sent += 1
        if mood is Mood.LOSE_ANSWER:
            self.lost += 1
            response.close()
            raise requests.ConnectionError("scripted: the answer was lost", request=request)
        return response
