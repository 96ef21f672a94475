"""``maskkit combine``, and the modifiers that it shares with ``maskkit mask``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from maskkit.cli.main import run_cli
from maskkit.masks.mask import Mask

SIZE_WH = (60, 40)
LEFT = Mask.from_polygon([(0, 0), (30, 0), (30, 40), (0, 40)], size_wh=SIZE_WH)
LOW = Mask.from_polygon([(0, 20), (60, 20), (60, 40), (0, 40)], size_wh=SIZE_WH)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LEFT.save(tmp_path / "left.png")
    LOW.save(tmp_path / "low-1.png")
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)


def made(*words: str) -> Mask:
    assert run_cli(["combine", *words, "-o", "made.png", "--overwrite"]) == 0
    return Mask.open("made.png")


def test_masks_are_combined_like_sets() -> None:
    assert made("left.png + low-1.png") == LEFT | LOW
    assert made("left.png - low-1.png") == LEFT - LOW
    assert made("~(left.png & low-1.png)") == ~(LEFT & LOW)


def test_modifiers_are_taken_in_the_order_given() -> None:
    assert made("left.png", "--shrink", "3", "--grow", "3") == LEFT.shrink(3).grow(3)
    assert made("left.png", "--grow", "5%", "--shrink", "1", "--feather", "4px") == LEFT.grow(2).shrink(1).feather(4)

    block, dot = ([(x, x), (y, x), (y, y), (x, y)] for x, y in ((5, 25), (32, 34)))
    ring = Mask.from_polygons([block, dot, [(10, 10), (20, 10), (20, 20), (10, 20)]], size_wh=SIZE_WH)
    ring.save("ring.png")
    assert made("ring.png", "--fill-holes") == ring.fill_holes() != ring
    assert made("ring.png", "--drop-specks", "1%", "--fill-holes", "3%") == ring.drop_specks(24) != ring


def test_json_tells_what_came_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["combine", "left.png & low-1.png", "-o", "made.png", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["output"] == "made.png"
    assert (told["size_wh"], told["coverage"], told["bounds"]) == ([60, 40], 0.25, [0, 20, 30, 40])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["left.png - left.png", "-o", "m.png"], 3, "nothing is left"),
        (["left.png + floor", "-o", "m.png"], 2, "can only be told in a photo"),
        (["left.png +", "-o", "m.png"], 2, "a name is missing at the end"),
        (["left.png + gone.png", "-o", "m.png"], 3, "gone.png: there is no such file"),
        (["left.png", "-o", "m.jpg"], 2, "the mask must be .png"),
        (["left.png", "-o", "left.png"], 3, "pass --overwrite"),
        (["left.png", "-o", "m.png", "--grow", "much"], 2, "'much' is no length"),
        (["left.png", "-o", "m.png", "--grow", "1", "--grow", "2"], 2, "--grow can be given once"),
        (["left.png", "-o", "m.png", "--drop-specks"], 2, "needs an amount"),
        (["left.png", "-o", "-", "--json"], 2, "both write to stdout"),
    ],
)
def test_refusals(words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_cli(["combine", *words]) == code
    assert said in capsys.readouterr().err
    assert Mask.open("left.png") == LEFT


def test_mask_takes_files_and_modifiers_too() -> None:
    line = ["mask", "photo.png", "-o", "m.png", "--target", "left.png - low-1.png", "--grow", "2", "--feather", "3"]
    assert run_cli(line) == 0
    assert Mask.open("m.png") == (LEFT - LOW).grow(2).feather(3)
