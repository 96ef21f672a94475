"""The guard against being led to addresses that are not public: sinks on loopback must see nothing."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from maskkit.errors import DownloadFailed, UnsafeUrl
from maskkit.net.addresses import LOOPBACK
from maskkit.net.guard import Guard, GuardPolicy, shown
from maskkit.testing import faults
from maskkit.testing.server import LoopbackServer, Received, Reply

HERE = Guard(GuardPolicy(allow=(ip_network("127.0.0.1/32"),), total_s=5))


class Sink:
    """Listens on one port of loopback, by IPv4 and by IPv6, and knows whether anybody connected."""

    def __init__(self) -> None:
        self.four = socket.create_server(("127.0.0.1", 0))
        self.port = self.four.getsockname()[1]
        self.six = socket.create_server(("::1", self.port), family=socket.AF_INET6)
        for listener in (self.four, self.six):
            listener.setblocking(False)

    @property
    def hits(self) -> int:
        count = 0
        for listener in (self.four, self.six):
            try:
                listener.accept()[0].close()
                count += 1
            except BlockingIOError:
                continue
        return count


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.four.close()
    made.six.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://0x7f.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://user:pass@127.0.0.1:{port}/",
        "http:///127.0.0.1:{port}/",
        "ftp://127.0.0.1:{port}/a.png",
        "file:///etc/hostname",
        "",
    ],
)
def test_nothing_reaches_loopback_unless_it_is_allowed(sink: Sink, url: str) -> None:
    """Many more ways to try it are in tests/hostile."""
    with pytest.raises(UnsafeUrl):
        Guard(GuardPolicy(total_s=5)).get(url.format(port=sink.port))
    assert sink.hits == 0


def test_the_sink_would_see_a_hit(sink: Sink) -> None:
    socket.create_connection(("127.1", sink.port)).close()
    socket.create_connection(("::1", sink.port)).close()
    assert sink.hits == 2


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "localhost", "[::ffff:127.0.0.1]"])
def test_the_error_does_not_tell_whether_anybody_listens(sink: Sink, host: str) -> None:
    """Open and closed ports of refused addresses cannot be told apart: nothing is ever connected to."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        closed_port = closed.getsockname()[1]
    messages = set()
    for port in (sink.port, closed_port):
        with pytest.raises(UnsafeUrl) as caught:
            Guard().get(f"http://{host}:{port}/a.png")
        messages.add(caught.value.message)
    assert messages == {"the URL does not lead to a public address"}
    assert sink.hits == 0


def test_a_name_that_is_unknown_and_one_that_is_inside_sound_alike(resolver: list[list[str]]) -> None:
    resolver.extend([[], ["10.0.0.1"]])
    messages = set()
    for name in ("unknown.test", "inside.test"):
        with pytest.raises(UnsafeUrl) as caught:
            Guard().get(f"http://{name}/a.png")
        messages.add(caught.value.message)
    assert len(messages) == 1


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The answers of the system's resolver, one list of addresses a question; [] is an unknown name."""
    answers: list[list[str]] = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        found = answers.pop(0) if answers else pytest.fail(f"{host} was asked for once too often")
        if not found:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


@pytest.mark.parametrize(
    "answer", [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["127.0.0.1"], ["169.254.169.254"]]
)
def test_one_bad_address_among_the_answers_is_enough(sink: Sink, resolver: list[list[str]], answer: list[str]) -> None:
    resolver.append(answer)
    with pytest.raises(UnsafeUrl):
        Guard().get(f"http://mixed.test:{sink.port}/a.png")
    assert sink.hits == 0


def test_a_name_is_resolved_once_and_the_checked_address_is_used(resolver: list[list[str]]) -> None:
    """DNS rebinding needs a second question; the host's name still stands in the request."""
    resolver.append(["127.0.0.1"])
    with LoopbackServer() as server:
        port = server.url.rpartition(":")[2]
        assert HERE.get(f"http://photos.test:{port}/a.png").status == 200
        assert server.received[0].headers["host"] == f"photos.test:{port}"
    assert resolver == []


def test_the_name_is_kept_for_tls(resolver: list[list[str]]) -> None:
    """The first message of TLS names the host (SNI), although the connection goes to a number."""
    resolver.append(["127.0.0.1"])
    hello: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            connection = listener.accept()[0]
            hello.append(connection.recv(4096))
            connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        with pytest.raises(DownloadFailed):
            HERE.get(f"https://photos.test:{listener.getsockname()[1]}/a.png")
        thread.join()
    assert b"photos.test" in hello[0]


class Redirecting(LoopbackServer):
    """Redirects to whatever the query says; /loop redirects to itself."""

    def answer(self, request: Received) -> Reply:
        if request.path == "/here":
            return Reply(200, b"here")
        return Reply(302, b"moved", {"Location": request.query or request.path})


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2:{port}/",
        "//127.0.0.2:{port}/",
        "http://[::1]:{port}/",
        "http://localhost.:{port}/../",
        "https://127.0.0.2:{port}/",
        "file:///etc/hostname",
        "ftp://127.0.0.1:{port}/",
        "http://[",
    ],
)
def test_redirects_are_checked_like_first_urls(sink: Sink, target: str) -> None:
    with Redirecting() as server, pytest.raises((UnsafeUrl, DownloadFailed)):
        Guard(GuardPolicy(allow=(ip_network("127.0.0.1/32"),))).get(f"{server.url}/go?{target.format(port=1)}")
    with Redirecting() as server, pytest.raises((UnsafeUrl, DownloadFailed)):
        HERE.get(f"{server.url}/go?{target.format(port=sink.port)}")
    assert sink.hits == 0


def test_good_redirects_are_followed_up_to_three() -> None:
    with Redirecting() as server:
        assert HERE.get(f"{server.url}/go?/go?/go?/here").body == b"here"
        with pytest.raises(DownloadFailed, match="more than 3 redirects"):
            HERE.get(f"{server.url}/loop")
        assert server.count["/loop"] == 4


def test_a_post_is_never_redirected() -> None:
    with Redirecting() as server:
        answer = HERE.post(f"{server.url}/go?/here", b"{}", {"Content-Type": "application/json"})
        assert (answer.status, len(server.received)) == (302, 1)


def test_post_sends_the_bytes_and_reads_only_the_head_of_a_long_answer() -> None:
    class Talkative(LoopbackServer):
        def answer(self, _: Received) -> Reply:
            return Reply(200, b"x" * 1_000_000)

    with Talkative() as server:
        answer = HERE.post(f"{server.url}/hook", b'{"a":1}', {"X-One": "1"})
        assert len(answer.body) == 4096
        assert server.received[0].body == b'{"a":1}'
        assert server.received[0].headers["x-one"] == "1"


def test_proxies_cookies_and_credentials_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{sink.port}")
    with LoopbackServer() as server:
        assert HERE.get(f"{server.url}/a").status == 200
        assert {"authorization", "cookie", "x-api-key"}.isdisjoint(server.received[0].headers)
    assert sink.hits == 0


class Serving(LoopbackServer):
    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__()

    def answer(self, _: Received) -> Reply:
        return self.reply


SMALL = Guard(GuardPolicy(allow=LOOPBACK, max_bytes=1000, total_s=5))


def test_a_body_over_the_limit_is_refused_by_its_promise() -> None:
    with Serving(Reply(200, b"x" * 1001)) as server, pytest.raises(DownloadFailed, match="over 1000 bytes"):
        SMALL.get(server.url)


@pytest.mark.parametrize("length", ["1", "-1", "x", "9" * 30])
def test_a_body_that_lies_about_its_length_stays_within_the_limit(length: str) -> None:
    with Serving(Reply(200, b"x" * 5000, {"Content-Length": length})) as server:
        try:
            assert len(SMALL.get(server.url).body) <= 1000
        except DownloadFailed:
            return


def test_a_compressed_bomb_stays_within_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    roomy = Guard(GuardPolicy(allow=LOOPBACK, max_bytes=1_000_000, total_s=5))
    with Serving(Reply(200, bomb, {"Content-Encoding": "gzip"})) as server, pytest.raises(DownloadFailed, match="over"):
        roomy.get(server.url)


@pytest.mark.parametrize("fault", [faults.hang(30), faults.drip(0.2)])
def test_silence_and_dripping_end_with_the_time(fault: faults.Fault) -> None:
    quick = Guard(GuardPolicy(allow=LOOPBACK, total_s=0.6))
    with Serving(Reply(200, b"x" * 500)) as server:
        server.script("/", fault)
        with pytest.raises(DownloadFailed, match="in time"):
            quick.get(server.url + "/")


def test_dripping_headers_end_with_the_time() -> None:
    """Each byte resets a socket's own time limit; only the deadline ends this."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection = listener.accept()[0]
            while not stop.wait(0.05):
                try:
                    connection.sendall(b"H")
                except OSError:
                    break
            connection.close()

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(DownloadFailed, match="in time"):
            Guard(GuardPolicy(allow=LOOPBACK, total_s=0.5)).get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        stop.set()
        thread.join()


def test_a_url_is_shown_without_its_secrets() -> None:
    assert shown("https://u:p@a.org:8/x.png?sig=1#f") == "https://a.org:8/x.png"
    with pytest.raises(UnsafeUrl) as caught:
        Guard().get("http://127.0.0.1/a.png?signature=hush")
    assert "hush" not in str(caught.value)
