"""The service against clients that are slow, greedy or gone, and its own start and stop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

import maskkit.errors
from maskkit.errors import ServiceNotStarted
from maskkit.service import embedded
from maskkit.service.embedded import EmbeddedService

ENGINES = Path(__file__).parents[1] / "unit" / "service" / "engines"
PACKAGE = Path(maskkit.errors.__file__).parents[1]
ASSETS, CREDIT = "/api/assets", "/api/account/credit"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edge")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[EmbeddedService]:
    settings = {"header_limit_s": "1", "body_grace_s": "1", "max_upload_bytes": "200000"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{ENGINES}{os.pathsep}{PACKAGE}")
        with embedded.start(folder, engine="tiny_engines:paint", settings=settings) as running:
            yield running


@pytest.fixture
def line(service: EmbeddedService) -> Iterator[socket.socket]:
    """A bare connection to the service."""
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        yield connection


def head(service: EmbeddedService, path: str, *extra: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"x-api-key: {service.api_key}", *extra]
    return "\r\n".join([*lines, "", ""]).encode()


def everything(connection: socket.socket) -> bytes:
    """What comes until the service closes."""
    came = b""
    while piece := connection.recv(65_536):
        came += piece
    return came


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_half_a_head_is_not_waited_for(line: socket.socket) -> None:
    line.sendall(b"POST / HTTP/1.1\r\nHo")
    assert everything(line) in {b"", b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"}


@pytest.mark.parametrize("path", [ASSETS, CREDIT])
def test_half_a_body_is_not_waited_for(service: EmbeddedService, line: socket.socket, path: str) -> None:
    line.sendall(head(service, path, "Content-Length: 1000") + b'{"user')
    answer = everything(line)
    assert status_of(answer) == 408
    assert b"too_slow" in answer


def test_a_body_is_refused_by_its_announced_length(service: EmbeddedService, line: socket.socket) -> None:
    line.sendall(head(service, ASSETS, "Content-Length: 200001"))
    answer = line.recv(65_536)
    assert status_of(answer) == 413
    assert b'"limit": 200000' in answer


def test_a_body_without_a_length_is_cut_at_the_limit(service: EmbeddedService, line: socket.socket) -> None:
    line.sendall(head(service, ASSETS, "Transfer-Encoding: chunked"))
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    sent = 0
    with pytest.raises(OSError):  # noqa: PT012  somewhere in here the service hangs up
        for _ in range(200):
            line.sendall(chunk)
            sent += 65_536
    assert sent < 8_000_000, "the service went on reading"


def test_json_bodies_have_a_lower_limit(service: EmbeddedService) -> None:
    answer = requests.post(service.url + CREDIT, data=b" " * 65_537, headers={"x-api-key": service.api_key}, timeout=30)
    assert answer.status_code == 413


def test_a_key_is_asked_for_before_an_upload_is_read(service: EmbeddedService, line: socket.socket) -> None:
    line.sendall(b"POST /api/assets HTTP/1.1\r\nHost: a\r\nx-api-key: no\r\nContent-Length: 100000\r\n\r\n")
    assert status_of(line.recv(65_536)) == 401


def test_clients_that_hang_up_do_no_harm(service: EmbeddedService) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(head(service, CREDIT, "Content-Length: 50") + b"{")
    assert requests.get(service.url + "/readyz", timeout=30).status_code == 200


def serve(folder: Path, *options: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "maskkit.service", "--data", str(folder), "--engine", "tiny_engines:endless"]
    environment = {**os.environ, "PYTHONPATH": f"{ENGINES}{os.pathsep}{PACKAGE}"}
    pipes = {"stdin": stdin, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*command, "--port", "0", *options], text=True, env=environment, **pipes)


def test_the_ready_line_shows_the_key_once_and_sigterm_ends_it(tmp_path: Path) -> None:
    """Each stop waits for the request under way, and for no idle connection."""
    told = []
    for _ in range(2):
        with serve(tmp_path) as process:
            assert process.stdout is not None
            told.append(json.loads(process.stdout.readline()))
            with idle_and_busy(told[-1]["url"], told[0]) as finish:
                process.send_signal(signal.SIGTERM)
                assert status_of(finish()) == 200
                rest, log = process.communicate(timeout=30)
            assert (process.returncode, rest) == (0, "")
            assert "dbos.dev" not in log
            assert "Traceback" not in log
    assert set(told[0]) == {"url", "user_id", "api_key"}
    assert set(told[1]) == {"url", "user_id"}
    assert told[0]["user_id"] == told[1]["user_id"]


@contextlib.contextmanager
def idle_and_busy(url: str, account: dict[str, str]) -> Iterator[Callable[[], bytes]]:
    """A connection that does nothing, and one with half a request; the function sends the rest for its answer."""
    host, port = url.removeprefix("http://").split(":")
    body = json.dumps({"user_id": account["user_id"]}).encode()
    lines = [f"POST {CREDIT} HTTP/1.1", "Host: a", f"x-api-key: {account['api_key']}", f"Content-Length: {len(body)}"]
    with socket.create_connection((host, int(port))), socket.create_connection((host, int(port)), timeout=10) as busy:
        busy.sendall("\r\n".join([*lines, "", ""]).encode() + body[:5])
        time.sleep(0.3)

        def finish() -> bytes:
            time.sleep(0.3)
            busy.sendall(body[5:])
            return busy.recv(65_536)

        yield finish


def test_a_second_service_on_the_same_folder_is_refused(folder: Path, service: EmbeddedService) -> None:
    with serve(folder) as second:
        _, log = second.communicate(timeout=30)
    assert second.returncode == ServiceNotStarted.exit_code
    assert "another service is using this data folder" in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("engine", "settings", "reason"),
    [("magic", {}, "unknown engine 'magic'"), ("surface", {"jobs": "none"}, "jobs .*valid integer")],
)
def test_a_service_that_cannot_start_says_why(
    tmp_path: Path, engine: str, settings: dict[str, str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{ENGINES}{os.pathsep}{PACKAGE}")
    with pytest.raises(ServiceNotStarted, match=reason):
        embedded.start(tmp_path / "data", engine=engine, settings=settings)


def test_the_service_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Also when the parent has no time to say so, and a generation is being worked on."""
    code = (
        "import sys; from maskkit.service import embedded\n"
        f"service = embedded.start({str(tmp_path / 'data')!r}, engine='tiny_engines:endless')\n"
        "print(service.process.pid, service.url, flush=True)\n"
        "sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ENGINES}{os.pathsep}{PACKAGE}"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], text=True, env=environment, **pipes) as parent:
        assert parent.stdout is not None
        pid, url = parent.stdout.readline().split()
        assert requests.get(url + "/readyz", timeout=30).status_code == 200
        parent.kill()
        parent.wait()
    for _ in range(1500):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.01)
    else:
        os.kill(int(pid), signal.SIGKILL)
        pytest.fail("the service outlived its parent by 15 s")


def test_importing_the_embedded_service_is_cheap() -> None:
    heavy = ("fastapi", "dbos", "sqlalchemy", "numpy")
    code = f"import sys, maskkit.service.embedded; print([name for name in {heavy} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"


def test_many_at_once_are_all_answered(service: EmbeddedService) -> None:
    statuses: list[int] = []

    def ask() -> None:
        with requests.Session() as session:
            for _ in range(10):
                body = {"user_id": service.user_id}
                answer = session.post(
                    service.url + CREDIT, json=body, headers={"x-api-key": service.api_key}, timeout=30
                )
                statuses.append(answer.status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 120
