"""What a sandbox lets go wrong on request, so that a client can be tried out against every misfortune.

Faults are told by a setting, for all calls; by the header ``maskkit-sandbox``, for one; or beforehand by a call, for
the next ones. They are written as ``name=value`` pairs between commas, several groups of them between semicolons:
``rate=0.1,status=503;rate=0.05,lose=answer``.
"""

from __future__ import annotations

import json
import math
import random
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Literal, Self, cast

SANDBOX_HEADER = "maskkit-sandbox"

CALL_BACK_FAULTS = ("duplicate", "late", "forged", "none")
LOST = ("request", "answer")
_LONGEST_S = 3600.0
_MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong with one call.

    Attributes:
        rate: how likely it is that anything does, 0 to 1.
        latency_s: how much later the answer comes.
        status: an error status that is answered in the place of carrying the call out.
        retry_after_s: what that answer asks for.
        lose: whether the request or the answer is lost; a lost answer is one that was carried out.
        fail: whether the generation ends as FAILED.
        callback: whether its call-back comes twice, late, after a forged one, or never.
        late_s: how late.
        expired: whether the URLs in the answer are good no more.
    """

    rate: float = 1.0
    latency_s: float = 0.0
    status: int | None = None
    retry_after_s: int | None = None
    lose: Literal["request", "answer"] | None = None
    fail: bool = False
    callback: Literal["duplicate", "late", "forged", "none"] | None = None
    late_s: float = 2.0
    expired: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """The faults that a group of pairs tells.

        Raises:
            ValueError: with a sentence that says what is wrong.

        >>> Faults.parse("status=429, retry-after=3")
        Faults(rate=1.0, latency_s=0.0, status=429, retry_after_s=3, lose=None, fail=False, callback=None, late_s=2.0, \
expired=False)
        """
        values: dict[str, object] = {}
        for pair in filter(None, (part.strip() for part in text.split(","))):
            name, _, value = pair.partition("=")
            if name.strip() not in _READ:
                raise ValueError(f"no fault is called {name.strip()!r}; there are {', '.join(_READ)}")
            field, read = _READ[name.strip()]
            values[field] = read(value.strip())
        return cls(**values)  # type: ignore[arg-type]  # each was read as what it is

    def to_json(self) -> str:
        """All of it, for the database."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What :meth:`to_json` gave."""
        return cls(**json.loads(text))


NOTHING = Faults()


class Sandbox:
    """Decides what goes wrong with a call; safe across threads."""

    def __init__(self, always: str = "", *, chance: Callable[[], float] = random.random) -> None:
        self._always = groups(always)
        self._chance = chance
        self._next: dict[str, deque[Faults]] = defaultdict(deque)
        self._lock = threading.Lock()

    def order(self, call: str, faults: Faults, times: int) -> None:
        """Let the next calls of this name go wrong like this.

        Raises:
            ValueError: too many are waiting.
        """
        with self._lock:
            if len(self._next[call]) + times > _MOST_WAITING:
                raise ValueError(f"must leave at most {_MOST_WAITING} faults waiting")
            self._next[call].extend([faults] * times)

    def forget(self) -> None:
        """Let nothing go wrong that was ordered before."""
        with self._lock:
            self._next.clear()

    def faults_for(self, call: str, header: str | None) -> Faults:
        """What goes wrong with this call: what its header says, else what was ordered, else by the setting.

        Raises:
            ValueError: the header cannot be understood.
        """
        if header is not None:
            return self._struck(groups(header))
        with self._lock:
            if waiting := self._next.get(call):
                return self._struck((waiting.popleft(),))
        return self._struck(self._always)

    def _struck(self, candidates: tuple[Faults, ...]) -> Faults:
        """The first of the groups that its rate lets strike."""
        return next((faults for faults in candidates if self._chance() < faults.rate), NOTHING)


def groups(text: str) -> tuple[Faults, ...]:
    """The groups of faults in a text.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    return tuple(Faults.parse(group) for group in text.split(";") if group.strip())


def _number(highest: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        number = float(text) if text else math.nan
        if not 0 <= number <= highest:
            raise ValueError(f"must be a number from 0 to {highest:g}, not {text!r}")
        return number

    return read


def _status(text: str) -> int:
    known = {str(int(status)) for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST}
    if text not in known:
        raise ValueError(f"must be an error status of HTTP, not {text!r}")
    return int(text)


def _whole(text: str) -> int:
    return round(_number(_LONGEST_S)(text))


def _flag(text: str) -> bool:
    if text:
        raise ValueError(f"takes no value, not {text!r}")
    return True


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not {text!r}")
        return text

    return read


_READ: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "rate": ("rate", _number(1.0)),
    "latency": ("latency_s", _number(_LONGEST_S)),
    "status": ("status", _status),
    "retry-after": ("retry_after_s", _whole),
    "lose": ("lose", cast("Callable[[str], object]", _one_of(*LOST))),
    "fail": ("fail", _flag),
    "callback": ("callback", cast("Callable[[str], object]", _one_of(*CALL_BACK_FAULTS))),
    "late": ("late_s", _number(_LONGEST_S)),
    "expired": ("expired", _flag),
}
