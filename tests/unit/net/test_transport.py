"""One exchange on its own connection: whether anything was sent is known, and it can be cut."""

from __future__ import annotations

import socket
import threading

import pytest
import requests

from maskkit.net.clock import Deadline, SystemClock
from maskkit.net.transport import BodyTooLarge, Cut, Line, NeverSent, exchange, plain_reason, read_body, resolve
from maskkit.testing import faults
from maskkit.testing.server import LoopbackServer, Received, Reply


class Plain(LoopbackServer):
    def answer(self, _: Received) -> Reply:
        return Reply(200, b"0123456789")


def line(seconds: float = 5.0, **options: object) -> Line:
    return Line(Deadline.after(seconds, SystemClock()), 2.0, **options)  # type: ignore[arg-type]


def get(url: str, on: Line, *, max_bytes: int = 1000) -> bytes:
    request = requests.Request("GET", url).prepare()
    with exchange(request, line=on, read_s=5) as response:
        return read_body(response, line=on, max_bytes=max_bytes)


def test_a_good_exchange_leaves_its_marks() -> None:
    on = line()
    with Plain() as server:
        assert get(server.url, on) == b"0123456789"
    assert on.sent
    assert not on.cut


def test_nothing_is_sent_to_a_closed_port() -> None:
    on = line()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NeverSent, match="refused"):
        get(f"http://127.0.0.1:{port}", on)
    assert not on.sent


def test_a_handshake_that_fails_has_sent_nothing_of_the_request() -> None:
    on = line()
    with Plain() as server, pytest.raises(NeverSent):
        get(server.url.replace("http:", "https:"), on)
    assert not on.sent


def test_a_connection_that_breaks_after_the_request_may_have_done_something() -> None:
    on = line()
    with Plain() as server:
        server.script("/", faults.drop())
        with pytest.raises(requests.ConnectionError) as caught:
            get(server.url + "/", on)
    assert not isinstance(caught.value, NeverSent)
    assert on.sent


def test_a_check_that_objects_stops_before_anything_is_sent() -> None:
    class Objection(Exception):
        pass

    def check(host: str, addresses: list[object]) -> None:
        raise Objection(host)

    with Plain() as server:
        with pytest.raises(Objection, match=r"127\.0\.0\.1"):
            get(server.url, line(check=check))
        assert server.received == []


def test_all_addresses_are_tried_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    with Plain() as server:
        port = int(server.url.rpartition(":")[2])
        found = [(socket.AF_INET, ("127.0.0.2", 1)), (socket.AF_INET, ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(f, 1, 6, "", place) for f, place in found])
        assert get(f"http://two.test:{port}", line()) == b"0123456789"


def test_a_resolver_that_does_not_answer_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: let_go.wait(20) and [])
    with pytest.raises(TimeoutError, match="not resolved"):
        resolve("slow.test", 80, timeout_s=0.05)
    let_go.set()


def test_hanging_up_wakes_the_reader() -> None:
    on = line()
    with Plain() as server:
        server.script("/", faults.hang(20))
        threading.Timer(0.2, on.hang_up).start()
        with pytest.raises(Cut):
            get(server.url + "/", on)


def test_a_body_that_a_cut_ended_is_never_taken_for_a_whole_one() -> None:
    """Without a length, the end of the connection is the end of the body: a cut would look like a good end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def serve() -> None:
            connection = listener.accept()[0]
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf")
            stop.wait(10)
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(Cut):
            get(f"http://127.0.0.1:{listener.getsockname()[1]}", line(0.4))
        stop.set()
        thread.join()


@pytest.mark.parametrize("body", [b"5\r\nabc", b"3\r\nabc\r\n", b""])
def test_a_chunked_body_that_breaks_off_is_never_taken_for_a_whole_one(body: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection = listener.accept()[0]
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(requests.ConnectionError):
            get(f"http://127.0.0.1:{listener.getsockname()[1]}", line())
        thread.join()


def test_a_body_over_its_limit_is_not_read_on() -> None:
    with Plain() as server, pytest.raises(BodyTooLarge):
        get(server.url, line(), max_bytes=9)


def test_a_passed_deadline_sends_nothing() -> None:
    with Plain() as server, pytest.raises((NeverSent, Cut)):
        get(server.url, line(0.0))


def test_reasons_are_told_without_the_layers_around_them() -> None:
    inner = OSError(111, "Connection refused")
    assert plain_reason(requests.ConnectionError(requests.ConnectionError(inner))) == "Connection refused"
    assert plain_reason(ValueError("plain")) == "plain"
