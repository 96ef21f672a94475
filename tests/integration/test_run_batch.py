"""``maskkit run`` against a service on loopback: outputs, resuming, budgets, one bad photo among good ones."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.testing import faults
from maskkit.testing.fake_api import FakeRoomApi, flat_png
from maskkit.testing.server import LoopbackServer, Received, Reply

WH = (72, 48)
OUTPUTS = {
    "mask.png",
    "overlay.png",
    "photo.png",
    "mask-sent.png",
    "transform.json",
    "generated-1.png",
    "final-1.png",
    "audit-1.json",
    "record.json",
}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRoomApi]:
    with FakeRoomApi(statuses=("SUCCEEDED",)) as service:
        use(service, monkeypatch)
        yield service


def use(service: FakeRoomApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASKKIT_SERVICE", service.url)
    monkeypatch.setenv("MASKKIT_USER_ID", service.user_id)
    monkeypatch.setenv("MASKKIT_API_KEY", service.api_key)


def make_photos(folder: Path, *names: str, size_wh: tuple[int, int] = WH) -> None:
    """Small photos in ``photos`` and a mask for each in ``masks``: the lower half but for its corners."""
    for number, name in enumerate(names):
        photo, mask = folder / "photos" / name, (folder / "masks" / name).with_suffix(".png")
        for path in (photo, mask):
            path.parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).integers(60, 200, (size_wh[1], size_wh[0], 3), dtype=np.uint8)
        Image.fromarray(noise).save(photo, quality=90)
        marked = np.zeros(size_wh[::-1], np.uint8)
        marked[size_wh[1] // 2 :, 5:-5] = 255
        Image.fromarray(marked).save(mask)


def run(folder: Path, *extra: str) -> int:
    words = ["--room", "kitchen", "--theme", "modern", "--mask", str(folder / "masks")]
    return run_cli(["run", str(folder / "photos"), "-o", str(folder / "out"), *words, *extra])


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread, but not for ever."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def summary(text: str) -> dict[str, Any]:
    """The last line of --json output, once every line of it is JSON."""
    events = [json.loads(line) for line in text.splitlines()]
    assert events[-1]["event"] == "summary"
    return dict(events[-1])


def test_every_output_is_there_and_outside_the_mask_nothing_changed(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path, "a.jpg", "up/stairs/b.png")
    assert run(tmp_path, "--json") == 0
    told = summary(capsys.readouterr().out)
    assert (told["finished"], told["spent"], told["remaining_photos"], told["exit_code"]) == (2, 2, 98, 0)
    for name in ("a", "up/stairs/b"):
        folder = tmp_path / "out" / name
        assert {path.name for path in folder.iterdir()} == OUTPUTS
        photo = pixels(next((tmp_path / "photos").glob(f"{name}.*")))
        final, mask = pixels(folder / "final-1.png"), pixels(folder / "mask.png")
        assert (final[mask == 0] == photo[mask == 0]).all()
        assert (final[mask == 255] != photo[mask == 255]).any()
        assert json.loads((folder / "audit-1.json").read_text())["pixels_changed_outside"] == 0
    assert not (tmp_path / "out/failed.jsonl").exists()
    assert "up/stairs/b" in (tmp_path / "out/report.html").read_text()


def test_what_is_sent_is_the_normalised_pair(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "a.jpg", size_wh=(300, 200))
    assert run(tmp_path, "--long-edge", "128", "--multiple", "16") == 0
    (made,) = api.generations.values()
    folder = tmp_path / "out/a"
    sent, mask = pixels(folder / "photo.png"), pixels(folder / "mask-sent.png")
    assert sent.shape[:2] == mask.shape == (made.request.height, made.request.width)  # type: ignore[union-attr]
    assert mask.shape[0] % 16 == mask.shape[1] % 16 == 0
    assert max(mask.shape) <= 128
    assert set(np.unique(mask)) == {0, 255}
    assert set(api.uploads.values()) == {(folder / "photo.png").read_bytes(), (folder / "mask-sent.png").read_bytes()}
    assert pixels(folder / "final-1.png").shape == (200, 300, 3)


def test_a_second_run_does_nothing_and_asks_nothing(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "a.jpg", "b.jpg")
    assert run(tmp_path) == 0
    before, finals = dict(api.count), times(tmp_path / "out")
    assert run(tmp_path) == 0
    assert dict(api.count) == before
    assert times(tmp_path / "out") == finals


def times(out: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in out.rglob("*-1.*")}


def test_more_photos_and_more_rooms_may_be_added(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path) == 0
    make_photos(tmp_path, "a.jpg", "b.jpg")
    assert run(tmp_path, "--variations", "2") == 0
    assert (api.creates, api.variations) == (2, 4)
    assert {path.name for path in (tmp_path / "out/b").glob("final-*")} == {f"final-{n}.png" for n in (1, 2, 3)}
    record = json.loads((tmp_path / "out/a/record.json").read_text())
    assert [room["room"] for room in record["rooms"]] == [1, 2, 3]
    assert record["spent"] == 3


def test_a_file_that_was_deleted_is_made_again_without_paying(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path) == 0
    first = (tmp_path / "out/a/final-1.png").read_bytes()
    for name in ("final-1.png", "generated-1.png", "mask.png", "record.json"):
        (tmp_path / "out/a" / name).unlink()
        assert run(tmp_path) == 0
        assert (tmp_path / "out/a" / name).is_file()
    assert (tmp_path / "out/a/final-1.png").read_bytes() == first
    assert api.creates == 1


def test_other_options_are_refused_and_fresh_starts_over(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path) == 0
    assert run(tmp_path, "--feather", "3") == 3
    assert "feather_px was nothing and is 3.0" in capsys.readouterr().err
    assert run(tmp_path, "--room", "bathroom") == 3
    assert "room was KITCHEN and is BATHROOM" in capsys.readouterr().err
    assert run(tmp_path, "--feather", "3", "--fresh") == 3
    assert "pass --overwrite" in capsys.readouterr().err
    assert run(tmp_path) == 0  # what was refused has taken nothing away: the first run can still go on
    assert api.creates == 1
    assert run(tmp_path, "--feather", "3", "--fresh", "--overwrite") == 0
    assert api.creates == 2
    assert len(list((tmp_path / "out").glob("journal-*.sqlite"))) == 1


def test_one_bad_photo_stops_nothing_and_is_done_once_it_is_mended(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    good = (tmp_path / "photos/b.jpg").read_bytes()
    (tmp_path / "photos/b.jpg").write_bytes(good[:500])
    assert run(tmp_path, "--json") == 8
    told = summary(capsys.readouterr().out)
    assert (told["finished"], told["failed"], told["error"]["code"]) == (2, 1, "batch_incomplete")
    (line,) = (tmp_path / "out/failed.jsonl").read_text().splitlines()
    failed = json.loads(line)
    assert failed["code"] == "corrupt_image"
    assert failed["photo"].endswith("photos/b.jpg")
    assert failed["hint"]
    assert api.creates == 2
    (tmp_path / "photos/b.jpg").write_bytes(good)
    assert run(tmp_path) == 0
    assert not (tmp_path / "out/failed.jsonl").exists()
    assert api.creates == 3


def test_the_list_of_failures_is_a_table_of_photos(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "up/a.jpg", "b.jpg")
    good = (tmp_path / "photos/up/a.jpg").read_bytes()
    (tmp_path / "photos/up/a.jpg").write_bytes(b"")
    assert run(tmp_path) == 8
    (tmp_path / "photos/up/a.jpg").write_bytes(good)
    words = ["--room", "kitchen", "--theme", "modern", "--mask", str(tmp_path / "masks")]
    assert run_cli(["run", str(tmp_path / "out/failed.jsonl"), "-o", str(tmp_path / "out"), *words]) == 0
    assert (tmp_path / "out/up/a/final-1.png").is_file()


def test_the_budget_holds_over_all_runs(tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    make_photos(tmp_path, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    for _ in range(2):
        assert run(tmp_path, "--max-photos", "2", "--jobs", "4", "--json") == 5
        told = summary(capsys.readouterr().out)
        assert (told["finished"], told["left"], told["spent"]) == (2, 2, 2)
        assert api.creates == 2
    assert run(tmp_path, "--max-photos", "9") == 0
    assert api.creates == 4


def test_a_changed_photo_is_begun_anew_before_it_is_paid_for_and_refused_after(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path, "--max-photos", "0") == 5
    make_photos(tmp_path, "x.jpg", "a.jpg")
    (tmp_path / "photos/x.jpg").unlink()
    assert run(tmp_path) == 0
    assert (api.creates, api.variations) == (1, 0)
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path) == 3
    assert "the photo has changed since it was sent" in capsys.readouterr().err
    assert api.creates == 1


def test_the_generated_file_is_png_whatever_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def jpeg(generation: object) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", WH, (200, 30, 30)).save(buffer, "JPEG")
        return buffer.getvalue()

    with FakeRoomApi(statuses=("SUCCEEDED",), picture=jpeg) as service:
        use(service, monkeypatch)
        make_photos(tmp_path, "a.jpg")
        assert run(tmp_path) == 0
    assert (tmp_path / "out/a/generated-1.png").read_bytes().startswith(b"\x89PNG")


def test_a_table_gives_each_photo_its_own_room_and_theme(tmp_path: Path, api: FakeRoomApi) -> None:
    make_photos(tmp_path, "a.jpg", "b.jpg")
    rows = ["photo,mask,room,theme", "photos/a.jpg,masks/a.png,bath,scandi", "photos/b.jpg,masks/b.png,kitchen,modern"]
    (tmp_path / "todo.csv").write_text("\n".join(rows))
    assert run_cli(["run", str(tmp_path / "todo.csv"), "-o", str(tmp_path / "out")]) == 0
    asked = {(str(made.request.room_type), str(made.request.theme)) for made in api.generations.values()}
    assert asked == {("BATHROOM", "SCANDINAVIAN"), ("KITCHEN", "MODERN")}
    assert (tmp_path / "out/photos/a/final-1.png").is_file()


def test_paths_on_stdin(tmp_path: Path, api: FakeRoomApi, monkeypatch: pytest.MonkeyPatch) -> None:
    make_photos(tmp_path, "a.jpg", "b.jpg")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{tmp_path}/photos/b.jpg\n"))
    words = ["--room", "kitchen", "--theme", "modern", "--mask", str(tmp_path / "masks")]
    assert run_cli(["run", "-", "-o", str(tmp_path / "out"), *words]) == 0
    assert [path.parent.name for path in tmp_path.glob("out/*/final-1.png")] == ["b"]


def test_a_service_without_uploads_is_served_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Shelf(LoopbackServer):
        """Takes files by PUT."""

        def answer(self, request: Received) -> Reply:
            return Reply(201 if request.method == "PUT" else 405)

    with FakeRoomApi(statuses=("SUCCEEDED",), assets=False) as service, Shelf() as shelf:
        use(service, monkeypatch)
        make_photos(tmp_path, "a.jpg")
        assert run(tmp_path, "--upload-to", f"{shelf.url}/rooms") == 0
        (made,) = service.generations.values()
        put = {request.path: request.body for request in shelf.received}
    sent = {name: (tmp_path / "out/a" / name).read_bytes() for name in ("photo.png", "mask-sent.png")}
    assert put[made.request.image_url.removeprefix(shelf.url)] == sent["photo.png"]  # type: ignore[union-attr]
    assert put[str(made.request.mask_url).removeprefix(shelf.url)] == sent["mask-sent.png"]


def test_a_lost_answer_is_replayed_where_the_service_promises_it(tmp_path: Path, api: FakeRoomApi) -> None:
    api.script("create", faults.drop(carry_out=True))
    make_photos(tmp_path, "a.jpg")
    assert run(tmp_path) == 0
    assert api.creates == 1


def test_a_lost_answer_without_that_promise_waits_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with FakeRoomApi(statuses=("SUCCEEDED",), idempotency=False) as service:
        use(service, monkeypatch)
        service.script("create", faults.drop(carry_out=True))
        make_photos(tmp_path, "a.jpg", "b.jpg")
        for _ in range(2):
            assert run(tmp_path) == 8
            (line,) = (tmp_path / "out/failed.jsonl").read_text().splitlines()
            assert json.loads(line)["code"] == "outcome_unknown"
            assert service.creates == 2
        assert "--retry-unknown" in capsys.readouterr().err
        assert run(tmp_path, "--retry-unknown") == 0
        assert service.creates == 3
        assert json.loads((tmp_path / "out/a/record.json").read_text())["spent"] in {1, 2}


def test_a_run_beside_a_run_is_refused(tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]) -> None:
    make_photos(tmp_path, "a.jpg")
    api.script("retrieve", faults.hang(1.5))
    first = threading.Thread(target=lambda: run(tmp_path))
    first.start()
    until(lambda: api.creates > 0)
    assert run(tmp_path) == 1
    assert "another run is at work" in capsys.readouterr().err
    first.join()
    assert (tmp_path / "out/a/final-1.png").is_file()


def test_files_of_somebody_else_are_not_overwritten(
    tmp_path: Path, api: FakeRoomApi, capsys: pytest.CaptureFixture[str]
) -> None:
    make_photos(tmp_path, "a.jpg")
    (tmp_path / "out/a").mkdir(parents=True)
    (tmp_path / "out/a/final-1.png").write_bytes(b"mine")
    assert run(tmp_path) == 3
    assert (tmp_path / "out/a/final-1.png").read_bytes() == b"mine"
    assert api.creates == 0
    assert run(tmp_path, "--overwrite") == 0


def test_the_journal_is_written_before_the_call_is_sent(tmp_path: Path, api: FakeRoomApi) -> None:
    """The journal, copied while the create call hangs, holds the call's key and all that it says."""
    make_photos(tmp_path, "a.jpg")
    api.script("create", faults.hang(0.7))
    runner = threading.Thread(target=lambda: run(tmp_path))
    runner.start()
    until(lambda: api.count["create"] > 0)
    for suffix in ("", "-wal"):
        copy = tmp_path / f"copy.sqlite{suffix}"
        copy.write_bytes((tmp_path / f"out/journal.sqlite{suffix}").read_bytes())
    runner.join()
    rows = sqlite3.connect(tmp_path / "copy.sqlite").execute("SELECT step, data FROM event").fetchall()
    sent = json.loads(dict(rows)["create_sent"])
    assert sent["key"]
    assert sent["request"]["image_url"] in {f"{api.url}/assets/{name}" for name in api.uploads} or sent["request"]


def test_a_picture_of_another_shape_is_refused_rather_than_stretched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeRoomApi(statuses=("SUCCEEDED",), picture=lambda _: flat_png((100, 100), "x")) as service:
        use(service, monkeypatch)
        make_photos(tmp_path, "a.jpg")
        assert run(tmp_path) == 3
        assert json.loads((tmp_path / "out/failed.jsonl").read_text())["code"] == "size_mismatch"
        assert service.creates == 1
