"""``maskkit convert``: what it writes, what it says, and with which code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.images.encode import encode
from maskkit.masks.forms import FORMS, read_mask
from maskkit.masks.mask import Mask

MASK = Mask.from_polygon([(5, 2), (30, 6), (22, 28)], size_wh=(40, 30))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MASK.save(tmp_path / "mask.png")
    Image.fromarray(np.full((30, 40, 3), 90, np.uint8)).save(tmp_path / "kitchen.png")
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_there_and_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["convert", "mask.png", "--to", "openai", "-o", "edit.png", "--photo", "kitchen.png"]) == 0
    assert "read as white (assumed: grey files are read by maskkit's rule" in (text := said(capsys))
    assert f"edit.png: openai, {MASK.coverage:.1%} marked, lossless" in text
    assert run_cli(["convert", "edit.png", "--from", "openai", "--to", "white", "-o", "back.png"]) == 0
    assert "edit.png: read as openai, 40 x 30" in said(capsys)
    assert Mask.open("back.png") == MASK


def test_what_is_unclear_is_refused_with_what_to_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["convert", "mask.png", "--to", "openai", "-o", "edit.png"]) == 0
    assert run_cli(["convert", "edit.png", "--to", "white", "-o", "back.png"]) == 3
    assert "--from openai if transparent means generate" in said(capsys)
    assert not Path("back.png").exists()


def test_the_loss_is_told_to_people_and_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["convert", "mask.png", "--to", "yolo", "--label", "floor", "--tolerance", "2", "-o", "mask.txt"]
    assert run_cli(words) == 0
    told = said(capsys)
    assert "IoU 0.9" in told
    assert "% lost" in told
    assert "Ultralytics fills these polygons by its own rule: IoU 0." in told
    assert run_cli([*words, "--overwrite", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    back = read_mask("mask.txt", size_wh=(40, 30))
    assert facts["iou"] == pytest.approx((MASK & back).coverage / (MASK | back).coverage)
    assert (facts["lossless"], facts["from"]["sureness"], facts["to"]) == (False, "assumed", "yolo")
    assert (facts["labels"], facts["size_wh"], facts["elsewhere"]["tool"]) == (["floor"], [40, 30], "Ultralytics")


def test_greys_need_a_threshold(capsys: pytest.CaptureFixture[str]) -> None:
    MASK.feather(4).save("soft.png")
    assert run_cli(["convert", "soft.png", "--to", "coco", "-o", "soft.json"]) == 3
    assert "--threshold 128" in said(capsys)
    assert run_cli(["convert", "soft.png", "--to", "coco", "-o", "soft.json", "--threshold", "128"]) == 0
    assert "everything from 128 on was made 255, the rest 0" in said(capsys)


def test_streams_work_both_ways(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_cli(["convert", "mask.png", "--to", "svg", "-o", "-"]) == 0
    svg = capfdbinary.readouterr().out
    assert svg.startswith(b"<svg")
    Path("mask.svg").write_bytes(svg)
    with Path("mask.svg").open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run_cli(["convert", "-", "--to", "black", "-o", "black.png"]) == 0
    assert Mask.open("black.png") == ~MASK


def test_a_label_map_is_chosen_from_and_mapped() -> None:
    Path("labels.png").write_bytes(encode(np.array([[1, 2, 7], [1, 2, 0]], np.uint8)))
    assert run_cli(["convert", "labels.png", "--to", "white", "--only", "floor,rug", "-o", "floor.png"]) == 0
    assert Mask.open("floor.png").values.tolist() == [[255, 0, 255], [255, 0, 0]]
    assert run_cli(["convert", "labels.png", "--to", "palette", "--map", "rug=floor", "-o", "p.png"]) == 0
    assert np.asarray(Image.open("p.png")).tolist() == [[1, 2, 1], [1, 2, 0]]


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        (["mask.png", "--to", "white", "-o", "mask.png"], 3, "is there already"),
        (["mask.png", "--to", "white", "-o", "mask.jpg"], 3, "JPEG would turn hard edges grey"),
        (["mask.png", "--to", "coco", "-o", "coco.png"], 3, "coco is no picture. Name it .json"),
        (["mask.png", "--to", "ideogram", "-o", "m.png"], 2, "Say which call: ideogram-edit (black is edited)"),
        (["mask.png", "--to", "cocoa", "-o", "m.png"], 2, "no form of masks is called 'cocoa'"),
        (["none.png", "--to", "white", "-o", "m.png"], 3, "there is no such file"),
        (["mask.png", "--to", "rgba", "-o", "m.png"], 3, "Give it with --photo"),
        (["mask.png", "--to", "svg", "-o", "m.svg", "--map", "floor"], 2, "--map takes NAME=CLASS"),
        (["mask.png", "--to", "svg", "-o", "m.svg", "--threshold", "0"], 2, "1<=x<=255"),
        (["-", "--to", "svg", "-o", "m.svg", "--photo", "-"], 2, "only one input can be -"),
        (["mask.png", "--to", "svg", "-o", "-", "--json"], 2, "both write to stdout"),
        (
            ["mask.png", "--to", "svg", "-o", "m.svg", "--size", "40x30", "--photo", "kitchen.png"],
            2,
            "leave --size out",
        ),
        (["mask.png", "-o", "m.svg"], 2, "Missing option '--to'"),
        (
            ["mask.png", "--to", "svg", "-o", "m.svg", "--size", "39x30"],
            3,
            "the mask is 40 x 30 pixels, the upright photo 39 x 30",
        ),
    ],
)
def test_refusals(words: list[str], code: int, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["convert", *words]) == code
    assert what in said(capsys)
    assert {path.name for path in Path().iterdir()} == {"mask.png", "kitchen.png"}


def test_all_forms_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["convert", "--forms"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(FORMS)
    assert any("nova-inpaint" in line and "black is edited" in line for line in lines)
