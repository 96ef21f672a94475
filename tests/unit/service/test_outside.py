"""The way outside, against real servers on this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from maskkit.errors import DownloadFailed, UnsafeUrl
from maskkit.service.outside import FETCH_WAITS_S, GuardedOutside
from maskkit.service.settings import ServiceSettings

Answer = tuple[int, dict[str, str], bytes]
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves the given answers one after the other, the last one again and again; the URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(*answers: Answer) -> str:
        waiting = list(answers)

        class Scripted(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                status, headers, body = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815  the name that http.server calls

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/p.png"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class Impatient:
    """A clock that notes its sleeps and takes none."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now_s(self) -> float:
        import time

        return time.monotonic()

    def unix_s(self) -> float:
        return 1_700_000_000.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def outside(tmp_path: Path, *, allow_loopback: bool = True, **settings: object) -> GuardedOutside:
    return GuardedOutside(ServiceSettings(data=tmp_path, allow_loopback=allow_loopback, **settings), clock=Impatient())


def test_a_file_is_fetched(tmp_path: Path, serve: Serve) -> None:
    assert outside(tmp_path).fetch(serve((200, {}, b"photo"))) == b"photo"


def test_this_machine_is_out_of_reach_unless_it_is_allowed(tmp_path: Path, serve: Serve) -> None:
    url = serve((200, {}, b"photo"))
    closed = outside(tmp_path, allow_loopback=False)
    with pytest.raises(UnsafeUrl):
        closed.fetch(url)
    with pytest.raises(UnsafeUrl):
        closed.post(url, b"{}", {})


def test_what_passes_is_waited_for(tmp_path: Path, serve: Serve) -> None:
    patient = outside(tmp_path)
    assert patient.fetch(serve((503, {}, b""), (429, {}, b""), (200, {}, b"photo"))) == b"photo"
    assert patient._clock.slept == list(FETCH_WAITS_S)


def test_what_does_not_pass_is_told_at_once(tmp_path: Path, serve: Serve) -> None:
    patient = outside(tmp_path)
    with pytest.raises(DownloadFailed, match="answered 404"):
        patient.fetch(serve((404, {}, b"")))
    assert patient._clock.slept == []


def test_a_file_that_is_too_large_is_not_taken(tmp_path: Path, serve: Serve) -> None:
    with pytest.raises(DownloadFailed):
        outside(tmp_path, max_upload_bytes=10).fetch(serve((200, {}, b"x" * 11)))


def test_a_callback_is_posted_and_what_the_receiver_asks_for_is_heard(tmp_path: Path, serve: Serve) -> None:
    receipt = outside(tmp_path).post(serve((503, {"retry-after": "40"}, b"later")), b"{}", {"webhook-id": "1"})
    assert (receipt.status, receipt.retry_after_s) == (503, 40.0)


@pytest.mark.parametrize(
    ("asked", "low_s", "high_s"),
    [("120", 120, 120), ("in an hour", 3590, 3600), ("yesterday", 0, 0), ("-5", 0, 0), ("9" * 300, None, None),
     ("999999999", 86_400, 86_400), ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400, 86_400), ("soon", None, None)],
)  # fmt: skip
def test_a_receiver_asks_for_time_in_seconds_by_a_date_or_absurdly(
    tmp_path: Path, serve: Serve, asked: str, low_s: float | None, high_s: float | None
) -> None:
    dates = {"in an hour": 3600, "yesterday": -86_400}
    header = formatdate(time.time() + dates[asked], usegmt=True) if asked in dates else asked
    receipt = outside(tmp_path).post(serve((429, {"retry-after": header}, b"")), b"{}", {})
    if low_s is None or high_s is None:
        assert receipt.retry_after_s is None
    else:
        assert receipt.retry_after_s is not None
        assert low_s <= receipt.retry_after_s <= high_s


def test_a_redirect_of_a_callback_is_not_followed(tmp_path: Path, serve: Serve) -> None:
    away = serve((200, {}, b""))
    assert outside(tmp_path).post(serve((302, {"location": away}, b"")), b"{}", {}).status == 302


def test_a_receiver_that_is_not_there_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    with pytest.raises(DownloadFailed, match="nobody answered"):
        outside(tmp_path).post(f"http://127.0.0.1:{closed}/hook", b"{}", {})


def test_what_cannot_be_fetched_says_what_the_caller_of_the_service_can_do(tmp_path: Path, serve: Serve) -> None:
    outside = GuardedOutside(ServiceSettings(data=tmp_path, allow_loopback=True))
    with pytest.raises(DownloadFailed, match=r"404\. Check that the URL can be opened") as refused:
        outside.fetch(serve((404, {}, b"")))
    assert "Run the same command" not in str(refused.value)
