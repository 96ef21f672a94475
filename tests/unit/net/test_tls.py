"""The same promises over TLS: the certificate is checked, the deadline holds, and a failed handshake sent nothing."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from maskkit.errors import DownloadFailed, OutcomeUnknown, ServiceUnreachable
from maskkit.limits import TimeLimits
from maskkit.net.addresses import LOOPBACK
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.net.session import Call, Session
from maskkit.testing import faults
from maskkit.testing.server import LoopbackServer, Received, Reply

PAID = Call("POST", "/x", b"{}")
LIMITS = TimeLimits(call_s=0.6)

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command for a certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=rooms.test"
    names = ["-addext", "subjectAltName=DNS:rooms.test", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True, timeout=30)
    return cert, key


class Secure(LoopbackServer):
    """An HTTPS server; its hosts are rooms.test and whatever else leads here."""

    def __init__(self, cert: Path, key: Path) -> None:
        super().__init__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]

    def answer(self, _: Received) -> Reply:
        return Reply(200, b'{"ok": true}')


@pytest.fixture
def secure(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Secure]:
    def here(_: str, port: int, *__: object, **___: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    with Secure(*certificate) as running:
        yield running


@pytest.fixture
def _trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))


@pytest.mark.usefixtures("_trusted")
def test_a_trusted_service_is_called(secure: Secure) -> None:
    assert Session(f"https://rooms.test:{secure.port}", key="k").call(PAID).json() == {"ok": True}
    assert secure.received[0].headers["host"] == f"rooms.test:{secure.port}"


def test_a_certificate_of_nobody_sends_nothing(secure: Secure) -> None:
    with pytest.raises(ServiceUnreachable, match="certificate verify failed"):
        Session(f"https://rooms.test:{secure.port}", key="k").call(PAID)
    assert secure.received == []


@pytest.mark.usefixtures("_trusted")
def test_a_certificate_of_another_host_sends_nothing(secure: Secure) -> None:
    with pytest.raises(ServiceUnreachable, match="certificate"):
        Session(f"https://other.test:{secure.port}", key="k").call(PAID)
    assert secure.received == []


@pytest.mark.usefixtures("_trusted")
@pytest.mark.parametrize("fault", [faults.hang(20), faults.drip(0.1)])
def test_the_deadline_holds_over_tls(secure: Secure, fault: faults.Fault) -> None:
    secure.script("/x", fault)
    with pytest.raises(OutcomeUnknown, match="deadline passed"):
        Session(f"https://rooms.test:{secure.port}", limits=LIMITS).call(PAID)
    assert secure.count["/x"] == 1


def test_a_handshake_that_never_ends_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ServiceUnreachable, match="deadline passed"):
        Session(f"https://127.0.0.1:{silent.getsockname()[1]}", limits=LIMITS).call(PAID)


def test_the_guard_checks_certificates_and_trusts_no_environment(
    secure: Secure, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    with pytest.raises(DownloadFailed):
        Guard(GuardPolicy(allow=LOOPBACK)).get(f"https://rooms.test:{secure.port}/a.png")
    assert secure.received == []
