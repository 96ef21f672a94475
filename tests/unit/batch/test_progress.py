"""What the user sees of a run."""

from __future__ import annotations

import io
import json

import pytest

from maskkit.batch.notices import Notice
from maskkit.batch.progress import sentence, showing

BEGIN = Notice("begin", detail={"photos": 3, "todo": 2, "out": "out"})
STEP = Notice("step", "a", "wait", 1, spent=1)
FAILED = Notice("failed", "b", detail={"code": "empty_file", "message": "the file is empty", "hint": "Copy it again."})
ALL = (BEGIN, STEP, Notice("finished", "a", spent=1), FAILED, Notice("left", "c"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def show(*, stderr: io.StringIO, as_json: bool = False) -> str:
    stdout = io.StringIO()
    with showing(stdout=stdout, stderr=stderr, as_json=as_json) as watch:
        for notice in ALL:
            watch(notice)
    return stdout.getvalue()


def test_a_log_gets_one_line_for_each_photo_that_ends() -> None:
    stderr = io.StringIO()
    assert show(stderr=stderr) == ""
    assert stderr.getvalue().splitlines() == [
        "2 photos to do, 1 done already",
        "[1/2] a: finished",
        "[2/2] b: the file is empty. Copy it again.",
    ]


def test_json_goes_to_stdout_and_nothing_else_anywhere() -> None:
    stderr = io.StringIO()
    events = [json.loads(line) for line in show(stderr=stderr, as_json=True).splitlines()]
    assert [event["event"] for event in events] == ["begin", "step", "finished", "failed", "left"]
    assert events[1] == {"event": "step", "item": "a", "do": "wait", "room": 1, "spent": 1}
    assert events[3]["code"] == "empty_file"
    assert stderr.getvalue() == ""


def test_a_terminal_gets_a_bar_and_failures_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    stderr = Terminal()
    assert show(stderr=stderr) == ""
    text = stderr.getvalue()
    assert "b: the file is empty. Copy it again." in text
    assert "2/2" in text


@pytest.mark.parametrize("kind", ["step", "left"])
def test_what_only_a_live_display_shows_has_no_sentence(kind: str) -> None:
    assert sentence(Notice(kind, "a")) == ""


def test_words_in_brackets_are_shown_as_they_are() -> None:
    stderr = Terminal()
    with showing(stdout=io.StringIO(), stderr=stderr, as_json=False) as watch:
        watch(Notice("failed", "[red]room[/red]", detail={"message": "no [bold]", "hint": ""}))
    assert "[red]room[/red]: no [bold]." in stderr.getvalue()
