"""The command line as a whole: help, version, exit codes, documents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import numpy as np
import pytest

from maskkit import __version__
from maskkit.cli import main as main_module
from maskkit.cli.main import COMMANDS, cli, run_cli
from maskkit.errors import EmptyMask
from maskkit.images.encode import encode


def python(*args: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *args], capture_output=True, check=False, **options)  # type: ignore[call-overload]


def test_the_help_loads_no_heavy_module() -> None:
    heavy = "[m for m in ('cv2', 'numpy', 'PIL', 'rich', 'requests', 'fastapi') if m in sys.modules]"
    code = f"import sys; from maskkit.cli.main import run_cli; run_cli(['--help']); sys.stderr.write(str({heavy}))"
    assert python("-c", code).stderr == b"[]"


def test_python_m_maskkit_is_the_command() -> None:
    answer = python("-m", "maskkit", "-V")
    assert answer.stdout.decode().split() == ["maskkit,", "version", __version__]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_two_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert text.count(f"maskkit {name}") >= 3  # the usage line and two examples
    assert "--json" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_takes_the_key_as_an_option(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    names = [option for parameter in command.params for option in parameter.opts]
    assert not [option for option in names if "api" in option or option == "--key"]


def test_an_unknown_command_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["paint", "--json"]) == 2
    told = capsys.readouterr()
    assert "No such command 'paint'" in told.err
    assert json.loads(told.out)["error"]["code"] == "usage"


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli([]) == 2
    told = capsys.readouterr()
    assert "Commands:" in told.out + told.err


def test_an_error_is_a_sentence_on_stderr_and_a_document_on_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [tmp_path / f"{name}.png" for name in ("photo", "result", "mask")]
    names[0].write_bytes(encode(np.zeros((4, 4, 3), np.uint8)))
    names[1].write_bytes(encode(np.zeros((4, 4, 3), np.uint8)))
    line = ["audit", *map(str, names)]
    assert run_cli(line) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"Error: {names[2]}: ")
    assert run_cli([*line, "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "image_not_found"


def test_the_exit_code_is_that_of_the_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise EmptyMask("nothing is marked", where="mask.png")

    monkeypatch.setattr(main_module.cli, "main", fail)
    assert run_cli(["mask"]) == EmptyMask.exit_code
    assert "mask.png: nothing is marked. Paint 255" in capsys.readouterr().err


def test_interrupting_gives_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module.cli, "main", interrupt)
    assert run_cli(["credits"]) == 130


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """``maskkit … | head -c 1``: no traceback, whatever is left to write."""
    photo = tmp_path / "photo.png"
    photo.write_bytes(encode(np.random.default_rng(0).integers(0, 255, (600, 600, 3), dtype=np.uint8)))
    line = [sys.executable, "-m", "maskkit", "compare", str(photo), str(photo), "-o", "-"]
    reading, writing = os.pipe()
    process = subprocess.Popen(line, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.close(reading)
    _, told = process.communicate(timeout=60)
    assert told == b""
    assert process.returncode == main_module.BROKEN_PIPE
