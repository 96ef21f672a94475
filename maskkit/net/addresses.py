"""Which addresses are public: everything else is nobody's business from outside.

``ipaddress``'s own ``is_global`` lets multicast, NAT64, 6to4 and others through (Python 3.11), so the rule is the other
way round: IPv6 only from the one block that is given out for global unicast, and from there and from IPv4 less the
blocks below. Source: the IANA special-purpose address registries for IPv4 and IPv6.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

IpAddress: TypeAlias = IPv4Address | IPv6Address
IpNetwork: TypeAlias = IPv4Network | IPv6Network

LOOPBACK: tuple[IpNetwork, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

_GLOBAL_UNICAST = ip_network("2000::/3")
_NOT_PUBLIC: tuple[IpNetwork, ...] = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # the platform address of Azure, public by number only
        "169.254.0.0/16",  # link-local, and the metadata services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def is_public(address: IpAddress) -> bool:
    """Whether an address is one of the public internet.

    >>> is_public(ip_address("8.8.8.8")), is_public(ip_address("::ffff:8.8.8.8")), is_public(ip_address("64:ff9b::1"))
    (True, False, False)
    """
    if address.version == 6 and address not in _GLOBAL_UNICAST:
        return False
    return not _within(address, _NOT_PUBLIC)


def may_connect(text: str, allow: Iterable[IpNetwork] = ()) -> bool:
    """Whether the address that a resolver gave is public, or within one of the allowed networks.

    >>> may_connect("127.0.0.1"), may_connect("127.0.0.1", LOOPBACK), may_connect("::ffff:127.0.0.1", LOOPBACK)
    (False, True, True)
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return is_public(address) or _within(mapped or address, tuple(allow))


def _within(address: IpAddress, networks: tuple[IpNetwork, ...]) -> bool:
    return any(address in network for network in networks)
