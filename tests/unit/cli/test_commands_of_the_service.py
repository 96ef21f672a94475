"""The commands that call a service: the wire's own fields on stdout, the right exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maskkit.cli.main import run_cli
from maskkit.images.encode import encode
from maskkit.testing.fake_api import FakeRoomApi

PICTURE = encode(np.zeros((8, 8, 3), np.uint8))
WORDS = ["--room", "shower", "--theme", "nordic"]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRoomApi]:
    with FakeRoomApi(photos=7, statuses=("SUCCEEDED",)) as service:
        monkeypatch.setenv("MASKKIT_SERVICE", service.url)
        monkeypatch.setenv("MASKKIT_USER_ID", service.user_id)
        monkeypatch.setenv("MASKKIT_API_KEY", service.api_key)
        yield service


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one JSON document on stdout."""
    return json.loads(capsys.readouterr().out)


def create(api: FakeRoomApi, *extra: str) -> int:
    urls = ["--image-url", f"{api.url}/p.png", "--mask-url", f"{api.url}/m.png"]
    return run_cli(["create", *urls, *WORDS, "--width", "64", "--height", "48", *extra])


def test_credits(api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["credits", "--json"]) == 0
    assert document(capsys)["total"] == 7
    assert run_cli(["credits"]) == 0
    assert capsys.readouterr().out.startswith("7 photos left")


def test_upload_prints_the_url_of_each_file(
    api: FakeRoomApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(PICTURE)
    assert run_cli(["upload", str(tmp_path / "a.png"), str(tmp_path / "a.png")]) == 0
    urls = capsys.readouterr().out.split()
    assert len(urls) == 2
    assert all(url.startswith(api.url) for url in urls)
    assert next(iter(api.uploads.values())) == PICTURE
    assert run_cli(["upload", str(tmp_path / "a.png"), "--json"]) == 0
    assert {"file", "url", "sha256", "asset_id", "expires_at"} == set(document(capsys))


def test_upload_refuses_what_is_no_picture(
    api: FakeRoomApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.png").write_bytes(b"a text")
    assert run_cli(["upload", str(tmp_path / "a.png")]) == 3
    assert run_cli(["upload", str(tmp_path / "gone.png"), "--json"]) == 3
    assert document(capsys)["error"]["code"] == "image_not_found"
    assert not api.uploads


def test_create_get_wait_vary_speak_the_wires_fields(api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert create(api, "--json") == 0
    created = document(capsys)
    assert set(created) == {"generation_id", "remaining_photos", "project_id"}
    (made,) = api.generations.values()
    assert made.request.to_wire()["room_type"] == "SHOWEROOM"
    assert made.request.to_wire()["theme"] == "SCANDINAVIAN"

    room = created["generation_id"]
    assert run_cli(["get", room, "--json"]) == 0
    assert document(capsys)["status"] == "SUCCEEDED"
    assert run_cli(["wait", room]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "status: SUCCEEDED"

    assert run_cli(["vary", room, "--original-url", f"{api.url}/p.png", *WORDS, "--json"]) == 0
    assert set(document(capsys)) == {"generation_id"}
    assert (api.creates, api.variations) == (1, 1)


def test_one_key_creates_once(api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    assert create(api, "--idempotency-key", "mine") == create(api, "--idempotency-key", "mine") == 0
    first, second = capsys.readouterr().out.split("generation_id: ")[1:]
    assert first == second
    assert api.creates == 1


@pytest.mark.parametrize(("statuses", "deadline", "code"), [(("FAILED",), "9", 6), (("PROCESSING",), "0.2", 7)])
def test_wait_tells_failure_from_a_deadline(
    statuses: tuple[str, ...], deadline: str, code: int, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.statuses = statuses
    assert create(api, "--json") == 0
    room = document(capsys)["generation_id"]
    assert run_cli(["wait", room, "--deadline", deadline]) == code


def test_no_photos_and_a_wrong_key(
    api: FakeRoomApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api.photos = 0
    assert create(api) == 5
    monkeypatch.setenv("MASKKIT_API_KEY", "not-the-key")
    assert run_cli(["credits", "--json"]) == 4
    told = capsys.readouterr()
    assert "not-the-key" not in told.out + told.err


def test_a_service_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["credits"]) == 2
    assert "--service" in capsys.readouterr().err


def test_serve_refuses_settings_that_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["serve", "--data", str(tmp_path / "d"), "--port", "99999"]) == 2
    assert run_cli(["serve", "--data", str(tmp_path / "d"), "--port", "0", "--engine", "magic"]) == 2
    assert "magic" in capsys.readouterr().err
