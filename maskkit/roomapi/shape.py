"""Read retrieve's answer by shape: its three field names are not documented, only what they hold.

The status is the one word, the images the one array of URLs, the variations the one whole number. The names of
maskkit's own service are tried first; other names that were met are told in the log, once each.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from maskkit.errors import BadAnswer
from maskkit.roomapi.checks import url_problem
from maskkit.roomapi.words import Status

log = logging.getLogger(__name__)

_WORD = re.compile(r"[A-Za-z][A-Za-z_ -]{0,39}")
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class GenerationShape:
    """What was found in an answer."""

    status: str
    images: tuple[str, ...]
    variations: int | None
    raw: Mapping[str, Any]


def find_shape(body: object) -> GenerationShape:
    """The status, images and variations in ``body``, a parsed JSON document.

    Raises:
        BadAnswer: when it holds no status, or several arrays of URLs.

    >>> find_shape({"phase": "FAILED", "pictures": [], "count": 0}).status
    'FAILED'
    """
    answer = _unwrap(body)
    status = _pick(answer, "status", _is_known_status) or _pick(answer, "status", _is_word)
    if status is None:
        raise BadAnswer(f"the answer holds no status among {_names(answer)}")
    images = _pick(answer, "images", _is_urls) or _pick(answer, "images", _is_empty_list)
    count = _pick(answer, "variations", _is_count)
    _tell(tuple((role, name) for role, name in (("status", status), ("images", images), ("variations", count)) if name))
    return GenerationShape(
        status=_canonical(answer[status]),
        images=tuple(answer[images]) if images else (),
        variations=answer[count] if count else None,
        raw=answer,
    )


def _unwrap(body: object) -> dict[str, Any]:
    """The object that holds the status: the body itself, or the one object that it wraps."""
    for _ in range(_MAX_DEPTH):
        if not isinstance(body, dict):
            break
        inner = [value for value in body.values() if isinstance(value, dict)]
        if any(_is_word(value) for value in body.values()) or len(inner) != 1:
            return body
        body = inner[0]
    raise BadAnswer(f"a JSON object was expected, not {type(body).__name__}")


def _pick(answer: Mapping[str, Any], name: str, fits: Callable[[object], bool]) -> str | None:
    """The member called ``name`` when it fits, else the only one that does."""
    if fits(answer.get(name)):
        return name
    found = [key for key, value in answer.items() if fits(value)]
    if len(found) > 1 and fits is _is_urls:
        raise BadAnswer(f"the answer holds several arrays of URLs: {', '.join(found)}")
    return found[0] if len(found) == 1 else None


def _is_known_status(value: object) -> bool:
    return isinstance(value, str) and value.strip().upper() in Status.__members__


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value.strip()) is not None


def _is_urls(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(url_problem(item) is None for item in value)


def _is_empty_list(value: object) -> bool:
    return value == []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _canonical(word: str) -> str:
    upper = word.strip().upper()
    return upper if upper in Status.__members__ else word.strip()


def _names(answer: Mapping[str, Any]) -> str:
    return ", ".join(map(str, answer)) or "no members"


@lru_cache(maxsize=64)
def _tell(met: tuple[tuple[str, str], ...]) -> None:
    """Say once which names an answer used, where they are not the expected ones."""
    if any(role != name for role, name in met):
        log.info("retrieve's answer read by shape: %s", ", ".join(f"{role} = {name!r}" for role, name in met))
