"""Every address that may be connected to is a public one by the standard library's knowledge as well."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import MaskkitError
from maskkit.net.addresses import IpAddress, is_public, may_connect
from maskkit.net.guard import Guard, shown
from maskkit.roomapi.checks import url_problem

addresses = st.ip_addresses() | st.integers(0, 2**128 - 1).map(IPv6Address) | st.integers(0, 2**32 - 1).map(IPv4Address)


@given(addresses)
def test_public_is_never_wider_than_the_registries(address: IpAddress) -> None:
    if is_public(address):
        assert address.is_global
        assert not any([address.is_multicast, address.is_loopback, address.is_link_local, address.is_unspecified])


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_no_ipv4_address_hides_in_ipv6(address: IPv4Address) -> None:
    """Mapped, compatible, NAT64, 6to4 and Teredo addresses are refused, whatever they lead to."""
    packed = int(address)
    disguises = [
        IPv6Address(packed),
        IPv6Address((0xFFFF << 32) | packed),
        IPv6Address((0xFFFF << 48) | packed),
        IPv6Address((0x64FF9B << 96) | packed),
        IPv6Address((0x2002 << 112) | (packed << 80)),
        IPv6Address((0x20010000 << 96) | packed),
    ]
    assert not any(is_public(disguise) for disguise in disguises)


@given(st.text(max_size=20))
def test_what_is_no_address_is_never_connected_to(text: str) -> None:
    if may_connect(text):
        assert text.isascii()


@given(
    st.from_regex(r"(https?|ftp|file)?:?/{0,3}[0-9a-fx.\[\]:%@#?\\ ]{0,24}(:[0-9]{1,5})?(/.*)?", fullmatch=True)
    | st.text(max_size=40)
)
def test_any_text_as_url_is_refused_with_an_error_of_ours_or_is_one(url: str) -> None:
    assert isinstance(shown(url), str)
    if url_problem(url) is None:
        return
    try:
        Guard().get(url)
    except MaskkitError as error:
        assert error.code == "unsafe_url"  # noqa: PT017 - it must be raised and be this one
    else:
        raise AssertionError("a bad URL was fetched")
