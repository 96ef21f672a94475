"""A service as it is started by default: slow clients are let go, a stop loses nothing, and no log tells a secret."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import requests

from maskkit.images.encode import encode
from maskkit.testing.callbacks import CallbackCatcher
from maskkit.testing.faults import status
from maskkit.testing.sandbox import RoomSandbox

PHOTO = encode((np.arange(48 * 64 * 3) % 251).astype(np.uint8).reshape(48, 64, 3))
MASK = encode(np.where(np.arange(48)[:, None] < 20, 0, 255).astype(np.uint8).repeat(64, axis=1))
CREATE, GET, CREDIT = "/api/create_room/generate", "/api/create_room/get", "/api/account/credit"

HASTE = float(os.environ.get("MASKKIT_HASTE", "1"))
"""Deadlines are measured against a clock: on a machine that is busy with other things they need some leave (2)."""


@pytest.fixture(scope="module")
def service() -> Iterator[RoomSandbox]:
    with RoomSandbox(settings={"log_format": "json", "log_level": "debug"}) as running:
        yield running


def connect(service: RoomSandbox) -> socket.socket:
    host, port = service.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=60)


def seconds_until_closed(connection: socket.socket) -> float:
    began = time.monotonic()
    while connection.recv(65_536):
        pass
    return time.monotonic() - began


def head(service: RoomSandbox, *lines: str) -> bytes:
    return "\r\n".join([f"POST {CREDIT} HTTP/1.1", "Host: a", f"x-api-key: {service.api_key}", *lines, "", ""]).encode()


def test_half_a_head_and_half_a_body_are_let_go_in_time(service: RoomSandbox) -> None:
    """At the same time, to wait once: 5 s for a head, also for one that drips, and 15 s for a body."""
    took: dict[str, float] = {}

    def send(name: str, start: bytes, drip: bytes) -> None:
        with connect(service) as connection:
            connection.sendall(start)
            stop = threading.Event()

            def go_on() -> None:
                while drip and not stop.wait(0.5):
                    try:
                        connection.sendall(drip)
                    except OSError:
                        return

            dripping = threading.Thread(target=go_on)
            dripping.start()
            try:
                took[name] = seconds_until_closed(connection)
            except ConnectionResetError:
                took[name] = 0.0
            stop.set()
            dripping.join()

    body = head(service, "Content-Length: 1000") + b'{"user'
    cases = {
        "head": (b"POST / HTTP/1.1\r\nHo", b""),
        "dripping head": (b"POST / HTTP/1.1\r\n", b"x: y\r\n"),
        "body": (body, b""),
        "dripping body": (body, b" "),
    }
    threads = [threading.Thread(target=send, args=(name, *case)) for name, case in cases.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert took["head"] <= 5 * HASTE
    assert took["dripping head"] <= 5 * HASTE
    assert took["body"] <= 15 * HASTE
    assert took["dripping body"] <= 15 * HASTE


class Rooms:
    """Speaks the wire."""

    def __init__(self, service: RoomSandbox) -> None:
        self.service = service
        self.session = requests.Session()
        self.session.headers["x-api-key"] = service.api_key

    def post(self, path: str, body: object) -> requests.Response:
        return self.session.post(self.service.url + path, json=body, timeout=30)

    def upload(self, data: bytes) -> str:
        return str(self.session.post(self.service.url + "/api/assets", data=data, timeout=30).json()["url"])

    def create(self, webhook: str | None = None) -> str:
        urls = {"image_url": self.upload(PHOTO), "mask_url": self.upload(MASK)}
        room = {"user_id": self.service.user_id, "room_type": "KITCHEN", "theme": "MODERN", "width": 64, "height": 48}
        told = self.post(CREATE, {**urls, **room, "webhook": webhook})
        assert told.status_code == 200, told.text
        return str(told.json()["generation_id"])

    def images(self, generation_id: str) -> list[str]:
        for _ in range(1000):
            told = self.post(GET, {"user_id": self.service.user_id, "generation_id": generation_id}).json()
            if "images" in told:
                return list(told["images"])
            time.sleep(0.02)
        pytest.fail("the generation did not end in 20 s")


def test_no_log_line_tells_a_secret_and_each_names_its_request(service: RoomSandbox, tmp_path: Path) -> None:
    """Everything that a client can do, well and badly, with all that is logged at the level debug."""
    rooms = Rooms(service)
    with rooms.session, CallbackCatcher() as catcher:
        catcher.script("callback", status(500))
        [url] = rooms.images(rooms.create(catcher.callback_url + "?token=hush-in-a-query"))
        requests.get(url, timeout=30)
        requests.get(url.replace("signature=", "signature=x"), timeout=30)
        requests.post(service.url + CREDIT, headers={"x-api-key": "mk_" + "wrong" * 9}, json={}, timeout=30)
        rooms.post(CREATE, {"image_url": "http://me:hush-in-a-url@127.0.0.1/p.png?signature=hush-in-a-query"})
        catcher.wait_for(1)
    time.sleep(0.5)
    told = "\n".join(service.log)
    name = url.partition("/files/")[2].partition("?")[0].partition("-")[0]
    secrets = [service.api_key, service.webhook_secret, name, url.rpartition("=")[2], "hush-in-a", "wrongwrong"]
    assert [secret for secret in secrets if secret in told] == []
    lines = [json.loads(line) for line in service.log if line.startswith("{")]
    answered = [line for line in lines if line["logger"] == "maskkit.service.access"]
    assert {CREATE, GET, "/api/assets", "/files/{name}"} <= {line["route"] for line in answered}
    assert all(re.fullmatch("[0-9a-f]{32}", line["request_id"]) for line in answered)
    assert all(line["took_ms"] >= 0 and line["status"] for line in answered)
    assert any("call-back evt_" in line["message"] for line in lines)


def test_a_stop_ends_in_ten_seconds_whatever_hangs_and_loses_no_answer(tmp_path: Path) -> None:
    """Half requests, idle connections, a receiver that is silent, and a request that is just being answered."""
    with RoomSandbox(tmp_path, engine="maskkit.testing.paint:PaintEngine") as service, ExitStack() as stack:
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        rooms = Rooms(service)
        stack.enter_context(rooms.session)
        rooms.images(rooms.create(f"http://127.0.0.1:{silent.getsockname()[1]}/hook"))
        for start in (b"", b"POST / HT", head(service, "Content-Length: 1000") + b"{"):
            stack.enter_context(connect(service)).sendall(start)
        body = json.dumps({"user_id": service.user_id}).encode()
        busy = stack.enter_context(connect(service))
        busy.sendall(head(service, f"Content-Length: {len(body)}") + body[:5])
        time.sleep(0.3)
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        busy.sendall(body[5:])
        assert busy.recv(65_536).startswith(b"HTTP/1.1 200")
        service.process.wait(30)
        assert time.monotonic() - began <= 10 * HASTE
        assert service.process.returncode == 0
