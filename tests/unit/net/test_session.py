"""Calls to one service over real sockets: deadlines, retries, and where the key goes."""

from __future__ import annotations

import logging
import socket
import threading

import pytest

from maskkit.errors import (
    ApiError,
    BadAnswer,
    InvalidRequest,
    KeyRefused,
    OutcomeUnknown,
    RateLimited,
    RequestRejected,
    ServiceFailed,
    ServiceUnreachable,
)
from maskkit.limits import TimeLimits
from maskkit.net.retries import Repeat
from maskkit.net.session import MAX_ANSWER_BYTES, Answer, Call, Session, is_loopback
from maskkit.testing import faults
from maskkit.testing.clock import FakeClock
from maskkit.testing.flaky import FlakyTransport, Mood
from maskkit.testing.server import LoopbackServer, Received, Reply

KEY = "sk-do-not-tell-0123456789"
FREE = Call("GET", "/x", repeat=Repeat.FEW)
PAID = Call("POST", "/x", b"{}")
REPLAYED = Call("POST", "/x", b"{}", {"Idempotency-Key": "k"}, Repeat.REPLAYED)


class Service(LoopbackServer):
    def answer(self, _: Received) -> Reply:
        return Reply(200, b'{"ok": true}', {"Content-Type": "application/json"})


@pytest.fixture
def service() -> Service:
    with Service() as running:
        yield running


def session(service: LoopbackServer, **options: object) -> Session:
    """A session whose pauses cost no time."""
    return Session(service.url, **{"key": KEY, "clock": FakeClock(), "chance": lambda: 1.0} | options)  # type: ignore[arg-type]


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_call_carries_its_key_and_its_bytes(service: Service) -> None:
    answer = session(service).call(Call("POST", "/a?b=c", b"bytes", {"X-One": "1"}))
    assert answer.json() == {"ok": True}
    got = service.received[0]
    assert (got.path, got.query, got.body, got.headers["x-one"]) == ("/a", "b=c", b"bytes", "1")
    assert got.headers["x-api-key"] == KEY
    assert got.headers["user-agent"].startswith("maskkit/")


def test_a_call_can_leave_the_key_at_home(service: Service) -> None:
    session(service).call(Call("GET", "/x", keyed=False))
    assert "x-api-key" not in service.received[0].headers


def test_a_path_before_the_api_is_kept(service: Service) -> None:
    Session(service.url + "/rooms/", key=KEY).call(FREE)
    assert service.received[0].path == "/rooms/x"


def test_redirects_are_not_followed_and_the_key_goes_nowhere_else(service: Service) -> None:
    with Service() as other:
        for code in (301, 302, 307, 308):
            service.script("/x", faults.Fault(status=code, body=b"", headers={"Location": other.url + "/x"}))
            with pytest.raises(BadAnswer, match="redirects to"):
                session(service).call(FREE)
        assert other.received == []


@pytest.mark.parametrize("call", [FREE, PAID, REPLAYED])
def test_nobody_there_is_unreachable_and_certainly_unspent(call: Call) -> None:
    here = Session(f"http://127.0.0.1:{unused_port()}", clock=FakeClock(), limits=TimeLimits(call_s=5))
    with pytest.raises(ServiceUnreachable, match="Connection refused") as caught:
        here.call(call)
    assert isinstance(caught.value, ConnectionError)
    assert "Max retries" not in str(caught.value)


def test_an_unknown_host_is_unreachable() -> None:
    with pytest.raises(ServiceUnreachable):
        Session("http://no-such-host.invalid", clock=FakeClock(), limits=TimeLimits(call_s=5)).call(PAID)


def test_a_free_call_is_made_four_times_at_most(service: Service) -> None:
    service.script("/x", *[faults.status(503)] * 10)
    here = session(service)
    with pytest.raises(ServiceFailed, match=r"4 tries in 3\.5 s"):
        here.call(FREE)
    assert service.count["/x"] == 4
    assert here.clock.sleeps == [0.5, 1.0, 2.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(429, retry_after="0"),
        faults.html(502),
        faults.drop(),
        faults.drop(carry_out=False),
        faults.cut(4),
        faults.status(504),
    ],
)
@pytest.mark.parametrize("call", [FREE, REPLAYED])
def test_passing_troubles_pass(service: Service, fault: faults.Fault, call: Call) -> None:
    service.script("/x", fault, fault)
    assert session(service).call(call).status == 200
    assert service.count["/x"] == 3


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.status(400), RequestRejected),
        (faults.status(401), KeyRefused),
        (faults.status(409), RequestRejected),
        (faults.error_in_200("none", code=401), KeyRefused),
    ],
)
@pytest.mark.parametrize("call", [FREE, PAID, REPLAYED])
def test_refusals_are_believed_at_once(service: Service, fault: faults.Fault, kind: type[ApiError], call: Call) -> None:
    service.script("/x", fault)
    with pytest.raises(kind):
        session(service).call(call)
    assert service.count["/x"] == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.status(500), ServiceFailed),
        (faults.status(503, retry_after="1"), ServiceFailed),
        (faults.status(429, retry_after="1"), RateLimited),
        (faults.status(502), OutcomeUnknown),
        (faults.status(504), OutcomeUnknown),
        (faults.html(524), OutcomeUnknown),
        (faults.drop(), OutcomeUnknown),
        (faults.drop(carry_out=False), OutcomeUnknown),
        (faults.cut(4), OutcomeUnknown),
    ],
)
def test_a_paid_call_is_sent_once_whatever_happens(service: Service, fault: faults.Fault, kind: type[ApiError]) -> None:
    service.script("/x", fault)
    with pytest.raises(kind):
        session(service).call(PAID)
    assert service.count["/x"] == 1


def test_a_replayed_call_goes_on_until_its_deadline(service: Service) -> None:
    service.script("/x", *[faults.status(503)] * 100)
    with pytest.raises(ServiceFailed):
        session(service, limits=TimeLimits(call_s=60)).call(REPLAYED)
    assert service.count["/x"] == 11
    assert all(got.headers["idempotency-key"] == "k" for got in service.received)


@pytest.mark.parametrize("last", [faults.status(503), faults.status(500), faults.status(401)])
def test_one_lost_answer_is_not_forgotten_when_the_last_word_is_another(service: Service, last: faults.Fault) -> None:
    """The first try may have been carried out, so a later error must not read as 'nothing was spent'."""
    service.script("/x", faults.drop(), *[last] * 100)
    with pytest.raises(OutcomeUnknown, match="earlier try was lost"):
        session(service, limits=TimeLimits(call_s=20)).call(REPLAYED)


def test_a_conflict_that_says_when_is_waited_for(service: Service) -> None:
    service.script("/x", faults.status(409, retry_after="3"), faults.status(409, retry_after="3"))
    here = session(service, chance=lambda: 0.0)
    assert here.call(REPLAYED).status == 200
    assert here.clock.sleeps == [3.0, 3.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("retry_after", "pauses"),
    [
        ("7", [7.0]),
        ("Tue, 14 Nov 2023 22:13:29 GMT", [9.0]),
        ("-5", [0.0]),
        ("garbage", [0.0]),
        ("nan", [0.0]),
        ("1e400", [0.0]),
    ],
)
def test_retry_after_in_all_its_forms(service: Service, retry_after: str, pauses: list[float]) -> None:
    date = {"Date": "Tue, 14 Nov 2023 22:13:20 GMT"}
    fault = faults.status(503, retry_after=retry_after)
    service.script("/x", faults.Fault(status=503, body=b"", headers={**fault.headers, **date}))
    here = session(service, chance=lambda: 0.0)
    here.call(FREE)
    assert here.clock.sleeps == pauses  # type: ignore[attr-defined]


@pytest.mark.parametrize("retry_after", ["60", "99999999999", "Wed, 01 Jan 2098 00:00:00 GMT"])
def test_a_wish_beyond_the_deadline_is_an_error_at_once(service: Service, retry_after: str) -> None:
    service.script("/x", faults.status(429, retry_after=retry_after))
    here = session(service, limits=TimeLimits(call_s=30))
    with pytest.raises(RateLimited) as caught:
        here.call(FREE)
    assert caught.value.retry_after_s >= 60
    assert here.clock.sleeps == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", [faults.hang(20), faults.drip(0.1)])
@pytest.mark.parametrize(
    ("call", "kind"), [(FREE, ServiceUnreachable), (PAID, OutcomeUnknown), (REPLAYED, OutcomeUnknown)]
)
def test_the_deadline_holds_while_a_service_is_silent_or_drips(
    service: Service, fault: faults.Fault, call: Call, kind: type[ApiError]
) -> None:
    service.script("/x", *[fault] * 5)
    with pytest.raises(kind, match="deadline passed"):
        Session(service.url, limits=TimeLimits(call_s=0.4)).call(call)


def test_the_deadline_holds_while_the_head_drips() -> None:
    """Every byte of the head starts the socket's own time limit anew."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection = listener.accept()[0]
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
                if stop.wait(0.05):
                    break
                try:
                    connection.sendall(bytes([byte]))
                except OSError:
                    break
            connection.close()

        thread = threading.Thread(target=drip)
        thread.start()
        here = Session(f"http://127.0.0.1:{listener.getsockname()[1]}", limits=TimeLimits(call_s=0.4))
        with pytest.raises(OutcomeUnknown, match="deadline passed"):
            here.call(PAID)
        stop.set()
        thread.join()


def test_an_endless_answer_is_cut(service: Service) -> None:
    service.script("/x", faults.Fault(status=200, body=b" " * (MAX_ANSWER_BYTES + 1)))
    with pytest.raises(BadAnswer, match="too large"):
        session(service).call(FREE)
    service.script("/x", faults.Fault(status=200, body=b" " * (MAX_ANSWER_BYTES + 1)))
    with pytest.raises(OutcomeUnknown):
        session(service).call(PAID)


def test_the_environments_proxies_are_not_used_for_this_machine(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    assert session(service).call(PAID).status == 200


def test_the_environments_proxies_are_used_for_others(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", service.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Session("http://rooms.example.org").call(PAID).status == 200
    assert service.received[0].headers["host"] == "rooms.example.org"


def test_a_netrc_of_the_user_adds_nothing(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as file:  # noqa: PTH123 - a plain path for the environment
        file.write("machine 127.0.0.1 login me password hush\n")
    monkeypatch.setenv("NETRC", netrc)
    session(service).call(PAID)
    assert "authorization" not in service.received[0].headers


def test_the_key_is_nowhere_to_be_read(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """Not in the log at its most talkative, not in what is shown, not in errors, even if a service repeats it."""
    here = session(service)
    with caplog.at_level(logging.DEBUG):
        here.call(FREE)
        service.script("/x", *[faults.status(500, message=f"bad key {KEY}")] * 4)
        with pytest.raises(ServiceFailed) as caught:
            here.call(FREE)
    said = caplog.text + repr(here) + str(caught.value) + repr(caught.value) + str(caught.value.to_json())
    assert KEY not in said
    assert "***" in str(caught.value)
    assert "GET" in caplog.text


@pytest.mark.parametrize("key", ["sk-1\nsk-2", "sk-1\r\nX-Evil: 1", " sk-1", "sk-1 ", "sk-é"])
def test_a_key_that_cannot_be_sent_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Session("https://rooms.example.org", key=key)
    assert key.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "rooms.example.org", "ftp://a.org", "http://a.org?x=1", "http://a.org/#x", "http://u:p@a.org", "http://"],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidRequest, match="address"):
        Session(url)


def test_an_unencrypted_key_on_a_foreign_network_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    Session("http://127.0.0.1:8000", key=KEY)
    Session("https://rooms.example.org", key=KEY)
    assert caplog.text == ""
    Session("http://rooms.example.org", key=KEY)
    assert "unencrypted" in caplog.text


def test_what_is_no_json_is_told_with_its_beginning() -> None:
    with pytest.raises(BadAnswer, match="<html>"):
        Answer(200, {}, b"<html>").json()
    with pytest.raises(BadAnswer, match="empty"):
        Answer(200, {}, b"").json()
    with pytest.raises(BadAnswer):
        Answer(200, {}, b"[" * 100_000).json()


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost", True),
        ("http://LOCALHOST.", True),
        ("http://app.localhost", True),
        ("http://10.0.0.1", False),
        ("https://example.org", False),
        ("https://localhost.example.org", False),
    ],
)
def test_which_addresses_are_this_machine(url: str, local: bool) -> None:
    assert is_loopback(url) is local


def test_a_lost_request_is_safe_and_a_lost_answer_is_not(service: Service) -> None:
    """The same, told by a transport of the user's own."""
    with pytest.raises(ServiceUnreachable):
        session(service, adapter=FlakyTransport([Mood.LOSE_REQUEST])).call(PAID)
    assert service.count["/x"] == 0
    with pytest.raises(OutcomeUnknown):
        session(service, adapter=FlakyTransport([Mood.LOSE_ANSWER])).call(PAID)
    assert service.count["/x"] == 1


def test_the_services_own_networks(service: Service) -> None:
    assert [str(network) for network in session(service).own_networks()] == ["127.0.0.1/32"]
    assert Session("http://no-such-host.invalid").own_networks() == ()


def test_many_threads_share_a_session(service: Service) -> None:
    here = session(service)
    statuses: list[int] = []
    threads = [threading.Thread(target=lambda: statuses.append(here.call(PAID).status)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 16
    assert service.count["/x"] == 16
