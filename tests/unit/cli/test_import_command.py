"""``maskkit import``: what it says, what it prints, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli

LABELME = {
    "shapes": [
        {"label": "floor", "points": [[0, 4], [8, 4], [8, 6], [0, 6]]},
        {"label": "Teppich", "points": [[2, 4], [4, 4], [4, 6], [2, 6]]},
    ],
    "imageWidth": 8,
    "imageHeight": 6,
}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rooms").mkdir()
    for name in ("a", "b"):
        Image.new("RGB", (8, 6)).save(f"rooms/{name}.jpg")
        Path(f"rooms/{name}.json").write_text(json.dumps({**LABELME, "imagePath": f"{name}.jpg"}))


def test_label_maps_and_masks(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["import", "rooms", "-o", "truth", "--to", "both", "--map", "Teppich=rug", "--only", "rug"]
    assert run_cli([*words, "--json"]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert (told["pictures"], told["written"], told["unchanged"], told["failed"]) == (2, 2, 0, 0)
    assert told["labels"] == {"floor": 2, "rug": 2}
    assert told["from"] == {"form": "labelme", "sureness": "certain", "why": "its fields"}
    assert told["files"][0]["label_map"] == str(Path("truth/labels/a.png"))
    assert "rooms: labelme (certain: its fields), 2 pictures, floor in 2, rug in 2" in captured.err
    assert np.asarray(Image.open("truth/labels/b.png"))[5].tolist() == [1, 1, 7, 7, 1, 1, 1, 1]
    assert np.asarray(Image.open("truth/masks/b.png"))[5].tolist() == [0, 0, 255, 255, 0, 0, 0, 0]
    assert run_cli(words) == 0
    assert "truth: 2 unchanged" in capsys.readouterr().err


def test_a_fault_in_one_picture_ends_with_code_8(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rooms/a.json").write_text('{"shapes": [')
    assert run_cli(["import", "rooms", "--from", "labelme", "-o", "truth", "--only", "all", "--json"]) == 8
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert (told["written"], told["failed"]) == (1, 1)
    assert told["files"][0]["error"]["code"] == "bad_annotation"
    assert "a: rooms/a.json: the JSON is cut off" in captured.err
    assert "Error: 1 of 2 pictures failed; the others are done" in captured.err


def test_pictures_without_photos_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("rooms/b.jpg").unlink()
    assert run_cli(["import", "rooms", "-o", "truth", "--only", "all"]) == 0
    assert "rooms: no photo was found for 1 of 2 pictures" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["rooms", "-o", "truth"], 3, "Choose with --only: floor, Teppich; or --only all"),
        (["rooms", "-o", "truth", "--to", "labels"], 3, "no class is called 'Teppich'"),
        (["rooms", "-o", "truth", "--map", "Teppich=sofa"], 2, "'sofa' is no class"),
        (["rooms", "-o", "truth", "--from", "nova"], 2, "Say which call: nova-inpaint"),
        (["none", "-o", "truth"], 3, "there is no such file or folder"),
        (["rooms"], 2, "Missing option '-o'"),
    ],
)
def test_refusals(words: list[str], code: int, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["import", *words]) == code
    assert what in capsys.readouterr().err
    assert not Path("truth").exists()
