"""The embedded service's pieces that need no service."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from maskkit.service.embedded import EmbeddedService, _command, _drain, _environment, _first_line


def test_settings_of_whoever_runs_it_do_not_leak_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE_PORT", "9")
    monkeypatch.setenv("OTHER", "kept")
    found = _environment("mk_key", {"output_ttl_s": "5"})
    ours = {name: value for name, value in found.items() if name.startswith("MASKKIT_SERVICE_")}
    assert ours == {
        "MASKKIT_SERVICE_BOOTSTRAP_KEY": "mk_key",
        "MASKKIT_SERVICE_ALLOW_LOOPBACK": "true",
        "MASKKIT_SERVICE_REQUESTS_PER_MINUTE": "0",
        "MASKKIT_SERVICE_OUTPUT_TTL_S": "5",
    }
    assert found["OTHER"] == "kept"


def test_the_key_is_not_on_the_command_line() -> None:
    command = _command("data", "surface", 3)
    assert command[:3] == [sys.executable, "-m", "maskkit.service"]
    assert not any("mk_" in word for word in command)
    assert command[-2:] == ["--jobs", "3"]


def test_the_first_line_is_waited_for_no_longer_than_told() -> None:
    assert _first_line(io.StringIO("ready\nmore\n"), 5) == "ready\n"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    silent = subprocess.Popen([sys.executable, "-c", "input()"], text=True, **pipes)
    assert silent.stdin is not None
    assert silent.stdout is not None
    assert _first_line(silent.stdout, 0.05) is None
    silent.stdin.close()
    silent.wait(10)


def test_the_last_lines_are_kept_and_no_more() -> None:
    lines = _drain(io.StringIO("".join(f"line {number}\n" for number in range(100))))
    assert lines.ended.wait(5)
    kept = lines.text().splitlines()
    assert kept[-1] == "line 99"
    assert len(kept) < 50


def test_a_service_that_does_not_end_by_itself_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maskkit.service.embedded.STOP_S", 0.1)
    code = "import time\nwhile True: time.sleep(1)"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, text=True)
    with EmbeddedService("http://127.0.0.1:1", "user", "key", process):
        assert process.poll() is None
    assert process.returncode is not None
