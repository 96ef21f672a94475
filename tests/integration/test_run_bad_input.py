"""Bad input: each the right typed error and exit code, nothing half-written, nothing paid twice."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.batch.manifest import Item
from maskkit.batch.options import RunOptions
from maskkit.batch.runner import run as batch_run
from maskkit.cli.main import run_cli
from maskkit.client.rooms import RoomClient
from maskkit.limits import TimeLimits
from maskkit.roomapi.words import RoomType, Theme
from maskkit.testing import faults
from maskkit.testing.fake_api import FakeRoomApi

WH = (72, 48)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRoomApi]:
    with FakeRoomApi(statuses=("SUCCEEDED",)) as service:
        monkeypatch.setenv("MASKKIT_SERVICE", service.url)
        monkeypatch.setenv("MASKKIT_USER_ID", service.user_id)
        monkeypatch.setenv("MASKKIT_API_KEY", service.api_key)
        yield service


def encoded(pixels: np.ndarray, kind: str = "PNG", **settings: object) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **settings)
    return buffer.getvalue()


def photo_bytes(kind: str = "JPEG", size_wh: tuple[int, int] = WH) -> bytes:
    return encoded(np.random.default_rng(7).integers(60, 200, (*size_wh[::-1], 3), dtype=np.uint8), kind)


def mask_bytes(size_wh: tuple[int, int] = WH, fill: int | None = None) -> bytes:
    values = np.zeros(size_wh[::-1], np.uint8)
    values[size_wh[1] // 2 :] = 255
    return encoded(values if fill is None else np.full_like(values, fill))


def bomb() -> bytes:
    """A PNG whose header claims 100,000 by 100,000 pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk


def turned_mask() -> bytes:
    """A mask of the photo's stored size that its EXIF turns by 90 degrees."""
    exif = Image.Exif()
    exif[0x0112] = 6
    values = np.zeros(WH[::-1], np.uint8)
    values[20:] = 255
    return encoded(values, exif=exif)


PHOTOS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty_file"),
    "text": (lambda: b"this is a text, whatever its name says\n" * 9, "unsupported_format"),
    "truncated": (lambda: photo_bytes()[:700], "corrupt_image"),
    "bomb": (bomb, "image_too_large"),
}
MASKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "of another size": (lambda: mask_bytes((40, 30)), "size_mismatch"),
    "turned by EXIF": (turned_mask, "size_mismatch"),
    "empty": (lambda: mask_bytes(fill=0), "empty_mask"),
    "full": (lambda: mask_bytes(fill=255), "full_mask"),
}


def run(folder: Path, photo: bytes, mask: bytes, *extra: str) -> int:
    (folder / "a.jpg").write_bytes(photo)
    (folder / "mask.png").write_bytes(mask)
    words = ["--room", "kitchen", "--theme", "modern", "--mask", str(folder / "mask.png")]
    return run_cli(["run", str(folder / "a.jpg"), "-o", str(folder / "out"), *words, *extra])


def documents(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused_before_anything(folder: Path, api: FakeRoomApi) -> None:
    assert api.creates == 0
    assert not list(folder.glob("out/a/*"))
    (line,) = (folder / "out/failed.jsonl").read_text().splitlines()
    assert json.loads(line)["hint"]


@pytest.mark.parametrize("what", PHOTOS)
def test_bad_photos(what: str, tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    make, code = PHOTOS[what]
    assert run(tmp_path, make(), mask_bytes(), "--json") == 3
    last = documents(capsys)[-1]
    assert last["error"]["code"] == code  # type: ignore[index]
    assert "a.jpg" in str(last["error"])
    refused_before_anything(tmp_path, api)


@pytest.mark.parametrize("what", MASKS)
def test_bad_masks(what: str, tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    make, code = MASKS[what]
    assert run(tmp_path, photo_bytes(), make(), "--json") == 3
    assert documents(capsys)[-1]["error"]["code"] == code  # type: ignore[index]
    refused_before_anything(tmp_path, api)


def test_a_full_mask_can_be_asked_for(tmp_path: Path, api: FakeRoomApi) -> None:
    assert run(tmp_path, photo_bytes(), mask_bytes(fill=255), "--allow-full-mask") == 0
    assert api.creates == 1


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--room", "garage", "--theme", "modern"], "bathroom, kitchen, shower-room"),
        (["--room", "kitchen", "--theme", "baroque"], "modern, industrial, scandinavian, luxurious"),
        (["--theme", "modern"], "--room and --theme"),
    ],
)
def test_unknown_and_missing_words_are_usage(
    words: list[str], named: str, tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jpg").write_bytes(photo_bytes())
    assert run_cli(["run", str(tmp_path / "a.jpg"), "-o", str(tmp_path / "out"), *words, "--json"]) == 2
    told = capsys.readouterr()
    assert named in told.err
    assert json.loads(told.out)["error"]["code"] == "usage"
    assert not (tmp_path / "out").exists()


def test_a_wrong_key(
    tmp_path: Path, api: FakeRoomApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MASKKIT_API_KEY", "wrong-and-secret")
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") == 4
    told = capsys.readouterr()
    assert json.loads(told.out.splitlines()[-1])["error"]["code"] == "key_refused"
    assert "wrong-and-secret" not in told.out + told.err
    assert not list(tmp_path.glob("out/a/*"))


def test_no_photos_left_at_the_start(tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.photos = 0
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") == 5
    assert documents(capsys)[-1]["error"]["code"] == "out_of_photos"  # type: ignore[index]
    assert api.count["create"] == 0
    api.photos = 1
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 0


def test_no_photos_left_in_the_middle(tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    """What was paid for is finished, nothing more is sent, and the next run goes on."""
    api.photos = 2
    for name in "abcde":
        (tmp_path / f"in/{name}.png").parent.mkdir(exist_ok=True)
        (tmp_path / f"in/{name}.png").write_bytes(photo_bytes("PNG"))
        (tmp_path / f"masks/{name}.png").parent.mkdir(exist_ok=True)
        (tmp_path / f"masks/{name}.png").write_bytes(mask_bytes())
    line = ["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--room", "kitchen", "--theme", "modern"]
    line += ["--mask", str(tmp_path / "masks"), "--jobs", "1", "--json"]
    assert run_cli(line) == 5
    last = documents(capsys)[-1]
    assert (last["finished"], last["left"], last["failed"]) == (2, 3, 0)
    assert api.count["create"] == 3
    assert not (tmp_path / "out/failed.jsonl").exists()
    api.photos = 10
    assert run_cli(line) == 0
    assert api.creates == 5


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (faults.html(), "bad_answer"),
        (faults.html(404), "request_rejected"),
        (faults.status(500), "service_failed"),
        (faults.error_in_200("key is unknown", code=401), "key_refused"),
        (faults.empty(), "bad_answer"),
    ],
)
def test_a_service_that_is_none(
    fault: faults.Fault, code: str, tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(10):
        api.script("credits", fault)
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") in {1, 3, 4}
    assert documents(capsys)[-1]["error"]["code"] == code  # type: ignore[index]
    assert api.count["create"] == 0
    assert not list(tmp_path.glob("out/a/*"))


def test_a_service_that_takes_no_uploads_is_told_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeRoomApi(assets=False) as service:
        monkeypatch.setenv("MASKKIT_SERVICE", service.url)
        monkeypatch.setenv("MASKKIT_USER_ID", service.user_id)
        monkeypatch.setenv("MASKKIT_API_KEY", service.api_key)
        assert run(tmp_path, photo_bytes(), mask_bytes()) == 3
    assert "--upload-to" in capsys.readouterr().err
    assert not list(tmp_path.glob("out/a/*"))


def test_a_service_that_is_not_there(
    tmp_path: Path, api: FakeRoomApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE", "http://127.0.0.1:9")
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") == 1
    assert documents(capsys)[-1]["error"]["code"] == "service_unreachable"  # type: ignore[index]


def test_a_generation_that_fails_is_refunded_and_asked_for_anew(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.statuses = ("PROCESSING", "FAILED")
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") == 6
    last = documents(capsys)[-1]
    assert (last["error"]["code"], last["spent"]) == ("generation_failed", 0)  # type: ignore[index]
    api.statuses = ("SUCCEEDED",)
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 0
    assert api.creates == 2


def test_a_generation_that_hangs_is_waited_for_again(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.statuses = ("PROCESSING",)
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--deadline", "0.3", "--json") == 7
    assert documents(capsys)[-1]["error"]["code"] == "deadline_passed"  # type: ignore[index]
    for generation in api.generations.values():
        generation.statuses = ("SUCCEEDED",)
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 0
    assert api.creates == 1


def test_a_create_that_answers_200_with_an_error_costs_nothing_and_is_sent_once(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    api.script("create", faults.error_in_200("the mask is empty"))
    assert run(tmp_path, photo_bytes(), mask_bytes(), "--json") == 3
    assert "the mask is empty" in str(documents(capsys)[-1]["error"])
    assert (api.creates, api.count["create"]) == (0, 1)
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 0
    assert api.creates == 1


def test_a_picture_that_is_no_picture_is_not_kept(tmp_path: Path, api: FakeRoomApi) -> None:
    api.script("output", faults.html())
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 1
    assert not list(tmp_path.glob("out/a/generated*"))
    assert json.loads((tmp_path / "out/failed.jsonl").read_text())["code"] == "download_failed"
    assert run(tmp_path, photo_bytes(), mask_bytes()) == 0
    assert api.creates == 1


@pytest.mark.parametrize("promised", [True, False])
def test_a_service_that_hangs_is_given_up_and_never_paid_twice(
    promised: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A create is carried out but its answer never comes: with replay promised it is fetched, else a person decides."""
    (tmp_path / "a.png").write_bytes(photo_bytes("PNG"))
    (tmp_path / "mask.png").write_bytes(mask_bytes())
    item = Item("a", tmp_path / "a.png", RoomType.KITCHEN, Theme.MODERN, tmp_path / "mask.png")
    limits = TimeLimits(read_s=0.4, call_s=3.0)
    with FakeRoomApi(statuses=("SUCCEEDED",), idempotency=promised) as service:
        service.script("create", faults.hang(1.0, carry_out=True))

        @contextmanager
        def connect() -> Iterator[RoomClient]:
            yield RoomClient(service.url, user_id=service.user_id, api_key=service.api_key, limits=limits)

        for _ in range(2):
            summary = batch_run([item], out=tmp_path / "out", options=RunOptions(), connect=connect, service="fake")
            assert service.creates == 1
            assert summary.spent == 1
            assert summary.exit_code == (0 if promised else 1)
            assert [failure.error.code for failure in summary.failed] == ([] if promised else ["outcome_unknown"])
