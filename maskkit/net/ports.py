"""Ports on which no web server listens: a URL that names one is meant for another protocol.

A mail or chat server that is spoken to in HTTP can be made to carry out lines of the request. Source: the bad ports of
the Fetch standard, https://fetch.spec.whatwg.org/#port-blocking.
"""

from __future__ import annotations

from urllib.parse import urlsplit

BAD_PORTS = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104),
        *(109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515),
        *(526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049),
        *(3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    }
)


def port_problem(url: str) -> str | None:
    """A sentence when the port of ``url``, which is one, is not for the web.

    >>> port_problem("http://example.org:25/")
    'names a port that is not for the web'
    >>> port_problem("http://example.org:8080/") is None
    True
    """
    return "names a port that is not for the web" if urlsplit(url).port in BAD_PORTS else None
