"""``-`` as a file."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import click
import pytest

from maskkit.cli.streams import (
    image_format,
    print_json,
    refuse_mixed_stdout,
    refuse_two_streams,
    source,
    write_output,
)
from maskkit.errors import OutputExists, UnsupportedFormat


def test_a_name_is_a_file_and_a_dash_is_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\x89PNG")))
    assert source("a.png") == "a.png"
    assert source("-") == b"\x89PNG"


def test_output_goes_to_a_file_once_and_to_stdout_as_it_is(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    target = tmp_path / "o.bin"
    write_output(str(target), b"one", overwrite=False)
    with pytest.raises(OutputExists):
        write_output(str(target), b"two", overwrite=False)
    write_output(str(target), b"two", overwrite=True)
    assert target.read_bytes() == b"two"
    write_output("-", b"\x00\xff\n", overwrite=False)
    assert capfdbinary.readouterr().out == b"\x00\xff\n"


@pytest.mark.parametrize(("name", "kind"), [("a.PNG", "png"), ("b.jpeg", "jpeg"), ("-", "png")])
def test_the_format_is_told_by_the_name(name: str, kind: str) -> None:
    assert image_format(name) == kind


@pytest.mark.parametrize("name", ["a", "a.gif", "a.png.txt"])
def test_other_formats_are_refused(name: str) -> None:
    with pytest.raises(UnsupportedFormat):
        image_format(name)


def test_stdin_and_stdout_are_used_once() -> None:
    refuse_two_streams("-", "a", None)
    with pytest.raises(click.UsageError):
        refuse_two_streams("-", None, "-")
    refuse_mixed_stdout("-", as_json=False)
    refuse_mixed_stdout("a.png", as_json=True)
    with pytest.raises(click.UsageError):
        refuse_mixed_stdout("-", as_json=True)


def test_json_is_one_line_with_letters_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"photo": "Küche\n.jpg"})
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "Küche" in out
    assert json.loads(out) == {"photo": "Küche\n.jpg"}
