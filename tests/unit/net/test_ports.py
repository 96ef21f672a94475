"""Ports that are not for the web are refused, also where the address is allowed."""

from __future__ import annotations

import pytest

from maskkit.errors import UnsafeUrl
from maskkit.net.addresses import LOOPBACK
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.net.ports import BAD_PORTS, port_problem


@pytest.mark.parametrize("port", sorted(BAD_PORTS))
def test_a_port_of_another_protocol_is_refused(port: int) -> None:
    with pytest.raises(UnsafeUrl, match="not for the web"):
        Guard(GuardPolicy(allow=LOOPBACK)).post(f"http://127.0.0.1:{port}/", b"QUIT", {})


@pytest.mark.parametrize("port", [80, 443, 3000, 5000, 8000, 8080, 8443, 9000, 65_535])
def test_the_ports_of_web_servers_are_fine(port: int) -> None:
    assert port_problem(f"https://example.org:{port}/a") is None


def test_no_port_is_the_port_of_the_scheme() -> None:
    assert port_problem("https://example.org/a") is None
    assert port_problem("https://example.org:/a") is None
