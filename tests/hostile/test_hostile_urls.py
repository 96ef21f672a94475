"""URLs that want the service to talk to the inside: listeners on every address of this machine must see nothing.

The hosts below are ways to write loopback, this machine or another address that is not public. Each is tried as it is,
behind credentials, by TLS, as a call-back and as the target of redirects.
"""

# ruff: noqa: RUF001 - letters that only look like others are what is tried here

from __future__ import annotations

import itertools
import random
import socket
import statistics
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, ip_network
from pathlib import Path

import pytest
import requests
from AntiSSRF import AntiSSRFPolicy, IPAddressRanges, PolicyConfigOptions
from hypothesis import given
from hypothesis import strategies as st

from maskkit.errors import DownloadFailed, UnsafeUrl
from maskkit.net.addresses import is_public, may_connect
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.service.outside import GuardedOutside
from maskkit.service.settings import ServiceSettings

REFUSED = "the URL does not lead to a public address"
REFUSALS = (UnsafeUrl, DownloadFailed)
"""A URL that cannot be sent at all is refused like a file that cannot be fetched."""

LOOPBACK_HOSTS = """
127.0.0.1 127.1 127.0.1 127.0.0.1. 127.127.127.127 127.255.255.254 2130706433 0x7f000001 0x7F000001 0x7f.0.0.1 0x7f.1
0177.0.0.1 0177.0.0.0x1 017700000001 0177.1 00000177.0.0.1 127.0.0x0.1 127.000.000.001 4294967297 127.0.0.1.. 127.0.1.
0x7f.0x0.0x0.0x1 0x7f.0.1 127.0.0.0x1 127.0.0.01 127.65535.1 127.16777215 2130706433. 0x7f000001. 0x000000007f000001
0.0.0.0 0 0x0 00 0.0 0.0.0 0. 0x0.0x0 0000 localhost LOCALHOST LocalHost. localhost. ip6-localhost ip6-loopback
localhost.localdomain 127.0.0.2 127.0.0.53 127.0.1.1 127.8.8.8
[::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::0001] [::1.] [::0.0.0.1] [::ffff:127.0.0.1] [::FFFF:7F00:1]
[::ffff:7f00:0001] [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [::ffff:0.0.0.0]
[::ffff:0:7f00:1] [::0:1] [0::1] [0:0::0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.1] [::ffff:127.0.1]
[64:ff9b::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [64:ff9b:1:7f00:0:100::] [2002:7f00:1::] [2002:7f00:0001::1]
[2001:0:7f00:1::] [2001::80ff:fffe] [fe80::5efe:127.0.0.1] [fe80::1%25lo] [::1%25lo] [::1%lo] [fe80::1] [::1%250]
[fe80::1%2] [fe80::%31]
①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 127．0．0．1 ⑫7.0.0.1 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ １２７．０．０．１
127｡0｡0｡1 ①２7.⓪.0.１ ١٢٧.٠.٠.١ १२७.०.०.१ ๑๒๗.๐.๐.๑ 𝟭𝟮𝟳.𝟬.𝟬.𝟭 𝟙𝟚𝟟.𝟘.𝟘.𝟙 ¹²⁷.⁰.⁰.¹ lоcalhost locаlhost
loc\u00adalhost local\u200bhost localho\ufeffst
%31%32%37.0.0.1 127.0.0.1%00.example.org 127.0.0.1%2eexample.org 127.0.0.1%20 %6cocalhost 127%2e0%2e0%2e1 127.0.0.1%09
127.0.0.1%23.example.org 127.0.0.1%2f 127.0.0.1%3f localhost%00 %5b::1%5d xn--localhost-.example.invalid
"""

INSIDE_HOSTS = """
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 0xa.1 0xc0a80001 3232235521 012.0.0.1
169.254.169.254 0xa9fea9fe 2852039166 169.254.43518 0251.0376.0251.0376 169.254.169.254. 169.254.170.2 100.100.100.200
100.64.0.1 168.63.129.16 0xa83f8110 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 0xffffffff 4294967295 192.31.196.1 192.52.193.1 192.175.48.1 0.1.2.3
[fd00::1] [fd00:ec2::254] [fc00::1] [fe80::a9fe:a9fe] [fec0::1] [ff02::1] [2001:db8::1] [3fff::1] [5f00::1] [100::1]
[::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::10.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b::10.0.0.1]
[2002:a9fe:a9fe::1] [2002:c0a8:1::1] [2001:0:a9fe:a9fe::] [::a9fe:a9fe] [2620:4f:8000::1] [4000::1] [8000::1]
"""

ODD_URLS = [
    "http://127.0.0.1:{port}\\@example.org/",
    "http://example.org\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\t/",
    "http://127.0.0.1\n:{port}/",
    "http://127.0.0.1\r\nHost: example.org:{port}/",
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nX-Evil: 1\r\n\r\n",
    "http://127.0.0.1:{port}/\x00",
    "http://127.0.0.1\x00.example.org:{port}/",
    "http://user:pass@127.0.0.1:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://:@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://example.org:80@127.0.0.1:{port}/",
    "http://example.org@example.com@127.0.0.1:{port}/",
    "http://example.org%40127.0.0.1:{port}/",
    "http://example.org#@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.org/",
    "http://127.0.0.1:{port}?@example.org/",
    "http://127.0.0.1:{port};@example.org/",
    "http:///127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "//127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "hTtPs://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "\u00a0http://127.0.0.1:{port}/",
    "\ufeffhttp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1: {port}/",
    "http://127.0.0.1:{port}a/",
    "http://127.0.0.1:99999{port}/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:²/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://::1:{port}/",
    "http://[::1]]:{port}/",
    "http://[[::1]]:{port}/",
    "http://[v1.127.0.0.1]:{port}/",
    "http://[::1]@127.0.0.1:{port}/",
    "http://[::1].example.org:{port}/",
    "http://127.0.0.1 @127.0.0.1:{port}/",
    "http://127.0.0.1,example.org:{port}/",
    "http://127.0.0.1;example.org:{port}/",
    "http://127.0.0.1&example.org:{port}/",
    "http://127.0.0.1'example.org:{port}/",
    "http://*.127.0.0.1:{port}/",
    "http://0/{port}",
    "gopher://127.0.0.1:{port}/_GET",
    "ftp://127.0.0.1:{port}/a.png",
    "sftp://127.0.0.1:{port}/a.png",
    "tftp://127.0.0.1:{port}/a.png",
    "ws://127.0.0.1:{port}/",
    "wss://127.0.0.1:{port}/",
    "h2c://127.0.0.1:{port}/",
    "file:///etc/hostname",
    "file://127.0.0.1:{port}/etc/hostname",
    "file:/etc/hostname",
    "netdoc:///etc/hostname",
    "dict://127.0.0.1:{port}/info",
    "ldap://127.0.0.1:{port}/",
    "unix:///run/x.sock",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "jar:http://127.0.0.1:{port}!/",
    "view-source:http://127.0.0.1:{port}/",
    "http+unix://%2Frun%2Fx/",
    "url:http://127.0.0.1:{port}/",
    "0://127.0.0.1:{port}/",
    "http://",
    "http://:{port}/",
    "http://?:{port}/",
    "http://./",
    "http://../",
    "127.0.0.1:{port}",
    "",
]


class Sink:
    """Listens on one port of every address of this machine, and knows how often anybody connected."""

    def __init__(self) -> None:
        self.four = socket.create_server(("0.0.0.0", 0), backlog=64)
        self.port = self.four.getsockname()[1]
        self.six = socket.create_server(("::", self.port), family=socket.AF_INET6, backlog=64)
        for listener in (self.four, self.six):
            listener.setblocking(False)

    def hits(self) -> int:
        """How many connections came since the last question."""
        count = 0
        for listener in (self.four, self.six):
            while True:
                try:
                    listener.accept()[0].close()
                except BlockingIOError:
                    break
                count += 1
        return count


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    made = Sink()
    with made.four, made.six:
        yield made


def own_addresses() -> list[str]:
    """The addresses by which this machine calls itself, as hosts of URLs."""
    found = {str(place[0]) for *_, place in socket.getaddrinfo(socket.gethostname(), None)}
    return [f"[{address}]" if ":" in address else address for address in sorted(found)]


HOSTS = [*LOOPBACK_HOSTS.split(), *INSIDE_HOSTS.split(), *own_addresses()]
WAYS = ["http://{host}:{port}/a.png", "https://{host}:{port}/a.png", "http://example.org@{host}:{port}/"]


@pytest.fixture
def outside(tmp_path: Path) -> GuardedOutside:
    """The way outside of a service as it is started by default."""
    return GuardedOutside(ServiceSettings(data=tmp_path), clock=NoPauses())


class NoPauses:
    """The system's clock, on which nobody waits before another try."""

    def now_s(self) -> float:
        return time.monotonic()

    def unix_s(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        pass


def test_there_are_at_least_two_hundred_vectors() -> None:
    assert len(set(HOSTS)) >= 150
    assert len({*ODD_URLS}) + len(set(HOSTS)) * (len(WAYS) + 1) >= 800


def test_the_sink_sees_a_hit_at_every_address(sink: Sink) -> None:
    for host in ("127.0.0.1", "127.8.8.8", "::1", socket.gethostname()):
        socket.create_connection((host, sink.port)).close()
    assert sink.hits() == 4


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_leads_inside(sink: Sink, outside: GuardedOutside, host: str) -> None:
    for way in WAYS:
        with pytest.raises(REFUSALS):
            outside.fetch(way.format(host=host, port=sink.port))
    with pytest.raises(REFUSALS):
        outside.post(f"http://{host}:{sink.port}/hook", b"{}", {})
    assert sink.hits() == 0


@pytest.mark.parametrize("url", ODD_URLS)
def test_no_odd_url_leads_inside(sink: Sink, outside: GuardedOutside, url: str) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: outside.fetch(url.format(port=sink.port)),
        lambda: outside.post(url.format(port=sink.port), b"{}", {}),
    ]
    for attempt in attempts:
        with pytest.raises(REFUSALS):
            attempt()
    assert sink.hits() == 0


class Redirector:
    """Answers whatever comes at 127.9.9.9 with a redirect; that address alone stands for the public internet."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.9.9.9", 0), backlog=64)
        self.url = f"http://127.9.9.9:{self.listener.getsockname()[1]}/go"
        self.head = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                connection.sendall(self.head)

    def to(self, location: str, status: int = 302) -> str:
        """The URL that redirects there."""
        head = f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.head = head.encode()
        return self.url


@pytest.fixture(scope="module")
def redirector() -> Iterator[Redirector]:
    made = Redirector()
    yield made
    made.listener.close()


OUTSIDE = Guard(GuardPolicy(allow=(ip_network("127.9.9.9/32"),), total_s=5))


@pytest.mark.parametrize("host", HOSTS)
def test_no_redirect_leads_inside(sink: Sink, redirector: Redirector, host: str) -> None:
    statuses = itertools.cycle((301, 302, 303, 307, 308))
    for target in (f"http://{host}:{sink.port}/", f"//{host}:{sink.port}/a", f"https://{host}:{sink.port}/"):
        with pytest.raises(REFUSALS):
            OUTSIDE.get(redirector.to(target, next(statuses)))
    assert sink.hits() == 0


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "dict", "ws", "javascript"])
def test_no_redirect_leads_to_another_scheme(sink: Sink, redirector: Redirector, scheme: str) -> None:
    with pytest.raises(REFUSALS):
        OUTSIDE.get(redirector.to(f"{scheme}://127.0.0.1:{sink.port}/"))
    assert sink.hits() == 0


def test_other_headers_lead_nowhere(sink: Sink, redirector: Redirector) -> None:
    inside = f"http://127.0.0.1:{sink.port}/"
    redirector.head = (
        f"HTTP/1.1 200 OK\r\nRefresh: 0; url={inside}\r\nContent-Location: {inside}\r\n"
        f"Link: <{inside}>; rel=preload\r\n"
        f'Alt-Svc: h2="127.0.0.1:{sink.port}"\r\nLocation: {inside}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'
    ).encode()
    assert OUTSIDE.get(redirector.url).body == b"ok"
    assert sink.hits() == 0


def test_a_call_back_follows_no_redirect_at_all(sink: Sink, redirector: Redirector) -> None:
    assert OUTSIDE.post(redirector.to(f"http://127.0.0.1:{sink.port}/", 307), b"{}", {}).status == 307
    assert sink.hits() == 0


Answers = list[list[str]]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """What the resolver answers to one question after the other; the last answer again and again."""
    answers: Answers = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


INSIDE = ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0", "::"]


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_that_leads_inside_among_others_is_refused(sink: Sink, resolver: Answers, inside: str) -> None:
    for answer in ([inside], ["93.184.216.34", inside], [inside, "93.184.216.34"], ["2606:2800::1", inside]):
        resolver[:] = [answer]
        with pytest.raises(UnsafeUrl):
            Guard().get(f"http://mixed.test:{sink.port}/")
    assert sink.hits() == 0


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_that_changes_its_address_is_asked_for_once(
    sink: Sink, resolver: Answers, redirector: Redirector, inside: str
) -> None:
    """The first answer is allowed and used; the second one, which leads inside, is never asked for."""
    resolver[:] = [["127.9.9.9"], [inside]]
    redirector.head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    port = redirector.url.rpartition(":")[2].partition("/")[0]
    assert OUTSIDE.get(f"http://rebinding.test:{port}/").body == b"ok"
    assert resolver == [["127.9.9.9"], [inside]][1:]
    assert sink.hits() == 0


def test_a_name_that_changes_between_redirects_is_checked_anew(
    sink: Sink, resolver: Answers, redirector: Redirector
) -> None:
    port = redirector.url.rpartition(":")[2].partition("/")[0]
    resolver[:] = [["127.9.9.9"], ["127.0.0.1"]]
    redirector.to(f"http://rebinding.test:{sink.port}/again")
    with pytest.raises(UnsafeUrl):
        OUTSIDE.get(f"http://rebinding.test:{port}/")
    assert sink.hits() == 0


def test_neither_proxies_nor_credentials_come_from_the_environment(
    sink: Sink, redirector: Redirector, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http", "https", "all", "ftp", "socks", "no"):
        for spelled in (f"{name}_proxy", f"{name}_proxy".upper()):
            monkeypatch.setenv(spelled, "" if name == "no" else f"http://127.0.0.1:{sink.port}")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.9.9.9 login me password hush\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    redirector.head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    assert OUTSIDE.get(redirector.url).body == b"ok"
    assert sink.hits() == 0
    assert requests.utils.get_netrc_auth("http://127.9.9.9/") == ("me", "hush"), "the vector would work"


def test_open_and_closed_ports_inside_cannot_be_told_apart(sink: Sink) -> None:
    """Neither by what is said nor by the time it takes: nothing is connected to."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    said: set[str] = set()
    took: dict[int, list[float]] = {sink.port: [], closed: []}
    for _ in range(25):
        for port, times in took.items():
            began = time.perf_counter()
            with pytest.raises(UnsafeUrl) as caught:
                Guard().get(f"http://127.0.0.1:{port}/a.png")
            times.append(time.perf_counter() - began)
            said.add(caught.value.message)
    assert said == {REFUSED}
    assert sink.hits() == 0
    assert abs(statistics.median(took[sink.port]) - statistics.median(took[closed])) < 0.05


def test_a_name_that_is_unknown_sounds_like_one_that_leads_inside() -> None:
    said = set()
    for host in ("unknown.invalid", "localhost", "10.0.0.1", "256.256.256.256"):
        with pytest.raises(UnsafeUrl) as caught:
            Guard().get(f"http://{host}/a.png")
        said.add(caught.value.message)
    assert said == {REFUSED}


def spelled(address: int, form: random.Random) -> str:
    """One of the many spellings of an IPv4 address that a resolver takes: parts, bases and leading zeros."""
    parts = form.choice((1, 2, 3, 4))
    head = [(address >> shift) & 0xFF for shift in (24, 16, 8, 0)][: parts - 1]
    numbers = [*head, address & ((1 << (8 * (5 - parts))) - 1)]
    zeros = "0" * form.choice((0, 0, 1, 7))
    return ".".join(form.choice((str(n), f"0x{zeros}{n:x}", f"0X{zeros}{n:X}", f"0{zeros}{n:o}")) for n in numbers)


@given(
    st.sampled_from(IPAddressRanges.recommended_latest), st.integers(0, 2**128 - 1), st.randoms(use_true_random=False)
)
def test_every_address_that_another_guard_denies_is_denied_in_every_spelling(
    block: str, place: int, form: random.Random
) -> None:
    network = ip_network(block)
    address = network[place % network.num_addresses]
    assert not is_public(address)
    if isinstance(address, IPv4Address):
        host = spelled(int(address), form)
        found = {str(answer[4][0]) for answer in socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)}
        assert found == {str(address)}
        assert not any(may_connect(each) for each in found)


LAXER = {
    *("[::127.0.0.1]", "[::7f00:1]", "[::10.0.0.1]", "[::a9fe:a9fe]", "[::ffff:0:127.0.0.1]", "[::ffff:0:7f00:1]"),
    *("[4000::1]", "[8000::1]"),
}
"""Where a second guard tries to connect: IPv4 in old forms of IPv6, and space that nobody has been given."""


def test_a_second_guard_judges_the_hosts_alike(sink: Sink) -> None:
    """microsoft-antissrf refuses what this one refuses, but for a few forms of IPv6."""
    policy = AntiSSRFPolicy(PolicyConfigOptions.EXTERNAL_ONLY_LATEST)
    policy.allow_plain_text_http = True
    laxer = []
    with policy.get_antissrf_session() as session, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session.trust_env = False
        for host in HOSTS:
            try:
                session.get(f"http://{host}:{sink.port}/", timeout=0.2, allow_redirects=False)
            except (requests.ConnectionError, requests.Timeout) as error:
                if "NewConnectionError" in repr(error) or "timed out" in repr(error):
                    laxer.append(host)
            except Exception:  # noqa: BLE001  refused, in one of its many ways
                pass
    assert sink.hits() == 0
    assert set(laxer) <= LAXER
