"""Kill ``maskkit run`` at random moments, again and again: the same line always goes on, and nothing is paid twice.

``MASKKIT_KILL_CYCLES=20`` makes it twenty kills of twelve photos.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image

from maskkit.roomapi.schema import KEY_HEADER, PATHS

WH = (96, 64)
KILLS = int(os.environ.get("MASKKIT_KILL_CYCLES", "3"))
PHOTOS = 100
ENGINE = """
import time
from dataclasses import dataclass

@dataclass
class Slow:
    name: str = "slow"

    def generate(self, request):
        time.sleep(0.4)
        return (255 - request.photo.pixels,)
"""
"""An engine that is quick and yet leaves time to be killed in."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A ``maskkit serve`` process; gives what its ready line says."""
    folder = tmp_path_factory.mktemp("service") / "data"
    (folder.parent / "slow_engine.py").write_text(ENGINE)
    paths = os.pathsep.join(filter(None, [str(folder.parent), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"MASKKIT_SERVICE_ALLOW_LOOPBACK": "true", "PYTHONPATH": paths}
    line = [sys.executable, "-m", "maskkit", "serve", "--data", str(folder), "--port", "0", "--json"]
    line += ["--engine", "slow_engine:Slow"]
    log = (folder.parent / "serve.log").open("w")
    with log, subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            yield {**json.loads(process.stdout.readline()), "database": str(folder / "service.sqlite")}
        finally:
            process.kill()


def make_photos(folder: Path, count: int) -> None:
    for kind in ("photos", "masks"):
        (folder / kind).mkdir()
    for number in range(count):
        random_ = np.random.default_rng(number)
        noise = random_.integers(0, 25, (*WH[::-1], 3))
        light = np.linspace(70, 190, WH[1])[:, None, None]
        Image.fromarray((light + noise).astype(np.uint8)).save(folder / f"photos/room-{number:02}.png")
        marked = np.zeros(WH[::-1], np.uint8)
        marked[WH[1] // 2 :, 6:-6] = 255
        Image.fromarray(marked).save(folder / f"masks/room-{number:02}.png")


def photos_left(service: dict[str, str]) -> int:
    """What the service's own ledger says."""
    answer = requests.post(
        service["url"] + PATHS["credits"],
        json={"user_id": service["user_id"]},
        headers={KEY_HEADER: service["api_key"]},
        timeout=30,
    )
    return int(answer.json()["total"])


def rooms_made(service: dict[str, str]) -> int:
    """How many rooms were ever asked for, refunded ones too."""
    with closing(sqlite3.connect(service["database"])) as database:
        return int(database.execute("SELECT count(*) FROM generations").fetchone()[0])


def start(folder: Path, service: dict[str, str]) -> subprocess.Popen[bytes]:
    names = {"MASKKIT_SERVICE": "url", "MASKKIT_USER_ID": "user_id", "MASKKIT_API_KEY": "api_key"}
    words = ["--room", "kitchen", "--theme", "modern", "--mask", str(folder / "masks"), "--jobs", "4"]
    line = [sys.executable, "-m", "maskkit", "run", str(folder / "photos"), "-o", str(folder / "out"), *words]
    environment = os.environ | {name: service[key] for name, key in names.items()}
    return subprocess.Popen(line, env=environment, stderr=subprocess.DEVNULL)


def kill_and_resume(
    folder: Path, service: dict[str, str], *, photos: int, kills: int, seed: int, longest_s: float
) -> None:
    chance, before, made = random.Random(seed), photos_left(service), rooms_made(service)
    make_photos(folder, photos)
    landed = 0
    for _ in range(kills):
        process = start(folder, service)
        try:
            process.wait(chance.uniform(0.2, longest_s))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        landed += process.wait() == -signal.SIGKILL
    assert landed
    assert start(folder, service).wait(120) == 0
    assert photos_left(service) == before - photos
    assert rooms_made(service) == made + photos
    audits = [json.loads(path.read_text()) for path in folder.glob("out/*/audit-1.json")]
    assert [audit["pixels_changed_outside"] for audit in audits] == [0] * photos
    assert len(list(folder.glob("out/*/final-1.png"))) == photos
    assert not list(folder.glob("out/*/.*"))
    assert not (folder / "out/failed.jsonl").exists()


@pytest.mark.kill
@pytest.mark.timeout(120 + 10 * KILLS)
def test_kills_at_random_moments_pay_nothing_twice_and_lose_nothing(tmp_path: Path, service: dict[str, str]) -> None:
    photos = 4 if KILLS < 10 else 12
    before = photos_left(service)
    kill_and_resume(tmp_path, service, photos=photos, kills=KILLS, seed=KILLS, longest_s=1.1)
    assert before - photos_left(service) == photos


@pytest.mark.kill
def test_interrupting_ends_soon_and_the_same_line_goes_on(tmp_path: Path, service: dict[str, str]) -> None:
    make_photos(tmp_path, 2)
    before = photos_left(service)
    # Whoever starts the tests in the background may have them ignore interrupts, and children inherit that.
    before_tests = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start(tmp_path, service)
    signal.signal(signal.SIGINT, before_tests)
    wait_for_file(tmp_path / "out/journal.sqlite")
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    assert start(tmp_path, service).wait(60) == 0
    assert photos_left(service) == before - 2


def wait_for_file(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end
        time.sleep(0.05)
