"""The server's socket and ready line."""

from __future__ import annotations

import contextlib
import json

import pytest

from maskkit.errors import ServiceNotStarted
from maskkit.service.server import Ready, listen, print_ready, url_of_listener


def test_port_0_takes_a_free_port_that_nobody_else_gets() -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert url_of_listener(listener) == f"http://127.0.0.1:{port}"
        with pytest.raises(ServiceNotStarted, match=f"127.0.0.1:{port}: cannot listen"):
            listen("127.0.0.1", port)


def test_a_socket_on_all_addresses_is_reached_by_loopback() -> None:
    with contextlib.closing(listen("0.0.0.0", 0)) as listener:
        assert url_of_listener(listener).startswith("http://127.0.0.1:")


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(ServiceNotStarted, match="cannot listen"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize("key", [None, "mk_secret"])
def test_the_ready_line_is_one_line_of_json(capsys: pytest.CaptureFixture[str], key: str | None) -> None:
    print_ready(Ready("http://127.0.0.1:1", "user", key))
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out) == {"url": "http://127.0.0.1:1", "user_id": "user", **({"api_key": key} if key else {})}
