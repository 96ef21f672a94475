"""Kill -9 at random moments: nothing that was acknowledged is lost, nothing is paid twice, everything ends."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image

import maskkit.errors
from maskkit.errors import MissingExtra
from maskkit.service import ledger
from maskkit.service.db.database import Database
from maskkit.testing.postgres import temporary_postgres

ENGINES = Path(__file__).parents[1] / "unit" / "service" / "engines"
PACKAGE = Path(maskkit.errors.__file__).parents[1]
CREATE, GET, ASSETS = "/api/create_room/generate", "/api/create_room/get", "/api/assets"

CYCLES = int(os.environ.get("MASKKIT_KILL_CYCLES", "3"))
"""How often the service is killed. Three take seconds; set it to hundreds for a night."""

CYCLES_ON_POSTGRES = CYCLES if "MASKKIT_KILL_CYCLES" in os.environ else 1

PHOTOS = 40 + 20 * CYCLES

pytestmark = [pytest.mark.kill, pytest.mark.timeout(120 + 20 * CYCLES)]


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


PHOTO = png(np.full((48, 64, 3), 128, np.uint8))
MASK = png(np.full((48, 64), 255, np.uint8))
EMPTY_MASK = png(np.zeros((48, 64), np.uint8))


@dataclass
class Run:
    """A service that is killed and started again on one folder, and what it has acknowledged."""

    folder: Path
    database_url: str | None = None
    key: str = "mk_" + "k" * 40
    url: str = ""
    user_id: str = ""
    process: subprocess.Popen[str] | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        command = [sys.executable, "-m", "maskkit.service", "--data", str(self.folder), "--port", "0", "--jobs", "2"]
        environment = {
            **os.environ,
            "PYTHONPATH": f"{ENGINES}{os.pathsep}{PACKAGE}",
            "MASKKIT_SERVICE_BOOTSTRAP_KEY": self.key,
            "MASKKIT_SERVICE_INITIAL_PHOTOS": str(PHOTOS),
            "MASKKIT_SERVICE_ENGINE_ATTEMPTS": "1000",
        }
        if self.database_url:
            environment["MASKKIT_SERVICE_DATABASE"] = self.database_url
        log = self.folder.with_suffix(".log")
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                [*command, "--engine", "tiny_engines:brief"],
                text=True,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, log.read_text()
        ready = json.loads(line)
        self.url, self.user_id = ready["url"], ready["user_id"]

    def database(self) -> Database:
        return Database(self.database_url or self.folder / "service.sqlite")

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def post(self, path: str, body: object, **headers: str) -> requests.Response:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return requests.post(self.url + path, data=data, headers={"x-api-key": self.key, **headers}, timeout=20)

    def create(self, number: int, mask: bytes) -> None:
        """Create a room as a careful client does: under a key of its own, remembering what was acknowledged."""
        urls = [self.post(ASSETS, data).json()["url"] for data in (PHOTO, mask)]
        body = {
            "user_id": self.user_id,
            "image_url": urls[0],
            "mask_url": urls[1],
            "room_type": "BATHROOM",
            "theme": "MODERN",
            "width": 64,
            "height": 48,
        }
        answer = self.post(CREATE, body, **{"Idempotency-Key": f"room-{number}"})
        assert answer.status_code == 200, answer.text
        self.acknowledged[answer.json()["generation_id"]] = "FAILED" if mask is EMPTY_MASK else "SUCCEEDED"

    def status(self, generation_id: str) -> dict[str, object]:
        answer = self.post(GET, {"user_id": self.user_id, "generation_id": generation_id})
        assert answer.status_code == 200, f"an acknowledged generation is gone: {answer.text}"
        return dict(answer.json())


def create_until_killed(run: Run, first: int) -> int:
    """Create rooms, one in four of them bound to fail, until the service dies or no photo is left; the next number."""
    number = first
    try:
        while number < PHOTOS:
            run.create(number, EMPTY_MASK if number % 4 == 3 else MASK)
            number += 1
    except (requests.RequestException, ValueError):
        return number + 1
    return number


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The URL of a new Postgres that waits for the disk, or None for a file in the data folder."""
    if request.param == "sqlite":
        yield None
        return
    try:
        with temporary_postgres(durable=True) as server:
            yield server.new_database()
    except MissingExtra as error:
        pytest.skip(str(error))


def test_kills_at_random_moments_lose_nothing_and_pay_nothing_twice(tmp_path: Path, database_url: str | None) -> None:
    chance = random.Random()
    run = Run(tmp_path / "data", database_url)
    next_number = 0
    for _ in range(CYCLES_ON_POSTGRES if database_url else CYCLES):
        run.start()
        if next_number < PHOTOS - 30:
            killer = threading.Timer(chance.uniform(0.05, 1.5), run.kill)
            killer.start()
            next_number = create_until_killed(run, next_number)
            killer.join()
        else:
            time.sleep(chance.uniform(0.0, 1.0))
            run.kill()
    run.start()
    ended = wait_for_all(run)
    assert {generation: answer["status"] for generation, answer in ended.items()} == run.acknowledged
    assert all(len(answer.get("images", [])) == (answer["status"] == "SUCCEEDED") for answer in ended.values())
    for answer in ended.values():
        for url in answer.get("images", []):
            assert Image.open(io.BytesIO(requests.get(url, timeout=20).content)).size == (64, 48)
    run.kill()
    check_books(run)


def wait_for_all(run: Run) -> dict[str, dict[str, object]]:
    deadline = time.monotonic() + 90
    while True:
        found = {generation: run.status(generation) for generation in run.acknowledged}
        if all(answer["status"] in {"SUCCEEDED", "FAILED"} for answer in found.values()):
            return found
        assert time.monotonic() < deadline, f"still not ended: {found}"
        time.sleep(0.1)


def check_books(run: Run) -> None:
    """Everything in the database agrees, also about rooms whose acknowledgement was lost in a kill."""
    with closing(run.database()) as database, database.read() as transaction:
        read = transaction.exec_driver_sql
        counts = dict(map(tuple, read("SELECT status, count(*) FROM generations GROUP BY status")))
        outputs = read("SELECT count(*) FROM files WHERE generation_id IS NOT NULL").scalar()
        keys = read("SELECT count(*) FROM idempotency_keys").scalar()
        audit = ledger.audit(transaction)
        left = ledger.credits_of(transaction, run.user_id).total
        if not database.is_shared:
            assert read("PRAGMA integrity_check").scalar() == "ok"
    kinds = audit.entries
    succeeded, failed = counts.get("SUCCEEDED", 0), counts.get("FAILED", 0)
    assert audit.faults == {}
    assert left == PHOTOS - succeeded
    assert set(counts) <= {"SUCCEEDED", "FAILED"}
    assert len(run.acknowledged) <= succeeded + failed == keys
    assert outputs == succeeded == kinds.get("capture", 0)
    assert kinds.get("refund", 0) == failed
    assert kinds.get("hold", 0) == succeeded + failed
    stored = {path.name for path in (run.folder / "store" / "files").glob("*-1.png")}
    assert len(stored) == succeeded


def test_a_kill_in_the_middle_of_a_generation_does_not_leave_it_open(tmp_path: Path) -> None:
    """Also when what DBOS knew about it is lost."""
    run = Run(tmp_path / "data")
    run.start()
    for number in range(4):
        run.create(number, MASK)
    while not any(run.status(generation)["status"] == "PROCESSING" for generation in run.acknowledged):
        time.sleep(0.01)
    run.kill()
    for file in run.folder.glob("jobs.sqlite*"):
        file.unlink()
    run.start()
    ended = wait_for_all(run)
    assert {answer["status"] for answer in ended.values()} == {"SUCCEEDED"}
    run.kill()
    check_books(run)
