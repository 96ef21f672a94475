"""Which addresses are public: the registries' special blocks are not, by any notation."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from maskkit.net.addresses import LOOPBACK, is_public, may_connect

# From the IANA IPv4 and IPv6 special-purpose address registries, one address inside each block, and its edges.
NOT_PUBLIC = """
0.0.0.0 0.0.0.1 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255
168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.0 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1
192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.0 192.168.255.255 192.175.48.1 198.18.0.0 198.19.255.255 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:1::1 2001:2::1 2001:3::1
2001:4:112::1 2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 2620:4f:8000::1 3fff::1
3fff:fff:ffff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1 4000::1 1::1
"""

PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15
168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0
198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255
2001:200::1 2001:4860:4860::8888 2003::1 2400:cb00::1 2606:4700::1111 2a00:1450::1 3ffe::1
"""


@pytest.mark.parametrize("text", NOT_PUBLIC.split())
def test_special_blocks_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))
    assert not may_connect(text)


@pytest.mark.parametrize("text", PUBLIC.split())
def test_the_rest_of_the_internet_is(text: str) -> None:
    assert is_public(ip_address(text))
    assert may_connect(text)


@pytest.mark.parametrize("text", ["", "example.org", "127.1", "1.2.3", "fe80::1%lo0%x", "0x7f.0.0.1"])
def test_what_is_no_address_is_not_connected_to(text: str) -> None:
    assert not may_connect(text)


def test_zone_ids_do_not_hide_an_address() -> None:
    assert not may_connect("fe80::1%eth0")
    assert not may_connect("::1%lo")


def test_only_what_is_allowed_is_allowed() -> None:
    one = (ip_network("127.0.0.1/32"),)
    assert may_connect("127.0.0.1", one)
    assert may_connect("::ffff:127.0.0.1", one)
    assert not may_connect("127.0.0.2", one)
    assert not may_connect("::1", one)
    assert may_connect("::1", LOOPBACK)
    assert not may_connect("10.0.0.1", LOOPBACK)
    assert not may_connect("64:ff9b::7f00:1", LOOPBACK)
