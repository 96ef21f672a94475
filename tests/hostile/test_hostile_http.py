"""Bytes on the service's socket that are no good HTTP: each is refused or let go, and the service serves on."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maskkit.testing.sandbox import RoomSandbox

CREDIT = "/api/account/credit"
LONGEST_S = 12.0


@pytest.fixture(scope="module")
def service() -> Iterator[RoomSandbox]:
    """A service that waits for nobody, so that these tests need not either."""
    with RoomSandbox(settings={"header_limit_s": "0.5", "body_grace_s": "0.5"}) as running:
        yield running


def tell(service: RoomSandbox, data: bytes, *, ends: bool = True) -> bytes:
    """Everything that comes back until the service closes the connection, after the client has ended its own side."""
    host, port = service.url.removeprefix("http://").split(":")
    came = b""
    began = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=LONGEST_S) as connection:
        try:
            connection.sendall(data)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65_536):
                came += piece
                assert time.monotonic() - began < LONGEST_S
        except TimeoutError:
            pytest.fail("the service holds on to the connection")
        except OSError:
            pass  # it has hung up
    return came


def statuses(answer: bytes) -> list[int]:
    """The statuses of the answers in a stream of them."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", answer)]


def post(*lines: str, body: bytes = b"", path: str = CREDIT) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", *lines, "", ""]).encode("latin-1") + body


MALFORMED = {
    "nothing": b"",
    "only a line end": b"\r\n\r\n",
    "no version": b"GET /healthz\r\n\r\n",
    "version 0.9": b"GET /\r\n",
    "version 9.9": b"GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a hello of TLS": bytes.fromhex("160301020001000001fc0303") + b"\0" * 60,
    "no method": b" /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "a method of control characters": b"G\x00T /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "a method of 100 kB": b"G" * 100_000 + b" / HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path of 100 kB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path with a NUL": b"GET /files/a\x00.png HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path that is no UTF-8": b"GET /files/\xff\xfe.png HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path that climbs": b"GET /files/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path that climbs in disguise": b"GET /files/..%2f..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n",
    "a proxy's request": b"GET http://127.0.0.1:22/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "a tunnel": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: a\r\n\r\n",
    "a header of 100 kB": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    "ten thousand headers": b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"x: y\r\n" * 10_000 + b"\r\n",
    "a header without a colon": b"GET /healthz HTTP/1.1\r\nHost a\r\n\r\n",
    "a header with a NUL": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "a space before the colon": post("Content-Length : 2", body=b"{}"),
    "a folded header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "line feeds only": b"GET /healthz HTTP/1.1\nHost: a\n\n",
    "a length below zero": post("Content-Length: -1"),
    "a length that is no number": post("Content-Length: two", body=b"{}"),
    "a length of many digits": post("Content-Length: " + "9" * 400),
    "two lengths": post("Content-Length: 2", "Content-Length: 3", body=b"{}x"),
    "a length with a plus": post("Content-Length: +2", body=b"{}"),
    "a length and chunks": post(
        "Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\nGET /x HTTP/1.1\r\n"
    ),
    "chunks twice": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=b"0\r\n\r\n"),
    "chunks in disguise": post("Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "a chunk without a size": post("Transfer-Encoding: chunked", body=b"xyz\r\n"),
    "a chunk of endless size": post("Transfer-Encoding: chunked", body=b"f" * 40 + b"\r\n"),
    "a chunk that lies": post("Transfer-Encoding: chunked", body=b"2\r\n{}{}\r\n0\r\n\r\n"),
    "an upgrade": b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "an expectation": post("Expect: 200-maybe", "Content-Length: 2", body=b"{}"),
    "an encoding nobody knows": post("Content-Encoding: zip", "Content-Length: 2", body=b"{}"),
    "a deep body": post("Content-Length: 60000", body=b"[" * 60_000),
    "a number of many digits": post("Content-Length: 60000", body=b"9" * 60_000),
    "half a character": post("Content-Length: 3", body=b'"\xc3"'),
    "a lone surrogate": post("Content-Length: 22", body=b'{"user_id": "\\ud800"}  '),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_good_request_is_refused_or_let_go(service: RoomSandbox, name: str) -> None:
    found = statuses(tell(service, MALFORMED[name]))
    assert all(status < 500 or status in {501, 505} for status in found), found
    assert all(status >= 400 for status in found if "/healthz" not in str(MALFORMED[name])), found
    assert requests.get(service.url + "/healthz", timeout=30).status_code == 200


def test_no_request_is_hidden_behind_another(service: RoomSandbox) -> None:
    """What proxies and servers read differently is refused, so nothing after it is taken for a request."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: hidden\r\n\r\n"
    both = post("Content-Length: 6", "Transfer-Encoding: chunked", body=b"0\r\n\r\nG" + hidden)
    assert 200 not in statuses(tell(service, both))
    two = post("Content-Length: 0", f"Content-Length: {len(hidden)}", body=hidden)
    assert 200 not in statuses(tell(service, two))


def test_requests_in_a_row_are_answered_in_their_order(service: RoomSandbox) -> None:
    row = b"".join(
        f"GET /{('healthz', 'nowhere')[number % 2]} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for number in range(40)
    )
    last = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    assert statuses(tell(service, row + last, ends=False)) == [200, 404] * 20 + [200]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"GET /{text} HTTP/1.1\r\n\r\n".encode()))
def test_any_bytes_are_survived(service: RoomSandbox, data: bytes) -> None:
    assert all(status < 500 or status in {501, 505} for status in statuses(tell(service, data)))


def test_the_service_has_not_met_an_error_of_its_own(service: RoomSandbox) -> None:
    """Runs in the order of the file or in any other: what came before left no traceback in the log."""
    assert requests.get(service.url + "/readyz", timeout=30).status_code == 200
    assert [line for line in service.log if "Traceback" in line or "the request failed" in line] == []
