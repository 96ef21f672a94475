"""What the user sees of a run: a live display on a terminal, plain lines in a log, JSON lines for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from maskkit.batch.notices import Notice, Watch
from maskkit.batch.page_words import counted

if TYPE_CHECKING:
    from rich.progress import Progress

_DOING = {
    "prepare": "making the mask",
    "upload": "uploading",
    "create": "asking for the room",
    "resend": "asking for a lost answer",
    "wait": "waiting for the room",
    "download": "fetching the room",
    "composite": "putting it back into the photo",
}


@contextmanager
def showing(*, stdout: TextIO, stderr: TextIO, as_json: bool) -> Iterator[Watch]:
    """The way to show a run that fits its surroundings; the progress itself goes to ``stderr``, JSON to ``stdout``."""
    if as_json:
        yield lambda notice: _print_json(notice, stdout)
    elif stderr.isatty():
        with _live(stderr) as watch:
            yield watch
    else:
        yield _Lines(stderr)


def _print_json(notice: Notice, stdout: TextIO) -> None:
    stdout.write(json.dumps(notice.to_json(), ensure_ascii=False) + "\n")
    stdout.flush()


class _Lines:
    """One line for each photo that ends, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._todo = 0
        self._ended = 0

    def __call__(self, notice: Notice) -> None:
        if notice.kind == "begin":
            self._todo = notice.detail["todo"]
        self._ended += notice.kind in {"finished", "failed"}
        if text := sentence(notice):
            counted = notice.kind in {"finished", "failed"}
            self._stream.write(f"[{self._ended}/{self._todo}] {text}\n" if counted else f"{text}\n")
            self._stream.flush()


def sentence(notice: Notice) -> str:
    """``notice`` in words; empty for what only a live display shows.

    >>> sentence(Notice("finished", "kitchen"))
    'kitchen: finished'
    """
    match notice.kind:
        case "begin":
            done = notice.detail["photos"] - notice.detail["todo"]
            return f"{counted(notice.detail['todo'], 'photo')} to do" + (f", {done} done already" if done else "")
        case "finished":
            return f"{notice.item}: finished"
        case "failed":
            hint = f" {notice.detail['hint']}" if notice.detail.get("hint") else ""
            return f"{notice.item}: {notice.detail['message']}.{hint}"
        case "note":
            return str(notice.detail["text"])
        case _:
            return ""


@contextmanager
def _live(stderr: TextIO) -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("{task.fields[doing]}", style="dim"),
    )
    with Progress(*columns, console=Console(file=stderr)) as progress:
        yield _Live(progress)


class _Live:
    """A bar with what is being done to which photo, and what was spent; failures scroll above it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("photos", total=None, doing="starting")
        self._doing: dict[str, str] = {}

    def __call__(self, notice: Notice) -> None:
        if notice.kind == "begin":
            self._progress.update(self._task, total=notice.detail["todo"])
        if notice.kind == "step":
            self._doing[notice.item] = _DOING.get(notice.do, notice.do)
        if notice.kind in {"finished", "failed", "left"}:
            self._doing.pop(notice.item, None)
        if notice.kind in {"finished", "failed"}:
            self._progress.advance(self._task)
        if notice.kind in {"failed", "note"}:
            self._progress.console.print(sentence(notice), markup=False, highlight=False)
        self._progress.update(self._task, doing=self._words(notice.spent))

    def _words(self, spent: int) -> str:
        doing = ", ".join(f"{item}: {what}" for item, what in list(self._doing.items())[:2])
        return f"{spent} spent  {doing}"
