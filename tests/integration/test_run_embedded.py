"""``maskkit run`` with a service of its own: started in the output folder, gone when the run ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

WH = (72, 48)
ENGINE = """
from dataclasses import dataclass

@dataclass
class Inverting:
    name: str = "inverting"

    def generate(self, request):
        return (255 - request.photo.pixels,)
"""


def run(folder: Path, *extra: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    words = ["--room", "kitchen", "--theme", "modern", "--mask", "masks", "--engine", "inverting:Inverting", "--json"]
    return subprocess.run(
        [sys.executable, "-m", "maskkit", "run", "photos", "-o", "out", *words, *extra],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inverting.py").write_text(ENGINE)
    for kind in ("photos", "masks"):
        (tmp_path / kind).mkdir()
    for name in "ab":
        noise = np.random.default_rng(ord(name)).integers(60, 200, (*WH[::-1], 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / f"photos/{name}.png")
        marked = np.zeros(WH[::-1], np.uint8)
        marked[24:, 5:-5] = 255
        Image.fromarray(marked).save(tmp_path / f"masks/{name}.png")
    return tmp_path


def test_rooms_are_made_on_this_machine_and_a_later_run_goes_on_with_the_same_service(folder: Path) -> None:
    first = run(folder)
    assert first.returncode == 0, first.stderr
    last = json.loads(first.stdout.splitlines()[-1])
    assert (last["finished"], last["pixels_changed_outside"], last["remaining_photos"]) == (2, 0, None)
    with Image.open(folder / "photos/a.png") as photo, Image.open(folder / "out/a/final-1.png") as final:
        before, after = np.asarray(photo), np.asarray(final)
    assert (after[30:40, 20:50] == 255 - before[30:40, 20:50]).all()
    assert (after[:24] == before[:24]).all()
    assert (folder / "out/.service").is_dir()
    assert "Photos spent" not in (folder / "out/report.html").read_text()

    more = run(folder, "--variations", "1")
    assert more.returncode == 0, more.stderr
    assert (folder / "out/b/final-2.png").is_file()
    assert json.loads(more.stdout.splitlines()[-1])["spent"] == 4


def test_an_engine_that_does_not_exist_is_said_so_before_anything_starts(folder: Path) -> None:
    failed = run(folder, "--engine", "magic")
    assert failed.returncode == 2
    assert "unknown engine 'magic'" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert json.loads(failed.stdout.splitlines()[-1])["error"]["code"] == "unknown_choice"
