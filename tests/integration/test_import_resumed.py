"""An import that is interrupted in the middle goes on with the same line, and ends as if nothing had happened."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PICTURES = 400


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    images = [{"id": n, "file_name": f"{n:03}.jpg", "width": 600, "height": 400} for n in range(PICTURES)]
    areas = [
        {"id": n, "image_id": n, "category_id": 1, "segmentation": [[0, 200 + n % 100, 600, 200, 600, 400, 0, 400]]}
        for n in range(PICTURES)
    ]
    path = tmp_path / "instances.json"
    path.write_text(json.dumps({"images": images, "annotations": areas, "categories": [{"id": 1, "name": "floor"}]}))
    return path


def start(source: Path, out: Path) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "maskkit", "import", str(source), "-o", str(out), "--json"]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_an_interrupted_import_goes_on(data_set: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = start(data_set, out)
    deadline = time.monotonic() + 60
    while not list(out.glob("masks/*.png")) and time.monotonic() < deadline:
        time.sleep(0.005)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=60)
    done = sorted(path.name for path in out.glob("masks/*.png"))
    assert first.returncode == 130
    assert f"of {PICTURES} pictures are done; the same line goes on from there." in said
    assert 0 < len(done) < PICTURES
    assert not list(out.rglob("*.tmp"))
    times = {name: (out / "masks" / name).stat().st_mtime_ns for name in done}

    again = start(data_set, out)
    printed, said = again.communicate(timeout=60)
    told = json.loads(printed)
    assert again.returncode == 0, said
    assert (told["unchanged"], told["written"]) == (len(done), PICTURES - len(done))
    assert {name: (out / "masks" / name).stat().st_mtime_ns for name in done} == times
