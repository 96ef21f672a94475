"""The engine's process, by itself: what it answers, and that it ends with its parent."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

import numpy as np
import pytest
from PIL import Image

from maskkit.errors import BadCamera, InvalidRequest, SizeMismatch
from maskkit.geometry.camera import Camera
from maskkit.geometry.layout import Box, Layout
from maskkit.geometry.room_file import FORMAT, to_room_file
from maskkit.images.png_text import with_text
from maskkit.service.engine_child import Job, check_sizes, room_in
from maskkit.service.jobs.children import Children, engine_command

JOB = Job("KITCHEN", "MODERN", 77, 64, 48, 40.0, 12_000, 32 * 1024 * 1024)


Answer = tuple[dict[str, object], list[bytes]]
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def ask(engines: object) -> Iterator[Ask]:
    """Asks the process of an engine."""
    made: dict[str, Children] = {}

    def send(engine: str, photo: bytes, mask: bytes) -> Answer:
        command = engine_command(f"tiny_engines:{engine}", None)
        children = made.setdefault(engine, Children(command, size=1))
        with children.borrow() as child:
            return child.ask(asdict(JOB), [photo, mask], limit_s=60)

    yield send
    for children in made.values():
        children.close()


def test_a_job_gives_png_files_of_what_the_engine_made(ask: Ask, photo_png: bytes, mask_png: bytes) -> None:
    head, [picture] = ask("paint", photo_png, mask_png)
    pixels = np.asarray(Image.open(io.BytesIO(picture)))
    before = np.asarray(Image.open(io.BytesIO(photo_png)))
    assert head == {"ok": True}
    assert (pixels[20:] == (77, 10, 20)).all()
    assert (pixels[:20] == before[:20]).all()


def test_an_engine_that_says_no_is_heard_although_it_prints(ask: Ask, photo_png: bytes, mask_png: bytes) -> None:
    head, blobs = ask("refuse", photo_png, mask_png)
    assert (head["ok"], head["code"], blobs) == (False, "no_room_found", [])
    assert "no floor to be seen" in str(head["message"])


def test_a_bug_in_an_engine_is_told_without_its_details(ask: Ask, photo_png: bytes, mask_png: bytes) -> None:
    head, _ = ask("stumble", photo_png, mask_png)
    assert head == {"ok": False, "code": "engine_failed", "message": "the engine failed: KeyError"}


def test_files_that_are_no_images_are_refused(ask: Ask, photo_png: bytes, mask_png: bytes) -> None:
    assert ask("paint", photo_png[:40], mask_png)[0]["ok"] is False
    assert ask("paint", photo_png, b"no mask")[0]["code"] == "unsupported_format"


def test_an_empty_mask_is_refused(ask: Ask, photo_png: bytes) -> None:
    buffer = io.BytesIO()
    Image.new("L", (64, 48)).save(buffer, "PNG")
    assert ask("paint", photo_png, buffer.getvalue())[0]["code"] == "empty_mask"


@pytest.mark.parametrize(
    ("mask_wh", "asked_wh", "error"),
    [((48, 64), (64, 48), SizeMismatch), ((64, 48), (48, 64), InvalidRequest), ((64, 49), (64, 49), SizeMismatch)],
)
def test_photo_mask_and_request_must_be_of_one_size(
    mask_wh: tuple[int, int], asked_wh: tuple[int, int], error: type[Exception]
) -> None:
    check_sizes((64, 48), (64, 48), (64, 48))
    with pytest.raises(error):
        check_sizes((64, 48), mask_wh, asked_wh)


@pytest.mark.parametrize("when", ["idle", "busy"])
def test_the_process_ends_when_its_parent_has_gone(
    engines: object, photo_png: bytes, mask_png: bytes, when: str
) -> None:
    from maskkit.service.jobs.frames import write_frame

    command = [sys.executable, *engine_command("tiny_engines:endless", None)[1:]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        if when == "busy":
            write_frame(process.stdin, asdict(JOB), [photo_png, mask_png])
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_memory_has_a_limit_where_it_is_set(engines: object) -> None:
    code = (
        "from maskkit.service.engine_child import _limit_memory\n"
        "_limit_memory(512 * 1024 * 1024)\n"
        "try:\n    bytearray(800 * 1024 * 1024)\nexcept MemoryError:\n    print('limited')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "limited"


def test_the_room_that_comes_with_the_photo_is_found_at_its_size(photo_png: bytes) -> None:
    room = Layout((128, 96), Camera(90.0, np.eye(3), np.array([64.0, 48.0]), 1.0), Box(1, 1, 2, 1), 1.0, 1.0, 1.4)
    assert room_in(photo_png, (64, 48)) is None
    found = room_in(with_text(photo_png, FORMAT, to_room_file(room)), (64, 48))
    assert found is not None
    assert found.camera.focal_px == pytest.approx(45.0)


@pytest.mark.parametrize("told", ["{}", "[1]", "no json", '{"format": "maskkit-room/1", "size_wh": [1e99, 2]}'])
def test_nonsense_of_strangers_ends_in_words(ask: Ask, photo_png: bytes, mask_png: bytes, told: str) -> None:
    photo = with_text(photo_png, FORMAT, told)
    with pytest.raises(BadCamera):
        room_in(photo, (64, 48))
    assert ask("paint", photo, mask_png)[0]["code"] == "bad_camera"
