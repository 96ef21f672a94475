"""Downloads are resumed, checked, and under their name only when whole."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from maskkit.errors import DownloadFailed, OutputExists, StorageError, UnsafeUrl
from maskkit.net.addresses import LOOPBACK
from maskkit.net.download import download
from maskkit.net.guard import Guard, GuardPolicy
from maskkit.net.images import ends_well, image_format
from maskkit.testing import faults
from maskkit.testing.clock import FakeClock
from maskkit.testing.fake_api import flat_png
from maskkit.testing.server import LoopbackServer, Received, Reply

PNG = flat_png((300, 200), "seed") + b""
NOISE = b"\x89PNG\r\n\x1a\n" + os.urandom(200_000)
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 3000 + b"\xff\xd9"


class Files(LoopbackServer):
    """One file; honours ranges as long as ``etag`` has not changed, and as it is told to."""

    def __init__(self, data: bytes, *, etag: str | None = '"one"', ranges: bool = True) -> None:
        self.data, self.etag, self.ranges = data, etag, ranges
        super().__init__()

    @property
    def file(self) -> str:
        return self.url + "/out.png"

    def answer(self, request: Received) -> Reply:
        headers = {"Content-Type": "image/png"} | ({"ETag": self.etag} if self.etag else {})
        wanted = request.headers.get("range", "")
        if not (self.ranges and wanted and request.headers.get("if-range", self.etag) == self.etag):
            return Reply(200, self.data, headers)
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        span = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        return Reply(206, self.data[start:], headers | {"Content-Range": span})


def fetch(server: Files, path: Path, **options: object) -> Path:
    """Download with pauses that cost no time; the deadline is one of the same clock."""
    guard = Guard(GuardPolicy(allow=LOOPBACK), FakeClock())
    return download(server.file, path, **{"guard": guard, "chance": lambda: 0.5} | options)  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("data", [PNG, JPEG, NOISE])
def test_the_file_is_there_byte_for_byte_and_nothing_else(tmp_path: Path, data: bytes) -> None:
    with Files(data) as server:
        assert fetch(server, tmp_path / "out.png").read_bytes() == data
    assert names(tmp_path) == ["out.png"]


@pytest.mark.parametrize("sixteenth", range(16))
def test_a_download_that_breaks_off_goes_on_where_it_was(tmp_path: Path, sixteenth: int) -> None:
    cut = len(NOISE) * sixteenth // 16
    with Files(NOISE) as server:
        server.script("/out.png", faults.cut(cut))
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE
        second = server.received[1].headers
    assert second.get("range") == (f"bytes={cut}-" if cut else None)
    assert second.get("if-range") == ('"one"' if cut else None)


def test_many_breaks_are_survived_as_long_as_it_gets_on(tmp_path: Path) -> None:
    with Files(NOISE) as server:
        server.script("/out.png", *[faults.cut(10_000)] * 15)
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE
        reused = [int(got.headers["range"].removeprefix("bytes=").removesuffix("-")) for got in server.received[1:]]
    assert reused == [10_000 * n for n in range(1, 16)]


def test_a_file_that_changes_on_the_way_is_started_over(tmp_path: Path) -> None:
    class Changing(Files):
        def answer(self, request: Received) -> Reply:
            reply = super().answer(request)
            self.data, self.etag = NOISE[:8] + b"new" * 50_000, '"two"'
            return reply

    with Changing(NOISE) as server:
        server.script("/out.png", faults.cut(20_000))
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE[:8] + b"new" * 50_000


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_proof_that_it_is_the_same_file_it_is_started_over(tmp_path: Path, etag: str | None) -> None:
    with Files(NOISE, etag=etag) as server:
        server.script("/out.png", faults.cut(20_000))
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE
        assert "range" not in server.received[1].headers


def test_a_server_that_ignores_ranges_is_no_trouble(tmp_path: Path) -> None:
    with Files(NOISE, ranges=False) as server:
        server.script("/out.png", faults.cut(20_000))
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE


@pytest.mark.parametrize("content_range", ["bytes 5-9/10", "", "bytes */10", "garbage", "bytes 19999-200007/200008"])
def test_another_part_than_was_asked_for_is_not_appended(tmp_path: Path, content_range: str) -> None:
    wrong = faults.Fault(status=206, body=b"wrong", headers={"Content-Range": content_range})
    with Files(NOISE) as server:
        server.script("/out.png", faults.cut(20_000), wrong)
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE


def test_416_starts_over(tmp_path: Path) -> None:
    with Files(NOISE) as server:
        server.script("/out.png", faults.cut(20_000), faults.Fault(status=416, body=b""))
        assert fetch(server, tmp_path / "out.png").read_bytes() == NOISE


@pytest.mark.parametrize("code", [408, 429, 500, 502, 503, 504])
def test_passing_troubles_pass(tmp_path: Path, code: int) -> None:
    with Files(PNG) as server:
        server.script("/out.png", faults.status(code, retry_after="2"), faults.html(code))
        assert fetch(server, tmp_path / "out.png").read_bytes() == PNG


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
def test_refusals_are_believed_at_once(tmp_path: Path, code: int) -> None:
    with Files(PNG) as server:
        server.script("/out.png", faults.status(code))
        with pytest.raises(DownloadFailed, match=f"{code}.*may have expired"):
            fetch(server, tmp_path / "out.png")
        assert server.count["/out.png"] == 1
    assert names(tmp_path) == []


def test_a_service_that_stays_down_ends_the_download(tmp_path: Path) -> None:
    with Files(PNG) as server:
        server.script("/out.png", *[faults.status(503)] * 50)
        with pytest.raises(DownloadFailed, match="503"):
            fetch(server, tmp_path / "out.png")
        assert server.count["/out.png"] == 5
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><title>expired</title>",
        b'<?xml version="1.0"?><Error/>',
        b"{}",
        b"",
        b"GIF89a",
        b"%PDF-1.7",
        b"BM",
    ],
)
def test_an_error_page_under_a_pictures_name_is_refused(tmp_path: Path, page: bytes) -> None:
    with Files(page) as server, pytest.raises(DownloadFailed, match="no picture"):
        fetch(server, tmp_path / "out.png")
    assert names(tmp_path) == []


def test_a_packed_answer_is_unpacked(tmp_path: Path) -> None:
    """Identity is asked for; whatever comes must be the picture once it is unpacked, and is never resumed."""

    class Zipping(Files):
        def answer(self, _: Received) -> Reply:
            return Reply(200, gzip.compress(PNG), {"Content-Encoding": "gzip"})

    with Zipping(PNG) as server:
        server.script("/out.png", faults.cut(20))
        assert fetch(server, tmp_path / "out.png").read_bytes() == PNG
        assert "range" not in server.received[1].headers


def test_size_and_hash_are_checked_where_they_are_known(tmp_path: Path) -> None:
    digest = hashlib.sha256(PNG).hexdigest()
    with Files(PNG) as server:
        fetch(server, tmp_path / "good.png", size_bytes=len(PNG), sha256=digest.upper())
        with pytest.raises(DownloadFailed, match="hash"):
            fetch(server, tmp_path / "bad.png", sha256="0" * 64)
        with pytest.raises(DownloadFailed, match="promised"):
            fetch(server, tmp_path / "bad.png", size_bytes=len(PNG) + 1)
    assert names(tmp_path) == ["good.png"]


@pytest.mark.parametrize("data", [PNG, JPEG])
def test_a_picture_without_length_that_breaks_off_is_known_by_its_missing_end(tmp_path: Path, data: bytes) -> None:
    """An old server ends the body by ending the connection: a cut looks like a good end."""

    def serve(listener: socket.socket, body: bytes) -> None:
        connection = listener.accept()[0]
        connection.recv(4096)
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + body)
        connection.close()

    for body, good in ((data, True), (data[:-20], False)):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=serve, args=(listener, body))
            thread.start()
            url, path = f"http://127.0.0.1:{listener.getsockname()[1]}/", tmp_path / f"{good}.png"
            guard = Guard(GuardPolicy(allow=LOOPBACK))
            if good:
                assert download(url, path, guard=guard).read_bytes() == data
            else:
                with pytest.raises(DownloadFailed, match="no end"):
                    download(url, path, guard=guard)
            thread.join()
    assert names(tmp_path) == ["True.png"]


def test_a_file_over_the_limit_is_refused_without_another_try(tmp_path: Path) -> None:
    small = Guard(GuardPolicy(allow=LOOPBACK, max_bytes=1000), FakeClock())
    with Files(NOISE) as server, pytest.raises(DownloadFailed, match="over 1000 bytes"):
        fetch(server, tmp_path / "out.png", guard=small)
    assert server.count["/out.png"] == 1


@pytest.mark.parametrize("fault", [faults.hang(20), faults.drip(0.1)])
def test_the_deadline_holds(tmp_path: Path, fault: faults.Fault) -> None:
    with Files(PNG) as server:
        server.script("/out.png", *[fault] * 9)
        with pytest.raises(DownloadFailed, match="in time"):
            download(server.file, tmp_path / "out.png", guard=Guard(GuardPolicy(allow=LOOPBACK)), within_s=0.5)
    assert names(tmp_path) == []


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"mine")
    with Files(PNG) as server:
        with pytest.raises(OutputExists):
            fetch(server, path)
        assert (path.read_bytes(), server.received) == (b"mine", [])
        fetch(server, path, overwrite=True)
    assert path.read_bytes() == PNG


def test_a_file_that_appears_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "out.png"

    class Racing(Files):
        def answer(self, request: Received) -> Reply:
            path.write_bytes(b"theirs")
            return super().answer(request)

    with Racing(PNG) as server, pytest.raises(OutputExists):
        fetch(server, path)
    assert path.read_bytes() == b"theirs"
    assert names(tmp_path) == ["out.png"]


def test_a_failed_download_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"mine")
    with Files(b"<html>") as server, pytest.raises(DownloadFailed):
        fetch(server, path, overwrite=True)
    assert path.read_bytes() == b"mine"
    assert names(tmp_path) == ["out.png"]


def test_a_missing_folder_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    with Files(PNG) as server:
        with pytest.raises(StorageError):
            fetch(server, tmp_path / "nowhere" / "out.png")
        assert server.received == []


def test_leftovers_of_killed_processes_are_cleared_when_they_are_old(tmp_path: Path) -> None:
    old, fresh, foreign = (tmp_path / name for name in (".out.png.1.part", ".out.png.2.part", ".other.png.1.part"))
    for left in (old, fresh, foreign):
        left.write_bytes(b"")
    for left in (old, foreign):
        os.utime(left, (time.time() - 7200,) * 2)
    with Files(PNG) as server:
        fetch(server, tmp_path / "out.png")
    assert names(tmp_path) == [".other.png.1.part", ".out.png.2.part", "out.png"]


def test_addresses_that_are_not_public_are_not_asked_by_default(tmp_path: Path) -> None:
    with Files(PNG) as server:
        with pytest.raises(UnsafeUrl):
            download(server.file, tmp_path / "out.png")
        assert server.received == []


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PNG[:32], "png"),
        (JPEG[:32], "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x1cftypavif", "avif"),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"\x89PNG", None),
        (b"", None),
        (b"<svg", None),
    ],
)
def test_pictures_are_known_by_how_they_begin(head: bytes, kind: str | None) -> None:
    assert image_format(head) == kind


def test_pictures_are_known_by_how_they_end() -> None:
    assert ends_well("png", PNG[-64:])
    assert not ends_well("png", PNG[:-1][-64:])
    assert ends_well("jpeg", JPEG[-64:])
    assert ends_well("webp", b"")
