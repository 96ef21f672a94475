"""Log lines: for people or as JSON, each with the request that it belongs to, and none with a secret in it."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty outside of one."""

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

MOST_CHARS = 20_000
"""What is longer is cut: clients decide about some of what is logged, and none may keep the service busy with it."""

_NAMES = "x-api-key|authorization|signature|password|secret|token"
_SECRETS = (
    # Keys of users, secrets of call-backs, names of files, and what follows ? in a URL: each is enough to get in.
    (re.compile(r"\bmk_[A-Za-z0-9_-]{8,}"), "mk_***"),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+"), "whsec_***"),
    (re.compile(r"(/files/)[A-Za-z0-9_-]+"), r"\1***"),
    (re.compile(r"(https?://[^\s?#'\"<>]{0,4096})\?[^\s'\"<>]*"), r"\1?***"),
    (re.compile(r"(\b[A-Za-z][\w+.-]{0,30}://)[^\s/@'\"]{0,300}:[^\s/@'\"]{0,300}@"), r"\1***@"),
    (re.compile(rf"(?i)({_NAMES})(['\"]?\s*[:=]\s*)(bearer |basic )?\S+"), r"\1\2***"),
)

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def scrubbed(text: str) -> str:
    """The text without what lets anybody in.

    >>> scrubbed("GET https://a.org/p.png?signature=abc by mk_0123456789abcdef")
    'GET https://a.org/p.png?*** by mk_***'
    """
    if len(text) > MOST_CHARS:
        text = f"{text[:MOST_CHARS]}… ({len(text)} characters)"
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class TextLines(logging.Formatter):
    """A line for people."""

    def __init__(self) -> None:
        super().__init__(TEXT)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the request's id at its end where there is one."""
        line = scrubbed(super().format(record))
        return f"{line} [{request_id.get()}]" if request_id.get() else line


class JsonLines(logging.Formatter):
    """A JSON object a line; what a caller gave as ``extra`` are members of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": scrubbed(record.getMessage()),
        }
        if request_id.get():
            told["request_id"] = request_id.get()
        extra = {name: value for name, value in vars(record).items() if name not in _OWN}
        told |= {name: scrubbed(value) if isinstance(value, str) else value for name, value in extra.items()}
        if record.exc_info:
            told["exception"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


def log_to_stderr(form: str, level: str) -> None:
    """Send log lines to stderr, unless whoever called has decided where they go: stdout is for the ready line."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[lines], level=level.upper())
